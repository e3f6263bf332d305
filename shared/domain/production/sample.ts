import type { Produce } from '../../../events/order.ts'
import type { Circumstances } from '../caller.ts'
import { type Check, given, reworded, upon } from '../check.ts'
import { add, zero } from '../quantity.ts'
import { violation } from '../refusal.ts'
import { issuable, issued } from '../stock/issue.ts'
import type { OutputResult, ProductionContext } from './output.ts'

/** A sample goes to the laboratory before the lot is decided. */
export function sampled(
  { order, lot }: ProductionContext,
  { lotId, quantity, use }: Produce,
  { at }: Circumstances,
): Check<OutputResult> {
  const wanted = { lotId, quantity, unless: ['held'] as const, to: [] }
  const stock = reworded(issuable(lot, undefined, wanted, at), (it) =>
    it.code === 'sublot-missing' ? violation('sublot-missing/sample', { lotId }, it.ref) : it,
  )
  return upon(stock, ({ lot: { materialId, unit }, value }) => {
    const total = { value: add(order.sampled?.[lotId]?.value ?? zero, value), unit }
    return given({
      output: { use, materialId, value, unit },
      order: { sampled: { ...order.sampled, [lotId]: total } },
      changes: [issued(wanted, value, 'sampled', at)],
    })
  })
}
