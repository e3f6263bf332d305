import type { RecipeDraft } from '../../../../events/recipe.ts'
import type { Line } from '../../look/layers.ts'

type Parts = Pick<RecipeDraft, 'steps' | 'procedures'>

/**
 * The lines from step to step, as few as say the order: a step that waits for a procedure waits for its last steps, and the first steps of a procedure
 * for what the procedure waits for. What is unknown has no line; steps in a circle keep all of theirs.
 */
export function linesOf({ steps, procedures }: Parts): readonly Line[] {
  const holders = new Map(procedures.map((it) => [String(it.procedureId), it]))
  const around = (within: string | undefined): readonly string[] => {
    const ids: string[] = []
    for (let id = within; id !== undefined && !ids.includes(id); id = holders.get(id)?.within) ids.push(id)
    return ids
  }
  const inside = Map.groupBy(
    steps.flatMap(({ stepId, within }) => [stepId, ...around(within)].map((part) => ({ part, stepId }))),
    ({ part }) => part,
  )
  const before = new Map<string, ReadonlySet<string>>(
    steps.map(({ stepId, after, within }) => {
      const own = around(within)
      const awaited = [...after, ...own.flatMap((id) => holders.get(id)?.after ?? [])]
      // A part that waits for its own whole waits for itself.
      return [stepId, new Set(awaited.flatMap((id) => inside.get(id) ?? []).map((it) => it.stepId))]
    }),
  )
  const all = new Map([...before.keys()].map((id) => [id, reached(id, before)]))
  return [...before].flatMap(([to, awaited]) =>
    [...awaited]
      .filter(
        (from) =>
          ![...awaited].some(
            (other) => other !== from && all.get(other)?.has(from) === true && all.get(from)?.has(other) !== true,
          ),
      )
      .map((from) => ({ from, to })),
  )
}

/** All that come before a step, directly or not. */
function reached(id: string, before: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>()
  const next = [...(before.get(id) ?? [])]
  for (let it = next.pop(); it !== undefined; it = next.pop()) {
    if (seen.has(it)) continue
    seen.add(it)
    next.push(...(before.get(it) ?? []))
  }
  return seen
}
