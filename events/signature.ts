import * as z from 'zod'
import { identifier, instant } from './identifiers.ts'

/** The meaning of a signature (21 CFR 11.50(a)(3)). */
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

/** The token of a sign-in for this one signature; a second use is refused. */
const signInToken = z.string().min(20).max(8192)

/** A signature in a command. Without `signer` it is not signed yet, and the answer says who must sign. */
export const signatureRequest = z
  .strictObject({
    meaning,
    signer: signInToken.optional(),
    verifier: signInToken.optional(),
  })
  .meta({ id: 'SignatureRequest' })
export type SignatureRequest = z.infer<typeof signatureRequest>

/** A signature in a fact: printed name, time and meaning (21 CFR 11.50(a)), bound to the fact by its hash (11.70). */
export const signature = z
  .strictObject({ personId: identifier, name: z.string(), meaning, signedAt: instant })
  .meta({ id: 'Signature' })
export type Signature = z.infer<typeof signature>
