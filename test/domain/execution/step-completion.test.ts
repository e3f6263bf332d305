import { describe, expect, test } from 'vitest'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
import { ada, by, codes, kg, later, machine, noon, order, person, running, snapshot } from '../../support/given.ts'
import { spoken } from '../../support/words.ts'

const weighed = { weigh: { status: 'completed' } } as const

describe('a step that is completed', () => {
  const results = { temperature: true, density: true, clear: true }
  const complete = (more: object = {}, stepId = 'mix', body: Parameters<typeof completeStep>[3] = {}) =>
    completeStep(
      {
        order: order({ steps: { ...weighed, mix: running({ equipmentId: 'MIXER-1', results }) } }),
        snapshot: snapshot(),
        person: person(),
        ...more,
      },
      machine({ occupancies: [{ orderId: 'O-1', stepId: 'mix', from: noon }] }),
      stepId,
      body,
      by(ada, later(60)),
    )

  test('keeps only its status, and leaves its equipment', () => {
    expect(complete()).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.step.completed.v1', about: { type: 'equipment', id: 'MIXER-1' } },
      changes: [
        { kind: 'order', value: { steps: { mix: { status: 'completed' } } } },
        { kind: 'machine', value: { occupancies: [{ orderId: 'O-1', to: later(60) }] } },
      ],
    })
  })

  test('of the whole batch counts no units, and is told so beside everything else', () => {
    const lacking = order({ steps: { ...weighed, mix: running({ results: { temperature: true, clear: true } }) } })
    const refused = (body: Parameters<typeof completeStep>[3]) => complete({ order: lacking }, 'mix', body)
    const missing = { code: 'parameter-missing', ref: 'parameter:density' }
    expect(refused({ quantity: kg('5') })).toMatchObject({
      violations: [{ code: 'units-not-available', variant: 'whole-batch', ref: 'quantity' }, missing],
    })
    expect(refused({ scrapped: kg('5') })).toMatchObject({
      violations: [{ code: 'units-not-available', ref: 'scrapped' }, missing],
    })
  })

  test('needs a good result, and none if the policy is to warn or off', () => {
    const lacking = order({ steps: { ...weighed, mix: running({ results: { temperature: false, acidity: false } }) } })
    expect(complete({ order: lacking })).toMatchObject({
      violations: [
        { code: 'parameter-out-of-limits', ref: 'parameter:temperature' },
        { code: 'parameter-missing', ref: 'parameter:density' },
        { code: 'parameter-missing', ref: 'parameter:clear' },
      ],
    })
  })

  test('needs each line within its tolerance, limits included', () => {
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
