import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EquipmentId, MaintenanceId } from '../../../events/identifiers.ts'
import type { Decision } from '../../../shared/domain/decision.ts'
import { unknownMachine } from '../../../shared/domain/equipment/machine.ts'
import { judged } from '../../../shared/domain/maintenance/calibration.ts'
import { completeMaintenance } from '../../../shared/domain/maintenance/completion.ts'
import { cancelMaintenance } from '../../../shared/domain/maintenance/giving-back.ts'
import { openMaintenance, startMaintenance } from '../../../shared/domain/maintenance/opening.ts'
import { add, magnitude, subtract } from '../../../shared/domain/quantity.ts'
import { balance } from '../../support/dispensing.ts'
import { aCall, ada, by, codes, dec, erik, later, machine, mixer, noon, olga, signedBy } from '../../support/given.ts'
import { aPlan, atMixer, lockedFor, openWork, probePlan, reads, runningWork } from '../../support/maintenance.ts'
import { seeded } from '../../support/seeded.ts'
import { inWords } from '../../support/words.ts'

const at = by(erik, later(3600))
const signature = signedBy(erik, 'performed', later(3600))
const complete = (
  site: Parameters<typeof completeMaintenance>[0],
  body: Partial<Parameters<typeof completeMaintenance>[1]> = {},
) => completeMaintenance(site, { comment: 'Done', ...body }, signature, at)

const saved = (decision: Decision, kind: string) =>
  decision.outcome === 'accepted'
    ? decision.changes.flatMap((it) => (it.change === 'save' && it.kind === kind ? [it.value] : []))
    : []

describe('a work order', () => {
  const id = 'M-9' as MaintenanceId
  const opening = (more: object, around = {}) =>
    openMaintenance(
      {
        equipment: mixer({ plans: [aPlan(), probePlan()] }),
        machine: machine(),
        existing: undefined,
        call: undefined,
        ...around,
      },
      { maintenanceId: id, equipmentId: mixer().equipmentId, ...more },
      by(ada),
    )

  test('is opened by a plan, which it keeps, or for a call, or for what was found', () => {
    expect(saved(opening({ planId: 'PROBE' }), 'maintenance')).toMatchObject([
      { kind: 'calibration', status: 'open', plan: { planId: 'PROBE' }, openedBy: { id: 'ada' } },
    ])
    expect(saved(opening({ callId: 'call.1' }, { call: aCall() }), 'maintenance')).toMatchObject([
      { kind: 'maintenance', callId: 'call.1' },
    ])
    expect(saved(opening({ comment: 'It squeaks' }), 'machine')).toMatchObject([{ works: [{ maintenanceId: 'M-9' }] }])
  })

  test('is refused for a call that is over, a call of nobody, and an id that is taken', () => {
    const ended = { ...aCall(), status: 'ended', endedAt: noon, endedBy: aCall().calledBy, secondsToEnd: 0 } as const
    expect(codes(opening({ callId: 'call.1' }, { call: ended }))).toEqual(['call-wrong-status'])
    expect(codes(opening({ callId: 'call.1' }))).toEqual(['not-found'])
    expect(codes(opening({}, { existing: openWork() }))).toEqual(['already-exists'])
  })

  test('takes the equipment and all below it; whatever runs or is taken there is named', () => {
    const below = unknownMachine('PART-1' as EquipmentId)
    const decision = startMaintenance(openWork(), [machine(), below], at)
    expect(saved(decision, 'machine')).toMatchObject([
      { equipmentId: 'MIXER-1', lockedOut: { maintenanceId: 'M-1', by: { id: 'erik' } } },
      { equipmentId: 'PART-1', lockedOut: { maintenanceId: 'M-1', equipmentId: 'MIXER-1' } },
    ])
    const used = { ...below, occupancies: [{ orderId: 'O-2', stepId: 'mix', from: noon }] }
    const refused = startMaintenance(openWork(), [machine(lockedFor('M-7')), used], at)
    expect(refused.outcome === 'refused' && refused.violations.map(inWords)).toEqual([
      `MIXER-1 is locked out for maintenance M-7, which Erik Lindqvist started on ${noon}; it can be used when that is completed.`,
      'PART-1 is in use by order O-2, step mix.',
    ])
  })
})

describe('the end of maintenance', () => {
  test('gives the equipment back, and its plan is done', () => {
    const own = machine({
      ...lockedFor('M-1'),
      works: [{ maintenanceId: 'M-1' as MaintenanceId, planId: 'GREASE' }],
      counts: { good: dec('90'), reject: dec('10'), occurredAt: noon, sequence: 1 },
    })
    const [after] = saved(complete(atMixer(runningWork(), { own })), 'machine')
    expect(after).toMatchObject({
      done: { GREASE: { maintenanceId: 'M-1', at: later(3600), cycles: '100' } },
      lockOuts: [{ maintenanceId: 'M-1', from: noon, to: later(3600) }],
    })
    expect(after).not.toHaveProperty('lockedOut')
    expect(after).not.toHaveProperty('works')
  })

  test('leaves it dirty, and held until it was checked, where the plan says so; a scale is checked anew', () => {
    const work = runningWork(aPlan({ leaves: ['dirty', 'unchecked'] }))
    const decision = complete(atMixer(work))
    expect(saved(decision, 'machine')).toMatchObject([{ cleanUntil: later(3600), holds: ['hold.1'] }])
    expect(saved(decision, 'hold')).toMatchObject([
      { status: 'active', reason: 'To be checked after maintenance M-1, before it is used' },
    ])
    const scaleCheck = {
      outcome: 'passed',
      readings: [],
      source: 'typed',
      checkedAt: noon,
      checkedBy: 'ada',
      validUntil: later(9999),
    } as const
    const scale = {
      equipment: { ...mixer(), scale: balance().scale },
      own: machine({ ...lockedFor('M-1'), scaleCheck }),
    }
    const [after] = saved(complete(atMixer(work, scale)), 'machine')
    expect(after).not.toHaveProperty('scaleCheck')
    expect(after).toMatchObject({ holds: [] })
  })

  test('with a check that failed holds it, and the plan is not done', () => {
    const work = runningWork(aPlan({ checks: [{ checkId: 'tight', question: 'Is it tight?' }] }))
    const decision = complete(atMixer(work), { checks: [{ checkId: 'tight', passed: false }] as never })
    expect(decision).toMatchObject({
      fact: { type: 'andon.maintenance.completed.v1', data: { result: 'fail', holdId: 'hold.1' } },
    })
    expect(saved(decision, 'machine')[0]).not.toHaveProperty('done')
    expect(codes(complete(atMixer(work)))).toEqual(['maintenance-incomplete'])
    expect(
      codes(
        complete(atMixer(work), { checks: ['tight', 'loose'].map((checkId) => ({ checkId, passed: true })) as never }),
      ),
    ).toEqual(['maintenance-incomplete'])
  })

  test('is signed by somebody who may, and ends once', () => {
    const unsigned = completeMaintenance(atMixer(), { comment: 'Done' }, signedBy(ada, 'performed', later(3600)), at)
    expect(codes(unsigned)).toEqual(['signature-wrong-role'])
    expect(codes(complete(atMixer(openWork())))).toEqual(['maintenance-wrong-status'])
  })

  test('may be that it is cancelled: it is given back as dirty as after the end, and nothing is done', () => {
    const work = runningWork(aPlan({ leaves: ['dirty', 'unchecked'] }))
    const decision = cancelMaintenance(atMixer(work), { reason: 'No part in stock' }, by(olga, later(60)))
    expect(saved(decision, 'machine')).toMatchObject([{ cleanUntil: later(60), holds: ['hold.1'] }])
    expect(saved(decision, 'maintenance')).toMatchObject([{ status: 'cancelled', report: 'No part in stock' }])
    expect(saved(decision, 'machine')[0]).not.toHaveProperty('done')
    const unopened = cancelMaintenance(atMixer(openWork(aPlan({ leaves: ['dirty'] }))), { reason: 'Twice' }, by(olga))
    expect(saved(unopened, 'machine')[0]).not.toHaveProperty('cleanUntil')
  })
})

describe('a calibration', () => {
  const site = (own = {}, equipment = {}) =>
    atMixer(runningWork(probePlan()), {
      own: machine({ ...lockedFor('M-1'), ...own }),
      equipment: mixer({ plans: [probePlan()], calibrationDueAt: later(60), ...equipment }),
    })
  const yearOn = '2027-03-03T00:00:00.000Z'

  test('in tolerance moves the date of the equipment on, and is kept', () => {
    const decision = complete(site(), { calibration: reads(['20.5'], ['79.5']) })
    expect(decision).toMatchObject({ fact: { type: 'andon.maintenance.completed.v1', data: { result: 'pass' } } })
    expect(saved(decision, 'equipment')).toMatchObject([{ calibrationDueAt: yearOn, calibratedAt: later(3600) }])
    expect(saved(decision, 'calibration')).toMatchObject([
      { result: 'pass', dueAt: yearOn, foundWithin: true, usedUntil: noon },
    ])
    expect(saved(decision, 'machine')).toMatchObject([
      { calibration: { maintenanceId: 'M-1', goodAt: later(3600) }, holds: [] },
    ])
  })

  test('that found it out of tolerance opens a deviation and holds it, although it was adjusted', () => {
    const goodAt = '2026-01-01T00:00:00.000Z'
    const decision = complete(site({ calibration: { maintenanceId: 'M-0', at: goodAt, goodAt } }), {
      calibration: reads(['20.6', '20.1'], ['80']),
    })
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.deviation.opened.v1',
        about: { type: 'deviation', id: 'dev.1' },
        data: {
          holdId: 'hold.1',
          title: 'Calibration PROBE of MIXER-1 found it out of tolerance',
          maintenance: { result: 'adjusted', calibration: { foundWithin: false, goodSince: goodAt } },
        },
      },
    })
    expect(saved(decision, 'machine')).toMatchObject([{ holds: ['hold.1'], calibration: { goodAt: later(3600) } }])
    expect(saved(decision, 'equipment')).toMatchObject([{ calibrationDueAt: yearOn }])
    expect(saved(decision, 'deviation')).toMatchObject([
      { status: 'open', description: expect.stringContaining('low: 20.6 at 20 Cel +-0.5 Cel, left at 20.1.') },
    ])
  })

  test('that could not put it right is due again at once', () => {
    const decision = complete(site(), { calibration: reads(['20', '21'], ['80']) })
    expect(decision).toMatchObject({ fact: { data: { maintenance: { result: 'fail' } } } })
    expect(saved(decision, 'equipment')).toMatchObject([{ calibrationDueAt: later(3600) }])
    expect(saved(decision, 'machine')[0]).not.toHaveProperty('calibration.goodAt')
  })

  test('needs each point once, and a standard whose own date has not come', () => {
    const { standard, readings } = reads(['20'], ['80'])
    const [low] = readings
    const tried = (calibration: unknown) => {
      const decision = complete(site(), { calibration: calibration as ReturnType<typeof reads> })
      return decision.outcome === 'refused'
        ? decision.violations.map(({ code, variant }) => `${code}/${variant ?? ''}`)
        : []
    }
    expect(tried(undefined)).toEqual(['maintenance-incomplete/calibration'])
    expect(tried({ standard, readings: [low, low] })).toEqual([
      'maintenance-incomplete/point',
      'maintenance-incomplete/point-unknown',
    ])
    expect(tried({ standard: { ...standard, dueAt: later(3600) }, readings })).toEqual(['standard-overdue/'])
    expect(codes(complete(atMixer(), { calibration: reads(['20'], ['80']) }))).toEqual(['maintenance-incomplete'])
  })

  test('passes exactly within the tolerance, limits included, whatever the sign and the decimals', () => {
    const tenths = fc.integer({ min: -2000, max: 2000 }).map((it) => dec((it / 100).toFixed(2)))
    fc.assert(
      fc.property(tenths, fc.integer({ min: 0, max: 300 }), tenths, (nominal, width, off) => {
        const tolerance = dec((width / 100).toFixed(2))
        const point = {
          pointId: 'p',
          nominal: { value: nominal, unit: 'Cel' },
          tolerance: { value: tolerance, unit: 'Cel' },
        }
        const asFound = add(nominal, off)
        const { result, foundWithin } = judged([point] as never, {
          standard: {} as never,
          readings: [{ pointId: 'p', asFound }] as never,
        })
        const isIn = Math.round(Number(magnitude(subtract(asFound, nominal))) * 100) <= width
        expect(foundWithin).toBe(isIn)
        expect(result).toBe(isIn ? 'pass' : 'fail')
      }),
      seeded('calibrated points', 300),
    )
  })
})
