import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { refusals } from '../../events/refusals.ts'
import { messages } from '../../events/sentences/english/messages.ts'
import { english as common } from '../../events/sentences/english.ts'
import { french } from '../../events/sentences/french.ts'
import { type Catalogue, type Sentence, sentenceIn } from '../../events/sentences/sentence.ts'
import { wordsOf } from '../../events/sentences/words.ts'
import { infeasibleCauses } from '../../shared/domain/schedule/infeasible.ts'

/** Those that each function has, and those of whoever reads messages. */
const english = { ...common, ...messages }
const keys = Object.keys(english) as (keyof typeof english)[]

/** Stands for any parameter: a text, a decimal, a list of one, a quantity. */
class Any extends Array<string> {
  constructor(name: string) {
    super()
    this.push(name)
  }
  static override get [Symbol.species]() {
    return Array
  }
  readonly value = '12.5'
  readonly unit = 'kg'
  /** A decimal is a text too. */
  replace(from: string, to: string): string {
    return String(this).replace(from, to)
  }
}

const quantity = { value: '12.5', unit: 'kg' }

/** The parameters that are lists of more than texts. */
const lists: Readonly<Record<string, readonly object[]>> = {
  calibrated: [{ pointId: 'POINT', nominal: quantity, tolerance: quantity, asFound: '12.5', asLeft: '12.5' }],
  gone: [{ account: 'shipped', quantity }],
  lacking: [{ serial: 'S-1', missing: quantity }],
  open: [
    {
      in: quantity,
      out: quantity,
      percent: '2.5',
      activity: 'production',
      orderId: 'ORDER',
      stepId: 'STEP',
      entryId: 'ENTRY',
    },
  ],
  passedOver: [
    { lotId: 'L-1', expiryPolicy: 'block', because: {} },
    { lotId: 'L-2', expiryPolicy: 'block-unless-signed', because: {} },
  ],
  readings: [{ ...quantity, since: '2026-11-29' }],
  units: [{ serial: 'S-1', lines: ['10'] }],
  weights: [quantity],
}

/** What stands for a parameter that holds more than a text, by its name. */
const structured: Readonly<Record<string, unknown>> = {
  work: { activity: 'production', orderId: 'ORDER', stepId: 'STEP' },
  qualifications: [{ qualificationId: 'FORKLIFT', level: 2 }],
  where: { at: 'packed', lotId: 'LOT', containerId: 'CASE' },
  seconds: 90,
  lateBySeconds: 90,
}

/** A sentence with something in each of its places. What one calls `units` may be things, and texts for another. */
function sample(sentence: Sentence): string {
  const said = (place: (name: string) => unknown) =>
    (sentence as Sentence<object>)(
      new Proxy({}, { get: (_, name) => place(String(name)), has: () => true }),
      () => 'This is another sentence.',
    )
  const text = (name: string) => structured[name] ?? new Any(name)
  try {
    const told = said((name) => lists[name] ?? text(name))
    return told.includes('[object') ? said(text) : told
  } catch {
    return said(text)
  }
}

const rooms = async (language: string) => {
  const folder = new URL(`../../events/sentences/${language}/`, import.meta.url)
  const files = readdirSync(folder).filter(
    (file) => !['words.ts', 'terms.ts', 'titles.ts', 'differences.ts'].includes(file),
  )
  return Promise.all(files.map(async (file) => Object.values(await import(new URL(file, folder).href))[0] as Catalogue))
}

describe('The sentences of Andon', () => {
  it.each(['english', 'french'])('stand in one room each, in %s', async (language) => {
    const all = (await rooms(language)).flatMap((room) => Object.keys(room))
    expect(all.sort()).toEqual([...keys].sort())
  })

  it('are of refusals that there are, or say why an order is not planned in time, what it is short of, or what a record says by itself', () => {
    const codes = [...Object.keys(refusals), 'infeasible', 'record', 'shortage', 'promise']
    expect(keys.filter((key) => !codes.includes(key.split('/')[0] ?? ''))).toEqual([])
    const causes = keys.flatMap((key) => (key.startsWith('infeasible/') ? [key.split('/')[1] ?? ''] : []))
    expect([...new Set(causes)].sort()).toEqual([...infeasibleCauses].sort())
  })

  it.each([
    ['English', english],
    ['French', french],
  ] as const)('are whole sentences in %s, whatever stands in their places', (_, catalogue) => {
    const said = keys.map((key) => [key, sample(catalogue[key] as Sentence)] as const)
    // A title of a record is no whole sentence.
    const whole = said.filter(([key]) => !key.startsWith('record/'))
    expect(whole.filter(([, text]) => !/^\S.*[.!?]$/s.test(text))).toEqual([])
    expect(said.filter(([, text]) => /undefined|\[object|NaN|null|\$\{| {2}/.test(text))).toEqual([])
  })

  it('differ in French from the English', () => {
    expect(keys.filter((key) => sample(french[key] as Sentence) === sample(english[key] as Sentence))).toEqual([])
  })

  it('name the same in both languages', () => {
    const named = (text: string) =>
      [...new Set(text.match(/\d+(?:[.,]\d+)?/g) ?? [])].map((it) => it.replace(',', '.')).sort()
    const differing = keys.filter(
      (key) =>
        JSON.stringify(named(sample(french[key] as Sentence))) !==
        JSON.stringify(named(sample(english[key] as Sentence))),
    )
    expect(differing).toEqual([])
  })
})

describe('A sentence', () => {
  const because = { code: 'step-not-running', params: { stepId: 'MIX' }, ref: 'step:MIX' } as const

  it('says what it quotes in its own language', () => {
    const quoting = { code: 'reason-missing', variant: 'warning', params: { because } } as const
    expect(sentenceIn(english, quoting)).toBe('Step MIX is not running; start it first. It is accepted with a reason.')
    expect(sentenceIn(french, quoting)).toBe(
      'L’étape MIX n’est pas en cours ; démarrez-la d’abord. C’est accepté avec un motif.',
    )
  })

  it('says that another person may let it pass', () => {
    expect(sentenceIn(french, { ...because, overridable: true })).toBe(
      'L’étape MIX n’est pas en cours ; démarrez-la d’abord. Une autre personne peut accorder une dérogation en signant.',
    )
  })

  it('of a fact from another version is told as it was told then', () => {
    const params = { orderId: 'O-1' }
    expect(sentenceIn(french, { code: 'busy', variant: 'of-old', params, detail: 'It was so.' })).toBe('It was so.')
    expect(sentenceIn(french, { code: 'step-not-running', detail: 'It was so.' })).toBe('It was so.')
  })

  it('joins lists and writes amounts as its language does', () => {
    const { anyOf, amount, counted } = wordsOf('fr')
    expect(anyOf(['a', 'b', 'c'])).toBe('a, b ou c')
    expect(amount({ value: '12.5', unit: 'kg' })).toBe('12,5 kg')
    expect([0, 1, 2].map((count) => counted(count, 'lot', 'lots'))).toEqual(['0 lot', '1 lot', '2 lots'])
    expect(wordsOf('en').anyOf(['a', 'b', 'c'])).toBe('a, b or c')
  })
})
