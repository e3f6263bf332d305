import { type RefusalCode, refusals, type Violation } from '../../events/refusals.ts'

/**
 * Where the API itself explains a problem for people. RFC 9457 allows a reference with its full path, which the URL of the request makes
 * whole: a site that has a domain of its own, or is reached through a proxy, need not know its address.
 */
const problemPath = '/problems/'

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
      type: `${problemPath}${code}`,
      title,
      status,
      detail: message || title,
      instance,
      code,
      violations,
    }),
  }
}
