import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { allRoutes } from '../../docs/routes.ts'
import type { Route } from '../../shared/http/route.ts'
import { useBadSender } from '../support/bad-request.ts'
import { histories, patience } from '../support/seeded.ts'

// A property is hundreds of requests, on a machine that may be busy with other things.
vi.setConfig({ testTimeout: patience })

const { send, state } = useBadSender()

describe('whatever is sent', () => {
  const writing = allRoutes.filter(({ method }) => method !== 'GET')
  const everybody = ['ada', 'paula', 'quinn', 'erik', 'sap', 'olga'] as const
  const ids = fc.constantFrom('RUN-1', 'SUGAR-1', 'SUGAR', 'SYRUP', 'weigh', '1', 'constructor', 'toString', 'NONE')
  const segment = fc.oneof(
    ids,
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom('..', '%', '%2F', '__proto__'),
  )
  const fieldsOf = (route: Route): string[] => {
    const schema = route.body as { shape?: object } | undefined
    return [...Object.keys(schema?.shape ?? {}), 'signature', '__proto__', 'constructor', 'extra']
  }
  // No text is among the values: a body of the right fields with texts in them may be right, and rightly change something.
  const wrong = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer()),
    fc.record({ value: fc.double(), unit: fc.string() }),
    fc.record({ type: fc.string(), id: fc.integer() }),
  )
  const encoded = (text: string) => encodeURIComponent(text.toWellFormed())
  const nonsense = fc.constantFrom(...writing).chain((route) =>
    fc.record({
      route: fc.constant(route),
      user: fc.constantFrom(...everybody),
      path: fc
        .array(segment, { minLength: 3, maxLength: 3 })
        .map((parts) => route.path.replace(/\{\w+\}/g, () => encoded(parts.shift() ?? ''))),
      text: fc.oneof(
        fc.dictionary(fc.constantFrom(...fieldsOf(route)), wrong, { minKeys: 1 }).map((body) => JSON.stringify(body)),
        fc.json(),
        fc.string({ unit: 'binary' }),
      ),
      mediaType: fc.constantFrom('application/json', 'application/json', 'application/xml', 'text/plain'),
    }),
  )

  test('is never a fault of ours and changes no order and no lot', async () => {
    const before = await state()
    await fc.assert(
      fc.asyncProperty(nonsense, async ({ route: { method }, user, path, text, mediaType }) => {
        const answer = await send({ user, method, path, text, headers: { 'content-type': mediaType } })
        if (answer.status >= 500) throw new Error(`${answer.status}: ${answer.text}`)
        expect(await state()).toEqual(before)
      }),
      { numRuns: histories(300) },
    )
  })

  test('to whatever path, is never a fault of ours', async () => {
    const anywhere = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
      path: fc.array(fc.oneof(segment, fc.constantFrom('orders', 'lots', 'steps', 'audit', 'start')), { maxLength: 5 }),
      query: fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom('limit', 'cursor', 'subject', 'status')),
        fc.string({ unit: 'binary' }),
        { maxKeys: 3 },
      ),
    })
    await fc.assert(
      fc.asyncProperty(anywhere, async ({ method, path, query }) => {
        const asked = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
        const full = `/v1/${path.map(encoded).join('/')}?${asked.join('&')}`
        const answer = await send({ user: 'quinn', method, path: full })
        if (answer.status >= 500) throw new Error(`${answer.status}: ${answer.text}`)
      }),
      { numRuns: histories(300) },
    )
  })
})
