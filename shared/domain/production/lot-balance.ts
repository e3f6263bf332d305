import type { Fact } from '../../../events/envelope.ts'
import type { Account } from '../../../events/material.ts'
import { accounts } from '../../../events/names.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { FactSubject } from '../../../events/subject.ts'
import { add, convert, isZero, subtract, zero } from '../quantity.ts'
import { isBalanced, type Lot } from '../stock/lot.ts'
import { consumedBy, type Moved, producedBy, rejectedBy } from './order-balance.ts'

/** The effect of one fact on a lot: a receipt, or an issue to an account; in the unit of the lot. */
export interface LotMovement {
  readonly account: 'received' | Account
  readonly quantity: { readonly value: Decimal; readonly unit: Lot['unit'] }
  readonly at: string
  readonly type: string
  readonly factId: string
  readonly subject: FactSubject
}

/** A lot by its facts, compared with the stored lot. */
export interface LotBalance {
  readonly lotId: Lot['lotId']
  readonly materialId: Lot['materialId']
  readonly received: Amount
  readonly remaining: Amount
  readonly left: Readonly<Record<Account, Amount>>
  readonly movements: readonly LotMovement[]
  /** Whether received = remaining + all that left, and facts and lot agree on every account. */
  readonly balanced: boolean
  /** The accounts with a difference: the sum of the facts, and the value on the lot. */
  readonly differences: readonly {
    readonly of: 'received' | 'remaining' | Account
    readonly facts: Amount
    readonly kept: Amount
  }[]
}

/**
 * Audits a lot: sums up its facts independently, then compares with its balance.
 * @param facts its own facts, those about it, and those of the lots that it was split from, in any order, each once
 */
export function lotBalance(lot: Lot, facts: readonly Fact[]): LotBalance {
  const { unit, lotId, materialId } = lot
  const returned = new Map<string, Decimal>()
  const movements = [...facts]
    .sort((one, other) => (one.recordedAt === other.recordedAt ? 0 : one.recordedAt < other.recordedAt ? -1 : 1))
    .flatMap((fact) => movementsOf(lot, fact, returned))
  const amount = (value: Decimal): Amount => ({ value, unit })
  const total = (account: LotMovement['account']): Decimal =>
    movements.filter((it) => it.account === account).reduce((sum, it) => add(sum, it.quantity.value), zero)
  const left = Object.fromEntries(accounts.map((account) => [account, total(account)])) as Record<Account, Decimal>
  const received = total('received')
  const remaining = accounts.reduce((rest, account) => subtract(rest, left[account]), received)
  const compared = [
    { of: 'received' as const, facts: received, kept: lot.quantity },
    { of: 'remaining' as const, facts: remaining, kept: lot.remaining },
    ...accounts.map((account) => ({ of: account, facts: left[account], kept: lot.left?.[account] ?? zero })),
  ]
  const differences = compared.filter((it) => !isZero(subtract(it.facts, it.kept)))
  return {
    lotId,
    materialId,
    received: amount(received),
    remaining: amount(remaining),
    left: Object.fromEntries(accounts.map((account) => [account, amount(left[account])])) as LotBalance['left'],
    movements,
    balanced: differences.length === 0 && isBalanced(lot),
    differences: differences.map((it) => ({ of: it.of, facts: amount(it.facts), kept: amount(it.kept) })),
  }
}

/** @param returned what earlier facts gave back of each issue or took back of each production, in the unit of that fact */
function movementsOf(lot: Lot, fact: Fact, returned: Map<string, Decimal>): LotMovement[] {
  const { type, factId, subject, recordedAt: at } = fact
  const of = reversedIn(fact)
  const before = of === undefined ? zero : (returned.get(of) ?? zero)
  return effectsOf(lot, fact).map(({ account, amount, sign = 1 }) => {
    const inLot = (told: Decimal) => convert(told, amount.unit, lot.unit) ?? zero
    // The same arithmetic as in the command: the issue is converted, and a reversal is the difference of two totals.
    const after = add(before, amount.value)
    if (of !== undefined) returned.set(of, after)
    const value = subtract(inLot(after), inLot(before))
    const quantity = { value: sign < 0 ? subtract(zero, value) : value, unit: lot.unit }
    return { account, quantity, at, type, factId, subject }
  })
}

/** The issue or production that a fact takes back, by its order and its own id. */
function reversedIn({ type, subject, data }: Fact): string | undefined {
  switch (type) {
    case 'andon.material.returned.v1':
      return `${data.issuedBy ?? subject.id}/${data.consumptionId}`
    case 'andon.unit.repair-cancelled.v1':
      return `${subject.id}/${data.consumptionId}`
    case 'andon.production.reversed.v1':
      return `${subject.id}/${data.productionId}`
    default:
      return undefined
  }
}

interface Effect {
  readonly account: LotMovement['account']
  readonly amount: Amount
  readonly sign?: -1
}

interface Part {
  readonly lotId: string
  readonly quantity: Amount
}

function effectsOf({ lotId }: Lot, fact: Fact): Effect[] {
  const { type, subject, data } = fact
  const isOwn = subject.type === 'lot' && subject.id === lotId
  const own = (account: Effect['account'], amount: Amount): Effect[] => (isOwn ? [{ account, amount }] : [])
  const here = (all: readonly Part[], account: Effect['account']): Effect[] =>
    all.filter((it) => it.lotId === lotId).map(({ quantity }) => ({ account, amount: quantity }))
  switch (type) {
    case 'andon.lot.received.v1':
    case 'andon.sublot.received.v1':
      return own('received', data.quantity)
    case 'andon.lot.split.v1':
      return isOwn
        ? data.parts.map(({ quantity }) => ({ account: 'parted', amount: quantity }))
        : here(data.parts, 'received')
    case 'andon.lot.merged.v1':
      return isOwn ? own('received', data.quantity) : here(data.from, 'parted')
    case 'andon.lot.adjusted.v1':
      return isOwn
        ? [
            { account: 'adjusted', amount: data.was },
            // Negative if the count found more than was recorded.
            { account: 'adjusted', amount: data.is, sign: -1 },
          ]
        : []
    case 'andon.lot.scrapped.v1':
      return own('scrapped', data.quantity)
    case 'andon.lot.sampled.v1':
      return own('sampled', data.quantity)
    case 'andon.lot.shipped.v1':
      return own('shipped', data.quantity)
    case 'andon.container.shipped.v1':
      return here(data.units, 'shipped')
    case 'andon.material.consumed.v1':
    case 'andon.unit.built.v1':
    case 'andon.unit.repair-started.v1':
      return here(consumedBy(fact), 'consumed')
    case 'andon.maintenance.part-used.v1':
      return here([data], 'consumed')
    case 'andon.step.progressed.v1':
    case 'andon.step.completed.v1':
      return [...here(consumedBy(fact), 'consumed'), ...here(producedBy(fact).filter(isOfStock), 'scrapped')]
    case 'andon.material.returned.v1':
      return [
        ...here([data], 'consumed').map((it) => ({ ...it, sign: -1 as const })),
        ...(data.disposition === 'scrap' ? here([data], 'scrapped') : []),
      ]
    case 'andon.unit.repair-cancelled.v1':
      return here([data], 'consumed').map((it) => ({ ...it, sign: -1 as const }))
    case 'andon.dispensing.rejected.v1':
      return [
        ...here(rejectedBy(fact), 'consumed').map((it) => ({ ...it, sign: -1 as const })),
        ...here(rejectedBy(fact), 'scrapped'),
      ]
    case 'andon.material.produced.v1':
      return producedBy(fact)
        .filter(isOfStock)
        .flatMap((it) => here([it], accountOf(it.use)))
    case 'andon.production.reversed.v1': {
      return isOfStock(data) ? here([data], accountOf(data.use)).map((it) => ({ ...it, sign: -1 })) : []
    }
    default:
      return []
  }
}

/** What was scrapped before it was made is in no lot. */
const isOfStock = ({ use, fromStock }: Pick<Moved, 'use' | 'fromStock'>): boolean =>
  use !== 'scrap' || fromStock === true

/** The account of an output; of scrap, of units that were stock. */
const accountOf = (use: Moved['use']): Effect['account'] =>
  use === 'sample' ? 'sampled' : use === 'scrap' ? 'scrapped' : 'received'
