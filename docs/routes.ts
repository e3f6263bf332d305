import { existsSync } from 'node:fs'
import type * as z from 'zod'
import { httpFunctions } from '../infra/constructs/http-functions.ts'
import { routesOf } from '../infra/routes.ts'
import type { AnsweredRoute } from '../shared/http/answer.ts'
import { refusedBy } from './codes-by-operation.ts'

const refused = await refusedBy([...Object.keys(httpFunctions), 'enterprise'])

/** The operations of a capability as its stack serves them, each with its answer and its refusals. */
async function answeredBy(capability: string): Promise<AnsweredRoute[]> {
  const file = new URL(`../functions/${capability}/answers.ts`, import.meta.url)
  // A capability without JSON answers, such as labels, has no such file.
  const answers: Readonly<Record<string, z.ZodType>> = existsSync(file) ? (await import(file.href)).answers : {}
  return routesOf(capability).map((route) => ({
    ...route,
    answer: answers[route.operationId],
    refuses: refused.get(route.operationId),
  }))
}

/** All operations of a site, in the order in which its stack gives them to the HTTP API. */
export const allRoutes: readonly AnsweredRoute[] = (
  await Promise.all(Object.keys(httpFunctions).map(answeredBy))
).flat()

/** All operations of the enterprise, which has an API and people of its own. */
export const enterpriseRoutes: readonly AnsweredRoute[] = await answeredBy('enterprise')
