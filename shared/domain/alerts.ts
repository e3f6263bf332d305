import type { Lot } from './lot.ts'

/**
 * The holds that reach further than what carries their id: those on a material, whose every lot they hold, and those that are on their way
 * to the descendants of a lot. Every command that uses stock reads them, so that a hold is in force from the moment it is placed.
 */
export interface Alerts {
  /** The active holds on a material, by its id. */
  readonly materials: Readonly<Record<string, readonly string[]>>
}

export const noAlerts: Alerts = { materials: {} }

/** The lot with every hold that rests on it, however it came there. */
export function underHolds(lot: Lot, { materials }: Alerts): Lot {
  const holds = [...new Set([...lot.holds, ...(materials[lot.materialId] ?? [])])]
  return holds.length === lot.holds.length ? lot : { ...lot, holds }
}
