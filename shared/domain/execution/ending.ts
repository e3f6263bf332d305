import type { Step } from '../../../events/recipe.ts'
import { chargeOf, weighingsOf } from '../orders/charges.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { asCompensated } from '../production/potency.ts'
import { foreseenFindings, type StepEnd, yieldAndBalanceFindings } from '../production/yield-and-balance.ts'
import { isMore, zero } from '../quantity.ts'
import { activeOf, boundsOf } from '../recipes/line.ts'
import { itemsOf } from '../recipes/per.ts'
import { notCharged } from '../weighing/charging.ts'
import { notVerified } from '../weighing/verification.ts'
import { calculationFindings } from './calculations-at-end.ts'
import { timersAtEnd } from './timer.ts'

/** What a running step still lacks for completion, each with the policy of its item. */
export const lackingAtEnd = (end: StepEnd, at: string, refused?: ReadonlySet<string>): (Finding | undefined)[] => [
  ...lackingInRecord(end, at),
  ...calculationFindings(end),
  ...end.step.materials
    .filter(({ lineId, backflush }) => backflush === 'actual' && !refused?.has(lineId))
    .map((line) => tooLittle(line, end.running)),
  ...yieldAndBalanceFindings(end),
  ...unsigned(end),
]

/** The same in advance, when the backflush and the units of the completion are not known yet. */
export const lackingBefore = (end: StepEnd, at: string): (Finding | undefined)[] => [
  ...lackingButSignatures(end, at),
  ...unsigned(end),
]

export const lackingButSignatures = (end: StepEnd, at: string): (Finding | undefined)[] => [
  ...lackingInRecord(end, at),
  ...calculationFindings(end, true),
  ...foreseenFindings(end),
]

const unsigned = ({ step, running }: StepEnd): (Finding | undefined)[] =>
  step.signatures
    .filter(({ meaning }) => running.signed?.[meaning] === undefined)
    .map((item) =>
      finding(
        item,
        'signature-missing/step',
        { role: item.role, stepId: step.stepId, meaning: item.meaning },
        `signature:${item.meaning}`,
      ),
    )

/** The line is below its tolerance. */
function tooLittle(line: Step['materials'][number], { consumed }: RunningStep): Finding | undefined {
  const { lineId, materialId, quantity, use } = line
  const { unit } = quantity
  const [least, taken] = [boundsOf(line).least, consumed[lineId] ?? zero]
  if (use !== 'consumed' || !isMore(least, taken)) return undefined
  const amounts = { least: { value: least, unit }, consumed: { value: taken, unit } }
  return finding(line, 'line-incomplete/below', { lineId, materialId, ...amounts }, `line:${lineId}`)
}

/** Lines without backflush that are outside tolerance, parameters and checks without a good result, timers that were not kept. */
const lackingInRecord = ({ order, snapshot, step, running, trends }: StepEnd, at: string): (Finding | undefined)[] => [
  ...step.materials
    .filter(({ backflush }) => backflush === undefined)
    .map((line) => tooLittle(asCompensated(line, step, running), running)),
  ...overfilled(step, running),
  ...notVerified(step, running),
  ...notCharged({ order, step }),
  ...spilled({ order, snapshot, step }),
  ...itemsOf(step).map(({ item, id, per }) => {
    // Each unit has results of its own, judged as it leaves (units-leaving.ts).
    if (per === 'unit') return undefined
    const inSpec = running.results[id]
    if (inSpec) return undefined
    const ref = writeRule({ rule: 'parameter', of: id })
    // With `warn`, the reason was given when the result was recorded.
    if (inSpec === false && item.policy === 'warn') return undefined
    return inSpec === undefined
      ? // With `warn`, a missing result blocks nothing.
        finding(
          item.policy === 'warn' ? { policy: 'off' } : item,
          'parameter-missing',
          { stepId: step.stepId, item: id },
          ref,
        )
      : finding(item, 'parameter-out-of-limits/last', { item: id }, ref)
  }),
  ...timersAtEnd({ order, step, running, trends }, at),
]

/**
 * Lines of the steps whose containers this step charges, which lost a container on the way and are not weighed again. An active changes the amount
 * of its compensator.
 */
const spilled = ({ order, snapshot, step }: Pick<StepEnd, 'order' | 'snapshot' | 'step'>): (Finding | undefined)[] =>
  (step.charges ?? []).flatMap(({ from }) => {
    const weighings = weighingsOf(order.steps[from])
    const dispensing = snapshot.steps.find((it) => it.stepId === from)
    if (!weighings?.reopened || !dispensing) return []
    const { reopened } = weighings
    const lines = dispensing.materials.filter(({ lineId, potency }) => {
      const isOf = (id: string) => id === lineId || (potency?.role === 'compensator' && potency.of === id)
      return chargeOf(step, from, lineId) !== undefined && reopened.some(isOf)
    })
    return [
      ...lines.map((line) => tooLittle(asCompensated(line, dispensing, weighings), weighings)),
      ...overfilled(dispensing, weighings, lines),
    ]
  })

/** The compensator of an active may be above its limit after a container of the active was rejected late. */
const overfilled = ({ materials }: Step, running: RunningStep, among = materials): (Finding | undefined)[] =>
  among
    .filter((line) => activeOf(line, materials) !== undefined)
    .map((line) => asCompensated(line, { materials }, running))
    .filter((line) => isMore(running.consumed[line.lineId] ?? zero, boundsOf(line).most))
    .map((line) =>
      finding(
        line,
        'line-over-tolerance/compensator',
        { lineId: line.lineId, most: { value: boundsOf(line).most, unit: line.quantity.unit } },
        `over:${line.lineId}`,
      ),
    )
