import type { Amount } from '../../../events/quantity.ts'
import type { AnyEvent, QuantityElement } from './event.ts'
import { type Naming, nameOf } from './names.ts'
import { quantityElement } from './rec20.ts'

/** The content of an event without its time and its id. */
export type Told = Omit<AnyEvent, 'eventTime' | 'eventTimeZoneOffset' | 'eventID'>

/** A lot or sublot, and how much of it; without a quantity all of it. */
export interface Stock {
  readonly lotId: string
  readonly sublotId?: string | undefined
  readonly quantity?: Amount | undefined
}

export function objects(naming: Naming, action: 'ADD' | 'OBSERVE' | 'DELETE', ...stock: readonly Stock[]): Told {
  const { epcs, quantities } = apart(naming, stock)
  return {
    type: 'ObjectEvent',
    action,
    ...(epcs.length > 0 && { epcList: epcs }),
    ...(quantities.length > 0 && { quantityList: quantities }),
  }
}

export function inputs(naming: Naming, ...stock: readonly Stock[]): Pick<Told, 'inputEPCList' | 'inputQuantityList'> {
  const { epcs, quantities } = apart(naming, stock)
  return {
    ...(epcs.length > 0 && { inputEPCList: epcs }),
    ...(quantities.length > 0 && { inputQuantityList: quantities }),
  }
}

export function outputs(
  naming: Naming,
  ...stock: readonly Stock[]
): Pick<Told, 'outputEPCList' | 'outputQuantityList'> {
  const { epcs, quantities } = apart(naming, stock)
  return {
    ...(epcs.length > 0 && { outputEPCList: epcs }),
    ...(quantities.length > 0 && { outputQuantityList: quantities }),
  }
}

/** EPCIS lists single objects and quantities separately. */
export function apart(naming: Naming, stock: readonly Stock[]): { epcs: string[]; quantities: QuantityElement[] } {
  const epcs: string[] = []
  const quantities: QuantityElement[] = []
  for (const { lotId, sublotId, quantity } of stock) {
    const name = nameOf(naming, lotId, sublotId)
    if ('epc' in name) epcs.push(name.epc)
    else quantities.push(quantityElement(name.epcClass, quantity))
  }
  return { epcs: [...new Set(epcs)], quantities }
}
