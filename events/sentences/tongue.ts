import type { RefusalCode } from '../refusals.ts'
import type { Difference } from './difference.ts'
import type { Catalogue } from './sentence.ts'
import type { Language } from './words.ts'

/** All that Andon says to people in one language. */
export interface Tongue {
  readonly language: Language
  readonly sentences: Catalogue
  /** What a way of saying no is called. */
  readonly title: (code: RefusalCode) => string
  /** Tells a difference between two versions of a recipe. */
  readonly difference: (difference: Difference) => string
}
