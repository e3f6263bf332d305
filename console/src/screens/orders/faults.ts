import { Refused } from '../../api/client.ts'

/** What the plant says of each field of a form, and whether it says something else, too. */
export function faultsByField(refusal: Error | null) {
  const told = refusal instanceof Refused ? (refusal.problem?.violations ?? []) : []
  const byField = Map.groupBy(told, ({ ref }) => fieldOf(ref ?? ''))
  return {
    of: (field: string) =>
      byField
        .get(field)
        ?.map(({ detail }) => detail)
        .join(' '),
    hasOthers: refusal !== null && (told.length === 0 || told.some(({ ref }) => !fields.has(fieldOf(ref ?? '')))),
  }
}

const fields = new Set(['version', 'quantity', 'dueAt', 'priority', 'orderId'])

/** `body#/quantity/value` and `quantity` are about the quantity. */
const fieldOf = (ref: string): string => ref.replace(/^.*#\/?/, '').split('/')[0] ?? ''
