import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeEffects } from '../../../events/change.ts'
import { approveChange, reviewChange } from '../../../shared/domain/execution/change.ts'
import { type Affected, differenceMade, objectionsToChange } from '../../../shared/domain/execution/change-effect.ts'
import { type BoundOrder, isOver } from '../../../shared/domain/orders/order.ts'
import * as given from '../../support/given.ts'
import { aChange, aStep, by, codes, noon, order, recipe, saved, signed, snapshot } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'
import { aLosslessAct, aRouting, edited, edits, perform, workedThrough } from '../../support/routings.ts'
import { histories, portion } from '../../support/seeded.ts'
import { inWords } from '../../support/words.ts'

type Step = ReturnType<typeof aStep>
type Told = Parameters<typeof aChange>[0]

const at = by(given.quinn)
const batchSize = { min: given.each('2'), nominal: given.each('10'), max: given.each('20') }
const version = (steps: readonly Step[], more: object = {}) =>
  recipe({ steps: [...steps], version: '2', batchSize, ...more })

const weigh = aStep('weigh', { instruction: 'Weigh it' })
const mix = aStep('mix', { after: ['weigh'] })
const fill = aStep('fill', { after: ['mix'] })
const old = [weigh, mix, fill]

/** An order of ten pieces on the old procedure, and a version with the new one. */
const situation = (steps: readonly Step[], more: Partial<BoundOrder> = {}, rest: Partial<Affected> = {}): Affected => ({
  order: order({ quantity: given.each('10'), ...more }),
  snapshot: snapshot({ steps: old }),
  recipe: version(steps),
  effective: given.inForce('1'),
  remainder: undefined,
  ...rest,
})
const approve = (on: Affected, change: Told = {}, by = signed()) =>
  approveChange(aChange(change), on, by, 'exception-1', at)

describe('a change that takes effect immediately', () => {
  const filtered = [weigh, mix, aStep('filter', { after: ['mix'] }), aStep('fill', { after: ['filter'] })]

  test('brings the lines of the new version for the quantity of the order', () => {
    const tolerance = { minusPercent: '1', plusPercent: '1' }
    const materials = [
      { lineId: '1', materialId: 'LID', quantity: given.each('10'), tolerance },
      { lineId: '2', materialId: 'GLUE', quantity: given.kg('1'), tolerance, fixed: true },
    ]
    const on = situation([weigh, mix, aStep('fill', { after: ['mix'], materials })], { quantity: given.each('7') })
    expect(differenceMade(on, snapshot({ steps: old }))?.changed).toMatchObject([
      {
        stepId: 'fill',
        fields: [{ field: 'materials', after: [{ quantity: given.each('7') }, { quantity: given.kg('1') }] }],
      },
    ])
    expect(saved(approve(on), 'snapshot').steps.at(-1)?.materials).toMatchObject([
      { quantity: given.each('7') },
      { quantity: given.kg('1') },
    ])
  })

  test('replaces the procedure, and keeps the old one', () => {
    const decision = approve(situation(filtered, { steps: { weigh: { status: 'completed' }, mix: given.running() } }))
    expect(saved(decision, 'snapshot')).toMatchObject({ version: '2', steps: filtered, revision: 1 })
    expect(saved(decision, 'superseded')).toMatchObject({
      version: '1',
      steps: old,
      supersededAt: noon,
      because: { type: 'change', id: 'CH-1' },
    })
    expect(saved(decision, 'order')).toMatchObject({
      version: '2',
      revision: 1,
      steps: { weigh: { status: 'completed' }, mix: given.running() },
      exceptions: ['exception-1'],
    })
    expect(saved(decision, 'change')).toMatchObject({ status: 'approved', decision: { personId: 'quinn' } })
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.change.approved.v1',
        data: { from: '1', version: '2' },
        about: { type: 'recipe', id: 'SYRUP@2' },
      },
      signatures: [{ personId: 'quinn' }],
    })
  })

  test('is refused with every begun step that would change', () => {
    const steps = [{ ...weigh, instruction: 'Weigh it twice', name: 'Weighing' }, fill]
    const on = situation(steps, {
      steps: { weigh: { status: 'completed' }, mix: given.running(), fill: { status: 'skipped' } },
    })
    const recipe = version([...steps.slice(0, 1), { ...fill, after: [] }])
    const objections = objectionsToChange(aChange(), { ...on, recipe }, noon)
    expect(given.whyNot(objections)).toEqual([
      [
        'change-incompatible/step-changed',
        { stepId: 'weigh', state: 'completed', version: '2', fields: ['name', 'instruction'] },
        'step:weigh',
      ],
      ['change-incompatible/step-gone', { stepId: 'mix', state: 'running', version: '2' }, 'step:mix'],
      [
        'change-incompatible/step-changed',
        { stepId: 'fill', state: 'skipped', version: '2', fields: ['after'] },
        'step:fill',
      ],
    ])
    expect(objections.map(inWords)).toEqual([
      'Step weigh is completed, and version 2 changes fields of that step (name and instruction); let the change take effect at the next batch.',
      'Step mix is running, and version 2 does not have that step; let the change take effect at the next batch.',
      'Step fill is skipped, and version 2 changes fields of that step (after); let the change take effect at the next batch.',
    ])
  })

  test('does not change a step with pre-issues', () => {
    const steps = [{ ...weigh, name: 'Weighing' }, mix, fill]
    const preIssued = { weigh: { consumed: { '10': given.dec('1') }, workers: ['ada'] } }
    expect(objectionsToChange(aChange(), situation(steps, { preIssued }), noon)).toMatchObject([
      { code: 'change-incompatible', variant: 'step-changed', params: { state: 'pre-issued', fields: ['name'] } },
    ])
    expect(objectionsToChange(aChange(), situation(steps), noon)).toEqual([])
  })

  test('may change, move and remove steps that have not begun', () => {
    const steps = [weigh, aStep('bottle', { after: ['weigh'] }), { ...mix, after: ['bottle'] } as Step]
    expect(approve(situation(steps, { steps: { weigh: { status: 'completed' } } })).outcome).toBe('accepted')
    expect(
      codes(approve(situation(steps, { steps: { weigh: { status: 'completed' }, mix: given.running() } }))),
    ).toEqual(['change-incompatible'])
  })

  test.each([
    [
      'when it ended',
      { timers: [{ timerId: 'rest', rule: 'at-least', duration: { value: '1', unit: 'h' }, from: 'weigh' }] },
    ],
    ['who did it', { notBySamePersonAs: ['weigh'] }],
  ] as const)('needs nothing from a completed step that was not kept: %s', (_, asks) => {
    const steps = [weigh, aStep('mix', { after: ['weigh'], ...(structuredClone(asks) as object) })]
    const progress = (kept: object) => ({ steps: { weigh: { status: 'completed' as const, ...kept } } })
    expect(objectionsToChange(aChange(), situation(steps, progress({})), noon)).toMatchObject([
      { code: 'change-incompatible', ref: 'step:mix' },
    ])
    expect(codes(approve(situation(steps, progress({ completedAt: noon, workers: ['ada'] }))))).toEqual([])
    expect(codes(approve(situation(steps, { steps: { weigh: given.running() } })))).toEqual([])
    expect(codes(approve(situation(steps)))).toEqual([])
  })

  test('keeps the lines of the ERP, and the shelf life of the release', () => {
    const line = (value: string) => ({
      lineId: '0010',
      materialId: 'SUCROSE',
      tolerance: { minusPercent: '1', plusPercent: '1' },
      quantity: { value, unit: 'kg' as const },
    })
    const steps = [aStep('weigh', { materials: [line('30')] })]
    const asked = [{ ...steps[0]?.materials[0], quantity: { value: '24.5', unit: 'kg' } }] as never
    const before = snapshot({ steps: [], asked, shelfLifeDays: 365 })
    const after = saved(approve(situation(steps, {}, { snapshot: before })), 'snapshot')
    expect(after).toMatchObject({ asked, shelfLifeDays: 365 })
    expect(after.steps[0]?.materials[0]?.quantity.value).toBe('24.5')
  })

  test('drops the overrides of a step that changes', () => {
    const overrides = {
      'fill/step:fill': { by: 'olga', code: 'step-not-optional' },
      'mix/timer:rest': { by: 'olga', code: 'timer-running' },
    }
    const after = saved(
      approve(situation([weigh, mix, { ...fill, name: 'Bottle' }], { overrides })),
      'order',
    ) as BoundOrder
    expect(after.overrides).toEqual({ 'mix/timer:rest': { by: 'olga', code: 'timer-running' } })
  })

  test('drops the overrides of a rule of the whole order that changes', () => {
    const by = { by: 'olga', code: 'yield-out-of-range' }
    const overrides = { 'fill/yield:order': by, 'mix/yield:step': by }
    const range = { lowPercent: '90', highPercent: '100', policy: 'block-unless-signed' } as const
    const kept = (lowPercent: string) => {
      const rules = {
        snapshot: snapshot({ steps: old, yield: range }),
        recipe: version(old, { yield: { ...range, lowPercent } }),
      }
      return (saved(approve(situation(old, { overrides }, rules)), 'order') as BoundOrder).overrides
    }
    expect(kept('80')).toEqual({ 'mix/yield:step': by })
    expect(kept('90')).toEqual(overrides)
  })

  test('is refused for a quantity that the new version does not make', () => {
    const small = { min: given.each('2'), nominal: given.each('5'), max: given.each('9') }
    expect(codes(approve(situation(old, {}, { recipe: version(old, { batchSize: small }) })))).toEqual([
      'quantity-outside-batch-size',
    ])
  })
})

describe('a change that takes effect at the next batch', () => {
  const nextBatch = { effect: 'next-batch' } as const

  test('makes the version the one that new orders take, and does not change the order', () => {
    const on = situation([fill, mix, weigh], { steps: { weigh: given.running() } })
    const decision = approve(on, nextBatch)
    expect(saved(decision, 'effective')).toMatchObject({ schedule: [{ version: '2', from: noon }], latest: '2' })
    expect(decision).toMatchObject({ changes: [{ kind: 'change' }, { kind: 'effective' }] })
    expect(decision).not.toHaveProperty('fact.data.exceptionId')
  })

  test('is refused if new orders already take the version', () => {
    const on = situation(old, {}, { effective: given.inForce('2') })
    expect(codes(approve(on, nextBatch))).toEqual(['change-without-effect'])
  })
})

describe('any change', () => {
  test.each(changeEffects)('%s needs an order under way', (effect) => {
    for (const status of ['completed', 'closed', 'aborted'] as const)
      expect(codes(approve(situation(old, { status }), { effect }))).toEqual(['order-wrong-status'])
    const never = { ...situation(old), order: given.createdOrder(), snapshot: undefined }
    expect(codes(approve(never, { effect }))).toEqual(['order-wrong-status'])
  })

  test.each(changeEffects)('%s needs a version that an order could be released with', (effect) => {
    const wrong = version(old, { status: 'retired', holds: ['H-1'], purpose: 'rework' })
    expect(codes(approve(situation(old, {}, { recipe: wrong }), { effect })).slice(0, 3)).toEqual([
      'recipe-not-approved',
      'recipe-on-hold',
      'recipe-for-rework',
    ])
    expect(codes(approve(situation(old, {}, { recipe: undefined }), { effect }))).toEqual(['recipe-not-approved'])
  })

  test.each(['immediately', 'remaining-quantity'] as const)('%s needs another version', (effect) => {
    const same = situation(old, {}, { recipe: version(old, { version: '1' }) })
    expect(codes(approve(same, { effect, version: '1' }))[0]).toBe('change-without-effect')
  })

  test('is possible under a hold, because it may cure its reason', () => {
    expect(approve(situation(old, { holds: ['H-1'] })).outcome).toBe('accepted')
    expect(approve(situation(old, { holds: ['H-1'] }), { effect: 'next-batch' }).outcome).toBe('accepted')
    expect(approve(situation(old, { status: 'paused' })).outcome).toBe('accepted')
  })

  test('is applied only to the snapshot that it was proposed for', () => {
    const on = situation(old, {}, { snapshot: snapshot({ steps: old, revision: 1 }) })
    expect(codes(approve(on))).toEqual(['change-outdated'])
    expect(
      codes(reviewChange(aChange({ status: 'proposed' }), on, undefined, signed(given.olga, 'reviewed'), at)),
    ).toEqual(['change-outdated'])
    expect(approve(on, { revision: 1 }).outcome).toBe('accepted')
  })
})

describe('the difference that a change would make', () => {
  test('is shown step by step', () => {
    const steps = [{ ...weigh, name: 'Weighing' }, aStep('rinse', { after: ['weigh'] }), mix]
    const { snapshot: before, ...rest } = situation(steps)
    expect(differenceMade(rest, before)).toEqual({
      added: [steps[1]],
      removed: [fill],
      changed: [{ stepId: 'weigh', fields: [{ field: 'name', before: 'weigh', after: 'Weighing' }] }],
    })
  })
})

test('after any acts, a change leaves every begun step unchanged, after steps that are done, and the order can be finished', () => {
  let carriedOut = 0
  fc.assert(
    fc.property(aRouting, fc.array(aLosslessAct, { maxLength: 30 }), edits, (steps, acts, made) => {
      const next = edited(steps, made)
      fc.pre(next.length > 0)
      const floor = floorOf(steps, { quantity: given.each('10') })
      for (const act of acts) perform(floor, act)
      const { order: before, snapshot: frozen } = structuredClone(floor.basis())
      const begun = Object.keys(before.steps)
      const defined = (all: readonly Step[], id: string) => JSON.stringify(all.find(({ stepId }) => stepId === id))
      const different = begun.filter((id) => defined(steps, id) !== defined(next, id))

      const on = { ...floor.basis(), recipe: version(next), effective: undefined, remainder: undefined }
      const decision = floor.take(approve(on))
      if (decision.outcome === 'refused') {
        expect(floor.basis()).toMatchObject({ order: before, snapshot: frozen })
        const named = decision.violations.map(({ ref }) => ref)
        expect(named).toEqual(expect.arrayContaining(different.map((id) => `step:${id}`)))
        // Whoever is named is different, or asks for what the order has not kept.
        for (const step of next.filter(({ stepId }) => !begun.includes(stepId) && named.includes(`step:${stepId}`)))
          expect([...step.notBySamePersonAs, ...step.timers.map(({ from }) => from)].length).toBeGreaterThan(0)
        return
      }
      carriedOut += 1
      expect(different).toEqual([])
      for (const { stepId, after, flow } of floor.snapshot().steps.filter((it) => begun.includes(it.stepId)))
        for (const id of after) {
          expect(begun, stepId).toContain(id)
          if (flow === 'batch') expect(isOver(before.steps[id])).toBe(true)
        }
      expect(floor.order().steps).toEqual(before.steps)
      workedThrough(floor)
      for (const { stepId } of next) expect(isOver(floor.order().steps[stepId]), stepId).toBe(true)
    }),
    { numRuns: histories(1000) },
  )
  expect(carriedOut).toBeGreaterThan(portion(100))
})
