import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
import { startStep } from '../../../shared/domain/execution/step-start.ts'
import type { Order } from '../../../shared/domain/orders/order.ts'
import { type Available, forecast } from '../../../shared/domain/schedule/readiness.ts'
import {
  ada,
  by,
  createdOrder,
  machine,
  mixer,
  mixerSays,
  noon,
  order,
  person,
  running,
  snapshot,
  whyNot,
} from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'

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

  test('gives for each step the answer of its start, on each equipment that it could name', () => {
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

  test('lists every step of the snapshot with its progress', () => {
    const steps = { weigh: { status: 'completed' } } as const
    const found = forecast({ order: order({ steps }), snapshot: snapshot(), person: person() }, [], by(ada))
    expect(found.map(({ step, progress }) => [step.stepId, progress?.status])).toEqual([
      ['weigh', 'completed'],
      ['mix', undefined],
    ])
    expect(forecast({ order: createdOrder(), snapshot: undefined, person: undefined }, [], by(ada))).toEqual([])
  })
})

describe('a step that has not started', () => {
  const weighed = { weigh: { status: 'completed' } } as const
  const floor = (more: Parameters<typeof order>[0] = {}) => ({
    order: order({ steps: weighed, ...more }),
    snapshot: snapshot(),
    person: person(),
  })
  const unit = (equipmentId: string, more: object = {}, now: object = {}): Available => {
    const found = mixer({ equipmentId, ...more })
    return { equipment: found, machine: machine({ equipmentId: found.equipmentId, ...now }) }
  }
  const mix = (site: readonly Available[], on = floor()) => {
    const [, found] = forecast(on, site, by(ada))
    return {
      violations: whyNot(found?.violations ?? []).map(([key, , ref]) => [key, ref]),
      equipment: found?.equipment.map(({ equipmentId, violations }) => [
        equipmentId,
        whyNot(violations).map(([key]) => key),
      ]),
    }
  }
  const busy = { occupancies: [{ orderId: 'O-2', stepId: 'mix', from: noon }] }

  test('can start where one of its equipment lets it, and says of each other why not', () => {
    const { violations, equipment } = mix([unit('MIXER-1', {}, { holds: ['H-1'] }), unit('MIXER-2')])
    expect(violations).toEqual([])
    expect(equipment).toEqual([
      ['MIXER-1', ['equipment-on-hold']],
      ['MIXER-2', []],
    ])
  })

  test('is checked only on equipment that it may name', () => {
    expect(mix([unit('OVEN-1', { equipmentClass: 'oven' })])).toEqual({
      violations: [['equipment-missing', 'equipmentId']],
      equipment: [],
    })
  })

  test('has reasons on any equipment once, then those of each equipment', () => {
    const site = [unit('MIXER-1', {}, { holds: ['H-1'] }), unit('MIXER-2', { calibrationDueAt: noon })]
    const { violations } = mix(site, floor({ holds: ['H-9'] }))
    expect(violations).toEqual([
      ['order-on-hold', 'order:O-1'],
      ['equipment-on-hold', 'equipment:MIXER-1'],
      ['equipment-calibration-due', 'equipment:MIXER-2'],
    ])
  })

  test('has only its own reasons if it needs no equipment', () => {
    const [found] = forecast({ ...floor({ steps: {} }), person: undefined }, [unit('MIXER-1')], by(ada))
    expect(whyNot(found?.violations ?? []).map(([key]) => key)).toEqual(['person-not-qualified'])
    expect(found?.equipment).toEqual([])
  })

  test('shows its pre-issues before it starts', () => {
    const preIssued = { mix: { consumed: { '0030': '1' }, workers: ['ada'] } }
    const found = forecast(floor({ preIssued }), [], by(ada))
    expect(found.map((it) => it.preIssued)).toEqual([undefined, preIssued.mix])
  })

  test('cannot start where its only equipment is occupied by another order', () => {
    expect(mix([unit('MIXER-1', {}, busy)]).equipment).toEqual([['MIXER-1', ['equipment-occupied']]])
  })
})

describe('a step that runs', () => {
  test('says what its completion lacks, as the completion itself will', () => {
    const floor = {
      order: order({ steps: { weigh: running() } }),
      snapshot: snapshot(),
      person: person(),
    }
    const [weigh, mix] = forecast(floor, [], by(ada))
    const completion = completeStep(floor, undefined, 'weigh', {}, by(ada))
    expect(whyNot(weigh?.lacking ?? [])).toEqual(whyNot(completion))
    expect(whyNot(completion).length).toBeGreaterThan(0)
    expect(mix).not.toHaveProperty('lacking')
  })

  test('lacks nothing when it can be completed', () => {
    const done = running({ consumed: { '0010': '25', '0020': '1500' } })
    const floor = { order: order({ steps: { weigh: done } }), snapshot: snapshot(), person: person() }
    expect(forecast(floor, [], by(ada))[0]?.lacking).toEqual([])
  })
})
