import type { Fact, LooseFact, Receipt } from '../../events/envelope.ts'
import { seal } from '../../shared/usecases/commit/chain.ts'
import type { Chain } from '../../shared/usecases/commit/store.ts'

/** The data of a fact whose type the test knows, for comparing; who computes with it asks for the type first. */
export const dataOf = (fact: Fact | Receipt): Readonly<Record<string, unknown>> => fact.data

/** A fact as a test writes it down: ids are plain text, and data may be left out or belong to no type that there is. */
export type ToldFact = Omit<LooseFact, 'type' | 'data'> & { readonly type: string; readonly data: object }

/** Seals a fact that the catalog need not know. */
export const sealed = (fact: ToldFact, before: Chain | undefined): Fact => seal(fact as LooseFact, before)
