import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EquipmentId, OrderId } from '../../../events/identifiers.ts'
import { step as stepSchema } from '../../../events/recipe.ts'
import { startStep } from '../../../shared/domain/execution/step-start.ts'
import type { BoundOrder, StepProgress } from '../../../shared/domain/orders/order.ts'
import { equipmentTree } from '../../../shared/domain/schedule/capacity.ts'
import { dispatch, dispatchUnits, type WorkCenter } from '../../../shared/domain/schedule/dispatch.ts'
import { ada, by, later, machine, noon, order, person, running, snapshot } from '../../support/given.ts'
import { equipment } from '../../support/random-plant.ts'

const [mixing, one, two] = [
  equipment('MIXING', { level: 'work-center' }),
  equipment('MIXER-1', { parentId: 'MIXING', equipmentClass: 'mixer' }),
  equipment('MIXER-2', { parentId: 'MIXING', equipmentClass: 'mixer' }),
]
const steps = [
  stepSchema.parse({ stepId: 'weigh', name: 'Weigh', workCenter: 'BOOTH' }),
  stepSchema.parse({
    stepId: 'mix',
    name: 'Mix',
    after: ['weigh'],
    workCenter: 'MIXING',
    qualifications: ['weighing'],
  }),
]
const weighed: Record<string, StepProgress> = { weigh: { status: 'completed' } }
const anOrder = (id: string, more: Partial<BoundOrder> = {}) => {
  const orderId = id as OrderId
  return { order: order({ orderId, steps: weighed, ...more }), snapshot: snapshot({ orderId, steps }) }
}
const place = (more: Partial<WorkCenter> = {}): WorkCenter => ({
  workCenter: 'MIXING',
  tree: equipmentTree([mixing, one, two]),
  machines: {},
  orders: [anOrder('O-1')],
  person: person(),
  ...more,
})
const occupied = (equipmentId: string, orderId: string) =>
  machine({ equipmentId: equipmentId as EquipmentId, occupancies: [{ orderId, stepId: 'mix', from: noon }] })
const told = (found: WorkCenter, at = noon) =>
  dispatch(found, by(ada, at)).map(({ orderId, canStart, equipmentIds, violations }) => ({
    orderId,
    ...(canStart ? { on: equipmentIds } : { why: violations.map(({ code }) => code) }),
  }))

describe('the dispatch list of a work center', () => {
  test('has the most urgent order first, whether or not it may start', () => {
    const orders = [
      anOrder('O-4'),
      anOrder('O-3', { dueAt: later(9) }),
      anOrder('O-2', { priority: 2 }),
      anOrder('O-1', { priority: 1, status: 'released' }),
    ]
    const both = ['MIXER-1', 'MIXER-2']
    expect(told(place({ orders }))).toEqual([
      { orderId: 'O-1', why: ['order-wrong-status'] },
      { orderId: 'O-2', on: both },
      { orderId: 'O-3', on: both },
      { orderId: 'O-4', on: both },
    ])
  })

  test('leaves out started steps, and steps at other work centers', () => {
    const orders = [anOrder('O-1', { steps: { ...weighed, mix: running() } }), anOrder('O-2', { steps: {} })]
    expect(dispatch(place({ orders }), by(ada)).map(({ orderId, stepId }) => [orderId, stepId])).toEqual([
      ['O-2', 'mix'],
    ])
  })

  test('names the free units, or every reason of every unit if none is free', () => {
    expect(told(place({ machines: { 'MIXER-1': occupied('MIXER-1', 'O-9') } }))).toEqual([
      { orderId: 'O-1', on: ['MIXER-2'] },
    ])
    const machines = { 'MIXER-1': occupied('MIXER-1', 'O-9'), 'MIXER-2': machine({ holds: ['H-1'] }) }
    const orders = [anOrder('O-1', { steps: {} })]
    expect(told(place({ machines, orders }))).toEqual([
      { orderId: 'O-1', why: ['predecessor-incomplete', 'equipment-occupied', 'equipment-on-hold'] },
    ])
  })

  test('depends on the person who reads it', () => {
    expect(told(place({ person: undefined }))).toEqual([{ orderId: 'O-1', why: ['person-not-qualified'] }])
  })

  test('leaves out a unit during its maintenance, also of the whole work center', () => {
    const maintenance = [{ from: later(-60), to: later(60), reason: 'Filter change' }]
    const serviced = { ...mixing, maintenance }
    const found = place({ tree: equipmentTree([serviced, one, two]) })
    expect(told(found)).toEqual([{ orderId: 'O-1', why: ['equipment-in-maintenance', 'equipment-in-maintenance'] }])
    expect(told(found, later(60))).toEqual([{ orderId: 'O-1', on: ['MIXER-1', 'MIXER-2'] }])
    expect(dispatchUnits(found, noon, 'UTC').map((unit) => unit.maintenance?.reason)).toEqual([
      'Filter change',
      'Filter change',
    ])
  })

  test('of a single unit has the steps that it may run', () => {
    const byClass = stepSchema.parse({ stepId: 'mix', name: 'Mix', equipmentClass: 'mixer' })
    const orders = [{ ...anOrder('O-1'), snapshot: snapshot({ steps: [byClass] }) }, anOrder('O-2')]
    expect(told(place({ workCenter: 'MIXER-2', orders }))).toEqual([
      { orderId: 'O-1', on: ['MIXER-2'] },
      { orderId: 'O-2', on: ['MIXER-2'] },
    ])
  })

  test('of an undefined work center says so', () => {
    expect(told(place({ tree: equipmentTree([]) }))).toEqual([{ orderId: 'O-1', why: ['equipment-unknown'] }])
  })

  test('shows the work of its units, their holds and until when they are closed', () => {
    const calendar = { shifts: [{ days: ['tuesday'], from: '06:00', to: '14:00' }] }
    const closed = equipment('MIXER-2', { parentId: 'MIXING', calendar })
    const machines = { 'MIXER-1': { ...occupied('MIXER-1', 'O-9'), holds: ['H-1'], state: 'execute' as const } }
    const found = place({ tree: equipmentTree([mixing, one, closed]), machines })
    expect(dispatchUnits(found, noon, 'Europe/Paris')).toEqual([
      {
        equipmentId: 'MIXER-1',
        name: 'MIXER-1',
        state: 'execute',
        running: { orderId: 'O-9', stepId: 'mix', from: noon },
        holds: ['H-1'],
      },
      { equipmentId: 'MIXER-2', name: 'MIXER-2', state: 'unknown', holds: [], closedUntil: '2026-03-03T05:00:00.000Z' },
    ])
  })

  test('shows a step that runs on the work center as a whole, behind the units', () => {
    const machines = { MIXING: occupied('MIXING', 'O-9') }
    const running = { orderId: 'O-9', stepId: 'mix', from: noon }
    expect(dispatchUnits(place({ machines }), noon, 'UTC').map((unit) => [unit.equipmentId, unit.running])).toEqual([
      ['MIXER-1', undefined],
      ['MIXER-2', undefined],
      ['MIXING', running],
    ])
    expect(dispatchUnits(place(), noon, 'UTC')).toHaveLength(2)
  })

  test('says why a unit stands and since when', () => {
    const stopped = { state: 'stopped', stateSince: noon, stateReason: 'Lid open' } as const
    const machines = { 'MIXER-1': { ...occupied('MIXER-1', 'O-9'), ...stopped } }
    expect(dispatchUnits(place({ machines }), noon, 'UTC')[0]).toMatchObject(stopped)
  })

  test('says that a step may start if and only if the command would be accepted', () => {
    const status = fc.constantFrom('released', 'running', 'paused', 'aborted' as const)
    const orders = fc.array(
      fc.record({ status, held: fc.boolean(), weighed: fc.boolean(), priority: fc.integer({ min: 1, max: 9 }) }),
    )
    fc.assert(
      fc.property(orders, fc.subarray(['MIXER-1', 'MIXER-2']), fc.boolean(), (all, busy, qualified) => {
        const found = place({
          person: qualified ? person() : undefined,
          machines: Object.fromEntries(busy.map((id) => [id, occupied(id, 'O-9')])),
          orders: all.map((it, index) =>
            anOrder(`O-${index}`, {
              status: it.status as BoundOrder['status'],
              holds: it.held ? ['H-1'] : [],
              steps: it.weighed ? weighed : {},
              priority: it.priority,
            }),
          ),
        })
        for (const { orderId, canStart, equipmentIds, violations } of dispatch(found, by(ada))) {
          const basis = found.orders.find((it) => it.order.orderId === orderId) ?? anOrder('none')
          const taken = [one, two].filter((unit) => {
            const spot = { equipment: unit, machine: found.machines[unit.equipmentId] ?? machine() }
            const floor = { ...basis, person: found.person, ...spot }
            return startStep(floor, 'mix', { equipmentId: unit.equipmentId }, by(ada)).outcome === 'accepted'
          })
          expect(equipmentIds).toEqual(taken.map(({ equipmentId }) => equipmentId))
          expect([canStart, violations.length === 0]).toEqual([taken.length > 0, taken.length > 0])
        }
      }),
    )
  })
})
