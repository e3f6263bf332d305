import { i18n, type Messages } from '@lingui/core'

export const languages = { en: 'English', fr: 'Français' } as const
export type Language = keyof typeof languages

const chosen = 'andon.language'

/** The catalogues: of what is on every screen, and of each folder of screens. */
const catalogues = import.meta.glob<{ readonly messages: Messages }>(['./catalogues/*.po', '../screens/*/words/*.po'])
const common = './catalogues'
const loaded = new Set([common])

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)

/** The language that the person has chosen in this browser, or else the first of the browser's that there is, or else English. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(chosen) ?? '', ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return wanted.find(isLanguage) ?? 'en'
}

/** Speaks the language from now on, on the screens that are loaded as well. */
export async function speak(language: Language): Promise<void> {
  await Promise.all([...loaded].map((folder) => load(folder, language)))
  i18n.activate(language)
  document.documentElement.lang = language
}

export async function choose(language: Language): Promise<void> {
  localStorage.setItem(chosen, language)
  await speak(language)
}

/** The words of a folder of screens, which are loaded with it. */
export async function wordsOf(screens: string): Promise<void> {
  const folder = `../screens/${screens}/words`
  if (loaded.has(folder)) return
  loaded.add(folder)
  await load(folder, i18n.locale)
}

async function load(folder: string, language: string): Promise<void> {
  const catalogue = await catalogues[`${folder}/${language}.po`]?.()
  if (catalogue) i18n.load(language, catalogue.messages)
}
