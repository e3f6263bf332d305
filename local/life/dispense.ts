import Big from 'big.js'
import { type SiteClient, until } from '../demo/client.ts'
import type { Goal, Weigher } from './scales.ts'
import { type AtWork, accepted, NotDone, type Step, takes, type Visited } from './trade.ts'

/** Weighs what a step lacks, one container at a time, and a second person verifies it; undefined if it lacks nothing. */
export async function dispense(
  { staff, crew, orderId, trade }: AtWork,
  plant: SiteClient,
  step: Step,
): Promise<number | undefined> {
  const { stepId } = step
  const scale = trade.scaleOf?.(step.workCenter)
  const { items: containers } = accepted(await plant.listDispensed({ orderId }))
  const open = containers.find((it) => it.stepId === stepId && it.verified === undefined && it.rejected === undefined)
  if (open !== undefined) {
    const beside = await staff.as(crew.second)
    const { containerId } = open
    const signed = await staff.signed('verified', crew.second)
    accepted(await beside.verifyContainer({ orderId, containerId }, { scanned: `92${containerId}`, ...signed }))
    return takes.verify
  }
  const hand = scale && (await lineAtHand(plant, orderId, step, scale))
  if (scale === undefined || hand === undefined) return undefined
  const { lineId, lotId, net } = hand
  if (!hand.isChecked) return checkScale(plant, scale)
  if (net === undefined) throw new NotDone(`line ${lineId} cannot be weighed: ${JSON.stringify(hand.violations)}`)
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

/** The first line of a step that is not weighed whole, the lot to take for it, and how much of it; undefined if nothing is left to weigh. */
async function lineAtHand(plant: SiteClient, orderId: string, step: Step, scale: Weigher) {
  const { stepId, equipmentId = scale.equipmentId } = step
  const { items: picks } = accepted(await plant.listPicks({ orderId }))
  for (const { lineId } of step.materials) {
    const pick = picks.find((it) => it.stepId === stepId && it.lineId === lineId)
    const [lot] = pick?.lots ?? []
    if (lot === undefined) continue
    const { lotId } = lot
    const query = { lineId, lotId, equipmentId }
    const { scale: known, items } = accepted(await plant.getDispensing({ orderId, stepId }, query))
    const [wanted] = items
    if (wanted?.complete !== false) continue
    const target = wanted.target?.target
    const { free } = accepted(await plant.getLot({ lotId }))
    // What is left of a lot goes first, and the rest comes from the next.
    const net = target && new Big(free.value).lt(target.value) ? { ...target, value: free.value } : target
    const isChecked = known?.dailyCheck === undefined || known.dailyCheck === 'passed'
    return { lineId, lotId, net, isChecked, containers: wanted.containers.length, violations: wanted.violations }
  }
  return undefined
}

/**
 * What lies on the scale for people at screens: as much as the first line at hand lacks, or the test weights in turn where the scale is to be checked
 * first. Nothing, where nobody weighs.
 */
export async function weighedFor(visited: readonly Visited[], scale: Weigher, now: Date): Promise<Goal | undefined> {
  for (const { orderId, step, plant } of visited) {
    if (!step.materials.some(({ weighing: isWeighed }) => isWeighed !== undefined)) continue
    const hand = await lineAtHand(plant, orderId, step, scale)
    if (hand?.isChecked === false) return testWeightAt(plant, scale, now)
    if (hand?.net !== undefined) return { of: [orderId, hand.lineId, hand.containers].join(), ...hand.net }
  }
  return undefined
}

/** So long, each test weight lies on the scale. */
const testMs = 20_000

async function testWeightAt(plant: SiteClient, scale: Weigher, now: Date): Promise<Goal | undefined> {
  const { scale: known } = accepted(await plant.getEquipment(scale))
  const weights = known?.dailyCheck?.weights ?? []
  const nominal = weights[Math.floor(now.getTime() / testMs) % weights.length]?.nominal
  return nominal && { of: `test weight ${nominal.value}`, ...nominal }
}

/** Puts it on the scale, and waits until the plant has heard of it. */
async function weighing(plant: SiteClient, scale: Weigher, value: string, unit: string): Promise<void> {
  await scale.weighs(value, unit)
  await until(
    () => plant.getMachine(scale),
    ({ ok, body }) => ok && body.values.weight !== undefined && new Big(body.values.weight.value).eq(value),
    `A weight of ${scale.equipmentId}`,
  )
}

async function checkScale(plant: SiteClient, scale: Weigher): Promise<number> {
  const { equipmentId } = scale
  const found = accepted(await plant.getEquipment({ equipmentId }))
  for (const { nominal } of found.scale?.dailyCheck?.weights ?? []) {
    await weighing(plant, scale, nominal.value, nominal.unit)
    accepted(await plant.checkScale({ equipmentId }, { readings: [{ nominal, reading: nominal }], source: 'device' }))
  }
  return takes.check
}
