import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { FactData } from '../../../events/catalog.ts'
import type { Acts } from '../../../events/sentences/acts/english.ts'
import type { Say, Sayings, ToldFact } from '../../../events/sentences/facts/telling.ts'
import { actIn } from '../../../events/sentences/words.ts'
import { useHere } from '../api/plant.tsx'
import { plantNow } from '../live/clock.ts'
import type { Fact } from '../live/facts.ts'
import type { Language } from '../words/language.ts'
import { amount, instant, lastDay } from '../words/told.ts'

/** The sentences of facts, loaded with the first time line. */
const sayings: Readonly<Record<Language, () => Promise<{ readonly told: Sayings; readonly acts: Acts }>>> = {
  en: async () => {
    const [{ english: told }, { acts }] = await Promise.all([
      import('../../../events/sentences/facts/english.ts'),
      import('../../../events/sentences/acts/english.ts'),
    ])
    return { told, acts }
  },
  fr: async () => {
    const [{ french: told }, { acts }] = await Promise.all([
      import('../../../events/sentences/facts/french.ts'),
      import('../../../events/sentences/acts/french.ts'),
    ])
    return { told, acts }
  },
}

/** Tells facts in the language of the person; undefined until the sentences are there. */
export function useTell(): ((fact: Fact) => string) | undefined {
  const { i18n, t } = useLingui()
  const { zone } = useHere()
  const language = i18n.locale as Language
  const { data } = useQuery({
    queryKey: ['sayings', language],
    queryFn: sayings[language],
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!data) return undefined
  const said = (at: string) => (at.includes('T') ? instant(at, zone, plantNow()) : at)
  const say: Say = { amount, instant: said, until: (at) => (at.includes('T') && lastDay(at, zone)) || said(at) }
  return (fact) => {
    const { type } = fact
    if (type.endsWith('.command-refused.v1')) {
      const wanted = actIn(data.acts, 'command' in fact.data ? String(fact.data.command) : '')
      return t`wanted to ${wanted}, and was refused:`
    }
    // A newer plant may know facts that this page does not.
    if (!isTold(type, data.told) || Object.keys(fact.data).length === 0) return type
    return ended(sentence(data.told, type, fact.data, say))
  }
}

const isTold = (type: string, data: Sayings): type is ToldFact => Object.hasOwn(data, type)

const sentence = <Type extends ToldFact>(data: Sayings, type: Type, of: object, say: Say): string =>
  // The type of a fact says which data it has; the plant has checked them against each other.
  data[type](of as FactData<Type>, say)

/** People's own words may end their sentence themselves. */
const ended = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)
