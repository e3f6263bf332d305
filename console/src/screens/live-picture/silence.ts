import type { MachineState } from '../../../../events/device.ts'
import type { Told } from '../../api/client.ts'
import { lookOf } from '../../look/state.tsx'

type Unit = Told<'getBoard'>['units'][number]

/** A machine that says nothing is shown so, and not as the last thing that it said. */
export const isSilent = (state: MachineState): boolean => state === 'unknown'

/**
 * The machines that have stopped by themselves while their work center works. One that is on hold, or whose order is, waits for a decision that is shown
 * already; one without work may rest.
 */
export function standing(units: readonly Unit[]): readonly Unit[] {
  const placeOf = ({ workCenter, equipmentId }: Unit): string => workCenter?.equipmentId ?? equipmentId
  const busy = new Set(units.filter(({ work }) => work).map(placeOf))
  return units.filter(
    (unit) =>
      lookOf(unit.state) === 'stopped' &&
      unit.holds.length === 0 &&
      unit.work?.status !== 'held' &&
      busy.has(placeOf(unit)),
  )
}
