import type { Holdable } from '../../../events/quality.ts'
import type { FactSubject } from '../../../events/subject.ts'
import type { Lot } from '../stock/lot.ts'

/**
 * Holds that reach further than the things that store them: on a material, for all its lots; and on a lot or order, while its descendants are still
 * inheriting it. Every command that uses stock reads the alerts, so a hold is effective from the moment it is placed.
 */
export interface Alerts {
  readonly materials: Readonly<Record<string, readonly string[]>>
  /** For each hold, the lot or order that it spreads from, until all descendants have it. */
  readonly spreading: Readonly<Record<string, FactSubject>>
}

export const noAlerts: Alerts = { materials: {}, spreading: {} }

/**
 * The lot with all its holds, its own and inherited.
 * @param above holds on its ancestors that it has not inherited yet
 */
export function underHolds(lot: Lot, { materials }: Alerts, above: readonly string[] = []): Lot {
  const holds = [...new Set([...lot.holds, ...(materials[lot.materialId] ?? []), ...above])]
  return holds.length === lot.holds.length ? lot : { ...lot, holds }
}

/** Whether a hold on this also holds other things: the lots of a material, or the descendants of a lot or order. */
export const reachesFurther = ({ type }: Holdable): boolean => type === 'material' || spreads({ type })
export const spreads = ({ type }: Pick<Holdable, 'type'>): boolean => type === 'lot' || type === 'order'

export function alerted({ materials, spreading }: Alerts, holdId: string, subject: Holdable): Alerts {
  if (subject.type !== 'material') return { materials, spreading: { ...spreading, [holdId]: subject } }
  return { spreading, materials: { ...materials, [subject.id]: [...(materials[subject.id] ?? []), holdId] } }
}

/** Removes a hold that was released or has reached all descendants. */
export function withoutAlert({ materials, spreading }: Alerts, holdId: string): Alerts {
  const { [holdId]: _over, ...others } = spreading
  const left = Object.entries(materials).map(([id, holds]) => [id, holds.filter((it) => it !== holdId)] as const)
  return { spreading: others, materials: Object.fromEntries(left.filter(([, holds]) => holds.length > 0)) }
}

export const isAlerted = ({ materials, spreading }: Alerts, holdId: string): boolean =>
  holdId in spreading || Object.values(materials).some((holds) => holds.includes(holdId))
