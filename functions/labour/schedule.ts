import type { Instant } from '../../events/identifiers.ts'
import type { Person } from '../../shared/domain/master-data.ts'
import { now } from '../../shared/runtime/clock.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { shiftPlan } from '../../shared/runtime/shifts.ts'
import { openTimecards, pages } from '../../shared/storage/labour-store.ts'
import { personsIn } from '../../shared/storage/list-store.ts'
import * as watch from '../../shared/usecases/labour-watch.ts'

/** What a schedule asks for, as of the moment for which it was due, so that a late or repeated call judges the same. */
interface Task {
  readonly task: 'flag-missing-clock-offs' | 'warn-of-expiring-qualifications'
  readonly asOf: Instant
}

const timeZone = environment(variable.timeZone)
const plan = shiftPlan()

/** The watch over people's time. A call that fails throws; whatever it has not said is said by the next one. */
export const handler = async ({ task, asOf }: Task): Promise<object> => {
  const deps: watch.Deps = { store, site, at: now(), asOf: new Date(asOf).toISOString() }
  switch (task) {
    case 'flag-missing-clock-offs':
      return watch.flagMissingClockOffs(deps, await openTimecards(table), plan, timeZone)
    case 'warn-of-expiring-qualifications': {
      const persons = await pages((cursor) => personsIn(table, { limit: 200, cursor }))
      return watch.warnOfExpiringQualifications(deps, persons as unknown as Person[])
    }
  }
}
