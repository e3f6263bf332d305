import { existsSync } from 'node:fs'
import type * as z from 'zod'
import { httpFunctions } from '../infra/constructs/http-functions.ts'
import { routesOf } from '../infra/routes.ts'
import type { AnsweredRoute } from '../shared/http/answer.ts'
import { refusedBy } from './refused.ts'

const refused = await refusedBy([...Object.keys(httpFunctions), 'enterprise'])

/** The operations of a capability as its stack serves them, each with what it answers and refuses. */
async function answeredBy(capability: string): Promise<AnsweredRoute[]> {
  const file = new URL(`../functions/${capability}/answers.ts`, import.meta.url)
  // One that answers nothing in JSON, such as labels, has no such file.
  const answers: Readonly<Record<string, z.ZodType>> = existsSync(file) ? (await import(file.href)).answers : {}
  return routesOf(capability).map((route) => ({
    ...route,
    answer: answers[route.operationId],
    refuses: refused.get(route.operationId),
  }))
}

/** The whole public surface of a site: what its stack gives to its HTTP API, in the order in which the stack does. */
export const allRoutes: readonly AnsweredRoute[] = (
  await Promise.all(Object.keys(httpFunctions).map(answeredBy))
).flat()

/** What the company asks of all its sites at once; it has an API, and people, of its own. */
export const enterpriseRoutes: readonly AnsweredRoute[] = await answeredBy('enterprise')
