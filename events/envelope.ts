import * as z from 'zod'
import type { FactData, FactType } from './catalog.ts'
import { instant, siteId } from './identifiers.ts'
import { signature } from './signature.ts'
import { factSubject } from './subject.ts'

/** Who or what acted. A workflow acts on the authority of the signature that its fact names. */
export const actor = z
  .strictObject({
    kind: z.enum(['person', 'integration', 'device', 'workflow']),
    id: z.string(),
    name: z.string(),
  })
  .meta({ id: 'Actor' })
export type Actor = z.infer<typeof actor>

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
type Envelope = z.infer<typeof fact>

/** A fact of a type, with the data that the catalog has for that type. */
export type FactOf<Type extends FactType, Left extends keyof Envelope = never> = Omit<
  Envelope,
  'type' | 'data' | Left
> & {
  type: Type
  data: FactData<Type>
}
type EachFact<Left extends keyof Envelope = never> = { [Type in FactType]: FactOf<Type, Left> }[FactType]

/**
 * A fact as it was written: its `type` narrows its `data`. A newer version may have written types that are not here. A reader leaves
 * them out: its `switch` over types keeps a `default`, and it looks up a table by type with `?.`.
 */
export type Fact = EachFact
/** A fact that is not yet part of a chain. */
export type LooseFact = EachFact<'sequence' | 'previousHash' | 'hash'>

/** What a command answers: the fact that it made, or that its first sending made. */
export const receipt = fact.omit({ requestHash: true, previousHash: true }).meta({ id: 'Receipt' })
export type Receipt = EachFact<'requestHash' | 'previousHash'>
