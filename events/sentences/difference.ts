import type { Amount } from './words.ts'

/** One way in which a version of a recipe differs from another: where, what was there, and what is there now. */
export interface Difference {
  readonly change: 'added' | 'removed' | 'changed' | 'reordered'
  /** By ids, not by positions: `steps/mix/parameters/temperature/high`. */
  readonly path: string
  /** Absent where nothing was there; of a reordered list the ids in their order. */
  readonly before?: unknown
  readonly after?: unknown
}

/** The lists of a recipe whose parts have ids, with the field that is the id. */
export const idsOfLists = {
  procedures: 'procedureId',
  steps: 'stepId',
  materials: 'lineId',
  charges: 'from',
  parameters: 'parameterId',
  checks: 'checkId',
  calculations: 'calculationId',
  timers: 'timerId',
  signatures: 'meaning',
} as const

export type ListName = keyof typeof idsOfLists
export const isList = (name: string): name is ListName => Object.hasOwn(idsOfLists, name)

/** A part of a recipe, in the list of its kind; the list itself where there is no id. */
export interface Part {
  readonly list: ListName
  readonly id?: string
}

/** What a path names: the part of the recipe, innermost first, and the field of it; no part is the recipe, no field the part itself. */
export function placeOf({ path }: Pick<Difference, 'path'>): {
  readonly parts: readonly Part[]
  readonly field?: string
} {
  const names = path.split('/')
  const parts: Part[] = []
  for (let list = names.shift(); list !== undefined; list = names.shift()) {
    const id = names.shift()
    if (id === undefined || !isList(list)) return { parts, field: [list, ...(id === undefined ? [] : [id])].join('/') }
    parts.unshift({ list, id })
  }
  return { parts }
}

/** How a language tells the value of a field. */
export interface ValueWords {
  readonly nothing: string
  readonly yes: string
  readonly no: string
  readonly amount: (amount: Amount) => string
  readonly decimal: (value: string) => string
  readonly field: (name: string) => string
}

export function valueIn(words: ValueWords, value: unknown): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'string' && /^-?\d+\.\d+$/.test(value)) return words.decimal(value)
  if (Array.isArray(value)) return value.length === 0 ? words.nothing : value.map((it) => valueIn(words, it)).join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  if ('value' in value && 'unit' in value) return words.amount(value as Amount)
  return Object.entries(value)
    .map(([name, it]) => `${words.field(name)} ${valueIn(words, it)}`)
    .join(', ')
}
