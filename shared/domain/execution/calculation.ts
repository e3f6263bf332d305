import type { Decimal } from '../../../events/quantity.ts'
import type { Calculated, Calculation, Step } from '../../../events/recipe.ts'
import type { Trend } from '../equipment/trend.ts'
import { exactOf, type Measured, measured } from '../measured.ts'
import { totalOf } from '../orders/line-totals.ts'
import type { BoundOrder, KeptValues, RunningStep, StepProgress } from '../orders/order.ts'
import { madeExactly } from '../production/yield.ts'
import { exactlyIntoBase, exactText, isWithin, nearest, outOfBase, zero } from '../quantity.ts'
import { type Expression, expressionOf, isExpression, leavesOf } from '../recipes/expression.ts'
import { exactValueOf } from '../recipes/expression-value.ts'

/** What calculations have of their step: it runs, or is over and has kept it. */
export type Worked = Pick<RunningStep, 'computedFrom' | 'consumed' | 'exact' | 'units' | 'outputs'> & {
  readonly produced?: Pick<Measured, 'value' | 'exact'>
}

/** A step with what its calculations depend on. */
export interface Computing {
  readonly order: BoundOrder
  readonly step: Step
  readonly running: Worked
  /** What devices have measured during the step; without them, the values that were recorded. */
  readonly trends?: readonly Trend[] | undefined
}

export const calculationsOf = (step: Step): readonly Calculation[] => step.calculations ?? []

/** The id of the step's own result that a name means; undefined for a result of another step. */
const ownId = (step: Step, name: string): string | undefined => {
  const ids = [
    ...step.parameters.map(({ parameterId }) => parameterId),
    ...calculationsOf(step).map(({ calculationId }) => calculationId),
  ]
  return ids.find((id) => id === name || `${step.stepId}.${id}` === name)
}

const partsOf = ({ expression }: Calculation): readonly Expression[] => {
  const read = expressionOf(expression)
  return isExpression(read) ? leavesOf(read) : []
}

/** The own results that a calculation depends on, directly or by another calculation. */
export function ownInputs(calculation: Calculation, step: Step): ReadonlySet<string> {
  const all = calculationsOf(step)
  const found = new Set<string>()
  // Each calculation is read once, however often the others name it.
  const open = [calculation]
  for (let it = open.pop(); it; it = open.pop()) {
    const earlier = all.slice(0, all.indexOf(it))
    for (const part of partsOf(it)) {
      const id = part.kind === 'result' ? ownId(step, part.name) : undefined
      if (id === undefined || found.has(id)) continue
      found.add(id)
      open.push(...earlier.filter(({ calculationId }) => calculationId === id))
    }
  }
  return found
}

/**
 * Whether a calculation is computed at the completion of its step: it depends on amounts, or on what a device measures all the time, or on nothing
 * that is recorded in the step. The others are computed with each result that they depend on.
 */
export function isAtEnd(calculation: Calculation, step: Step): boolean {
  const inputs = ownInputs(calculation, step)
  const all = [calculation, ...calculationsOf(step).filter(({ calculationId }) => inputs.has(calculationId))]
  const typed = step.parameters.filter(({ parameterId }) => inputs.has(parameterId))
  return (
    typed.length === 0 ||
    typed.some(({ source }) => source === 'device') ||
    all.some((it) => partsOf(it).some(({ kind }) => kind !== 'result' && kind !== 'constant'))
  )
}

/** Whether the completion itself changes what a calculation depends on, by backflush or by finishing units. */
export function isChangedByCompletion(calculation: Calculation, step: Step): boolean {
  const inputs = ownInputs(calculation, step)
  const isBooked = (lineId: string) => step.materials.some((it) => it.lineId === lineId && it.backflush !== undefined)
  return [calculation, ...calculationsOf(step).filter(({ calculationId }) => inputs.has(calculationId))].some((it) =>
    partsOf(it).some(
      (part) =>
        (part.kind === 'consumed' && isBooked(part.lineId)) || (part.kind === 'produced' && step.flow === 'units'),
    ),
  )
}

/** Whether a calculation of the step or of another one has this result as an input. */
export const isInput = (steps: readonly Step[], step: Step, id: string): boolean =>
  steps.some((it) =>
    calculationsOf(it).some((calculation) =>
      partsOf(calculation).some(
        (part) =>
          part.kind === 'result' &&
          (it.stepId === step.stepId ? ownId(step, part.name) === id : part.name === `${step.stepId}.${id}`),
      ),
    ),
  )

/** What calculations have of a step in this state; undefined if it has not begun, or has no record of its own. */
export function workedIn(progress: StepProgress | undefined): Worked | undefined {
  switch (progress?.status) {
    case 'running':
      return progress
    case 'completed': {
      const { computedFrom, amounts, exact } = progress
      return {
        consumed: amounts?.consumed ?? {},
        ...(exact && { exact }),
        ...(computedFrom && { computedFrom }),
        ...(amounts && { produced: { value: amounts.produced, exact: amounts.exact } }),
      }
    }
    default:
      return undefined
  }
}

/** The lines of which a calculation of the step has the amount, and whether one has the amount of the product. */
export function amountsOf(step: Step): { readonly lines: readonly string[]; readonly produced: boolean } {
  const parts = calculationsOf(step).flatMap(partsOf)
  return {
    lines: parts.flatMap((it) => (it.kind === 'consumed' ? it.lineId : [])),
    produced: parts.some(({ kind }) => kind === 'produced'),
  }
}

/** All calculations of the step with the inputs that are known now, in their order. */
export const computedIn = (computing: Computing): Calculated[] =>
  calculationsOf(computing.step).length === 0 ? [] : computedWith(computing).calculated

export function computedWith(computing: Computing): { calculated: Calculated[]; values: KeptValues } {
  let values: KeptValues = { ...computing.running.computedFrom, ...fromDevices(computing) }
  const calculated = calculationsOf(computing.step).map((it) => {
    const found = computed(it, computing, values)
    const { [it.calculationId]: _before, ...others } = values
    values =
      found.value === undefined ? others : { ...others, [it.calculationId]: { value: found.value, unit: it.unit } }
    return found
  })
  return { calculated, values }
}

/** The newest values of devices. One that a person typed later counts instead. */
function fromDevices({ step, running, trends = [] }: Computing): KeptValues {
  const newest = trends.flatMap(({ stepId, parameterId, serial, last }) => {
    const parameter = step.parameters.find((it) => it.parameterId === parameterId && it.source === 'device')
    if (!parameter || stepId !== step.stepId || serial !== undefined) return []
    const typed = running.computedFrom?.[parameterId]
    const at = new Date(last.at).toISOString()
    return (typed?.at ?? '') > at ? [] : [[parameterId, { value: last.value, unit: parameter.unit, at }] as const]
  })
  return Object.fromEntries(newest)
}

interface Input extends Measured {
  readonly name: string
}

function computed(calculation: Calculation, computing: Computing, values: KeptValues): Calculated {
  const { calculationId, expression: text, unit, decimals, low, high } = calculation
  const inputs = partsOf(calculation)
    .filter(({ kind }) => kind !== 'constant')
    .map((part) => ({ name: nameOf(part), input: inputOf(part, computing, values) }))
  const known = new Map(inputs.flatMap(({ name, input }) => (input ? [[name, input] as const] : [])))
  const missing = [...new Set(inputs.flatMap(({ name, input }) => (input ? [] : name)))]
  const base = {
    calculationId,
    expression: text,
    inputs: [...known.values()],
    unit,
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
  }
  const expression = expressionOf(text)
  if (missing.length > 0 || !isExpression(expression)) return { ...base, ...(missing.length > 0 && { missing }) }
  const inBase = exactValueOf(expression, (part) => {
    const amount: Measured = part.kind === 'constant' ? part : (known.get(nameOf(part)) ?? nothing)
    return exactlyIntoBase(exactOf(amount), amount.unit)
  })
  if (inBase === 'divides-by-zero') return { ...base, dividesByZero: true }
  if (inBase === 'too-long') return { ...base, tooLong: true }
  const exact = outOfBase(inBase, unit)
  const value = nearest(exact, decimals)
  if (isTooLong(value)) return { ...base, tooLong: true }
  const told = exactText(exact)
  return { ...base, value, ...(told !== value && { exact: told }), inSpec: isWithin(value, low, high) }
}

/** The most digits of a result before its decimals: those of two entered values multiplied with each other, twice over. */
export const mostDigitsOfResult = 60

const isTooLong = (value: Decimal): boolean => (/\d+/.exec(value)?.[0].length ?? 0) > mostDigitsOfResult

const nothing = { value: zero, unit: '1' } as const

const nameOf = (part: Expression): string =>
  part.kind === 'result' ? part.name : part.kind === 'consumed' ? `consumed(${part.lineId})` : part.kind

function inputOf(part: Expression, { order, step, running }: Computing, values: KeptValues): Input | undefined {
  const named = (found: Omit<Input, 'name'> | undefined) =>
    found && {
      name: nameOf(part),
      value: found.value,
      unit: found.unit,
      ...(found.exact !== undefined && { exact: found.exact }),
    }
  switch (part.kind) {
    case 'result': {
      const id = ownId(step, part.name)
      return named(id === undefined ? ofStepBefore(order, part.name) : values[id])
    }
    case 'consumed': {
      const line = step.materials.find(({ lineId }) => lineId === part.lineId)
      return line && named(measured(totalOf(running, 'consumed', line.lineId), line.quantity.unit))
    }
    case 'produced':
      return named({ ...(running.produced ?? madeExactly(order, step, running)), unit: order.quantity.unit })
    case 'quantity':
      return named({ ...order.quantity, exact: order.exact })
    default:
      return undefined
  }
}

const ofStepBefore = ({ steps }: BoundOrder, name: string): KeptValues[string] | undefined =>
  Object.entries(steps).flatMap(([stepId, progress]) => {
    if (!name.startsWith(`${stepId}.`) || !('computedFrom' in progress)) return []
    return progress.computedFrom?.[name.slice(stepId.length + 1)] ?? []
  })[0]
