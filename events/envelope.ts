import * as z from 'zod'
import { instant, siteId } from './identifiers.ts'
import { subjectTypes } from './names.ts'
import { signature } from './signature.ts'

/** Who or what acted. A workflow acts on the authority of the signature that its fact names. */
export const actor = z
  .strictObject({
    kind: z.enum(['person', 'integration', 'device', 'workflow']),
    id: z.string(),
    name: z.string(),
  })
  .meta({ id: 'Actor' })
export type Actor = z.infer<typeof actor>

/** A recipe version is written `SO1215@1`; every other subject has its own id. */
export const factSubject = z
  .strictObject({
    type: z.enum(subjectTypes),
    id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,130}$/),
  })
  .meta({ id: 'FactSubject' })
export type FactSubject = z.infer<typeof factSubject>

/**
 * What has happened, for good. It is audit entry, outbox record, idempotency record and time line at once; `sequence` and
 * `previousHash` chain the facts of one subject, so that a missing or changed one shows. A refusal of something that was never
 * there has no chain to stand in and carries sequence 0.
 */
export const fact = z
  .strictObject({
    factId: z.string(),
    type: z.string().regex(/^andon\.[a-z]+\.[a-z-]+\.v\d+$/),
    site: siteId,
    subject: factSubject,
    about: factSubject.optional(),
    sequence: z.int().min(0),
    occurredAt: instant,
    recordedAt: instant,
    actor,
    signatures: z.array(signature).optional(),
    data: z.record(z.string(), z.unknown()),
    requestHash: z.string(),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'Fact' })
export type Fact = z.infer<typeof fact>

/** What a command answers: the fact that it made, or that its first sending made. */
export const receipt = fact.omit({ requestHash: true, previousHash: true }).meta({ id: 'Receipt' })
export type Receipt = z.infer<typeof receipt>
