import Big from 'big.js'
import { facts as catalog } from '../../events/catalog.ts'
import { type Fact, fact as factSchema } from '../../events/envelope.ts'
import type { Account } from '../../events/material.ts'
import type { Decimal } from '../../events/quantity.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { Change } from '../../shared/domain/change.ts'
import type { UsedUp } from '../../shared/domain/decision.ts'
import { momentOf } from '../../shared/domain/labour/labour.ts'
import type { Entry, Timecard } from '../../shared/domain/labour/timecard.ts'
import { zero } from '../../shared/domain/quantity.ts'
import {
  type Balance,
  type Lot,
  type LotStock,
  looseIn,
  mostDestinations,
  type Sublot,
  type SublotAsRead,
} from '../../shared/domain/stock/lot.ts'
import { type Edge, edgeOf, factItems } from '../../shared/storage/fact-items.ts'
import { heirOf } from '../../shared/storage/heir-store.ts'
import { question } from '../../shared/storage/keys.ts'
import { noChain } from '../../shared/usecases/commit/chain.ts'
import {
  type Basis,
  type Chain,
  type ChainedOnly,
  type Commit,
  type Committed,
  type GuardedChange,
  mostItemsAtOnce,
  type Ref,
  type Refs,
  type Shelved,
  type Store,
} from '../../shared/usecases/commit/store.ts'
import type { Genealogy } from '../../shared/usecases/genealogy/destinations.ts'
import type { Timesheet } from '../../shared/usecases/labour/labour.ts'
import type { Heirs, InheritedHold } from '../../shared/usecases/quality/hold-spread.ts'
import { crew, dec } from './given.ts'

interface Item {
  readonly value: unknown
  readonly version: number
  readonly chain: Chain
}

/** One write of a transaction: the new item, or undefined when its condition fails. */
interface Write {
  readonly key: string
  readonly next: (item: Item | undefined) => Item | undefined
}

export interface MemoryStore extends Store {
  factsOf(subject: FactSubject): Fact[]
  allFacts(): Fact[]
  /** The present state of all entities, without versions and chains. */
  state(): Record<string, unknown>
  chainOf(ref: Ref): Chain | undefined
  readonly genealogy: Genealogy
  readonly heirs: Heirs
  readonly timesheet: Timesheet
}

/** Those of the crew who sign are defined from the start; the others are where a test defines them. */
const signers = crew
  .filter(({ id }) => id !== 'ada')
  .map(({ id, name }) => ({ personId: id, name, qualifications: [] }))
const item = (value: unknown): Item => ({ value, version: 1, chain: noChain })

/** DynamoDB keeps items of up to 400 KB. */
const mostInItem = 400 * 1024

/**
 * A store with the guarantees of the table: conditional, all or nothing. It accepts only facts of the catalog, so each test that commits a fact also
 * checks its schema.
 */
export function memoryStore(): MemoryStore {
  const items = new Map<string, Item>(signers.map((person) => [`person ${person.personId}`, item(person)]))
  const facts = new Map<string, Fact>()
  const once = new Set<string>()
  /** Ids that count once, with what they were used for. */
  const usedUp = new Map<string, string | undefined>()
  /** The index entries of the facts about each entity, oldest first. */
  const index = new Map<string, Edge[]>()

  const commit = async (commit: Commit): Promise<Committed> => {
    const writes = [...commit.changes.flatMap(writesOf), ...(commit.chainedOnly ? [advanced(commit.chainedOnly)] : [])]
    if (new Set(writes.map(({ key }) => key)).size < writes.length)
      throw new Error(`A transaction may touch an item once: ${writes.map(({ key }) => key).join(', ')}.`)
    const size = itemsOf(commit, writes.length)
    if (size > mostItemsAtOnce) return { result: 'too-much', items: size }
    if (JSON.stringify(commit.fact).length > mostInItem) return { result: 'too-much' }
    const before = facts.get(factKey(commit.fact))
    if (before) return { result: 'replay', fact: before }
    if (commit.claim && once.has(`key ${commit.claim.key}`)) return { result: 'key-reused' }
    const spent = (commit.spent ?? []).map((it): UsedUp => (typeof it === 'string' ? { id: it } : it))
    if (new Set(spent.map(({ id }) => id)).size < spent.length) throw new Error('A transaction may touch an item once.')
    if (spent.some(({ id, takenFor }) => usedUp.has(id) && (takenFor === undefined || usedUp.get(id) !== takenFor)))
      return { result: 'spent-before' }
    const next = writes.map(({ key, next }) => [key, next(items.get(key))] as const)
    if (next.some(([, item]) => item === undefined)) return { result: 'stale' }
    const told = frozen(plain(commit.fact))
    assertInCatalog(told)
    for (const [key, item] of next) if (item) items.set(key, kept(item))
    facts.set(factKey(told), told)
    for (const item of factItems(told, commit.pointers)) {
      const { qpk } = item as { qpk?: string }
      if (qpk) index.set(qpk, [...(index.get(qpk) ?? []), edgeOf(plain(item))])
    }
    if (commit.claim) once.add(`key ${commit.claim.key}`)
    for (const { id, leftFor } of spent) usedUp.set(id, leftFor)
    return { result: 'done' }
  }

  const allFacts = (): Fact[] => [...facts.values()]

  return {
    async load<Wanted extends Refs>(wanted: Wanted) {
      const found = Object.entries(wanted).map(([name, ref]) => {
        const item = ref && items.get(keyOf(ref))
        return [name, item && { ref, ...item }]
      })
      return Object.fromEntries(found) as Basis<Wanted>
    },
    commit,
    factWith: async (subject, factId) => facts.get(`${subject.type} ${subject.id} ${factId}`),
    inStock: async (materialId, first) =>
      [...items]
        .flatMap(([key, { value }]) => (key.startsWith('lot ') ? [value as Lot] : []))
        .filter((it) => it.materialId === materialId && !new Big(it.remaining).eq('0'))
        .map(({ lotId, receivedAt, expiresAt }) => ({ lotId, receivedAt, ...(expiresAt && { expiresAt }) }))
        .sort((one, other) => (turnOf(one) < turnOf(other) ? -1 : 1))
        .slice(0, first),
    sublotsOf: async (lotId) =>
      [...items].flatMap(([key, { value }]) => (key.startsWith(`sublot ${lotId}/`) ? [value as Sublot] : [])),
    openLabour: async (orderId) =>
      [...items].flatMap(([key, { value }]) =>
        key.startsWith('timecard ') ? (value as Timecard).open.filter((it) => it.orderId === orderId) : [],
      ),
    async keep(guarded) {
      const [write] = guarded.change.change === 'save' ? writesOf(guarded) : []
      if (!write) throw new Error('Only a whole document is kept without a fact.')
      const item = write.next(items.get(write.key))
      if (!item) return 'stale'
      items.set(write.key, kept(item))
      return 'done'
    },
    factsOf: ({ type, id }) =>
      allFacts()
        .filter(({ subject }) => subject.type === type && subject.id === id)
        .sort((one, other) => one.sequence - other.sequence),
    allFacts,
    state: () => Object.fromEntries([...items].map(([key, { value }]) => [key, value])),
    chainOf: (ref) => items.get(keyOf(ref))?.chain,
    genealogy: {
      departuresOf: async (lotIds) =>
        new Map(lotIds.map((id) => [id, index.get(question.about({ type: 'lot', id })) ?? []])),
    },
    heirs: {
      async heirsOf(holdId, { limit, after = '' }) {
        const nameOf = ({ type, id }: InheritedHold) => `${type}:${id}`
        const all = (index.get(question.about({ type: 'hold', id: holdId })) ?? [])
          .filter((card) => 'level' in card)
          .map(heirOf)
          .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
          .filter((heir) => nameOf(heir) > after)
        const items = all.slice(0, limit)
        const last = all.length > limit ? items.at(-1) : undefined
        return { items, ...(last && { last: nameOf(last) }) }
      },
    },
    timesheet: {
      endedEntries: async (personId, { from, to }) =>
        [...items]
          .filter(([key]) => key.startsWith(`entry ${personId}@`))
          .map(([, { value }]) => value as Entry)
          .filter(({ entryId }) => entryId >= momentOf(from) && entryId <= `${momentOf(to)}\uffff`)
          .sort((one, other) => (one.entryId < other.entryId ? -1 : 1)),
    },
  }
}

/** As many as the table writes: the fact with its pointers, what is used up, and the changes. */
const itemsOf = ({ fact, pointers, claim, spent = [] }: Commit, changes: number): number =>
  factItems(fact, pointers).length + (claim ? 1 : 0) + spent.length + changes

/** By expiry, then by receipt. */
const turnOf = ({ lotId, receivedAt, expiresAt = '9999' }: Shelved): string => `${expiresAt}#${receivedAt}#${lotId}`

/** A value as the table returns it: without undefined fields, and not shared with the writer. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value))

/** Values that were read must not be changed. A frozen value needs no copy for each reader, and a change throws. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

/** An unchanged value stays the same object, so that identity shows any change. */
const kept = ({ value, version, chain }: Item): Item => ({
  value: Object.isFrozen(value) ? value : frozen(plain(value)),
  version,
  chain: { ...chain },
})

/** @throws when a fact, as JSON, does not fit the catalog. */
export function assertInCatalog(fact: Fact): void {
  const { data } = factSchema.parse(fact)
  const schema = catalog[fact.type]
  if (!schema) throw new Error(`The catalog has no fact ${fact.type}.`)
  const parsed = schema.safeParse(data)
  if (!parsed.success)
    throw new Error(`${fact.type} is not as the catalog says: ${parsed.error.message}; it was ${JSON.stringify(data)}`)
}

const keyOf = ({ kind, id, within }: Ref): string => `${kind} ${within === undefined ? '' : `${within}/`}${id}`
/** The facts of all versions of a recipe share a partition. */
const factKey = ({ subject: { type, id }, factId }: Fact): string =>
  `${type} ${type === 'recipe' ? id.split('@')[0] : id} ${factId}`

/** Reckoned beside the domain's own arithmetic, which it is held against. */
const decimal = (value: Big | string): Decimal => dec(new Big(value).toFixed())

function advanced({ ref, readVersion, chain }: ChainedOnly): Write {
  const key = keyOf(ref)
  if (ref.kind === 'lot') return { key, next: (item) => item && chained(item, item.value, chain) }
  return {
    key,
    next: (item) => (item?.version === readVersion ? chained(item, item.value, chain) : undefined),
  }
}

/** An entity that is updated in place keeps its version; the condition on its chain is the sequence before. */
function chained(item: Item, value: unknown, chain: Chain | undefined): Item | undefined {
  if (chain && item.chain.sequence !== chain.sequence - 1) return undefined
  return { ...item, value, ...(chain && { chain }) }
}

function writesOf({ change, read, chain }: GuardedChange): Write[] {
  const onLot = (lotId: string, next: (lot: Lot) => Lot | undefined): Write => ({
    key: keyOf({ kind: 'lot', id: lotId }),
    next(item) {
      const lot = item && next(item.value as Lot)
      return lot && chained(item, lot, chain)
    },
  })
  const onSublot = (lotId: string, sublotId: string, next: (sublot: Sublot) => Sublot | undefined): Write => ({
    key: keyOf({ kind: 'sublot', id: sublotId, within: lotId }),
    next(item) {
      const sublot = item && next(item.value as Sublot)
      return sublot && { ...item, value: sublot }
    },
  })
  const onStock = (
    { lotId, sublotId }: { readonly lotId: string; readonly sublotId?: string },
    ofLot: (lot: Lot) => Lot | undefined,
    ofSublot: (sublot: Sublot) => Sublot | undefined,
  ): Write[] => [onLot(lotId, ofLot), ...(sublotId === undefined ? [] : [onSublot(lotId, sublotId, ofSublot)])]
  /** The lot as the decision read it, which decides its place in the index. */
  const lotRead = read?.ref.kind === 'lot' ? (read.value as Lot) : undefined
  const isPlacedAsRead = ({ expiresAt }: Lot) => !lotRead || expiresAt === lotRead.expiresAt
  /** An issue that uses a lot up when it is decided still does at the commit, and one that does not still does not. */
  const isLeftAsRead = (lot: Lot, value: Decimal) => {
    const isLast = ({ remaining }: Lot) => new Big(remaining).eq(value)
    return !lotRead || (isLast(lot) === isLast(lotRead) && (!isLast(lot) || isPlacedAsRead(lot)))
  }
  const created = (ref: Ref, value: unknown): Write => ({
    key: keyOf(ref),
    next: (item) => (item ? undefined : { value, version: 1, chain: chain ?? noChain }),
  })
  switch (change.change) {
    case 'save': {
      const { kind, id, value } = change
      const isAsRead = (item: Item | undefined) =>
        read ? item?.version === read.version && item.chain.sequence === read.chain.sequence : item === undefined
      const next = { value, version: (read?.version ?? 0) + 1, chain: chain ?? read?.chain ?? noChain }
      return [{ key: keyOf({ kind, id }), next: (item) => (isAsRead(item) ? next : undefined) }]
    }
    case 'create-lot': {
      const { quantity, remaining } = change.lot
      const lot = { ...change.lot, quantity: decimal(quantity), remaining: decimal(remaining) }
      return [created({ kind: 'lot', id: lot.lotId }, lot)]
    }
    case 'create-sublot': {
      const { lotId, sublotId, quantity, remaining } = change.sublot
      const sublot = { ...change.sublot, quantity: decimal(quantity), remaining: decimal(remaining) }
      const ref = { kind: 'sublot', id: sublotId, within: lotId } as const
      if (!change.again) return [created(ref, sublot)]
      const isEmpty = ({ quantity, holds }: Sublot) => new Big(quantity).eq(0) && holds === undefined
      return [
        {
          key: keyOf(ref),
          next: (item) => (item && isEmpty(item.value as Sublot) ? { ...item, value: sublot } : undefined),
        },
      ]
    }
    case 'issue': {
      const isLoose = change.sublotId === undefined
      return onStock(
        change,
        (lot) => (isLeftAsRead(lot, change.value) ? takenFromLot(lot, change, isLoose) : undefined),
        (sublot) => {
          if (sublot.containerId !== undefined || sublot.builtInto !== undefined) return undefined
          const left = takenFrom(sublot, change)
          const { builtInto, gone } = change
          return left && { ...left, ...(builtInto !== undefined && { builtInto }), ...(gone && { gone }) }
        },
      )
    }
    case 'ship-packed': {
      const { lotId, units } = change
      const value = decimal(units.reduce((sum, unit) => sum.plus(unit.value), new Big(0)))
      return [
        onLot(lotId, (lot) => (isLeftAsRead(lot, value) ? takenFromLot(lot, { ...change, value }, false) : undefined)),
        ...units.map((unit) =>
          onSublot(lotId, unit.sublotId, (sublot) =>
            sublot.containerId === unit.containerId && new Big(sublot.remaining).eq(unit.value)
              ? gone(takenFrom(sublot, { ...change, value: unit.value }), change)
              : undefined,
          ),
        ),
      ]
    }
    case 'issue-units': {
      const { lotId, sublotIds } = change
      const leaving = { ...change, to: [] }
      const value = decimal(String(sublotIds.length))
      return [
        onLot(lotId, (lot) => (isLeftAsRead(lot, value) ? takenFromLot(lot, { ...leaving, value }, false) : undefined)),
        ...sublotIds.map((it) =>
          onSublot(lotId, it, (sublot) =>
            sublot.containerId === undefined && sublot.builtInto === undefined
              ? takenFrom(sublot, { ...leaving, value: decimal('1') })
              : undefined,
          ),
        ),
      ]
    }
    case 'restore-units': {
      const { lotId, sublotIds, from } = change
      const restore = <Stock extends Balance>(stock: Stock, value: Decimal): Stock | undefined =>
        new Big(stock.left?.[from] ?? '0').lt(value)
          ? undefined
          : {
              ...stock,
              remaining: decimal(new Big(stock.remaining).plus(value)),
              ...booked(stock, from, decimal(new Big(value).neg())),
            }
      const all = decimal(String(sublotIds.length))
      return [
        onLot(lotId, (lot) => {
          const back = isPlacedAsRead(lot) ? restore(lot, all) : undefined
          return back && divided(back, all)
        }),
        ...sublotIds.map((it) =>
          onSublot(lotId, it, (sublot) =>
            new Big(sublot.remaining).eq(0) ? restore(sublot, decimal('1')) : undefined,
          ),
        ),
      ]
    }
    case 'reverse-issue': {
      const { value, from, sublotId, reserved = zero, apart, status } = change
      const give = <Stock extends Balance>(stock: Stock): Stock | undefined =>
        new Big(stock.left?.[from] ?? '0').lt(value)
          ? undefined
          : {
              ...stock,
              remaining: decimal(new Big(stock.remaining).plus(value)),
              ...booked(stock, from, decimal(new Big(value).neg())),
            }
      return onStock(
        change,
        (lot) => {
          const given = isPlacedAsRead(lot) ? give(lot) : undefined
          if (!given) return undefined
          const back = sublotId === undefined && !apart ? given : divided(given, value)
          return withReserved(back, new Big(lot.reserved ?? '0').plus(reserved))
        },
        ({ builtInto, gone: _taken, ...before }) => {
          if (apart) return partedFrom(before, from, value, builtInto)
          if (status !== undefined && (before.status === 'rejected') !== (status === 'rejected')) return undefined
          const sublot = { ...before, ...(status !== undefined && { status }) }
          if (sublot.containerId !== undefined || (change.outOf !== undefined && builtInto !== change.outOf))
            return undefined
          return give(builtInto === undefined || change.outOf !== undefined ? sublot : { ...sublot, builtInto })
        },
      )
    }
    case 'rebook': {
      const { value, from, into } = change
      const move = <Stock extends Balance>(stock: Stock): Stock | undefined => {
        if (new Big(stock.left?.[from] ?? '0').lt(value)) return undefined
        const without = { ...stock, ...booked(stock, from, decimal(new Big(value).neg())) }
        return { ...without, ...booked(without, into, value) }
      }
      return onStock(change, move, ({ builtInto, ...sublot }) => {
        if (change.outOf !== undefined && builtInto !== change.outOf) return undefined
        return move(builtInto === undefined || change.outOf !== undefined ? sublot : { ...sublot, builtInto })
      })
    }
    case 'count': {
      const { was, is, sublotId, unlessHeld } = change
      const isFree = ({ holds = [] }: { readonly holds?: readonly string[] }) => !unlessHeld || holds.length === 0
      const missing = decimal(new Big(was).minus(is))
      const count =
        (isCounted: boolean) =>
        <Stock extends Balance>(stock: Stock): Stock | undefined =>
          isCounted && !new Big(stock.remaining).eq(was)
            ? undefined
            : {
                ...stock,
                remaining: decimal(new Big(stock.remaining).minus(missing)),
                ...booked(stock, 'adjusted', missing),
              }
      // A count of a part decides whether the lot is used up, so the rest must still be empty, or still not.
      const isRestAsRead = ({ remaining }: Lot) =>
        lotRead && new Big(lotRead.remaining).eq(missing)
          ? new Big(remaining).eq(missing)
          : new Big(remaining).gt(missing)
      const isWholeAsRead = (lot: Lot) =>
        lotRead && lotRead.inSublots === undefined ? new Big(lot.remaining).eq(was) : isRestAsRead(lot)
      return onStock(
        change,
        (lot) => {
          if (!isFree(lot) || !isPlacedAsRead(lot)) return undefined
          if (sublotId === undefined)
            return new Big(looseIn(lot)).eq(was) && isWholeAsRead(lot) ? count(false)(lot) : undefined
          if (!isRestAsRead(lot)) return undefined
          const counted = count(false)(lot)
          return counted && divided(counted, decimal(new Big(missing).neg()))
        },
        (sublot) =>
          sublot.containerId === undefined && sublot.builtInto === undefined && isFree(sublot)
            ? count(true)(sublot)
            : undefined,
      )
    }
    case 'reserve':
      return [
        onLot(change.lotId, (lot) => {
          const next = new Big(lot.reserved ?? '0').plus(change.value)
          const isFree = new Big(lot.remaining).minus(lot.reserved ?? '0').gte(change.value)
          return next.lt('0') || (new Big(change.value).gt('0') && !isFree) ? undefined : withReserved(lot, next)
        }),
      ]
    case 'add-stock':
      return [
        onLot(change.lotId, (lot) => {
          if ((change.unlessHeld && lot.holds.length > 0) || !isPlacedAsRead(lot)) return undefined
          const filled = {
            ...lot,
            quantity: decimal(new Big(lot.quantity).plus(change.value)),
            remaining: decimal(new Big(lot.remaining).plus(change.value)),
          }
          return change.inSublots ? divided(filled, change.value) : filled
        }),
      ]
    case 'unmake': {
      const { lotId, value, sublotIds = [] } = change
      const isLoose = sublotIds.length === 0
      return [
        onLot(lotId, (lot) => {
          const isFree = new Big(lot.remaining).minus(lot.reserved ?? '0').gte(value)
          const isThere = isLoose ? new Big(looseIn(lot)).gte(value) : new Big(lot.remaining).gte(value)
          if (lot.holds.length > 0 || lot.status !== 'quarantine' || !isFree || !isThere) return undefined
          if (!isLeftAsRead(lot, value)) return undefined
          const left = {
            ...lot,
            quantity: decimal(new Big(lot.quantity).minus(value)),
            remaining: decimal(new Big(lot.remaining).minus(value)),
          }
          return isLoose ? left : divided(left, decimal(new Big(value).neg()))
        }),
        ...sublotIds.map((sublotId) =>
          onSublot(lotId, sublotId, ({ lacks: _before, ...sublot }) =>
            sublot.remaining === sublot.quantity &&
            sublot.containerId === undefined &&
            sublot.builtInto === undefined &&
            sublot.holds === undefined &&
            sublot.status === undefined
              ? { ...sublot, quantity: zero, remaining: zero }
              : undefined,
          ),
        ),
      ]
    }
    case 'customer-return':
      return [
        onLot(change.lotId, (lot) =>
          [...lot.holds].sort().join() === [...change.holds].sort().join()
            ? withGoals({ ...lot, cameBack: decimal(new Big(lot.cameBack ?? '0').plus(change.value)) }, [change.into])
            : undefined,
        ),
      ]
    case 'divide':
      return [
        onLot(change.lotId, (lot) => (new Big(looseIn(lot)).lt(change.value) ? undefined : divided(lot, change.value))),
      ]
    case 'pack':
      return [
        onSublot(change.lotId, change.sublotId, (sublot) =>
          sublot.containerId === undefined &&
          sublot.builtInto === undefined &&
          sublot.lacks === undefined &&
          !sublot.holds &&
          new Big(sublot.remaining).gt(0) &&
          new Big(sublot.remaining).eq(change.remaining)
            ? { ...sublot, containerId: change.containerId }
            : undefined,
        ),
      ]
    case 'build':
      return [
        onSublot(change.lotId, change.sublotId, ({ lacks: _before, ...sublot }) =>
          sublot.containerId === undefined && sublot.holds === undefined && new Big(sublot.remaining).gt(0)
            ? { ...sublot, ...(change.lacks.length > 0 && { lacks: [...change.lacks] }) }
            : undefined,
        ),
      ]
    case 'unpack':
      return [
        onSublot(change.lotId, change.sublotId, ({ containerId, ...sublot }) =>
          containerId === change.containerId
            ? { ...sublot, ...(change.location !== undefined && { location: change.location }) }
            : undefined,
        ),
      ]
    case 'set-lot':
      return [
        onLot(change.lotId, (lot) => {
          if (change.unlessHeld && lot.holds.length > 0) return undefined
          const isUsedUp = ({ remaining }: Lot) => new Big(remaining).eq(0)
          const isInPlace = lotRead && isPlacedAsRead(lot) && isUsedUp(lot) === isUsedUp(lotRead)
          return change.set.expiresAt !== undefined && lotRead && !isInPlace ? undefined : { ...lot, ...change.set }
        }),
      ]
    case 'require-no-hold':
      return [
        change.sublotId === undefined
          ? onLot(change.lotId, (lot) => (lot.holds.length > 0 ? undefined : lot))
          : onSublot(change.lotId, change.sublotId, (sublot) => (sublot.holds?.length ? undefined : sublot)),
      ]
    case 'set-sublot':
      return [
        onLot(change.lotId, (lot) => (change.unlessHeld && lot.holds.length > 0 ? undefined : lot)),
        onSublot(change.lotId, change.sublotId, (sublot) =>
          (change.unlessHeld && sublot.holds) || !isAsRead(sublot, change.was)
            ? undefined
            : { ...sublot, ...change.set },
        ),
      ]
    case 'hold-lot':
    case 'unhold-lot': {
      const { lotId, sublotId, holdId } = change
      const next = (holds: readonly string[] = []): string[] =>
        change.change === 'hold-lot' ? [...new Set([...holds, holdId])].sort() : holds.filter((id) => id !== holdId)
      if (sublotId === undefined) return [onLot(lotId, (lot) => ({ ...lot, holds: next(lot.holds) }))]
      return [
        onSublot(lotId, sublotId, ({ holds: before, ...sublot }) => {
          if (sublot.builtInto !== change.builtInto) return undefined
          const holds = next(before)
          return holds.length > 0 ? { ...sublot, holds } : sublot
        }),
      ]
    }
    case 'require-unchanged': {
      const { kind, id } = change
      return [{ key: keyOf({ kind, id }), next: (item) => (item && item.version === read?.version ? item : undefined) }]
    }
  }
}

const isAsRead = (sublot: Sublot, was: SublotAsRead): boolean =>
  new Big(sublot.remaining).eq(0) === was.isEmpty &&
  (sublot.holds !== undefined) === was.isHeld &&
  (['status', 'containerId', 'builtInto'] as const).every((it) => sublot[it] === was[it])

type Leaving = Pick<
  Extract<Change, { change: 'issue' }>,
  'value' | 'into' | 'unless' | 'at' | 'to' | 'reserved' | 'intoUnit'
>

function takenFrom<Stock extends Partial<LotStock> & Balance & Pick<Sublot, 'holds' | 'lacks'>>(
  stock: Stock,
  { value, into, unless, at }: Leaving,
): Stock | undefined {
  const { status = 'released', expiresAt, retestAt, remaining } = stock
  const isPast = (date: string | undefined) => date !== undefined && date <= at
  if (unless.includes('held') && (stock.holds ?? []).length > 0) return undefined
  if (unless.includes('unreleased') && status !== 'released') return undefined
  if (unless.includes('expired') && (isPast(expiresAt) || isPast(retestAt))) return undefined
  if (unless.includes('incomplete') && stock.lacks) return undefined
  if (new Big(remaining).lt(value)) return undefined
  return { ...stock, remaining: decimal(new Big(remaining).minus(value)), ...booked(stock, into, value) }
}

const gone = (sublot: Sublot | undefined, { gone }: Pick<Sublot, 'gone'>): Sublot | undefined =>
  sublot && { ...sublot, ...(gone && { gone }) }

function takenFromLot(lot: Lot, leaving: Leaving, isLoose: boolean): Lot | undefined {
  const { value, to, reserved = zero } = leaving
  if (isLoose && new Big(looseIn(lot)).lt(value)) return undefined
  const setAside = new Big(lot.reserved ?? '0')
  const unreserved = new Big(value).minus(reserved)
  if (setAside.lt(reserved)) return undefined
  if (unreserved.gt('0') && new Big(lot.remaining).minus(setAside).lt(unreserved)) return undefined
  const taken = takenFrom(lot, leaving)
  if (!taken) return undefined
  const next = withGoals(
    withReserved(isLoose ? taken : divided(taken, decimal(`-${value}`)), setAside.minus(reserved)),
    to,
  )
  return leaving.intoUnit ? { ...next, inUnits: true } : next
}

/** An account after an addition; an empty account is absent. */
function booked({ left = {} }: Balance, account: Account, value: Decimal): Pick<Balance, 'left'> {
  const { [account]: before = zero, ...others } = left
  const after = new Big(before).plus(value)
  const next = after.eq('0') ? others : { ...others, [account]: decimal(after) }
  return { left: Object.keys(next).length > 0 ? next : undefined } as Pick<Balance, 'left'>
}

/** A sublot of which some that was booked to an account goes on as another sublot. */
function partedFrom(sublot: Sublot, from: Account, value: Decimal, builtInto: string | undefined): Sublot | undefined {
  if (new Big(sublot.left?.[from] ?? '0').lt(value)) return undefined
  const less = { ...sublot, ...booked(sublot, from, decimal(new Big(value).neg())) }
  return { ...less, ...booked(less, 'parted', value), ...(builtInto !== undefined && { builtInto }) }
}

/** A lot after its quantity in sublots has changed by `value`, which may be negative. */
function divided({ inSublots = zero, ...lot }: Lot, value: Decimal): Lot {
  const next = new Big(inSublots).plus(value)
  return next.eq('0') ? lot : { ...lot, inSublots: decimal(next) }
}

function withGoals(lot: Lot, to: readonly string[]): Lot {
  const added = to.filter((goal) => !lot.goesTo?.includes(goal))
  if (added.length === 0 || lot.goesToMany) return lot
  const goesTo = [...(lot.goesTo ?? []), ...added].sort()
  return goesTo.length > mostDestinations ? { ...lot, goesToMany: true } : { ...lot, goesTo }
}

function withReserved({ reserved: _before, ...lot }: Lot, reserved: Big): Lot {
  return reserved.eq('0') ? lot : { ...lot, reserved: decimal(reserved) }
}
