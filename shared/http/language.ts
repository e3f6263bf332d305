import { refusals, type Violation } from '../../events/refusals.ts'
import { differenceInEnglish } from '../../events/sentences/english/differences.ts'
import { english } from '../../events/sentences/english.ts'
import { sentenceIn } from '../../events/sentences/sentence.ts'
import type { Tongue } from '../../events/sentences/tongue.ts'
import { type Language, languages } from '../../events/sentences/words.ts'

/** The caller's preferred language if Andon has it, else English. */
export const languageOf = (preferred: string | undefined): Language =>
  languages.find((language) => language === preferred) ?? 'en'

const inEnglish: Tongue = {
  language: 'en',
  sentences: english,
  title: (code) => refusals[code].title,
  difference: differenceInEnglish,
}

/** What is said in a language. English is what a violation was made in; another language is loaded when somebody asks for it. */
export const tongueOf = async (language: Language): Promise<Tongue> =>
  language === 'fr' ? (await import('#french')).tongue : inEnglish

/** Headers of an answer with sentences in the language of the caller. */
export const languageHeaders = ({ language }: Tongue) => ({ 'content-language': language, vary: 'accept-language' })

/** Violations as they are told in a language. They were made in English, and what they name goes with them. */
export const told = (violations: readonly Violation[], { language, sentences }: Tongue): readonly Violation[] =>
  language === 'en' ? violations : violations.map((it) => ({ ...it, detail: sentenceIn(sentences, it) }))
