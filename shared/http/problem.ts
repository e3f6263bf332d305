import { type RefusalCode, refusals, type Violation } from '../../events/refusals.ts'

/** Where a problem is explained for people; each page says what happened, why Andon refuses and what cures it. */
export const problemBase = 'https://andon.dev/problems/'

/** An answer that says no, in the form of RFC 9457. */
export class Problem extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly violations: readonly Violation[] = [],
    detail?: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail ?? violations.map((it) => it.detail).join(' ') ?? refusals[code].title)
  }
}

export interface HttpAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly isBase64Encoded?: true
}

export function answerProblem(problem: Problem, instance: string, replayed = false): HttpAnswer {
  const { status, title } = refusals[problem.code]
  const { code, violations, message } = problem
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      ...problem.headers,
      ...(replayed && { 'idempotency-replayed': 'true' }),
    },
    body: JSON.stringify({
      type: `${problemBase}${code}`,
      title,
      status,
      detail: message || title,
      instance,
      code,
      violations,
    }),
  }
}
