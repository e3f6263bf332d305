import type { Instant, StepId } from '../../../events/identifiers.ts'
import { withoutOverrides } from '../orders/gate.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { serialOf } from '../orders/rule.ts'
import { itemsPerUnit } from '../recipes/per.ts'
import type { Serial } from '../stock/serial.ts'

/** The results of a unit that a step asks for again. */
interface Asked {
  readonly stepId: StepId
  readonly items: readonly string[]
}

/**
 * The unit without its results in the steps that it has not left, because a part was taken out of it: they were of the unit with that part. What a device
 * has measured before counts no more when its message comes late. A step that the unit has left is done again by a rework.
 */
export function takenAnew(
  order: BoundOrder,
  snapshot: Snapshot,
  unit: Serial,
  at: Instant,
): { readonly unit: Serial; readonly asked: readonly Asked[] } {
  const { steps: known = {} } = unit
  const open = snapshot.steps.flatMap((step) => {
    const { stepId } = step
    const before = known[stepId]
    const isThere = before !== undefined || order.steps[stepId]?.status === 'running'
    const items = itemsPerUnit(step).map(({ id }) => id)
    return isThere && before?.left === undefined && items.length > 0 ? [{ stepId, items, before }] : []
  })
  if (open.length === 0) return { unit, asked: [] }
  const anew = open.map(
    ({ stepId, items }) =>
      [stepId, { results: {}, measuredAt: Object.fromEntries(items.map((id) => [id, at])), opened: true }] as const,
  )
  return {
    unit: { ...unit, steps: { ...known, ...Object.fromEntries(anew) } },
    asked: open.flatMap(({ stepId, before }) => {
      const items = Object.keys(before?.results ?? {})
      return items.length > 0 ? [{ stepId, items }] : []
    }),
  }
}

/**
 * The unit with a part built in. Where one was taken out before, results of the time between are of a unit without it, so they are asked for again; one
 * that was measured after the part was built in stays, if the part is booked late.
 */
export function withPart(unit: Serial, at: Instant): Serial {
  const { steps = {} } = unit
  const opened = Object.entries(steps).filter(([, { opened: was, left }]) => was && left === undefined)
  if (opened.length === 0) return unit
  const again = opened.map(([stepId, step]) => {
    const { results, measuredAt = {} } = step
    const since = Object.entries(measuredAt).filter(([, measured]) => measured > at)
    return [
      stepId,
      {
        ...step,
        results: Object.fromEntries(Object.entries(results).filter(([id]) => since.some(([item]) => item === id))),
        measuredAt: {
          ...Object.fromEntries(Object.keys(measuredAt).map((id) => [id, at])),
          ...Object.fromEntries(since),
        },
      },
    ] as const
  })
  return { ...unit, steps: { ...steps, ...Object.fromEntries(again) } }
}

/** As a fact tells it. */
export const asTold = (asked: readonly Asked[]): { stepId: StepId; items: string[] }[] =>
  asked.map(({ stepId, items }) => ({ stepId, items: [...items] }))

/** The order without what was signed for the unit as it was: its results of these steps. */
export const withoutSigned = (order: BoundOrder, { serial }: Serial, asked: readonly Asked[]): BoundOrder =>
  asked.reduce((it, { stepId }) => unsigned(it, stepId, serial), order)

const unsigned = (order: BoundOrder, stepId: StepId, serial: string): BoundOrder => ({
  ...order,
  ...withoutOverrides(
    order,
    stepId,
    (rule) => (rule.rule === 'parameter' || rule.rule === 'manual') && serialOf(rule) === serial,
  ),
})
