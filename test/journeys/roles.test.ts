import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '../../docs/routes.ts'
import type { Role } from '../../events/identifiers.ts'
import { roles } from '../../events/names.ts'
import { people } from '../../local/people.ts'
import type { Route } from '../../shared/http/route.ts'
import { useSharedPlant } from '../support/plant.ts'
import { sendRaw } from '../support/raw.ts'

const plant = useSharedPlant()
const tokens = new Map<Role, string>()

/** The first of the demo people who has this role and no other. */
const holderOf = (role: Role) => people.find((person) => person.roles.length === 1 && person.roles[0] === role)

beforeAll(async () => {
  for (const role of roles) tokens.set(role, await plant().token(holderOf(role)?.user ?? ''))
})

/** Nothing that a route lets through can do anything: the ids are of nothing, and the body lacks all that a command needs. */
const call = ({ method, path }: Route, token: string | undefined) =>
  sendRaw(plant().url, {
    method,
    path: path.replace(/\{\w+\}/g, 'NONE'),
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    },
    ...(method === 'GET' ? {} : { body: '{}' }),
  })

const may = ({ roles: allowed }: Route, role: Role): boolean =>
  allowed === 'public' || allowed === 'anyone' || allowed.includes(role)

describe('the people of the plant', () => {
  test.each(roles)('have somebody who is %s and nothing else', (role) => expect(holderOf(role)).toBeDefined())
})

describe.each(allRoutes.map((route) => ({ ...route, name: route.operationId })))('$name', (route) => {
  test('is refused to every role that its route does not name, and to no other', async () => {
    const refused = await Promise.all(
      roles.map(async (role) => {
        const { status, body } = await call(route, tokens.get(role))
        expect(status).toBeLessThan(500)
        if (status === 403)
          expect(body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(route.name) })
        return [role, status === 403]
      }),
    )
    expect(Object.fromEntries(refused)).toEqual(Object.fromEntries(roles.map((role) => [role, !may(route, role)])))
  })

  test('asks for a token unless it is public', async () => {
    expect((await call(route, undefined)).status === 401).toBe(route.roles !== 'public')
  })
})
