import type { Instant, RecipeId } from '../../events/identifiers.ts'
import type { Purpose, RecipeStatus } from '../../events/recipe.ts'

/** Which version of a recipe new orders take, and from when. The clock alone brings the next one into force. */
export interface Effective {
  readonly recipeId: RecipeId
  /** The one in force and those to come, in the order in which they take effect. */
  readonly schedule: readonly Turn[]
  /** The version that was approved last: the one before whatever is drafted next. */
  readonly latest: string
  /** How many people had to sign a version of it; no later version needs fewer. */
  readonly signaturesNeeded: number
  /** What its versions are for; all of them are for the same. */
  readonly purpose: Purpose
}

interface Turn {
  readonly version: string
  readonly from: Instant
}

/** What a version keeps of its life; the rest of its status follows from the time. */
export type KeptStatus = Extract<RecipeStatus, 'draft' | 'in-review' | 'approved' | 'retired'>

export const versionInForce = (effective: Effective | undefined, at: Instant): string | undefined =>
  effective?.schedule.findLast(({ from }) => from <= at)?.version

/** What the public sees of a version at an instant. */
export function statusAt(
  { version, status, effectiveFrom }: { version: string; status: KeptStatus; effectiveFrom?: Instant },
  effective: Effective | undefined,
  at: Instant,
): RecipeStatus {
  if (status !== 'approved' || effectiveFrom === undefined || effectiveFrom > at) return status
  return versionInForce(effective, at) === version ? 'effective' : 'superseded'
}

/** Takes a version in. Of two that take effect at one instant, the one that was approved later does. */
export function scheduled(
  effective: Effective | undefined,
  {
    recipeId,
    version,
    signaturesNeeded,
    purpose,
  }: { recipeId: RecipeId; version: string; signaturesNeeded: number; purpose: Purpose },
  from: Instant,
  at: Instant,
): Effective {
  const others = effective ? current(effective, at) : []
  const before = others.filter((it) => it.from <= from)
  return {
    recipeId,
    schedule: current({ schedule: [...before, { version, from }, ...others.slice(before.length)] }, at),
    latest: version,
    signaturesNeeded: Math.max(signaturesNeeded, effective?.signaturesNeeded ?? 1),
    purpose,
  }
}

/** Takes a version out. The one that it superseded stays superseded: nothing comes back into force unless somebody approves it. */
export const unscheduled = (effective: Effective, version: string, at: Instant): Effective => ({
  ...effective,
  schedule: current(effective, at).filter((it) => it.version !== version),
})

/** Without the turns that are over, so that the schedule does not grow. */
const current = ({ schedule }: Pick<Effective, 'schedule'>, at: Instant): readonly Turn[] => {
  const inForce = schedule.findLastIndex(({ from }) => from <= at)
  return schedule.slice(Math.max(inForce, 0))
}
