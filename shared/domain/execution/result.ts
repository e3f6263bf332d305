import { readingIn } from '../../../events/device.ts'
import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { RecordResult } from '../../../events/order.ts'
import type { Parameter, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { records } from '../../../events/sentences/english/records.ts'
import type { TrendCurve } from '../../../events/trend.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder, saveSerial } from '../change.ts'
import { known } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { withException } from '../orders/amendment.ts'
import { spokenOf, withoutOverrides, workedOn } from '../orders/gate.ts'
import { recordedAtOf } from '../orders/late-booking.ts'
import type { BoundOrder, KeptValues, RunningStep } from '../orders/order.ts'
import { type Rule, serialOf, writeRule } from '../orders/rule.ts'
import { toReview, withWarnings } from '../orders/warning-review.ts'
import { withStep } from '../production/unit-steps.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { type Broken, type Opening, openBreach } from './breach.ts'
import { brokenCalculation, computedOutside, idOf, nothingComputed, recomputed } from './computed-result.ts'
import { blockedBy, type Left, namedLeft, type Recalculation, recalculated, withInput } from './recalculation.ts'
import { readingOf, readingOfCheck, valueIn } from './result-reading.ts'
import { isTimedOutside } from './timer.ts'
import { unitOfResult } from './unit-result.ts'

/** A result with its source, which decides who may record it. */
export interface Measured extends Omit<RecordResult, 'stepId' | 'unit'> {
  /** Of a device as it was sent: perhaps no unit at all. */
  readonly unit?: string | undefined
  readonly equipmentId?: EquipmentId
  readonly measuredAt: Instant
  /** Typed by a person although a device measures it. */
  readonly manual?: boolean
  /** The device has measured again since: this result is recorded and changes nothing. */
  readonly isOld?: boolean
  /** The device's time lay in the future: `measuredAt` is the time of arrival. */
  readonly future?: boolean
  /** The serial number that a device sent, where the value is not judged for that unit. */
  readonly sentSerial?: string
  /** The value of one unit, of which nobody can tell which one it is: outside its limits it may be any unit of the step, so the order stops. */
  readonly ofUnknownUnit?: boolean
  /** What the parameter did until then. */
  readonly curve?: TrendCurve | undefined
  /** Violations that were accepted before the result is judged, by reason or signature. */
  readonly warnings?: readonly Violation[]
  /** This value stands for that of a result that was recorded before. */
  readonly correction?: Correction
}

export interface Correction {
  readonly corrects: NonNullable<Extract<Accepted['fact'], { type: 'andon.result.corrected.v1' }>['data']['corrects']>
  /** The place of the corrected fact in the chain of the order. Only a correction of the newest result changes what the step or the unit has. */
  readonly sequence: number
  /** The step is over, so quality reviews the correction. */
  readonly exceptionId?: string
}

/** The number of the round that a failed result begins, if the step is repeated until this item passes. */
const nextRound = ({ repeat }: Step, id: string, { round = 1 }: RunningStep): number | undefined =>
  repeat?.until === id && round < repeat.atMost ? round + 1 : undefined

/**
 * Judges a result against the snapshot. Within limits it is recorded. Outside limits the policy decides. `block` opens a deviation and holds the
 * order and its lots in the same commit. `block-unless-signed` records it, and completion needs another person's override or a better result. `warn`
 * needs a reason. If the step repeats until this item passes, the next round begins instead. What is computed with the result is judged with it, in
 * the same commit. `steps` are those of the order, because calculations of later steps need values of this one.
 */
export function judgeResult(
  order: BoundOrder,
  step: Step,
  measured: Measured,
  opening: Opening,
  circumstances: Circumstances,
  steps: readonly Step[] = [step],
): Decision {
  const { at, caller } = circumstances
  // A deviation is opened, and a hold placed, when the result is recorded.
  const opened = { at: recordedAtOf(circumstances), caller }
  const id = measured.parameterId ?? measured.checkId ?? ''
  const parameter = step.parameters.find((it) => it.parameterId === measured.parameterId)
  const check = step.checks.find((it) => it.checkId === measured.checkId)
  const item = parameter ?? check
  if (!item) return refuse([violation('parameter-unknown', { stepId: step.stepId, item: id }, `parameter:${id}`)])
  const { correction } = measured
  // What is corrected was measured before, as what a device sends: the unit may be on hold or gone by now.
  const measurer = correction ? { ...caller, kind: 'device' as const } : caller
  const whose = unitOfResult(order, step, { id, item }, measured, opening.measuredUnit, measurer)
  const reading = parameter
    ? readingOf(parameter, measured, caller.kind === 'device')
    : readingOfCheck(id, check, measured)
  const faults = reasons(whose.against, 'fault' in reading && reading.fault)
  if (hasReasons(faults)) return refuse(faults)
  if ('fault' in reading) return refuse([reading.fault])
  const unitFound = known(whose)
  const { value, inSpec, unreadable } = reading
  const { serial, sentSerial, ofUnknownUnit } = measured
  const progress = order.steps[step.stepId]
  const running = progress?.status === 'running' ? progress : undefined
  const over = progress?.status === 'completed' && !unitFound ? progress : undefined
  const byDevice = caller.kind === 'device'
  const kept = unitFound ? unitFound.unit.steps?.[step.stepId] : running
  const isNewest = correction === undefined || (over ?? kept)?.newest?.[id] === correction.sequence
  const isOld = isOldNews(kept, id, measured.measuredAt)
  const isNews = correction ? isNewest : !isOld && !(byDevice && measured.isOld)
  const again = !inSpec && !measured.future && isNewest && running && nextRound(step, id, running)
  const worked = running && workedOn(running, caller, correction ? undefined : at)
  const input = parameter && inputOf(parameter, measured)
  const computed =
    worked && isNews && !again && !unitFound
      ? recomputed({ order, step, running: worked }, steps, id, input)
      : nothingComputed
  const elsewhere: Recalculation =
    correction && isNewest && parameter && !unitFound && !again
      ? recalculated(
          order,
          {
            ...order,
            steps: {
              ...order.steps,
              ...(worked && { [step.stepId]: { ...worked, ...computed.after } }),
              ...(over && { [step.stepId]: withInput(over, id, input) }),
            },
          },
          steps,
          worked && step.stepId,
        )
      : { order, calculated: [], left: [] }
  const unexplained = [...(!inSpec && !again && item.policy === 'warn' ? [id] : []), ...computed.warned.map(idOf)]
  const reasonless = unexplained.map((it) => violation('reason-missing/out-of-limits', { item: it }, 'reason'))
  if (measured.reason === undefined && caller.kind === 'person' && hasReasons(reasonless)) return refuse(reasonless)
  const limits = {
    ...(parameter?.low !== undefined && { low: parameter.low }),
    ...(parameter?.high !== undefined && { high: parameter.high }),
  }
  const base = {
    orderId: order.orderId,
    stepId: step.stepId,
    value,
    ...limits,
    ...(serial !== undefined && { serial }),
    ...(sentSerial !== undefined && { sentSerial }),
    ...(ofUnknownUnit && { ofUnknownUnit }),
    ...(measured.equipmentId && { equipmentId: measured.equipmentId }),
    ...(measured.future && { future: true }),
    ...(unreadable && { unreadable }),
    ...(computed.calculated.length + elsewhere.calculated.length > 0 && {
      calculated: [...computed.calculated, ...elsewhere.calculated],
    }),
    ...(correction && { corrects: correction.corrects }),
  }
  const warnings = [
    ...(measured.warnings ?? []),
    ...(inSpec || item.policy !== 'warn'
      ? []
      : [toReview(unreadable ? unread(id, value, serial) : outOfLimits(id, parameter?.unit, value, serial), item)]),
    ...computed.warned.map((it) => toReview(computedOutside(it), calculationNamed(step, it.calculationId) ?? {})),
    ...namedLeft(elsewhere),
  ]
  const result = {
    ...base,
    ...(parameter ? { parameterId: parameter.parameterId, unit: parameter.unit } : { checkId: id }),
    inSpec,
    ...(measured.manual && { manual: true }),
    ...spokenOf(warnings, measured.reason),
  }
  const computedNow: readonly string[] = computed.calculated.map(idOf)
  const isOver = (it: Rule) =>
    it.rule === 'signature' ||
    (it.rule === 'parameter' && computedNow.includes(it.of)) ||
    (isNewest && (it.rule === 'parameter' || it.rule === 'manual') && it.of === id && serialOf(it) === serial)
  // A person may type what a device measures, which then goes on by its own clock.
  const hasTime = !correction && (byDevice || parameter?.source !== 'device')
  const measuredAt = hasTime && { measuredAt: { ...kept?.measuredAt, [id]: measured.measuredAt } }
  const newest = opening.sequence !== undefined &&
    !correction && { newest: { ...kept?.newest, [id]: opening.sequence } }
  const now = isNews && {
    ...computed.after,
    results: { ...(computed.after ?? kept)?.results, [id]: inSpec },
    ...measuredAt,
    ...newest,
  }
  const ofUnit = unitFound && { ...unitFound, unit: withStep(unitFound.unit, step.stepId, now || {}) }
  const ofUnitOnly = ofUnit ? [saveSerial(ofUnit.unit)] : []
  const all = elsewhere.order
  const after: BoundOrder = worked
    ? {
        ...all,
        ...withoutOverrides(all, step.stepId, again ? undefined : isOver),
        steps: {
          ...all.steps,
          [step.stepId]: again
            ? {
                ...worked,
                results: {},
                newest: {},
                ...(worked.computedFrom && { computedFrom: {} }),
                round: again,
                roundStartedAt: at,
              }
            : { ...worked, ...(!ofUnit && now) },
        },
      }
    : all
  const passed = withWarnings(after, step.stepId, warnings, caller)
  if (again) {
    const data = { orderId: order.orderId, stepId: step.stepId, round: again, because: result }
    return { outcome: 'accepted', fact: { type: 'andon.step.repeated.v1', data }, changes: [saveOrder(passed)] }
  }
  // A timer governs how long the parameter may be outside; it cannot time what cannot be read.
  const isTimed = byDevice && !unreadable && isTimedOutside(step, measured.parameterId)
  // Nobody can sign for a unit that nobody can tell.
  const isBlocked = item.policy === 'block' || (item.policy === 'block-unless-signed' && ofUnknownUnit)
  const isBroken = !inSpec && isBlocked && !isTimed
  const [broken] = isBroken ? [] : computed.blocked
  const [first] = isBroken || broken ? [] : blockedBy(elsewhere)
  const { exceptionId, corrects } = correction ?? {}
  // Quality reviews the deviation, so a correction that opens one leaves no other exception; who made it does not review it.
  const opener = corrects ? { ...after, signers: { ...after.signers, [opening.deviationId]: caller.id } } : after
  if (broken && parameter) {
    const cause = { parameterId: parameter.parameterId, value, unit: parameter.unit }
    const found = brokenCalculation(broken, base, cause, measured.measuredAt)
    return openBreach(opener, { ...withOthers(found, base.orderId, elsewhere.left), corrects }, opening, opened)
  }
  if (first && parameter) {
    const { stepId } = first.step
    const cause = {
      parameterId: parameter.parameterId,
      ...(stepId !== step.stepId && { stepId: step.stepId }),
      value,
      unit: parameter.unit,
    }
    const found = brokenCalculation(first.found, { ...base, stepId }, cause, measured.measuredAt)
    const named = elsewhere.left.filter((it) => it !== first)
    return openBreach(opener, { ...withOthers(found, base.orderId, named), corrects }, opening, opened)
  }
  if (!isBroken) {
    const recorded = exceptionId === undefined ? passed : withException(passed, exceptionId, caller)
    return {
      outcome: 'accepted',
      fact: correction
        ? {
            type: 'andon.result.corrected.v1',
            data: { ...result, corrects: correction.corrects, ...(exceptionId !== undefined && { exceptionId }) },
          }
        : { type: 'andon.result.recorded.v1', data: result },
      changes: [saveOrder(recorded), ...ofUnitOnly],
    }
  }
  const { low, high, unit } = parameter ?? {}
  const found = {
    item: id,
    ...(unreadable ? { unreadable: value } : unit ? { measured: { value, unit } } : { answer: value }),
  }
  const where = { stepId: step.stepId, orderId: order.orderId }
  const title = ofUnknownUnit
    ? records['record/limit-broken-by-unknown-unit']({
        ...found,
        ...where,
        ...(sentSerial !== undefined && { sentSerial }),
      })
    : serial === undefined
      ? records['record/limit-broken']({ ...found, ...where })
      : records['record/limit-broken-by-unit']({ ...found, ...where, serial })
  const description = records['record/limit-measured']({
    ...found,
    ...(unit && low !== undefined && { low: { value: low, unit } }),
    ...(unit && high !== undefined && { high: { value: high, unit } }),
    measuredAt: measured.measuredAt,
    ...(measured.equipmentId && { equipmentId: measured.equipmentId }),
  })
  const { corrects: _told, ...measuredNow } = base
  const breach = {
    ...measuredNow,
    parameterId: id as Parameter['parameterId'],
    ...(parameter && { unit: parameter.unit }),
    ...(measured.curve && { curve: measured.curve }),
  }
  const key = breachKey(step.stepId, id, serial)
  const whole = withOthers({ title, description, breach, key, ofUnit }, order.orderId, elsewhere.left)
  return openBreach(opener, { ...whole, corrects }, opening, opened)
}

/** The deviation names each calculation that left its limits by the same correction. */
function withOthers(broken: Broken, orderId: string, others: readonly Left[]): Broken {
  const titles = others.map(({ step: { stepId }, found: { calculationId, value, unit } }) =>
    records['record/limit-broken']({
      item: calculationId,
      ...(value !== undefined && { measured: { value, unit } }),
      stepId,
      orderId,
    }),
  )
  return { ...broken, title: [broken.title, ...titles].join('; ') }
}

const calculationNamed = ({ calculations = [] }: Step, id: string) =>
  calculations.find(({ calculationId }) => calculationId === id)

function outOfLimits(item: string, unit: string | undefined, value: string, serial: string | undefined): Violation {
  const ref = writeRule({ rule: 'parameter', of: item, ...(serial !== undefined && { serial }) })
  return unit === undefined
    ? violation('parameter-out-of-limits/check', { item }, ref)
    : violation('parameter-out-of-limits/value', { item, result: { value, unit } }, ref)
}

const unread = (item: string, sent: string, serial: string | undefined): Violation =>
  violation(
    'parameter-out-of-limits/unreadable',
    { item, sent },
    writeRule({ rule: 'parameter', of: item, ...(serial !== undefined && { serial }) }),
  )

/** Messages of devices arrive in any order. A result measured before the newest one is recorded and changes nothing. */
export const isOldNews = (
  kept: Pick<RunningStep, 'measuredAt'> | undefined,
  id: string,
  measuredAt: Instant,
): boolean => (kept?.measuredAt?.[id] ?? '') > measuredAt

/** What calculations have of a result as an input: the value in the unit in which it was told, because a conversion may have rounded it. */
function inputOf(parameter: Parameter, measured: Measured): KeptValues[string] | undefined {
  const reading = readingIn(measured)
  if (!reading || valueIn(parameter, measured) === undefined) return undefined
  const { value, unit = parameter.unit } = reading
  return { value, unit, ...(parameter.source === 'device' && { at: measured.measuredAt }) }
}

export const breachKey = (stepId: string, parameterId: string, serial?: string): string =>
  serial === undefined ? `${stepId}/${parameterId}` : `${stepId}/${parameterId}@${serial}`
