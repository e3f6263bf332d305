import { describe, expect, test } from 'vitest'
import type { EquipmentId } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import { fitness } from '../../../shared/domain/equipment/fitness.ts'
import { startStep } from '../../../shared/domain/execution/step-start.ts'
import { ada, aStep, by, codes, later, machine, mixer, noon, order, snapshot } from '../../support/given.ts'
import { spoken } from '../../support/words.ts'

const place = { equipmentClass: 'mixer' } as const
const start = (step: Step, more: { order?: object; equipment?: object; machine?: object } = {}) =>
  startStep(
    {
      order: order(more.order),
      snapshot: snapshot({ steps: [step] }),
      person: undefined,
      equipment: mixer(more.equipment),
      machine: machine(more.machine),
    },
    step.stepId,
    { equipmentId: 'MIXER-1' as EquipmentId },
    by(ada),
  )

describe('an equipment', () => {
  test('must have the capabilities that the step needs', () => {
    const step = aStep('mix', { ...place, capabilities: ['vacuum', 'jacket'] })
    expect(spoken(start(step, { equipment: { capabilities: ['jacket'] } }))).toMatchObject({
      violations: [{ code: 'equipment-incapable', detail: 'MIXER-1 lacks what step mix asks for: vacuum.' }],
    })
    expect(codes(start(step, { equipment: { capabilities: ['jacket', 'vacuum', 'lift'] } }))).toEqual([])
  })

  test('is set up for one product, and for no other', () => {
    const step = aStep('mix', { ...place, needsSetUp: true })
    expect(codes(start(step))).toEqual(['equipment-not-set-up'])
    expect(codes(start(step, { machine: { setUpFor: 'JAM' } }))).toEqual(['equipment-not-set-up'])
    expect(codes(start(step, { machine: { setUpFor: 'SYRUP' } }))).toEqual([])
  })

  test('is set up for the family of that product, too', () => {
    const step = aStep('mix', { ...place, needsSetUp: true })
    const setUp = { machine: { setUpFor: 'JAM', setUpFamily: 'sweet' } }
    expect(codes(start(step, { ...setUp, order: { family: 'sweet' } }))).toEqual([])
    expect(codes(start(step, { ...setUp, order: { family: 'salty' } }))).toEqual(['equipment-not-set-up'])
    // Products without a family are none of each other's.
    expect(codes(start(step, { machine: { setUpFor: 'JAM' } }))).toEqual(['equipment-not-set-up'])
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
