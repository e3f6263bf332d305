import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { step as stepSchema } from '../../../events/recipe.ts'
import type { Machine } from '../../../shared/domain/equipment/machine.ts'
import type { StepProgress } from '../../../shared/domain/orders/order.ts'
import { board, unitsOnBoard } from '../../../shared/domain/schedule/board.ts'
import { equipmentTree } from '../../../shared/domain/schedule/capacity.ts'
import { dec, machine, noon, order, running, snapshot } from '../../support/given.ts'
import { equipment } from '../../support/random-plant.ts'

const plant = equipmentTree([
  equipment('SITE', { level: 'site' }),
  equipment('HALL', { level: 'area', parentId: 'SITE' }),
  equipment('MIXING', { level: 'work-center', parentId: 'HALL' }),
  equipment('MIXER-2', { parentId: 'MIXING' }),
  equipment('MIXER-1', { parentId: 'MIXING' }),
  equipment('STIRRER', { level: 'equipment-module', parentId: 'MIXER-1' }),
  equipment('PACKING', { level: 'work-center', parentId: 'HALL' }),
  equipment('FORKLIFT', { level: 'work-unit' }),
  equipment('STORE', { level: 'storage-zone', parentId: 'HALL' }),
])

const at = (step: Parameters<typeof stepSchema.parse>[0], progress: StepProgress, values: Machine['values'] = {}) => {
  const steps = [stepSchema.parse(step)]
  const it = { order: order({ steps: { mix: progress } }), snapshot: snapshot({ steps }) }
  const using = { orderId: it.order.orderId, stepId: 'mix', from: noon }
  const mixer = machine({ equipmentId: 'MIXER-1' as EquipmentId, occupancies: [using], values })
  const units = board({
    tree: plant,
    machines: new Map([['MIXER-1', mixer]]),
    orders: new Map([[it.order.orderId, it]]),
  })
  return units.find(({ equipmentId }) => equipmentId === 'MIXER-1')
}

describe('the live picture', () => {
  test('has the units of work centers, work centers without units, and units without a work center', () => {
    expect(unitsOnBoard(plant).map(({ equipmentId }) => equipmentId)).toEqual([
      'MIXER-1',
      'MIXER-2',
      'PACKING',
      'FORKLIFT',
    ])
  })

  test('has a work center with units as a row beside them while a step runs on it as a whole', () => {
    const rows = (occupancies: Machine['occupancies']) => {
      const mix = stepSchema.parse({ stepId: 'mix', name: 'Mix' })
      const it = { order: order({ steps: { mix: running() } }), snapshot: snapshot({ steps: [mix] }) }
      const whole = machine({ equipmentId: 'MIXING' as EquipmentId, occupancies })
      const units = board({
        tree: plant,
        machines: new Map([['MIXING', whole]]),
        orders: new Map([[it.order.orderId, it]]),
      })
      return units.map(({ equipmentId, workCenter, work }) => [equipmentId, workCenter?.equipmentId, work?.stepId])
    }
    const mixers = [
      ['MIXER-1', 'MIXING', undefined],
      ['MIXER-2', 'MIXING', undefined],
    ]
    const using = { orderId: order().orderId, stepId: 'mix', from: noon }
    expect(rows([using])).toEqual(expect.arrayContaining([...mixers, ['MIXING', 'MIXING', 'mix']]))
    expect(rows([{ ...using, to: noon }]).map(([id]) => id)).not.toContain('MIXING')
  })

  test('says why a machine stands, in its own words', () => {
    const stopped = machine({
      equipmentId: 'MIXER-1' as EquipmentId,
      state: 'stopped',
      stateSince: noon,
      stateReason: 'Lid open',
    })
    const units = board({ tree: plant, machines: new Map([['MIXER-1', stopped]]), orders: new Map() })
    expect(units.find(({ equipmentId }) => equipmentId === 'MIXER-1')).toMatchObject({
      state: 'stopped',
      stateSince: noon,
      stateReason: 'Lid open',
    })
  })

  test('counts the lines of material that are complete, with their tolerance', () => {
    const line = (lineId: string, tolerance?: object) => ({
      lineId,
      materialId: 'SUGAR',
      quantity: { value: '10', unit: 'kg' },
      ...tolerance,
    })
    const materials = [line('1'), line('2', { tolerance: { minusPercent: '5', plusPercent: '5' } }), line('3')]
    const consumed = { '1': dec('10'), '2': dec('9.5'), '3': dec('9.99') }
    expect(at({ stepId: 'mix', name: 'Mix', materials }, running({ consumed }))?.work?.progress).toEqual({
      by: 'lines',
      done: 2,
      of: 3,
    })
  })

  test('says of no value that it is outside a limit that nobody enforces: the step is on its way there', () => {
    const judged = (policy: string) =>
      at(
        {
          stepId: 'mix',
          name: 'Mix',
          parameters: [{ parameterId: 'temperature', unit: 'Cel', high: '30', source: 'device', policy }],
        },
        running({ results: { temperature: false } }),
      )?.values[0]?.within
    expect(judged('off')).toBeUndefined()
    expect(judged('block')).toBe(false)
  })

  test('counts the units that have left a step, also those that it scrapped', () => {
    const units = { started: dec('40'), finished: dec('12'), scrapped: dec('1') }
    expect(at({ stepId: 'mix', name: 'Mix', flow: 'units' }, running({ units }))?.work?.progress).toEqual({
      by: 'units',
      done: '13',
      of: { value: '100', unit: 'kg' },
    })
  })

  test('says nothing of progress where nothing can be counted, nor of an end without a duration', () => {
    const unit = at({ stepId: 'mix', name: 'Mix' }, running())
    expect(unit?.work).not.toHaveProperty('progress')
    expect(unit?.work).not.toHaveProperty('expectedEnd')
  })

  test('does not say of a batch that cools that it is outside the limits that it is to reach', () => {
    const reading = (policy: 'off' | 'block', isInside: boolean) =>
      at(
        {
          stepId: 'mix',
          name: 'Cool',
          parameters: [{ parameterId: 'temperature', unit: 'Cel', high: '30', source: 'device', policy }],
        },
        running({ results: { temperature: isInside } }),
      )?.values[0]
    expect(reading('off', false)).not.toHaveProperty('within')
    expect(reading('off', true)).toHaveProperty('within', true)
    expect(reading('block', false)).toHaveProperty('within', false)
  })

  test('judges the newest value of a step that measures each unit by its limits: its results are those of the units', () => {
    const parameters = [{ parameterId: 'torque', unit: 'N.m', low: '48', high: '52', source: 'device' }]
    const torque = (value: string) =>
      at({ stepId: 'mix', name: 'Tighten', flow: 'units', parameters }, running({}), {
        torque: { value: dec(value), unit: 'N.m', occurredAt: noon, sequence: 1 },
      })?.values[0]?.within
    expect([torque('50'), torque('52'), torque('57.0')]).toEqual([true, true, false])
  })

  test('shows no work of a step that is over', () => {
    expect(at({ stepId: 'mix', name: 'Mix' }, { status: 'completed' })).not.toHaveProperty('work')
  })
})
