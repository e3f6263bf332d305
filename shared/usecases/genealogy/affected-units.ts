import type { NamedUnit } from '../../../events/unit.ts'
import { type Departure, destinationsIn } from '../../domain/genealogy/genealogy.ts'
import { heldBy } from '../../domain/genealogy/units.ts'
import { type BoundOrder, lotsOf, type Order } from '../../domain/orders/order.ts'
import { isMade } from '../../domain/production/unit.ts'
import { isZero, zero } from '../../domain/quantity.ts'
import { pointOf } from '../../domain/stock/destination.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import { type Serial, serialKey } from '../../domain/stock/serial.ts'
import { type Refs, ref, type Stored } from '../commit/store.ts'
import { type Sources, told } from './destinations.ts'

/** The serialised units that contain some of a lot, by the record of components. */
export interface Affected {
  readonly units: readonly { readonly unit: Serial; readonly sublot: Sublot | undefined }[]
  /** Lots that are affected as a whole, because the issue did not name a unit, or the material was mixed. */
  readonly whole: ReadonlySet<string>
  /** Lots whose destinations the index does not list completely yet. */
  readonly pending: readonly string[]
}

/**
 * Traces a lot forward like {@link walk}, but by unit where an issue names one: a component affects its unit and the units around that. Only material
 * issued to an order as a whole affects all its output. Three round trips per level.
 */
export async function affectedUnits(sources: Sources, lotId: string): Promise<Affected> {
  const whole = new Set<string>([lotId])
  const units = new Map<string, { unit: Serial; sublot: Sublot | undefined }>()
  const orders = new Set<string>()
  const pending = new Set<string>()
  let level: Level = { lotIds: [lotId], names: [] }
  while (level.lotIds.length + level.names.length > 0) {
    const found = await unitsAt(sources, level.names)
    for (const it of found) units.set(serialKey(it.unit.materialId, it.unit.serial), it)
    // The index of its lot's departures shows a unit that was used up in an order as a whole.
    const used = found.filter(({ sublot }) => sublot && isUsed(sublot) && sublot.builtInto === undefined)
    const departed = await departures(sources, [...new Set([...level.lotIds, ...used.map(({ unit }) => unit.lotId)])])
    const goals = [
      ...level.lotIds.flatMap((id) => destinationsOf(departed.get(id))),
      ...used.flatMap(({ unit }) => destinationsOf(departed.get(unit.lotId), unit.sublotId)),
      ...found.flatMap(({ sublot }) => (sublot?.builtInto === undefined ? [] : { unit: sublot.builtInto })),
    ]
    for (const [id, { isPending }] of departed) if (isPending) pending.add(id)
    const next: Level = { lotIds: [], names: [] }
    const reach = (id: string) => {
      if (!whole.has(id)) next.lotIds.push(id)
      whole.add(id)
    }
    for (const name of new Set(goals.flatMap((it) => ('unit' in it ? it.unit : []))))
      if (!units.has(name)) next.names.push(name)
    for (const goal of goals) if ('lotId' in goal) reach(goal.lotId)
    const asked = [...new Set(goals.flatMap((it) => ('orderId' in it && !orders.has(it.orderId) ? it.orderId : [])))]
    for (const id of asked) orders.add(id)
    for (const order of await loadOrders(sources, asked)) for (const id of lotsOf(order)) reach(id)
    level = next
  }
  return { units: [...units.values()].sort(byName), whole, pending: [...pending] }
}

interface Level {
  readonly lotIds: string[]
  /** Units by the name in components, such as `PUMP@S-1`. */
  readonly names: string[]
}

const byName = ({ unit: one }: { unit: Serial }, { unit: other }: { unit: Serial }): number =>
  serialKey(one.materialId, one.serial) < serialKey(other.materialId, other.serial) ? -1 : 1

const isUsed = ({ left }: Sublot): boolean => !isZero(left?.consumed ?? zero)

type Destination = { readonly unit: string } | { readonly orderId: string } | { readonly lotId: string }

interface Departed {
  readonly lot: Lot
  /** Departures from the index; undefined if the lot stores all its destinations itself. */
  readonly told?: readonly Departure[] | undefined
  readonly isPending?: boolean
}

/** The destinations of a lot or of one of its sublots. */
function destinationsOf(departed: Departed | undefined, sublotId?: string): Destination[] {
  if (!departed) return []
  const { lot, told: known } = departed
  if (!known) return (lot.goesTo ?? []).flatMap(destinationOf)
  const kept = heldBy(known.filter((it) => sublotId === undefined || it.sublotId === sublotId))
  const consumed = kept.map(({ orderId, into }): Destination => (into ? { unit: nameOf(into) } : { orderId }))
  if (sublotId !== undefined) return consumed
  const others = destinationsIn(lot, known).goals.filter((goal) => !goal.startsWith('order:'))
  return [...consumed, ...others.flatMap(destinationOf)]
}

const nameOf = ({ materialId, serial }: NamedUnit): string => serialKey(materialId, serial)

function destinationOf(goal: string): Destination[] {
  const { type, id } = pointOf(goal)
  if (type === 'order') return [{ orderId: id }]
  return type === 'lot' ? [{ lotId: id }] : []
}

/** The lots, with the departures of those that are in units or have more destinations than they store. */
async function departures(sources: Sources, lotIds: readonly string[]): Promise<ReadonlyMap<string, Departed>> {
  const basis = await sources.store.load(Object.fromEntries(lotIds.map((id) => [id, ref.lot(id)])))
  const lots = Object.values(basis).flatMap((stored) => stored?.value ?? [])
  const isAsked = (lot: Lot) => lot.inUnits || lot.goesToMany
  const answers = await told(sources, lots.filter(isAsked))
  return new Map(
    lots.map((lot): [string, Departed] => {
      const answer = answers.get(lot.lotId)
      return [lot.lotId, answer ? { lot: answer.lot, told: answer.departures, isPending: answer.pending } : { lot }]
    }),
  )
}

/** The units of these names with their sublots, in two round trips. */
async function unitsAt({ store }: Sources, names: readonly string[]) {
  if (names.length === 0) return []
  const refs = names.map((name): [string, Refs[string]] => [name, { kind: 'serial', id: name }])
  const basis = (await store.load(Object.fromEntries(refs))) as Record<string, Stored<Serial> | undefined>
  const units = Object.values(basis).flatMap((stored) => stored?.value ?? [])
  // The number of a unit that is not made may be the id of another sublot.
  const made = units.filter(isMade)
  const stock = (await store.load(
    Object.fromEntries(made.map((it) => [serialKey(it.materialId, it.serial), ref.sublot(it.lotId, it.sublotId)])),
  )) as Record<string, Stored<Sublot> | undefined>
  return units.map((unit) => ({ unit, sublot: stock[serialKey(unit.materialId, unit.serial)]?.value }))
}

async function loadOrders({ store }: Sources, ids: readonly string[]): Promise<BoundOrder[]> {
  if (ids.length === 0) return []
  const basis = await store.load(Object.fromEntries(ids.map((id) => [id, ref.order(id)])))
  return Object.values(basis).flatMap((stored) => {
    const order = stored?.value as Order | undefined
    return order && order.status !== 'created' ? order : []
  })
}
