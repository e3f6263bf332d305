import { expect, it } from 'vitest'
import { documents } from '../../docs/generate.ts'
import { enterprise } from '../../infra/enterprise.ts'
import { ofType, type Resource, synthesized, synthesizedCompany } from '../infra/synthesized.ts'

type Resources = Readonly<Record<string, Resource>>
const company = () => (enterprise ? synthesizedCompany(enterprise).hub : {})

/** The routes of the HTTP API, without the one that answers for all that is not there. */
const servedBy = (stack: Resources): string[] =>
  ofType(stack, 'AWS::ApiGatewayV2::Route')
    .map(([, { Properties }]) => String(Properties.RouteKey))
    .filter((key) => key !== '$default')
    .sort()

function told(document: 'openapi.json' | 'openapi-enterprise.json'): string[] {
  const { paths } = documents[document]() as { paths: Record<string, object> }
  return Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .sort()
}

it.each([
  ['openapi.json', () => synthesized().plant],
  ['openapi-enterprise.json', company],
] as const)('%s tells every operation that its stack serves, and no other', (document, stack) => {
  const served = servedBy(stack())
  expect(served.length).toBeGreaterThan(0)
  expect(told(document)).toEqual(served)
})
