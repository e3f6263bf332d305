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
export type Sentences = { readonly [key in RefusalKey | RemarkKey]?: Sentence }
export type RefusalKey = RefusalCode | `${RefusalCode}/${string}`
/** What is said without a refusal: why an order misses its due date, by the cause, and what a record says by itself. */
export type RemarkKey = `infeasible/${string}` | `record/${string}` | `shortage/${string}` | `promise/${string}`

/** The same sentences in another language: each of them, with the same parameters. */
export type Translation<Of> = { readonly [Key in keyof Of]: Of[Key] extends Sentence<infer P> ? Sentence<P> : never }

export type Catalogue = Readonly<Record<string, Sentence | undefined>>

/** The sentence under a key, with what it names; undefined where the catalogue has none. */
export const sayIn = (catalogue: Catalogue, key: string, params: Params): string | undefined =>
  (catalogue[key] as Sentence<Params> | undefined)?.(params, (other) => sentenceIn(catalogue, other as Violation))

/** The sentence of a violation in the language of a catalogue; as it was said before, where the catalogue does not know it. */
export function sentenceIn(
  catalogue: Catalogue,
  violation: Omit<Violation, 'detail' | 'params'> & { readonly detail?: string; readonly params?: Params },
): string {
  const { code, variant, params, overridable } = violation
  // What was refused before sentences had parameters stands as it was said then.
  if (params === undefined) return violation.detail ?? ''
  const sentence = sayIn(catalogue, variant === undefined ? code : `${code}/${variant}`, params)
  if (sentence === undefined) return violation.detail ?? ''
  return overridable ? `${sentence} ${sayIn(catalogue, 'signature-missing/override', {})}` : sentence
}
