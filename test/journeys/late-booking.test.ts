import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  accepted,
  approvedRecipe,
  type Crew,
  codesOf,
  crewOf,
  kg,
  read,
  releasedLot,
  runningOrder,
} from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
const [equipmentId, orderId] = ['LATE-VESSEL', 'LATE-1']
const lateReason = 'The network of the hall was down'
const blend = { orderId, stepId: 'blend' }
const dissolve = { orderId, stepId: 'dissolve' }
let crew: Crew
let released = 0
const at = (milliseconds: number) => ({ occurredAt: new Date(released + milliseconds).toISOString(), lateReason })

/** The plant has the clock of this machine, so the hours of a shift are seconds here. */
beforeAll(async () => {
  crew = await crewOf(plant().url)
  const seconds = (value: string) => ({ value, unit: 's' }) as const
  await approvedRecipe(crew, 'LATE', [
    {
      stepId: 'blend',
      materials: [{ lineId: '10', materialId: 'LATE-SUGAR', quantity: kg('10') }],
      parameters: [{ parameterId: 'ph', unit: '[pH]', low: '4', high: '6', source: 'operator' }],
      timers: [{ timerId: 'rest', rule: 'at-least', duration: seconds('2') }],
    },
    {
      stepId: 'dissolve',
      after: ['blend'],
      equipmentClass: 'late-vessel',
      parameters: [{ parameterId: 'TEMP', unit: 'Cel', low: '62', high: '66', source: 'device', policy: 'off' }],
      timers: [{ timerId: 'dissolved', rule: 'at-least', duration: seconds('1'), while: { parameterId: 'TEMP' } }],
    },
  ])
  accepted(
    await crew.erik.defineEquipment(
      { equipmentId },
      { name: 'Vessel', level: 'work-unit', equipmentClass: 'late-vessel' },
    ),
  )
  await releasedLot(crew, 'LATE-SUGAR-1', 'LATE-SUGAR', kg('900'))
  await runningOrder(crew, orderId, 'LATE')
  released = Date.now()
  await pause(3000)
})

const sentences = (answer: Parameters<typeof codesOf>[0]) =>
  ('problem' in answer ? (answer.problem?.violations ?? []) : []).map(({ detail }) => detail)

describe('work that is booked when it is over', () => {
  test('says why, and its time is one that can be', async () => {
    const { occurredAt } = at(0)
    for (const time of [{ occurredAt }, { lateReason }, at(-600_000), at(3_600_000), at(-8 * 86_400_000)])
      expect(codesOf(await crew.ada.startStep(blend, time))).toContain('late-booking')
    const early = await crew.ada.startStep(blend, at(-600_000))
    expect(sentences(early)[0]).toMatch(/^Order LATE-1 was released on .* Correct occurredAt\.$/)
  })

  test('began, went on and ended at its own times; its timers are those of the work', async () => {
    accepted(await crew.ada.startStep(blend, at(0)))
    const sugar = { stepId: 'blend', lineId: '10', lotId: 'LATE-SUGAR-1', quantity: kg('10') }
    accepted(await crew.ada.consume({ orderId }, { ...sugar, ...at(500) }))
    const early = await crew.ada.recordResult(
      { orderId },
      { stepId: 'blend', parameterId: 'ph', value: '5', ...at(-1) },
    )
    expect(codesOf(early)).toContain('late-booking')
    accepted(await crew.ada.recordResult({ orderId }, { stepId: 'blend', parameterId: 'ph', value: '5', ...at(1000) }))
    expect(codesOf(await crew.ada.completeStep(blend, at(999)))).toEqual(expect.arrayContaining(['late-booking']))
    expect(codesOf(await crew.ada.completeStep(blend, at(1999)))).toEqual(['timer-running'])
    const key = crypto.randomUUID()
    const ended = accepted(await crew.ada.completeStep(blend, at(2000), { key })).body
    expect(ended).toMatchObject(at(2000))
    expect(ended.recordedAt > ended.occurredAt).toBe(true)
    expect(accepted(await crew.ada.completeStep(blend, at(2000), { key })).body).toEqual(ended)
  })

  test('is no way around what devices measure', async () => {
    expect(codesOf(await crew.ada.startStep(dissolve, { equipmentId, ...at(1999) }))).toEqual(['late-booking'])
    accepted(await crew.ada.startStep(dissolve, { equipmentId, ...at(2000) }))
    const answer = await crew.ada.completeStep(dissolve, at(3000))
    expect(codesOf(answer)).toEqual(['timer-running'])
  })

  test('is judged by what the plant knew of its equipment then', async () => {
    const [gauge, gauged] = [{ equipmentId: 'LATE-GAUGE' }, { orderId: 'LATE-2', stepId: 'gauge' }]
    const calibrated = (more: object) =>
      crew.erik.defineEquipment(gauge, {
        name: 'Gauge',
        level: 'work-unit',
        equipmentClass: 'late-gauge',
        calibrationDueAt: '2037-12-31',
        ...more,
      })
    await approvedRecipe(crew, 'LATE-GAUGED', [{ stepId: 'gauge', equipmentClass: 'late-gauge' }])
    accepted(await calibrated({ calibrationDueAt: new Date(Date.now() - 60_000).toISOString() }))
    await runningOrder(crew, gauged.orderId, 'LATE-GAUGED')
    const then = { occurredAt: new Date(Date.now() + 5).toISOString(), lateReason }
    await pause(20)
    accepted(await calibrated({}))
    const refused = await crew.ada.startStep(gauged, { ...gauge, ...then })
    expect(codesOf(refused)).toEqual(['equipment-calibration-due'])
    expect(sentences(refused)[0]).toMatch(/the present one was entered afterwards.* calibratedAt/)
    accepted(await calibrated({ calibratedAt: then.occurredAt }))
    expect(await read(crew.erik.getEquipment(gauge))).not.toHaveProperty('past')
    accepted(await crew.ada.startStep(gauged, { ...gauge, ...then }))
  })

  test('is shown as late: in the steps, the audit and the record', async () => {
    const { items } = await read(crew.ada.listSteps({ orderId }))
    expect(items.map(({ late }) => late)).toEqual([true, true])
    const audit = (await read(crew.vera.getAudit({ subject: `order:${orderId}` }))).items
    const late = audit.filter((fact) => fact.lateReason === lateReason).map(({ type }) => type)
    expect(late).toEqual([
      'andon.step.started.v1',
      'andon.material.consumed.v1',
      'andon.result.recorded.v1',
      'andon.step.completed.v1',
      'andon.step.started.v1',
    ])
    expect(await read(crew.quinn.verifyAudit({ subject: `order:${orderId}` }))).toMatchObject({ intact: true })
    const record = await read(crew.quinn.getBatchRecord({ orderId }))
    expect(record.facts.filter((fact) => fact.lateReason !== undefined)).toHaveLength(5)
    // Within five minutes quality reviews only that whose time decides: the start from which a timer runs.
    expect(record.exceptions.filter(({ kind }) => kind === 'late-booking')).toMatchObject([
      { exceptionId: 'blend.late-booking', status: 'to-review', count: 1 },
    ])
  })

  test('has its time on the clock, too', async () => {
    const on = accepted(await crew.ben.clockOn({ activity: 'training', ...at(0) })).body
    accepted(await crew.ben.clockOff({ ...at(1000) }))
    const again = await crew.ben.clockOn({ activity: 'training', ...at(500) })
    expect(codesOf(again)).toEqual(['interval-overlaps'])
    const { items } = await read(crew.quinn.listLabour({ personId: 'ben' }))
    expect(items.find(({ entryId }) => entryId === on.data.entryId)).toMatchObject({
      from: at(0).occurredAt,
      to: at(1000).occurredAt,
      seconds: 1,
    })
  })
})
