import type { RefusalCode, Violation } from '../../events/refusals.ts'

export interface Refused {
  readonly outcome: 'refused'
  readonly violations: readonly Violation[]
}

export const refuse = (violations: readonly Violation[]): Refused => ({ outcome: 'refused', violations })

export const violation = (code: RefusalCode, detail: string, ref?: string): Violation =>
  ref === undefined ? { code, detail } : { code, detail, ref }

/** The violations among the answers of several checks, in the order in which the checks were made. */
export const reasons = (...checks: readonly (Violation | readonly Violation[] | undefined | false)[]): Violation[] =>
  checks.flatMap((check) => check || [])
