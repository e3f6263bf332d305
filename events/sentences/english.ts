import { refusals } from '../refusals.ts'
import { codes } from './english/codes.ts'
import { containers } from './english/containers.ts'
import { differenceInEnglish } from './english/differences.ts'
import { equipment } from './english/equipment.ts'
import { execution } from './english/execution.ts'
import { genealogy } from './english/genealogy.ts'
import { labour } from './english/labour.ts'
import { maintenance } from './english/maintenance.ts'
import { messages } from './english/messages.ts'
import { orders } from './english/orders.ts'
import { production } from './english/production.ts'
import { quality } from './english/quality.ts'
import { recipes } from './english/recipes.ts'
import { records } from './english/records.ts'
import { requests } from './english/requests.ts'
import { schedule } from './english/schedule.ts'
import { serials } from './english/serials.ts'
import { signature } from './english/signature.ts'
import { stock } from './english/stock.ts'
import { things } from './english/things.ts'
import { units } from './english/units.ts'
import { weighing } from './english/weighing.ts'
import type { RefusalKey, RemarkKey, Sentence } from './sentence.ts'
import type { Tongue } from './tongue.ts'

/** Every sentence in English; each other language has the same sentences. */
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
  ...serials,
  ...units,
  ...weighing,
  ...things,
  ...execution,
  ...quality,
  ...labour,
  ...equipment,
  ...maintenance,
  ...schedule,
  ...messages,
  ...records,
} as const

/** All of English: a file of its own beside each function, loaded when there is something to say. */
export const tongue: Tongue = {
  language: 'en',
  sentences: english,
  title: (code) => refusals[code].title,
  difference: differenceInEnglish,
}

/** The sentences of refusals. */
export type SentenceKey = Extract<keyof typeof english, RefusalKey>
/** The sentences of what is no refusal. */
export type RemarkSentenceKey = Extract<keyof typeof english, RemarkKey>
/** What a sentence has to be told. */
export type ParamsOf<Key extends keyof typeof english> =
  (typeof english)[Key] extends Sentence<infer P> ? (unknown extends P ? Readonly<Record<string, never>> : P) : never
/** The sentences of a code by what tells them apart: `start` of `order-wrong-status/start`. */
export type VariantOf<Code extends string> = SentenceKey extends infer Key
  ? Key extends `${Code}/${infer Variant}`
    ? Variant
    : never
  : never
