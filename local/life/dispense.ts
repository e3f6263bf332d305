import Big from 'big.js'
import { type SiteClient, until } from '../demo/client.ts'
import type { Scale } from './machines.ts'
import { type AtWork, accepted, NotDone, type Step, takes } from './trade.ts'

/** Weighs what a step lacks, one container at a time, and a second person verifies it; undefined if it lacks nothing. */
export async function dispense(
  { staff, crew, orderId, trade }: AtWork,
  plant: SiteClient,
  step: Step,
): Promise<number | undefined> {
  const { stepId, equipmentId } = step
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
  await until(
    () => plant.getMachine(scale),
    ({ ok, body }) => ok && body.values.weight !== undefined && new Big(body.values.weight.value).eq(value),
    `A weight of ${scale.equipmentId}`,
  )
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
