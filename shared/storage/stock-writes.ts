import type { Change } from '../domain/change.ts'
import { isMore, isZero, subtract, zero } from '../domain/quantity.ts'
import type { Lot, LotStock, SublotAsRead } from '../domain/stock/lot.ts'
import type { Chain, Stored } from '../usecases/commit/store.ts'
import { exact, type Item } from './items.ts'
import type { Key } from './keys.ts'
import { setInCard, stockIndex } from './stock-items.ts'
import { lotKey, notHeld, sublotKey, type Update, update, type Write } from './update.ts'

/** The lot as the decision read it. Its place in the index is taken from it, but never its balance. */
export const lotAsRead = (read: Stored<unknown> | undefined): Lot | undefined => read?.value as Lot | undefined

/** The same update of a lot and, if given, of its sublot. */
export function onStock(
  name: string,
  { lotId, sublotId }: { readonly lotId: string; readonly sublotId?: string },
  updateOf: (isLot: boolean) => Update,
): Write[] {
  const lot = update(name, lotKey(lotId), updateOf(true))
  if (sublotId === undefined) return [lot]
  return [lot, update(name, sublotKey(lotId, sublotId), updateOf(false))]
}

/** The place of the lot in the index, where used-up lots have partitions of their own. */
export const stockHere = (lot: Lot | undefined, isUsedUp: boolean): Pick<Update, 'index'> =>
  lot ? { index: { ...stockIndex(lot, isUsedUp), expiresAt: lot.expiresAt } } : {}

/** The lot has stock again, so the index lists it as stock. */
export const inStock = (lot: Lot | undefined) => stockHere(lot, false)

export type OneChange<Kind extends Change['change']> = Extract<Change, { change: Kind }>

/** The count replaces the balance, if the stock has not changed in between. */
export function counted(
  name: string,
  change: OneChange<'count'>,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Write[] {
  const { was, is, sublotId, unlessHeld } = change
  const isLoose = sublotId === undefined
  const missing = subtract(was, is)
  const adjusted = ['remaining = remaining - :missing', 'adjusted = if_not_exists(adjusted, :none) + :missing']
  const values = { ':missing': exact(missing), ':none': exact(zero), ':was': exact(was) }
  const left = lot && subtract(lot.remaining, missing)
  const isEmptied = left !== undefined && isZero(left)
  // A count of a part also decides the place of its lot in the index, so the rest of the lot must stay empty or not empty.
  const rest = isEmptied ? 'remaining = :missing' : 'remaining > :missing'
  return onStock(name, change, (isLot) => {
    const isWhatWasCounted = isLot === isLoose
    const { ':was': _was, ...unguarded } = values
    // Stock in sublots may change meanwhile, as long as this count still depletes the whole lot or still does not.
    const asRead = isLot
      ? `loose = :was AND ${lot && lot.inSublots === undefined ? 'remaining = :was' : rest}`
      : 'remaining = :was AND attribute_not_exists(containerId) AND attribute_not_exists(builtInto)'
    return {
      set: [
        ...adjusted,
        ...(isLot ? ['unreserved = unreserved - :missing'] : []),
        ...(isLot && isLoose ? ['loose = loose - :missing'] : []),
      ],
      when: `${isWhatWasCounted ? asRead : rest}${unlessHeld ? ` AND ${notHeld}` : ''}`,
      values: isWhatWasCounted ? values : unguarded,
      ...(isLot && { ...stockHere(lot, isEmptied), ...(chain && { chain }) }),
    }
  })
}

/** Reserves free stock only, and gives back no more than is reserved. */
export const reserved = (name: string, { lotId, value }: OneChange<'reserve'>, chain: Chain | undefined): Write =>
  update(name, lotKey(lotId), {
    set: ['reserved = reserved + :value', 'unreserved = unreserved - :value'],
    when: isMore(value, zero) ? 'unreserved >= :value' : 'reserved >= :back',
    values: { ':value': exact(value), ...(!isMore(value, zero) && { ':back': exact(subtract(zero, value)) }) },
    ...(chain && { chain }),
  })

/**
 * Sets what people decide about stock. A new expiry of a lot changes its place in the index; its status, place and retest date are in the card there. Each
 * field of the card is set by itself, because two commands that change different fields may meet.
 */
export function setStock(
  name: string,
  key: Key,
  set: Partial<LotStock>,
  {
    lot,
    isLot = false,
    was,
    chain,
    unlessHeld,
  }: {
    readonly lot?: Lot | undefined
    readonly isLot?: boolean
    readonly was?: SublotAsRead
    readonly chain?: Chain | undefined
    readonly unlessHeld?: boolean | undefined
  } = {},
): Write {
  const given = Object.entries(set).filter(([, value]) => value !== undefined)
  const moved = set.expiresAt === undefined ? undefined : lot
  const told = isLot ? setInCard.filter((field) => set[field] !== undefined) : []
  const read = was ? stillAsRead(was) : { when: [], values: {}, names: {} }
  return update(name, key, {
    set: [
      ...given.map(([attribute]) => `#${attribute} = :${attribute}`),
      ...told.map((field) => `card.#${field} = :${field}`),
    ],
    when: [
      unlessHeld ? notHeld : 'attribute_exists(pk)',
      // Whether the lot has stock also decides its place in the index.
      ...(moved ? [`remaining ${isZero(moved.remaining) ? '=' : '>'} :none`] : []),
      ...read.when,
    ].join(' AND '),
    values: {
      ...Object.fromEntries(given.map(([attribute, value]) => [`:${attribute}`, value])),
      ...(moved && { ':none': exact(zero) }),
      ...read.values,
    },
    names: { ...Object.fromEntries(given.map(([attribute]) => [`#${attribute}`, attribute])), ...read.names },
    ...(moved && { index: { ...stockIndex({ ...moved, ...set }), expiresAt: moved.expiresAt } }),
    ...(chain && { chain }),
  })
}

/** The conditions that a sublot is as a decision has read it. */
function stillAsRead({ isEmpty, isHeld, status, containerId, builtInto }: SublotAsRead): {
  readonly when: readonly string[]
  readonly values: Item
  readonly names: Record<string, string>
} {
  const texts = Object.entries({ status, containerId, builtInto })
  return {
    when: [
      `remaining ${isEmpty ? '=' : '>'} :empty`,
      isHeld ? 'attribute_exists(holds)' : 'attribute_not_exists(holds)',
      ...texts.map(([name, value]) =>
        value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :read_${name}`,
      ),
    ],
    values: {
      ':empty': exact(zero),
      ...Object.fromEntries(texts.flatMap(([name, value]) => (value === undefined ? [] : [[`:read_${name}`, value]]))),
    },
    names: Object.fromEntries(texts.map(([name]) => [`#${name}`, name])),
  }
}

/** Takes undecided, free stock out of what a lot received, and the units that it consists of out of their sublots. */
export function unmade(
  name: string,
  { lotId, value, sublotIds = [] }: OneChange<'unmake'>,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Write[] {
  const isLoose = sublotIds.length === 0
  const isLast = lot !== undefined && isZero(subtract(lot.remaining, value))
  return [
    update(name, lotKey(lotId), {
      set: [
        'quantity = quantity - :value',
        'remaining = remaining - :value',
        'unreserved = unreserved - :value',
        ...(isLoose ? ['loose = loose - :value'] : []),
      ],
      when: [
        notHeld,
        '#status = :undecided',
        lot === undefined ? 'remaining >= :value' : isLast ? 'remaining = :value' : 'remaining > :value',
        'unreserved >= :value',
        ...(isLoose ? ['loose >= :value'] : []),
      ].join(' AND '),
      values: { ':value': exact(value), ':undecided': 'quarantine' },
      names: { '#status': 'status' },
      ...(isLast && stockHere(lot, true)),
      ...(chain && { chain }),
    }),
    ...sublotIds.map((sublotId) =>
      update(name, sublotKey(lotId, sublotId), {
        set: ['quantity = :none', 'remaining = :none'],
        other: 'REMOVE lacks',
        when: `${notHeld} AND remaining = quantity AND attribute_not_exists(containerId) AND attribute_not_exists(builtInto) AND attribute_not_exists(#status)`,
        values: { ':none': exact(zero) },
        names: { '#status': 'status' },
      }),
    ),
  ]
}
