import type { Instant, Role } from '../../events/identifiers.ts'
import type { Violation } from '../../events/refusals.ts'
import type { VariantOf } from '../../events/sentences/english.ts'
import type { Meaning, Signature } from '../../events/signature.ts'
import type { Circumstances } from './caller.ts'
import { type Check, given, none } from './check.ts'
import { hasReasons, type Reasons, violation } from './refusal.ts'

/** The result of reading a sign-in token: a person who has just signed in, or the reason why it is not valid. */
export type SignIn =
  | {
      readonly valid: true
      readonly personId: string
      readonly roles: readonly Role[]
      readonly signedInAt: Instant
      /** The id of the sign-in, which all tokens that come from it share. */
      readonly signIn: string
    }
  | { readonly valid: false; readonly fault: Exclude<VariantOf<'signature-invalid'>, FoundByJudging> }

/** What the token does not tell alone. */
type FoundByJudging = 'session' | 'future' | 'no-definition'

export interface PresentedSignature {
  readonly meaning: Meaning
  readonly signer?: SignIn
  /** A second person, who verifies what the first person signs. */
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

/** The result of judging a signature: valid, or the reasons why it is not. */
export type Judged = Signed | NotSigned
export interface Signed extends SignedOff {
  readonly signature: Signature
}
interface NotSigned extends SignedOff {
  readonly violations: Reasons
  readonly signature?: undefined
}

export const attested = (judged: Judged): Check<Signed> =>
  judged.signature ? given(judged) : none(...judged.violations)

/**
 * The greatest age of a sign-in that signs. 21 CFR 11.200(a)(1)(i) requires all components of the signature at the signing; five minutes are enough
 * to read the question after entering the password.
 */
export const signatureFreshnessSeconds = 5 * 60

/** How far the issuer's clock may be ahead of ours. NTP keeps both within a second; a minute ahead would lengthen the five minutes by a fifth. */
export const clockToleranceSeconds = 30

/**
 * Checks the signer, the meaning, the authority and the age of the sign-in. The name is the one that the plant has defined for the person (21 CFR
 * 11.50(a)(1): the printed name of the signer), never one that a token says. The commit enforces that a sign-in is used once.
 */
function judgeSigner(
  presented: PresentedSignature | undefined,
  rule: SignatureRule,
  { at, caller, printedNames }: Circumstances,
): Judged {
  const ref = 'signature/signer'
  const { signer, meaning } = presented ?? {}
  if (!signer || !meaning)
    return notSigned([violation('signature-missing', { roles: rule.roles, meanings: rule.meanings }, ref)])
  if (!signer.valid) return notSigned([violation(`signature-invalid/${signer.fault}`, {}, ref)])
  const { personId } = signer
  const name = printedNames?.get(personId)
  const found: Violation[] = []
  if (name === undefined) found.push(violation('signature-invalid/no-definition', { personId }, ref))
  if (!rule.meanings.includes(meaning)) {
    found.push(violation('signature-wrong-meaning', { meanings: rule.meanings, meaning }, 'signature/meaning'))
  }
  if (!rule.roles.some((role) => signer.roles.includes(role))) {
    found.push(violation('signature-wrong-role', { signer: name ?? personId, roles: rule.roles }, ref))
  }
  if (signer.signIn === caller.signIn) {
    found.push(violation('signature-invalid/session', {}, ref))
  }
  const age = (Date.parse(at) - Date.parse(signer.signedInAt)) / 1000
  if (age < -clockToleranceSeconds) found.push(violation('signature-invalid/future', {}, ref))
  if (age > signatureFreshnessSeconds) {
    found.push(violation('signature-stale', { seconds: Math.round(age), atMost: signatureFreshnessSeconds }, ref))
  }
  if (hasReasons(found)) return notSigned(found)
  // Without a name there is a reason.
  const signature: Signature = { personId, name: name ?? personId, meaning, signedAt: at }
  return { violations: [], signature, signatures: [signature], spent: [signer.signIn] }
}

/**
 * Checks the signer by the rule and, if a verifier is named, that person's signature with the meaning `verified` by the same roles. Both are valid or
 * neither, and they are two people.
 */
export function judgeSignature(
  presented: PresentedSignature | undefined,
  rule: SignatureRule,
  circumstances: Circumstances,
): Judged {
  const judged = judgeVerifiedSignature(presented, rule, rule.roles, circumstances)
  const [first, second] = judged.signatures
  return second && first?.personId === second.personId
    ? notSigned([violation('signature-same-person/verifier', { signer: second.name }, 'signature/verifier')])
    : judged
}

/**
 * As {@link judgeSignature}, with roles of their own for the verifier. The caller checks that the two are different people, because it knows who else
 * has signed.
 */
export function judgeVerifiedSignature(
  presented: PresentedSignature | undefined,
  rule: SignatureRule,
  verifiers: readonly Role[],
  circumstances: Circumstances,
): Judged {
  const signed = judgeSigner(presented, rule, circumstances)
  if (!presented?.verifier) return signed
  const second = judgeSigner(
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
