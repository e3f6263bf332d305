import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { approveChange } from '../../../shared/domain/execution/change.ts'
import { addRework } from '../../../shared/domain/execution/rework.ts'
import { type BoundOrder, branchOf, isOver } from '../../../shared/domain/orders/order.ts'
import { dispositionDeviation } from '../../../shared/domain/quality/disposition.ts'
import { faultsOf } from '../../../shared/domain/recipes/recipe-faults.ts'
import * as given from '../../support/given.ts'
import { aStep, by, codes, noon, order, quinn, recipe, running, saved, signed, snapshot } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'
import { aLosslessAct, aRouting, edited, edits, perform, workedThrough } from '../../support/routings.ts'
import { histories, portion } from '../../support/seeded.ts'

type Told<Of extends (more: never) => unknown> = NonNullable<Parameters<Of>[0]>
type Recipe = ReturnType<typeof recipe>
type Step = ReturnType<typeof aStep>

const dilute = aStep('dilute', { equipmentClass: 'mixer' })
const check = aStep('check', {
  after: ['dilute'],
  notBySamePersonAs: ['dilute'],
  timers: [{ timerId: 'rest', rule: 'at-least', duration: { value: '1', unit: 's' }, from: 'dilute' }],
})
const remedy = (more: Told<typeof recipe> = {}): Recipe =>
  recipe({ recipeId: 'THIN', version: '3', purpose: 'rework', steps: [dilute, check], ...more })

const breached = (stepId: string) => ({ orderId: 'O-1', stepId, parameterId: 'density', value: '1.6' })
const deviation = (more: Told<typeof given.aDeviation> = {}) =>
  given.aDeviation({
    subject: { type: 'order', id: 'O-1' },
    orderId: 'O-1',
    status: 'classified',
    severity: 'minor',
    breach: breached('mix'),
    ...more,
  })
const wanted = { recipeId: remedy().recipeId }
const decided = { disposition: 'rework', reason: 'It is too thick', capaRequired: false } as const

const weigh = aStep('weigh')
const mix = aStep('mix', { after: ['weigh'] })
const fill = aStep('fill', { after: ['mix'] })
const label = aStep('label', { after: ['weigh'] })
const procedure = [weigh, mix, fill, label]
const mixing = (more: Partial<BoundOrder> = {}) =>
  order({ steps: { weigh: { status: 'completed' }, mix: running() }, ...more })

const disposed = (
  on: { order?: BoundOrder; recipe?: Recipe; steps?: readonly Step[] } = {},
  it = deviation(),
  by = signed(quinn, 'dispositioned'),
) =>
  dispositionDeviation(
    it,
    decided,
    by,
    addRework(
      it,
      {
        order: on.order ?? mixing(),
        snapshot: snapshot({ steps: on.steps ?? procedure }),
        recipe: on.recipe ?? remedy(),
      },
      wanted,
      noon,
    ),
  )
const stepsAfter = (decision: ReturnType<typeof disposed>) =>
  Object.fromEntries(saved(decision, 'snapshot').steps.map((step) => [step.stepId, step.after]))

describe('a disposition that names a rework recipe', () => {
  test('adds lines for the quantity of the order', () => {
    const tolerance = { minusPercent: '1', plusPercent: '1' }
    const materials = [
      { lineId: 'w', materialId: 'WATER', quantity: given.kg('2'), tolerance },
      { lineId: 'f', materialId: 'FILTER', quantity: given.each('1'), tolerance, fixed: true },
    ]
    const batchSize = { min: given.kg('1'), nominal: given.kg('40'), max: given.kg('200') }
    const thinner = remedy({ batchSize, steps: [aStep('dilute', { equipmentClass: 'mixer', materials })] })
    const after = saved(disposed({ recipe: thinner }), 'snapshot')
    expect(after.steps.at(-1)).toMatchObject({
      stepId: 'rework-1.dilute',
      materials: [{ quantity: given.kg('5') }, { quantity: given.each('1') }],
    })
  })

  test('charges the containers of its own steps', () => {
    const tolerance = { minusPercent: '0', plusPercent: '0' }
    const line = { lineId: 'w', materialId: 'WATER', quantity: given.kg('2'), tolerance, weighing: {} }
    const charge = aStep('charge', { after: ['dilute'], equipmentClass: 'mixer', charges: [{ from: 'dilute' }] })
    const weighed = remedy({ steps: [aStep('dilute', { materials: [line] }), charge] })
    expect(saved(disposed({ recipe: weighed }), 'snapshot').steps.at(-1)).toMatchObject({
      stepId: 'rework-1.charge',
      charges: [{ from: 'rework-1.dilute', policy: 'block' }],
    })
  })

  test('adds its steps to the order, under names of their own, and keeps the snapshot before', () => {
    const decision = disposed()
    const after = saved(decision, 'snapshot')
    expect(after.steps.map(({ stepId }) => stepId)).toEqual([
      'weigh',
      'mix',
      'fill',
      'label',
      'rework-1.dilute',
      'rework-1.check',
    ])
    expect(after.steps.at(-1)).toMatchObject({
      after: ['rework-1.dilute'],
      notBySamePersonAs: ['rework-1.dilute'],
      timers: [{ timerId: 'rest', from: 'rework-1.dilute' }],
    })
    expect(branchOf(after, 'rework-1.check')).toMatchObject({ deviationId: 'dev-1', recipeId: 'THIN', about: 'mix' })
    expect(branchOf(after, 'mix')).toBeUndefined()
    expect(saved(decision, 'superseded')).toMatchObject({
      steps: procedure,
      because: { type: 'deviation', id: 'dev-1' },
    })
    expect(saved(decision, 'order')).toMatchObject({ revision: 1, version: '1' })
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.deviation.dispositioned.v1',
        data: {
          rework: {
            orderId: 'O-1',
            branchId: 'rework-1',
            version: '3',
            stepIds: ['rework-1.dilute', 'rework-1.check'],
          },
        },
        about: { type: 'order', id: 'O-1' },
      },
      signatures: [{ personId: 'quinn' }],
    })
  })

  test('starts at once while its step runs, and later steps wait for both', () => {
    expect(stepsAfter(disposed())).toMatchObject({
      'rework-1.dilute': [],
      fill: ['mix', 'rework-1.check'],
      label: ['weigh'],
    })
  })

  test('comes after its step if that is over, and does not change steps that have begun', () => {
    const steps = { weigh: { status: 'completed' }, mix: { status: 'completed' }, fill: running() } as const
    expect(stepsAfter(disposed({ order: order({ steps }) }))).toMatchObject({
      'rework-1.dilute': ['mix'],
      fill: ['mix'],
    })
  })

  test('comes anywhere if the deviation is about no step', () => {
    const { breach: _none, ...reported } = deviation()
    expect(stepsAfter(disposed({}, reported))).toMatchObject({ 'rework-1.dilute': [], fill: ['mix'] })
  })

  test('is independent of the rework of another deviation', () => {
    const first = saved(disposed(), 'snapshot')
    const second = deviation({ deviationId: 'dev-2' })
    const again = addRework(second, { order: mixing({ revision: 1 }), snapshot: first, recipe: remedy() }, wanted, noon)
    const decision = dispositionDeviation(second, decided, signed(quinn, 'dispositioned'), again)
    expect(stepsAfter(decision)).toMatchObject({
      'rework-1.dilute': [],
      'rework-2.dilute': [],
      fill: ['mix', 'rework-1.check', 'rework-2.check'],
    })
    expect(saved(decision, 'snapshot')).toMatchObject({
      revision: 2,
      branches: [{ branchId: 'rework-1' }, { branchId: 'rework-2' }],
    })
  })

  test('does not wait for another rework of the same step, even if that step is over', () => {
    const over = order({ steps: { weigh: { status: 'completed' }, mix: { status: 'completed' } } })
    const first = saved(disposed({ order: over }), 'snapshot')
    const second = deviation({ deviationId: 'dev-2' })
    const on = { order: { ...over, revision: 1 }, snapshot: first, recipe: remedy() }
    const decision = dispositionDeviation(second, decided, signed(), addRework(second, on, wanted, noon))
    expect(stepsAfter(decision)).toMatchObject({ 'rework-1.dilute': ['mix'], 'rework-2.dilute': ['mix'] })
  })

  test('stays through a change of the order, and later steps still wait for it', () => {
    const over = { status: 'completed' } as const
    const reworked = saved(disposed(), 'snapshot')
    const changing = (steps: BoundOrder['steps'], next: readonly Step[]) =>
      approveChange(
        given.aChange({ revision: 1 }),
        {
          order: mixing({ revision: 1, steps }),
          snapshot: reworked,
          recipe: recipe({ version: '2', steps: [...next] }),
          effective: undefined,
          remainder: undefined,
        },
        signed(),
        'exception-1',
        by(quinn),
      )
    const begun = { weigh: over, mix: over, 'rework-1.dilute': over, 'rework-1.check': over, fill: running() }
    const renamed = { ...label, name: 'Label twice' }
    const late = saved(changing(begun, [weigh, mix, fill, renamed]), 'snapshot')
    expect(late.steps).toEqual(reworked.steps.map((step) => (step.stepId === 'label' ? renamed : step)))
    const bottle = aStep('bottle', { after: ['mix'] })
    expect(stepsAfter(changing({ weigh: over, mix: running() }, [weigh, mix, bottle]))).toMatchObject({
      bottle: ['mix', 'rework-1.check'],
    })
    const taken = aStep('rework-1.dilute')
    expect(changing({ weigh: over, mix: running() }, [weigh, mix, taken])).toMatchObject({
      violations: [{ code: 'change-incompatible', variant: 'two-steps', params: { stepId: 'rework-1.dilute' } }],
    })
  })

  test('takes no id that a step of the order has', () => {
    const steps = [weigh, mix, aStep('rework-1.dilute')]
    expect(Object.keys(stepsAfter(disposed({ steps })))).toContain('rework-2.dilute')
  })
})

describe('a rework is refused', () => {
  test.each<[string, Told<typeof recipe>, string]>([
    ['by a recipe for production', { purpose: 'production' }, 'recipe-not-for-rework'],
    ['by a version that is not approved', { status: 'in-review' }, 'recipe-not-approved'],
    ['by a version on hold', { holds: ['H-1'] }, 'recipe-on-hold'],
    ['by the recipe of another product', { product: 'LID' }, 'recipe-wrong-product'],
    ['by a recipe with a fault', { steps: [check] }, 'recipe-invalid'],
  ])('%s', (_, more, code) => {
    expect(codes(disposed({ recipe: remedy(more) }))).toEqual([code])
  })

  test('with an unknown recipe, and for an order that is over', () => {
    const nothing = addRework(
      deviation(),
      { order: mixing(), snapshot: snapshot(), recipe: undefined },
      { ...wanted, version: '7' },
      noon,
    )
    expect(nothing.violations).toMatchObject([
      { code: 'recipe-not-approved', variant: 'none', params: { recipeId: 'THIN', version: '7' } },
    ])
    for (const status of ['completed', 'aborted', 'closed'] as const)
      expect(codes(disposed({ order: mixing({ status }) }))).toEqual(['order-wrong-status'])
    const created = addRework(
      deviation(),
      { order: given.createdOrder(), snapshot: undefined, recipe: remedy() },
      wanted,
      noon,
    )
    expect(created.violations.map(({ code }) => code)).toEqual(['order-wrong-status'])
  })

  test('that would make the snapshot too large, and so is a change after a rework', () => {
    const long = (count: number, prefix: string) =>
      Array.from({ length: count }, (_, index) => aStep(`${prefix}-${index}`, { instruction: 'é'.repeat(5000) }))
    const inHalf = remedy({ steps: long(18, 'mend') })
    expect(codes(disposed({ recipe: inHalf }))).toEqual([])
    expect(codes(disposed({ recipe: inHalf, steps: long(25, 'make') }))).toEqual(['disposition-unfit'])
    const on = {
      order: mixing({ revision: 1 }),
      snapshot: saved(disposed({ recipe: inHalf }), 'snapshot'),
      recipe: recipe({ version: '2', steps: [weigh, mix, ...long(25, 'make')] }),
      effective: undefined,
      remainder: undefined,
    }
    const decision = approveChange(given.aChange({ revision: 1 }), on, signed(), 'exception-1', by(quinn))
    expect(decision).toMatchObject({ violations: [{ code: 'change-incompatible', ref: 'order:O-1' }] })
  })

  test('without an order, with another disposition, and without a signature', () => {
    const { orderId: _none, ...onLot } = deviation({ subject: { type: 'lot', id: 'SUC-1' } })
    const nowhere = addRework(onLot, { order: undefined, snapshot: undefined, recipe: remedy() }, wanted, noon)
    expect(codes(dispositionDeviation(onLot, decided, signed(), nowhere))).toEqual(['disposition-unfit'])
    const reworked = addRework(deviation(), { order: mixing(), snapshot: snapshot(), recipe: remedy() }, wanted, noon)
    expect(codes(dispositionDeviation(deviation(), { ...decided, disposition: 'scrap' }, signed(), reworked))).toEqual([
      'disposition-unfit',
    ])
    expect(codes(disposed({}, deviation(), given.unsigned))).toEqual(['signature-missing'])
  })

  test('without a recipe it is a plain disposition: the result is measured again', () => {
    const decision = dispositionDeviation(deviation(), decided, signed(quinn, 'dispositioned'))
    expect(decision).toMatchObject({ outcome: 'accepted', changes: [{ kind: 'deviation' }] })
    expect(decision).not.toHaveProperty('fact.about')
  })
})

test('after any acts, an order with a rework and a later change can be finished, and the rework comes before the steps that wait for it', () => {
  const batchSize = { min: given.each('1'), nominal: given.each('10'), max: given.each('10') }
  let changed = 0
  fc.assert(
    fc.property(
      aRouting,
      fc.array(aLosslessAct, { maxLength: 20 }),
      fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 3 }),
      fc.array(aLosslessAct, { maxLength: 20 }),
      edits,
      (steps, acts, about, more, made) => {
        const floor = floorOf(steps, { quantity: given.each('10') })
        for (const act of acts) perform(floor, act)
        for (const [index, number] of about.entries()) {
          const known = floor.snapshot().steps
          const step = known[number % known.length]
          const it = deviation({ deviationId: `dev-${index}`, breach: breached(step?.stepId ?? '') })
          const waiting = known.filter(
            ({ stepId, after }) =>
              after.some((id) => id === step?.stepId) &&
              !floor.order().steps[stepId] &&
              !branchOf(floor.snapshot(), stepId),
          )
          const reworked = addRework(
            it,
            { ...floor.basis(), recipe: remedy({ batchSize, steps: [aStep('mend')] }) },
            wanted,
            noon,
          )
          floor.take(dispositionDeviation(it, decided, signed(quinn, 'dispositioned'), reworked))
          for (const { stepId } of waiting)
            expect(floor.snapshot().steps.find((other) => other.stepId === stepId)?.after).toContain(
              `rework-${index + 1}.mend`,
            )
        }
        expect(faultsOf({ ...given.draftOf(), batchSize, steps: [...floor.snapshot().steps] })).toEqual([])
        for (const act of more) perform(floor, act)
        const before = structuredClone(floor.order().steps)
        const next = edited(steps, made)
        fc.pre(next.length > 0)
        const on = {
          ...floor.basis(),
          recipe: recipe({ version: '2', batchSize, steps: next }),
          effective: undefined,
          remainder: undefined,
        }
        const decision = floor.take(
          approveChange(given.aChange({ revision: about.length }), on, signed(), 'exception-1', by(quinn)),
        )
        if (decision.outcome === 'accepted') {
          changed += 1
          expect(floor.order().steps).toEqual(before)
          expect(floor.snapshot().branches).toHaveLength(about.length)
        }
        workedThrough(floor)
        for (const { stepId } of floor.snapshot().steps) expect(isOver(floor.order().steps[stepId]), stepId).toBe(true)
      },
    ),
    { numRuns: histories(1000) },
  )
  expect(changed).toBeGreaterThan(portion(100))
})
