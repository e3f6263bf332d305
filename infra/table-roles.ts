import type { partitions } from '../shared/storage/table.ts'

type Partition = keyof typeof partitions
/** Partitions of what is, in contrast to those of facts, one-time records and waits. */
export type State = Exclude<Partition, 'fact' | 'wait' | 'spent' | 'claim' | 'movement' | 'held' | 'gateway'>
/** What a fact can have as its subject, by the partition of that subject. */
export type Subject = Exclude<
  State,
  | 'timecard'
  | 'machine'
  | 'call'
  | 'maintenance'
  | 'calibration'
  | 'edgeNode'
  | 'edgeSession'
  | 'edgeBirth'
  | 'trend'
  | 'log'
  | 'shipment'
  | 'gtin'
  | 'alerts'
>

/** What a function may write in the table of its site, beyond what every function may read. */
export interface TableRole {
  /** States that its commits create or replace. */
  readonly states: readonly State[]
  /** Subjects whose facts it writes, pointers to facts included. */
  readonly facts: readonly Subject[]
  /** Its persons have no qualifications. */
  readonly qualifiesNobody?: true
  /** One-time records: the sign-ins and scale readings that it spends, and the keys that its creations claim. */
  readonly once?: readonly ('spent' | 'claim')[]
  /** Items that it puts outside of a commit, because no fact tells of them. */
  readonly alone?: readonly Partition[]
  /** Whether it updates items outside of a commit; only the enterprise does, which has no commits. */
  readonly updatesAlone?: readonly Partition[]
}

/**
 * What each function may write. A line here is a line of its role, and of the table in docs/adr/0042. test/infra/table-roles.test.ts finds what the
 * code of a function can save and its line does not name.
 */
export const tableRoles: Readonly<Record<string, TableRole>> = {
  'definitions-http': {
    states: ['class', 'equipment', 'edgeNode', 'machine', 'material', 'gtin', 'person', 'timecard', 'recipe'],
    facts: ['class', 'equipment', 'material', 'person', 'recipe'],
    once: ['spent', 'claim'],
  },
  'orders-http': {
    states: ['order', 'lot', 'serial', 'machine', 'deviation', 'hold', 'alerts'],
    facts: ['order', 'lot', 'hold'],
    once: ['spent', 'claim'],
  },
  'changes-http': { states: ['order', 'recipe'], facts: ['order'], once: ['spent', 'claim'] },
  'weighing-http': {
    states: ['order', 'lot', 'serial', 'machine'],
    facts: ['order', 'lot', 'equipment'],
    once: ['spent', 'claim'],
  },
  'stock-http': { states: ['lot', 'serial', 'shipment'], facts: ['lot', 'hold'], once: ['spent', 'claim'] },
  'containers-http': {
    states: ['container', 'lot', 'shipment'],
    facts: ['container', 'lot'],
    once: ['claim'],
  },
  'genealogy-http': { states: ['hold', 'lot', 'alerts'], facts: ['hold'], once: ['spent', 'claim'] },
  // The first clock-on lists its person.
  'labour-http': { states: ['timecard', 'person'], facts: ['person'], once: ['claim'], qualifiesNobody: true },
  'quality-http': {
    states: ['hold', 'deviation', 'alerts', 'order', 'lot', 'serial', 'machine', 'recipe'],
    facts: ['hold', 'deviation'],
    once: ['spent', 'claim'],
  },
  'release-http': { states: ['order'], facts: ['order'], once: ['spent'] },
  'erp-http': { states: ['order', 'material', 'lot'], facts: ['order', 'material', 'lot'], once: ['claim'] },
  'equipment-http': { states: ['machine', 'call', 'log'], facts: ['equipment'] },
  'maintenance-http': {
    states: ['maintenance', 'calibration', 'machine', 'equipment', 'lot', 'deviation', 'hold'],
    facts: ['equipment', 'lot', 'deviation', 'hold'],
    once: ['spent', 'claim'],
  },
  'equipment-device': {
    states: [
      'machine',
      'trend',
      'log',
      'edgeSession',
      'edgeBirth',
      'order',
      'serial',
      'lot',
      'deviation',
      'hold',
      'alerts',
    ],
    facts: ['equipment', 'order', 'hold', 'lot'],
    alone: ['machine', 'trend', 'log', 'gateway', 'edgeSession', 'edgeBirth'],
  },
  'crossings-queue': { states: ['hold', 'lot', 'alerts'], facts: ['hold'], once: ['claim'] },
  'labour-schedule': { states: ['timecard'], facts: ['person'] },
  'quality-task': {
    states: ['hold', 'deviation', 'alerts', 'order', 'lot', 'serial', 'machine', 'recipe'],
    facts: ['hold', 'deviation', 'order', 'lot'],
    once: ['claim'],
    alone: ['wait'],
  },
  'release-task': { states: ['order', 'lot'], facts: ['order', 'lot'], alone: ['wait'] },
  'enterprise-queue': { states: [], facts: [], alone: ['movement', 'held'], updatesAlone: ['held'] },
}

/** Functions that read what people did and when they were at work. */
export const readsPeoplesTime: ReadonlySet<string> = new Set([
  'definitions-http',
  'labour-http',
  'labour-schedule',
  // The end of an order names who is still on the clock for it; a disposition may abort one.
  'orders-http',
  'quality-task',
  // The record of a batch, its export and its performance name who worked on it.
  'release-http',
  'genealogy-http',
  'erp-http',
  // The audit of a person.
  'live-http',
])
