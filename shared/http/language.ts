import type { Violation } from '../../events/refusals.ts'
import { type RefusalCode, refusals } from '../../events/refusals.ts'
import { english } from '../../events/sentences/english.ts'
import { titles } from '../../events/sentences/french/titles.ts'
import { french } from '../../events/sentences/french.ts'
import { type Catalogue, sentenceIn } from '../../events/sentences/sentence.ts'
import { type Language, languages } from '../../events/sentences/words.ts'

/** The language that a caller asks for and Andon speaks; English, where it speaks none of those. */
export const languageOf = (preferred: string | undefined): Language =>
  languages.find((language) => language === preferred) ?? 'en'

export const catalogueOf = (language: Language): Catalogue => (language === 'fr' ? french : english)

/** Of an answer that is told in the language of the caller. */
export const languageHeaders = (language: Language) => ({ 'content-language': language, vary: 'accept-language' })

/** A violation as it is told in a language. It was made in English, and what it names goes with it. */
export const told = (violation: Violation, language: Language): Violation =>
  language === 'fr' ? { ...violation, detail: sentenceIn(french, violation) } : violation

export const titleOf = (code: RefusalCode, language: Language): string =>
  language === 'fr' ? titles[code] : refusals[code].title
