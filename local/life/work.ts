import Big from 'big.js'
import type { Answer } from '../../shared/client/client.ts'
import { saidBy } from '../definitions/plant-state.ts'
import type { BodyOf, SiteClient } from '../demo/client.ts'
import type { Scale } from './machines.ts'
import type { Staff } from './staff.ts'

export type Step = BodyOf<'listSteps'>['items'][number]
type Line = Step['materials'][number]

/** What the people of a plant know besides what its API tells them. */
export interface Trade {
  /** How long people take, in proportion: 1 is without hurry. */
  readonly hurry: () => number
  /** The step whose output is the product of the order, by recipe. */
  readonly makes: Readonly<Record<string, Making>>
  /** The scale of a work center. */
  readonly scaleOf: (workCenter: string | undefined) => Scale | undefined
  /** Seconds until the equipment is ready for the step; undefined: at once. */
  readonly notYet: (step: Step, equipmentId: string | undefined) => number | undefined
  /** Why the weight of a line is typed, if the scale cannot say it. */
  readonly typedFor?: (orderId: string, lineId: string) => string | undefined
  /** Somebody works at this equipment now, or has just ended. */
  readonly worksAt: (equipmentId: string, step: Step, isOver: boolean) => void
  /** The value that a person reads from an instrument, if it is not the middle of its band. */
  readonly reads?: (
    step: Step,
    parameterId: string,
    order: { readonly orderId: string; readonly made: string },
  ) => string | undefined
}

interface Making {
  readonly stepId: string
  readonly lotOf: (orderId: string) => string
  /** What comes out of a hundred that were asked for. */
  readonly percent: string
  /** In how many parts it is booked, and how many seconds each takes. */
  readonly parts: () => { readonly count: number; readonly seconds: number }
  readonly decimals: number
}

/** Who does it, and who stands beside. */
export interface Crew {
  readonly first: string
  readonly second: string
}

/** Seconds of the plant that people need for what they do, without hurry. */
const takes = {
  start: 40,
  weigh: 150,
  check: 60,
  verify: 50,
  charge: 60,
  take: 60,
  read: 90,
  complete: 30,
  watch: 90,
  lack: 600,
}

/** What did not go as people wanted. */
export class NotDone extends Error {}

/** The body of the plant's answer. @throws NotDone with its reasons if it refuses */
export const accepted = <Body>(answer: Answer<Body>): Body => {
  if (answer.ok) return answer.body
  throw new NotDone(saidBy(answer))
}

export interface AtWork {
  readonly staff: Staff
  readonly trade: Trade
  readonly crew: Crew
  readonly orderId: string
}

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
  const { items: steps } = accepted(await plant.listSteps({ orderId }))
  for (const step of steps.filter(({ status }) => status === 'running')) {
    if (step.equipmentId !== undefined) trade.worksAt(step.equipmentId, step, false)
    const seconds = await workAt(at, plant, step, steps)
    if (seconds !== undefined) return seconds
  }
  for (const step of steps.filter(({ status, canStart }) => status === 'waiting' && canStart)) {
    const equipmentId = placeFor(step, steps)
    const seconds = trade.notYet(step, equipmentId)
    if (seconds !== undefined) return seconds
    accepted(await plant.startStep({ orderId, stepId: step.stepId }, equipmentId === undefined ? {} : { equipmentId }))
    // Whoever is on the clock already for this step stays so.
    await plant.clockOn({
      activity: step.kind === 'production' ? 'production' : step.kind,
      orderId,
      stepId: step.stepId,
    })
    return takes.start
  }
  if (steps.every(({ status }) => status !== 'waiting' && status !== 'running')) {
    accepted(await plant.completeOrder({ orderId }, {}))
    return undefined
  }
  return undefined
}

/** The equipment that the batch is in already, if the step may run there. */
function placeFor(step: Step, steps: readonly Step[]): string | undefined {
  const free = step.equipment.filter(({ canStart }) => canStart).map(({ equipmentId }) => equipmentId)
  return free.find((id) => steps.some(({ equipmentId }) => equipmentId === id)) ?? free[0]
}

async function workAt(
  { staff, crew, orderId, trade }: AtWork,
  plant: SiteClient,
  step: Step,
  steps: readonly Step[],
): Promise<number | undefined> {
  const { stepId, equipmentId } = step
  const weighed = step.materials.filter(({ weighing }) => weighing !== undefined)
  if (weighed.length > 0) {
    const seconds = await dispense({ staff, crew, orderId, trade }, plant, step)
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
  if (making !== undefined) {
    const seconds = await make(plant, orderId, step, making, made)
    if (seconds !== undefined) return seconds
  }
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
  if (step.canComplete !== true) {
    const canOther = steps.some(({ status, canStart }) => status === 'waiting' && canStart)
    return !canOther && step.lacking?.every(({ code }) => code === 'timer-running') ? takes.watch : undefined
  }
  accepted(await plant.completeStep({ orderId, stepId }, {}))
  await plant.clockOff({ orderId, stepId })
  if (equipmentId !== undefined) trade.worksAt(equipmentId, step, true)
  return takes.complete
}

const isTaken = ({ weighing, backflush, use }: Line): boolean =>
  weighing === undefined && backflush === undefined && use === 'consumed'

const isEnough = ({ consumed, least, quantity }: Line): boolean => new Big(consumed ?? 0).gte(least ?? quantity.value)

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

async function dispense(
  { staff, crew, orderId, trade }: AtWork,
  plant: SiteClient,
  step: Step,
): Promise<number | undefined> {
  const { stepId, equipmentId } = step
  const scale = trade.scaleOf(step.workCenter)
  const { items: containers } = accepted(await plant.listDispensed({ orderId }))
  const open = containers.find((it) => it.stepId === stepId && it.verified === undefined && it.rejected === undefined)
  if (open !== undefined) {
    const beside = await staff.as(crew.second)
    const { containerId } = open
    const signed = await staff.signed('verified', crew.second)
    accepted(await beside.verifyContainer({ orderId, containerId }, { scanned: `92${containerId}`, ...signed }))
    return takes.verify
  }
  const { items: picks } = accepted(await plant.listPicks({ orderId }))
  for (const { lineId } of step.materials) {
    const pick = picks.find((it) => it.stepId === stepId && it.lineId === lineId)
    const [lot] = pick?.lots ?? []
    if (lot === undefined || scale === undefined) continue
    const { lotId } = lot
    const place = equipmentId ?? scale.equipmentId
    const { scale: checked, items } = accepted(
      await plant.getDispensing({ orderId, stepId }, { lineId, lotId, equipmentId: place }),
    )
    const [wanted] = items
    if (wanted?.complete !== false) continue
    if (checked?.dailyCheck !== undefined && checked.dailyCheck !== 'passed') return checkScale(plant, scale)
    const target = wanted.target?.target
    if (target === undefined)
      throw new NotDone(`line ${lineId} cannot be weighed: ${JSON.stringify(wanted.violations)}`)
    const { free } = accepted(await plant.getLot({ lotId }))
    // What is left of a lot goes first, and the rest comes from the next.
    const net = new Big(free.value).lt(target.value) ? { ...target, value: free.value } : target
    const reason = trade.typedFor?.(orderId, lineId)
    if (reason === undefined) await weighing(plant, scale, net.value, net.unit)
    const said = reason === undefined ? ({ source: 'device' } as const) : ({ source: 'typed', reason } as const)
    const containerId = `${orderId}-${containers.length + 1}`
    accepted(
      await plant.weigh(
        { orderId },
        { stepId, lineId, lotId, containerId, equipmentId: scale.equipmentId, method: 'net', net, ...said },
      ),
    )
    return takes.weigh
  }
  return undefined
}

/** Puts it on the scale, and waits until the plant has heard of it. */
async function weighing(plant: SiteClient, scale: Scale, value: string, unit: string): Promise<void> {
  await scale.weighs(value, unit)
  const deadline = performance.now() + 10_000
  for (;;) {
    const { values } = accepted(await plant.getMachine({ equipmentId: scale.equipmentId }))
    if (values.weight !== undefined && new Big(values.weight.value).eq(value)) return
    if (performance.now() > deadline) throw new NotDone(`The plant does not hear ${scale.equipmentId}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function checkScale(plant: SiteClient, scale: Scale): Promise<number> {
  const { equipmentId } = scale
  const found = accepted(await plant.getEquipment({ equipmentId }))
  for (const { nominal } of found.scale?.dailyCheck?.weights ?? []) {
    await weighing(plant, scale, nominal.value, nominal.unit)
    accepted(await plant.checkScale({ equipmentId }, { readings: [{ nominal, reading: nominal }], source: 'device' }))
  }
  return takes.check
}

const madeIn = ({ outputs = [] }: Step): string =>
  outputs
    .filter(({ use }) => use === 'produced')
    .reduce((sum, { value }) => sum.plus(value), new Big(0))
    .toFixed()

async function make(
  plant: SiteClient,
  orderId: string,
  { stepId }: Step,
  { percent, parts, decimals, lotOf }: Making,
  made: string,
): Promise<number | undefined> {
  const { quantity } = accepted(await plant.getOrder({ orderId }))
  const whole = new Big(quantity.value).times(percent).div(100).round(decimals, 0)
  const left = whole.minus(made)
  if (left.lte(0)) return undefined
  const { count, seconds } = parts()
  const part = whole.div(count).round(decimals, 3)
  const value = (left.lt(part.times('1.5')) ? left : part).toFixed()
  accepted(
    await plant.produce({ orderId }, { stepId, lotId: lotOf(orderId), quantity: { value, unit: quantity.unit } }),
  )
  return seconds
}

/**
 * Somebody scans a lot that the order does not need, at the first line that lacks something.
 * @returns whether any line does
 */
export async function wrongLot({ staff, orderId, person, lotId }: Mistake): Promise<boolean> {
  const plant = await staff.as(person)
  const { items: steps } = accepted(await plant.listSteps({ orderId }))
  for (const { stepId, status, materials } of steps) {
    const line = status === 'running' ? materials.find((it) => !isEnough(it)) : undefined
    if (line === undefined) continue
    const { lineId, quantity } = line
    const answer = await plant.consume({ orderId }, { stepId, lineId, lotId, quantity })
    if (answer.ok) throw new NotDone(`The plant took ${lotId} for line ${lineId} of ${orderId}`)
    return true
  }
  return false
}

interface Mistake {
  readonly staff: Staff
  readonly orderId: string
  readonly person: string
  readonly lotId: string
}
