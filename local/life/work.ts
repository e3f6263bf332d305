import Big from 'big.js'
import type { SiteClient } from '../demo/client.ts'
import { dispense } from './dispense.ts'
import { madeIn } from './making.ts'
import { begin, complete, isOver, placeFor } from './steps.ts'
import { type AtWork, accepted, isEnough, type Line, type Step, takes } from './trade.ts'
import { nextOfUnits } from './units.ts'

/**
 * The next thing to do at a running order, as its steps tell it; each turn is one act of one person.
 * @returns the seconds until the next; undefined if there is nothing to do before something else has changed
 */
export async function workOn(at: AtWork): Promise<number | undefined> {
  const seconds = await nextAct(at)
  return seconds === undefined ? undefined : Math.ceil(seconds * at.trade.hurry())
}

async function nextAct(at: AtWork): Promise<number | undefined> {
  const { staff, crew, orderId, trade } = at
  const plant = await staff.as(crew.first)
  const ask = async () => accepted(await plant.listSteps({ orderId })).items
  let steps = await ask()
  if (steps.some(isMeasured) && (await at.upToDate())) steps = await ask()
  if (steps.every(isOver)) {
    accepted(await plant.completeOrder({ orderId }, {}))
    return undefined
  }
  for (const step of steps)
    if (step.status === 'running' && step.equipmentId !== undefined) trade.worksAt(step.equipmentId, step, false)
  return steps.some(({ flow }) => flow === 'units') ? nextOfUnits(at, steps) : nextOfBatch(at, plant, steps)
}

async function nextOfBatch(at: AtWork, plant: SiteClient, steps: readonly Step[]): Promise<number | undefined> {
  for (const step of steps.filter(({ status }) => status === 'running')) {
    const seconds = await workAt(at, plant, step, steps)
    if (seconds !== undefined) return seconds
  }
  for (const step of steps.filter(({ status, canStart }) => status === 'waiting' && canStart)) {
    const { orderId } = at
    const { stepId } = step
    if (isNeedless(step, steps)) {
      accepted(await plant.skipStep({ orderId, stepId }, {}))
      return takes.start
    }
    const equipmentId = placeFor(step, steps)
    return at.trade.notYet?.(step, equipmentId) ?? begin(at, plant, step, equipmentId)
  }
  return undefined
}

/** Whether machines decide when the step is over. */
const isMeasured = ({ status, flow, timers, parameters }: Step): boolean =>
  status === 'running' &&
  flow !== 'units' &&
  (timers.length > 0 || parameters.some(({ source }) => source === 'device'))

/** A set-up is left out where the equipment is set up for the product already. */
const isNeedless = ({ stepId, kind, skip }: Step, steps: readonly Step[]): boolean =>
  kind === 'set-up' &&
  skip !== undefined &&
  steps
    .filter(({ needsSetUp, after }) => needsSetUp === true && after.includes(stepId))
    .every(({ equipment }) =>
      equipment.some(({ violations }) => violations.every(({ code }) => code !== 'equipment-not-set-up')),
    )

async function workAt(at: AtWork, plant: SiteClient, step: Step, steps: readonly Step[]): Promise<number | undefined> {
  const { orderId, trade } = at
  const { stepId, equipmentId } = step
  if (step.materials.some(({ weighing }) => weighing !== undefined)) {
    const seconds = await dispense(at, plant, step)
    if (seconds !== undefined) return seconds
  }
  const [container] = step.charging?.missing ?? []
  if (container !== undefined) {
    const { containerId } = container
    accepted(
      await plant.chargeContainer(
        { orderId, containerId },
        { stepId, ...(equipmentId !== undefined && { equipmentId }), scanned: `92${containerId}\u001d93${orderId}` },
      ),
    )
    return takes.charge
  }
  const line = step.materials.find((it) => isTaken(it) && !isEnough(it))
  if (line !== undefined) return take(plant, orderId, step, line)
  const made = madeIn(step)
  const making = Object.values(trade.makes).find((it) => it.stepId === stepId)
  const seconds = await making?.book(at, plant, step, made)
  if (seconds !== undefined) return seconds
  for (const { parameterId, low, high, target, source } of step.parameters) {
    if (source !== 'operator' || step.results?.[parameterId] !== undefined) continue
    const value = trade.reads?.(step, parameterId, { orderId, made }) ?? target ?? middle(low, high)
    accepted(await plant.recordResult({ orderId }, { stepId, parameterId, value }))
    return takes.read
  }
  for (const { checkId, kind } of step.checks) {
    if (step.results?.[checkId] !== undefined) continue
    accepted(
      await plant.recordResult({ orderId }, { stepId, checkId, value: kind === 'pass-fail' ? 'pass' : 'confirmed' }),
    )
    return takes.check
  }
  if (step.canComplete === true) return trade.notOver?.(step) ?? complete(at, plant, step)
  const canOther = steps.some(({ status, canStart }) => status === 'waiting' && canStart)
  const needsTime = step.lacking?.every(({ code }) => code === 'timer-running') === true
  return !canOther && needsTime ? (trade.watches?.(timeLeft(step)) ?? takes.watch) : undefined
}

/** Seconds for which a timer has to run on, if its refusal says so. */
const timeLeft = ({ lacking = [] }: Step): number | undefined => {
  const { missing } = lacking[0]?.params ?? {}
  return typeof missing === 'object' && missing !== null && 'value' in missing ? Number(missing.value) : undefined
}

const isTaken = ({ weighing, backflush, use }: Line): boolean =>
  weighing === undefined && backflush === undefined && use === 'consumed'

const middle = (low = '0', high = low): string => new Big(low).plus(high).div(2).toFixed()

async function take(plant: SiteClient, orderId: string, { stepId }: Step, { lineId }: Line): Promise<number> {
  const { items } = accepted(await plant.listPicks({ orderId }))
  const pick = items.find((it) => it.stepId === stepId && it.lineId === lineId)
  const [lot] = pick?.lots ?? []
  // It is still being made, or waits for quality.
  if (lot === undefined) return takes.lack
  const { lotId, quantity } = lot
  accepted(await plant.consume({ orderId }, { stepId, lineId, lotId, quantity }))
  return takes.take
}
