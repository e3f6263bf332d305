/** The languages in which Andon says why it refuses; the first is what is said where none of them is asked for. */
export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

/** What a sentence names, as JSON, so that it stands in the answer beside the sentence. */
export type Params = Readonly<Record<string, unknown>>

/** What a sentence names of an amount of material, of a time or of any other quantity; its unit is UCUM. */
export interface Amount {
  readonly value: string
  readonly unit: string
}

/** The words that the sentences of a language are joined with. */
export interface Words {
  /** `a, b or c` */
  readonly anyOf: (items: readonly string[]) => string
  /** `a, b and c` */
  readonly allOf: (items: readonly string[]) => string
  /** `1 lot`, `3 lots` */
  readonly counted: (count: number, one: string, several: string) => string
  /** `12.5 kg`; counted things have no unit worth reading. */
  readonly amount: (amount: Amount) => string
  /** A decimal without a unit, or before a sign such as `%`. */
  readonly decimal: (value: string) => string
  /** A length of time: `2 d 3 h`, `45 min`, `20 s`; its two largest parts. */
  readonly span: (seconds: number) => string
}

/** How long in seconds each unit of time is, the longest first. */
const unitsOfTime = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

export function wordsOf(language: Language): Words {
  const joined = (type: 'disjunction' | 'conjunction') => {
    // It takes a while to make and is rarely needed.
    let list: Intl.ListFormat | undefined
    return (items: readonly string[]) => {
      list ??= new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type })
      return list.format(items)
    }
  }
  const decimal = (value: string) => (language === 'fr' ? value.replace('.', ',') : value)
  return {
    anyOf: joined('disjunction'),
    allOf: joined('conjunction'),
    counted: (count, one, several) => `${count} ${count === 1 || (language === 'fr' && count === 0) ? one : several}`,
    decimal,
    amount: ({ value, unit }) => (unit === '{each}' ? decimal(value) : `${decimal(value)} ${unit}`),
    span: (seconds) => {
      let left = Math.ceil(seconds)
      const parts = unitsOfTime.flatMap(([unit, length]) => {
        const count = Math.floor(left / length)
        left -= count * length
        return count > 0 ? [`${count} ${language === 'fr' && unit === 'd' ? 'j' : unit}`] : []
      })
      return parts.slice(0, 2).join(' ') || '0 s'
    },
  }
}

/** What a person wrote, as a sentence that another one may follow. */
export const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** What a command does, in the words of a language; the name of the command itself, if an older or newer plant had it. */
export const actIn = (acts: Readonly<Record<string, string>>, command: string): string => acts[command] ?? command
