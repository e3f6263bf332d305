import type { ContainerId, EquipmentId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Edge } from '../../domain/genealogy/genealogy.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { add, one, zero } from '../../domain/quantity.ts'
import type { Container } from '../../domain/stock/container.ts'
import { contentOf } from '../../domain/stock/container-content.ts'
import { lotNamed, named } from '../../domain/stock/destination.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import type { Stock } from '../../domain/stock/stock.ts'
import { sideBySide } from '../commit/side-by-side.ts'
import { ref, type Store } from '../commit/store.ts'
import { alertsOf } from '../quality/holds-above.ts'

/** The place of each container, by its outermost container. One round trip per level. */
export async function whereabouts(
  store: Store,
  ids: readonly ContainerId[],
): Promise<(id: ContainerId) => EquipmentId | undefined> {
  const known = await readUp(store, ids)
  return (id) => {
    let container = known.get(id)
    while (container?.parentId !== undefined) container = known.get(container.parentId)
    return container?.location
  }
}

async function readUp(store: Store, ids: readonly ContainerId[]): Promise<ReadonlyMap<ContainerId, Container>> {
  const known = new Map<ContainerId, Container>()
  for (let unread = [...new Set(ids)]; unread.length > 0; ) {
    const read = await readContainers(store, unread)
    for (const container of read) known.set(container.containerId, container)
    unread = [...new Set(read.flatMap(({ parentId }) => parentId ?? []))].filter((id) => !known.has(id))
  }
  return known
}

async function readContainers(store: Store, ids: readonly ContainerId[]): Promise<Container[]> {
  const found = await store.load(Object.fromEntries(ids.map((id) => [id, ref.container(id)])))
  return Object.values(found).flatMap((stored) => stored?.value ?? [])
}

/** The inner containers in one answer; further ones are only named and are read separately. */
const mostContainers = 300

export interface Content {
  /** An inner container; undefined beyond {@link mostContainers}. */
  readonly container: (id: ContainerId) => Container | undefined
  readonly stock: (unit: { readonly lotId: string; readonly sublotId: string }) => Stock | undefined
}

/** All content of a container: one round trip per level, and one for the packed stock. */
export async function contentIn(store: Store, container: Container): Promise<Content> {
  const known = new Map<ContainerId, Container>()
  const below = () => contentOf(container.containers, (id) => known.get(id))
  for (
    let { unread } = below();
    unread.length > 0 && known.size + unread.length <= mostContainers;
    { unread } = below()
  )
    for (const inner of await readContainers(store, unread)) known.set(inner.containerId, inner)
  const units = [...container.units, ...below().units]
  const [sublots, lots, { alerts }] = await Promise.all([
    store.load(
      Object.fromEntries(units.map((it) => [`${it.lotId}/${it.sublotId}`, ref.sublot(it.lotId, it.sublotId)])),
    ),
    store.load(Object.fromEntries(units.map((it) => [it.lotId, ref.lot(it.lotId)]))),
    store.load({ alerts: ref.alerts() }),
  ])
  return {
    container: (id) => known.get(id),
    stock: ({ lotId, sublotId }) => {
      const lot = lots[lotId]
      return lot && { lot: underHolds(lot.value, alertsOf(alerts)), sublot: sublots[`${lotId}/${sublotId}`]?.value }
    },
  }
}

/** Lots whose sublots are read at once. */
const lotsAtOnce = 32

/** The containers that the stock of lots is in or was shipped in, outer ones too, with the quantity of each lot. */
export interface Packaging {
  readonly containers: readonly Container[]
  readonly edges: readonly Edge[]
}

/** One query per lot with stock in sublots, now or before, in parallel, and one round trip per level of outer containers. */
export async function packagingOf(
  store: Store,
  sublotsOf: (lotId: string) => Promise<readonly Sublot[]>,
  lots: readonly Lot[],
): Promise<Packaging> {
  const edges = (
    await sideBySide(lots.filter(mayBePacked), lotsAtOnce, async (lot) => packedEdges(lot, await sublotsOf(lot.lotId)))
  ).flat()
  const known = await readUp(
    store,
    edges.map(({ to }) => to.slice('container:'.length) as ContainerId),
  )
  const containers = [...known.values()]
  const within = containers.flatMap(({ containerId, parentId }): Edge[] => {
    const at = edges.find(({ to }) => to === `container:${containerId}`)?.at ?? ''
    return parentId === undefined
      ? []
      : [
          {
            from: `container:${containerId}`,
            to: `container:${parentId}`,
            quantity: { value: one, unit: '{each}' },
            at,
          },
        ]
  })
  return { containers, edges: [...edges, ...within] }
}

/** Its stock is in sublots, or was shipped and may have been in some. */
export const mayBePacked = ({ inSublots, left }: Lot): boolean => inSublots !== undefined || left?.shipped !== undefined

/** The quantity of a lot in each container, or shipped in it. */
function packedEdges({ lotId, unit, receivedAt: at }: Lot, sublots: readonly Sublot[]): Edge[] {
  const sums = new Map<ContainerId, Decimal>()
  for (const { containerId, remaining, left } of sublots)
    if (containerId !== undefined)
      sums.set(containerId, add(sums.get(containerId) ?? zero, add(remaining, left?.shipped ?? zero)))
  return [...sums].map(([containerId, value]) => ({
    from: named(lotNamed(lotId)),
    to: named({ type: 'container', id: containerId }),
    quantity: { value, unit },
    at,
  }))
}
