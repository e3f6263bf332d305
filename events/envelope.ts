import * as z from 'zod'
import type { FactData, FactType } from './catalog.ts'
import { instant, siteId } from './identifiers.ts'
import { signature } from './signature.ts'
import { factSubject } from './subject.ts'

/** The person, system or workflow that acted. A workflow acts by the authority of the signature named in its fact. */
export const actor = z
  .strictObject({
    kind: z.enum(['person', 'integration', 'device', 'workflow']),
    id: z.string(),
    name: z.string(),
  })
  .meta({ id: 'Actor' })
export type Actor = z.infer<typeof actor>

/**
 * A fact: what happened, stored for good. It is audit entry, outbox record, idempotency record and timeline entry at once. `sequence` and
 * `previousHash` chain the facts of a subject, so that a missing or changed fact is found. A refusal about something that never existed has no chain
 * and has sequence 0.
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
    /** The act was booked late, and this is why. */
    lateReason: z.string().optional(),
    /** The act was booked late, and its time decides: a timer runs from it, or the act would have been decided otherwise when it was booked. */
    timeDecides: z.boolean().optional(),
    actor,
    signatures: z.array(signature).optional(),
    data: z.record(z.string(), z.unknown()),
    requestHash: z.string(),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'Fact' })
type Envelope = z.infer<typeof fact>

/** A fact of a type, with the data of that type in the catalog. */
export type FactOf<Type extends FactType, Left extends keyof Envelope = never> = Omit<
  Envelope,
  'type' | 'data' | Left
> & {
  type: Type
  data: FactData<Type>
}
type EachFact<Left extends keyof Envelope = never> = { [Type in FactType]: FactOf<Type, Left> }[FactType]

/**
 * A stored fact; its `type` narrows its `data`. A newer version may have written types that are not here. A reader ignores them: a `switch` over
 * types has a `default`, and a table by type is read with `?.`.
 */
export type Fact = EachFact
/** A fact before it is added to a chain. */
export type LooseFact = EachFact<'sequence' | 'previousHash' | 'hash'>

/** The answer to a command: its fact, also if the command is repeated. */
export const receipt = fact.omit({ requestHash: true, previousHash: true }).meta({ id: 'Receipt' })
export type Receipt = EachFact<'requestHash' | 'previousHash'>
