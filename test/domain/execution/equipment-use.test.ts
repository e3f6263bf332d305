import { describe, expect, test } from 'vitest'
import type { Step } from '../../../events/recipe.ts'
import { brokenOff } from '../../../shared/domain/execution/equipment-use.ts'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
import { ada, aStep, by, later, machine, noon, order, running, snapshot } from '../../support/given.ts'

const place = { equipmentClass: 'mixer' } as const
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

describe('an equipment after a step', () => {
  test('is set up for the product of a set-up step', () => {
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
})

describe('a step that is aborted', () => {
  const occupied = (more: object = {}) =>
    machine({ occupancies: [{ orderId: 'O-1', stepId: 'mix', from: noon }], setUpFor: 'GEL', ...more })

  test('leaves its equipment as dirty as completion would, and its set-up does not count', () => {
    const steps = [aStep('mix', { ...place, leavesDirty: true })]
    expect(brokenOff(occupied(), 'O-1', steps, noon)).toMatchObject({ cleanUntil: noon, setUpFor: 'GEL' })
    const setUp = brokenOff(occupied(), 'O-1', [aStep('mix', { ...place, kind: 'set-up' })], noon)
    expect(setUp).not.toHaveProperty('setUpFor')
    const ofFamily = brokenOff(occupied({ setUpFamily: 'gels' }), 'O-1', steps, noon)
    expect(ofFamily).toMatchObject({ setUpFor: 'GEL', setUpFamily: 'gels' })
    expect(setUp).toMatchObject({ occupancies: [{ to: noon }] })
    expect(brokenOff(occupied(), 'O-2', steps, later(1))).not.toHaveProperty('cleanUntil')
  })
})
