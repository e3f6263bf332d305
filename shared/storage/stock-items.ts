import type { LotId } from '../../events/identifiers.ts'
import { accounts } from '../../events/names.ts'
import { isZero, subtract, zero } from '../domain/quantity.ts'
import { type Balance, isAnnounced, type Lot, type LotStock, looseIn, type Sublot } from '../domain/stock/lot.ts'
import type { Chain, Shelved } from '../usecases/commit/store.ts'
import { exact, type Item, plain } from './items.ts'
import { keyOf, question, shardOf } from './keys.ts'

export function lotItem(lot: Lot, chain: Chain): Item {
  const { holds, goesTo = [], reserved = zero, inSublots: _inSublots, ...rest } = lot
  return {
    ...keyOf({ kind: 'lot', id: lot.lotId }),
    kind: 'lot',
    version: 1,
    sequence: chain.sequence,
    hash: chain.hash,
    chainedAt: chain.at,
    ...withExactBalance(rest),
    reserved: exact(reserved),
    unreserved: exact(subtract(lot.remaining, reserved)),
    loose: exact(looseIn(lot)),
    ...(holds.length > 0 && { holds: new Set(holds) }),
    ...(goesTo.length > 0 && { goesTo: new Set(goesTo) }),
    ...stockIndex(lot),
    card: lotCard(lot),
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

/** A lot or sublot from its item; {@link exact} numbers become the decimals that they were written as. */
export function stockOf(kind: 'lot' | 'sublot', item: Item): unknown {
  const {
    pk: _pk,
    sk: _sk,
    kind: _kind,
    version: _v,
    sequence: _s,
    hash: _h,
    chainedAt: _at,
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

/**
 * The index sorts stock by material, then expiry (FEFO), and lots without an expiry by receipt (FIFO). Depleted lots have partitions of their own, so
 * that a search for stock does not read the history of the plant, and so have lots that an ERP announced without a quantity, which are neither.
 */
export function stockIndex(lot: Lot, isEmpty = isZero(lot.remaining)): { qpk: string; qsk: string } {
  const { lotId, materialId, expiresAt = never, receivedAt } = lot
  const list = !isEmpty ? 'stock' : isAnnounced(lot) ? 'announcedLots' : 'usedLots'
  return {
    qpk: question[list](shardOf(lotId)),
    qsk: `${materialId}#${expiresAt}#${receivedAt}#${lotId}`,
  }
}

/** What lists ask of a lot beyond its key. Its balance is not in it, so that an issue costs no write to the index. */
const lotCard = ({ status, location, retestAt, supplierId, supplierLot, inSublots }: Lot): CardOfLot => ({
  status,
  ...(location !== undefined && { location }),
  ...(retestAt !== undefined && { retestAt }),
  ...(supplierId !== undefined && { supplierId }),
  ...(supplierLot !== undefined && { supplierLot }),
  ...(inSublots !== undefined && { isParted: true }),
})

/** What people decide about a lot, in its card. */
export const setInCard = ['status', 'location', 'retestAt'] as const satisfies readonly (keyof LotStock)[]

export type CardOfLot = Pick<Lot, (typeof setInCard)[number] | 'supplierId' | 'supplierLot'> & {
  /** Some of it is or was in sublots, which may be at other places. It stays once it is true. */
  readonly isParted?: boolean
  /** One of its sublots has or had an expiry or retest date of its own. */
  readonly hasPartDates?: boolean
}

/** The update of the card of a lot that gets its first sublots; of a lot that has some it changes nothing, and so costs nothing. */
export const isPartedNow = { set: ['card.isParted = :isParted'], values: { ':isParted': true } }

/** A lot with the data in its index key. */
export function shelvedAt(qsk: string): Shelved {
  const [, expiresAt = never, receivedAt = '', lotId = ''] = qsk.split('#')
  return { lotId: lotId as LotId, receivedAt, ...(expiresAt !== never && { expiresAt }) }
}

/** Sorts after every date. */
const never = '9999'

/** The update of the card of a lot, one of whose sublots gets a date of its own. */
export const hasPartDatesNow = { set: ['card.hasPartDates = :hasPartDates'], values: { ':hasPartDates': true } }
