import type { Fact, LooseFact, Receipt } from '../../events/envelope.ts'
import { seal } from '../../shared/usecases/commit/chain.ts'
import type { Place } from '../../shared/usecases/commit/store.ts'

/** The data of a fact, for comparisons only; code that computes with data checks the type of the fact first. */
export const dataOf = (fact: Fact | Receipt): Readonly<Record<string, unknown>> => fact.data

/** A fact in a test: ids are plain text, and data may be incomplete or of an unknown type. */
export type ToldFact = Omit<LooseFact, 'type' | 'data'> & { readonly type: string; readonly data: object }

/** Seals a fact, even one that is not in the catalog. */
export const sealed = (fact: ToldFact, before: Place | undefined): Fact => seal(fact as LooseFact, before)
