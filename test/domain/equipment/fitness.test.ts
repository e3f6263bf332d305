import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import { fitness } from '../../../shared/domain/equipment/fitness.ts'
import { brokenOff, completeStep, startStep } from '../../../shared/domain/execution/step.ts'
import { ada, aStep, by, codes, later, machine, mixer, noon, order, running, snapshot } from '../../support/given.ts'
import { spoken } from '../../support/words.ts'

const place = { equipmentClass: 'mixer' } as const
const start = (step: Step, more: { equipment?: object; machine?: object } = {}) =>
  startStep(
    {
      order: order(),
      snapshot: snapshot({ steps: [step] }),
      person: undefined,
      equipment: mixer(more.equipment),
      machine: machine(more.machine),
    },
    step.stepId,
    { equipmentId: 'MIXER-1' as EquipmentId },
    by(ada),
  )
const machineAfter = (step: Step, before: object = {}) => {
  const steps = { [step.stepId]: running({ equipmentId: 'MIXER-1' }) }
  const decision = completeStep(
    { order: order({ steps }), snapshot: snapshot({ steps: [step] }), person: undefined },
    machine(before),
    step.stepId,
    {},
    by(ada),
  )
  if (decision.outcome === 'refused') throw new Error(JSON.stringify(decision.violations))
  return decision.changes.find((it) => it.change === 'save' && it.kind === 'machine')
}

describe('an equipment', () => {
  test('must have the capabilities that the step needs', () => {
    const step = aStep('mix', { ...place, capabilities: ['vacuum', 'jacket'] })
    expect(spoken(start(step, { equipment: { capabilities: ['jacket'] } }))).toMatchObject({
      violations: [{ code: 'equipment-incapable', detail: 'MIXER-1 lacks what step mix asks for: vacuum.' }],
    })
    expect(codes(start(step, { equipment: { capabilities: ['jacket', 'vacuum', 'lift'] } }))).toEqual([])
  })

  test('is set up for a product by a set-up step, and for no other', () => {
    const step = aStep('mix', { ...place, needsSetUp: true })
    expect(codes(start(step))).toEqual(['equipment-not-set-up'])
    expect(codes(start(step, { machine: { setUpFor: 'JAM' } }))).toEqual(['equipment-not-set-up'])
    expect(codes(start(step, { machine: { setUpFor: 'SYRUP' } }))).toEqual([])
    const setUp = aStep('set-up', { ...place, kind: 'set-up' })
    expect(machineAfter(setUp, { setUpFor: 'JAM' })).toMatchObject({ value: { setUpFor: 'SYRUP' } })
  })

  test('is dirty after a step that leaves it dirty, and clean for some time after a cleaning', () => {
    expect(machineAfter(aStep('mix', { ...place, leavesDirty: true }))).toMatchObject({ value: { cleanUntil: noon } })
    const cleaning = aStep('clean', { ...place, kind: 'cleaning', cleanFor: { value: '8', unit: 'h' } })
    expect(machineAfter(cleaning, { cleanUntil: noon })).toMatchObject({ value: { cleanUntil: later(8 * 3600) } })
    expect(machineAfter(aStep('mix', place), { cleanUntil: later(60) })).toMatchObject({
      value: { cleanUntil: later(60) },
    })
  })

  test('that is dirty can only be cleaned', () => {
    const dirty = { machine: { cleanUntil: noon } }
    expect(codes(start(aStep('mix', place), dirty))).toEqual(['equipment-not-clean'])
    const cleaning = aStep('clean', { ...place, kind: 'cleaning', cleanFor: { value: '8', unit: 'h' } })
    expect(codes(start(cleaning, dirty))).toEqual([])
  })

  test('is as clean as its last cleaning left it, whatever its definition said before', () => {
    const step = aStep('mix', place)
    expect(codes(start(step, { equipment: { cleanUntil: later(60) }, ...{ machine: { cleanUntil: noon } } }))).toEqual([
      'equipment-not-clean',
    ])
    expect(codes(start(step, { equipment: { cleanUntil: noon }, machine: { cleanUntil: later(60) } }))).toEqual([])
  })
})

describe('a step that is aborted', () => {
  const occupied = (more: object = {}) =>
    machine({ occupancies: [{ orderId: 'O-1', stepId: 'mix', from: noon }], setUpFor: 'GEL', ...more })

  test('leaves its equipment as dirty as completion would, and its set-up does not count', () => {
    const steps = [aStep('mix', { ...place, leavesDirty: true })]
    expect(brokenOff(occupied(), 'O-1', steps, noon)).toMatchObject({ cleanUntil: noon, setUpFor: 'GEL' })
    const setUp = brokenOff(occupied(), 'O-1', [aStep('mix', { ...place, kind: 'set-up' })], noon)
    expect(setUp).not.toHaveProperty('setUpFor')
    expect(setUp).toMatchObject({ occupancies: [{ to: noon }] })
    expect(brokenOff(occupied(), 'O-2', steps, later(1))).not.toHaveProperty('cleanUntil')
  })
})

describe('the fitness of an equipment', () => {
  test('ends exactly at the end of its calibration or cleaning', () => {
    const dated = mixer({ calibrationDueAt: later(60), cleanUntil: later(120) })
    expect(fitness(mixer(), machine(), noon)).toEqual({ calibration: 'not-required', cleaning: 'not-required' })
    expect(fitness(dated, undefined, later(59.999))).toEqual({
      calibration: 'valid',
      cleaning: 'clean',
      cleanUntil: later(120),
    })
    expect(fitness(dated, undefined, later(60))).toEqual({
      calibration: 'due',
      cleaning: 'clean',
      cleanUntil: later(120),
    })
    expect(fitness(dated, undefined, later(120))).toEqual({
      calibration: 'due',
      cleaning: 'not-clean',
      cleanUntil: later(120),
    })
    expect(fitness(dated, machine({ cleanUntil: noon }), noon)).toMatchObject({
      cleaning: 'not-clean',
      cleanUntil: noon,
    })
  })
})
