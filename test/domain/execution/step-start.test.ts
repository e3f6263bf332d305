import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { occupant, occupy, vacate } from '../../../shared/domain/equipment/machine.ts'
import { startStep } from '../../../shared/domain/execution/step-start.ts'
import * as given from '../../support/given.ts'
import { ada, by, codes, later, machine, mixer, noon, order, person, running, snapshot } from '../../support/given.ts'

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

test('A step of the whole batch does not take a quantity to start with', () => {
  const floor = { order: order({ steps: weighed }), snapshot: snapshot(), person: person(), machine: machine() }
  const body = { equipmentId: 'MIXER-1' as EquipmentId, quantity: given.kg('5') }
  expect(startStep({ ...floor, equipment: mixer() }, 'mix', body, by(ada))).toMatchObject({
    violations: [{ code: 'units-not-available', variant: 'whole-batch', ref: 'quantity' }],
  })
})

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

  test('may run on a unit of its work center', () => {
    const steps = given.draftOf().steps.map((step) => ({
      ...step,
      workCenter: 'LINE-1' as EquipmentId,
      equipmentClass: undefined,
    }))
    const onLine = (parentId: string) =>
      codes(start({ snapshot: snapshot({ steps }), equipment: mixer({ parentId: parentId as EquipmentId }) }))
    expect(onLine('LINE-1')).toEqual([])
    expect(onLine('LINE-2')).toEqual(['equipment-wrong'])
  })

  test('may run if calibration and cleaning end a millisecond later', () => {
    const soon = later(0.001)
    expect(codes(start({ equipment: mixer({ calibrationDueAt: soon, cleanUntil: soon }) }))).toEqual([])
  })

  test('needs a person with the qualifications, valid until the exact instant of their end', () => {
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

  test('needs no qualifications of a machine', () => {
    expect(codes(start({ order: order(), person: undefined }, 'weigh', 'MIXER-1', by(given.mixerSays)))).toEqual([])
  })

  test('of a rework may use the machine of its step, and leaves it to that step again', () => {
    const stepIds = ['rework-1.dilute']
    const branch = { branchId: 'rework-1', deviationId: 'dev-1', recipeId: 'THIN', version: '3', about: 'mix', stepIds }
    const steps = [...given.draftOf().steps, given.aStep('rework-1.dilute', { equipmentClass: 'mixer' })]
    const rework = (stepId: string) =>
      start(
        {
          order: order({ steps: { ...weighed, mix: running() } }),
          snapshot: snapshot({ steps, branches: [branch] }),
          machine: occupy(machine(), 'O-1', stepId, noon),
        },
        'rework-1.dilute',
      )
    const reworking = given.saved(rework('mix'), 'machine')
    expect(occupant(reworking)?.stepId).toBe('rework-1.dilute')
    expect(occupant(vacate(reworking, 'O-1', later(2), 'rework-1.dilute'))?.stepId).toBe('mix')
    expect(codes(rework('weigh'))).toEqual(['equipment-occupied'])
  })

  test('needs a released order', () => {
    expect(codes(start({ order: given.createdOrder(), snapshot: undefined }))).toEqual(['order-wrong-status'])
  })
})
