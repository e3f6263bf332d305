import { byRank, type Ranked } from '../../shared/domain/schedule/rank.ts'

export interface Place extends Ranked {
  readonly stepId: string
}

/** The position of a line holds its rank, so that the next page is found even if the line has left the list. None of its parts contains a blank. */
export const positionOf = ({ priority, dueAt, family, orderId, stepId }: Place): string =>
  [priority ?? '', dueAt ?? '', family ?? '', orderId, stepId].join(' ')

export function placeAt(position: string): Place | undefined {
  const [, priority, dueAt, family, orderId, stepId] =
    /^([1-9]\d{0,2})? (\S{24})? (\S+)? (\S+) (\S+)$/.exec(position) ?? []
  if (orderId === undefined || stepId === undefined) return undefined
  return {
    orderId,
    stepId,
    ...(priority && { priority: Number(priority) }),
    ...(dueAt && { dueAt }),
    ...(family && { family }),
  }
}

/** The lines after a place. If its line is gone, the remaining lines of its order and all lines after them. */
export function linesAfter<Line extends Place>(lines: readonly Line[], place: Place | undefined): readonly Line[] {
  if (!place) return lines
  const found = lines.findIndex(({ orderId, stepId }) => orderId === place.orderId && stepId === place.stepId)
  if (found >= 0) return lines.slice(found + 1)
  const next = lines.findIndex((line) => byRank(line, place) >= 0)
  return next < 0 ? [] : lines.slice(next)
}
