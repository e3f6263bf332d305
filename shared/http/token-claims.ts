import { createHash } from 'node:crypto'
import { idPattern, isReserved } from '../../events/id-rule.ts'

/** The payload of a token. */
export type Claims = Readonly<Record<string, unknown>>

/**
 * Header and payload of a token that somebody else has verified; undefined if the text is no token.
 * @param sent the value of the header `Authorization`
 */
export function tokenIn(sent: string | undefined): { readonly header: Claims; readonly claims: Claims } | undefined {
  const parts = (sent ?? '').replace(/^Bearer\s+/i, '').split('.')
  const [header, claims] = parts.map(objectIn)
  return parts.length === 3 && header && claims ? { header, claims } : undefined
}

function objectIn(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** OpenID Connect gives a subject at most 255 ASCII characters; ids of tokens and of sign-ins are held to the same. */
const tokenIdPattern = /^[\x20-\x7e]{1,255}$/

/** The id in a claim of the issuer itself: `sub`, `jti`, `origin_jti`; undefined if it is absent or no such id. */
export const tokenIdIn = (claim: unknown): string | undefined =>
  typeof claim === 'string' && tokenIdPattern.test(claim) ? claim : undefined

/** A claim that people see: a name, or the id of a person. It is well-formed and has no control characters. */
const legible = /^[^\p{C}]{1,255}$/u

export const legibleIn = (claim: unknown): string | undefined =>
  typeof claim === 'string' && legible.test(claim) && claim.trim() !== '' ? claim : undefined

/** What the id of an outsider begins with, so that it never is an id that fits by itself. */
const outsider = 'id.'

/**
 * An id of the plant for a name that an issuer has given. A name that fits the rule for ids stays as it is; another one, such as `auth0|64af`, becomes
 * `id.` with its hash, so that two names never have one id.
 */
export const idFor = (name: string): string =>
  idPattern.test(name) && !isReserved(name) && !name.startsWith(outsider)
    ? name
    : `${outsider}${createHash('sha256').update(name).digest('hex').slice(0, 40)}`

/** The texts of an array claim, each as it is. A claim that is one text is one name, whatever spaces it has. */
export const namesIn = (claim: unknown): string[] =>
  [claim].flat().filter((name): name is string => typeof name === 'string')

/** The scopes of a token: RFC 9068 has them in one text, Okta in an array. */
export const scopesIn = ({ scope, scp }: Claims): string[] =>
  [scope, scp].flatMap(namesIn).flatMap((it) => it.split(' '))
