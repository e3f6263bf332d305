import type { DeviationId } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { records } from '../../../events/sentences/english/records.ts'
import type { Say } from '../../../events/sentences/sentence.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, none, present, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import type { Candidate } from '../equipment/fitness.ts'
import { overdueFindings } from '../equipment/overdue.ts'
import type { Trend } from '../equipment/trend.ts'
import { weighingsOf } from '../orders/charges.ts'
import { type Entered, type Finding, finding, overrideKey, reached, type StepContext } from '../orders/gate.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { type Rule, readRule, serialOf } from '../orders/rule.ts'
import { notOfOrder } from '../production/installation.ts'
import { type Dated, early, picked, staleStock } from '../production/issue-rules.ts'
import { typedWeight } from '../production/potency.ts'
import { unitPermissions } from '../production/unit-turnout.ts'
import { yieldAndBalancePermissions, yieldAndBalanceWithout } from '../production/yield-and-balance.ts'
import type { Deviation } from '../quality/deviation.ts'
import { itemsPerUnit, perOf } from '../recipes/per.ts'
import { violation } from '../refusal.ts'
import { attested, judgeSignature, type PresentedSignature, type Signed } from '../signature.ts'
import type { Serial } from '../stock/serial.ts'
import { chargePermissions, notCharged } from '../weighing/charging.ts'
import { calculationPermissions } from './calculations-at-end.ts'
import { lackingBefore } from './ending.ts'
import { typed } from './result-recording.ts'
import { notOptional } from './step-skip.ts'
import { timersAtStart } from './timer.ts'
import { lackingOfUnit } from './units-leaving.ts'

type Place = Pick<StepContext, 'order' | 'snapshot'>

/** What the findings of the step depend on besides the order, and the unit that a rule names. */
interface Found {
  readonly stock?: Dated | undefined
  readonly trends?: readonly Trend[] | undefined
  readonly unit?: Serial | undefined
  /** The equipment whose maintenance is overdue, if the override is about that. */
  readonly upkeep?: Candidate | undefined
}

type Moment = Pick<Circumstances, 'at' | 'timeZone'>

/** Ids of what an override may open. */
export interface OverrideIds {
  readonly exceptionId: string
  readonly deviationId: DeviationId
}

/**
 * Overrides a rule of a step that is `block-unless-signed`. It needs a reason and the signature of a person who does not work on the step. Quality
 * reviews it with the batch, as a deviation unless the recipe says otherwise.
 * @param say gives the English sentence of a violation, which the fact keeps for the review
 */
export function overrideStep(
  floor: Place & Found,
  stepId: string,
  { ref, reason }: { ref: string; reason: string },
  presented: PresentedSignature | undefined,
  ids: OverrideIds,
  say: Say,
  circumstances: Circumstances,
): Decision {
  const place = reached(floor, stepId)
  const item = upon(place, (it) => overridableItem(it, floor, ref, circumstances))
  const rule = { meanings: ['approved', 'verified'], roles: ['supervisor', 'quality'] } as const
  const signed = attested(judgeSignature(presented, rule, circumstances))
  const another = upon(all({ place, signed }), ({ place: { progress }, signed: { signature } }) =>
    clear(
      progress?.status === 'running' &&
        progress.workers.includes(signature.personId) &&
        violation('signature-same-person/override', { person: signature.name }, 'signature/signer'),
    ),
  )
  return decide({ place, item, signed, another }, ({ place, item, signed }) =>
    overridden(place, item, reason, signed, ids, say, circumstances),
  )
}

/** The finding with this `ref`, if it may be overridden and is not yet. */
function overridableItem(place: Entered, found: Found, ref: string, now: Moment): Check<Finding> {
  const { order, step } = place
  const { stepId } = step
  const rule = readRule(ref)
  const serial = rule && serialOf(rule)
  const { orderId, product } = order
  if (serial !== undefined && found.unit?.orderId !== orderId)
    return none(notOfOrder({ orderId, product, serial }, found.unit))
  const open = openTo(place, found, now)
  const item = present(
    open.find((it) => it.violation.ref === ref),
    () => (rule && isOfUnits(rule, step) ? unitMissing(ref) : unfit(stepId, ref, open)),
  )
  return upon(item, (it) =>
    given(
      it,
      it.policy !== 'block-unless-signed' &&
        violation(
          it.policy === 'warn' ? 'override-unfit/warning' : 'override-unfit/blocked',
          { because: it.violation },
          ref,
        ),
      order.overrides?.[overrideKey(stepId, ref)]?.code === it.violation.code &&
        violation('already-exists/override', { stepId, ref }, 'ref'),
    ),
  )
}

function overridden(
  { order, step: { stepId } }: Entered,
  item: Finding,
  reason: string,
  { signature: signer, signatures, spent }: Signed,
  { exceptionId, deviationId }: OverrideIds,
  say: Say,
  { at }: Circumstances,
): Accepted {
  const { ref, code } = item.violation
  const override = { stepId, ref, code, detail: say(item.violation), reason }
  const after: BoundOrder = {
    ...order,
    overrides: { ...order.overrides, [overrideKey(stepId, ref)]: { by: signer.personId, code } },
  }
  const accepted = { outcome: 'accepted', signatures, spent } as const
  const { orderId } = order
  if (item.deviationOnOverride === false)
    return {
      ...accepted,
      fact: { type: 'andon.step.overridden.v1', data: { ...override, orderId, exceptionId } },
      changes: [
        saveOrder({
          ...after,
          exceptions: [...(order.exceptions ?? []), exceptionId],
          signers: { ...order.signers, [exceptionId]: signer.personId },
        }),
      ],
    }
  const subject = { type: 'order', id: orderId } as const
  const told = {
    deviationId,
    subject,
    orderId,
    title: records['record/override']({ stepId, orderId, code }),
    description: records['record/override-reason']({ because: item.violation, person: signer.name, reason }, say),
    override,
  }
  const deviation: Deviation = { ...told, status: 'open', openedAt: at, holds: [] }
  return {
    ...accepted,
    fact: { type: 'andon.deviation.opened.v1', data: told, about: { type: 'deviation', id: deviationId } },
    changes: [
      { change: 'save', kind: 'deviation', id: deviationId, value: deviation } satisfies Change,
      saveOrder({ ...after, deviations: { ...order.deviations, [deviationId]: 'open' } }),
    ],
  }
}

/** What could be overridden now: findings of the step, and overrides that are given before the act. */
function openTo(
  { order, snapshot, step, progress }: Entered,
  { stock, trends, unit, upkeep }: Found,
  { at, timeZone }: Moment,
): Finding[] {
  const stale = stock ? staleStock(stock, at) : []
  const overdue = upkeep ? overdueFindings(upkeep, { at, timeZone }) : []
  // Spilled material is weighed again after the end of its step.
  if (weighingsOf(progress) && progress?.status === 'completed')
    return [...weighingPermissions(step), ...stale, ...overdue].filter((it) => it !== undefined)
  if (progress && progress.status !== 'running') return []
  const all = progress
    ? [
        ...lackingBefore({ order, snapshot, step, running: progress, trends }, at),
        ...permissions(step),
        ...chargePermissions({ order, snapshot, step }),
        ...(unit ? permissionsOfUnit(step, snapshot, unit) : []),
        ...yieldAndBalancePermissions({ order, snapshot, step }),
        ...stale,
      ]
    : [
        notOptional(step),
        ...notCharged({ order, step }),
        ...timersAtStart(order, step, at),
        ...permissionsAhead(step, stale),
        ...yieldAndBalanceWithout(order, snapshot, step),
      ]
  return [...all, ...overdue].filter((it) => it !== undefined)
}

/** Issues outside their line's rules and values typed for a device are overridden in advance, each for one act. */
const permissions = (step: Step): (Finding | undefined)[] => [
  ...weighingPermissions(step),
  ...step.materials
    .filter(({ backflush }) => backflush === 'actual')
    .map((line) => finding(line, 'line-incomplete/ahead', { lineId: line.lineId }, `line:${line.lineId}`)),
  ...step.parameters.filter((it) => it.source === 'device' && perOf(step, it) !== 'unit').map((it) => typed(it)),
  ...calculationPermissions(step),
]

const weighingPermissions = (step: Step): (Finding | undefined)[] => [
  ...step.materials.filter(({ use }) => use === 'consumed').map(typedWeight),
  ...step.materials.flatMap(permissionsOf),
]

/** For one unit: what it lacks to leave the step or to be made, more of a component than it takes, a value typed for a device. */
const permissionsOfUnit = (step: Step, snapshot: Snapshot, unit: Serial): (Finding | undefined)[] => [
  ...lackingOfUnit(snapshot, step, unit),
  ...unitPermissions(snapshot, unit.serial),
  ...step.parameters
    .filter((it) => it.source === 'device' && perOf(step, it) === 'unit')
    .map((it) => typed(it, unit.serial)),
]

/** A rule that is about one unit at a time, named without its unit. */
const isOfUnits = (rule: Rule, step: Step): boolean =>
  serialOf(rule) === undefined &&
  (rule.rule === 'unit' ||
    rule.rule === 'piece' ||
    ((rule.rule === 'parameter' || rule.rule === 'manual') && itemsPerUnit(step).some(({ id }) => id === rule.of)))

const unitMissing = (ref: string): Violation => violation('unit-missing/override', { refs: [`${ref}@SERIAL`] }, 'ref')

const permissionsOf = (line: Step['materials'][number]): (Finding | undefined)[] => [
  finding(line, 'line-over-tolerance/ahead', { lineId: line.lineId }, `over:${line.lineId}`),
  picked(line),
]

/** Before the start, only for lines that allow pre-issue. */
function permissionsAhead({ stepId, materials }: Step, stale: readonly Finding[]): (Finding | undefined)[] {
  const lines = materials.filter((line) => (line.early ?? 'block') !== 'block')
  return lines.length > 0 ? [...lines.flatMap((line) => [early(line, stepId), ...permissionsOf(line)]), ...stale] : []
}

const unfit = (stepId: string, ref: string, open: readonly Finding[]): Violation => {
  const refs = [...new Set(open.filter((it) => it.policy === 'block-unless-signed').map((it) => it.violation.ref))]
  return violation('override-unfit/unknown', { stepId, ref, refs }, 'ref')
}
