import type { Instant } from '../../events/identifiers.ts'
import { endingOf } from '../../shared/domain/people/qualification.ts'
import { isMore, zero } from '../../shared/domain/quantity.ts'
import { type Lot, statusOf } from '../../shared/domain/stock/lot.ts'
import { demandReaderOf } from '../../shared/http/authorize.ts'
import type { Call } from '../../shared/http/operation.ts'
import { readersOfPeople } from '../../shared/http/readers.ts'
import type { QueryOf } from '../../shared/http/route.ts'
import { store, table } from '../../shared/runtime/plant.ts'
import { datesOfEquipment, datesOfLots } from '../../shared/storage/lists/due.ts'
import { personSummaries } from '../../shared/storage/lists/people.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
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

async function lotsDue(kind: 'expiry' | 'retest', materialId: string | undefined, window: Window, at: Instant) {
  const dateOf = ({ expiresAt, retestAt }: { readonly expiresAt?: Instant; readonly retestAt?: Instant }) =>
    kind === 'expiry' ? expiresAt : retestAt
  const nameOf = ({ lotId }: { readonly lotId: string }) => lotId
  const dates = await datesOfLots(table, materialId, kind === 'expiry' ? window.before : undefined)
  const found = dates.flatMap((lot) => {
    const dueAt = dateOf(lot)
    return dueAt === undefined ? [] : [{ lotId: lot.lotId, dueAt }]
  })
  const shown = async (entries: readonly (typeof found)[number][]) => {
    const lots = await store.load(Object.fromEntries(entries.map(({ lotId }) => [lotId, ref.lot(lotId)])))
    return entries.map(({ lotId, dueAt }) => {
      const lot = lots[lotId]?.value
      // The index is moments behind: the lot may be empty or have another date by now.
      return lot && isMore(lot.remaining, zero) && dateOf(lot) === dueAt ? lotDue(kind, lot, dueAt, at) : undefined
    })
  }
  const read = async (page: Pick<Window, 'limit' | 'cursor'>) => {
    const { items: entries, ...next } = duePage(found, nameOf, { ...window, ...page })
    return { entries, ...next }
  }
  return fullPage(window, read, shown, (entry) => positionOf(entry, nameOf))
}

function lotDue(kind: 'expiry' | 'retest', lot: Lot, dueAt: Instant, at: Instant) {
  const { lotId, materialId, remaining, unit, location, supplierId, holds } = lot
  return {
    kind,
    dueAt,
    isOverdue: dueAt <= at,
    lotId,
    materialId,
    status: statusOf(lot, at),
    remaining: { value: remaining, unit },
    holds,
    ...(location !== undefined && { location }),
    ...(supplierId !== undefined && { supplierId }),
  }
}

async function equipmentDue(kind: 'calibration' | 'cleaning', wanted: string | undefined, window: Window, at: Instant) {
  const found = (await datesOfEquipment(table)).flatMap((equipment) => {
    const { calibrationDueAt, cleanUntil, ...rest } = equipment
    const dueAt = kind === 'calibration' ? calibrationDueAt : cleanUntil
    const isWanted = wanted === undefined || wanted === rest.equipmentId || wanted === rest.parentId
    return dueAt === undefined || !isWanted ? [] : [{ kind, dueAt, isOverdue: dueAt <= at, ...rest }]
  })
  return duePage(found, ({ equipmentId }) => equipmentId, window)
}

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
