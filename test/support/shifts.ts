import type { MachineState } from '../../events/device.ts'
import type { EquipmentId } from '../../events/identifiers.ts'
import type { Around } from '../../shared/domain/performance/entering.ts'
import { chained } from '../../shared/domain/performance/shift-logs.ts'
import { periodAt } from '../../shared/domain/performance/shift-period.ts'
import { stopRules } from '../../shared/domain/performance/time-kinds.ts'
import { noon } from './given.ts'

/** The shifts of the syrup plant. */
export const lyonTimes = {
  shifts: [
    { shiftId: 'early', from: '06:00', to: '14:00' },
    { shiftId: 'late', from: '14:00', to: '22:00' },
    { shiftId: 'night', from: '22:00', to: '06:00' },
  ],
  timeZone: 'Europe/Paris',
}

/** Those of the bakery, which never closes. */
export const nantesTimes = {
  shifts: [
    { shiftId: 'morning', from: '05:00', to: '13:00' },
    { shiftId: 'afternoon', from: '13:00', to: '21:00' },
    { shiftId: 'night', from: '21:00', to: '05:00' },
  ],
  timeZone: 'Europe/Paris',
}

export const anHourBefore = '20260302T110000.000Z'

/** A shift in which a bagger has been in one state for the hour before noon. */
export function aShift(state: MachineState = 'execute'): Around {
  const from = Date.parse(noon) - 3_600_000
  const rules = stopRules([
    { reasonId: 'film', name: 'Film torn', kind: 'failure' },
    { reasonId: 'break', name: 'Break', kind: 'planned' },
  ])
  const chain = {
    equipmentId: 'BAGGER-1' as EquipmentId,
    periods: [periodAt(lyonTimes, from)],
    runs: [],
    plannedIn: (it: { readonly from: number; readonly to: number }) => ({ open: [it], maintenance: [] }),
  }
  const said = [{ at: from, report: { at: from, sequence: 1, state } }]
  const logs = chained({ ...chain, logs: new Map(), said }, rules)
  return { chain: { ...chain, logs: new Map(logs.map((it) => [it.from, it])) }, rules, equipmentClass: 'bagger' }
}
