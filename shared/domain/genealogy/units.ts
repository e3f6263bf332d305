import type { Decimal } from '../../../events/quantity.ts'
import type { NamedUnit } from '../../../events/unit.ts'
import { add, isZero, subtract, zero } from '../quantity.ts'
import type { Departure } from './genealogy.ts'

/** Consumed material that was not given back: in an order as a whole, or in one unit that it builds. */
export interface Kept {
  readonly orderId: string
  readonly into?: NamedUnit | undefined
}

/** The issues of a lot that are not fully reversed. */
export function heldBy(departures: readonly Departure[]): Kept[] {
  const back = new Map<string, Decimal>()
  for (const { type, subject, issuedBy = subject.id, consumptionId, quantity } of departures)
    if (type === 'andon.material.returned.v1' && quantity) {
      const name = `${issuedBy}/${consumptionId}`
      back.set(name, add(back.get(name) ?? zero, quantity.value))
    }
  return departures.flatMap(({ type, subject, factId, consumptionId = factId, quantity, into }) => {
    if (type !== 'andon.material.consumed.v1' || !quantity) return []
    const returned = back.get(`${subject.id}/${consumptionId}`) ?? zero
    return isZero(subtract(quantity.value, returned)) ? [] : [{ orderId: subject.id, into: builtInto(into) }]
  })
}

/** For a merge, `into` is the lot that it made. */
const builtInto = (into: Departure['into']): NamedUnit | undefined => (typeof into === 'object' ? into : undefined)
