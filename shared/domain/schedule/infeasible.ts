import type { Instant } from '../../../events/identifiers.ts'
import type { Equipment } from '../master-data.ts'
import { formatNeeded } from '../people/qualification.ts'
import type { OpenOrder, OpenStep } from './open-order.ts'

export const infeasibleCauses = [
  'order-on-hold',
  'duration-unknown',
  'no-equipment',
  'no-qualified-person',
  'window-too-short',
  'beyond-horizon',
  'time-too-short',
  'capacity-short',
] as const
export type InfeasibleCause = (typeof infeasibleCauses)[number]

/** An order that misses its due date or finds no end, and one reason why, in a sentence that also says what cures it. */
export interface Infeasible {
  readonly orderId: string
  /** The step that finds no place; absent where it is about the order as a whole. */
  readonly stepId?: string
  readonly cause: InfeasibleCause
  readonly detail: string
}

/** The reasons why a step finds no place, each a sentence of what was asked for. */
export const obstaclesOf = ({ orderId, quantity }: OpenOrder, step: OpenStep) => {
  const { stepId, workCenter, equipmentClass, qualifications, duration } = step
  const obstacle = (cause: InfeasibleCause, detail: string): Infeasible => ({ orderId, stepId, cause, detail })
  const place = [workCenter, equipmentClass].filter((it) => it !== undefined).join(' with class ')
  const asked = qualifications.map(formatNeeded).join(', ')
  const named = `${stepId} of order ${orderId}`
  return {
    durationUnknown: () =>
      obstacle(
        'duration-unknown',
        `The recipe tells the time of step ${named} per ${duration?.perQuantity?.per.unit}, and the order is for ${quantity.unit}; correct the recipe.`,
      ),
    noUnit: () =>
      obstacle('no-equipment', `Step ${named} runs on ${place}, and the site has no such unit; define one.`),
    unitsHeld: (units: readonly Equipment[]) =>
      obstacle(
        'no-equipment',
        `Step ${named} runs on ${place}; on hold: ${idsOf(units)}. It is planned when a hold is released.`,
      ),
    nobody: () =>
      obstacle('no-qualified-person', `Nobody has all that step ${named} asks for (${asked}); qualify somebody.`),
    nobodyForLong: () =>
      obstacle(
        'no-qualified-person',
        `Nobody's qualification (${asked}) lasts until step ${named} could end; renew it in time.`,
      ),
    windowTooShort: (units: readonly Equipment[], work: number) =>
      obstacle(
        'window-too-short',
        `Step ${named} takes ${formatTime(work)}, for which ${idsOf(units)} is never open at a stretch; let the step span breaks, or change calendar or maintenance.`,
      ),
    beyondHorizon: (horizon: Instant) =>
      obstacle('beyond-horizon', `Step ${named} finds no place that ends by ${horizon}; nothing is planned beyond.`),
  }
}

export const orderHeld = ({ orderId }: OpenOrder): Infeasible => ({
  orderId,
  cause: 'order-on-hold',
  detail: `Order ${orderId} is on hold or paused; what is left of it is planned when it goes on.`,
})

/**
 * Why an order ends after its due date.
 * @param alone when it would end if nothing but what runs now had a place; undefined when even then it would not end.
 */
export function lateness(orderId: string, dueAt: Instant, end: Instant, alone: Instant | undefined): Infeasible {
  const late = formatTime(Date.parse(end) - Date.parse(dueAt))
  if (alone !== undefined && alone <= dueAt)
    return {
      orderId,
      cause: 'capacity-short',
      detail: `Order ${orderId} is due on ${dueAt} and would end on ${end}, ${late} late: orders that come first take the units and people. Alone it would end on ${alone}.`,
    }
  return {
    orderId,
    cause: 'time-too-short',
    detail: `Order ${orderId} is due on ${dueAt} and would end on ${end}, ${late} late; even without any other order to come it would end after its due date.`,
  }
}

const idsOf = (units: readonly Equipment[]): string => units.map(({ equipmentId }) => equipmentId).join(', ')

/** For people: `2 d 3 h`, `45 min`, `20 s`; the two largest parts. */
export function formatTime(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'longer than a calendar counts'
  let left = Math.ceil(milliseconds / 1000)
  const parts: string[] = []
  for (const [unit, seconds] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(left / seconds)
    left -= count * seconds
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  return parts.slice(0, 2).join(' ') || '0 s'
}
