import type { RecipeDraft, Step, YieldRange } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { placeOf } from '../equipment/fitness.ts'
import { isMore, isWithin, sameDimension, secondsIn } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import type { Line } from './line.ts'
import { activeOf, isWeighed, mostBooked } from './line.ts'
import { waitsOf } from './procedure.ts'

export const fault = (detail: string, ref: string): Violation => violation('recipe-invalid', detail, ref)

export const repeated = (ids: readonly string[]): string[] => {
  const seen = new Set<string>()
  return [...new Set(ids.filter((id) => seen.has(id) || !seen.add(id)))]
}

export const strangers = (after: readonly string[], known: ReadonlySet<string>): string[] =>
  after.filter((id) => !known.has(id))

/** What is wrong within the steps; the order among them is judged elsewhere. */
export function stepsFaults(recipe: RecipeDraft): Violation[] {
  const { procedures, steps } = recipe
  const known = new Set<string>([...procedures.map((it) => it.procedureId), ...steps.map((it) => it.stepId)])
  const waits = waitsOf(recipe)
  const counting = new Set<string>(steps.filter(({ flow }) => flow === 'units').map(({ stepId }) => stepId))
  return steps.flatMap((step) => {
    const before = waits.get(step.stepId) ?? new Set()
    return [
      ...ownFaults(recipe, step, known),
      ...enforcementFaults(step, before, counting),
      ...equipmentFaults(step),
      ...yieldAndBalanceFaults(recipe, step),
    ]
  })
}

function ownFaults(recipe: RecipeDraft, step: Step, known: ReadonlySet<string>): Violation[] {
  const { stepId, after, materials, parameters, checks } = step
  const ref = `steps/${stepId}`
  const names = [...parameters.map((it) => it.parameterId), ...checks.map((it) => it.checkId)]
  return reasons(
    strangers(after, known).map((id) =>
      fault(`Step ${stepId} comes after ${id}, which the recipe does not have.`, ref),
    ),
    repeated(names).map((id) => fault(`Two parameters or checks of step ${stepId} have the same id ${id}.`, ref)),
    materials
      .filter((it) => it.use === 'consumed' && it.tolerance === undefined && it.backflush !== 'standard')
      .map(({ lineId }) =>
        fault(
          `Material line ${lineId} of step ${stepId} has no tolerance; say how much more or less is right.`,
          `${ref}/materials/${lineId}`,
        ),
      ),
    materials.flatMap((it) => weighingFaults(it, step)),
    materials.flatMap((it) => unitFaults(it, step, recipe)),
    materials.flatMap((line) => alternateFaults(line, `${ref}/materials/${line.lineId}`)),
    parameters.flatMap((it) => parameterFaults(it, step)),
  )
}

/** Why a line that is weighed has no such rule. */
const neverWith = {
  backflush: 'a completion has no scale',
  early: 'it is weighed while the step runs',
  alternates: 'it counts by the content of its own material',
} as const

/** What is weighed comes in, and a compensator fills up one active of its own step, which it alone compensates. */
function weighingFaults(line: Line, { stepId, materials }: Step): Violation[] {
  const { lineId, use, potency, quantity } = line
  const wrong = (detail: string) =>
    fault(`Material line ${lineId} of step ${stepId} ${detail}`, `steps/${stepId}/materials/${lineId}`)
  const active = activeOf(line, materials)
  const others = materials.filter((it) => it !== line && active !== undefined && activeOf(it, materials) === active)
  return reasons(
    use !== 'consumed' && isWeighed(line) && wrong('is weighed for nothing: it is not consumed.'),
    (['backflush', 'early', 'alternates'] as const)
      .filter((rule) => isWeighed(line) && line[rule] !== undefined)
      .map((rule) => wrong(`is weighed, which cannot be with ${rule}: ${neverWith[rule]}.`)),
    potency?.role === 'compensator' &&
      active?.potency?.role !== 'active' &&
      wrong(`compensates ${potency.of}, which is no active of the same step.`),
    others.length > 0 && wrong(`compensates ${active?.lineId}, as ${others.map((it) => it.lineId).join(', ')} does.`),
    active &&
      !sameDimension(active.quantity.unit, quantity.unit) &&
      wrong(`is in ${quantity.unit} and compensates ${active.lineId}, which is in ${active.quantity.unit}.`),
  )
}

/** A part of every unit goes into pieces, each by a draw that says which one. */
function unitFaults(line: Line, { stepId, skip }: Step, { batchSize, purpose }: RecipeDraft): Violation[] {
  const { lineId, perUnit, use, backflush, quantity } = line
  if (!perUnit) return []
  const wrong = (detail: string) =>
    fault(`Material line ${lineId} of step ${stepId} ${detail}`, `steps/${stepId}/materials/${lineId}`)
  return reasons(
    use !== 'consumed' && wrong('is part of each unit, but is not consumed.'),
    (backflush !== undefined || isWeighed(line)) &&
      wrong(
        'is part of each unit, so that it is neither booked nor weighed: only a draw says which unit it goes into.',
      ),
    batchSize.nominal.unit !== '{each}' &&
      wrong(`is part of each unit, but the product is made in ${batchSize.nominal.unit}, not in pieces.`),
    !sameDimension(perUnit.quantity.unit, quantity.unit) &&
      wrong(`is in ${quantity.unit}, but the part of each unit in ${perUnit.quantity.unit}.`),
    skip !== undefined && wrong('is part of each unit, but the step may be left out.'),
    purpose === 'rework' && wrong('is part of each unit; rework builds into those that there are, and adds no part.'),
  )
}

const alternateFaults = ({ lineId, materialId, alternates = [], use }: Line, ref: string): Violation[] =>
  reasons(
    repeated([materialId, ...alternates.map((it) => it.materialId)]).map((id) =>
      fault(
        id === materialId
          ? `Material line ${lineId} names its own material ${id} as an alternate.`
          : `Material line ${lineId} names the alternate ${id} twice.`,
        ref,
      ),
    ),
    use !== 'consumed' &&
      alternates.length > 0 &&
      fault(`Material line ${lineId} is made, not consumed; nothing can stand in for it.`, ref),
  )

/** Rules about what comes out of a step that could never be kept, and lines that could never be booked or made. */
function yieldAndBalanceFaults({ product }: RecipeDraft, step: Step): Violation[] {
  const { stepId, kind, materials, scrapCodes = [] } = step
  const ref = `steps/${stepId}`
  const booked = materials.filter(({ backflush }) => backflush !== undefined)
  return reasons(
    yieldFaults(step.yield, `step ${stepId}`, `${ref}/yield`),
    kind !== 'production' &&
      (step.yield || step.balance) &&
      fault(`Step ${stepId} is a ${kind}; it makes nothing whose yield or balance could be asked for.`, ref),
    materials
      .filter(({ use, materialId }) => use !== 'consumed' && materialId === product)
      .map(({ lineId }) =>
        fault(
          `Line ${lineId} of step ${stepId} makes ${product}, which is the product itself.`,
          `${ref}/materials/${lineId}`,
        ),
      ),
    booked
      .filter(({ use }) => use !== 'consumed')
      .map(({ lineId, use }) =>
        fault(
          `Line ${lineId} of step ${stepId} is a ${use}; only what is consumed is booked.`,
          `${ref}/materials/${lineId}`,
        ),
      ),
    booked.length > mostBooked &&
      fault(`Step ${stepId} books ${booked.length} lines when it is completed; ${mostBooked} are possible.`, ref),
    repeated(scrapCodes).map((code) => fault(`Step ${stepId} knows the reason ${code} twice.`, `${ref}/scrapCodes`)),
  )
}

export const yieldFaults = (range: YieldRange | undefined, what: string, ref: string): Violation | undefined =>
  range && isMore(range.lowPercent, range.highPercent)
    ? fault(
        `The yield of ${what} has to be ${range.lowPercent} % at least and ${range.highPercent} % at most, which nothing is.`,
        ref,
      )
    : undefined

function parameterFaults(parameter: Step['parameters'][number], step: Step): Violation[] {
  const { parameterId, target, low, high, source } = parameter
  const ref = `steps/${step.stepId}/parameters/${parameterId}`
  const crossed = low !== undefined && high !== undefined && isMore(low, high)
  return reasons(
    crossed && fault(`The low limit of ${parameterId}, ${low}, is above its high limit, ${high}.`, ref),
    !crossed &&
      target !== undefined &&
      !isWithin(target, low, high) &&
      fault(`The target of ${parameterId}, ${target}, is outside its own limits.`, ref),
    source === 'device' &&
      placeOf(step) === undefined &&
      fault(`${parameterId} comes from a device, but the step names no work center or equipment class.`, ref),
  )
}

/** Rules that could never be kept, or that would be asked of nothing. */
function enforcementFaults(step: Step, before: ReadonlySet<string>, counting: ReadonlySet<string>): Violation[] {
  const { stepId, timers, signatures, notBySamePersonAs, repeat, parameters, checks } = step
  const ref = `steps/${stepId}`
  const repeatable = [
    ...parameters.filter(({ source }) => source === 'operator').map(({ parameterId }) => parameterId),
    ...checks.map(({ checkId }) => checkId),
  ]
  const crossing = timers.filter(
    (one) =>
      one.rule === 'at-least' &&
      timers.some(
        (other) =>
          other.rule === 'at-most' &&
          other.from === one.from &&
          isMore(secondsIn(one.duration), secondsIn(other.duration)),
      ),
  )
  return reasons(
    repeated(timers.map(({ timerId }) => timerId)).map((id) =>
      fault(`Two timers of step ${stepId} have the same id ${id}.`, ref),
    ),
    timers
      .filter(({ from }) => step.flow === 'units' && from !== undefined && counting.has(from))
      .map(({ timerId, from }) =>
        fault(
          `Timer ${timerId} of step ${stepId} runs from ${from}; both count units, and no unit has a clock of its own.`,
          `${ref}/timers/${timerId}`,
        ),
      ),
    timers
      .filter(({ from }) => from !== undefined && !before.has(from))
      .map(({ timerId, from }) =>
        fault(
          `Timer ${timerId} of step ${stepId} runs from ${from}, which does not come before it.`,
          `${ref}/timers/${timerId}`,
        ),
      ),
    timers
      .filter(({ rule, policy }) => rule === 'at-most' && policy === 'block')
      .map(({ timerId }) =>
        fault(
          `Timer ${timerId} of step ${stepId} would block for good once its time is over; let another person sign for it (block-unless-signed), or warn.`,
          `${ref}/timers/${timerId}`,
        ),
      ),
    crossing.map(({ timerId }) =>
      fault(
        `Timer ${timerId} of step ${stepId} asks for more time than another one of it leaves.`,
        `${ref}/timers/${timerId}`,
      ),
    ),
    notBySamePersonAs
      .filter((id) => !before.has(id))
      .map((id) => fault(`Step ${stepId} is not for those who did ${id}, but ${id} does not come before it.`, ref)),
    repeated(signatures.map(({ meaning }) => meaning)).map((meaning) =>
      fault(`Step ${stepId} asks for two signatures as ${meaning}; give each a meaning of its own.`, ref),
    ),
    repeat !== undefined &&
      !repeatable.includes(repeat.until) &&
      fault(
        `Step ${stepId} is repeated until ${repeat.until}, which is no check of it and no parameter that a person records.`,
        ref,
      ),
  )
}

/** What is said of an equipment is said of one that the step names. */
function equipmentFaults(step: Step): Violation[] {
  const { stepId, kind, cleanFor, capabilities, needsSetUp, leavesDirty } = step
  const ref = `steps/${stepId}`
  const asks = [
    kind !== 'production' && `is a ${kind}`,
    capabilities.length > 0 && 'asks for capabilities',
    needsSetUp && 'needs a set-up',
    leavesDirty && 'leaves its equipment dirty',
  ].filter((it) => typeof it === 'string')
  return reasons(
    placeOf(step) === undefined &&
      asks.map((it) => fault(`Step ${stepId} ${it}, but names no work center or equipment class.`, ref)),
    kind === 'cleaning' &&
      cleanFor === undefined &&
      fault(`Step ${stepId} is a cleaning; say with cleanFor how long its equipment is clean after it.`, ref),
    kind !== 'cleaning' &&
      cleanFor !== undefined &&
      fault(`Step ${stepId} says how long its equipment is clean after it, but is no cleaning.`, ref),
  )
}
