import type { Step } from '../../../events/recipe.ts'
import { isSame } from '../same.ts'

/** The differences between two procedures, by step id. */
export interface StepDifference {
  readonly added: readonly Step[]
  readonly removed: readonly Step[]
  readonly changed: readonly { readonly stepId: string; readonly fields: readonly FieldDifference[] }[]
}

interface FieldDifference {
  readonly field: string
  /** Absent if the step does not have the field. */
  readonly before?: unknown
  readonly after?: unknown
}

export function differenceOf(before: readonly Step[], after: readonly Step[]): StepDifference {
  const [old, now] = [byId(before), byId(after)]
  return {
    added: after.filter(({ stepId }) => !old.has(stepId)),
    removed: before.filter(({ stepId }) => !now.has(stepId)),
    changed: before.flatMap((step) => {
      const other = now.get(step.stepId)
      const fields = other ? fieldsThatDiffer(step, other) : []
      return fields.length > 0 ? [{ stepId: step.stepId, fields }] : []
    }),
  }
}

export function fieldsThatDiffer(one: Step, other: Step): FieldDifference[] {
  const [before, after]: Record<string, unknown>[] = [{ ...one }, { ...other }]
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...fields]
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((it) => !isSame(it.before, it.after))
}

const byId = (steps: readonly Step[]): ReadonlyMap<string, Step> =>
  new Map<string, Step>(steps.map((step) => [step.stepId, step]))
