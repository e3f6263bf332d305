import type { Instant, RecipeId } from '../../events/identifiers.ts'
import type { Purpose, RecipeStatus } from '../../events/recipe.ts'

/** The recipe version that new orders take, and from when. The next version takes effect by the clock alone. */
export interface Effective {
  readonly recipeId: RecipeId
  /** The version in force and the future ones, by the instant when they take effect. */
  readonly schedule: readonly Turn[]
  /** The version approved last; the next draft is based on it. */
  readonly latest: string
  /** The number of people who had to sign a version; a later version needs at least as many. */
  readonly signaturesNeeded: number
  /** All versions have the same purpose. */
  readonly purpose: Purpose
}

interface Turn {
  readonly version: string
  readonly from: Instant
}

/** The part of a version's status that is stored; the rest follows from the time. */
export type KeptStatus = Extract<RecipeStatus, 'draft' | 'in-review' | 'approved' | 'retired'>

export const versionInForce = (effective: Effective | undefined, at: Instant): string | undefined =>
  effective?.schedule.findLast(({ from }) => from <= at)?.version

export function statusAt(
  { version, status, effectiveFrom }: { version: string; status: KeptStatus; effectiveFrom?: Instant },
  effective: Effective | undefined,
  at: Instant,
): RecipeStatus {
  if (status !== 'approved' || effectiveFrom === undefined || effectiveFrom > at) return status
  return versionInForce(effective, at) === version ? 'effective' : 'superseded'
}

/** Adds a version. If two take effect at the same instant, the one approved later wins. */
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

/** Removes a version. The version that it superseded stays superseded: an older version comes into force again only by a new approval. */
export const unscheduled = (effective: Effective, version: string, at: Instant): Effective => ({
  ...effective,
  schedule: current(effective, at).filter((it) => it.version !== version),
})

/** Drops turns that are over, so that the schedule does not grow. */
const current = ({ schedule }: Pick<Effective, 'schedule'>, at: Instant): readonly Turn[] => {
  const inForce = schedule.findLastIndex(({ from }) => from <= at)
  return schedule.slice(Math.max(inForce, 0))
}
