import type { Decimal } from '../../../events/quantity.ts'
import type { NamedUnit } from '../../../events/unit.ts'
import { commandOfPart } from '../part-id.ts'
import { add, isZero, subtract, zero } from '../quantity.ts'
import type { Departure } from './genealogy.ts'

/** Consumed material that was not given back: in an order as a whole, or in one unit that it builds. */
export interface Kept {
  readonly orderId: string
  readonly into?: NamedUnit | undefined
}

/** The issues of a lot that are not fully reversed. What a completion booked of it is one departure, whose parts are reversed by ids of their own. */
export function heldBy(departures: readonly Departure[]): Kept[] {
  const back = new Map<string, Decimal>()
  for (const { type, subject, issuedBy = subject.id, consumptionId, quantity } of departures)
    if (type === 'andon.material.returned.v1' && quantity) {
      for (const id of new Set([consumptionId, partOf(consumptionId)])) {
        const name = `${issuedBy}/${id}`
        back.set(name, add(back.get(name) ?? zero, quantity.value))
      }
    }
  return departures.flatMap(({ type, subject, factId, consumptionId = factId, quantity, into }) => {
    if (type !== 'andon.material.consumed.v1' || !quantity) return []
    const returned = back.get(`${subject.id}/${consumptionId}`) ?? zero
    return isZero(subtract(quantity.value, returned)) ? [] : [{ orderId: subject.id, into: builtInto(into) }]
  })
}

/** The fact that an issue is a part of. */
const partOf = (consumptionId: string | undefined): string | undefined =>
  consumptionId === undefined ? undefined : commandOfPart(consumptionId)

/** For a merge, `into` is the lot that it made. */
const builtInto = (into: Departure['into']): NamedUnit | undefined => (typeof into === 'object' ? into : undefined)
