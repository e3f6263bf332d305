import fc from 'fast-check'
import type { Step } from '../../events/recipe.ts'
import type { ParamsOf } from '../../events/sentences/english.ts'
import { decimalOf, subtract } from '../../shared/domain/quantity.ts'
import { aStep, dec } from './given.ts'
import type { floorOf } from './recipes.ts'

type Floor = ReturnType<typeof floorOf>

/** A chain or a net of steps that work on the whole batch or count units; some are optional. */
export const aRouting: fc.Arbitrary<Step[]> = fc
  .array(
    fc.record({
      after: fc.array(fc.nat(), { maxLength: 3 }),
      counts: fc.boolean(),
      optional: fc.boolean(),
      asks: fc.constantFrom('nothing', 'nothing', 'time', 'people'),
    }),
    { minLength: 2, maxLength: 7 },
  )
  .map((found) =>
    found.map(({ after, counts, optional, asks }, index) => {
      const before = index === 0 ? [] : [...new Set(after.map((it) => `s${it % index}`))]
      const [first] = before
      const duration = { value: '1', unit: 's' } as const
      // A unit has no start time of its own.
      const hasClock = !counts || !found[Number(first?.slice(1))]?.counts
      return aStep(`s${index}`, {
        flow: counts ? 'units' : 'batch',
        ...(optional && { skip: { policy: 'off' } }),
        ...(asks === 'time' &&
          first &&
          hasClock && { timers: [{ timerId: 'rest', rule: 'at-least', duration, from: first }] }),
        ...(asks === 'people' && first && { notBySamePersonAs: [first] }),
        after: before,
      })
    }),
  )

const anEdit = fc.record({
  does: fc.constantFrom('nothing', 'nothing', 'nothing', 'nothing', 'renames', 'removes', 'inserts', 'adds'),
  asks: fc.constantFrom('nothing', 'nothing', 'time', 'people'),
})
export const edits = fc.array(anEdit, { minLength: 7, maxLength: 7 })
type Edits = typeof edits extends fc.Arbitrary<infer It> ? It : never

/** Another version of the procedure: steps are renamed, left out, or added before or after others. */
export function edited(steps: readonly Step[], made: Edits): Step[] {
  const editOf = (index: number) => made[index] ?? { does: 'nothing', asks: 'nothing' }
  const gone = new Map(steps.filter((_, index) => editOf(index).does === 'removes').map((it) => [it.stepId, it]))
  /** The successors of a step that is left out follow its predecessors. */
  const lead = (id: Step['stepId']): Step['stepId'][] => gone.get(id)?.after.flatMap(lead) ?? [id]
  return steps.flatMap((step, index): Step[] => {
    const { does, asks } = editOf(index)
    const after = [...new Set(step.after.flatMap(lead))]
    const now = { ...step, after }
    const [first] = after
    const duration = { value: '1', unit: 's' } as const
    const asking = {
      ...(asks === 'time' &&
        first && { timers: [{ timerId: 'new', rule: 'at-least', duration, from: first } as const] }),
      ...(asks === 'people' && first && { notBySamePersonAs: [first] }),
    }
    switch (does) {
      case 'removes':
        return []
      case 'renames':
        return [{ ...now, name: `${step.name} anew` }]
      case 'inserts':
        return [
          aStep(`before-${step.stepId}`, { after, ...asking }),
          { ...now, after: [aStep(`before-${step.stepId}`).stepId] },
        ]
      case 'adds':
        return [now, aStep(`after-${step.stepId}`, { after: [step.stepId], ...asking })]
      default:
        return [now]
    }
  })
}

/** An act on such an order, accepted or refused. */
export const anAct = fc.record({
  step: fc.nat({ max: 9 }),
  act: fc.constantFrom('start', 'start', 'complete', 'complete', 'skip'),
  quantity: fc.option(fc.integer({ min: 1, max: 11 }), { nil: undefined }),
  scrapped: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 3 }),
})
/** The same acts without scrap. */
export const aLosslessAct = anAct.map((act) => ({ ...act, scrapped: undefined }))
type Act = typeof anAct extends fc.Arbitrary<infer It> ? It : never

const pieces = (value: number) => ({ value: decimalOf(value), unit: '{each}' }) as const

export function perform(floor: Floor, { step: index, act, quantity, scrapped }: Act): void {
  const { steps } = floor.snapshot()
  const step = steps[index % steps.length]
  if (!step) return
  const asked = quantity === undefined || step.flow === 'batch' ? undefined : pieces(quantity)
  if (act === 'start') floor.start(step.stepId, asked ? { quantity: asked } : {})
  else if (act === 'skip') floor.skip(step.stepId)
  else
    floor.complete(step.stepId, {
      ...(asked && { quantity: asked }),
      ...(asked && scrapped !== undefined && { scrapped: pieces(scrapped) }),
    })
}

/** Works an order to its end, with a different person in each step and enough time between two rounds. */
export function workedThrough(floor: Floor): void {
  const { steps } = floor.snapshot()
  for (let turn = 0; turn <= steps.length; turn += 1) {
    floor.clock(1000 * (turn + 1))
    for (const [index, { stepId }] of steps.entries()) {
      const who = { kind: 'person', id: `worker-${index}`, name: `Worker ${index}`, roles: ['operator'] } as const
      floor.start(stepId, {}, who)
      const ended = floor.complete(stepId, {}, who)
      if (ended.outcome !== 'refused') continue
      const differ = ended.violations.find(({ code }) => code === 'counts-differ')
      if (!differ) continue
      // The last step ends only when the pieces that came to it are booked.
      const { finished, made } = differ.params as ParamsOf<'counts-differ'>
      floor.make(stepId, subtract(dec(finished.value), dec(made.value)), {}, who)
      floor.complete(stepId, {}, who)
    }
  }
}
