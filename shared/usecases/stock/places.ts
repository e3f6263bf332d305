import type { Machine } from '../../domain/equipment/machine.ts'
import type { Equipment } from '../../domain/master-data.ts'
import type * as receiving from '../../domain/stock/receiving.ts'
import { ref, type Stored } from '../commit/store.ts'

/** The refs of a storage place and its holds. */
export const placeRefs = (id: string | undefined) => ({
  place: id === undefined ? undefined : ref.equipment(id),
  machine: id === undefined ? undefined : ref.machine(id),
})

export const placeOf = (
  place: Stored<Equipment> | undefined,
  machine: Stored<Machine> | undefined,
): receiving.Storage | undefined => place && { ...place.value, holds: machine?.value.holds ?? [] }
