import type { ContainerId } from '../../../events/identifiers.ts'
import type { Entities } from '../../domain/change.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { contentOf } from '../../domain/stock/container-content.ts'
import type { Surroundings } from '../../domain/stock/container-place.ts'
import { lotNamed } from '../../domain/stock/destination.ts'
import type { FoundUnit } from '../../domain/stock/packing.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { alertsOf, holdsAboveEach } from '../quality/holds-above.ts'
import { lotRefs } from './basis.ts'

export const subject = (id: string) => ({ type: 'container', id }) as const

type Read = Readonly<Record<string, Stored<unknown> | undefined>>

/** An entity that was read, by the name of its ref below: the first of `read` that names it counts. */
export const found =
  <Kind extends keyof Entities>(kind: Kind, ...read: readonly object[]) =>
  (id: string): Entities[Kind] | undefined => {
    const basis = read.find((it) => `${kind} ${id}` in it) as Read | undefined
    return basis?.[`${kind} ${id}`]?.value as Entities[Kind] | undefined
  }

type Unit = { readonly lotId: string; readonly sublotId: string }
const unitName = ({ lotId, sublotId }: Unit): string => `${lotId}/${sublotId}`
export const containerRefs = (ids: readonly string[]): Refs =>
  Object.fromEntries(ids.map((id) => [`container ${id}`, ref.container(id)]))
export const unitRefs = (units: readonly Unit[]): Refs => ({
  ...lotRefs(units.map((it) => it.lotId)),
  ...Object.fromEntries(units.map((it) => [`sublot ${unitName(it)}`, ref.sublot(it.lotId, it.sublotId)])),
})
const materialRefs = (ids: readonly string[]): Refs =>
  Object.fromEntries(ids.map((id) => [`material ${id}`, ref.material(id)]))

/** The refs of all lots, sublots and materials that move with units and containers, read level by level. */
export function alongRefs(units: readonly Unit[], inner: readonly string[], read: readonly object[]): Refs {
  const content = contentOf(inner as ContainerId[], found('container', ...read))
  const lotOf = found('lot', ...read)
  const materials = [
    ...content.units.map((it) => it.materialId),
    ...units.flatMap((it) => lotOf(it.lotId)?.materialId ?? []),
  ]
  return {
    ...containerRefs(content.unread),
    ...unitRefs([...units, ...content.units]),
    ...materialRefs(materials),
  }
}

type HoldsAbove = (lotId: string) => readonly string[]
export const noHoldsAbove: HoldsAbove = () => []

/** The holds that each lot is still inheriting. */
export async function holdsAboveLots(
  store: Pick<Store, 'load'>,
  alerts: Stored<Entities['alerts']> | undefined,
  lotIds: readonly string[],
): Promise<HoldsAbove> {
  const above = await holdsAboveEach(store, alertsOf(alerts))(lotIds.map(lotNamed))
  return (id) => above(lotNamed(id))
}

/** The ids of the lots that move with units and containers. */
export const lotsAlong = (units: readonly Unit[], inner: readonly string[], read: readonly object[]): string[] =>
  [...units, ...contentOf(inner as ContainerId[], found('container', ...read)).units].map((it) => it.lotId)

/** All stock that moves with units and containers, with its holds, and its materials. */
export function along(
  units: readonly Unit[],
  inner: readonly string[],
  read: readonly object[],
  above: HoldsAbove = noHoldsAbove,
): Pick<Surroundings, 'lots' | 'sublots' | 'materials'> {
  const content = contentOf(inner as ContainerId[], found('container', ...read))
  const packed = [...units, ...content.units]
  const lotIds = [...new Set(packed.map((it) => it.lotId))]
  const alerts = alertsOf((read.find((it) => 'alerts' in it) as { alerts?: Stored<Entities['alerts']> }).alerts)
  const lots = lotIds.flatMap((id) => {
    const lot = found('lot', ...read)(id)
    return lot ? [underHolds(lot, alerts, above(id))] : []
  })
  const materials = [...new Set(lots.map((it) => it.materialId))].flatMap((id) => found('material', ...read)(id) ?? [])
  const sublots = packed.flatMap((it) => found('sublot', ...read)(unitName(it)) ?? [])
  return { lots, sublots, materials }
}

/** The units that a command names, with what was found. */
export const foundUnits = (units: readonly Unit[], ...read: readonly object[]) =>
  units.map((unit) => ({
    ...(unit as Pick<FoundUnit, 'lotId' | 'sublotId'>),
    lot: found('lot', ...read)(unit.lotId),
    sublot: found('sublot', ...read)(unitName(unit)),
  }))
export const foundContainers = (ids: readonly string[], ...read: readonly object[]) =>
  ids.map((id) => ({ containerId: id as ContainerId, container: found('container', ...read)(id) }))
