import type { Fact } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { Change, Entities } from '../../domain/change.ts'
import type { Pointer, Spent } from '../../domain/decision.ts'
import { callKey } from '../../domain/equipment/call-state.ts'
import type { EdgeNode } from '../../domain/equipment/edge-node.ts'
import { edgeBirthKey, edgeNodeKey } from '../../domain/equipment/edge-node.ts'
import { type TrendOf, trendKey } from '../../domain/equipment/trend.ts'
import { entryKey } from '../../domain/labour/labour.ts'
import type { Entry } from '../../domain/labour/timecard.ts'
import { changeKey } from '../../domain/orders/change-request.ts'
import { supersededKey } from '../../domain/orders/order.ts'
import { type LogOf, logKey } from '../../domain/performance/shift-log.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import { formerKey, serialKey } from '../../domain/stock/serial.ts'
import { containerKey } from '../../domain/weighing/dispensed.ts'

/** The place of a fact in its chain; the next fact contains this hash. */
export interface Place {
  readonly sequence: number
  readonly hash: string
}

/** The end of a subject's chain. */
export interface Chain extends Place {
  /** When the newest fact was recorded; empty if there is none. */
  readonly at: Instant
}

/** A stored entity with the guard against changes since it was read. */
export interface Stored<Value> {
  readonly ref: Ref
  readonly value: Value
  readonly version: number
  readonly chain: Chain
}

export interface Ref<Kind extends keyof Entities = keyof Entities> {
  readonly kind: Kind
  readonly id: string
  readonly within?: string
}

export type Refs = Readonly<Record<string, Ref | undefined>>

/** The entities at the refs; undefined if absent. */
export type Basis<Wanted extends Refs> = {
  readonly [Name in keyof Wanted]: Wanted[Name] extends Ref<infer Kind> | undefined
    ? Stored<Entities[Kind]> | undefined
    : never
}

/** A change with the entity that was read before; undefined if there was none. */
export interface GuardedChange {
  readonly change: Change
  readonly read?: Stored<unknown>
  /** The new end of the chain, for the subject of the fact. */
  readonly chain?: Chain
}

/** A refused command changes only the end of its subject's chain. */
export interface ChainedOnly {
  readonly ref: Ref
  readonly readVersion: number
  readonly chain: Chain
}

export interface Commit {
  readonly fact: Fact
  readonly changes: readonly GuardedChange[]
  readonly chainedOnly?: ChainedOnly
  readonly pointers?: readonly Pointer[]
  /** Sign-ins and other ids that may be used once. */
  readonly spent?: readonly Spent[]
  /** A key that must be new at the site, if the body and not the path names the subject. */
  readonly claim?: {
    readonly key: string
    readonly factId: string
    readonly subject: FactSubject
    readonly requestHash: string
  }
}

export type Committed =
  | { readonly result: 'done' }
  | { readonly result: 'replay'; readonly fact: Fact }
  /** A concurrent change, or a guard no longer holds: read and decide again. */
  | { readonly result: 'stale' }
  | { readonly result: 'spent-before' }
  | { readonly result: 'key-reused' }
  /** One transaction does not hold it: it has more items than that, or one of them is too large (`items` undefined). */
  | { readonly result: 'too-much'; readonly items?: number }

/** The most items that one transaction changes (DynamoDB: TransactWriteItems, 100 actions). */
export const mostItemsAtOnce = 100

/** The fields of a lot that decide the order of use. */
export type Shelved = Pick<Lot, 'lotId' | 'receivedAt' | 'expiresAt'>

/** The storage that use cases need. */
export interface Store {
  /** One round trip for any number of refs, strongly consistent. */
  load<Wanted extends Refs>(wanted: Wanted): Promise<Basis<Wanted>>
  /** One conditional transaction: all or nothing. */
  commit(commit: Commit): Promise<Committed>
  /** The fact of a command that was answered before, if there is one; strongly consistent. */
  factWith(subject: FactSubject, factId: string): Promise<Fact | undefined>
  /** The lots of a material with remaining stock, earliest expiry first, from an index that is moments behind. */
  inStock(materialId: string, first?: number): Promise<readonly Shelved[]>
  /** All sublots of a lot; strongly consistent. */
  sublotsOf(lotId: string): Promise<readonly Sublot[]>
  /** The open labour entries for an order. Who is on the clock comes from an index that is moments behind; their timecards do not. */
  openLabour(orderId: string): Promise<readonly Entry[]>
  /** Replaces a document without a fact, only for telemetry, of which only the newest values are kept. */
  keep(change: GuardedChange): Promise<'done' | 'stale'>
  /** Forgets what it has read for earlier acts, because something has changed since; a store that remembers nothing lacks it. */
  anew?(): void
}

/** What only reads. */
export type Reading = Omit<Store, 'commit' | 'keep' | 'anew'>

type NodeName = Pick<EdgeNode, 'groupId' | 'edgeNodeId'>

export const ref = {
  order: (id: string): Ref<'order'> => ({ kind: 'order', id }),
  asked: (orderId: string): Ref<'asked'> => ({ kind: 'asked', id: orderId }),
  snapshot: (orderId: string): Ref<'snapshot'> => ({ kind: 'snapshot', id: orderId }),
  superseded: (orderId: string, revision: number): Ref<'superseded'> => ({
    kind: 'superseded',
    id: supersededKey(orderId, revision),
  }),
  change: (orderId: string, id: string): Ref<'change'> => ({ kind: 'change', id: changeKey(orderId, id) }),
  dispensed: (orderId: string, id: string): Ref<'dispensed'> => ({ kind: 'dispensed', id: containerKey(orderId, id) }),
  recipe: (recipeId: string, version: string): Ref<'recipe'> => ({ kind: 'recipe', id: `${recipeId}@${version}` }),
  effective: (recipeId: string): Ref<'effective'> => ({ kind: 'effective', id: recipeId }),
  material: (id: string): Ref<'material'> => ({ kind: 'material', id }),
  person: (id: string): Ref<'person'> => ({ kind: 'person', id }),
  timecard: (personId: string): Ref<'timecard'> => ({ kind: 'timecard', id: personId }),
  entry: (personId: string, entryId: string): Ref<'entry'> => ({ kind: 'entry', id: entryKey({ personId, entryId }) }),
  equipment: (id: string): Ref<'equipment'> => ({ kind: 'equipment', id }),
  class: (id: string): Ref<'class'> => ({ kind: 'class', id }),
  place: (equipmentId: string): Ref<'place'> => ({ kind: 'place', id: equipmentId }),
  machine: (equipmentId: string): Ref<'machine'> => ({ kind: 'machine', id: equipmentId }),
  edgeNode: (node: NodeName): Ref<'edgeNode'> => ({ kind: 'edgeNode', id: edgeNodeKey(node) }),
  edgeSession: (node: NodeName): Ref<'edgeSession'> => ({ kind: 'edgeSession', id: edgeNodeKey(node) }),
  edgeBirth: (node: NodeName, deviceId: string): Ref<'edgeBirth'> => ({
    kind: 'edgeBirth',
    id: edgeBirthKey(node, deviceId),
  }),
  call: (equipmentId: string, callId: string): Ref<'call'> => ({ kind: 'call', id: callKey({ equipmentId, callId }) }),
  maintenance: (id: string): Ref<'maintenance'> => ({ kind: 'maintenance', id }),
  trend: (of: TrendOf): Ref<'trend'> => ({ kind: 'trend', id: trendKey(of) }),
  log: (of: LogOf): Ref<'log'> => ({ kind: 'log', id: logKey(of) }),
  hold: (id: string): Ref<'hold'> => ({ kind: 'hold', id }),
  deviation: (id: string): Ref<'deviation'> => ({ kind: 'deviation', id }),
  shipment: (id: string): Ref<'shipment'> => ({ kind: 'shipment', id }),
  container: (id: string): Ref<'container'> => ({ kind: 'container', id }),
  serial: (materialId: string, number: string): Ref<'serial'> => ({
    kind: 'serial',
    id: serialKey(materialId, number),
  }),
  former: (orderId: string, number: string): Ref<'former'> => ({ kind: 'former', id: formerKey(orderId, number) }),
  /** A serialised unit by the name in subjects: `PUMP@S-1`. */
  unit: (name: string): Ref<'serial'> => ({ kind: 'serial', id: name }),
  gtin: (number: string): Ref<'gtin'> => ({ kind: 'gtin', id: number }),
  /** One for the site. */
  alerts: (): Ref<'alerts'> => ({ kind: 'alerts', id: 'site' }),
  lot: (id: string): Ref<'lot'> => ({ kind: 'lot', id }),
  sublot: (lotId: string, id: string): Ref<'sublot'> => ({ kind: 'sublot', id, within: lotId }),
  /** The entity that stores the chain of a subject. */
  chainOf: ({ type, id }: FactSubject): Ref =>
    type === 'sublot' ? ref.namedSublot(id) : { kind: type === 'unit' ? 'serial' : (chainHolder[type] ?? type), id },
  /** A sublot by the name in subjects: `LOT-1@DRUM-3`. */
  namedSublot(name: string): Ref<'sublot'> {
    const [lotId = '', id = ''] = name.split('@')
    return ref.sublot(lotId, id)
  },
}

/** If several kinds of commands write facts of a subject, the chain is on the entity that all of them change. */
const chainHolder: { readonly [Type in FactSubject['type']]?: Ref['kind'] } = {
  equipment: 'machine',
  person: 'timecard',
}
