import { routes } from 'virtual:routes'
import { type Answer, type Caller, type Client, clientOf, type ProblemAnswer } from '../../../shared/client/client.ts'

export type Plant = Client<typeof routes>

/** The plant that serves the console. */
export const plantOf = (caller: Pick<Caller, 'token' | 'language'>): Plant =>
  clientOf(routes, { url: window.location.origin, ...caller })

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
