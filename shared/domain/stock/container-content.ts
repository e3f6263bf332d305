import type { ContainerId } from '../../../events/identifiers.ts'
import { type Container, lotsOf, type Packed } from './container.ts'

/** All content of containers, at any depth, as far as `find` returns it; `unread` are containers that it does not return. */
export function contentOf(
  ids: readonly ContainerId[],
  find: (id: ContainerId) => Container | undefined,
): { readonly containers: Container[]; readonly units: Packed[]; readonly unread: ContainerId[] } {
  const found = ids.map((id) => find(id) ?? id)
  const containers = found.filter((it) => typeof it !== 'string')
  const below = containers.map((it) => contentOf(it.containers, find))
  return {
    containers: [...containers, ...below.flatMap((it) => it.containers)],
    units: [...containers.flatMap((it) => it.units), ...below.flatMap((it) => it.units)],
    unread: [...found.filter((it) => typeof it === 'string'), ...below.flatMap((it) => it.unread)],
  }
}

/** The items of one DynamoDB transaction. */
export const mostAtOnce = 100
/**
 * The items that a transaction leaves to ship: one per sublot, two per lot with its pointer; three are for the container, the shipment and the fact.
 * A container holds no more, so that it can always be shipped.
 */
export const itemsToShip = mostAtOnce - 3
export const mostToShip = (units: readonly Packed[], containers: number): boolean =>
  units.length + 2 * lotsOf(units).length + containers <= itemsToShip
