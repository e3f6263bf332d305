import { describe, expect, it } from 'vitest'
import { documents } from '../../docs/generate.ts'
import { allRoutes, enterpriseRoutes } from '../../docs/routes.ts'

type Json = Readonly<Record<string, unknown>>
const routes = [...allRoutes, ...enterpriseRoutes]

/** Pages are HTML, labels are PDF or ZPL, and what was made of an order is B2MML, which has schemas of its own. */
const inOtherWords = ['getContainerLabel', 'getLogisticLabel', 'getPerformance', 'getProblem', 'getProblems']

/** What has no closed shape: a document of a standard, the body of a command that was refused, and the two sides of any difference. */
const openBy = [
  /^get(Enterprise)?OpenApi\b/,
  /^getAsyncApi\b/,
  /CommandRefused\/properties\/request\b/,
  /\/(before|after)$/,
  // The data of a sentence, which each code has its own of.
  /^Violation\/properties\/params\b/,
  // Each type of fact closes it.
  /^(Fact|Receipt)Envelope$/,
]

/** Every place in a schema where something else may stand than what it tells of. */
function openPlaces(schema: unknown, place: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((it, index) => openPlaces(it, `${place}/${index}`))
  if (typeof schema !== 'object' || schema === null) return []
  const { type, additionalProperties, unevaluatedProperties, properties = {}, ...rest } = schema as Json
  const isRecord = typeof additionalProperties === 'object' && Object.keys(additionalProperties ?? {}).length > 0
  const isOpen =
    Object.keys(schema).length === 0 ||
    (type === 'object' && additionalProperties !== false && unevaluatedProperties !== false && !isRecord)
  return [
    ...(isOpen ? [place] : []),
    ...Object.entries(properties as Json).flatMap(([name, it]) => openPlaces(it, `${place}/properties/${name}`)),
    ...openPlaces(additionalProperties, `${place}/*`),
    ...Object.entries(rest).flatMap(([name, it]) =>
      ['enum', 'const', 'default', 'required'].includes(name) ? [] : openPlaces(it, `${place}/${name}`),
    ),
  ]
}

describe('What the operations answer', () => {
  it('has a schema in JSON, but for those that answer in other words', () => {
    const without = routes.filter(({ answer }) => answer === undefined).map(({ operationId }) => operationId)
    expect([...new Set(without)].sort()).toEqual([...inOtherWords].sort())
  })

  const told = (['openapi.json', 'openapi-enterprise.json'] as const).flatMap((name) => {
    const { paths, components } = documents[name]() as {
      paths: Record<string, Record<string, { operationId: string; responses: Record<string, Json> }>>
      components: { schemas: Json }
    }
    const answers = Object.values(paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId, responses }) => {
        const [, { content } = {}] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? []
        return [operationId, (content as Record<string, Json> | undefined)?.['application/json']?.schema] as const
      })
    return [...answers, ...Object.entries(components.schemas)]
  })

  it('is closed: an answer with a field that no schema tells of is another answer', () => {
    const open = told.flatMap(([name, schema]) => openPlaces(schema, name))
    expect(open.filter((place) => !openBy.some((pattern) => pattern.test(place)))).toEqual([])
  })
})
