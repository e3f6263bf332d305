import * as z from 'zod'
import { identifier, instant } from './identifiers.ts'

/** What a person attests by signing (21 CFR 11.50(a)(3)). */
export const meanings = [
  'authored',
  'reviewed',
  'approved',
  'performed',
  'verified',
  'released',
  'rejected',
  'dispositioned',
] as const
export const meaning = z.enum(meanings)
export type Meaning = z.infer<typeof meaning>

/** A token is a sign-in made for this one signature; it is refused a second time. */
const signInToken = z.string().min(20).max(8192)

/** As a command carries it. Without `signer` nobody has signed yet, and the answer says who must. */
export const signatureRequest = z
  .strictObject({
    meaning,
    signer: signInToken.optional(),
    verifier: signInToken.optional(),
  })
  .meta({ id: 'SignatureRequest' })
export type SignatureRequest = z.infer<typeof signatureRequest>

/** As a fact keeps it: printed name, time and meaning (21 CFR 11.50(a)), bound to the fact by its hash (11.70). */
export const signature = z
  .strictObject({ personId: identifier, name: z.string(), meaning, signedAt: instant })
  .meta({ id: 'Signature' })
export type Signature = z.infer<typeof signature>
