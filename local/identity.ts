import { createHash, randomUUID } from 'node:crypto'
import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import type { Role } from '../events/identifiers.ts'
import type { PlantClock } from './clock.ts'
import { type Person, people } from './people.ts'
import { algorithm, type SigningKey, signingKey } from './signing-key.ts'

export interface TokenShape {
  /** The client of the console, then those of machines. */
  readonly clients: readonly [string, ...string[]]
  readonly rolesClaim: string
  readonly personClaim: string
  /** The name of a role as the issuer calls its group. */
  readonly groupOf: (role: string) => string
  /** What the groups of a company's issuer mean; without it, they have the names of the roles. */
  readonly roleNames?: Readonly<Record<string, Role>>
}

/** One act of a person at the sign-in page, of which tokens are given. */
export interface SignIn {
  /** Cognito's `origin_jti`: a sign-in signs once, whichever of its tokens is sent. */
  readonly id: string
  /** Cognito's `auth_time`, in seconds. */
  readonly at: number
}

/** What a sign-in has besides its person. */
export interface Asked {
  readonly expiresIn: number
  /** The client of the console that the tokens are for, and for how long they can be renewed. */
  readonly client: { readonly id: string; readonly renewableSeconds: number }
  /** Other groups than those of the person. */
  readonly groups?: readonly string[]
  /** Another id than that of the person. */
  readonly person?: string
  /** The sign-in that the tokens are of; without it, a new one of this moment. */
  readonly signIn?: SignIn
  /** What binds the ID token to the request of the client. */
  readonly nonce?: string
}

/**
 * The tokens of a sign-in, as the token endpoint of a user pool answers them. A machine gets an access token only, and who renews keeps the token that
 * renews.
 */
export interface Tokens {
  readonly access_token: string
  readonly id_token?: string
  readonly refresh_token?: string
}

export interface Identity {
  issuerOf(site: string): string
  /** A sign-in of this person, or the client credentials of this machine. */
  signIn(person: Person, site: string, shape: TokenShape, asked: Asked): Promise<Tokens>
  /** New tokens of an earlier sign-in; undefined if the token is none that renews, or is that of another client. */
  refresh(token: string, site: string, expiresIn: number, client?: string): Promise<Tokens | undefined>
  /** Nothing renews this sign-in any more. The tokens that it has given are good until they end, as Cognito's are for an API. */
  endSignIn(id: string): void
  /** Ends the sign-in of this refresh token; nothing happens for another token. */
  revoke(token: string, site: string): Promise<void>
  /** Whom an access token is of, as the `userInfo` endpoint of a user pool answers. */
  userInfo(token: string, site: string): Promise<Claims | undefined>
  publicKeyOf(site: string): Promise<JWK>
}

type Claims = Readonly<Record<string, unknown>>

/** The claims that all tokens of a sign-in share, for each kind. */
export interface SignedIn {
  readonly access: Claims
  readonly id: Claims
}

/** What the user pool makes of a sign-in, or of one that is renewed, before it signs its tokens. */
export type Complete = (signedIn: SignedIn, source: Source) => Promise<SignedIn>

type Source = 'TokenGeneration_HostedAuth' | 'TokenGeneration_RefreshTokens'

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
  const keys = new Map<string, Promise<SigningKey>>()
  const ended = new Set<string>()
  const keyOf = (site: string): Promise<SigningKey> => {
    const known = keys.get(site)
    if (known !== undefined) return known
    const made = signingKey(site, folder)
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
  const tokensOf = async (site: string, signedIn: SignedIn, expiresIn: number, source: Source, nonce?: string) => {
    const { access, id } = await complete(signedIn, source)
    const access_token = await sign(site, { ...access, token_use: 'access' }, expiresIn)
    const bound = { at_hash: halfHash(access_token), ...(nonce !== undefined && { nonce }) }
    return { access_token, id_token: await sign(site, { ...id, ...bound, token_use: 'id' }, expiresIn) }
  }
  const read = async (token: string, site: string): Promise<Claims | undefined> => {
    const key = await importJWK((await keyOf(site)).verifying, algorithm)
    return jwtVerify(token, key, { issuer: issuerOf(site), currentDate: clock.now() }).then(
      ({ payload }) => payload,
      () => undefined,
    )
  }
  const renewing = async (token: string, site: string): Promise<Partial<SignedIn>> => {
    const claims = await read(token, site)
    return claims?.token_use === 'refresh' ? (claims as Partial<SignedIn>) : {}
  }
  return {
    issuerOf,
    publicKeyOf: async (site) => (await keyOf(site)).verifying,
    async signIn(person, site, shape, { signIn, nonce, ...asked }) {
      const now = secondsOf(clock)
      if (isMachine(person)) return { access_token: await sign(site, ofMachine(shape, now), asked.expiresIn) }
      const claims = signedIn(person, site, shape, asked, signIn ?? { id: randomUUID(), at: now })
      const tokens = await tokensOf(site, claims, asked.expiresIn, 'TokenGeneration_HostedAuth', nonce)
      // What it renews is completed anew.
      return {
        ...tokens,
        refresh_token: await sign(site, { ...claims, token_use: 'refresh' }, asked.client.renewableSeconds),
      }
    },
    async refresh(token, site, expiresIn, client) {
      const { access, id } = await renewing(token, site)
      if (!access || !id || ended.has(String(access.origin_jti))) return undefined
      if (client !== undefined && access.client_id !== client) return undefined
      return tokensOf(site, { access, id }, expiresIn, 'TokenGeneration_RefreshTokens')
    },
    endSignIn: (id) => void ended.add(id),
    async revoke(token, site) {
      const { access } = await renewing(token, site)
      if (access) ended.add(String(access.origin_jti))
    },
    async userInfo(token, site) {
      const { token_use, scope, sub, username } = (await read(token, site)) ?? {}
      if (token_use !== 'access' || !String(scope).split(' ').includes('openid')) return undefined
      return { sub, username, name: personOf(username)?.name }
    },
  }
}

/** OpenID Connect Core 1.0, 3.1.3.6: the left half of the hash of the access token. */
const halfHash = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')

export const isMachine = ({ roles }: Person): boolean => roles.includes('integration')

const secondsOf = (clock: PlantClock) => Math.floor(clock.now().getTime() / 1000)

/** By client credentials (RFC 6749, 4.4), the client is the subject and may do what its scopes say. */
function ofMachine({ clients: [console, machine = console] }: TokenShape, at: number): Claims {
  const scope = 'andon/integration'
  return { sub: machine, client_id: machine, scope, version: 2, token_use: 'access', auth_time: at }
}

function signedIn(
  person: Person,
  site: string,
  shape: TokenShape,
  asked: Omit<Asked, 'signIn'>,
  signIn: SignIn,
): SignedIn {
  const client = asked.client.id
  const groups = asked.groups ?? person.roles.map(shape.groupOf)
  const shared = {
    sub: subjectOf(site, person),
    ...(groups.length > 0 && { [shape.rolesClaim]: [...groups] }),
    origin_jti: signIn.id,
    event_id: randomUUID(),
    auth_time: signIn.at,
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

export function personOf(user: unknown): Person | undefined {
  return people.find((person) => person.user === user)
}
