import { type Fraction, plus } from '../../../events/fraction.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { exactBeside } from '../measured.ts'
import { exactIn, nearest } from '../quantity.ts'
import type { ExactTotals, RunningStep } from './order.ts'

type Sum = keyof ExactTotals
/** The sums of a step by line, with their exact values where the unit of the line has rounded them. */
export type Totals = Partial<Pick<RunningStep, Sum | 'exact'>>

/** The exact sum of a line, in its unit. */
export const totalOf = (of: Totals | undefined, sum: Sum, lineId: string): Fraction =>
  exactIn(of?.exact?.[sum]?.[lineId] ?? of?.[sum]?.[lineId] ?? '0')

/** The step with another sum of a line, rounded once. */
export function withTotal<Of extends Totals>(of: Of, sum: Sum, lineId: string, total: Fraction): Of {
  const value = nearest(total)
  const sums: Readonly<Record<string, Decimal>> = { ...of[sum], [lineId]: value }
  return withExact({ ...of, [sum]: sums }, sum, lineId, exactBeside(total, value).exact)
}

export const withMore = <Of extends Totals>(of: Of, sum: Sum, lineId: string, more: Fraction): Of =>
  withTotal(of, sum, lineId, plus(totalOf(of, sum, lineId), more))

/** The step without a sum of the line, as before the first issue. */
export function withoutTotal<Of extends Totals>(of: Of, sum: Sum, lineId: string): Of {
  const { [lineId]: _before, ...others } = of[sum] ?? {}
  return withExact({ ...of, [sum]: others }, sum, lineId, undefined)
}

function withExact<Of extends Totals>({ exact = {}, ...of }: Of, sum: Sum, lineId: string, text: string | undefined) {
  const { [lineId]: _before, ...others } = exact[sum] ?? {}
  const ofSum = text === undefined ? others : { ...others, [lineId]: text }
  const { [sum]: _sum, ...rest } = exact
  const all = Object.keys(ofSum).length > 0 ? { ...rest, [sum]: ofSum } : rest
  return { ...of, ...(Object.keys(all).length > 0 && { exact: all }) } as Of
}
