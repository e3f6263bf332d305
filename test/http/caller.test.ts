import { describe, expect, test } from 'vitest'
import { idPattern } from '../../events/id-rule.ts'
import { callerOf } from '../../shared/http/caller.ts'
import { idFor } from '../../shared/http/token-claims.ts'
import type { TokenClaims } from '../../shared/runtime/token-issuer.ts'

const cognito: TokenClaims = { rolesClaim: 'cognito:groups', personClaim: 'andon:person' }
const company: TokenClaims = { rolesClaim: 'roles', personClaim: 'sub' }
const header = { alg: 'RS256', kid: 'key-1' }
const times = { auth_time: 1_772_452_000, iat: 1_772_452_000, exp: 1_772_455_600 }

/** The access token of a person, as Cognito makes it after a sign-in. */
const ada = {
  ...times,
  sub: '0b2e7f64-8f0e-4c43-9d4c-6a5d6f1f7a10',
  'cognito:groups': ['operator'],
  iss: 'https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_pool',
  client_id: '1h57kf5cpq17m0eml12EXAMPLE',
  origin_jti: '6a1c3c0f-27a5-4cf5-9b5a-2d2d7d4c4b11',
  event_id: '64f513be-32db-42b0-b78e-b02127b4f463',
  token_use: 'access',
  scope: 'openid',
  jti: 'b0c8a1c2-0f2e-4c5a-8c0e-0f0a8f1b2c3d',
  username: 'ada',
  'andon:person': 'ada',
}

/** The tokens that a client gets by its own credentials, by issuer. */
const ofClients: readonly [issuer: string, claims: object, id: string][] = [
  [
    'Cognito',
    { sub: '7kq2erp', client_id: '7kq2erp', token_use: 'access', scope: 'andon/integration', version: 2, jti: 'j-1' },
    '7kq2erp',
  ],
  [
    'Entra, with the optional claim idtyp',
    { idtyp: 'app', oid: 'o-1', sub: 'o-1', azp: 'c-1', azpacr: '1', roles: ['integration'], ver: '2.0' },
    'c-1',
  ],
  ['Entra, without it', { oid: 'o-1', sub: 'o-1', appid: 'c-1', appidacr: '1', roles: ['integration'] }, 'c-1'],
  ['Okta', { sub: '0oa1', cid: '0oa1', scp: ['andon/integration'], jti: 'AT.x' }, '0oa1'],
  [
    'Keycloak',
    {
      sub: 'd952cf23-bf92-4c8f-a3ff-4972b4f2bc5b',
      typ: 'Bearer',
      azp: 'SAP-Erp',
      preferred_username: 'service-account-sap-erp',
      clientHost: '192.0.2.7',
      clientAddress: '192.0.2.7',
      client_id: 'SAP-Erp',
      roles: ['integration'],
      scope: 'profile email',
    },
    'SAP-Erp',
  ],
  ['Auth0', { sub: 'abc123@clients', azp: 'abc123', gty: 'client-credentials', scope: 'andon/integration' }, 'abc123'],
  ['Auth0, by RFC 9068', { sub: 'abc123@clients', client_id: 'abc123', jti: 'j-1', roles: ['integration'] }, 'abc123'],
]

/** The tokens of people who are in a group of every role, by issuer. */
const everything = ['integration', 'quality', 'operator']
const ofPeople: readonly [issuer: string, claims: object][] = [
  [
    'Entra',
    {
      idtyp: 'user',
      oid: 'o-7',
      sub: 'pairwise-7',
      azp: 'c-1',
      azpacr: '0',
      scp: 'access',
      name: 'Ada',
      roles: everything,
    },
  ],
  ['Okta', { sub: 'ada', uid: '00u1', cid: '0oa1', scp: ['openid', 'andon/integration'], roles: everything }],
  [
    'Keycloak, whatever the user is called',
    {
      sub: 'u-7',
      typ: 'Bearer',
      azp: 'console',
      preferred_username: 'service-account-console',
      sid: 's',
      roles: everything,
    },
  ],
  ['Auth0', { sub: 'ada', azp: 'abc123', gty: 'password', scope: 'openid andon/integration', roles: everything }],
]

describe('a token that a client has got for itself', () => {
  test.each(ofClients)('of %s is an integration, with that role and no other', (_, claims, id) => {
    const { personClaim } = company
    const caller = callerOf({ ...times, ...claims }, { rolesClaim: 'roles', personClaim }, header)
    expect(caller).toEqual({ kind: 'integration', id, name: id, roles: ['integration'] })
    const more = { ...times, ...claims, roles: ['quality', 'operator', 'integration'], 'cognito:groups': ['quality'] }
    expect(callerOf(more, company, header)).toMatchObject({ kind: 'integration', roles: ['integration'] })
  })

  test('has no role by another scope, by part of one, or by a group of another role', () => {
    const [, claims] = ofClients[0] ?? []
    for (const scope of ['andon/integrations', 'other/integration', 'andon/integration/more', '', undefined])
      expect(callerOf({ ...claims, scope, 'cognito:groups': ['quality'] }, cognito, header)).toMatchObject({
        roles: [],
      })
  })

  test('has the role by the name that the company gives it', () => {
    const named = { ...company, roleNames: { 'mes.integration': 'integration' } } as const
    const claims = { sub: 'erp', cid: 'erp', scp: ['mes.integration'] }
    expect(callerOf(claims, named, header)).toMatchObject({ roles: ['integration'] })
    expect(callerOf({ ...claims, scp: ['integration'] }, named, header)).toMatchObject({ roles: [] })
  })
})

describe('a token of a person', () => {
  test('has no role that waits for a second factor, though it be among the groups', () => {
    const waiting = { ...ada, 'cognito:groups': ['operator', 'quality', 'admin'], 'andon:withheld': 'quality admin' }
    expect(callerOf(waiting, cognito, header)).toMatchObject({ roles: ['operator'] })
    expect(callerOf({ ...waiting, 'andon:withheld': 'admin' }, cognito, header)).toMatchObject({
      roles: ['operator', 'quality'],
    })
  })

  test.each([
    ['Cognito', { client_id: 'terminals' }],
    ['an issuer that names the client in azp', { client_id: undefined, azp: 'terminals', aud: 'api://andon' }],
    ['an issuer that names the client as the audience', { client_id: undefined, aud: ['terminals'] }],
  ])('of a terminal only looks, and no sign-in of it signs: %s', (_, client) => {
    const issuer = { ...cognito, terminalClient: 'terminals' }
    const roles = ['admin', 'operator', 'quality']
    const terminal = callerOf({ ...ada, 'cognito:groups': roles, ...client }, issuer, header)
    expect(terminal).toEqual({ kind: 'person', id: 'ada', name: 'ada', roles: ['viewer'] })
    expect(callerOf({ ...ada, 'cognito:groups': [], ...client }, issuer, header)).toMatchObject({ roles: [] })
    expect(callerOf({ ...ada, 'cognito:groups': roles }, issuer, header)).toMatchObject({
      roles: ['operator', 'quality', 'admin'],
    })
  })

  test('of Cognito is the person of the definition', () => {
    expect(callerOf(ada, cognito, header)).toEqual({
      kind: 'person',
      id: 'ada',
      name: 'ada',
      roles: ['operator'],
      signIn: `sign-in/${ada.origin_jti}`,
    })
  })

  test.each(ofPeople)('of %s is a person, and no group or scope makes it an integration', (_, claims) => {
    expect(callerOf({ ...times, ...claims }, company, header)).toMatchObject({
      kind: 'person',
      roles: ['operator', 'quality'],
    })
  })

  test('names a role by a whole group, and only by its own name', () => {
    const rolesOf = (groups: unknown, issuer = cognito) => {
      const caller = callerOf({ ...ada, 'cognito:groups': groups }, issuer, header)
      return typeof caller === 'string' ? caller : caller.roles
    }
    expect(rolesOf(['night shift', 'operator of nothing'])).toEqual([])
    expect(rolesOf(['constructor', 'toString', '__proto__', ' operator', 'operator,quality'])).toEqual([])
    expect(rolesOf('operator')).toEqual(['operator'])
    expect(rolesOf('operator quality')).toEqual([])
    expect(rolesOf([7, null, ['operator'], { operator: true }])).toEqual([])
    const named = {
      ...cognito,
      roleNames: { 'MES Quality Lyon': 'quality', 'QA-2': 'quality', ERP: 'integration' },
    } as const
    expect(rolesOf(['MES Quality Lyon', 'QA-2', 'ERP', 'operator'], named)).toEqual(['quality'])
    expect(rolesOf(['MES', 'Quality', 'Lyon', 'toString'], named)).toEqual([])
  })

  test('has the name of the token only where it can be shown', () => {
    const nameOf = (name: unknown) => {
      const caller = callerOf({ ...ada, name }, cognito, header)
      return typeof caller === 'string' ? caller : caller.name
    }
    expect(nameOf('Ada Moreau')).toBe('Ada Moreau')
    for (const name of ['', '  ', 'a\u0000b', '\ud800', 'x'.repeat(4000), 7, ['Ada']]) expect(nameOf(name)).toBe('ada')
  })
})

describe('what says not who calls', () => {
  test.each([
    ['no subject', { sub: undefined }, 'ids'],
    ['a subject that is too long', { sub: 'x'.repeat(256) }, 'ids'],
    ['a token id that is too long', { jti: 'x'.repeat(4000) }, 'ids'],
    ['a token id that is no text', { jti: { a: 1 } }, 'ids'],
    ['a sign-in with a control character', { origin_jti: 'a\u0007' }, 'ids'],
    ['no person', { 'andon:person': undefined }, 'no-person'],
    ['an empty person', { 'andon:person': ' ' }, 'no-person'],
    ['a person of 4,000 characters', { 'andon:person': 'x'.repeat(4000) }, 'no-person'],
    ['half a character', { 'andon:person': '\udc00' }, 'no-person'],
    ['an ID token', { token_use: 'id' }, 'not-access'],
    ['a refresh token', { token_use: 'refresh' }, 'not-access'],
  ])('is a token with %s', (_, claims, fault) => {
    expect(callerOf({ ...ada, ...claims }, cognito, header)).toBe(fault)
  })

  test.each([
    ['nonce', { nonce: 'n' }, {}],
    ['at_hash', { at_hash: 'h' }, {}],
    ['c_hash', { c_hash: 'h' }, { typ: 'JWT' }],
    ['the type that Keycloak gives an ID token', { typ: 'ID' }, {}],
    ['the type that Keycloak gives a refresh token', { typ: 'Refresh' }, {}],
    ['the type of a logout token', {}, { typ: 'logout+jwt' }],
  ])('is a token of a company with %s, which no access token has', (_, claims, more) => {
    expect(callerOf({ ...times, sub: 'ada', ...claims }, company, { ...header, ...more })).toBe('not-access')
  })

  test.each([
    ['by its header', { nonce: 'n' }, { typ: 'at+jwt' }],
    ['by its claim, as older Keycloaks make it', { nonce: 'n', typ: 'Bearer' }, { typ: 'JWT' }],
    ['by nothing that speaks against it', {}, {}],
  ])('is no access token that is known %s', (_, claims, more) => {
    const caller = callerOf({ ...times, sub: 'ada', ...claims }, company, { ...header, ...more })
    expect(caller).toMatchObject({ kind: 'person', id: 'ada' })
  })
})

describe('the id of somebody', () => {
  const names = [
    'auth0|64af',
    'ada@plant.example',
    'Zoë',
    '-x',
    'constructor',
    'a'.repeat(65),
    'id.abc',
    'CN=Ada, OU=MES',
  ]

  test('stays as the issuer gives it where it fits', () => {
    for (const id of ['ada', '0b2e7f64-8f0e-4c43-9d4c-6a5d6f1f7a10', 'MES_7.b']) expect(idFor(id)).toBe(id)
  })

  test('is made to fit where it does not, and is never that of another', () => {
    const ids = names.map(idFor)
    for (const id of ids) expect(id).toMatch(idPattern)
    expect(new Set([...ids, ...ids.map(idFor)]).size).toBe(2 * names.length)
  })
})

describe('a sign-in', () => {
  const signInOf = (claims: object, issuer = company) => {
    const caller = callerOf({ ...times, sub: 'ada|1', ...claims }, issuer, header)
    return typeof caller === 'string' ? caller : caller.signIn
  }

  test('is the same in every token that comes from it', () => {
    const { origin_jti, jti, ...rest } = ada
    const again = { ...ada, jti: 'other', iat: ada.iat + 3000, exp: ada.exp + 3000 }
    expect(callerOf(again, cognito, header)).toEqual(callerOf(ada, cognito, header))
    expect(signInOf({ jti: 'one', iat: 1 })).toBe(signInOf({ jti: 'two', iat: 2 }))
    expect(signInOf({ ...rest, jti })).not.toBe(signInOf({ ...rest, origin_jti }))
  })

  test('is another one at another time, of another person or another session', () => {
    const all = [
      {},
      { auth_time: times.auth_time + 1 },
      { sub: 'ada' },
      { origin_jti: 'x' },
      { origin_jti: `ada%7C1/${times.auth_time}` },
    ]
    expect(new Set(all.map((it) => signInOf(it))).size).toBe(all.length)
  })

  test('is unknown without the time of the sign-in, for which the time of the token is no substitute', () => {
    for (const auth_time of [undefined, '1772452000', 1.5, -1, 1e15, Number.NaN, null])
      expect(signInOf({ auth_time })).toBeUndefined()
  })
})
