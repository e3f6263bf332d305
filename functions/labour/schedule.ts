import type { Instant } from '../../events/identifiers.ts'
import { now } from '../../shared/runtime/clock.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { shiftPlan } from '../../shared/runtime/shifts.ts'
import { everybody, openTimecards } from '../../shared/storage/labour-store.ts'
import * as watch from '../../shared/usecases/labour/labour-watch.ts'

/** The input of a schedule. `asOf` is the time at which it was due, so that a late or repeated call gives the same result. */
interface Task {
  readonly task: 'flag-missing-clock-offs' | 'warn-of-expiring-qualifications'
  readonly asOf: Instant
}

const timeZone = environment(variable.timeZone)
const plan = shiftPlan()

/** Checks people's time. A call that fails throws, and the next one does the rest of its work. */
export const handler = async ({ task, asOf }: Task): Promise<object> => {
  const deps: watch.Deps = { store, site, now, asOf: new Date(asOf).toISOString() }
  switch (task) {
    case 'flag-missing-clock-offs':
      return watch.flagMissingClockOffs(deps, await openTimecards(table, store), plan, timeZone)
    case 'warn-of-expiring-qualifications':
      return watch.warnOfExpiringQualifications(deps, await everybody(table, store))
  }
}
