import type { Role } from '../../events/identifiers.ts'

/**
 * Who reads the time and the audit of other people: supervisors correct it, quality reviews it, an integration brings it to payroll, an admin answers
 * what a person may ask about their data (GDPR, article 15). Everybody else reads their own.
 */
export const readersOfTime = ['supervisor', 'quality', 'integration', 'admin'] as const satisfies readonly Role[]

/** The same, and the engineers, who define people with their qualifications. */
export const readersOfPeople = [...readersOfTime, 'engineer'] as const satisfies readonly Role[]
