import type { MaintenanceWindow } from '../../../events/calendar.ts'
import type { Instant } from '../../../events/identifiers.ts'

/** The maintenance that keeps equipment out of service at an instant. */
export const maintenanceAt = (
  { maintenance }: { readonly maintenance: readonly MaintenanceWindow[] },
  at: Instant,
): MaintenanceWindow | undefined => maintenance.find(({ from, to }) => from <= at && at < to)
