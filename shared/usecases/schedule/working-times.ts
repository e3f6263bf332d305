import { byPlace, type PlacedUnit, placeOf, unitsOnBoard } from '../../domain/schedule/board.ts'
import { equipmentTree } from '../../domain/schedule/capacity.ts'
import { type Period, type WorkingTime, workingTimeOf } from '../../domain/schedule/working-time.ts'
import { ref, type Store } from '../commit/store.ts'
import type { EquipmentList } from './board.ts'
import { loadAll } from './plan.ts'

/** When each unit of the site works in a period, in the order of areas, work centers and units. Two round trips. */
export async function workingTimes(
  store: Store,
  { equipment }: EquipmentList,
  timeZone: string,
  period: Period,
): Promise<(PlacedUnit & WorkingTime)[]> {
  const listed = equipmentTree(await equipment())
  const defined = equipmentTree(
    await loadAll(
      store,
      [...listed.byId.values()].map((it) => ref.equipment(it.equipmentId)),
    ),
  )
  return unitsOnBoard(listed)
    .flatMap((unit) => {
      const found = defined.byId.get(unit.equipmentId)
      return found ? [{ ...placeOf(unit, listed), ...workingTimeOf(found, defined, timeZone, period) }] : []
    })
    .sort(byPlace)
}
