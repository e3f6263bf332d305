import { plus } from '../../../events/fraction.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Given, given } from '../check.ts'
import { exactOf, measured } from '../measured.ts'
import { isRepresentable, sameDimension } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import type { BookedOutput, OutputResult, ProductionContext } from './output.ts'

/** The material of scrap: that of the line named, else of the lot that it would have become, else the product. */
export function lost({ order, step, snapshot, lot }: ProductionContext, body: BookedOutput): Given<OutputResult> {
  const { lineId, quantity, use, exact } = body
  const line = step.materials.find((it) => it.lineId === lineId)
  const materialId = line?.materialId ?? lot?.materialId ?? snapshot.product
  const unit = line?.quantity.unit ?? lot?.unit ?? snapshot.productUnit
  const before = order.scrapped?.[materialId]
  const total = before ? measured(plus(exactOf(before), exact), before.unit) : quantity
  const violations = reasons(
    objectionsToReason(step, body.reasonCode, 'reasonCode'),
    lineId !== undefined && !line && violation('line-unknown', { stepId: step.stepId, lineId }, 'lineId'),
    !sameDimension(before?.unit ?? unit, quantity.unit) &&
      violation(
        'unit-mismatch/scrap',
        { materialId, measured: before?.unit ?? unit, unit: quantity.unit },
        'quantity/unit',
      ),
    !isRepresentable(body.value) &&
      violation('unit-mismatch/scrap-exact', { materialId, unit: total.unit, quantity }, 'quantity'),
    !isRepresentable(total.value) && violation('unit-mismatch/scrap-total', { materialId, total }, 'quantity'),
  )
  const turned = {
    // An exact amount keeps its written form.
    output: { use, materialId, ...(quantity.unit === total.unit ? measured(exact, total.unit) : quantity) },
    lineId,
    order: { scrapped: { ...order.scrapped, [materialId]: total } },
  }
  return given(turned, violations)
}

/** Whatever a step with `scrapCodes` scraps has a reason of them. */
export function objectionsToReason(
  { stepId, scrapCodes }: Step,
  reasonCode: string | undefined,
  field: 'reasonCode' | 'scrapReasonCode',
): Violation | undefined {
  if (!scrapCodes || (reasonCode !== undefined && scrapCodes.includes(reasonCode))) return undefined
  const about = { stepId, known: scrapCodes }
  return reasonCode === undefined
    ? violation('reason-missing/scrap', about, field)
    : violation('reason-code-unknown/scrap', { ...about, reasonCode }, field)
}
