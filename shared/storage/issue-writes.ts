import type { Instant } from '../../events/identifiers.ts'
import type { Decimal } from '../../events/quantity.ts'
import type { Precondition } from '../domain/change.ts'
import { add, decimalOf, isMore, isZero, one, subtract, zero } from '../domain/quantity.ts'
import { type Lot, mostDestinations } from '../domain/stock/lot.ts'
import type { Chain } from '../usecases/commit/store.ts'
import { exact, type Item } from './items.ts'
import { isPartedNow } from './stock-items.ts'
import { inStock, type OneChange, onStock, stockHere } from './stock-writes.ts'
import { lotKey, notHeld, sublotKey, type Update, update, type Write } from './update.ts'

/**
 * Issues from a lot, and from its sublot if given, if there is enough at this moment and the preconditions hold. `unreserved` is the unreserved part
 * of what remains, and `loose` the part in no sublot, because a condition of DynamoDB cannot subtract.
 */
export function issued(
  name: string,
  change: OneChange<'issue'>,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Write[] {
  const isLoose = change.sublotId === undefined
  const standing = 'attribute_not_exists(containerId) AND attribute_not_exists(builtInto)'
  return onStock(name, change, (isLot) =>
    isLot ? leavesLot(change, isLoose, lot, chain) : leavesSublot(change, standing, {}),
  )
}

/** Issues the whole content of containers, one lot at a time. Each sublot must still be in its container with the same quantity. */
export function issuedPacked(
  name: string,
  change: OneChange<'ship-packed'>,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Write[] {
  const { lotId, units } = change
  const value = units.reduce((sum, unit) => add(sum, unit.value), zero)
  return [
    update(name, lotKey(lotId), leavesLot({ ...change, value }, false, lot, chain)),
    ...units.map(({ sublotId, value: one, containerId }) => {
      const where = 'containerId = :container AND remaining = :value'
      const leaving = leavesSublot({ ...change, value: one }, where, { ':container': containerId })
      return update(name, sublotKey(lotId, sublotId), leaving)
    }),
  ]
}

/** Issues units of one piece each. None may be in a container or in another unit. */
export function issuedUnits(
  name: string,
  change: OneChange<'issue-units'>,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Write[] {
  const { lotId, sublotIds } = change
  const leaving = { ...change, to: [] }
  const where = 'attribute_not_exists(containerId) AND attribute_not_exists(builtInto)'
  return [
    update(name, lotKey(lotId), leavesLot({ ...leaving, value: decimalOf(sublotIds.length) }, false, lot, chain)),
    ...sublotIds.map((it) => update(name, sublotKey(lotId, it), leavesSublot({ ...leaving, value: one }, where, {}))),
  ]
}

/** Books units back from their account. None may be in stock, because a count has found it again. */
export function restoredUnits(
  name: string,
  { lotId, sublotIds, from }: OneChange<'restore-units'>,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Write[] {
  const back = (value: Decimal) => ({
    set: ['remaining = remaining + :value', '#account = #account - :value'],
    values: { ':value': exact(value) },
    names: { '#account': from },
  })
  const ofLot = back(decimalOf(sublotIds.length))
  return [
    update(name, lotKey(lotId), {
      ...ofLot,
      set: [...ofLot.set, 'unreserved = unreserved + :value'],
      when: '#account >= :value',
      ...inStock(lot),
      ...(chain && { chain }),
    }),
    ...sublotIds.map((it) => {
      const ofUnit = back(one)
      return update(name, sublotKey(lotId, it), {
        ...ofUnit,
        when: '#account >= :value AND remaining = :none',
        values: { ...ofUnit.values, ':none': exact(zero) },
      })
    }),
  ]
}

/** Books an issue back from its account. Without a sublot the stock is loose, whatever sublots the lot has by now. */
export function restored(
  name: string,
  change: OneChange<'reverse-issue'>,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Write[] {
  const { value, from, sublotId, reserved = zero, outOf, status, apart } = change
  const free = subtract(value, reserved)
  return onStock(name, change, (isLot) => ({
    set: [
      ...(isLot || !apart ? ['remaining = remaining + :value'] : ['parted = if_not_exists(parted, :none) + :value']),
      '#account = #account - :value',
      ...(isLot || status === undefined ? [] : ['#status = :status']),
      ...(isLot ? ['unreserved = unreserved + :free'] : []),
      ...(isLot && !isZero(reserved) ? ['reserved = reserved + :reserved'] : []),
      ...(isLot && sublotId === undefined && !apart ? ['loose = loose + :value'] : []),
      ...(isLot && apart ? isPartedNow.set : []),
    ],
    when: [
      '#account >= :value',
      ...(isLot || apart ? [] : ['attribute_not_exists(containerId)']),
      ...(isLot || outOf === undefined ? [] : ['builtInto = :unit']),
      // A rejection in between must not be undone.
      ...(isLot || status === undefined
        ? []
        : [status === 'rejected' ? '#status = :rejected' : '(attribute_not_exists(#status) OR #status <> :rejected)']),
    ].join(' AND '),
    ...(!isLot && !apart && { other: outOf === undefined ? 'REMOVE gone' : 'REMOVE builtInto' }),
    values: {
      ':value': exact(value),
      ...(isLot && { ':free': exact(free) }),
      ...(isLot && apart && isPartedNow.values),
      ...(!isLot && outOf !== undefined && { ':unit': outOf }),
      ...(!isLot && apart && { ':none': exact(zero) }),
      ...(!isLot && status !== undefined && { ':status': status, ':rejected': 'rejected' }),
      ...(isLot && !isZero(reserved) && { ':reserved': exact(reserved) }),
    },
    names: { '#account': from, ...(!isLot && status !== undefined && { '#status': 'status' }) },
    ...(isLot && { ...inStock(lot), ...(chain && { chain }) }),
  }))
}

type Leaving = Pick<
  OneChange<'issue'>,
  'value' | 'into' | 'unless' | 'at' | 'to' | 'reserved' | 'intoUnit' | 'builtInto' | 'gone'
>

function leavesLot(
  { value, into, unless, at, to, reserved = zero, intoUnit }: Leaving,
  isLoose: boolean,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Update {
  const unreserved = subtract(value, reserved)
  const isLast = lot !== undefined && isZero(subtract(lot.remaining, value))
  const bars = preconditioned(unless, at, 'lot')
  const goals = destinationsOf(to, lot)
  return {
    set: [
      'remaining = remaining - :value',
      '#account = if_not_exists(#account, :none) + :value',
      ...(goals.many ? ['goesToMany = :yes'] : []),
      ...(intoUnit ? ['inUnits = :yes'] : []),
      'unreserved = unreserved - :unreserved',
      ...(isLoose ? ['loose = loose - :value'] : []),
      ...(isZero(reserved) ? [] : ['reserved = reserved - :reserved']),
    ],
    when: [
      // Whether the issue depletes the lot decides its place in the index, so it must still be true at the commit.
      lot === undefined ? 'remaining >= :value' : isLast ? 'remaining = :value' : 'remaining > :value',
      ...bars.when,
      ...(isMore(unreserved, zero) ? ['unreserved >= :unreserved'] : []),
      ...(isZero(reserved) ? [] : ['reserved >= :reserved']),
      // An issue without a sublot takes only loose stock; otherwise the lot and the sum of its sublots would differ.
      ...(isLoose ? ['loose >= :value'] : []),
    ].join(' AND '),
    values: {
      ':value': exact(value),
      ':none': exact(zero),
      ':unreserved': exact(unreserved),
      ...(!isZero(reserved) && { ':reserved': exact(reserved) }),
      ...bars.values,
      ...((goals.many || intoUnit) && { ':yes': true }),
      ...(goals.added && { ':goals': new Set(goals.added) }),
    },
    ...(goals.added && { other: 'ADD goesTo :goals' }),
    names: { '#account': into, ...bars.names },
    ...(isLast && stockHere(lot, true)),
    ...(chain && { chain }),
  }
}

function leavesSublot({ value, into, unless, at, builtInto, gone }: Leaving, when: string, more: Item): Update {
  const bars = preconditioned(unless, at, 'sublot')
  return {
    set: [
      'remaining = remaining - :value',
      '#account = if_not_exists(#account, :none) + :value',
      ...(builtInto === undefined ? [] : ['builtInto = :unit']),
      ...(gone === undefined ? [] : ['gone = :gone']),
    ],
    when: ['remaining >= :value', ...bars.when, when].join(' AND '),
    values: {
      ':value': exact(value),
      ':none': exact(zero),
      ...bars.values,
      ...more,
      ...(builtInto !== undefined && { ':unit': builtInto }),
      ...(gone !== undefined && { ':gone': gone }),
    },
    names: { '#account': into, ...bars.names },
  }
}

const barring: Readonly<
  Record<Precondition, { readonly when: string; readonly value?: readonly [string, 'released' | 'at'] }>
> = {
  held: { when: 'attribute_not_exists(holds)' },
  unreleased: { when: '#status = :released', value: [':released', 'released'] },
  expired: {
    when: '(attribute_not_exists(expiresAt) OR expiresAt > :at) AND (attribute_not_exists(retestAt) OR retestAt > :at)',
    value: [':at', 'at'],
  },
  incomplete: { when: 'attribute_not_exists(lacks)' },
}

/** The preconditions of an issue as DynamoDB conditions. A sublot without a status has that of its lot, which has a condition of its own. */
function preconditioned(unless: readonly Precondition[], at: Instant, of: 'lot' | 'sublot') {
  const values = unless.flatMap((bar) => {
    const { value: told } = barring[bar]
    return told ? [[told[0], told[1] === 'at' ? at : told[1]]] : []
  })
  const silent = (bar: Precondition) => of === 'sublot' && bar === 'unreleased'
  return {
    when: unless.map((bar) =>
      silent(bar) ? `(attribute_not_exists(#status) OR ${barring[bar].when})` : barring[bar].when,
    ),
    values: Object.fromEntries(values) as Item,
    names: (unless.includes('unreleased') ? { '#status': 'status' } : {}) as Record<string, string>,
  }
}

/** Links the lot to its customer return, if its holds are the same as when it was read. */
export function returned(
  name: string,
  { lotId, value, into, holds }: OneChange<'customer-return'>,
  lot: Lot | undefined,
): Write {
  const goals = destinationsOf([into], lot)
  return update(name, lotKey(lotId), {
    set: ['cameBack = if_not_exists(cameBack, :none) + :value', ...(goals.many ? ['goesToMany = :yes'] : [])],
    ...(goals.added && { other: 'ADD goesTo :goals' }),
    when: holds.length > 0 ? 'holds = :holds' : notHeld,
    values: {
      ':value': exact(value),
      ':none': exact(zero),
      ...(holds.length > 0 && { ':holds': new Set(holds) }),
      ...(goals.many && { ':yes': true }),
      ...(goals.added && { ':goals': new Set(goals.added) }),
    },
  })
}

/** The destinations of an issue that the lot does not name yet; above `mostDestinations` the lot only notes that there are more. */
function destinationsOf(to: readonly string[], lot: Lot | undefined): { added?: readonly string[]; many?: boolean } {
  const known = lot?.goesTo ?? []
  const added = to.filter((goal) => !known.includes(goal))
  if (added.length === 0 || lot?.goesToMany) return {}
  return known.length + added.length > mostDestinations ? { many: true } : { added }
}
