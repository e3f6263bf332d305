import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { CannotStart } from './cannot-start.ts'
import type { PlantClock } from './clock.ts'
import { replaceFile } from './disk.ts'
import { type Person, people } from './people.ts'

export interface TokenShape {
  /** The client of the console, then those of machines. */
  readonly clients: readonly [string, ...string[]]
  readonly rolesClaim: string
  readonly personClaim: string
  /** The name of a role as the issuer calls its group. */
  readonly groupOf: (role: string) => string
}

/** What a sign-in has besides its person. */
export interface Asked {
  readonly expiresIn: number
  /** Other groups than those of the person. */
  readonly groups?: readonly string[]
  /** Another id than that of the person. */
  readonly person?: string
}

/** The tokens of a sign-in, as the token endpoint of a user pool answers them. A machine gets an access token only. */
export interface Tokens {
  readonly access_token: string
  readonly id_token?: string
  readonly refresh_token?: string
}

export interface Identity {
  issuerOf(site: string): string
  /** A sign-in of this person, or the client credentials of this machine. */
  signIn(person: Person, site: string, shape: TokenShape, asked: Asked): Promise<Tokens>
  /** New tokens of an earlier sign-in; undefined if the token is none that renews. */
  refresh(token: string, site: string, expiresIn: number): Promise<Tokens | undefined>
  publicKeyOf(site: string): Promise<JWK>
}

interface Key {
  readonly signing: CryptoKey | Uint8Array
  readonly verifying: JWK
}

type Claims = Readonly<Record<string, unknown>>

/** The claims that all tokens of a sign-in share, for each kind. */
export interface SignedIn {
  readonly access: Claims
  readonly id: Claims
}

/** What the user pool makes of a sign-in, or of one that is renewed, before it signs its tokens. */
export type Complete = (
  signedIn: SignedIn,
  source: 'TokenGeneration_HostedAuth' | 'TokenGeneration_RefreshTokens',
) => Promise<SignedIn>

/** API Gateway's JWT authorizer accepts RSA signatures only. */
const algorithm = 'RS256'

/** As long as a sign-in lasts that the console renews. */
const sessionSeconds = 12 * 3600

/**
 * An OIDC issuer for each site, in place of its user pool. Its tokens have the claims that Cognito gives them: an access token has no name and no
 * audience, and its subject is no user name.
 * @param folder the folder of the signing keys, so that tokens outlive a restart; in memory without it.
 */
export function startIdentity(
  baseUrl: () => string,
  folder: string | undefined,
  clock: PlantClock,
  complete: Complete = async (signedIn) => signedIn,
): Identity {
  const keys = new Map<string, Promise<Key>>()
  const keyOf = (site: string): Promise<Key> => {
    const known = keys.get(site)
    if (known !== undefined) return known
    const made = makeKey(site, folder)
    keys.set(site, made)
    return made
  }
  const issuerOf = (site: string) => `${baseUrl()}/local/issuers/${site}`
  const sign = async (site: string, claims: Claims, expiresIn: number) => {
    const { signing, verifying } = await keyOf(site)
    const now = secondsOf(clock)
    return new SignJWT({ ...claims, iss: issuerOf(site), jti: randomUUID(), iat: now, exp: now + expiresIn })
      .setProtectedHeader({ alg: algorithm, kid: String(verifying.kid) })
      .sign(signing)
  }
  const tokensOf = async (
    site: string,
    signedIn: SignedIn,
    expiresIn: number,
    source: Parameters<Complete>[1],
  ): Promise<Tokens> => {
    const { access, id } = await complete(signedIn, source)
    return {
      access_token: await sign(site, { ...access, token_use: 'access' }, expiresIn),
      id_token: await sign(site, { ...id, token_use: 'id' }, expiresIn),
      // What it renews is completed anew.
      refresh_token: await sign(site, { ...signedIn, token_use: 'refresh' }, sessionSeconds),
    }
  }
  return {
    issuerOf,
    publicKeyOf: async (site) => (await keyOf(site)).verifying,
    async signIn(person, site, shape, asked) {
      if (!isMachine(person))
        return tokensOf(
          site,
          signedIn(person, site, shape, asked, secondsOf(clock)),
          asked.expiresIn,
          'TokenGeneration_HostedAuth',
        )
      return { access_token: await sign(site, ofMachine(shape, secondsOf(clock)), asked.expiresIn) }
    },
    async refresh(token, site, expiresIn) {
      const key = await importJWK((await keyOf(site)).verifying, algorithm)
      const read = await jwtVerify(token, key, { issuer: issuerOf(site), currentDate: clock.now() }).catch(
        () => undefined,
      )
      const { access, id } = (read?.payload ?? {}) as Partial<SignedIn>
      return access && id && tokensOf(site, { access, id }, expiresIn, 'TokenGeneration_RefreshTokens')
    },
  }
}

const isMachine = ({ roles }: Person): boolean => roles.includes('integration')

const secondsOf = (clock: PlantClock) => Math.floor(clock.now().getTime() / 1000)

/** By client credentials (RFC 6749, 4.4), the client is the subject and may do what its scopes say. */
function ofMachine({ clients: [console, machine = console] }: TokenShape, at: number): Claims {
  const scope = 'andon/integration'
  return { sub: machine, client_id: machine, scope, version: 2, token_use: 'access', auth_time: at }
}

function signedIn(person: Person, site: string, shape: TokenShape, asked: Asked, at: number): SignedIn {
  const [client] = shape.clients
  const groups = asked.groups ?? person.roles.map(shape.groupOf)
  const shared = {
    sub: subjectOf(site, person),
    ...(groups.length > 0 && { [shape.rolesClaim]: [...groups] }),
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    auth_time: at,
    [shape.personClaim]: asked.person ?? person.user,
  }
  return {
    access: { ...shared, client_id: client, scope: 'openid', version: 2, username: person.user },
    id: { ...shared, aud: client, 'cognito:username': person.user, name: person.name },
  }
}

/** A user pool names a person by a UUID, the same as long as the account exists. */
function subjectOf(site: string, { user }: Person): string {
  const hex = createHash('sha256').update(`${site}/${user}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

async function makeKey(site: string, folder: string | undefined): Promise<Key> {
  const file = folder === undefined ? undefined : join(folder, `signing-key-${site}.json`)
  const secret = file !== undefined && existsSync(file) ? readKey(file) : await freshKey()
  if (file !== undefined && !existsSync(file)) replaceFile(file, JSON.stringify(secret), 0o600)
  const { kty, n, e, kid } = secret
  return {
    signing: await importJWK(secret, algorithm),
    verifying: {
      ...(kty && { kty }),
      ...(n && { n }),
      ...(e && { e }),
      ...(kid && { kid }),
      alg: algorithm,
      use: 'sig',
    },
  }
}

async function freshKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: randomUUID() }
}

function readKey(file: string): JWK {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new CannotStart(`The signing key ${file} cannot be read; delete it, and a new one is made.`)
  }
}

export function personOf(user: unknown): Person | undefined {
  return people.find((person) => person.user === user)
}
