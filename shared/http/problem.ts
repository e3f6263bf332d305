import { type RefusalCode, refusals, type Violation } from '../../events/refusals.ts'
import type { Language } from '../../events/sentences/words.ts'
import { told, tongueOf } from '../usecases/telling.ts'
import { languageHeaders } from './language.ts'

/**
 * The path of the pages about problems. RFC 9457 allows a relative reference, which the client resolves against the URL of the request. So a site
 * behind its own domain or a proxy need not know its address.
 */
const problemPath = '/problems/'

/** An answer that refuses, in the form of RFC 9457, with every reason. */
export class Problem extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly violations: readonly Violation[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super([code, ...violations.map(({ ref }) => ref)].join(' ').trim())
  }
}

/**
 * Headers of every answer of a function; API Gateway's own answers, such as 401, have none of them. No cache keeps the answer, no browser takes it for
 * another type, and no browser asks this address without TLS again. An answer that is the same for everybody may overrule the first.
 */
export const guarded = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
} as const

export interface HttpAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly isBase64Encoded?: true
}

export async function answerProblem(problem: Problem, instance: string, language: Language): Promise<HttpAnswer> {
  const tongue = await tongueOf(language)
  const { code, headers } = problem
  const violations = told(problem.violations, tongue)
  const title = tongue.title(code)
  const { status } = refusals[code]
  return {
    statusCode: status,
    headers: {
      ...guarded,
      'content-type': 'application/problem+json',
      ...languageHeaders(language),
      ...headers,
    },
    body: JSON.stringify({
      type: `${problemPath}${code}`,
      title,
      status,
      detail: violations.map((it) => it.detail).join(' ') || title,
      instance,
      code,
      violations,
    }),
  }
}
