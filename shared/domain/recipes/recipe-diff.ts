import type { RecipeDraft } from '../../../events/recipe.ts'
import { type Difference, idsOfLists, isList } from '../../../events/sentences/difference.ts'
import { isSame } from '../same.ts'

type Part = Readonly<Record<string, unknown>>

/** The differences from one version to the other. The order of fields does not matter. */
export const differencesOf = (before: RecipeDraft, after: RecipeDraft): Difference[] => inPart([], before, after)

function inPart(path: readonly string[], before: Part, after: Part): Difference[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...fields].flatMap((field) => {
    const here = [...path, field]
    const [one, other] = [before[field], after[field]]
    const id = isList(field) ? idsOfLists[field] : undefined
    if (id !== undefined && hasIds(one, id) && hasIds(other, id)) return inList(here, one, other, id)
    return isSame(one, other) ? [] : [{ change: kindOf(one, other), path: here.join('/'), ...given(one, other) }]
  })
}

function inList(path: readonly string[], before: readonly Part[], after: readonly Part[], id: string): Difference[] {
  const idOf = (part: Part) => String(part[id])
  const [old, now] = [new Map(before.map((it) => [idOf(it), it])), new Map(after.map((it) => [idOf(it), it]))]
  const gone = [...old.keys()].filter((it) => !now.has(it))
  const added = [...now.keys()].filter((it) => !old.has(it))
  const unmoved = [...[...old.keys()].filter((it) => now.has(it)), ...added]
  const at = (part: string) => [...path, part].join('/')
  return [
    ...gone.map((it): Difference => ({ change: 'removed', path: at(it), before: old.get(it) })),
    ...[...now].flatMap(([it, part]): Difference[] => {
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
