import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Keyring, keyring, signInAt } from '../../local/demo/pool/sign-in.ts'
import { srp } from '../../local/demo/pool/srp.ts'
import { totp } from '../../local/demo/pool/totp.ts'

// The other side of the protocol, as RFC 5054 and Cognito define it.
const group = getDiffieHellman('modp15')
const prime = BigInt(`0x${group.getPrime('hex')}`)
const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const signedBytes = (number: bigint) => {
  const hex = number.toString(16)
  const even = hex.length % 2 ? `0${hex}` : hex
  return Buffer.from(Number.parseInt(even.slice(0, 2), 16) > 127 ? `00${even}` : even, 'hex')
}
const big = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`)
const power = (base: bigint, exponent: bigint): bigint => {
  if (exponent === 0n) return 1n
  const half = power((base * base) % prime, exponent / 2n)
  return exponent % 2n ? (half * base) % prime : half
}

const pool = 'eu-west-3_AbC123'
const passwords: Readonly<Record<string, string>> = { ada: 'of Ada', quinn: 'of Quinn' }
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

interface Asked {
  readonly operation: string
  readonly body: { readonly ChallengeName?: string; readonly ChallengeResponses?: Readonly<Record<string, string>> }
}

/** A user pool whose Quinn has a second factor, each of whose codes it takes once. */
class FakePool {
  readonly asked: Asked[] = []
  private readonly codes = new Set<string>()
  private challenged = { user: '', a: 0n, b: 0n, v: 0n, salt: Buffer.alloc(0), block: '' }

  answer(operation: string, body: Record<string, never>): [number, object] {
    this.asked.push({ operation, body })
    return operation === 'InitiateAuth' ? this.begin(body) : this.respond(body)
  }

  private begin({ AuthParameters }: Record<string, Record<string, string>>): [number, object] {
    const user = AuthParameters?.USERNAME ?? ''
    const [salt, b] = [randomBytes(16), big(randomBytes(32))]
    const x = big(sha(signedBytes(big(salt)), sha(Buffer.from(`AbC123${user}:${passwords[user]}`))))
    const k = big(sha(signedBytes(prime), signedBytes(2n)))
    const v = power(2n, x)
    const theirs = (k * v + power(2n, b)) % prime
    const block = randomBytes(64).toString('base64')
    this.challenged = { user, a: BigInt(`0x${AuthParameters?.SRP_A}`), b, v, salt, block }
    return [
      200,
      {
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeParameters: {
          SALT: salt.toString('hex'),
          SRP_B: theirs.toString(16),
          SECRET_BLOCK: block,
          USER_ID_FOR_SRP: user,
        },
      },
    ]
  }

  private respond(body: Record<string, Record<string, string>>): [number, object] {
    const given = body.ChallengeResponses ?? {}
    const { user, a, b, v, block } = this.challenged
    if (String(body.ChallengeName) === 'SOFTWARE_TOKEN_MFA') {
      const code = given.SOFTWARE_TOKEN_MFA_CODE ?? ''
      if (this.codes.has(code)) return [400, { __type: 'ExpiredCodeException', message: 'used' }]
      this.codes.add(code)
      return code === totp(secret, new Date()) ? this.token(user) : [400, { __type: 'CodeMismatchException' }]
    }
    const k = big(sha(signedBytes(prime), signedBytes(2n)))
    const u = big(sha(signedBytes(a), signedBytes((k * v + power(2n, b)) % prime)))
    const shared = power((a * power(v, u)) % prime, b)
    const key = Buffer.from(hkdfSync('sha256', signedBytes(shared), signedBytes(u), 'Caldera Derived Key', 16))
    const text = [Buffer.from(`AbC123${user}`), Buffer.from(block, 'base64'), Buffer.from(given.TIMESTAMP ?? '')]
    const expected = createHmac('sha256', key).update(Buffer.concat(text)).digest('base64')
    if (given.PASSWORD_CLAIM_SIGNATURE !== expected) return [400, { __type: 'NotAuthorizedException' }]
    return user === 'quinn' ? [200, { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 's' }] : this.token(user)
  }

  private token = (user: string): [number, object] => [
    200,
    { AuthenticationResult: { AccessToken: `token of ${user} ${this.asked.length}` } },
  ]
}

let fake = new FakePool()
let server: Server
let url = ''

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const [status, body] =
      request.url === '/oauth2/token'
        ? [200, { access_token: `${request.headers.authorization} ${text}` }]
        : fake.answer(operation, JSON.parse(text))
    response.writeHead(status).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(() => {
  fake = new FakePool()
  vi.useRealTimers()
})

afterAll(() => server.close())

const keys = (): Keyring =>
  keyring.parse({
    pool,
    client: 'console',
    people: {
      ada: { password: 'of Ada' },
      ben: { password: 'of Ben' },
      quinn: { password: 'of Quinn', secondFactor: secret },
    },
    systems: { sap: { client: 'erp', secret: 's/=', tokenUrl: `${url}/oauth2/token`, scope: 'andon/integration' } },
  })

describe('a sign-in at a user pool', () => {
  test('proves the password without sending it', async () => {
    expect(await signInAt(keys(), url)('ada')).toBe('token of ada 2')
    expect(JSON.stringify(fake.asked)).not.toContain('of Ada')
  })

  test('is a fresh one each time, because a sign-in signs once', async () => {
    const signIn = signInAt(keys(), url)
    expect(await signIn('ada')).not.toBe(await signIn('ada'))
  })

  test('is refused with the wrong password', async () => {
    const wrong = { ...keys(), people: { ada: { password: 'of Ben' } } }
    await expect(signInAt(wrong, url)('ada')).rejects.toThrow(/ada could not sign in .*NotAuthorizedException/)
  })

  test('names the person whom the file does not have', async () => {
    await expect(signInAt(keys(), url)('olga')).rejects.toThrow('The file of --sign-in has no olga.')
  })

  test('answers with the code of the second factor, and waits for the next code where this one is spent', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
    const signIn = signInAt(keys(), url)
    expect(await signIn('quinn')).toBe('token of quinn 3')
    const second = signIn('quinn')
    await vi.waitFor(() => expect(fake.asked).toHaveLength(6), { timeout: 10_000 })
    vi.advanceTimersByTime(30_000)
    expect(await second).toBe('token of quinn 9')
  })

  test('of a system takes its client credentials', async () => {
    expect(await signInAt(keys(), url)('sap')).toBe(
      `Basic ${Buffer.from('erp:s/=').toString('base64')} grant_type=client_credentials&scope=andon%2Fintegration`,
    )
  })
})

describe('the proof of a password', () => {
  test('is refused to a pool whose number would give it away', () => {
    const challenge = { SALT: 'ab', SECRET_BLOCK: '', USER_ID_FOR_SRP: 'ada' }
    for (const wrong of [0n, prime, 2n * prime])
      expect(() => srp(pool, 'x').prove({ ...challenge, SRP_B: wrong.toString(16) }, new Date())).toThrow(
        /no pool sends/,
      )
  })

  test('is made at a time that Cognito can read: the day without a zero', () => {
    const challenge = { SALT: 'ab', SECRET_BLOCK: '', USER_ID_FOR_SRP: 'ada', SRP_B: 'abc' }
    const at = new Date('2026-11-09T07:03:05Z')
    expect(srp(pool, 'x').prove(challenge, at).TIMESTAMP).toBe('Mon Nov 9 07:03:05 UTC 2026')
  })
})

// RFC 6238, appendix B, the last six digits.
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1234567890, '005924'],
  [20000000000, '353130'],
])('the code of a second factor after %d s is %s', (seconds, code) => {
  expect(totp(secret, new Date(seconds * 1000))).toBe(code)
})

test('the secret of a second factor is in base 32', () => {
  expect(() => totp('A0', new Date())).toThrow(/not 0/)
})
