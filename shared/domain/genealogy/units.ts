import type { Decimal } from '../../../events/quantity.ts'
import type { NamedUnit } from '../../../events/unit.ts'
import { add, isZero, subtract, zero } from '../quantity.ts'
import type { Departure } from './genealogy.ts'

/** What a consumption has put somewhere and nobody has taken back: into an order as such, or into one unit that it builds. */
export interface Kept {
  readonly orderId: string
  readonly into?: NamedUnit | undefined
}

/** Of the departures of a lot, the consumptions of which something is still where it went. */
export function heldBy(departures: readonly Departure[]): Kept[] {
  const back = new Map<string, Decimal>()
  for (const { type, subject, consumptionId, quantity } of departures)
    if (type === 'andon.material.returned.v1' && quantity) {
      const name = `${subject.id}/${consumptionId}`
      back.set(name, add(back.get(name) ?? zero, quantity.value))
    }
  return departures.flatMap(({ type, subject, factId, quantity, into }) => {
    if (type !== 'andon.material.consumed.v1' || !quantity) return []
    const returned = back.get(`${subject.id}/${factId}`) ?? zero
    return isZero(subtract(quantity.value, returned)) ? [] : [{ orderId: subject.id, into: builtInto(into) }]
  })
}

/** Of a merger, `into` is the lot that it made. */
const builtInto = (into: Departure['into']): NamedUnit | undefined => (typeof into === 'object' ? into : undefined)
