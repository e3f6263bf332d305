import type { EquipmentId, Instant, LotId, SublotId } from '../../events/identifiers.ts'
import type { MaintenanceKind } from '../../events/names.ts'
import type { Machine } from '../../shared/domain/equipment/machine.ts'
import { plansDue, policyOf } from '../../shared/domain/equipment/overdue.ts'
import type { DueState } from '../../shared/domain/equipment/plan-due.ts'
import type { Equipment } from '../../shared/domain/master-data.ts'
import { endingOf } from '../../shared/domain/people/qualification.ts'
import { underHolds } from '../../shared/domain/quality/alerts.ts'
import { isMore, zero } from '../../shared/domain/quantity.ts'
import { lotNamed } from '../../shared/domain/stock/destination.ts'
import { type Lot, type Sublot, statusOf } from '../../shared/domain/stock/lot.ts'
import { statusOfSublot, statusWithin } from '../../shared/domain/stock/sublot.ts'
import { demandReaderOf } from '../../shared/http/authorize.ts'
import type { Call } from '../../shared/http/operation.ts'
import { readersOfPeople } from '../../shared/http/readers.ts'
import type { QueryOf } from '../../shared/http/route.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { store, table } from '../../shared/runtime/plant.ts'
import { datesOfEquipment, datesOfLots } from '../../shared/storage/lists/due.ts'
import { personSummaries } from '../../shared/storage/lists/people.ts'
import { remembered } from '../../shared/usecases/commit/remembered.ts'
import { sideBySide } from '../../shared/usecases/commit/side-by-side.ts'
import { type Ref, type Refs, ref } from '../../shared/usecases/commit/store.ts'
import { alertsOf, holdsAboveEach } from '../../shared/usecases/quality/holds-above.ts'
import { whereabouts } from '../../shared/usecases/stock/aggregation.ts'
import { fullPage, pageOf } from '../lists.ts'
import type { routes } from './routes.ts'

type Query = QueryOf<Extract<(typeof routes)[number], { operationId: 'listDue' }>>
type Window = Pick<Query, 'before' | 'limit' | 'cursor' | 'order'>

/** Lots, equipment and qualifications with a date, by that date. Everything with a date is read from the index, and the page from its documents. */
export async function listDue({
  route,
  query,
  caller,
  at,
}: Pick<Call<Record<never, never>, Query>, 'route' | 'query' | 'caller' | 'at'>) {
  const { kind, materialId, equipmentId, personId, ...window } = query
  switch (kind) {
    case 'expiry':
    case 'retest':
      return { json: await lotsDue(kind, materialId, window, at) }
    case 'calibration':
    case 'maintenance':
    case 'cleaning':
      return { json: await equipmentDue(kind, equipmentId, window, at) }
    case 'qualification':
      demandReaderOf(route, caller, personId, readersOfPeople)
      return { json: await qualificationsDue(personId, window, at) }
  }
}

const positionOf = <Item extends { readonly dueAt: Instant }>(item: Item, nameOf: (item: Item) => string): string =>
  `${item.dueAt}#${nameOf(item)}`

/** What is due by the end of the period, in pages by date, then by name. */
function duePage<Item extends { readonly dueAt: Instant }>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  { before, ...window }: Window,
) {
  const wanted = items.filter(({ dueAt }) => before === undefined || dueAt <= before)
  return pageOf(wanted, (item) => positionOf(item, nameOf), window)
}

/** A lot, or a sublot whose own date comes before that of its lot. */
interface StockDue {
  readonly lotId: LotId
  readonly sublotId?: SublotId
  readonly dueAt: Instant
}

const dateOf = (
  kind: 'expiry' | 'retest',
  { expiresAt, retestAt }: { readonly expiresAt?: Instant | undefined; readonly retestAt?: Instant | undefined },
): Instant | undefined => (kind === 'expiry' ? expiresAt : retestAt)

const nameOfStock = ({ lotId, sublotId }: StockDue): string => (sublotId === undefined ? lotId : `${lotId}@${sublotId}`)

async function lotsDue(kind: 'expiry' | 'retest', materialId: string | undefined, window: Window, at: Instant) {
  const dates = await datesOfLots(table, materialId)
  const parts = await sideBySide(
    dates.filter(({ hasPartDates }) => hasPartDates),
    lotsAtOnce,
    ({ lotId }) => store.sublotsOf(lotId),
  )
  const ofLot = new Map(dates.map((lot) => [lot.lotId, dateOf(kind, lot)]))
  const found = [...dates, ...parts.flat()].flatMap((it): StockDue[] => {
    const dueAt = dateOf(kind, it)
    if (dueAt === undefined) return []
    if (!('sublotId' in it)) return [{ lotId: it.lotId, dueAt }]
    const whole = ofLot.get(it.lotId)
    return whole !== undefined && whole <= dueAt ? [] : [{ lotId: it.lotId, sublotId: it.sublotId, dueAt }]
  })
  const { load } = remembered(store)
  const { alerts } = await load({ alerts: ref.alerts() })
  const aboveEach = holdsAboveEach({ load }, alertsOf(alerts))
  const shown = async (entries: readonly StockDue[]) => {
    const [lots, sublots, above] = await Promise.all([
      load(Object.fromEntries(entries.map(({ lotId }) => [lotId, ref.lot(lotId)]))),
      store.load(
        Object.fromEntries(
          entries.map((it) => [
            nameOfStock(it),
            it.sublotId === undefined ? undefined : ref.sublot(it.lotId, it.sublotId),
          ]),
        ),
      ),
      aboveEach(entries.map(({ lotId }) => lotNamed(lotId))),
    ])
    const containers = Object.values(sublots).flatMap((it) => it?.value.containerId ?? [])
    const where = await whereabouts(store, containers)
    return entries.map((entry) => {
      const [stored, sublot] = [lots[entry.lotId]?.value, sublots[nameOfStock(entry)]?.value]
      const stock = entry.sublotId === undefined ? stored : sublot
      // The index is moments behind: the lot may be empty or have another date by now.
      if (!stored || !stock || !isMore(stock.remaining, zero) || dateOf(kind, stock) !== entry.dueAt) return undefined
      const lot = underHolds(stored, alertsOf(alerts), above(lotNamed(entry.lotId)))
      return stockDue(kind, lot, sublot, sublot?.containerId && where(sublot.containerId), entry.dueAt, at)
    })
  }
  const read = async (page: Pick<Window, 'limit' | 'cursor'>) => {
    const { items: entries, ...next } = duePage(found, nameOfStock, { ...window, ...page })
    return { entries, ...next }
  }
  return fullPage(window, read, shown, (entry) => positionOf(entry, nameOfStock))
}

/** Lots whose sublots are read at once. */
const lotsAtOnce = 32

function stockDue(
  kind: 'expiry' | 'retest',
  lot: Lot,
  sublot: Sublot | undefined,
  packedAt: EquipmentId | undefined,
  dueAt: Instant,
  at: Instant,
) {
  const { lotId, materialId, unit, supplierId } = lot
  const { remaining } = sublot ?? lot
  const location = packedAt ?? (sublot ? statusWithin(lot, sublot) : lot).location
  return {
    kind,
    dueAt,
    isOverdue: dueAt <= at,
    lotId,
    ...(sublot && { sublotId: sublot.sublotId }),
    materialId,
    status: sublot ? statusOfSublot(lot, sublot, at) : statusOf(lot, at),
    remaining: { value: remaining, unit },
    holds: [...new Set([...lot.holds, ...(sublot?.holds ?? [])])],
    ...(location !== undefined && { location }),
    ...(supplierId !== undefined && { supplierId }),
  }
}

async function equipmentDue(
  kind: 'calibration' | 'maintenance' | 'cleaning',
  wanted: string | undefined,
  window: Window,
  at: Instant,
) {
  const cards = (await datesOfEquipment(table)).filter(
    ({ equipmentId, parentId }) => wanted === undefined || wanted === equipmentId || wanted === parentId,
  )
  const planned = kind === 'cleaning' ? [] : await plansDueAt(kind, cards, at)
  const isPlanned = new Set(planned.flatMap((it) => (it.dueAt === undefined ? [] : it.equipmentId)))
  const dated = cards.flatMap(({ calibrationDueAt, cleanUntil, hasPlans: _has, ...card }) => {
    const dueAt = kind === 'cleaning' ? cleanUntil : kind === 'calibration' ? calibrationDueAt : undefined
    return dueAt === undefined || isPlanned.has(card.equipmentId)
      ? []
      : [{ kind, dueAt, isOverdue: dueAt <= at, ...card }]
  })
  const keyOf = (it: PlacedDue): string => `${placeOf(it)}#${it.equipmentId}#${it.planId ?? ''}`
  const found = [...planned, ...dated].filter((it) => window.before === undefined || placeOf(it) <= window.before)
  return pageOf(found, keyOf, window)
}

/** What goes by use alone has no date: it comes before all dates, or after them while it is not due. */
const placeOf = ({ dueAt, state }: PlacedDue): string => dueAt ?? (state === 'not-due' ? '9999' : '0000')

interface PlacedDue {
  readonly equipmentId: string
  readonly planId?: string
  readonly dueAt?: Instant
  readonly state?: DueState
}

/** The plans of these equipment, with what was done of each: their documents tell it, because what a machine counts is in no index. */
async function plansDueAt(kind: MaintenanceKind, cards: Awaited<ReturnType<typeof datesOfEquipment>>, at: Instant) {
  const timeZone = environment(variable.timeZone)
  const withPlans = cards.filter(({ hasPlans }) => hasPlans)
  const found = await sideBySide(chunked(withPlans), lotsAtOnce, async (part) => {
    const basis = await store.load(
      Object.fromEntries(
        part.flatMap(({ equipmentId }): [string, Ref][] => [
          [`equipment ${equipmentId}`, ref.equipment(equipmentId)],
          [`machine ${equipmentId}`, ref.machine(equipmentId)],
        ]),
      ) as Refs,
    )
    return part.flatMap(({ calibrationDueAt: _due, cleanUntil: _clean, hasPlans: _has, ...card }) => {
      const equipment = basis[`equipment ${card.equipmentId}`]?.value as Equipment | undefined
      const machine = basis[`machine ${card.equipmentId}`]?.value as Machine | undefined
      if (!equipment) return []
      return plansDue(equipment, machine, { at, timeZone })
        .filter(({ plan }) => plan.kind === kind)
        .map(({ plan, state, dueAt, reasons }) => {
          const open = machine?.works?.find(({ planId }) => planId === plan.planId)
          return {
            kind,
            ...(dueAt !== undefined && { dueAt }),
            isOverdue: state === 'overdue',
            ...card,
            state,
            reasons,
            planId: plan.planId,
            planName: plan.name,
            policy: policyOf(plan),
            ...(open && { maintenanceId: open.maintenanceId }),
          }
        })
    })
  })
  return found.flat()
}

const equipmentAtOnce = 50
const chunked = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / equipmentAtOnce) }, (_, index) =>
    items.slice(index * equipmentAtOnce, (index + 1) * equipmentAtOnce),
  )

async function qualificationsDue(wanted: string | undefined, window: Window, at: Instant) {
  const found = (await personSummaries(table))
    .filter(({ personId }) => wanted === undefined || wanted === personId)
    .flatMap(({ personId, qualifications }) =>
      endingOf(qualifications).map(({ held, dueAt }, index) => ({
        name: `${personId}#${String(index).padStart(3, '0')}`,
        dueAt,
        shown: { kind: 'qualification' as const, dueAt, isOverdue: dueAt <= at, personId, ...held },
      })),
    )
  const { items, ...next } = duePage(found, ({ name }) => name, window)
  return { items: items.map(({ shown }) => shown), ...next }
}
