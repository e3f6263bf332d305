import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { type FactType, facts } from '../../events/catalog.ts'
import { deviceCommand, deviceMessages } from '../../events/device.ts'
import { fact as factSchema } from '../../events/envelope.ts'
import { routes as containers } from '../../functions/containers/routes.ts'
import { routes as definitions } from '../../functions/definitions/routes.ts'
import { routes as equipment } from '../../functions/equipment/routes.ts'
import { routes as genealogy } from '../../functions/genealogy/routes.ts'
import { routes as labour } from '../../functions/labour/routes.ts'
import { routes as orders } from '../../functions/orders/routes.ts'
import { routes as quality } from '../../functions/quality/routes.ts'
import { routes as release } from '../../functions/release/routes.ts'
import { routes as materials } from '../../functions/stock/routes.ts'
import { routes as dispensing } from '../../functions/weighing/routes.ts'
import { canonical } from '../../shared/domain/canonical.ts'
import type { Route } from '../../shared/http/route.ts'
import { digest } from '../../shared/usecases/commit/chain.ts'

const folder = new URL('../../events/examples/', import.meta.url)
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''))
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))

const operations: readonly Route[] = [
  ...containers,
  ...definitions,
  ...dispensing,
  ...equipment,
  ...genealogy,
  ...labour,
  ...materials,
  ...orders,
  ...quality,
  ...release,
]
const messages: Readonly<Record<string, z.ZodType>> = { ...deviceMessages, command: deviceCommand }

/** An example bears the name of a device message, of a fact or of an operation. */
const schemaOf = (name: string): z.ZodType | undefined =>
  messages[name] ?? (name in facts ? factSchema : operations.find(({ operationId }) => operationId === name)?.body)

describe('an example', () => {
  test.each(names)('%s is what its schema takes', (name) => {
    const schema = schemaOf(name)
    if (!schema) throw new Error(`Nothing is called ${name}: no message, no fact, no operation with a body.`)
    expect(schema.safeParse(read(name))).toMatchObject({ success: true })
  })

  test.each(names.filter((name) => name in facts))(
    '%s is a fact of that type, sealed as the record seals it',
    (name) => {
      const { hash, ...content } = factSchema.parse(read(name))
      expect(content.type).toBe(name)
      expect(facts[name as FactType].safeParse(content.data)).toMatchObject({ success: true })
      expect(digest(canonical(content))).toBe(hash)
    },
  )

  test('is there for every message that a device may send, and for the one that it gets', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(messages)))
  })

  test('is there for the facts and the commands that a newcomer meets first', () => {
    expect(names.filter((name) => name in facts).length).toBeGreaterThanOrEqual(12)
    expect(names).toEqual(
      expect.arrayContaining(['createOrder', 'consume', 'recordResult', 'placeHold', 'releaseBatch']),
    )
  })
})
