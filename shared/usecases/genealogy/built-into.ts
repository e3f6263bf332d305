import { isProduct, type Order, type Snapshot } from '../../domain/orders/order.ts'
import { unitLines } from '../../domain/production/unit.ts'
import type { UnitFound } from '../../domain/quality/holding.ts'
import type { Sublot } from '../../domain/stock/lot.ts'
import type { Serial } from '../../domain/stock/serial.ts'
import { type Basis, type Refs, ref, type Store } from '../commit/store.ts'

/** The sublots of an order's units, if they have components: one query per lot. */
export async function unitsMadeBy(
  store: Pick<Store, 'sublotsOf'>,
  order?: Order,
  snapshot?: Snapshot,
): Promise<readonly Sublot[]> {
  if (!order || order.status === 'created' || !snapshot || unitLines(snapshot).length === 0) return []
  const lots = Object.entries(order.produced).flatMap(([lotId, it]) => (isProduct(it) ? lotId : []))
  return (await Promise.all(lots.map((lotId) => store.sublotsOf(lotId)))).flat()
}

/** Units around a unit, innermost first, and the refs to read next: two round trips per level. */
export interface Surroundings {
  readonly found: readonly UnitFound[]
  readonly refs: Refs
}

const unitAt = (name: string) => `unit ${name}`
const stockOf = (name: string) => `stock of ${name}`

/**
 * Follows a unit outward.
 * @param innermost the name of the first unit, such as `PUMP@S-1`; undefined if there is none
 * @param read what was read so far, under the refs returned before
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
