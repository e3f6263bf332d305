import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '../../docs/routes.ts'
import type { Role } from '../../events/identifiers.ts'
import { roles } from '../../events/names.ts'
import { acts } from '../../events/sentences/acts/english.ts'
import { people } from '../../local/people.ts'
import type { Route } from '../../shared/http/route.ts'
import { useSharedPlant } from '../support/plant.ts'
import { sendRaw } from '../support/raw.ts'

const plant = useSharedPlant()
const tokens = new Map<Role, string>()

/** Tokens whose groups look like more than they are, by what they are, with the roles that they have. */
const mixed: readonly [who: string, user: string, groups: readonly string[], granted: readonly Role[]][] = [
  ['a person in the group integration', 'ada', ['integration'], []],
  ['an operator in the group integration', 'ada', ['integration', 'operator'], ['operator']],
  ['a person in every group', 'ada', roles, roles.filter((role) => role !== 'integration')],
  ['a person in groups with spaces', 'ada', ['night shift', 'operator of nothing', 'admin, quality'], []],
  ['a person in groups that roles are part of', 'ada', ['operators', 'Quality', '[admin]', ' planner'], []],
  ['a person in no group', 'ada', [], []],
  ['a machine', 'sap', [], ['integration']],
]
const mixedTokens = new Map<string, string>()

/** The first of the demo people who has this role and no other. */
const holderOf = (role: Role) => people.find((person) => person.roles.length === 1 && person.roles[0] === role)

beforeAll(async () => {
  for (const role of roles) tokens.set(role, await plant().token(holderOf(role)?.user ?? ''))
  for (const [who, user, groups] of mixed) mixedTokens.set(who, await plant().token(user, { groups }))
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

/** What somebody wants by an operation, as the refusal says it; a question has no other words than its name. */
const wantedBy = (name: string): string => acts[name as keyof typeof acts] ?? name

describe.each(allRoutes.map((route) => ({ ...route, name: route.operationId })))('$name', (route) => {
  test('is refused to every role that its route does not name, and to no other', async () => {
    const refused = await Promise.all(
      roles.map(async (role) => {
        const { status, body } = await call(route, tokens.get(role))
        expect(status).toBeLessThan(500)
        if (status === 403)
          expect(body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(wantedBy(route.name)) })
        return [role, status === 403]
      }),
    )
    expect(Object.fromEntries(refused)).toEqual(Object.fromEntries(roles.map((role) => [role, !may(route, role)])))
  })

  test('is refused to every mixture of groups that has none of its roles, and to no other', async () => {
    const refused = await Promise.all(
      mixed.map(async ([who]) => {
        const { status } = await call(route, mixedTokens.get(who))
        expect(status).toBeLessThan(500)
        expect(status).not.toBe(401)
        return [who, status === 403]
      }),
    )
    const allowed = (granted: readonly Role[]) => route.roles === 'public' || granted.some((role) => may(route, role))
    expect(Object.fromEntries(refused)).toEqual(
      Object.fromEntries(mixed.map(([who, , , granted]) => [who, !allowed(granted)])),
    )
  })

  test('asks for a token unless it is public', async () => {
    expect((await call(route, undefined)).status === 401).toBe(route.roles !== 'public')
  })
})
