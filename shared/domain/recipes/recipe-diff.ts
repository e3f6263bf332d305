import type { Quantity } from '../../../events/quantity.ts'
import type { RecipeDraft } from '../../../events/recipe.ts'
import { format } from '../quantity.ts'
import { isSame } from '../same.ts'

/** One way in which a version differs from another: where, what was there, what is there now, and the same as a sentence. */
export interface Difference {
  readonly change: 'added' | 'removed' | 'changed' | 'reordered'
  /** By ids, not by positions: `steps/mix/parameters/temperature/high`. */
  readonly path: string
  /** Absent where nothing was there; of a reordered list the ids in their order. */
  readonly before?: unknown
  readonly after?: unknown
  readonly says: string
}

type Part = Readonly<Record<string, unknown>>
type Bare = Omit<Difference, 'says'>

/** The lists whose parts have ids; any other value is compared whole. */
const lists: Readonly<Record<string, { readonly id: string; readonly noun: string }>> = {
  procedures: { id: 'procedureId', noun: 'procedure' },
  steps: { id: 'stepId', noun: 'step' },
  materials: { id: 'lineId', noun: 'line' },
  parameters: { id: 'parameterId', noun: 'parameter' },
  checks: { id: 'checkId', noun: 'check' },
  timers: { id: 'timerId', noun: 'timer' },
  signatures: { id: 'meaning', noun: 'signature' },
}

/** What has to be done to the one version to have the other; nothing where they say the same, in whatever order of their fields. */
export const differencesOf = (before: RecipeDraft, after: RecipeDraft): Difference[] =>
  inPart([], before, after).map((it) => ({ ...it, says: sentenceOf(it) }))

function inPart(path: readonly string[], before: Part, after: Part): Bare[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...fields].flatMap((field) => {
    const here = [...path, field]
    const [one, other] = [before[field], after[field]]
    const id = lists[field]?.id
    if (id !== undefined && hasIds(one, id) && hasIds(other, id)) return inList(here, one, other, id)
    return isSame(one, other) ? [] : [{ change: kindOf(one, other), path: here.join('/'), ...given(one, other) }]
  })
}

function inList(path: readonly string[], before: readonly Part[], after: readonly Part[], id: string): Bare[] {
  const idOf = (part: Part) => String(part[id])
  const [old, now] = [new Map(before.map((it) => [idOf(it), it])), new Map(after.map((it) => [idOf(it), it]))]
  const gone = [...old.keys()].filter((it) => !now.has(it))
  const added = [...now.keys()].filter((it) => !old.has(it))
  const unmoved = [...[...old.keys()].filter((it) => now.has(it)), ...added]
  const at = (part: string) => [...path, part].join('/')
  return [
    ...gone.map((it): Bare => ({ change: 'removed', path: at(it), before: old.get(it) })),
    ...[...now].flatMap(([it, part]): Bare[] => {
      const was = old.get(it)
      return was ? inPart([...path, it], was, part) : [{ change: 'added', path: at(it), after: part }]
    }),
    ...(isSame(unmoved, [...now.keys()])
      ? []
      : [{ change: 'reordered', path: path.join('/'), before: [...old.keys()], after: [...now.keys()] } as const]),
  ]
}

const hasIds = (value: unknown, id: string): value is readonly Part[] =>
  Array.isArray(value) && new Set(value.map((it) => it[id])).size === value.length

const kindOf = (before: unknown, after: unknown): Difference['change'] =>
  before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'

const given = (before: unknown, after: unknown) => ({
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
})

function sentenceOf({ change, path, before, after }: Bare): string {
  const parts = path.split('/')
  const isPart = parts.length % 2 === 0
  if (change === 'reordered') return capital(`${placeOf(parts)} now stand in this order: ${formatted(after)}.`)
  if (isPart) return capital(`${placeOf(parts)} is ${change === 'added' ? 'new' : 'gone'}.`)
  const field = spoken(parts.at(-1) ?? '')
  const place = parts.length === 1 ? 'the recipe' : placeOf(parts.slice(0, -1))
  if (change === 'added') return capital(`${place}: ${field} is ${formatted(after)}, and was not given.`)
  if (change === 'removed') return capital(`${place}: ${field} was ${formatted(before)}, and is not given any more.`)
  return capital(`${place}: ${field} was ${formatted(before)} and is ${formatted(after)}.`)
}

/** `steps/mix/parameters/temperature` is the parameter temperature of step mix; an odd end names the list itself. */
function placeOf(parts: readonly string[]): string {
  const named: string[] = []
  for (let index = 0; index < parts.length; index += 2) {
    const [list = '', id] = parts.slice(index, index + 2)
    named.unshift(id === undefined ? `the ${spoken(list)}` : `${lists[list]?.noun ?? list} ${id}`)
  }
  return named.join(' of ')
}

const spoken = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function formatted(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(formatted).join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  if ('value' in value && 'unit' in value) return format(value as Quantity)
  return Object.entries(value)
    .map(([field, it]) => `${spoken(field)} ${formatted(it)}`)
    .join(', ')
}
