import type { Holdable } from '../../../events/quality.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { Lot } from '../stock/lot.ts'

/**
 * The holds that reach further than what carries their id: those on a material, whose every lot they hold, and those that are on their way
 * to what was made of a lot or by an order. Every command that uses stock reads them, so that a hold is in force from the moment it is placed.
 */
export interface Alerts {
  /** The active holds on a material, by its id. */
  readonly materials: Readonly<Record<string, readonly string[]>>
  /** By hold, the lot or order from which it spreads, until all that was made of it carries the hold. */
  readonly spreading: Readonly<Record<string, FactSubject>>
}

export const noAlerts: Alerts = { materials: {}, spreading: {} }

/**
 * The lot with every hold that rests on it, however it came there.
 * @param above the holds on their way to it, from something that it was made of
 */
export function underHolds(lot: Lot, { materials }: Alerts, above: readonly string[] = []): Lot {
  const holds = [...new Set([...lot.holds, ...(materials[lot.materialId] ?? []), ...above])]
  return holds.length === lot.holds.length ? lot : { ...lot, holds }
}

/** Of what else a hold on this holds, if anything: the lots of a material, or what was made of a lot or by an order. */
export const reachesFurther = ({ type }: Holdable): boolean => type === 'material' || spreads({ type })
export const spreads = ({ type }: Pick<Holdable, 'type'>): boolean => type === 'lot' || type === 'order'

/** The alerts when a hold has been placed. */
export function alerted({ materials, spreading }: Alerts, holdId: string, subject: Holdable): Alerts {
  if (subject.type !== 'material') return { materials, spreading: { ...spreading, [holdId]: subject } }
  return { spreading, materials: { ...materials, [subject.id]: [...(materials[subject.id] ?? []), holdId] } }
}

/** The alerts when a hold is over, or has reached all that it was on its way to. */
export function withoutAlert({ materials, spreading }: Alerts, holdId: string): Alerts {
  const { [holdId]: _over, ...others } = spreading
  const left = Object.entries(materials).map(([id, holds]) => [id, holds.filter((it) => it !== holdId)] as const)
  return { spreading: others, materials: Object.fromEntries(left.filter(([, holds]) => holds.length > 0)) }
}

export const isAlerted = ({ materials, spreading }: Alerts, holdId: string): boolean =>
  holdId in spreading || Object.values(materials).some((holds) => holds.includes(holdId))
