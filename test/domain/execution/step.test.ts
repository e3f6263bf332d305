import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { completeStep, startStep } from '../../../shared/domain/execution/step.ts'
import type { Order } from '../../../shared/domain/orders/order.ts'
import { forecast } from '../../../shared/domain/schedule/readiness.ts'
import {
  ada,
  by,
  codes,
  createdOrder,
  draftOf,
  later,
  machine,
  mixer,
  mixerSays,
  noon,
  order,
  person,
  running,
  snapshot,
} from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'
import { spoken } from '../../support/words.ts'

const weighed = { weigh: { status: 'completed' } } as const
const start = (more: object = {}, stepId = 'mix', equipmentId: string | undefined = 'MIXER-1', at = by(ada)) =>
  startStep(
    {
      order: order({ steps: weighed }),
      snapshot: snapshot(),
      person: person(),
      equipment: mixer(),
      machine: machine(),
      ...more,
    },
    stepId,
    equipmentId === undefined ? {} : { equipmentId: equipmentId as EquipmentId },
    at,
  )

describe('a step that starts', () => {
  test('runs from that instant and occupies its equipment', () => {
    expect(start()).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.step.started.v1',
        data: { orderId: 'O-1', stepId: 'mix', equipmentId: 'MIXER-1' },
        about: { type: 'equipment', id: 'MIXER-1' },
      },
      changes: [
        {
          change: 'save',
          kind: 'order',
          id: 'O-1',
          value: order({ steps: { ...weighed, mix: running({ equipmentId: 'MIXER-1', workers: ['ada'] }) } }),
        },
        {
          change: 'save',
          kind: 'machine',
          id: 'MIXER-1',
          value: machine({ occupancies: [{ orderId: 'O-1', stepId: 'mix', from: noon }] }),
        },
      ],
    })
  })

  test('may run on a unit of the work center that it asks for', () => {
    const steps = draftOf().steps.map((step) => ({
      ...step,
      workCenter: 'LINE-1' as EquipmentId,
      equipmentClass: undefined,
    }))
    const onLine = (parentId: string) =>
      codes(start({ snapshot: snapshot({ steps }), equipment: mixer({ parentId: parentId as EquipmentId }) }))
    expect(onLine('LINE-1')).toEqual([])
    expect(onLine('LINE-2')).toEqual(['equipment-wrong'])
  })

  test('may run with a calibration and a cleaning that end the millisecond after', () => {
    const soon = later(0.001)
    expect(codes(start({ equipment: mixer({ calibrationDueAt: soon, cleanUntil: soon }) }))).toEqual([])
  })

  test('asks a person for their qualifications, until the very instant that they end', () => {
    const until = (validUntil?: string) =>
      codes(
        start(
          { order: order(), person: person({ qualifications: [{ qualificationId: 'weighing', validUntil }] }) },
          'weigh',
          undefined,
        ),
      )
    // An absent argument of `start` names the mixer, which the weighing does not mind.
    expect(until(later(0.001))).toEqual([])
    expect(until(noon)).toEqual(['qualification-expired'])
    expect(until(undefined)).toEqual([])
    expect(codes(start({ order: order(), person: undefined }, 'weigh'))).toEqual(['person-not-qualified'])
  })

  test('asks a machine for none', () => {
    expect(codes(start({ order: order(), person: undefined }, 'weigh', 'MIXER-1', by(mixerSays)))).toEqual([])
  })

  test('is nothing for an order that was not released', () => {
    expect(codes(start({ order: createdOrder(), snapshot: undefined }))).toEqual(['order-wrong-status'])
  })
})

describe('a step that is completed', () => {
  const results = { temperature: true, density: true, clear: true }
  const complete = (more: object = {}, stepId = 'mix') =>
    completeStep(
      {
        order: order({ steps: { ...weighed, mix: running({ equipmentId: 'MIXER-1', results }) } }),
        snapshot: snapshot(),
        person: person(),
        ...more,
      },
      machine({ occupancies: [{ orderId: 'O-1', stepId: 'mix', from: noon }] }),
      stepId,
      {},
      by(ada, later(60)),
    )

  test('shrinks to that word and sets its equipment free', () => {
    expect(complete()).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.step.completed.v1', about: { type: 'equipment', id: 'MIXER-1' } },
      changes: [
        { kind: 'order', value: { steps: { mix: { status: 'completed' } } } },
        { kind: 'machine', value: { occupancies: [{ orderId: 'O-1', to: later(60) }] } },
      ],
    })
  })

  test('needs no result where the policy is to warn or off, and a good one elsewhere', () => {
    const lacking = order({ steps: { ...weighed, mix: running({ results: { temperature: false, acidity: false } }) } })
    expect(complete({ order: lacking })).toMatchObject({
      violations: [
        { code: 'parameter-out-of-limits', ref: 'parameter:temperature' },
        { code: 'parameter-missing', ref: 'parameter:density' },
        { code: 'parameter-missing', ref: 'parameter:clear' },
      ],
    })
  })

  test('needs each line within its tolerance, whose bounds are enough', () => {
    const weighing = (consumed: object) =>
      complete({ order: order({ steps: { weigh: running({ consumed }) } }) }, 'weigh')
    expect(codes(weighing({ '0010': '24.75', '0020': '1500' }))).toEqual([])
    expect(spoken(weighing({ '0010': '24.749999999999' }))).toMatchObject({
      violations: [
        { code: 'line-incomplete', ref: 'line:0010' },
        {
          code: 'line-incomplete',
          ref: 'line:0020',
          detail: 'Line 0020 needs at least 1500 g of ACTIVE; 0 g are consumed.',
        },
      ],
    })
  })

  test('is completed once', () => {
    expect(codes(complete({ order: order({ steps: { ...weighed, mix: { status: 'completed' } } }) }))).toEqual([
      'step-not-running',
    ])
  })
})

describe('the forecast of what may start', () => {
  const aStatus = fc.constantFrom('released', 'running', 'paused', 'completed', 'closed', 'aborted')
  const aProgress = fc.constantFrom(undefined, 'running', 'completed')
  const anOrder = fc
    .record({ status: aStatus, held: fc.boolean(), weigh: aProgress, mix: aProgress, created: fc.boolean() })
    .map(({ status, held, weigh, mix, created }): Order => {
      const holds = held ? ['H-1'] : []
      if (created) return createdOrder({ holds })
      const at = (word: typeof weigh) => (word === 'running' ? running() : { status: word })
      return order({
        status,
        holds,
        steps: { ...(weigh && { weigh: at(weigh) }), ...(mix && { mix: at(mix) }) },
      } as Parameters<typeof order>[0])
    })
  const aPerson = fc.constantFrom(
    undefined,
    person(),
    person({ qualifications: [] }),
    person({ qualifications: [{ qualificationId: 'weighing', validUntil: noon }] }),
  )

  const aMixer = fc
    .record({
      equipmentId: fc.constantFrom('MIXER-1', 'MIXER-2'),
      dirty: fc.boolean(),
      due: fc.boolean(),
      held: fc.boolean(),
      used: fc.boolean(),
      oven: fc.boolean(),
    })
    .map(({ equipmentId: name, dirty, due, held, used, oven }) => {
      const equipmentId = name as EquipmentId
      const occupancies = used ? [{ orderId: 'O-2', stepId: 'mix', from: noon }] : []
      return {
        equipment: mixer({
          equipmentId,
          ...(dirty && { cleanUntil: noon }),
          ...(due && { calibrationDueAt: noon }),
          ...(oven && { equipmentClass: 'oven' }),
        }),
        machine: machine({ equipmentId, holds: held ? ['H-1'] : [], occupancies }),
      }
    })
  const aSite = fc.uniqueArray(aMixer, { maxLength: 2, selector: ({ machine: { equipmentId } }) => equipmentId })

  test('says of each step what its start will say, on each equipment that it could name', () => {
    fc.assert(
      fc.property(anOrder, aPerson, fc.constantFrom(ada, mixerSays), aSite, (found, who, caller, site) => {
        const floor = { order: found, snapshot: snapshot(), person: who }
        const circumstances = by(caller)
        for (const { step, violations, equipment } of forecast(floor, site, circumstances)) {
          const starts = (candidate: Parameters<typeof startStep>[0], equipmentId?: EquipmentId) => {
            const decision = startStep(candidate, step.stepId, equipmentId ? { equipmentId } : {}, circumstances)
            return decision.outcome === 'refused' ? decision.violations : []
          }
          if (step.equipmentClass === undefined) {
            expect(starts({ ...floor, equipment: undefined, machine: undefined })).toEqual(violations)
            continue
          }
          const answers = site.map((it) => starts({ ...floor, ...it }, it.equipment.equipmentId))
          expect(violations.length === 0).toBe(answers.some((answer) => answer.length === 0))
          for (const named of equipment) {
            const it = site.find(({ equipment: { equipmentId } }) => equipmentId === named.equipmentId)
            expect(named.violations).toEqual(it && starts({ ...floor, ...it }, named.equipmentId))
          }
          if (violations.length > 0 && equipment.length > 0)
            expect(new Set(equipment.flatMap((it) => it.violations.map(({ code }) => code)))).toEqual(
              new Set(violations.map(({ code }) => code)),
            )
        }
      }),
      { numRuns: histories(500) },
    )
  })

  test('names every step of the snapshot, with how far it is', () => {
    const steps = { weigh: { status: 'completed' } } as const
    const found = forecast({ order: order({ steps }), snapshot: snapshot(), person: person() }, [], by(ada))
    expect(found.map(({ step, progress }) => [step.stepId, progress?.status])).toEqual([
      ['weigh', 'completed'],
      ['mix', undefined],
    ])
    expect(forecast({ order: createdOrder(), snapshot: undefined, person: undefined }, [], by(ada))).toEqual([])
  })
})
