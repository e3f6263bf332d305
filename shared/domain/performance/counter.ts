import type { Decimal } from '../../../events/quantity.ts'
import type { PieceCounter } from '../../../events/stop-reason.ts'
import { add, decimalOf, isMore, isZero, product, quotient, subtract, zero } from '../quantity.ts'
import { minute } from '../wall-clock.ts'
import type { Pieces, Reading } from './shift-log.ts'

/** What happened to a counter between two readings, if it did not just count. */
export const counterEvents = ['rolled-over', 'reset', 'replaced', 'jumped'] as const
export type CounterEvent = (typeof counterEvents)[number]

export interface Delta extends Pieces {
  readonly from: number
  readonly to: number
  readonly event?: CounterEvent
}

/** Rejects without a reason that the machine tells. */
export const noReason = ''

/**
 * The pieces between two readings of the counters of a machine. A counter that shows less than before has rolled over, if it has a width and the pieces
 * are possible in the time; otherwise it was reset and has counted from 0. More pieces than possible are a jump, of which none counts.
 */
export function counted(before: Reading, after: Reading, counter: PieceCounter): Delta {
  const span = { from: before.at, to: after.at }
  if (before.counterId !== after.counterId) return { ...span, good: zero, rejects: {}, event: 'replaced' }
  const most = mostBetween(before.at, after.at, counter)
  const differences = showing(after).map(({ name, value }) => ({
    name,
    ...differenceOf(showing(before).find((it) => it.name === name)?.value ?? zero, value, counter, most),
  }))
  const piecesOf = (name: string) => differences.find((it) => it.name === name)?.pieces ?? zero
  const events = differences.flatMap(({ event }) => event ?? [])
  const event = (['jumped', 'reset', 'rolled-over'] as const).find((it) => events.includes(it))
  if (event === 'jumped') return { ...span, good: zero, rejects: {}, event }
  return { ...span, good: piecesOf('good'), rejects: rejectsOf(differences), ...(event && { event }) }
}

/** The counters of a machine, by name: `good`, `reject`, and one for each reason of rejects. */
function showing({ good, reject, rejects = {} }: Reading): { name: string; value: Decimal }[] {
  const byReason = Object.entries(rejects).map(([reason, value]) => ({ name: `reject:${reason}`, value }))
  return [{ name: 'good', value: good }, { name: 'reject', value: reject }, ...byReason]
}

interface Difference {
  readonly pieces: Decimal
  readonly event?: CounterEvent
}

function differenceOf(before: Decimal, after: Decimal, { rollsOverAt }: PieceCounter, most: Decimal): Difference {
  if (!isMore(before, after)) {
    const pieces = subtract(after, before)
    return isMore(pieces, most) ? { pieces: zero, event: 'jumped' } : { pieces }
  }
  const over = rollsOverAt === undefined ? undefined : subtract(add(after, decimalOf(rollsOverAt)), before)
  if (over !== undefined && !isMore(over, most)) return { pieces: over, event: 'rolled-over' }
  return isMore(after, most) ? { pieces: zero, event: 'jumped' } : { pieces: after, event: 'reset' }
}

/** A minute more than the time between the readings, because a machine counts in advance of what it tells. */
const mostBetween = (from: number, to: number, { mostPerMinute }: PieceCounter): Decimal =>
  quotient(product(decimalOf(mostPerMinute), decimalOf(to - from + minute)), decimalOf(minute))

/** The rejects by reason; what the sum has more than its reasons is without one. */
function rejectsOf(differences: readonly (Difference & { readonly name: string })[]): Record<string, Decimal> {
  const byReason = differences.flatMap(({ name, pieces }) =>
    name.startsWith('reject:') ? [[name.slice('reject:'.length), pieces] as const] : [],
  )
  const all = differences.find(({ name }) => name === 'reject')?.pieces ?? zero
  const named = byReason.reduce((sum, [, pieces]) => add(sum, pieces), zero)
  const rest = isMore(all, named) ? subtract(all, named) : zero
  return Object.fromEntries([...byReason, [noReason, rest] as const].filter(([, pieces]) => !isZero(pieces)))
}

export const addedPieces = (one: Pieces | undefined, more: Pieces): Pieces => {
  if (!one) return { good: more.good, rejects: more.rejects }
  const rejects = { ...one.rejects }
  for (const [reason, pieces] of Object.entries(more.rejects)) rejects[reason] = add(rejects[reason] ?? zero, pieces)
  return { good: add(one.good, more.good), rejects }
}
export const rejected = ({ rejects }: Pieces): Decimal => Object.values(rejects).reduce(add, zero)
