import { describe, expect, it } from 'vitest'
import { examples, idsIn } from '../../docs/examples.ts'
import { documents } from '../../docs/generate.ts'
import { allRoutes, enterpriseRoutes } from '../../docs/routes.ts'
import { idFromPath } from '../../events/id-rule.ts'
import { parsePath } from '../../shared/http/parse.ts'
import { guarded } from '../../shared/http/problem.ts'
import { checkAnswer } from '../support/contract.ts'

const routes = [...allRoutes, ...enterpriseRoutes]

it('Each operation has an example, and each example an operation', () => {
  expect(Object.keys(examples).sort()).toEqual([...new Set(routes.map(({ operationId }) => operationId))].sort())
})

describe.each(routes.map((route) => [route.operationId, route] as const))('The example of %s', (operationId, route) => {
  const { path = '', query = {}, body, mediaType = '', answer } = examples[operationId] ?? {}

  it('calls what the route serves, with what it reads', () => {
    const ids = idsIn(route.path, path)
    expect(route.path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? '')).toBe(path)
    expect(parsePath(ids)).toEqual(Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, idFromPath(id)])))
    if (route.query) expect(route.query.safeParse(query).error).toBeUndefined()
    else expect(query).toEqual({})
    if (route.body) expect(route.body.safeParse(body).error).toBeUndefined()
    else if (route.consumes) expect(typeof body).toBe('string')
    else expect(body).toBeUndefined()
  })

  it('is answered as the document tells', () => {
    const headers = new Headers({ ...guarded, 'content-type': mediaType, ...requiredOf(operationId) })
    const text = answer === undefined ? '' : typeof answer === 'string' ? answer : JSON.stringify(answer)
    checkAnswer(route.method, path, { status: route.creates ? 201 : 200, headers, text })
    if (mediaType === 'application/json') expect(answer).toBeDefined()
    expect(text).not.toMatch(/eyJ/)
  })
})

interface Operation {
  readonly operationId: string
  readonly responses: Record<string, { readonly headers?: Record<string, { readonly required: boolean }> }>
}
const operations = (['openapi.json', 'openapi-enterprise.json'] as const).flatMap((name) => {
  const { paths } = documents[name]() as { paths: Record<string, Record<string, Operation>> }
  return Object.values(paths).flatMap((methods) => Object.values(methods))
})

/** The headers without which no such answer comes. */
function requiredOf(operationId: string): Record<string, string> {
  const responses = operations.find((it) => it.operationId === operationId)?.responses ?? {}
  const [, { headers = {} } = {}] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? []
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, { required }]) => (required ? [[name, '"1"']] : [])),
  )
}
