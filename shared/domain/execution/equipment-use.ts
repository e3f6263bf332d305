import type { Amount } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import { type Machine, vacate } from '../equipment/machine.ts'
import type { BoundOrder } from '../orders/order.ts'
import { millisecondsIn } from '../quantity.ts'

/** The state in which a step leaves its equipment: clean for some time, dirty, or set up for the product. */
export const leftBehind = (
  { product, family }: BoundOrder,
  { kind, cleanFor, leavesDirty }: Step,
  at: string,
): Pick<Machine, 'cleanUntil' | 'setUpFor' | 'setUpFamily'> => ({
  ...(kind === 'set-up' && { setUpFor: product, setUpFamily: family }),
  ...(leavesDirty && { cleanUntil: at }),
  ...(kind === 'cleaning' && cleanFor && { cleanUntil: after(at, cleanFor) }),
})

/** The state in which an aborted step leaves its equipment: dirty as after completion; an aborted set-up does not count. */
export function brokenOff(machine: Machine, orderId: string, steps: readonly Step[], at: string): Machine {
  const here = occupationsOf(machine, orderId).flatMap((id) => steps.find(({ stepId }) => stepId === id) ?? [])
  const { setUpFor, setUpFamily, ...rest } = vacate(machine, orderId, at)
  const keepsSetUp = setUpFor !== undefined && !here.some(({ kind }) => kind === 'set-up')
  return {
    ...rest,
    ...(keepsSetUp && { setUpFor, ...(setUpFamily !== undefined && { setUpFamily }) }),
    ...(here.some(({ leavesDirty }) => leavesDirty) && { cleanUntil: at }),
  }
}

const occupationsOf = ({ occupancies }: Machine, orderId: string): string[] =>
  occupancies.flatMap((it) => (it.orderId === orderId && it.to === undefined ? [it.stepId] : []))

const after = (at: string, duration: Amount): string =>
  new Date(Date.parse(at) + millisecondsIn(duration)).toISOString()
