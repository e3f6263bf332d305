import { routes } from 'virtual:routes'
import { type Answer, type Client, clientOf, type ProblemAnswer } from '../../../shared/client/client.ts'
import { apiReached } from '../live/facts.ts'
import type { Session } from '../session/session.ts'
import type { Language } from '../words/language.ts'

export type Plant = Client<typeof routes>
export type Operation = keyof Plant

/**
 * The plant that serves the console. A token that the plant does not take any more is renewed once: the clocks of browser and plant differ, and that of a
 * local plant can be put ahead.
 */
export const plantOf = (session: Session, language: () => Language): Plant =>
  clientOf(routes, {
    url: window.location.origin,
    token: session.token,
    get language() {
      return language()
    },
    async fetch(url, request) {
      const answer = await ask(url, request)
      if (answer.status !== 401) return answer
      return ask(url, {
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${await session.renewed()}` },
      })
    },
  })

/** API Gateway answers after 30 s at the latest; a request that hangs for longer has no answer. */
const longestMs = 31_000

async function ask(url: string, request: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(longestMs) })
    apiReached(true)
    return answer
  } catch (error) {
    apiReached(false)
    throw error
  }
}

/** The body of the plant's answer. @throws `Refused` with every reason of the plant, or the status if it gave none. */
export async function read<Body>(asked: Promise<Answer<Body>>): Promise<Body> {
  const answer = await asked
  if (answer.ok) return answer.body
  throw new Refused(answer.status, answer.problem)
}

export class Refused extends Error {
  readonly status: number
  readonly problem: ProblemAnswer | undefined
  constructor(status: number, problem: ProblemAnswer | undefined) {
    super(problem?.detail ?? `The plant answered ${status}.`)
    this.status = status
    this.problem = problem
  }
}

/** What an operation answers. */
export type Told<Name extends Operation> = Extract<Awaited<ReturnType<Plant[Name]>>, { readonly ok: true }>['body']

const roles = new Map<string, (typeof routes)[number]['roles']>(
  routes.map(({ operationId, roles: allowed }) => [operationId, allowed]),
)

/** Whether one of these roles may call the operation: what the routes say, and nothing else. */
export function mayCall(operation: Operation, held: readonly string[]): boolean {
  const allowed = roles.get(operation)
  return typeof allowed === 'string' || (allowed ?? []).some((role) => held.includes(role))
}
