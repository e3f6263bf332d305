import type { SiteClient } from '../demo/client.ts'
import { type AtWork, accepted, type Step, takes } from './trade.ts'

/** Somebody starts a step, and the clock of their work with it. */
export async function begin(
  { orderId }: AtWork,
  plant: SiteClient,
  { stepId, kind, status }: Step,
  equipmentId: string | undefined,
): Promise<number> {
  accepted(await plant.startStep({ orderId, stepId }, equipmentId === undefined ? {} : { equipmentId }))
  // Whoever is on the clock already for this step stays so.
  if (status === 'waiting') await plant.clockOn({ activity: kind, orderId, stepId })
  return takes.start
}

/** Somebody completes a step, or lets pieces of it go on. */
export async function complete(
  { orderId, trade }: AtWork,
  plant: SiteClient,
  step: Step,
  serials?: readonly string[],
): Promise<number> {
  const { stepId, equipmentId } = step
  const { type } = accepted(await plant.completeStep({ orderId, stepId }, serials ? { serials: [...serials] } : {}))
  if (type === 'andon.step.progressed.v1') return takes.complete
  await plant.clockOff({ orderId, stepId })
  if (equipmentId !== undefined) trade.worksAt(equipmentId, step, true)
  return takes.complete
}

/** The equipment that the order is in already, if the step may run there; a work center only if it has no free unit. */
export function placeFor(step: Step, steps: readonly Step[]): string | undefined {
  const free = step.equipment.filter(({ canStart }) => canStart).map(({ equipmentId }) => equipmentId)
  const isUsed = (id: string) => steps.some(({ equipmentId }) => equipmentId === id)
  return free.find(isUsed) ?? free.find((id) => id !== step.workCenter) ?? free[0]
}

export const isOver = ({ status }: Step): boolean => status !== 'waiting' && status !== 'running'
