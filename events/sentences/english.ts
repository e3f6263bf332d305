import { codes } from './english/codes.ts'
import { containers } from './english/containers.ts'
import { equipment } from './english/equipment.ts'
import { execution } from './english/execution.ts'
import { genealogy } from './english/genealogy.ts'
import { labour } from './english/labour.ts'
import type { messages } from './english/messages.ts'
import { orders } from './english/orders.ts'
import { production } from './english/production.ts'
import { quality } from './english/quality.ts'
import { recipes } from './english/recipes.ts'
import { records } from './english/records.ts'
import { requests } from './english/requests.ts'
import { schedule } from './english/schedule.ts'
import { signature } from './english/signature.ts'
import { stock } from './english/stock.ts'
import { things } from './english/things.ts'
import { units } from './english/units.ts'
import { weighing } from './english/weighing.ts'
import { type RefusalKey, type RemarkKey, type Sentence, sayIn } from './sentence.ts'

/** The sentences in English; those of messages are in the one function that reads messages. */
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
  ...things,
  ...execution,
  ...quality,
  ...labour,
  ...equipment,
  ...schedule,
  ...records,
} as const

/** Every sentence in English, which is what another language has to have. */
export type EverySentence = typeof english & typeof messages

/** The sentences of refusals. */
export type SentenceKey = Extract<keyof typeof english, RefusalKey>
/** The sentences of what is no refusal. */
export type RemarkSentenceKey = Extract<keyof typeof english, RemarkKey>
/** What a sentence has to be told. */
export type ParamsOf<Key extends keyof EverySentence> =
  EverySentence[Key] extends Sentence<infer P> ? (unknown extends P ? Readonly<Record<string, never>> : P) : never
/** The sentences of a code by what tells them apart: `start` of `order-wrong-status/start`. */
export type VariantOf<Code extends string> = SentenceKey extends infer Key
  ? Key extends `${Code}/${infer Variant}`
    ? Variant
    : never
  : never

/** Says what is no refusal in English, as the record keeps it. */
export const inEnglish = <Key extends RemarkSentenceKey>(key: Key, params: ParamsOf<Key>): string =>
  sayIn(english, key, params) ?? ''
