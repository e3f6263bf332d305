import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { NumberValue } from '@aws-sdk/lib-dynamodb'
import Big from 'big.js'
import type { FactType } from '../../events/catalog.ts'
import type { Fact } from '../../events/envelope.ts'
import type { LotId } from '../../events/identifiers.ts'
import type { Consignee } from '../../events/material.ts'
import { accounts } from '../../events/names.ts'
import type { Amount, Decimal } from '../../events/quantity.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { DocumentKind, Documents } from '../domain/change.ts'
import type { Pointer } from '../domain/decision.ts'
import type { Departure } from '../domain/genealogy/genealogy.ts'
import { statusOfOrder } from '../domain/orders/order.ts'
import { isZero, subtract, zero } from '../domain/quantity.ts'
import { type Balance, type Lot, looseIn, type Sublot } from '../domain/stock/lot.ts'
import type { Chain, Ref, Shelved, Stored } from '../usecases/commit/store.ts'
import {
  factAt,
  factKey,
  type Key,
  keyOf,
  listOfDeviation,
  listOfOrder,
  pointerKey,
  question,
  shardOf,
} from './keys.ts'

/** An item of the document client. Decimals are DynamoDB numbers, which are exact to 38 digits. */
export type Item = Record<string, unknown>

interface Indexed {
  readonly qpk: string
  readonly qsk: string
  /** All fields of a list; the index copies nothing else. */
  readonly card: Item
}

type Index = { readonly [Kind in DocumentKind]?: (value: Documents[Kind]) => Indexed | undefined }

/** The index entries by which queries find a document without its id. */
const indexed = {
  order: (order) => ({
    qpk: question.orders(listOfOrder[statusOfOrder(order)], shardOf(order.orderId)),
    qsk: order.orderId,
    card: {
      orderId: order.orderId,
      status: statusOfOrder(order),
      recipeId: order.recipeId,
      product: order.product,
      quantity: order.quantity,
      dueAt: order.dueAt,
      priority: order.priority,
      ...(order.status !== 'created' && {
        workCenters: order.workCenters,
        equipmentClasses: order.equipmentClasses,
      }),
    },
  }),
  equipment: (equipment) => ({
    qpk: question.equipment(shardOf(equipment.equipmentId)),
    qsk: equipment.equipmentId,
    card: {
      equipmentId: equipment.equipmentId,
      name: equipment.name,
      level: equipment.level,
      parentId: equipment.parentId,
      equipmentClass: equipment.equipmentClass,
    },
  }),
  class: (equipmentClass) => ({
    qpk: question.classes(shardOf(equipmentClass.equipmentClassId)),
    qsk: equipmentClass.equipmentClassId,
    card: { ...equipmentClass },
  }),
  material: (material) => ({
    qpk: question.materials(shardOf(material.materialId)),
    qsk: material.materialId,
    card: { materialId: material.materialId, name: material.name, unit: material.unit, type: material.type },
  }),
  recipe: (recipe) => ({
    qpk: question.recipes(shardOf(recipe.recipeId)),
    qsk: `${recipe.recipeId}#${recipe.version}`,
    card: {
      recipeId: recipe.recipeId,
      version: recipe.version,
      status: recipe.status,
      product: recipe.product,
      effectiveFrom: recipe.effectiveFrom,
    },
  }),
  person: (person) => ({
    qpk: question.persons(shardOf(person.personId)),
    qsk: person.personId,
    card: { personId: person.personId, qualifications: person.qualifications },
  }),
  timecard: ({ personId, open }) =>
    open.length === 0 ? undefined : { qpk: question.onTheClock(shardOf(personId)), qsk: personId, card: {} },
  hold: (hold) => ({ qpk: question.holdsOn(hold.subject), qsk: hold.holdId, card: { ...hold } }),
  // The content is not in the card, so packing costs no write to the index.
  container: ({ containerId, kind, status, parentId, location, shipmentId }) => ({
    qpk: question.containers(status, parentId === undefined ? 'alone' : 'inside', shardOf(containerId)),
    qsk: `${(status === 'open' && location) || ''}#${containerId}`,
    card: { containerId, kind, status, parentId, shipmentId, ...(status === 'open' && { location }) },
  }),
  deviation: (deviation) => ({
    qpk: question.deviations(listOfDeviation[deviation.status], shardOf(deviation.deviationId)),
    qsk: deviation.deviationId,
    card: {
      deviationId: deviation.deviationId,
      subject: deviation.subject,
      title: deviation.title,
      status: deviation.status,
      severity: deviation.severity,
      openedAt: deviation.openedAt,
    },
  }),
} as const satisfies Index

/** The fields of an entity in lists: the card of its index entry. */
export type Summary<Kind extends keyof typeof indexed> = NonNullable<ReturnType<(typeof indexed)[Kind]>>['card']

export function documentItem<Kind extends DocumentKind>(
  kind: Kind,
  id: string,
  value: Documents[Kind],
  version: number,
  chain: Chain,
): Item {
  const index: Index[Kind] = (indexed as Index)[kind]
  return {
    ...keyOf({ kind, id }),
    kind,
    version,
    sequence: chain.sequence,
    hash: chain.hash,
    ...bodyOf(value),
    ...index?.(value),
  }
}

/**
 * A document is read and written whole, and DynamoDB charges by the kilobyte. Up to one kilobyte it stays readable JSON; above that it is compressed,
 * to about an eighth: the snapshot of a recipe of 200 steps is 160 KB as JSON, and 40 read units of each command.
 */
const legibleBytes = 1024
function bodyOf(value: unknown): { doc: unknown } | { packed: Uint8Array } {
  const text = JSON.stringify(value)
  return Buffer.byteLength(text) > legibleBytes ? { packed: deflateRawSync(text) } : { doc: value }
}

export const documentOf = ({ doc, packed }: Item): unknown =>
  packed instanceof Uint8Array ? JSON.parse(inflateRawSync(packed).toString('utf8')) : doc

export function lotItem(lot: Lot, chain: Chain): Item {
  const { holds, goesTo = [], reserved = zero, inSublots: _inSublots, ...rest } = lot
  return {
    ...keyOf({ kind: 'lot', id: lot.lotId }),
    kind: 'lot',
    version: 1,
    sequence: chain.sequence,
    hash: chain.hash,
    ...withExactBalance(rest),
    reserved: exact(reserved),
    unreserved: exact(subtract(lot.remaining, reserved)),
    loose: exact(looseIn(lot)),
    ...(holds.length > 0 && { holds: new Set(holds) }),
    ...(goesTo.length > 0 && { goesTo: new Set(goesTo) }),
    ...stockIndex(lot),
    card: {},
  }
}

export const sublotItem = ({ holds = [], ...sublot }: Sublot): Item => ({
  ...keyOf({ kind: 'sublot', id: sublot.sublotId, within: sublot.lotId }),
  kind: 'sublot',
  version: 1,
  ...withExactBalance(sublot),
  ...(holds.length > 0 && { holds: new Set(holds) }),
})

/** Each account is an attribute of its own, so that an issue can add to it without reading it. */
const withExactBalance = <Stock extends Balance>({ quantity, remaining, left = {}, ...rest }: Stock): Item => ({
  ...rest,
  quantity: exact(quantity),
  remaining: exact(remaining),
  ...Object.fromEntries(Object.entries(left).map(([account, value]) => [account, exact(value)])),
})

/** Sorts after every date. */
const never = '9999'

/**
 * The index sorts stock by material, then expiry (FEFO), and lots without an expiry by receipt (FIFO). Depleted lots have partitions of their own, so
 * that a search for stock does not read the history of the plant.
 */
export function stockIndex(
  { lotId, materialId, expiresAt = never, receivedAt, remaining }: Lot,
  isUsedUp = isZero(remaining),
): { qpk: string; qsk: string } {
  const shard = shardOf(lotId)
  return {
    qpk: isUsedUp ? question.usedLots(shard) : question.stock(shard),
    qsk: `${materialId}#${expiresAt}#${receivedAt}#${lotId}`,
  }
}

/** A lot with the data in its index key. */
export function shelvedAt(qsk: string): Shelved {
  const [, expiresAt = never, receivedAt = '', lotId = ''] = qsk.split('#')
  return { lotId: lotId as LotId, receivedAt, ...(expiresAt !== never && { expiresAt }) }
}

/**
 * A fact, and pointers to it beside further entities that it is about. The index has the fact itself under one entity only: the one that the fact
 * names, or else the first pointer's, which saves an item.
 */
export function factItems(fact: Fact, pointers: readonly Pointer[] = []): Item[] {
  const under = fact.about ?? (ofItsOwnLot.has(fact.type) ? fact.subject : undefined)
  const first = under ? undefined : pointers.find(({ about }) => about.type !== readByKey)
  const entry = under ? { about: under, card: summaryOf(fact) } : first
  const { factId, ...told } = fact
  const key = factKey(fact.subject, factId)
  return [
    { ...key, kind: 'fact', ...told, ...(entry && indexEntry(key, fact, entry)) },
    ...pointers.filter((pointer) => pointer !== first).map((pointer) => pointerItem(fact, pointer)),
  ]
}

/** What inherited a hold is read by the key of the hold, with a consistent read, not from the index. */
const readByKey = 'hold'

/** The keys of an entry give the fact and its time; the card has only the rest. */
function indexEntry(key: Key, { type, subject, factId, recordedAt }: Fact, { about, card }: Pointer): Item {
  const named = factAt(key.pk, key.sk).subject
  const isNamed = named.type === subject.type && named.id === subject.id
  return {
    qpk: question.about(about),
    qsk: `${recordedAt}#${factId}`,
    card: { type, ...(!isNamed && { subject }), ...card },
  }
}

/** An index entry of a fact, from its card and its keys. */
export function edgeOf({ pk, sk, qsk, card }: Item): Edge {
  const [at = ''] = String(qsk).split('#')
  return { ...factAt(String(pk), String(sk)), at, ...(card as Pick<Edge, 'type'>) }
}

/** The index entry of a fact that names a second subject: enough to follow material without reading the fact. */
export interface Edge {
  readonly type: string
  readonly subject: FactSubject
  readonly factId: string
  readonly at: string
  readonly materialId?: string
  readonly sublotId?: string
  readonly use?: string
  readonly quantity?: Amount
  readonly parts?: Departure['parts']
  readonly into?: Departure['into']
  readonly shipmentId?: string
  readonly consumptionId?: string
  readonly to?: Consignee
}

/** Facts by which material leaves a lot; the trace reads them under the lot itself. */
const ofItsOwnLot: ReadonlySet<string> = new Set<FactType>(['andon.lot.split.v1', 'andon.lot.shipped.v1'])

/** The fields of a fact in its index entry, so that material can be followed without reading the fact. */
function summaryOf({ type, data }: Fact): Item {
  switch (type) {
    case 'andon.material.consumed.v1': {
      const { quantity, materialId, sublotId, into } = data
      return { quantity, materialId, sublotId, into }
    }
    case 'andon.material.produced.v1':
      return { quantity: data.quantity, materialId: data.materialId, use: data.use }
    case 'andon.dispensing.rejected.v1':
      return { quantity: data.quantity, materialId: data.materialId, sublotId: data.sublotId }
    case 'andon.material.returned.v1': {
      const { quantity, materialId, sublotId, consumptionId } = data
      return { quantity, materialId, sublotId, consumptionId }
    }
    case 'andon.lot.split.v1':
      return { materialId: data.materialId, parts: data.parts }
    case 'andon.lot.shipped.v1': {
      const { quantity, materialId, sublotId, shipmentId, to } = data
      return { quantity, materialId, sublotId, shipmentId, to }
    }
    // The beginning of the entry; after a correction, the corrected beginning.
    case 'andon.labour.corrected.v1':
      return { at: data.now.from }
    case 'andon.labour.clocked-on.v1':
    case 'andon.labour.clocked-off.v1':
    case 'andon.labour.break-started.v1':
    case 'andon.labour.break-ended.v1':
    case 'andon.labour.clock-off-missing.v1':
      return { at: data.from }
    default:
      return {}
  }
}

/** A pointer to a fact, beside another entity that the fact is about. */
function pointerItem(fact: Fact, pointer: Pointer): Item {
  const key = pointerKey(pointer.about, fact.subject, fact.factId)
  return { ...key, kind: 'pointer', ...indexEntry(key, fact, pointer) }
}

/** An item as a fact. It was checked against the catalog when it was written, so its type determines its data and nothing is parsed again. */
export function factOf(item: Item): Fact {
  const { pk, sk, kind: _kind, qpk: _qpk, qsk: _qsk, card: _card, ...fact } = item
  return { factId: factAt(String(pk), String(sk)).factId, ...fact } as Fact
}

/** An entity from its item; {@link exact} numbers become the decimals that they were written as. */
export function storedOf(ref: Ref, item: Item): Stored<unknown> {
  const { version, sequence, hash } = item
  const chain: Chain = { sequence: Number(sequence ?? 0), hash: String(hash ?? '') }
  return { ref, value: read(ref, item), version: Number(version), chain }
}

function read({ kind }: Ref, item: Item): unknown {
  if (kind !== 'lot' && kind !== 'sublot') return documentOf(item)
  const {
    pk: _pk,
    sk: _sk,
    kind: _kind,
    version: _v,
    sequence: _s,
    hash: _h,
    qpk: _qpk,
    qsk: _qsk,
    card: _card,
    unreserved: _unreserved,
    reserved,
    loose,
    ...stock
  } = item
  const holds = item.holds instanceof Set ? { holds: [...item.holds].sort() } : { holds: [] }
  const setAside = plain(reserved ?? 0)
  const balanced = withPlainBalance(stock)
  const inSublots = kind === 'lot' ? subtract(balanced.remaining, plain(loose)) : zero
  return {
    ...balanced,
    ...(!isZero(inSublots) && { inSublots }),
    ...(item.cameBack !== undefined && { cameBack: plain(item.cameBack) }),
    ...(item.goesTo instanceof Set && { goesTo: [...item.goesTo].sort() }),
    ...((kind === 'lot' || holds.holds.length > 0) && holds),
    ...(setAside !== zero && { reserved: setAside }),
  }
}

function withPlainBalance({ quantity, remaining, ...rest }: Item): Item & Pick<Balance, 'quantity' | 'remaining'> {
  const left = Object.fromEntries(
    accounts.flatMap((account) => {
      const value = plain(rest[account] ?? 0)
      delete rest[account]
      return value === zero ? [] : [[account, value]]
    }),
  )
  return {
    ...rest,
    quantity: plain(quantity),
    remaining: plain(remaining),
    ...(Object.keys(left).length > 0 && { left }),
  }
}

/** A DynamoDB number that the document client writes with exactly these digits, without a float. */
export const exact = (value: Decimal): NumberValue => NumberValue.from(value)
/** {@link exact} read back: the one place where storage says that what it wrote is a decimal. */
const plain = (value: unknown): Decimal => new Big(String(value)).toFixed() as Decimal
