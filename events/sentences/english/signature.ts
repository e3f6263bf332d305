import type { Sentences } from '../sentence.ts'
import { anyOf } from './words.ts'

export const signature = {
  'signature-missing': (p: { roles: readonly string[]; meanings: readonly string[] }) =>
    `A person with the role ${anyOf(p.roles)} has to sign as ${anyOf(p.meanings)}.`,
  'signature-invalid/session': () => 'The token of the session is no signature; sign in again to sign.',
  'signature-invalid/other-site': () => 'The sign-in of the signature is for another site; sign in at this one.',
  'signature-invalid/expired': () => 'The sign-in of the signature has expired; sign in again to sign.',
  'signature-invalid/not-of-site': () =>
    'The token of the signature is not a sign-in of this site; sign in here to sign.',
  'signature-invalid/incomplete': () =>
    'The token of the signature does not say who signed in or when (auth_time), so that it cannot be used once only; the issuer of the site has to add that to its access tokens.',
  'signature-invalid/ids': () =>
    'The token of the signature has an id (sub, jti or origin_jti) that is longer than 255 characters or has others than those of ASCII; sign in again to sign.',
  'signature-invalid/not-access': () =>
    'The token of the signature is no access token; sign in again, and send the access token of that sign-in.',
  'signature-invalid/client': () =>
    'The token of the signature is of a machine, and only people sign; a person has to sign in.',
  'signature-invalid/future': () =>
    'The sign-in of the signature has a time that has not come yet; set the clock of the issuer, and sign in again.',
  'signature-invalid/no-definition': (p: { personId: string }) =>
    `${p.personId} is not defined at this plant, so that the signature has no name to print; define the person by PUT /v1/persons/${p.personId} and sign then.`,
  'signature-wrong-meaning': (p: { meanings: readonly string[]; meaning: string }) =>
    `This needs a signature as ${anyOf(p.meanings)}, not as ${p.meaning}.`,
  'signature-wrong-role': (p: { signer: string; roles: readonly string[] }) =>
    `${p.signer} may not sign this; it takes the role ${anyOf(p.roles)}.`,
  'signature-same-person/verifier': (p: { signer: string }) =>
    `${p.signer} signs already; another person has to verify it.`,
  'signature-stale': (p: { seconds: number; atMost: number }) =>
    `The sign-in is ${p.seconds} s old; sign in again, it counts for ${p.atMost} s.`,
  'signature-used': () => 'The sign-in of this signature has been used before; sign in again to sign.',
} as const satisfies Sentences
