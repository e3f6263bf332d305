import type { StopReason } from '../../../../events/stop-reason.ts'

export type Reason = Pick<StopReason, 'reasonId' | 'name' | 'parentId'>

/** What is touched to give a reason: a leaf at once, or a group whose leaves come next. */
export interface Choice {
  readonly reason: Reason
  /** Empty for a leaf. */
  readonly leaves: readonly Reason[]
}

/** How often each reason was given of late. */
export type Used = ReadonlyMap<string, number>

/** As many leaves stand before their groups: where most stops have one of a few reasons, one touch is enough. */
const mostDirect = 3

/**
 * The choices for a stop, the most used first: the leaves of groups that were used most, which need one touch, then groups and leaves of the top.
 * Reasons that were not used keep the order that the engineer gave them.
 */
export function choicesOf(reasons: readonly Reason[], used: Used): readonly Choice[] {
  const timesOf = ({ reasonId }: Reason) => used.get(reasonId) ?? 0
  const mostFirst = (those: readonly Reason[]) => those.toSorted((one, other) => timesOf(other) - timesOf(one))
  const top = reasons
    .filter(({ parentId }) => parentId === undefined)
    .map((reason) => ({ reason, leaves: mostFirst(leavesBelow(reason, reasons)) }))
  const timesOfAll = ({ reason, leaves }: Choice) => leaves.reduce((sum, it) => sum + timesOf(it), timesOf(reason))
  const direct = mostFirst(top.flatMap(({ leaves }) => leaves))
    .filter((it) => timesOf(it) > 0)
    .slice(0, mostDirect)
    .map((reason) => ({ reason, leaves: [] }))
  return [...direct, ...top.toSorted((one, other) => timesOfAll(other) - timesOfAll(one))]
}

const childrenOf = ({ reasonId }: Reason, reasons: readonly Reason[]) =>
  reasons.filter(({ parentId }) => parentId === reasonId)

function leavesBelow(reason: Reason, reasons: readonly Reason[]): readonly Reason[] {
  return childrenOf(reason, reasons).flatMap((it) =>
    childrenOf(it, reasons).length === 0 ? [it] : leavesBelow(it, reasons),
  )
}

/** The reasons that can be given, each with its group. */
export const leavesOf = (reasons: readonly Reason[]): readonly { readonly id: string; readonly word: string }[] =>
  reasons
    .filter((it) => childrenOf(it, reasons).length === 0)
    .map((it) => {
      const group = reasons.find(({ reasonId }) => reasonId === it.parentId)
      return { id: it.reasonId, word: group ? `${group.name} · ${it.name}` : it.name }
    })
