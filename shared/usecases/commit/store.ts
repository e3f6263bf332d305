import type { Fact } from '../../../events/envelope.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { Change, Entities } from '../../domain/change.ts'
import type { Pointer, Spent } from '../../domain/decision.ts'
import { entryKey } from '../../domain/labour/labour.ts'
import { changeKey } from '../../domain/orders/change-request.ts'
import { supersededKey } from '../../domain/orders/order.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import { serialKey } from '../../domain/stock/serial.ts'
import { containerKey } from '../../domain/weighing/dispensed.ts'

/** Where the chain of a subject's facts ends: the next fact names this hash. */
export interface Chain {
  readonly sequence: number
  readonly hash: string
}

/** A thing as it was read, with what guards it against having been changed since. */
export interface Stored<Value> {
  readonly ref: Ref
  readonly value: Value
  readonly version: number
  readonly chain: Chain
}

export interface Ref<Kind extends keyof Entities = keyof Entities> {
  readonly kind: Kind
  readonly id: string
  /** Of a sublot: the lot that it is part of. */
  readonly within?: string
}

export type Refs = Readonly<Record<string, Ref | undefined>>

/** What was found at the refs: a thing, or undefined where there is none. */
export type Basis<Wanted extends Refs> = {
  readonly [Name in keyof Wanted]: Wanted[Name] extends Ref<infer Kind> | undefined
    ? Stored<Entities[Kind]> | undefined
    : never
}

/** A change together with what was read in its place; undefined means that nothing was there. */
export interface GuardedChange {
  readonly change: Change
  readonly read?: Stored<unknown>
  /** The new end of the chain, on the one thing that the fact is of. */
  readonly chain?: Chain
}

/** A refused command changes nothing of its subject but the end of the chain. */
export interface ChainedOnly {
  readonly ref: Ref
  readonly readVersion: number
  readonly chain: Chain
}

export interface Commit {
  readonly fact: Fact
  readonly changes: readonly GuardedChange[]
  readonly chainedOnly?: ChainedOnly
  /** Further things that the fact is about. */
  readonly pointers?: readonly Pointer[]
  /** Sign-ins, and whatever else may be used this once. */
  readonly spent?: readonly Spent[]
  /** A key that must be new at the site, where the body and not the path names the subject. */
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
  /** Somebody was faster, or a guard no longer holds: read again and decide again. */
  | { readonly result: 'stale' }
  | { readonly result: 'spent-before' }
  | { readonly result: 'key-reused' }

/** A lot by what decides when it is used. */
export type Shelved = Pick<Lot, 'lotId' | 'receivedAt' | 'expiresAt'>

/** What every use case that changes something needs of the storage. */
export interface Store {
  /** One round trip, consistent, whatever the number of refs. */
  load<Wanted extends Refs>(wanted: Wanted): Promise<Basis<Wanted>>
  /** One conditional transaction: all of it or nothing. */
  commit(commit: Commit): Promise<Committed>
  /** What a command left on the record of its subject, if it was answered before; consistent. */
  factWith(subject: FactSubject, factId: string): Promise<Fact | undefined>
  /** The lots of a material of which something is left, what expires first before the rest, as the index had them a moment ago. */
  inStock(materialId: string, first?: number): Promise<readonly Shelved[]>
  /** Every sublot of a lot; consistent. */
  sublotsOf(lotId: string): Promise<readonly Sublot[]>
  /** Replaces a document without a fact: only for telemetry, of which the plant keeps the newest values and no history. */
  keep(change: GuardedChange): Promise<'done' | 'stale'>
}

export const ref = {
  order: (id: string): Ref<'order'> => ({ kind: 'order', id }),
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
  hold: (id: string): Ref<'hold'> => ({ kind: 'hold', id }),
  deviation: (id: string): Ref<'deviation'> => ({ kind: 'deviation', id }),
  shipment: (id: string): Ref<'shipment'> => ({ kind: 'shipment', id }),
  container: (id: string): Ref<'container'> => ({ kind: 'container', id }),
  serial: (materialId: string, number: string): Ref<'serial'> => ({
    kind: 'serial',
    id: serialKey(materialId, number),
  }),
  /** A serialised unit as subjects name it: `PUMP@S-1`. */
  unit: (name: string): Ref<'serial'> => ({ kind: 'serial', id: name }),
  gtin: (number: string): Ref<'gtin'> => ({ kind: 'gtin', id: number }),
  /** One for the site. */
  alerts: (): Ref<'alerts'> => ({ kind: 'alerts', id: 'site' }),
  lot: (id: string): Ref<'lot'> => ({ kind: 'lot', id }),
  sublot: (lotId: string, id: string): Ref<'sublot'> => ({ kind: 'sublot', id, within: lotId }),
  /** The thing on which the chain of a subject's facts hangs. */
  chainOf: ({ type, id }: FactSubject): Ref =>
    type === 'sublot' ? ref.namedSublot(id) : { kind: type === 'unit' ? 'serial' : (chainHolder[type] ?? type), id },
  /** A sublot as subjects name it: `LOT-1@DRUM-3`. */
  namedSublot(name: string): Ref<'sublot'> {
    const [lotId = '', id = ''] = name.split('@')
    return ref.sublot(lotId, id)
  },
}

/** Where facts come from more than one side, the chain hangs on what all of them change. */
const chainHolder: { readonly [Type in FactSubject['type']]?: Ref['kind'] } = {
  equipment: 'machine',
  person: 'timecard',
}
