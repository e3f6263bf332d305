import type { Calculation, RecipeDraft, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { isMore } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import { type Expression, expressionOf, isExpression, leavesOf, reservedWords } from './expression.ts'
import { divisionByNothing } from './expression-division.ts'
import { isIn, isMeasured, type Measured, measuredIn, measureOf } from './expression-measure.ts'
import { factorsOf, mostFactors } from './expression-size.ts'
import { itemsPerUnit, perOf } from './per.ts'

/** A result that an expression may name: of the step itself, or of a step that is over before it starts. */
interface Named {
  readonly stepId: string
  readonly unit: Calculation['unit']
}

/**
 * Calculations that nobody can compute: texts that are no expression, names without a result, parts that do not measure the same, and a unit that
 * measures something else. `before` are the steps that are over when this one starts.
 */
export const calculationFaults = (
  recipe: RecipeDraft,
  step: Step,
  before: ReadonlySet<string>,
  factors: FactorsByName,
): Violation[] =>
  (step.calculations ?? []).flatMap((it, index) => {
    const named = namesFor(recipe, step, before, index)
    return reasons(limitFaults(it, step), expressionFaults(it, step, named, recipe, factors))
  })

/** By `stepId.calculationId`: how many values a result of the calculation multiplies with each other. */
type FactorsByName = ReadonlyMap<string, number>

/**
 * The factors of all calculations of the recipe. Each text is read once, after those that it may name: a step that another one waits for waits for
 * fewer steps itself.
 */
export function factorsIn({ steps }: RecipeDraft, waits: ReadonlyMap<string, ReadonlySet<string>>): FactorsByName {
  const known = new Map<string, number>()
  const waited = ({ stepId }: Step) => waits.get(stepId)?.size ?? 0
  for (const step of [...steps].sort((one, other) => waited(one) - waited(other)))
    for (const { calculationId, expression: text } of step.calculations ?? []) {
      const expression = expressionOf(text)
      const ofResult = (name: string) => known.get(`${step.stepId}.${name}`) ?? known.get(name) ?? 1
      const factors = isExpression(expression)
        ? factorsOf(expression, (leaf) => (leaf.kind === 'result' ? ofResult(leaf.name) : 1))
        : 1
      known.set(`${step.stepId}.${calculationId}`, Math.max(1, factors))
    }
  return known
}

/** Results of which each unit has its own. */
const namesOfUnits = ({ steps }: RecipeDraft, step: Step): ReadonlySet<string> =>
  new Set(
    steps.flatMap((it) =>
      itemsPerUnit(it).flatMap(({ id }) => [`${it.stepId}.${id}`, ...(it.stepId === step.stepId ? [id] : [])]),
    ),
  )

const refOf = ({ calculationId }: Calculation, { stepId }: Step): string =>
  `steps/${stepId}/calculations/${calculationId}`

const limitFaults = (calculation: Calculation, step: Step): Violation | undefined => {
  const { calculationId, low, high } = calculation
  return low !== undefined && high !== undefined && isMore(low, high)
    ? violation('recipe-invalid/limits-crossed', { parameterId: calculationId, low, high }, refOf(calculation, step))
    : undefined
}

/** A calculation may use those before it, so none waits for itself. */
function namesFor(
  { steps }: RecipeDraft,
  step: Step,
  before: ReadonlySet<string>,
  index: number,
): ReadonlyMap<string, readonly Named[]> {
  const names = new Map<string, Named[]>()
  const add = (name: string, named: Named) => names.set(name, [...(names.get(name) ?? []), named])
  const of = ({ stepId, flow, parameters }: Step, calculations: readonly Calculation[]) =>
    [
      ...parameters
        .filter((it) => perOf({ flow }, it) !== 'unit')
        .map(({ parameterId, unit }) => ({ id: parameterId, unit })),
      ...calculations.map(({ calculationId, unit }) => ({ id: calculationId, unit })),
    ].map(({ id, unit }) => ({ id, stepId, unit }))
  for (const { id, stepId, unit } of of(step, (step.calculations ?? []).slice(0, index))) {
    if (!reservedWords.includes(id)) add(id, { stepId, unit })
    add(`${stepId}.${id}`, { stepId, unit })
  }
  for (const earlier of steps.filter(({ stepId }) => stepId !== step.stepId && before.has(stepId)))
    for (const { id, stepId, unit } of of(earlier, earlier.calculations ?? [])) add(`${stepId}.${id}`, { stepId, unit })
  return names
}

function expressionFaults(
  calculation: Calculation,
  step: Step,
  named: ReadonlyMap<string, readonly Named[]>,
  recipe: RecipeDraft,
  factors: FactorsByName,
): Violation[] {
  const { calculationId, expression: text, unit } = calculation
  const product = recipe.batchSize.nominal.unit
  const eachUnit = namesOfUnits(recipe, step)
  const [here, ref] = [{ stepId: step.stepId, item: calculationId }, refOf(calculation, step)]
  const expression = expressionOf(text)
  if (!isExpression(expression)) {
    const { unreadableAt, found } = expression
    return [violation('recipe-invalid/expression-unreadable', { ...here, position: unreadableAt, found }, ref)]
  }
  const unknown = leavesOf(expression).flatMap((leaf) => {
    const { at: position } = leaf
    if (leaf.kind === 'consumed')
      return consumedIn(step, leaf.lineId)
        ? []
        : violation('recipe-invalid/expression-line', { ...here, lineId: leaf.lineId, position }, ref)
    if (leaf.kind !== 'result') return []
    const { name } = leaf
    if (eachUnit.has(name)) return violation('recipe-invalid/expression-of-units', { ...here, name, position }, ref)
    const found = named.get(name) ?? []
    if (found.length === 1) return []
    return found.length === 0
      ? violation('recipe-invalid/expression-name', { ...here, name, position }, ref)
      : violation('recipe-invalid/expression-ambiguous', { ...here, name, position }, ref)
  })
  if (unknown.length > 0) return unknown
  const measured = measureOf(expression, (leaf) => leafMeasure(leaf, step, named, product))
  if (!isMeasured(measured)) {
    const { why, at: position } = measured
    return [
      violation(
        `recipe-invalid/expression-${why}`,
        { ...here, position, sign: /^[a-z]+|^./.exec(text.slice(position - 1))?.[0] ?? '' },
        ref,
      ),
    ]
  }
  const divides = divisionByNothing(expression)
  return reasons(
    divides !== undefined && violation('recipe-invalid/expression-division', { ...here, position: divides }, ref),
    (factors.get(`${step.stepId}.${calculationId}`) ?? 1) > mostFactors &&
      violation('recipe-invalid/expression-factors', { ...here, most: mostFactors }, ref),
    !isIn(measured, unit) &&
      violation('recipe-invalid/expression-unit', { ...here, unit, measures: shown(measured) }, ref),
  )
}

const consumedIn = ({ materials }: Step, lineId: string) =>
  materials.find((it) => it.lineId === lineId && it.use === 'consumed')

function leafMeasure(
  leaf: Expression,
  step: Step,
  named: ReadonlyMap<string, readonly Named[]>,
  product: Calculation['unit'],
): Measured {
  switch (leaf.kind) {
    case 'constant':
      return measuredIn(leaf.unit)
    case 'result':
      return measuredIn(named.get(leaf.name)?.[0]?.unit ?? '1')
    case 'consumed':
      return measuredIn(consumedIn(step, leaf.lineId)?.quantity.unit ?? '1')
    default:
      return measuredIn(product)
  }
}

/** As a unit, which people can compare with the one that was given. */
const shown = ({ powers, isPlace }: Measured): string =>
  isPlace ? 'Cel' : [...powers].map(([base, of]) => (of === 1 ? base : `${base}${of}`)).join('.') || '1'
