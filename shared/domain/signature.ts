import type { Instant, Role } from '../../events/identifiers.ts'
import type { Violation } from '../../events/refusals.ts'
import type { VariantOf } from '../../events/sentences/english.ts'
import type { Meaning, Signature } from '../../events/signature.ts'
import type { Circumstances } from './caller.ts'
import { type Check, given, none } from './check.ts'
import { hasReasons, type Reasons, violation } from './refusal.ts'

/** What the edge found when it read a sign-in token: a person who signed in just now, or why it is none. */
export type SignIn =
  | {
      readonly valid: true
      readonly personId: string
      readonly name: string
      readonly roles: readonly Role[]
      readonly signedInAt: Instant
      readonly tokenId: string
    }
  | { readonly valid: false; readonly fault: Exclude<VariantOf<'signature-invalid'>, 'session'> }

export interface PresentedSignature {
  readonly meaning: Meaning
  readonly signer?: SignIn
  /** A second person, who has verified what the first one signs. */
  readonly verifier?: SignIn
}

export interface SignatureRule {
  readonly meanings: readonly Meaning[]
  readonly roles: readonly Role[]
}

export interface SignedOff {
  readonly violations: readonly Violation[]
  readonly signature?: Signature
  readonly signatures: readonly Signature[]
  readonly spent: readonly string[]
}

/** A signature that is judged: it stands, or there is a reason why it does not. */
export type Judged = Signed | NotSigned
export interface Signed extends SignedOff {
  readonly signature: Signature
}
interface NotSigned extends SignedOff {
  readonly violations: Reasons
  readonly signature?: undefined
}

/** The signature, for what only a signed act comes to. */
export const attested = (judged: Judged): Check<Signed> =>
  judged.signature ? given(judged) : none(...judged.violations)

/**
 * How old a sign-in may be when it signs. 21 CFR 11.200(a)(1)(i) asks for all components of the signature at the signing; five
 * minutes are what a person needs to read the question after the password.
 */
export const signatureFreshnessSeconds = 5 * 60

/** Judges who signed, with what meaning, by which authority and how freshly. One-time use is enforced when it is committed. */
export function judgeSignature(
  presented: PresentedSignature | undefined,
  rule: SignatureRule,
  { at, caller }: Circumstances,
): Judged {
  const ref = 'signature/signer'
  const { signer, meaning } = presented ?? {}
  if (!signer || !meaning)
    return notSigned([violation('signature-missing', { roles: rule.roles, meanings: rule.meanings }, ref)])
  if (!signer.valid) return notSigned([violation(`signature-invalid/${signer.fault}`, {}, ref)])
  const found: Violation[] = []
  if (!rule.meanings.includes(meaning)) {
    found.push(violation('signature-wrong-meaning', { meanings: rule.meanings, meaning }, 'signature/meaning'))
  }
  if (!rule.roles.some((role) => signer.roles.includes(role))) {
    found.push(violation('signature-wrong-role', { signer: signer.name, roles: rule.roles }, ref))
  }
  if (signer.tokenId === caller.tokenId) {
    found.push(violation('signature-invalid/session', {}, ref))
  }
  const age = (Date.parse(at) - Date.parse(signer.signedInAt)) / 1000
  if (age > signatureFreshnessSeconds) {
    found.push(violation('signature-stale', { seconds: Math.round(age), atMost: signatureFreshnessSeconds }, ref))
  }
  if (hasReasons(found)) return notSigned(found)
  const signature: Signature = { personId: signer.personId, name: signer.name, meaning, signedAt: at }
  return { violations: [], signature, signatures: [signature], spent: [signer.tokenId] }
}

/**
 * Judges the signer by the rule and, where a verifier is named, that person's signature as `verified` beside it: both stand or none.
 * That the two are different people is for the one who knows who else has signed.
 */
export function judgeVerifiedSignature(
  presented: PresentedSignature | undefined,
  rule: SignatureRule,
  verifiers: readonly Role[],
  circumstances: Circumstances,
): Judged {
  const signed = judgeSignature(presented, rule, circumstances)
  if (!presented?.verifier) return signed
  const second = judgeSignature(
    { meaning: 'verified', signer: presented.verifier },
    { meanings: ['verified'], roles: verifiers },
    circumstances,
  )
  const violations = [...signed.violations, ...second.violations.map((it) => ({ ...it, ref: 'signature/verifier' }))]
  if (hasReasons(violations)) return notSigned(violations)
  return {
    ...signed,
    signatures: [...signed.signatures, ...second.signatures],
    spent: [...new Set([...signed.spent, ...second.spent])],
  }
}

const notSigned = (violations: Reasons): Judged => ({ violations, signatures: [], spent: [] })
