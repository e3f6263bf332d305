import type { DeviationId, Instant, LotId, MaterialId, OrderId, SublotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Whereabouts } from '../../../events/unit.ts'
import { isZero } from '../quantity.ts'
import type { Component, Removed } from './component.ts'
import type { Gone, Sublot } from './lot.ts'

/** A serialised unit of a material with its components. It is kept after the unit is gone, because a number is used only once. */
export interface Serial {
  readonly materialId: MaterialId
  readonly serial: string
  readonly lotId: LotId
  readonly sublotId: SublotId
  readonly orderId?: OrderId
  /** Announced and not made yet, taken out of stock for a repair, or scrapped before it was made; absent if it is stock. */
  readonly status?: 'announced' | 'in-repair' | 'scrapped'
  readonly components?: readonly Component[]
  /** What a repair took out of it that an earlier order had built in. */
  readonly removed?: readonly Removed[]
  /** Missing quantities that an override allowed, by line, in the unit of the component. */
  readonly without?: Readonly<Record<string, Decimal>>
  /** What it has gone through in each step of its present order that names its units. */
  readonly steps?: Readonly<Record<string, UnitStep>>
  /** Its holds until it is made; afterwards its sublot has them. */
  readonly holds?: readonly string[]
  /** The deviation whose disposition took it out of use before it was made. It can only be scrapped, with what is in it. */
  readonly rejectedIn?: DeviationId
  /** The lots that it has left, oldest first, and how. */
  readonly before?: readonly Stay[]
}

/** What one unit has gone through in one step. */
export interface UnitStep {
  /** Whether the newest result of each parameter or check is within its limits, or was accepted by a disposition. */
  readonly results: Readonly<Record<string, boolean>>
  /** When a device measured the result. An older measurement that arrives later does not change the result. */
  readonly measuredAt?: Readonly<Record<string, Instant>>
  /** The place in the order's chain of the newest result of each parameter or check. */
  readonly newest?: Readonly<Record<string, number>>
  readonly left?: 'finished' | 'scrapped'
  /** A part was taken out of the unit during this step: results count from the part that is built in after it. */
  readonly opened?: true
}

/**
 * A stay of a unit in a lot: the order that built or repaired it there, and what took it away. If that was a repair, the unit starts anew in the order
 * of the repair, and its steps and what it lacked stay here.
 */
export interface Stay extends Pick<Serial, 'lotId' | 'orderId' | 'steps' | 'without'> {
  readonly gone?: Gone
  readonly lacks?: readonly string[]
}

/** Where a unit is. Its record names the lot; the sublot there says the rest, so that no two records can differ. */
export function whereaboutsOf({ lotId, orderId, status }: Serial, sublot: Sublot | undefined): Whereabouts {
  if (status === 'announced') return { at: 'announced', lotId, ...(orderId !== undefined && { orderId }) }
  if (status === 'in-repair') return { at: 'in-repair', lotId, ...(orderId !== undefined && { orderId }) }
  if (status === 'scrapped') return { at: 'scrapped', lotId }
  if (!sublot || !isZero(sublot.remaining)) {
    const { containerId, location } = sublot ?? {}
    if (containerId !== undefined) return { at: 'packed', lotId, containerId }
    return { at: 'stock', lotId, ...(location !== undefined && { location }) }
  }
  const { builtInto, gone = {}, left = {} } = sublot
  if (builtInto !== undefined) return { at: 'built-in', lotId, into: unitNamed(builtInto) }
  if (isIn(left.shipped))
    return { at: 'shipped', lotId, ...(gone.shipmentId !== undefined && { shipmentId: gone.shipmentId }) }
  if (isIn(left.consumed)) return { at: 'used', lotId, ...(gone.orderId !== undefined && { orderId: gone.orderId }) }
  if (isIn(left.sampled)) return { at: 'sampled', lotId }
  return { at: isIn(left.scrapped) ? 'scrapped' : 'missing', lotId }
}

const isIn = (account: Decimal | undefined): boolean => account !== undefined && !isZero(account)

/** The record of a unit that goes into another lot; its number, components and history stay. */
export const movedTo = (unit: Serial, from: Pick<Sublot, 'gone'> | undefined, lotId: LotId): Serial => ({
  ...unit,
  lotId,
  before: [
    ...(unit.before ?? []),
    {
      lotId: unit.lotId,
      ...(unit.orderId !== undefined && { orderId: unit.orderId }),
      ...(from?.gone && { gone: from.gone }),
    },
  ],
})

/** The record of a unit that an order takes out of its lot, to repair it and to make it again in another one. */
export function takenForRepair(
  { steps, without, ...unit }: Serial,
  { lacks }: Pick<Sublot, 'lacks'>,
  { lotId, orderId }: { readonly lotId: LotId; readonly orderId: OrderId },
): Serial {
  const { before = [], ...moved } = movedTo(unit, { gone: { orderId } }, lotId)
  const kept = { ...(steps && { steps }), ...(without && { without }), ...(lacks && { lacks }) }
  return {
    ...moved,
    orderId,
    status: 'in-repair',
    before: before.map((stay, index) => (index === before.length - 1 ? { ...stay, ...kept } : stay)),
  }
}

/** A unit of an order that a later one repairs. */
export interface FormerUnit extends Pick<Serial, 'materialId' | 'serial' | 'lotId'> {
  readonly orderId: OrderId
  /** The repair was taken back, so that the unit itself is in the list of the order. */
  readonly isBack?: true
}

export const formerKey = (orderId: string, serial: string): string => `${orderId}@${serial}`

export function formerOf({ materialId, serial, lotId, orderId }: Serial): FormerUnit | undefined {
  return orderId === undefined ? undefined : { materialId, serial, lotId, orderId }
}

/** The stay that a repair ended, if the present order of the unit repairs it or has repaired it. */
export function stayBeforeRepair({ before = [], orderId }: Pick<Serial, 'before' | 'orderId'>): Stay | undefined {
  const last = before.at(-1)
  return orderId !== undefined && last?.gone?.orderId === orderId ? last : undefined
}

/** What a unit is whose production is taken back. */
export const statusUnmade = (unit: Serial): 'announced' | 'in-repair' =>
  stayBeforeRepair(unit) ? 'in-repair' : 'announced'

/** The record of a unit that goes back to the lot from which it was taken for a repair, as it was there. */
export function backFromRepair(
  { orderId: _order, steps: _steps, without: _without, status: _status, ...unit }: Serial,
  stay: Stay,
): Serial {
  const { lotId, orderId, steps, without } = stay
  const before = (unit.before ?? []).slice(0, -1)
  const { before: _all, ...rest } = unit
  return {
    ...rest,
    lotId,
    ...(orderId !== undefined && { orderId }),
    ...(steps && { steps }),
    ...(without && { without }),
    ...(before.length > 0 && { before }),
  }
}

/** What a unit went through in the steps of an order, also of one that built it before it was repaired. */
export const stepsIn = ({ orderId: present, steps, before = [] }: Serial, orderId: string): Serial['steps'] =>
  present === orderId ? steps : before.findLast((it) => it.orderId === orderId && it.steps)?.steps

export function unitNamed(key: string): { readonly materialId: string; readonly serial: string } {
  const [materialId = '', serial = ''] = key.split('@')
  return { materialId, serial }
}

export const serialKey = (materialId: string, serial: string): string => `${materialId}@${serial}`
