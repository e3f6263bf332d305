import type { Told } from '../../api/client.ts'
import type { Answers } from '../../look/ask-act.tsx'
import { fieldAt } from '../../words/local-time.ts'
import { typedAs } from '../../words/typed.ts'

type Scanned = Told<'scan'>

/** What is asked of a delivery, and what says the same: a quantity has its unit, and a day its instant. */
const fields = [['materialId'], ['lotId'], ['value', 'unit'], ['expiresAt', 'byLabel'], ['location']] as const
export type Field = (typeof fields)[number][0]

export interface Contradiction {
  readonly field: Field
  /** What the label says, by the names of the form. */
  readonly said: Answers
}

/** What the plant knows by its bare code. */
export interface KnownCodes {
  readonly isMaterial: (code: string) => boolean
  readonly isPlace: (code: string) => boolean
}

/** What a label says, by the names of the form. A bare code is the number of the lot, if it is not that of a material or of a place. */
export function saidBy({ code, elements, matches, receipt }: Scanned, known: KnownCodes, zone: string): Answers {
  const material = matches.find((it) => it.type === 'material')?.materialId
  if (elements.length === 0 && known.isPlace(code)) return { location: code }
  if (elements.length === 0 && (material !== undefined || known.isMaterial(code)))
    return { materialId: material ?? code }
  const { lotId, materialId = material, quantity, expiresAt, serials } = receipt ?? {}
  return {
    ...(materialId !== undefined && { materialId }),
    ...(lotId !== undefined && { lotId }),
    ...(quantity && { value: typedAs(quantity.value), unit: quantity.unit }),
    ...(expiresAt !== undefined && {
      expiresAt: fieldAt(Date.parse(expiresAt) - 1, zone).slice(0, 10),
      byLabel: expiresAt,
    }),
    ...(serials && { serials: serials.join('\n') }),
  }
}

/** Labels add up: what is new is taken, and what contradicts what is there is asked. */
export function addedUp(given: Answers, said: Answers) {
  const parts = fields.map((names) => ({ field: names[0], said: only(said, names) }))
  const against = parts.filter((part) => isAgainst(given, part.said))
  const serials = new Set(
    [given.serials, said.serials].flatMap((it) => it?.split(/\s+/) ?? []).filter((it) => it !== ''),
  )
  return {
    answers: {
      ...given,
      ...Object.assign({}, ...parts.filter((part) => !against.includes(part)).map((part) => part.said)),
      ...(said.serials !== undefined && { serials: [...serials].join('\n') }),
    } as Answers,
    against: against as readonly Contradiction[],
  }
}

const only = (said: Answers, names: readonly string[]): Answers =>
  Object.fromEntries(Object.entries(said).filter(([name]) => names.includes(name)))

const isAgainst = (given: Answers, said: Answers): boolean =>
  Object.entries(said).some(([name, now]) => (given[name]?.trim() ?? '') !== '' && given[name]?.trim() !== now)
