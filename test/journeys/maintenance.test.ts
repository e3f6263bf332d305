import { connectAsync } from 'mqtt'
import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** A plant of its own: the lists are of all its work orders, and of all that is due. */
const plant = usePlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

type Definition = Parameters<Crew['erik']['defineEquipment']>[1]
const define = async (equipmentId: string, more: Partial<Definition> = {}) =>
  accepted(
    await crew.erik.defineEquipment(
      { equipmentId },
      { name: equipmentId, level: 'work-unit', ...more },
      { ifMatch: '*' },
    ),
  )
const open = async (maintenanceId: string, equipmentId: string, more: { planId?: string; callId?: string } = {}) => {
  accepted(await crew.ada.openMaintenance({ maintenanceId, equipmentId, ...more }))
  return { maintenanceId }
}
const begin = async (maintenanceId: string, equipmentId: string, planId?: string) => {
  const path = await open(maintenanceId, equipmentId, planId === undefined ? {} : { planId })
  accepted(await crew.erik.startMaintenance(path, {}))
  return path
}
const end = async (
  path: { maintenanceId: string },
  body: Partial<Parameters<Crew['erik']['completeMaintenance']>[1]> = {},
) => crew.erik.completeMaintenance(path, { comment: 'Done', ...(await crew.sign('erik', 'performed')), ...body })
const due = async (asked: Parameters<Crew['vera']['listDue']>[0]) => (await read(crew.vera.listDue(asked))).items
const sentences = (answer: Awaited<ReturnType<Crew['ada']['startStep']>>) =>
  (answer.problem?.violations ?? []).map(({ detail }) => detail)

describe('the probe of a mixer in Lyon', () => {
  const points = [
    { pointId: 'low', nominal: { value: '20', unit: 'Cel' }, tolerance: { value: '0.5', unit: 'Cel' } },
    { pointId: 'high', nominal: { value: '80', unit: 'Cel' }, tolerance: { value: '0.5', unit: 'Cel' } },
  ]
  const plan = {
    planId: 'PROBE',
    name: 'Calibrate the probe',
    kind: 'calibration' as const,
    every: { months: 12 },
    points,
    measures: ['temperature'],
  }
  const calibration = (low: string, lowLeft?: string, dueAt = '2030-01-31') => ({
    standard: { standardId: 'PT-100', certificate: 'C-2026-7', dueAt },
    readings: [
      { pointId: 'low', asFound: low, ...(lowLeft !== undefined && { asLeft: lowLeft }) },
      { pointId: 'high', asFound: '80' },
    ],
  })
  const mix = {
    stepId: 'mix',
    workCenter: 'MIX-1',
    parameters: [
      { parameterId: 'temperature', unit: 'Cel', low: '60', high: '66', source: 'operator' as const },
      { parameterId: 'pressure', unit: 'bar', source: 'operator' as const },
    ],
  }
  const measured = (it: string) => crew.vera.listMeasured({ maintenanceId: it })

  beforeAll(async () => {
    await define('MIX-1', { plans: [plan], calibrationDueAt: '2030-06-30' })
    await approvedRecipe(crew, 'SYRUP', [mix])
  })

  const batch = async (orderId: string) => {
    const order = { orderId }
    await runningOrder(crew, orderId, 'SYRUP', [{ stepId: 'mix', equipmentId: 'MIX-1' }])
    accepted(
      await crew.ada.recordResult(order, { stepId: 'mix', parameterId: 'temperature', value: '64', unit: 'Cel' }),
    )
    accepted(await crew.ada.recordResult(order, { stepId: 'mix', parameterId: 'pressure', value: '1', unit: 'bar' }))
    accepted(await crew.ada.produce(order, { stepId: 'mix', lotId: `${orderId}-LOT`, quantity: kg('100') }))
    accepted(await crew.ada.completeStep({ ...order, stepId: 'mix' }, {}))
  }

  test('is calibrated well, and the date of the mixer moves on', async () => {
    await batch('BEFORE')
    const path = await begin('CAL-1', 'MIX-1', 'PROBE')
    const { data } = await read(end(path, { calibration: calibration('20.2') }))
    expect(data).toMatchObject({ result: 'pass' })
    const [item, ...others] = await due({ kind: 'calibration', equipmentId: 'MIX-1' })
    expect(others).toEqual([])
    expect(item).toMatchObject({
      equipmentId: 'MIX-1',
      planId: 'PROBE',
      state: 'not-due',
      policy: 'block',
      isOverdue: false,
    })
    expect((await read(crew.vera.getEquipment({ equipmentId: 'MIX-1' }))).calibrationDueAt).toBe(item?.dueAt)
  })

  test('found out of tolerance lists the batch, opens a deviation and holds the mixer until quality has judged', async () => {
    await batch('SYR-7')
    const path = await open('CAL-2', 'MIX-1', { planId: 'PROBE' })
    accepted(await crew.erik.startMaintenance(path, {}))
    const stale = await end(path, { calibration: calibration('20', undefined, '2026-01-31') })
    expect(codesOf(stale)).toEqual(['standard-overdue'])
    const { type, data } = await read(end(path, { calibration: calibration('21.3', '20.1') }))
    expect(type).toBe('andon.deviation.opened.v1')
    const { deviationId } = data
    if (deviationId === undefined) throw new Error('The calibration opens a deviation.')

    const { items } = await until(
      () => read(measured('CAL-2')),
      (found) => found.items.length > 0,
      'the list of the batch',
    )
    expect(items).toEqual([
      expect.objectContaining({
        orderId: 'SYR-7',
        product: 'SYRUP',
        lots: ['SYR-7-LOT'],
        stepId: 'mix',
        parameterId: 'temperature',
      }),
    ])
    expect(items[0]?.firstUsedAt && items[0].firstUsedAt < items[0].lastUsedAt).toBe(true)
    expect((await read(measured('CAL-1'))).items.map(({ orderId }) => orderId)).toEqual(['BEFORE'])

    accepted(
      await crew.paula.createOrder({ orderId: 'SYR-8', recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100') }),
    )
    accepted(await crew.paula.releaseOrder({ orderId: 'SYR-8' }))
    accepted(await crew.ada.startOrder({ orderId: 'SYR-8' }))
    const start = () => crew.ada.startStep({ orderId: 'SYR-8', stepId: 'mix' }, { equipmentId: 'MIX-1' })
    expect(codesOf(await start())).toEqual(['equipment-on-hold'])
    expect((await read(crew.vera.getDeviation({ deviationId }))).description).toContain('low: 21.3 at 20 Cel +-0.5 Cel')
    accepted(await crew.quinn.classifyDeviation({ deviationId }, { severity: 'minor', reason: 'Above the limit only' }))
    const decision = { disposition: 'use-as-is' as const, reason: 'The batch is in its limits', capaRequired: false }
    accepted(
      await crew.quinn.dispositionDeviation(
        { deviationId },
        { ...decision, ...(await crew.sign('quinn', 'dispositioned')) },
      ),
    )
    await until(start, ({ status }) => status === 200, 'the release of the mixer')
  })

  test('is known for any instant, with the calibrations that were', async () => {
    const { items } = await read(crew.vera.listCalibrations({ equipmentId: 'MIX-1' }))
    expect(items.map(({ maintenanceId, result }) => [maintenanceId, result])).toEqual([
      ['CAL-2', 'adjusted'],
      ['CAL-1', 'pass'],
    ])
    const then = (at?: string) =>
      read(crew.vera.getCalibration({ equipmentId: 'MIX-1' }, at === undefined ? {} : { at }))
    expect(await then()).toMatchObject({ state: 'valid', calibration: { maintenanceId: 'CAL-2' } })
    expect(await then(items[1]?.calibratedAt)).toMatchObject({ calibration: { maintenanceId: 'CAL-1' } })
    expect(await then('2020-01-01T00:00:00.000Z')).toMatchObject({ state: 'unknown' })
    expect(await then('2099-01-01T00:00:00.000Z')).toMatchObject({ state: 'overdue' })
  })
})

describe('a torque wrench in Cork', () => {
  const says = async (equipmentId: string, sequence: number, good: string) => {
    const device = await connectAsync(plant().mqttUrl, { clientId: equipmentId, reconnectPeriod: 0 })
    await device.publishAsync(
      `andon/lyon/${equipmentId}/count`,
      JSON.stringify({ sequence, occurredAt: new Date().toISOString(), good, reject: '0' }),
      { qos: 1 },
    )
    await device.endAsync()
  }
  const plan = { planId: 'TEST', name: 'Test the wrench', every: { cycles: '5000' } }
  const ask = async () => {
    const [found] = await due({ kind: 'maintenance', equipmentId: 'WRENCH-1' })
    return found && 'planId' in found ? found : undefined
  }

  test('is due by cycles, which its counter tells, and counts anew when it was done', async () => {
    await define('WRENCH-1', { plans: [plan] })
    expect(await ask()).toMatchObject({ state: 'unknown', reasons: [{ by: 'cycles', unknown: 'not-counted' }] })
    await says('WRENCH-1', 1, '4999')
    await until(ask, (it) => it?.state === 'not-due', 'the first count')
    await says('WRENCH-1', 2, '5000')
    await until(ask, (it) => it?.state === 'overdue', 'the last cycle')
    await approvedRecipe(crew, 'PUMP', [{ stepId: 'tighten', workCenter: 'WRENCH-1' }])
    await runningOrder(crew, 'PMP-1', 'PUMP')
    const step = { orderId: 'PMP-1', stepId: 'tighten' }
    const refused = await crew.ada.startStep(step, { equipmentId: 'WRENCH-1' })
    expect(codesOf(refused)).toEqual(['reason-missing'])
    expect(sentences(refused)[0]).toContain(
      'Test the wrench (TEST) of WRENCH-1 is due every 5000 cycles, and 5000 have passed.',
    )

    const path = await begin('W-1', 'WRENCH-1', 'TEST')
    accepted(await end(path))
    expect(await ask()).toMatchObject({ state: 'not-due', reasons: [{ used: '0' }] })
    await says('WRENCH-1', 3, '17')
    await until(ask, (it) => it?.state === 'unknown', 'the counter set back')
    expect(await ask()).toMatchObject({ reasons: [{ unknown: 'went-back' }] })
    accepted(await crew.ada.startStep(step, { equipmentId: 'WRENCH-1', reason: 'The counter has a new battery' }))
  })

  test('may pass an overdue plan by the signature of another, where its policy says so', async () => {
    await define('WRENCH-2', { plans: [{ ...plan, every: { days: 30 }, policy: 'block-unless-signed' }] })
    await approvedRecipe(crew, 'VALVE', [{ stepId: 'tighten', workCenter: 'WRENCH-2' }])
    await runningOrder(crew, 'VLV-1', 'VALVE')
    const step = { orderId: 'VLV-1', stepId: 'tighten' }
    const start = () => crew.ada.startStep(step, { equipmentId: 'WRENCH-2' })
    expect((await start()).problem?.violations).toMatchObject([
      { code: 'maintenance-overdue', overridable: true, ref: 'maintenance:WRENCH-2/TEST' },
    ])
    accepted(
      await crew.olga.overrideStep(step, {
        ref: 'maintenance:WRENCH-2/TEST',
        reason: 'Tested yesterday, not recorded',
        ...(await crew.sign('olga', 'approved')),
      }),
    )
    accepted(await start())
  })

  test('that must not be used while a plan is overdue is refused, in French too', async () => {
    await define('WRENCH-3', { plans: [{ ...plan, every: { days: 30 }, policy: 'block' }] })
    await approvedRecipe(crew, 'SEAL', [{ stepId: 'tighten', workCenter: 'WRENCH-3' }])
    await runningOrder(crew, 'SEA-1', 'SEAL')
    const path = '/v1/orders/SEA-1/steps/tighten/start'
    const refused = await plant().request('ada', 'POST', path, { equipmentId: 'WRENCH-3' }, { 'accept-language': 'fr' })
    const { violations } = (await refused.json()) as { readonly violations: readonly { readonly detail: string }[] }
    expect(violations.map(({ detail }) => detail)).toEqual([
      'La maintenance « Test the wrench » (TEST) de WRENCH-3 n’a jamais été faite, et son plan n’a pas de première date. Faites-la faire, ou donnez un motif si le plan le permet.',
    ])
  })
})

describe('the slicer of Nantes, on Sunday night', () => {
  const blades = { planId: 'BLADES', name: 'Change the blades', every: { hoursRun: '500' }, leaves: ['dirty' as const] }

  beforeAll(async () => {
    await define('LINE-1', { level: 'work-center' })
    for (const equipmentId of ['SLICER-1', 'BAGGER-1'])
      await define(equipmentId, { parentId: 'LINE-1', ...(equipmentId === 'SLICER-1' && { plans: [blades] }) })
    accepted(await crew.erik.defineMaterial({ materialId: 'BLADE' }, { name: 'Blade', unit: '{each}' }))
    for (const [lotId, expiresAt] of [
      ['BLADE-OLD', '2030-01-31'],
      ['BLADE-NEW', '2031-01-31'],
    ] as const)
      accepted(
        await crew.ada.receiveLot({ lotId, materialId: 'BLADE', quantity: { value: '10', unit: '{each}' }, expiresAt }),
      )
    accepted(await crew.quinn.releaseLot({ lotId: 'BLADE-OLD' }, await crew.sign('quinn', 'released')))
    await approvedRecipe(crew, 'BREAD', [
      { stepId: 'slice', workCenter: 'SLICER-1' },
      { stepId: 'bag', workCenter: 'BAGGER-1' },
    ])
  })

  test('is due by hours that nobody counts yet, which is unknown and never not due', async () => {
    expect(await due({ kind: 'maintenance', equipmentId: 'LINE-1' })).toEqual([
      expect.objectContaining({
        equipmentId: 'SLICER-1',
        planName: 'Change the blades',
        state: 'unknown',
        policy: 'warn',
        reasons: [{ by: 'hours-run', every: '500', state: 'unknown', unknown: 'not-counted' }],
      }),
    ])
  })

  test('is taken with its line, and nothing and nobody starts any of it from the answer on', async () => {
    await runningOrder(crew, 'BREAD-1', 'BREAD')
    accepted(
      await crew.ada.startStep(
        { orderId: 'BREAD-1', stepId: 'slice' },
        { equipmentId: 'SLICER-1', reason: 'Blades are fine' },
      ),
    )
    const line = await open('LINE-SUN', 'LINE-1')
    const busy = await crew.erik.startMaintenance(line, {})
    expect(busy.problem?.violations).toMatchObject([{ code: 'equipment-occupied', ref: 'equipment:SLICER-1' }])
    accepted(await crew.ada.completeStep({ orderId: 'BREAD-1', stepId: 'slice' }, {}))
    const { data } = await read(crew.erik.startMaintenance(line, {}))
    expect([...data.takes].sort()).toEqual(['BAGGER-1', 'LINE-1', 'SLICER-1'])
    const refused = await crew.ada.startStep({ orderId: 'BREAD-1', stepId: 'bag' }, { equipmentId: 'BAGGER-1' })
    expect(codesOf(refused)).toEqual(['equipment-locked-out'])
    expect(sentences(refused)[0]).toContain('BAGGER-1 is locked out with LINE-1 for maintenance LINE-SUN')
    const slicer = await open('BLADES-1', 'SLICER-1', { planId: 'BLADES' })
    expect(codesOf(await crew.erik.startMaintenance(slicer, {}))).toEqual(['equipment-locked-out'])
    expect(
      codesOf(await crew.ada.openMaintenance({ maintenanceId: 'BLADES-2', equipmentId: 'SLICER-1', planId: 'BLADES' })),
    ).toEqual(['maintenance-open'])
    accepted(await end(line))
    accepted(await crew.ada.startStep({ orderId: 'BREAD-1', stepId: 'bag' }, { equipmentId: 'BAGGER-1' }))
    accepted(await crew.erik.startMaintenance(slicer, {}))
  })

  test('gets its parts of released lots, the next one first, and is dirty when it comes back', async () => {
    const slicer = { maintenanceId: 'BLADES-1' }
    const blade = { value: '1', unit: '{each}' }
    expect(codesOf(await crew.erik.usePart(slicer, { lotId: 'BLADE-NEW', quantity: blade }))).toEqual([
      'lot-not-released',
      'reason-missing',
    ])
    accepted(await crew.quinn.releaseLot({ lotId: 'BLADE-NEW' }, await crew.sign('quinn', 'released')))
    expect(codesOf(await crew.erik.usePart(slicer, { lotId: 'BLADE-NEW', quantity: blade }))).toEqual([
      'reason-missing',
    ])
    accepted(await crew.erik.usePart(slicer, { lotId: 'BLADE-OLD', quantity: blade }))
    accepted(
      await crew.erik.usePart(slicer, { lotId: 'BLADE-NEW', quantity: blade, reason: 'It has the better coating' }),
    )
    accepted(await crew.quinn.placeHold({ subject: { type: 'lot', id: 'BLADE-OLD' }, reason: 'A crack' }))
    expect(codesOf(await crew.erik.usePart(slicer, { lotId: 'BLADE-OLD', quantity: blade }))).toEqual(['lot-on-hold'])
    expect(codesOf(await crew.erik.usePart(slicer, { lotId: 'NO-BLADE', quantity: blade }))).toEqual(['lot-unknown'])
    for (const lotId of ['BLADE-OLD', 'BLADE-NEW'])
      expect(await read(crew.vera.getLotBalance({ lotId }))).toMatchObject({
        balanced: true,
        left: { consumed: { value: '1' } },
      })
    accepted(await end(slicer, { comment: 'Two blades changed' }))
    expect(await read(crew.vera.getMaintenance(slicer))).toMatchObject({
      status: 'completed',
      result: 'pass',
      report: 'Two blades changed',
      plan: { planId: 'BLADES' },
      parts: [
        { lotId: 'BLADE-OLD', materialId: 'BLADE' },
        { lotId: 'BLADE-NEW', materialId: 'BLADE' },
      ],
    })
    await runningOrder(crew, 'BREAD-2', 'BREAD')
    const start = await crew.ada.startStep(
      { orderId: 'BREAD-2', stepId: 'slice' },
      { equipmentId: 'SLICER-1', reason: 'New' },
    )
    expect(codesOf(start)).toEqual(['equipment-not-clean'])
    expect(codesOf(await end(slicer))).toEqual(['maintenance-wrong-status'])
    expect(codesOf(await crew.erik.usePart(slicer, { lotId: 'BLADE-NEW', quantity: blade }))).toContain(
      'maintenance-wrong-status',
    )
  })
})

describe('work orders', () => {
  test('are opened for a call, once for their key and their id, by those who may', async () => {
    await define('SPARE-1')
    const { callId } = (await read(crew.ada.placeCall({ equipmentId: 'SPARE-1' }, { kind: 'maintenance' }))).data
    const ask = (key: string) =>
      crew.ben.openMaintenance({ maintenanceId: 'CALLED-1', equipmentId: 'SPARE-1', callId }, { key })
    const first = await read(ask('called-for-help'))
    expect((await read(ask('called-for-help'))).factId).toBe(first.factId)
    expect(codesOf(await ask('another-key-of-ben'))).toEqual(['already-exists'])
    expect((await crew.vera.openMaintenance({ maintenanceId: 'NO-1', equipmentId: 'SPARE-1' })).status).toBe(403)
    expect(codesOf(await crew.ada.openMaintenance({ maintenanceId: 'NO-1', equipmentId: 'NOWHERE' }))).toEqual([
      'not-found',
    ])
    expect(codesOf(await crew.ada.startMaintenance({ maintenanceId: 'NO-1' }, {}))).toEqual(['not-found'])
    expect(
      codesOf(await crew.ada.openMaintenance({ maintenanceId: 'NO-1', equipmentId: 'SPARE-1', planId: 'NONE' })),
    ).toEqual(['plan-unknown'])
    accepted(await crew.olga.cancelMaintenance({ maintenanceId: 'CALLED-1' }, { reason: 'A loose plug' }))
    expect((await read(crew.vera.getMachine({ equipmentId: 'SPARE-1' }))).works).toBeUndefined()
  })

  test('of two people who start at once, one is told that it goes on; the audit of the equipment tells all of it', async () => {
    const path = await open('RACE-1', 'SPARE-1')
    const both = await Promise.all([crew.erik.startMaintenance(path, {}), crew.olga.startMaintenance(path, {})])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    accepted(await crew.olga.cancelMaintenance(path, { reason: 'It was only a trial' }))
    expect(codesOf(await crew.olga.cancelMaintenance(path, { reason: 'Once more' }))).toEqual([
      'maintenance-wrong-status',
    ])
    const { items } = await read(crew.vera.getAudit({ subject: 'equipment:SPARE-1', limit: '100' }))
    expect(items.map(({ type }) => type.split('.').slice(1, 3).join('.'))).toEqual([
      'equipment.defined',
      'call.placed',
      'maintenance.opened',
      'equipment.command-refused',
      'equipment.command-refused',
      'maintenance.cancelled',
      'maintenance.opened',
      'maintenance.started',
      'equipment.command-refused',
      'maintenance.cancelled',
      'equipment.command-refused',
    ])
    expect(await read(crew.vera.verifyAudit({ subject: 'equipment:SPARE-1' }))).toMatchObject({ intact: true })
  })

  test('are listed while they go on, and found again by status, kind and time', async () => {
    await open('OPEN-1', 'SPARE-1')
    const ids = async (asked: Parameters<Crew['vera']['listMaintenance']>[0]) =>
      (await read(crew.vera.listMaintenance(asked))).items.map(({ maintenanceId }) => maintenanceId)
    expect(await ids({})).toEqual(['OPEN-1'])
    expect(await ids({ status: 'completed', kind: 'calibration' })).toEqual(['CAL-2', 'CAL-1'])
    expect(await ids({ status: 'cancelled', order: 'oldest' })).toEqual(['CALLED-1', 'RACE-1'])
    expect(await ids({ status: 'completed', equipmentId: 'SLICER-1' })).toEqual(['BLADES-1'])
    const first = await read(crew.vera.listMaintenance({ status: 'completed', limit: '2' }))
    const rest = await ids({ status: 'completed', cursor: first.nextCursor })
    expect([...first.items.map(({ maintenanceId }) => maintenanceId), ...rest]).toEqual(
      await ids({ status: 'completed' }),
    )
    const { text } = accepted(await crew.vera.listMaintenance({ status: 'completed' }, { accept: 'text/csv' }))
    expect(text.split('\r\n')[0]).toMatch(/^maintenanceId,equipmentId,kind,status,planId,/)
  })

  test('hold what needs a check before it is used, and what was not put right', async () => {
    const checks = [{ checkId: 'guard', question: 'Is the guard closed?' }]
    await define('PRESS-1', {
      plans: [{ planId: 'GUARD', name: 'Open the guard', every: { days: 30 }, checks, leaves: ['unchecked'] }],
    })
    const path = await begin('GUARD-1', 'PRESS-1', 'GUARD')
    expect(codesOf(await end(path))).toEqual(['maintenance-incomplete'])
    const { data } = await read(end(path, { checks: [{ checkId: 'guard', passed: false }] }))
    expect(data).toMatchObject({ result: 'fail' })
    const [hold] = (await read(crew.vera.listHolds({ subject: 'equipment:PRESS-1' }))).items
    expect(hold?.reason).toBe('Maintenance GUARD-1 did not put it right: Done')
    expect(await due({ kind: 'maintenance', equipmentId: 'PRESS-1' })).toMatchObject([{ state: 'overdue' }])
    const again = await begin('GUARD-2', 'PRESS-1', 'GUARD')
    accepted(await end(again, { checks: [{ checkId: 'guard', passed: true }] }))
    expect((await read(crew.vera.listHolds({ subject: 'equipment:PRESS-1' }))).items).toHaveLength(2)
    expect(await due({ kind: 'maintenance', equipmentId: 'PRESS-1' })).toMatchObject([{ state: 'not-due' }])
  })

  test('are of the plans of the class, too', async () => {
    const plans = [{ planId: 'CLASS', name: 'Of the class', every: { days: 7 } }]
    accepted(
      await crew.erik.defineEquipmentClass({ equipmentClassId: 'press' }, { name: 'Presses', plans }, { ifMatch: '*' }),
    )
    await define('PRESS-2', { equipmentClass: 'press' })
    expect(await due({ kind: 'maintenance', equipmentId: 'PRESS-2' })).toMatchObject([{ planId: 'CLASS' }])
    const wrong = await crew.erik.defineEquipment(
      { equipmentId: 'PRESS-3' },
      {
        name: 'Press',
        level: 'work-unit',
        plans: [
          { planId: 'A', name: 'A', every: {} },
          { planId: 'A', name: 'A', every: { days: 1 } },
        ],
      },
    )
    expect(codesOf(wrong)).toEqual(['invalid-request'])
    accepted(
      await crew.ada.receiveLot({ lotId: 'UNUSED', materialId: 'BLADE', quantity: { value: '1', unit: '{each}' } }),
    )
  })
})
