import type { Violation } from '../../events/refusals.ts'
import { violation } from './refusal.ts'

/*
 * What stops a held thing: each rule that uses it asks here, and each hold on it is named. The commit asks again, because a hold may be placed while a
 * command is decided (storage/issue-writes.ts).
 */

interface Held {
  readonly holds: readonly string[]
}

export const orderOnHold = ({ orderId, holds }: Held & { readonly orderId: string }): Violation | undefined =>
  holds.length === 0 ? undefined : violation('order-on-hold', { orderId, holds }, `order:${orderId}`)

export const lotOnHold = ({ lotId, holds }: Held & { readonly lotId: string }): Violation | undefined =>
  holds.length === 0 ? undefined : violation('lot-on-hold', { lotId, holds }, `lot:${lotId}`)

export const sublotOnHold = ({
  lotId,
  sublotId,
  holds = [],
}: Partial<Held> & { readonly lotId: string; readonly sublotId: string }): Violation | undefined =>
  holds.length === 0 ? undefined : violation('sublot-on-hold', { lotId, sublotId, holds }, `lot:${lotId}/${sublotId}`)

/** For a unit that is not made; once made, its sublot has the hold. */
export const unitOnHold = ({
  materialId,
  serial,
  holds = [],
}: Partial<Held> & { readonly materialId: string; readonly serial: string }): Violation | undefined =>
  holds.length === 0
    ? undefined
    : violation('sublot-on-hold/unit', { serial, materialId, holds }, `unit:${materialId}/${serial}`)

/** @param machine undefined for equipment that has sent nothing and carries no hold */
export const equipmentOnHold = (equipmentId: string, machine: Held | undefined): Violation | undefined =>
  machine === undefined || machine.holds.length === 0
    ? undefined
    : violation('equipment-on-hold', { equipmentId, holds: machine.holds }, `equipment:${equipmentId}`)

export const recipeOnHold = ({
  recipeId,
  version,
  holds,
}: Held & { readonly recipeId: string; readonly version: string }): Violation | undefined =>
  holds.length === 0 ? undefined : violation('recipe-on-hold', { recipeId, version, holds }, 'version')
