import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { CannotStart } from './cannot-start.ts'
import { replaceFile } from './disk.ts'
import { type Person, people } from './people.ts'

export interface TokenShape {
  readonly audience: string
  readonly rolesClaim: string
}

export interface Identity {
  issuerOf(site: string): string
  /** A token as the site's user pool gives it to this person after a sign-in. */
  token(person: Person, site: string, shape: TokenShape, expiresIn: number): Promise<string>
  publicKeyOf(site: string): Promise<JWK>
}

interface Key {
  readonly signing: CryptoKey | Uint8Array
  readonly verifying: JWK
}

/** API Gateway's JWT authorizer accepts RSA signatures only. */
const algorithm = 'RS256'

/**
 * An OIDC issuer for each site, in place of its user pool.
 * @param folder the folder of the signing keys, so that tokens outlive a restart; in memory without it.
 */
export function startIdentity(baseUrl: () => string, folder: string | undefined): Identity {
  const keys = new Map<string, Promise<Key>>()
  const keyOf = (site: string): Promise<Key> => {
    const known = keys.get(site)
    if (known !== undefined) return known
    const made = makeKey(site, folder)
    keys.set(site, made)
    return made
  }
  const issuerOf = (site: string) => `${baseUrl()}/local/issuers/${site}`
  return {
    issuerOf,
    publicKeyOf: async (site) => (await keyOf(site)).verifying,
    async token(person, site, { audience, rolesClaim }, expiresIn) {
      const { signing, verifying } = await keyOf(site)
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({
        name: person.name,
        username: person.user,
        [rolesClaim]: [...person.roles],
        client_id: audience,
        token_use: 'access',
        auth_time: now,
      })
        .setProtectedHeader({ alg: algorithm, kid: String(verifying.kid) })
        .setSubject(person.user)
        .setIssuer(issuerOf(site))
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(signing)
    },
  }
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
