import type { ParamsOf } from '../../events/sentences/english.ts'
import { sayIn } from '../../events/sentences/sentence.ts'
import type { Tongue } from '../../events/sentences/tongue.ts'
import { type Infeasible, infeasibleKey } from '../../shared/domain/schedule/infeasible.ts'
import type { Link } from '../../shared/domain/schedule/promise.ts'
import type { Shortage } from '../../shared/domain/schedule/shortage.ts'

export function linkInWords({ orderId: _, status: _status, ...link }: Link, { sentences }: Tongue) {
  const { stepId, equipmentId, setUpFrom, from, to, readyAt, waitsFor, behind } = link
  const where = { stepId, ...(equipmentId !== undefined && { equipmentId }), from: setUpFrom ?? from, to }
  const detail =
    waitsFor.length === 0
      ? sayIn(sentences, 'promise/works', { ...where } satisfies ParamsOf<'promise/works'>)
      : sayIn(sentences, 'promise/waits', { ...where, readyAt, waitsFor, behind } satisfies ParamsOf<'promise/waits'>)
  return { ...link, detail: detail ?? '' }
}

export const inWords = ({ sentences }: Tongue, { variant, params, ...it }: Infeasible) => ({
  ...it,
  detail: sayIn(sentences, infeasibleKey({ ...it, variant }), params) ?? '',
})

export function shortageInWords({ orderId, ...it }: Shortage, { sentences }: Tongue) {
  const params = { ...it, orderId } satisfies ParamsOf<'shortage/line'>
  return { ...it, detail: sayIn(sentences, 'shortage/line', params) ?? '' }
}
