import { type Language, languages } from '../../events/sentences/words.ts'

/** The caller's preferred language if Andon has it, else English. */
export const languageOf = (preferred: string | undefined): Language =>
  languages.find((language) => language === preferred) ?? 'en'

/** Headers of an answer with sentences in the language of the caller. */
export const languageHeaders = (language: Language) => ({ 'content-language': language, vary: 'accept-language' })
