import type { Step } from '../../../events/recipe.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { asCompensated } from '../production/potency.ts'
import { type Ending, foreseenFindings, yieldAndBalanceFindings } from '../production/yield-and-balance.ts'
import { isMore, zero } from '../quantity.ts'
import { activeOf, boundsOf } from '../recipes/line.ts'
import { notVerified } from '../weighing/verification.ts'
import { timersAtEnd } from './timer.ts'

/** What a running step still lacks before it can be completed, each with the policy of the item that asks for it. */
export const lackingAtEnd = (end: Ending, at: string): (Finding | undefined)[] => [
  ...lackingInRecord(end, at),
  ...end.step.materials.filter(({ backflush }) => backflush === 'actual').map((line) => tooLittle(line, end.running)),
  ...yieldAndBalanceFindings(end),
  ...unsigned(end),
]

/** The same before the completion, of which it is not known what it will book and how many units it will finish. */
export const lackingBefore = (end: Ending, at: string): (Finding | undefined)[] => [
  ...lackingButSignatures(end, at),
  ...unsigned(end),
]

export const lackingButSignatures = (end: Ending, at: string): (Finding | undefined)[] => [
  ...lackingInRecord(end, at),
  ...foreseenFindings(end),
]

const unsigned = ({ step, running }: Ending): (Finding | undefined)[] =>
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

/** Less in a line than its tolerance asks for. */
function tooLittle(line: Step['materials'][number], { consumed }: RunningStep): Finding | undefined {
  const { lineId, materialId, quantity, use } = line
  const { unit } = quantity
  const [least, taken] = [boundsOf(line).least, consumed[lineId] ?? zero]
  if (use !== 'consumed' || !isMore(least, taken)) return undefined
  const amounts = { least: { value: least, unit }, consumed: { value: taken, unit } }
  return finding(line, 'line-incomplete/below', { lineId, materialId, ...amounts }, `line:${lineId}`)
}

/** Lines that somebody fills, outside their tolerance, parameters and checks without a result or with a bad one, times that were not kept. */
const lackingInRecord = ({ step, running }: Ending, at: string): (Finding | undefined)[] => [
  ...step.materials
    .filter(({ backflush }) => backflush === undefined)
    .map((line) => tooLittle(asCompensated(line, step, running), running)),
  ...overfilled(step, running),
  ...notVerified(step, running),
  ...[
    ...step.parameters.map((item) => ({ item, id: item.parameterId })),
    ...step.checks.map((item) => ({ item, id: item.checkId })),
  ].map(({ item, id }) => {
    const inSpec = running.results[id]
    if (inSpec) return undefined
    const ref = writeRule({ rule: 'parameter', of: id })
    // A result outside its limits was recorded with the reason that a warning asks for.
    if (inSpec === false && item.policy === 'warn') return undefined
    return inSpec === undefined
      ? // A warning is about the value; that there is none stands in the way of nothing.
        finding(
          item.policy === 'warn' ? { policy: 'off' } : item,
          'parameter-missing',
          { stepId: step.stepId, item: id },
          ref,
        )
      : finding(item, 'parameter-out-of-limits/last', { item: id }, ref)
  }),
  ...timersAtEnd(step, running, at),
]

/** A container of an active that is rejected late may leave more of its compensator than there is room for. */
const overfilled = ({ materials }: Step, running: RunningStep): (Finding | undefined)[] =>
  materials
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
