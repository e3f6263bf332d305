import { isProduct, type Order, type Snapshot } from '../../domain/orders/order.ts'
import { unitLines } from '../../domain/production/unit.ts'
import type { UnitFound } from '../../domain/quality/holding.ts'
import type { Sublot } from '../../domain/stock/lot.ts'
import type { Serial } from '../../domain/stock/serial.ts'
import { type Basis, type Refs, ref, type Store } from '../commit/store.ts'

/** The stock of the units that an order has made, if they are built of anything: a question for each of its lots. */
export async function unitsMadeBy(store: Store, order?: Order, snapshot?: Snapshot): Promise<readonly Sublot[]> {
  if (!order || order.status === 'created' || !snapshot || unitLines(snapshot).length === 0) return []
  const lots = Object.entries(order.produced).flatMap(([lotId, it]) => (isProduct(it) ? lotId : []))
  return (await Promise.all(lots.map((lotId) => store.sublotsOf(lotId)))).flat()
}

/** Units with all that they are built into, the innermost first, and what is to be read before more is known: two round trips for each level. */
export interface Surroundings {
  readonly found: readonly UnitFound[]
  readonly refs: Refs
}

const unitAt = (name: string) => `unit ${name}`
const stockOf = (name: string) => `stock of ${name}`

/**
 * Follows a unit outward.
 * @param innermost such as `PUMP@S-1`, the name of the unit to begin with; nothing where there is none
 * @param read what is read by now under the refs that were named before
 */
export function surroundings(innermost: string | undefined, read: Partial<Basis<Refs>>): Surroundings {
  const found: UnitFound[] = []
  const refs: Record<string, Refs[string]> = {}
  for (let name = innermost; name !== undefined; ) {
    refs[unitAt(name)] = ref.unit(name)
    const unit = read[unitAt(name)]?.value as Serial | undefined
    if (!unit) break
    refs[stockOf(name)] = ref.sublot(unit.lotId, unit.sublotId)
    const sublot = read[stockOf(name)]?.value as Sublot | undefined
    found.push({ unit, sublot: unit.status === undefined ? sublot : undefined })
    name = found.at(-1)?.sublot?.builtInto
  }
  return { found, refs }
}
