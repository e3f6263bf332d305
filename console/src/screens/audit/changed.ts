import type { Told } from '../../api/client.ts'
import { amount, decimal, instant, unitName } from '../../words/told.ts'

export type AuditFact = Told<'getAudit'>['items'][number]

/** What something was and what it is since, as texts. */
export interface Changed {
  readonly before: string
  readonly after: string
}

/** What a fact has changed, if it says what was before. */
export function changedBy(fact: AuditFact, zone: string, now: number): Changed | undefined {
  const span = ({ from, to }: { readonly from: string; readonly to?: string | undefined }) =>
    [from, to].map((at) => (at === undefined ? '…' : instant(at, zone, now))).join(' – ')
  switch (fact.type) {
    case 'andon.result.corrected.v1': {
      const { corrects, value, unit = '' } = fact.data
      const told = (it: string) => [/^-?[\d.]+$/.test(it) ? decimal(it) : it, unitName(unit)].join(' ').trim()
      return { before: told(corrects.was), after: told(value) }
    }
    case 'andon.lot.adjusted.v1':
      return { before: amount(fact.data.was), after: amount(fact.data.is) }
    case 'andon.order.quantity-changed.v1':
    case 'andon.order.split.v1':
      return { before: amount(fact.data.was), after: amount(fact.data.quantity) }
    case 'andon.labour.corrected.v1':
      return { before: span(fact.data.was), after: span(fact.data.now) }
    case 'andon.lot.moved.v1':
    case 'andon.container.moved.v1':
      return fact.data.from === undefined ? undefined : { before: fact.data.from, after: fact.data.to }
    case 'andon.change.proposed.v1':
      return { before: String(fact.data.from), after: String(fact.data.version) }
    default:
      return undefined
  }
}

/** Why, in the words of the person. */
export const reasonOf = ({ data, ...fact }: AuditFact): string | undefined => {
  const reason = 'reason' in data ? data.reason : 'corrects' in data ? data.corrects?.reason : undefined
  return typeof reason === 'string' ? reason : fact.lateReason
}
