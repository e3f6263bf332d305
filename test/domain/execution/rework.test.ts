import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeviationId, RecipeId, StepId } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import { objectionsToEquipment } from '../../../shared/domain/equipment/fitness.ts'
import { occupant, occupy, vacate } from '../../../shared/domain/equipment/machine.ts'
import { approveChange } from '../../../shared/domain/execution/change.ts'
import { releaseOrder } from '../../../shared/domain/execution/releasing.ts'
import { addRework } from '../../../shared/domain/execution/rework.ts'
import { startStep } from '../../../shared/domain/execution/step.ts'
import { moveOrder } from '../../../shared/domain/execution/transition.ts'
import { type BoundOrder, branchOf, isOver } from '../../../shared/domain/orders/order.ts'
import type { Deviation } from '../../../shared/domain/quality/deviation.ts'
import { dispositionDeviation } from '../../../shared/domain/quality/disposition.ts'
import { orderOf } from '../../../shared/domain/quality/investigation.ts'
import type { Recipe } from '../../../shared/domain/recipes/recipe.ts'
import { faultsOf } from '../../../shared/domain/recipes/recipe-faults.ts'
import { aChange, aDeviation } from '../../support/cases.ts'
import {
  ada,
  aStep,
  by,
  codes,
  createdOrder,
  dec,
  draftOf,
  later,
  machine,
  mixer,
  noon,
  order,
  quinn,
  recipe,
  running,
  saved,
  signed,
  snapshot,
  unsigned,
} from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'
import { aLosslessAct, aRouting, edited, edits, perform, workedThrough } from '../../support/routings.ts'
import { histories, portion } from '../../support/seeded.ts'
import { inWords } from '../../support/words.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const dilute = aStep('dilute', { equipmentClass: 'mixer' })
const check = aStep('check', {
  after: ['dilute'],
  notBySamePersonAs: ['dilute'],
  timers: [{ timerId: 'rest', rule: 'at-least', duration: { value: '1', unit: 's' }, from: 'dilute' }],
})
const remedy = (more: Partial<Recipe> = {}): Recipe =>
  recipe({ recipeId: 'THIN' as RecipeId, version: '3', purpose: 'rework', steps: [dilute, check], ...more })

const breached = (stepId: string): Deviation['breach'] => ({
  orderId: order().orderId,
  stepId: stepId as StepId,
  parameterId: 'density' as never,
  value: '1.6',
})
const deviation = (more: Partial<Deviation> = {}): Deviation =>
  aDeviation({
    subject: { type: 'order', id: 'O-1' },
    orderId: order().orderId,
    status: 'classified',
    severity: 'minor',
    breach: breached('mix'),
    ...more,
  })
const wanted = { recipeId: 'THIN' as RecipeId }
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

  test('starts at once while the step that it is about runs, and what comes after that step waits for both', () => {
    expect(stepsAfter(disposed())).toMatchObject({
      'rework-1.dilute': [],
      fill: ['mix', 'rework-1.check'],
      label: ['weigh'],
    })
  })

  test('comes after the step that it is about when that is over, and leaves what has begun as it is', () => {
    const steps = { weigh: { status: 'completed' }, mix: { status: 'completed' }, fill: running() } as const
    expect(stepsAfter(disposed({ order: order({ steps }) }))).toMatchObject({
      'rework-1.dilute': ['mix'],
      fill: ['mix'],
    })
  })

  test('comes anywhere when the deviation is about no step', () => {
    const { breach: _none, ...reported } = deviation()
    expect(stepsAfter(disposed({}, reported))).toMatchObject({ 'rework-1.dilute': [], fill: ['mix'] })
  })

  test('has to be done before the order is completed', () => {
    const over = { status: 'completed' } as const
    const all = { weigh: over, mix: over, fill: over, label: over }
    const after = saved(disposed(), 'snapshot')
    const produced = { 'SYR-1': kg('99') }
    const complete = (steps: BoundOrder['steps']) =>
      codes(moveOrder(order({ steps, produced, revision: 1 }), 'complete', after, undefined, by(ada)))
    expect(complete(all)).toEqual(['steps-incomplete'])
    expect(complete({ ...all, 'rework-1.dilute': over, 'rework-1.check': over })).toEqual([])
  })

  test('stands beside the rework of another deviation, and neither waits for the other', () => {
    const first = saved(disposed(), 'snapshot')
    const second = deviation({ deviationId: 'dev-2' as DeviationId })
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

  test('does not wait for another rework of the same step, also where that step is over', () => {
    const over = order({ steps: { weigh: { status: 'completed' }, mix: { status: 'completed' } } })
    const first = saved(disposed({ order: over }), 'snapshot')
    const second = deviation({ deviationId: 'dev-2' as DeviationId })
    const on = { order: { ...over, revision: 1 }, snapshot: first, recipe: remedy() }
    const decision = dispositionDeviation(second, decided, signed(), addRework(second, on, wanted, noon))
    expect(stepsAfter(decision)).toMatchObject({ 'rework-1.dilute': ['mix'], 'rework-2.dilute': ['mix'] })
  })

  test('stays through a change of the order, and so does the waiting for it', () => {
    const over = { status: 'completed' } as const
    const reworked = saved(disposed(), 'snapshot')
    const changing = (steps: BoundOrder['steps'], next: readonly Step[]) =>
      approveChange(
        aChange({ revision: 1 }),
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

  test('takes no name that a step of the order has', () => {
    const steps = [weigh, mix, aStep('rework-1.dilute')]
    expect(Object.keys(stepsAfter(disposed({ steps })))).toContain('rework-2.dilute')
  })

  test('may use the machine on which the step runs that it is about, and leaves it to that step again', () => {
    const on = occupy(machine(), 'O-1', 'mix', noon)
    const start = (stepId: string, more: object = {}) =>
      startStep(
        {
          order: mixing({ revision: 1 }),
          snapshot: saved(disposed(), 'snapshot'),
          person: undefined,
          equipment: mixer(),
          machine: on,
          ...more,
        },
        stepId,
        { equipmentId: mixer().equipmentId },
        by(ada, later(1)),
      )
    const reworking = saved(start('rework-1.dilute'), 'machine')
    expect(occupant(reworking)?.stepId).toBe('rework-1.dilute')
    expect(occupant(vacate(reworking, 'O-1', later(2), 'rework-1.dilute'))?.stepId).toBe('mix')
    const elsewhere = occupy(machine(), 'O-1', 'weigh', noon)
    expect(codes(start('rework-1.dilute', { machine: elsewhere }))).toEqual(['equipment-occupied'])
    const [other] = objectionsToEquipment(
      order(),
      dilute,
      mixer().equipmentId,
      undefined,
      { equipment: mixer(), machine: on },
      noon,
    )
    expect(other?.code).toBe('equipment-occupied')
  })

  test('does not make a machine forget the step that is being reworked', () => {
    let busy = occupy(machine(), 'O-1', 'mix', noon)
    for (let number = 1; number <= 9; number += 1)
      busy = vacate(
        occupy(busy, 'O-1', `rework-${number}.dilute`, noon),
        'O-1',
        later(number),
        `rework-${number}.dilute`,
      )
    expect(occupant(busy)?.stepId).toBe('mix')
    expect(busy.occupancies.length).toBeLessThanOrEqual(6)
  })
})

describe('a rework is refused', () => {
  test.each<[string, Partial<Recipe>, string]>([
    ['by a recipe for production', { purpose: 'production' }, 'recipe-not-for-rework'],
    ['by a version that is not approved', { status: 'in-review' }, 'recipe-not-approved'],
    ['by a version on hold', { holds: ['H-1'] }, 'recipe-on-hold'],
    ['by the recipe of another product', { product: 'LID' as Recipe['product'] }, 'recipe-wrong-product'],
    ['by a recipe with a fault', { steps: [check] }, 'recipe-invalid'],
  ])('%s', (_, more, code) => {
    expect(codes(disposed({ recipe: remedy(more) }))).toEqual([code])
  })

  test('by a recipe that is not there, and of an order that is over', () => {
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
      { order: createdOrder(), snapshot: undefined, recipe: remedy() },
      wanted,
      noon,
    )
    expect(created.violations.map(({ code }) => code)).toEqual(['order-wrong-status'])
  })

  test('that would make its order larger than what is kept as one, and so is a change beside a rework', () => {
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
    const decision = approveChange(aChange({ revision: 1 }), on, signed(), 'exception-1', by(quinn))
    expect(decision).toMatchObject({ violations: [{ code: 'change-incompatible', ref: 'order:O-1' }] })
  })

  test('of what is no order, with another disposition, and without a signature', () => {
    const { orderId: _none, ...onLot } = deviation({ subject: { type: 'lot', id: 'SUC-1' } })
    expect(orderOf(onLot)).toBeUndefined()
    const nowhere = addRework(onLot, { order: undefined, snapshot: undefined, recipe: remedy() }, wanted, noon)
    expect(codes(dispositionDeviation(onLot, decided, signed(), nowhere))).toEqual(['disposition-unfit'])
    const reworked = addRework(deviation(), { order: mixing(), snapshot: snapshot(), recipe: remedy() }, wanted, noon)
    expect(codes(dispositionDeviation(deviation(), { ...decided, disposition: 'scrap' }, signed(), reworked))).toEqual([
      'disposition-unfit',
    ])
    expect(codes(disposed({}, deviation(), unsigned))).toEqual(['signature-missing'])
  })

  test('as a disposition without a recipe it is what it was: the result is taken anew', () => {
    const decision = dispositionDeviation(deviation(), decided, signed(quinn, 'dispositioned'))
    expect(decision).toMatchObject({ outcome: 'accepted', changes: [{ kind: 'deviation' }] })
    expect(decision).not.toHaveProperty('fact.about')
  })
})

describe('a rework recipe', () => {
  test('is no recipe for an order', () => {
    expect(codes(releaseOrder(createdOrder(), remedy(), undefined, by(ada)))).toEqual(['recipe-for-rework'])
  })

  test('works on the whole batch, under ids that leave room for the name of the branch', () => {
    const long = aStep('x'.repeat(54))
    const faults = (purpose: Recipe['purpose']) =>
      faultsOf({ ...draftOf(), purpose, steps: [aStep('sort', { flow: 'units' }), long] }).map(inWords)
    expect(faults('production')).toEqual([])
    expect(faults('rework')).toEqual([
      'Step sort counts units; a rework works on the whole batch.',
      `The id ${long.stepId} is longer than the 53 characters that a step of a rework may have.`,
    ])
  })
})

test('whatever was done, a rework and a change after it leave an order that can be finished, with the rework before what waits for it', () => {
  const pieces = (value: string) => ({ value: dec(value), unit: '{each}' }) as const
  const batchSize = { min: pieces('1'), nominal: pieces('10'), max: pieces('10') }
  let changed = 0
  fc.assert(
    fc.property(
      aRouting,
      fc.array(aLosslessAct, { maxLength: 20 }),
      fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 3 }),
      fc.array(aLosslessAct, { maxLength: 20 }),
      edits,
      (steps, acts, about, more, made) => {
        const floor = floorOf(steps, { quantity: pieces('10') })
        for (const act of acts) perform(floor, act)
        for (const [index, number] of about.entries()) {
          const known = floor.snapshot().steps
          const step = known[number % known.length]
          const it = deviation({ deviationId: `dev-${index}` as DeviationId, breach: breached(step?.stepId ?? '') })
          const waiting = known.filter(
            ({ stepId, after }) =>
              after.includes(step?.stepId as StepId) &&
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
        expect(faultsOf({ ...draftOf(), batchSize, steps: [...floor.snapshot().steps] })).toEqual([])
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
          approveChange(aChange({ revision: about.length }), on, signed(), 'exception-1', by(quinn)),
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
