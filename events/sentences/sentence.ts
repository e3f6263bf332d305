import type { RefusalCode, Violation } from '../refusals.ts'
import type { Params } from './words.ts'

/** Says another violation, of which a sentence is made: `{ because }`. */
export type Say = (violation: unknown) => string

/** What says a violation: its parameters by name, and where it quotes another, how that is said. */
export type Sentence<P = never> = (params: P, say: Say) => string

/**
 * The sentences of a part of the plant in one language: each under the code of its refusal, and where a code has several, under
 * `code/variant`.
 */
export type Sentences = { readonly [key in RefusalCode | `${RefusalCode}/${string}`]?: Sentence }

/** The same sentences in another language: each of them, with the same parameters. */
export type Translation<Of> = { readonly [Key in keyof Of]: Of[Key] extends Sentence<infer P> ? Sentence<P> : never }

export type Catalogue = Readonly<Record<string, Sentence | undefined>>

/** The sentence of a violation in the language of a catalogue; as it was said before, where the catalogue does not know it. */
export function sentenceIn(
  catalogue: Catalogue,
  violation: Omit<Violation, 'detail'> & { readonly detail?: string },
): string {
  const { code, variant, params = {}, overridable } = violation
  const say: Say = (other) => sentenceIn(catalogue, other as Violation)
  const told = (key: string, of: Params) => (catalogue[key] as Sentence<Params> | undefined)?.(of, say)
  const sentence = told(variant === undefined ? code : `${code}/${variant}`, params)
  if (sentence === undefined) return violation.detail ?? ''
  return overridable ? `${sentence} ${told('signature-missing/override', {})}` : sentence
}
