import type { ContainerId, EquipmentId, Instant } from '../../events/identifiers.ts'
import type { Account } from '../../events/material.ts'
import type { Decimal } from '../../events/quantity.ts'
import type { TradeItem } from './codes/trade-item.ts'
import type { Effective } from './effective.ts'
import type { Machine } from './equipment/machine.ts'
import type { Place } from './equipment/place.ts'
import type { Entry, Timecard } from './labour/timecard.ts'
import type { Equipment, EquipmentClass, Material, Person } from './master-data.ts'
import type { ChangeRequest } from './orders/change-request.ts'
import type { Order, Snapshot, Superseded } from './orders/order.ts'
import type { Alerts } from './quality/alerts.ts'
import type { Deviation, Hold } from './quality/deviation.ts'
import { type Recipe, recipeKey } from './recipes/recipe.ts'
import type { Container } from './stock/container.ts'
import type { Lot, LotStock, Sublot } from './stock/lot.ts'
import { type Serial, serialKey } from './stock/serial.ts'
import type { Shipment } from './stock/shipment.ts'
import type { Dispensed } from './weighing/dispensed.ts'

/** States that are kept whole, each under one id, and replaced only by someone who has read the version before. */
export interface Documents {
  order: Order
  snapshot: Snapshot
  /** A snapshot in whose place another has come, under the order's id and its revision. */
  superseded: Superseded
  /** A change of an order that is under way, under the order's id and its own. */
  change: ChangeRequest
  recipe: Recipe
  /** Which version new orders take, and from when, under the recipe's own id. */
  effective: Effective
  material: Material
  person: Person
  timecard: Timecard
  /** An ended entry of a timecard. */
  entry: Entry
  equipment: Equipment
  class: EquipmentClass
  place: Place
  machine: Machine
  hold: Hold
  deviation: Deviation
  shipment: Shipment
  /** A container that was weighed for an order, under the order's id and its own. */
  dispensed: Dispensed
  container: Container
  /** Whose serial number it is, under the material's id and the number. */
  serial: Serial
  /** Which material bears a trade item number. */
  gtin: TradeItem
  /** What holds more than the thing that it names; one for the site. */
  alerts: Alerts
}

export type DocumentKind = keyof Documents

/** What can be loaded as the basis of a decision. */
export interface Entities extends Documents {
  lot: Lot
  sublot: Sublot
}

export type Save = {
  [Kind in DocumentKind]: {
    readonly change: 'save'
    readonly kind: Kind
    readonly id: string
    readonly value: Documents[Kind]
  }
}[DocumentKind]

/** What must not be so at the instant at which stock leaves a lot, whoever has been faster: each is asked by the transaction itself. */
export type Precondition = 'held' | 'unreleased' | 'expired' | 'incomplete'

/** Of a lot, or of a sublot and its lot together. */
interface OfStock {
  readonly lotId: string
  readonly sublotId?: string
}

/**
 * What a decision changes. Documents are guarded by their version. A lot is drawn from by many orders at once, so it is
 * guarded by the condition itself (enough left, released, not held, not expired) and never by a version.
 * Its decimals are in the unit of the lot or sublot that it changes.
 */
export type Change =
  | Save
  | { readonly change: 'create-lot'; readonly lot: Lot }
  | { readonly change: 'create-sublot'; readonly sublot: Sublot }
  /** Stock leaves the lot for an account. `reserved` is the part of it that had been set aside for whoever draws. */
  | (OfStock & {
      readonly change: 'draw'
      readonly value: Decimal
      readonly into: Exclude<Account, 'adjusted'>
      readonly unless: readonly Precondition[]
      readonly at: Instant
      /** What it goes to, such as `order:O-1`; the lot remembers the first few, by which it is followed. */
      readonly to: readonly string[]
      readonly reserved?: Decimal
      /** It is built into a unit, and so is found in the index and not by the lot's own goals alone. */
      readonly intoUnit?: true
      /** Of a serialised unit: what it is built into from now on, such as `PUMP@S-1`. */
      readonly builtInto?: string
    })
  /** Stock that had left for an account comes back. `reserved` is the part of it that is set aside again. */
  | (OfStock & {
      readonly change: 'restore'
      readonly value: Decimal
      readonly from: Exclude<Account, 'adjusted'>
      readonly reserved?: Decimal
      /** Of a serialised unit: what it is taken out of. */
      readonly outOf?: string
    })
  /** What had left for one account is found to have left for another. */
  | (OfStock & {
      readonly change: 'rebook'
      readonly value: Decimal
      readonly from: Exclude<Account, 'adjusted'>
      readonly into: Exclude<Account, 'adjusted'>
    })
  /** Sets what is in a sublot, or lies loose in a lot, to what was counted, if nothing of it has moved since `was` was read. */
  | (OfStock & { readonly change: 'count'; readonly was: Decimal; readonly is: Decimal; readonly unlessHeld?: boolean })
  /** Sets stock aside, or, below zero, gives it free again. */
  | { readonly change: 'reserve'; readonly lotId: string; readonly value: Decimal }
  | {
      readonly change: 'fill'
      readonly lotId: string
      readonly value: Decimal
      readonly unlessHeld?: boolean
      /** It comes in a sublot of its own. */
      readonly inSublots?: boolean
    }
  /**
   * Part of what had left with a shipment is back, as a lot of its own: this one leads to it. The holds that the new one takes over have to
   * be all that rest on this one.
   */
  | {
      readonly change: 'come-back'
      readonly lotId: string
      readonly value: Decimal
      readonly into: string
      readonly holds: readonly string[]
    }
  /** What lay loose in a lot lies in sublots from now on. */
  | { readonly change: 'divide'; readonly lotId: string; readonly value: Decimal }
  /** All that is left of packed sublots of one lot leaves with the containers that they lie in. */
  | {
      readonly change: 'draw-packed'
      readonly lotId: string
      readonly units: readonly { readonly sublotId: string; readonly value: Decimal; readonly containerId: string }[]
      readonly into: 'shipped'
      readonly unless: readonly Precondition[]
      readonly at: Instant
      readonly to: readonly string[]
    }
  /** Something was built into a unit that is stock, or taken out of it: it stands by itself, and from now on it lacks these lines. */
  | { readonly change: 'build'; readonly lotId: string; readonly sublotId: string; readonly lacks: readonly string[] }
  /** A sublot that lies in no container, is not held by itself and lacks nothing, comes into one. */
  | {
      readonly change: 'pack'
      readonly lotId: string
      readonly sublotId: string
      readonly containerId: ContainerId
    }
  /** It comes out of its container and lies where that stands. */
  | {
      readonly change: 'unpack'
      readonly lotId: string
      readonly sublotId: string
      readonly containerId: ContainerId
      readonly location?: EquipmentId
    }
  | {
      readonly change: 'set-lot'
      readonly lotId: string
      readonly set: Partial<LotStock>
      readonly unlessHeld?: boolean
    }
  | {
      readonly change: 'set-sublot'
      readonly lotId: string
      readonly sublotId: string
      readonly set: Partial<LotStock>
      readonly unlessHeld?: boolean
    }
  | (OfStock & {
      readonly change: 'hold-lot' | 'unhold-lot'
      readonly holdId: string
      /** Of a sublot: what it was read to be built into, which is held with it; nothing, where it stands by itself. */
      readonly builtInto?: string | undefined
    })
  /** No hold rests on the lot, though nothing of it is changed but where it lies. */
  | { readonly change: 'unheld'; readonly lotId: string }
  /** Stays as it is; what is changed beside it rests on that. */
  | { readonly change: 'expect'; readonly kind: DocumentKind; readonly id: string }

export const saveOrder = (order: Order): Change => ({ change: 'save', kind: 'order', id: order.orderId, value: order })

export const saveAlerts = (value: Alerts): Change => ({ change: 'save', kind: 'alerts', id: 'site', value })

export const saveRecipe = (recipe: Recipe): Change => ({
  change: 'save',
  kind: 'recipe',
  id: recipeKey(recipe.recipeId, recipe.version),
  value: recipe,
})

export const saveDeviation = (value: Deviation): Change => ({
  change: 'save',
  kind: 'deviation',
  id: value.deviationId,
  value,
})

export const saveSerial = (value: Serial): Change => ({
  change: 'save',
  kind: 'serial',
  id: serialKey(value.materialId, value.serial),
  value,
})
