import type { LotId } from '../../events/identifiers.ts'
import { accounts } from '../../events/names.ts'
import { isZero, subtract, zero } from '../domain/quantity.ts'
import { type Balance, type Lot, looseIn, type Sublot } from '../domain/stock/lot.ts'
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

/** What lists ask of a lot beyond its key. Its balance is not in it, so that an issue costs no write to the index. */
export const lotCard = ({ retestAt, supplierId, supplierLot }: CardOfLot): Item => ({
  ...(retestAt !== undefined && { retestAt }),
  ...(supplierId !== undefined && { supplierId }),
  ...(supplierLot !== undefined && { supplierLot }),
})

export type CardOfLot = Pick<Lot, 'retestAt' | 'supplierId' | 'supplierLot'>

/** A lot with the data in its index key. */
export function shelvedAt(qsk: string): Shelved {
  const [, expiresAt = never, receivedAt = '', lotId = ''] = qsk.split('#')
  return { lotId: lotId as LotId, receivedAt, ...(expiresAt !== never && { expiresAt }) }
}

/** Sorts after every date. */
const never = '9999'
