import { times } from '../../../events/fraction.ts'
import type { Instant, StepId } from '../../../events/identifiers.ts'
import type { Rework } from '../../../events/quality.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { OrderedStep, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { all, type Check, clear, given, none, upon } from '../check.ts'
import { bookedIn, type Densities, exactlyIn } from '../density.ts'
import type { Measured } from '../measured.ts'
import {
  type BoundOrder,
  type Branch,
  branchOf,
  exactQuantity,
  isOver,
  type Order,
  type Snapshot,
  underWay,
  wrongStatus,
} from '../orders/order.ts'
import type { Deviation } from '../quality/deviation.ts'
import type { Reworked } from '../quality/disposition.ts'
import { exactText, one } from '../quantity.ts'
import { withNames } from '../recipes/expression.ts'
import { densitiesOf, withDensities } from '../recipes/line-densities.ts'
import { flattened } from '../recipes/procedure.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { scaledStep } from '../recipes/scaling.ts'
import { hasReasons, violation } from '../refusal.ts'
import { executable, outsideBatchSize } from './order-release.ts'
import { revised } from './revision.ts'
import { isTooLarge } from './snapshot.ts'

/**
 * Adds the steps of a rework recipe to an order. They come after the step of the deviation if it is over. If that step runs, it can complete only
 * after the rework. Later steps that have not begun wait for the whole branch.
 */
export function addRework(
  deviation: Deviation,
  { order, snapshot, recipe }: { order: Order | undefined; snapshot: Snapshot | undefined; recipe: Recipe | undefined },
  { recipeId, version: asked }: Rework,
  at: Instant,
  defined: Densities = {},
): Reworked {
  if (!order)
    return refused([violation('disposition-unfit/no-order', { deviationId: deviation.deviationId }, 'rework')])
  // What the order has counted by stays.
  const densities = { ...defined, ...(snapshot && densitiesOf(snapshot)) }
  const version = executable(recipe, { recipeId, version: asked }, order.product, 'rework', at)
  const checked = all({
    begun: begun(order, snapshot),
    version,
    fits: upon(version, (it) => clear(outsideBatchSize(amountFor(order, it, densities), it))),
  })
  if (checked.is === 'none' || hasReasons(checked.against)) return refused(checked.against)
  return reworked(checked.value.begun, checked.value.version, deviation, densities, at)
}

/** The quantity of the order in the dimension of the rework recipe. */
const amountFor = (order: Order, { batchSize: { nominal } }: Recipe, densities: Densities): Quantity & Measured => {
  const { quantity, product } = order
  const amount = bookedIn(densities[product], quantity, nominal.unit)
  const ofOne = exactlyIn(densities[product], { value: one, unit: quantity.unit }, amount.unit)
  return { ...amount, ...(ofOne && { exact: exactText(times(exactQuantity(order), ofOne)) }) }
}

interface UnderWay {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
}

function begun(order: Order, snapshot: Snapshot | undefined): Check<UnderWay> {
  const elsewhere = () => wrongStatus(order, ['released', 'running', 'held'], 'rework-under-way')
  if (order.status === 'created' || !snapshot) return none(elsewhere())
  return given({ order, snapshot }, !underWay(order) && elsewhere())
}

function reworked(
  { order, snapshot }: UnderWay,
  recipe: Recipe,
  deviation: Deviation,
  densities: Densities,
  at: Instant,
): Reworked {
  const { branch, after } = withBranch(order, snapshot, recipe, deviation, densities)
  const { orderId } = order
  const { recipeId } = recipe
  if (isTooLarge(after))
    return refused([
      violation('disposition-unfit/too-large', { orderId, recipeId, steps: recipe.steps.length }, 'rework'),
    ])
  const { branchId, version, stepIds } = branch
  const because = { type: 'deviation', id: deviation.deviationId } as const
  return {
    violations: [],
    told: { orderId, branchId, recipeId, version, stepIds: [...stepIds] },
    changes: revised(order, snapshot, after, because, at),
  }
}

const refused = (violations: readonly Violation[]): Reworked => ({ violations, changes: [] })

function withBranch(
  order: BoundOrder,
  snapshot: Snapshot,
  recipe: Recipe,
  { deviationId, breach, override }: Deviation,
  densities: Densities,
): { branch: Branch; after: Snapshot } {
  const branchId = freeId(snapshot)
  const about = (breach ?? override)?.stepId
  const behind = about !== undefined && isOver(order.steps[about]) ? [about] : []
  const { recipeId, version } = recipe
  const share = { part: amountFor(order, recipe, densities), whole: recipe.batchSize.nominal }
  const own = recipe.steps.map(({ stepId }) => stepId)
  const added = flattened(recipe).map((step) =>
    renamed(withDensities(scaledStep(step, share), densities), branchId, behind, own),
  )
  const stepIds = added.map(({ stepId }) => stepId)
  const branch: Branch = { branchId, deviationId, recipeId, version, ...(about && { about }), stepIds }
  const isTwin = ({ stepId }: Step) => branchOf(snapshot, stepId)?.about === about
  const waits = (step: Step) =>
    about !== undefined && step.after.includes(about) && order.steps[step.stepId] === undefined && !isTwin(step)
  return {
    branch,
    after: {
      ...snapshot,
      steps: [...snapshot.steps.map((step) => (waits(step) ? joined(step, added) : step)), ...added],
      branches: [...(snapshot.branches ?? []), branch],
    },
  }
}

/** The first free number for a step of a branch, in a recipe that numbers its steps. */
function freeId({ steps, branches = [] }: Snapshot): string {
  const isTaken = (id: string) => steps.some(({ stepId }) => stepId.startsWith(`${id}.`))
  let number = branches.length + 1
  while (isTaken(`rework-${number}`)) number += 1
  return `rework-${number}`
}

/** A step of the branch. Its references to other steps point to steps of the branch, and it is in no procedure of the order. */
function renamed(
  { within: _within, ...step }: OrderedStep,
  branchId: string,
  behind: readonly StepId[],
  own: readonly StepId[],
): OrderedStep {
  const name = (id: StepId) => `${branchId}.${id}` as StepId
  return {
    ...step,
    stepId: name(step.stepId),
    after: step.after.length > 0 ? step.after.map(name) : [...behind],
    notBySamePersonAs: step.notBySamePersonAs.map(name),
    timers: step.timers.map((timer) => (timer.from === undefined ? timer : { ...timer, from: name(timer.from) })),
    ...(step.charges && { charges: step.charges.map((it) => ({ ...it, from: name(it.from) })) }),
    ...(step.calculations && {
      calculations: step.calculations.map((it) => ({
        ...it,
        expression: withNames(it.expression, (result) =>
          own.some((id) => result.startsWith(`${id}.`)) ? `${branchId}.${result}` : result,
        ),
      })),
    }),
  }
}

/** The step, waiting also for the last steps of a branch. */
const joined = (step: OrderedStep, branch: readonly Step[]): OrderedStep => ({
  ...step,
  after: [...new Set([...step.after, ...lastOf(branch)])],
})

const lastOf = (branch: readonly Step[]): StepId[] =>
  branch.filter(({ stepId }) => !branch.some(({ after }) => after.includes(stepId))).map(({ stepId }) => stepId)

/** The new procedure with the order's rework branches. They stay until done, and the steps that wait for them still wait. */
export function withBranchesOf(order: BoundOrder, before: Snapshot, after: Snapshot): Snapshot {
  const { branches } = before
  if (!branches) return after
  const stepsOf = ({ stepIds }: Branch) => before.steps.filter(({ stepId }) => stepIds.includes(stepId))
  const waitsAlready = (step: Step, branch: readonly Step[]) => {
    const was = before.steps.find(({ stepId }) => stepId === step.stepId)
    return lastOf(branch).some((id) => was?.after.includes(id))
  }
  const steps = branches.reduce<readonly OrderedStep[]>((procedure, branch) => {
    const added = stepsOf(branch)
    const waits = (step: Step) =>
      order.steps[step.stepId] === undefined
        ? branch.about !== undefined && step.after.includes(branch.about)
        : waitsAlready(step, added)
    return procedure.map((step) => (waits(step) ? joined(step, added) : step))
  }, after.steps)
  return { ...after, steps: [...steps, ...branches.flatMap(stepsOf)], branches }
}
