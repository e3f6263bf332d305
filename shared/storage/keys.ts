import type { CallStatus, MaintenanceStatus } from '../../events/names.ts'
import { subjectTypes } from '../../events/names.ts'
import type { OrderStatus } from '../../events/order.ts'
import type { DeviationStatus } from '../../events/quality.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { Call } from '../domain/equipment/call-state.ts'
import type { WorkOrder } from '../domain/maintenance/work-order.ts'
import type { Container } from '../domain/stock/container.ts'
import type { Ref } from '../usecases/commit/store.ts'
import { partitions, questions } from './table.ts'

/**
 * Every key of the table.
 *
 * | item                 | pk                  | sk                   | index byQuestion: qpk        | qsk                   |
 * |----------------------|---------------------|----------------------|------------------------------|-----------------------|
 * | order                | ORDER#id            | ORDER                | ORDERS#open#shard, ORDERS#waiting (batches), or ORDERS#status | id |
 * | snapshot             | ORDER#id            | SNAPSHOT             |                              |                       |
 * | what the ERP asked   | ORDER#id            | ASKED                |                              |                       |
 * | superseded snapshot  | ORDER#order         | SUPERSEDED#revision  |                              |                       |
 * | change of an order   | ORDER#order         | CHANGE#id            |                              |                       |
 * | dispensed container  | ORDER#order         | DISPENSED#id         |                              |                       |
 * | unit that a later order repairs | ORDER#order | FORMER#number       | UNITS#order, unless it is back | number            |
 * | lot                  | LOT#id              | LOT                  | STOCK#shard, USED#shard or ANNOUNCED#shard | material#expiry#receipt#id |
 * | sublot               | LOT#lot             | SUBLOT#id            |                              |                       |
 * | recipe version       | RECIPE#recipe       | VERSION#version      | RECIPES#shard                | recipe#version        |
 * | effective versions   | RECIPE#recipe       | EFFECTIVE            |                              |                       |
 * | material             | MATERIAL#id         | MATERIAL             | MATERIALS#shard              | id                    |
 * | equipment class      | CLASS#id            | CLASS                | CLASSES#shard                | id                    |
 * | person               | PERSON#id           | PERSON               | PERSONS#shard                | id                    |
 * | timecard             | TIMECARD#person     | TIMECARD             | ON-THE-CLOCK#shard           | id, if it is open     |
 * | ended labour entry   | TIMECARD#person     | ENTRY#moment-id      |                              |                       |
 * | equipment definition | EQUIPMENT#id        | EQUIPMENT            | EQUIPMENT#shard              | id                    |
 * | place in hierarchy   | EQUIPMENT#id        | PLACE                |                              |                       |
 * | machine (live)       | MACHINE#id          | MACHINE              | CLEANED#shard                | id, if it has a date  |
 * | equipment behind an edge node | EDGENODE#group/node | EDGENODE   |                              |                       |
 * | session of an edge node | EDGESESSION#group/node | EDGESESSION |                         |                       |
 * | birth of a device    | EDGEBIRTH#group/node/device | EDGEBIRTH    |                              |                       |
 * | call for help        | CALL#equipment      | CALL#id              | CALLS#open, or CALLS#ended   | calledAt#id           |
 * | log of a shift       | LOG#equipment       | LOG#start            | LOGS#date#shard              | equipment#start       |
 * | work order of maintenance | MAINTENANCE#id | MAINTENANCE          | WORKS#open, or WORKS#ended   | openedAt#id           |
 * | calibration          | CALIBRATION#equipment | CALIBRATION#calibratedAt#id |                     |                       |
 * | health of an edge gateway | GATEWAY#site    | GATEWAY#id           |                              |                       |
 * | values of a step     | TREND#order         | TREND#step/parameter, or TREND#step/parameter/unit | |        |
 * | hold                 | HOLD#id             | HOLD                 | HOLDS#active#shard, or HOLDS#released#shard of its subject | type#subject#id |
 * | deviation            | DEVIATION#id        | DEVIATION            | DEVIATIONS#open#shard, or DEVIATIONS#closed | id     |
 * | fact                 | FACT#that of its subject | FACT#factId     | ABOUT#type#subject           | recordedAt#factId     |
 * | pointer to a fact    | FACT#that of what it is about | POINTER#type#subject#factId | ABOUT#type#subject  | recordedAt#factId     |
 * | shipment             | SHIPMENT#id         | SHIPMENT             |                              |                       |
 * | container            | CONTAINER#id        | CONTAINER            | CONTAINERS#status#alone or inside#shard | place#id   |
 * | serial number        | SERIAL#material@number | SERIAL            | UNITS#order, if an order makes it | number           |
 * | trade item number    | GTIN#number         | GTIN                 |                              |                       |
 * | alerts of the site   | ALERTS#site         | ALERTS               |                              |                       |
 * | wait of a workflow   | WAIT#type#subject   | WAIT#waitingFor      |                              |                       |
 * | spent sign-in        | SIGNIN#id           | SIGNIN               |                              |                       |
 * | claimed command key  | KEY#key             | KEY                  |                              |                       |
 * | movement (enterprise) | FROM#station | TO#station#site#type#subject#number#factId | INTO#station | FROM's station, unless it goes to an end |
 * | hold on a lot (enterprise) | HELD#lot       | HOLD#hold            |                              |                       |
 * | lot from elsewhere (enterprise) | HELD#lot it came from | RECEIVED#lot |                         |                       |
 * | who is told (enterprise) | HELD#lot          | TOLD#hold#lot        |                              |                       |
 *
 * An id has no `#`, so two rows cannot make the same key. Facts have partitions of their own, and so has each state that other functions write: a
 * role names partitions, because it cannot name sort keys (docs/adr/0042). Entities that change often are spread over shards, so that no partition of the
 * index takes all writes of a site. A status that an entity only passes through is in the card, where a change costs one write unit; in a
 * key it costs two (docs/adr/0028).
 */
export interface Key {
  readonly pk: string
  readonly sk: string
}

/** Keys sort by their bytes. A forged cursor may lie behind the end of its range, and DynamoDB refuses such a range. */
export const isBehind = (key: string, last: string): boolean => Buffer.compare(Buffer.from(key), Buffer.from(last)) > 0

const partitionOf = {
  ...partitions,
  snapshot: partitions.order,
  asked: partitions.order,
  superseded: partitions.order,
  change: partitions.order,
  dispensed: partitions.order,
  former: partitions.order,
  sublot: partitions.lot,
  effective: partitions.recipe,
  entry: partitions.timecard,
  place: partitions.equipment,
  unit: partitions.serial,
} as const satisfies Record<Ref['kind'] | FactSubject['type'], string>

/** The id of an entry begins with the time of clocking on, so that the entries of a period are neighbours. */
export const entryPrefix = 'ENTRY#'

export function keyOf({ kind, id, within }: Ref): Key {
  switch (kind) {
    case 'recipe': {
      const [recipeId, version] = id.split('@')
      return { pk: `RECIPE#${recipeId}`, sk: `VERSION#${version}` }
    }
    case 'superseded':
    case 'change':
    case 'dispensed':
    case 'former': {
      const [orderId, name] = id.split('@')
      return { pk: `ORDER#${orderId}`, sk: `${kind.toUpperCase()}#${name}` }
    }
    case 'call': {
      const [equipmentId, callId] = id.split('@')
      return { pk: `${partitionOf.call}#${equipmentId}`, sk: `CALL#${callId}` }
    }
    case 'log': {
      const [equipmentId, from] = id.split('@')
      return { pk: `${partitionOf.log}#${equipmentId}`, sk: `${logPrefix}${from}` }
    }
    case 'calibration': {
      const [equipmentId, calibratedAt, maintenanceId] = id.split('@')
      return { pk: calibrationsOf(String(equipmentId)), sk: `${calibrationPrefix}${calibratedAt}#${maintenanceId}` }
    }
    case 'trend': {
      const [orderId, name] = id.split('@')
      return { pk: `${partitionOf.trend}#${orderId}`, sk: `${trendPrefix}${name}` }
    }
    case 'sublot':
      return { pk: `LOT#${within}`, sk: `${sublotPrefix}${id}` }
    case 'entry': {
      const [personId, entryId] = id.split('@')
      return { pk: `${partitionOf.entry}#${personId}`, sk: `${entryPrefix}${entryId}` }
    }
    default:
      return { pk: `${partitionOf[kind]}#${id}`, sk: kind.toUpperCase() }
  }
}

export const logPrefix = 'LOG#'
/** The calibrations of an equipment are neighbours, in the order of their times. */
export const calibrationsOf = (equipmentId: string): string => `${partitions.calibration}#${equipmentId}`
export const calibrationPrefix = 'CALIBRATION#'

export const trendPrefix = 'TREND#'
export const changePrefix = 'CHANGE#'
export const dispensedPrefix = 'DISPENSED#'
export const sublotPrefix = 'SUBLOT#'

/** The facts of a subject share a partition, apart from its state; the versions of a recipe share one. */
export const factPartition = ({ type, id }: FactSubject): string =>
  `${partitions.fact}#${partitionOf[type]}#${type === 'recipe' ? id.split('@')[0] : id}`
export const factPrefix = 'FACT#'
export const factKey = (subject: FactSubject, factId: string): Key => ({
  pk: factPartition(subject),
  sk: `${factPrefix}${factId}`,
})
/** The subject of a fact from its partition, without the version of a recipe and without the sublot of a lot. */
function subjectAt(pk: string): FactSubject {
  const [, partition = '', id = ''] = pk.split('#')
  return { type: subjectTypes.find((type) => partitionOf[type] === partition) ?? 'order', id }
}
export const pointerKey = (about: FactSubject, { type, id }: FactSubject, factId: string): Key => ({
  pk: factPartition(about),
  sk: `${pointerPrefix}${type}#${id}#${factId}`,
})
export const pointerPrefix = 'POINTER#'
/** The fact at a key, or the fact that a pointer there names. Only a fact's id may contain `#`. */
export function factAt(pk: string, sk: string): { readonly subject: FactSubject; readonly factId: string } {
  if (!sk.startsWith(pointerPrefix)) return { subject: subjectAt(pk), factId: sk.slice(factPrefix.length) }
  const [, type = '', id = '', ...rest] = sk.split('#')
  return { subject: { type: type as FactSubject['type'], id }, factId: rest.join('#') }
}
/** One partition for the gateways of a site: a hundred of them write ten items a second. */
export const gatewayKey = (site: string, gateway: string): Key => ({
  pk: gatewayPartition(site),
  sk: `${gatewayPrefix}${gateway}`,
})
export const gatewayPartition = (site: string): string => `${partitions.gateway}#${site}`
export const gatewayPrefix = 'GATEWAY#'
export const waitKey = (subject: FactSubject, waitingFor: string): Key => ({
  pk: `${partitions.wait}#${subject.type}#${subject.id}`,
  sk: `WAIT#${waitingFor}`,
})
/** The key of a sign-in or anything else that counts once. The id of a sign-in has no space; a space separates a scale and the time of its reading. */
export const spentKey = (id: string): Key => ({ pk: `${partitions.spent}#${id}`, sk: 'SIGNIN' })
/** The key of a movement of material between two stations; `number` counts the movements of one fact, from 0. */
export const movementKey = (
  from: string,
  to: string,
  {
    site,
    subject: { type, id },
    factId,
  }: { readonly site: string; readonly subject: FactSubject; readonly factId: string },
  number: number,
): Key => ({ pk: movementPartition(from), sk: `TO#${to}#${site}#${type}#${id}#${number}#${factId}` })
export const movementPartition = (from: string): string => `${partitions.movement}#${from}`
/** The partition of what other sites received from a lot, and of the holds on it; the name has the site, `lot:lyon/SUC-1`. */
export const heldPartition = (lot: string): string => `${partitions.held}#${lot}`
export const holdThereKey = (lot: string, holdId: string): Key => ({
  pk: heldPartition(lot),
  sk: `${holdTherePrefix}${holdId}`,
})
export const holdTherePrefix = 'HOLD#'
export const receivedKey = (from: string, lot: string): Key => ({
  pk: heldPartition(from),
  sk: `${receivedPrefix}${lot}`,
})
export const receivedPrefix = 'RECEIVED#'
export const toldKey = (from: string, holdId: string, lot: string): Key => ({
  pk: heldPartition(from),
  sk: `${toldPrefix}${holdId}#${lot}`,
})
export const toldPrefix = 'TOLD#'
export const claimKey = (key: string): Key => ({ pk: `${partitions.claim}#${key}`, sk: 'KEY' })

/**
 * Four shards: only a site that changes 4,000 orders a second reaches the 1,000 write units of one index partition in each, and a list costs no more
 * than four parallel queries.
 */
export const shards = [0, 1, 2, 3] as const
export function shardOf(id: string): number {
  let sum = 0
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return sum % shards.length
}

/**
 * The lists of a site's orders: open orders change their status within one list, and each other status has a list of its own. An order whose batch
 * waits for quality is in the list `waiting` instead.
 */
export const listOfOrder = {
  created: 'open',
  released: 'open',
  running: 'open',
  held: 'open',
  completed: 'completed',
  closed: 'closed',
  aborted: 'aborted',
} as const satisfies Record<OrderStatus, string>
export type OrderList = (typeof listOfOrder)[OrderStatus] | 'waiting'

export const listOfDeviation = {
  open: 'open',
  classified: 'open',
  investigated: 'open',
  dispositioned: 'open',
  closed: 'closed',
} as const satisfies Record<DeviationStatus, string>
export type DeviationList = (typeof listOfDeviation)[DeviationStatus]

/** A call that was answered is open still. */
export const listOfCall = { open: 'open', answered: 'open', ended: 'ended' } as const satisfies Record<
  CallStatus,
  string
>
export type CallList = (typeof listOfCall)[CallStatus]

export const listOfWork = {
  open: 'open',
  running: 'open',
  completed: 'ended',
  cancelled: 'ended',
} as const satisfies Record<MaintenanceStatus, string>
export type WorkList = (typeof listOfWork)[MaintenanceStatus]

export const question = {
  about: ({ type, id }: FactSubject): string => `${questions.about}#${type}#${id}`,
  /** An order enters and leaves each list except the open one once: only 500 orders a second reach the 1,000 write units of its one partition. */
  orders: (list: OrderList, shard: number): string => (list === 'open' ? `ORDERS#open#${shard}` : `ORDERS#${list}`),
  stock: (shard: number): string => `STOCK#${shard}`,
  usedLots: (shard: number): string => `USED#${shard}`,
  announcedLots: (shard: number): string => `ANNOUNCED#${shard}`,
  deviations: (list: DeviationList, shard: number): string =>
    list === 'open' ? `DEVIATIONS#open#${shard}` : 'DEVIATIONS#closed',
  holds: (status: 'active' | 'released', shard: number): string => `HOLDS#${status}#${shard}`,
  containers: (status: Container['status'], standing: 'alone' | 'inside', shard: number): string =>
    `CONTAINERS#${status}#${standing}#${shard}`,
  /** An order changes with each result of its units, at a rate far below that of one index partition; its units enter this one once. */
  unitsOf: (orderId: string): string => `UNITS#${orderId}`,
  /** People call at a rate far below that of one index partition. */
  calls: (list: CallList): string => `CALLS#${list}`,
  /** The logs of the shifts that begin on a day. */
  logs: (date: string, shard: number): string => `LOGS#${date}#${shard}`,
  /** Work orders are fewer still. */
  works: (list: WorkList): string => `WORKS#${list}`,
  equipment: (shard: number): string => `EQUIPMENT#${shard}`,
  cleaned: (shard: number): string => `CLEANED#${shard}`,
  classes: (shard: number): string => `CLASSES#${shard}`,
  materials: (shard: number): string => `MATERIALS#${shard}`,
  recipes: (shard: number): string => `RECIPES#${shard}`,
  persons: (shard: number): string => `PERSONS#${shard}`,
  movementsInto: (station: string): string => `INTO#${station}`,
  onTheClock: (shard: number): string => `${questions.onTheClock}#${shard}`,
}

/** Calls are listed by the time of the call. */
export const placeOfCall = ({ calledAt, callId }: Pick<Call, 'calledAt' | 'callId'>): string => `${calledAt}#${callId}`

/** Work orders are listed by the time at which they were opened. */
export const placeOfWork = ({ openedAt, maintenanceId }: Pick<WorkOrder, 'openedAt' | 'maintenanceId'>): string =>
  `${openedAt}#${maintenanceId}`
