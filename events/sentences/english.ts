import { codes } from './english/codes.ts'
import { containers } from './english/containers.ts'
import { genealogy } from './english/genealogy.ts'
import { orders } from './english/orders.ts'
import { production } from './english/production.ts'
import { recipes } from './english/recipes.ts'
import { requests } from './english/requests.ts'
import { signature } from './english/signature.ts'
import { stock } from './english/stock.ts'
import { units } from './english/units.ts'
import { weighing } from './english/weighing.ts'
import type { Sentence } from './sentence.ts'

/** Every sentence in English. */
export const english = {
  ...orders,
  ...production,
  ...recipes,
  ...requests,
  ...signature,
  ...stock,
  ...containers,
  ...codes,
  ...genealogy,
  ...units,
  ...weighing,
} as const

export type SentenceKey = keyof typeof english
/** What a sentence has to be told. */
export type ParamsOf<Key extends SentenceKey> =
  (typeof english)[Key] extends Sentence<infer P> ? (unknown extends P ? Readonly<Record<string, never>> : P) : never
/** The sentences of a code by what tells them apart: `start` of `order-wrong-status/start`. */
export type VariantOf<Code extends string> = SentenceKey extends infer Key
  ? Key extends `${Code}/${infer Variant}`
    ? Variant
    : never
  : never
