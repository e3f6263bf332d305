import type { Circumstances } from '../caller.ts'
import { all, type Check, clear, given, reworded, unless, upon } from '../check.ts'
import { measured, withBooked } from '../measured.ts'
import { violation } from '../refusal.ts'
import { issuable, issued } from '../stock/issue.ts'
import type { BookedOutput, OutputResult, ProductionContext } from './output.ts'
import { notOneEach, stockedUnits } from './unit-turnout.ts'

/** A sample goes to the laboratory before the lot is decided. Units with numbers are named. */
export function sampled(
  { order, lot, known }: ProductionContext,
  { lotId, quantity, use, serials, exact }: BookedOutput,
  { at }: Circumstances,
): Check<OutputResult> {
  const wanted = { lotId, quantity, unless: ['held'] as const, to: [], countsByOrder: true } as const
  const found = issuable(lot, undefined, wanted, at)
  const stock = serials
    ? unless(found, ({ code }) => code === 'sublot-missing')
    : reworded(found, (it) =>
        it.code === 'sublot-missing' ? violation('sublot-missing/sample', { lotId }, it.ref) : it,
      )
  const units = clear(serials && [...notOneEach(quantity, serials), ...stockedUnits(order, lotId, serials, known)])
  return upon(all({ stock, units }), ({ stock: { lot, value } }) => {
    const { materialId, unit } = lot
    const total = withBooked(order.sampled?.[lotId], { value, exact }, unit)
    return given({
      output: { use, materialId, ...measured(exact, unit) },
      order: { sampled: { ...order.sampled, [lotId]: total } },
      changes: [
        serials
          ? { change: 'issue-units', lotId, sublotIds: serials, into: 'sampled', unless: wanted.unless, at }
          : issued(wanted, value, 'sampled', at),
      ],
    })
  })
}
