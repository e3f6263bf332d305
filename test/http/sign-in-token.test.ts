import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import type { TokenIssuer } from '../../shared/runtime/token-issuer.ts'

let server: Server
let key: CryptoKey
let issuer: TokenIssuer
beforeAll(async () => {
  const pair = await generateKeyPair('RS256')
  key = pair.privateKey
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'RS256' }
  server = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const claims = { rolesClaim: 'cognito:groups', personClaim: 'andon:person' }
  issuer = { issuer: at, audience: 'console', keysUrl: `${at}/jwks.json`, ...claims }
})
afterAll(() => {
  server.close()
})

const now = () => Math.floor(Date.now() / 1000)
/** A claim that is told as undefined is not in the token. */
const signIn = async (more: object = {}, header: object = {}) => {
  const claims = {
    sub: '0b2e7f64-8f0e-4c43-9d4c-6a5d6f1f7a10',
    'cognito:groups': ['quality'],
    iss: issuer.issuer,
    client_id: 'console',
    origin_jti: 'sign-in-1',
    token_use: 'access',
    auth_time: 1_772_452_000,
    exp: now() + 300,
    iat: now(),
    jti: 'token-1',
    username: 'quinn.delaney',
    'andon:person': 'quinn',
    ...more,
  }
  const text = await new SignJWT(JSON.parse(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'RS256', kid: 'key-1', ...header })
    .sign(key)
  return signInReader(issuer)(text)
}

test('a sign-in is of the person whom the claim names, at the time of the sign-in', async () => {
  expect(await signIn()).toEqual({
    valid: true,
    personId: 'quinn',
    roles: ['quality'],
    signedInAt: new Date(1_772_452_000_000).toISOString(),
    signIn: 'sign-in/sign-in-1',
  })
})

test('a refreshed token is the sign-in that it comes from', async () => {
  const [first, refreshed] = [await signIn(), await signIn({ jti: 'token-2', iat: now() + 1 })]
  expect(refreshed).toEqual(first)
})

test.each([
  ['an ID token', { token_use: 'id', aud: 'console' }, 'not-access'],
  ['the ID token of a company', { token_use: undefined, aud: 'console', nonce: 'n' }, 'not-access'],
  ['a machine', { sub: 'console', username: undefined }, 'client'],
  ['no time of the sign-in', { auth_time: undefined }, 'incomplete'],
  ['a time of the sign-in that is no number', { auth_time: '1772452000' }, 'incomplete'],
  ['a time of the sign-in after every calendar', { auth_time: 1e300 }, 'incomplete'],
  ['no person', { 'andon:person': undefined }, 'incomplete'],
  ['a token id of 4,000 characters', { jti: 'x'.repeat(4000) }, 'ids'],
  ['a sign-in id of 4,000 characters', { origin_jti: 'x'.repeat(4000) }, 'ids'],
  ['a subject of 4,000 characters', { sub: 'x'.repeat(4000) }, 'ids'],
  ['another client', { client_id: 'erp' }, 'other-site'],
  ['another audience, though its client fits', { aud: 'elsewhere' }, 'other-site'],
  ['another issuer', { iss: 'https://elsewhere.example' }, 'not-of-site'],
  ['an end that is over', { exp: 1_772_452_000 }, 'expired'],
  ['no end', { exp: undefined }, 'not-of-site'],
])('a token of %s signs nothing', async (_, claims, fault) => {
  expect(await signIn(claims)).toEqual({ valid: false, fault })
})

test('what is no token signs nothing', async () => {
  expect(await signInReader(issuer)('guess')).toEqual({ valid: false, fault: 'not-of-site' })
})
