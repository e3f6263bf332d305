import type { Difference } from './difference.ts'
import { differenceInEnglish } from './english/differences.ts'
import { differenceInFrench } from './french/differences.ts'
import type { Language } from './words.ts'

/** Tells a difference between two versions of a recipe in each language. */
export const differenceIn: Readonly<Record<Language, (difference: Difference) => string>> = {
  en: differenceInEnglish,
  fr: differenceInFrench,
}
