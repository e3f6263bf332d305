import type { ContainerId, EquipmentId, Instant } from '../../events/identifiers.ts'
import type { Account } from '../../events/material.ts'
import type { CreateOrder } from '../../events/order.ts'
import type { Decimal } from '../../events/quantity.ts'
import type { TradeItem } from './codes/trade-item.ts'
import type { Effective } from './effective.ts'
import { type Calibration, calibrationKey } from './equipment/calibration-state.ts'
import { type Call, callKey } from './equipment/call-state.ts'
import type { EdgeBirth, EdgeNode, EdgeSession } from './equipment/edge-node.ts'
import type { Machine } from './equipment/machine.ts'
import type { Place } from './equipment/place.ts'
import type { Trend } from './equipment/trend.ts'
import type { Entry, Timecard } from './labour/timecard.ts'
import type { WorkOrder } from './maintenance/work-order.ts'
import type { Equipment, EquipmentClass, Material, Person } from './master-data.ts'
import type { ChangeRequest } from './orders/change-request.ts'
import type { Order, Snapshot, Superseded } from './orders/order.ts'
import type { KeptLog } from './performance/shift-logs.ts'
import type { Alerts } from './quality/alerts.ts'
import type { Deviation, Hold } from './quality/deviation.ts'
import { type Recipe, recipeKey } from './recipes/recipe.ts'
import type { Container } from './stock/container.ts'
import type { Gone, Lot, LotStock, Sublot, SublotAsRead } from './stock/lot.ts'
import { type FormerUnit, formerKey, type Serial, serialKey } from './stock/serial.ts'
import type { Shipment } from './stock/shipment.ts'
import { containerKey, type Dispensed } from './weighing/dispensed.ts'

/** Entities that are stored whole under one id. To replace one, a command must have read its latest version. */
export interface Documents {
  order: Order
  snapshot: Snapshot
  /** A snapshot that a later revision has replaced; its id is the order's id and the revision. */
  superseded: Superseded
  /** What the ERP asked for last of an order, by the order's id. */
  asked: CreateOrder
  /** A change request for an order; its id is the order's id and its own. */
  change: ChangeRequest
  recipe: Recipe
  /** The recipe version that new orders take, and from when; its id is the recipe's. */
  effective: Effective
  material: Material
  person: Person
  timecard: Timecard
  /** A labour entry that has ended. */
  entry: Entry
  equipment: Equipment
  class: EquipmentClass
  place: Place
  machine: Machine
  /** The equipment behind an edge node of Sparkplug; its id is the group and the edge node. */
  edgeNode: EdgeNode
  /** What an edge node has said of itself, by the same id. */
  edgeSession: EdgeSession
  /** The metrics of a birth; its id is that of the edge node and the device. */
  edgeBirth: EdgeBirth
  /** A call for help; its id is that of the equipment and its own. */
  call: Call
  /** What an equipment said in a shift, and people said of it; its id is that of the equipment and the start of the shift. */
  log: KeptLog
  /** A work order of maintenance. */
  maintenance: WorkOrder
  /** A calibration that is done; its id is that of the equipment, its time and the id of its work order. */
  calibration: Calibration
  /** What a device parameter measured during a step, or of one unit; its id is that of the order and of these. */
  trend: Trend
  hold: Hold
  deviation: Deviation
  shipment: Shipment
  /** A container that was weighed for an order; its id is the order's id and its own. */
  dispensed: Dispensed
  container: Container
  /** The unit that bears a serial number; its id is the material's id and the number. */
  serial: Serial
  /** A unit that a later order repairs, for the list of an order that made it; its id is that order's and the number. */
  former: FormerUnit
  /** The material that bears a trade item number (GTIN). */
  gtin: TradeItem
  /** The holds that may reach further than the thing they name; one entity for the site. */
  alerts: Alerts
}

export type DocumentKind = keyof Documents

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

/** What must not be true when stock leaves a lot. The transaction checks it, so a faster command of somebody else counts too. */
export type Precondition = 'held' | 'unreleased' | 'expired' | 'incomplete'

interface OfStock {
  readonly lotId: string
  readonly sublotId?: string
}

/**
 * What a decision changes. A version guards each document. Many orders issue from one lot at once, so conditions guard a lot (enough left, released,
 * not held, not expired), never a version. Decimals are in the unit of the lot or sublot.
 */
export type Change =
  | Save
  | { readonly change: 'create-lot'; readonly lot: Lot }
  /** `again` for a unit whose production was taken back: its sublot is there, with nothing in it. */
  | { readonly change: 'create-sublot'; readonly sublot: Sublot; readonly again?: boolean }
  /** Stock leaves the lot for an account. `reserved` is the part that was reserved for this purpose. */
  | (OfStock & {
      readonly change: 'issue'
      readonly value: Decimal
      readonly into: Exclude<Account, 'adjusted'>
      readonly unless: readonly Precondition[]
      readonly at: Instant
      /** Where the stock goes, such as `order:O-1`. The lot keeps the first few destinations, by which a trace follows it. */
      readonly to: readonly string[]
      readonly reserved?: Decimal
      /** The stock is built into a unit, so a trace finds it by the index and not only by the lot's destinations. */
      readonly intoUnit?: true
      /** The unit that a serialised unit is built into from now on, such as `PUMP@S-1`. */
      readonly builtInto?: string
      /** What takes a serialised unit. */
      readonly gone?: Gone
    })
  /** Stock that had left for an account comes back. `reserved` is the part that is reserved again. */
  | (OfStock & {
      readonly change: 'reverse-issue'
      readonly value: Decimal
      readonly from: Exclude<Account, 'adjusted'>
      readonly reserved?: Decimal
      /** The unit that a serialised unit is taken out of. */
      readonly outOf?: string
      /** The status of the sublot from now on; a rejected one stays rejected. */
      readonly status?: 'quarantine' | 'rejected'
      /** It comes back as another sublot, which `create-sublot` makes in the same commit. */
      readonly apart?: true
    })
  /** Moves a booking from one account to another, as a correction. */
  | (OfStock & {
      readonly change: 'rebook'
      readonly value: Decimal
      readonly from: Exclude<Account, 'adjusted'>
      readonly into: Exclude<Account, 'adjusted'>
      /** The unit that a serialised unit is taken out of. */
      readonly outOf?: string
    })
  /** Sets the quantity of a sublot, or the loose quantity of a lot, to what was counted, if it is still `was`. */
  | (OfStock & { readonly change: 'count'; readonly was: Decimal; readonly is: Decimal; readonly unlessHeld?: boolean })
  /** Reserves stock or, with a negative value, releases a reservation. */
  | { readonly change: 'reserve'; readonly lotId: string; readonly value: Decimal }
  | {
      readonly change: 'add-stock'
      readonly lotId: string
      readonly value: Decimal
      readonly unlessHeld?: boolean
      /** The quantity arrives as a sublot. */
      readonly inSublots?: boolean
      /** A date of the sublot is its own. */
      readonly isDated?: boolean
    }
  /**
   * What an order recorded as made leaves its lot as if it had never been there. Only undecided stock that nobody holds, reserves or has moved goes.
   * `sublotIds` are the units that it consists of.
   */
  | {
      readonly change: 'unmake'
      readonly lotId: string
      readonly value: Decimal
      readonly sublotIds?: readonly string[]
    }
  /**
   * Part of a shipped lot came back as a new lot, `into`, which this lot points to. `holds` must be all holds on this lot, because the new lot
   * inherits them.
   */
  | {
      readonly change: 'customer-return'
      readonly lotId: string
      readonly value: Decimal
      readonly into: string
      readonly holds: readonly string[]
    }
  /** Loose stock of a lot becomes sublots. */
  | { readonly change: 'divide'; readonly lotId: string; readonly value: Decimal }
  /** All that is left of packed sublots of one lot leaves together with their containers. */
  | {
      readonly change: 'ship-packed'
      readonly lotId: string
      readonly units: readonly { readonly sublotId: string; readonly value: Decimal; readonly containerId: string }[]
      readonly into: 'shipped'
      readonly unless: readonly Precondition[]
      readonly at: Instant
      readonly to: readonly string[]
      readonly gone: Gone
    }
  /** Units of one lot, each a sublot of one piece, leave stock together. None may be packed or built in. */
  | {
      readonly change: 'issue-units'
      readonly lotId: string
      readonly sublotIds: readonly string[]
      readonly into: 'sampled' | 'scrapped'
      readonly unless: readonly Precondition[]
      readonly at: Instant
    }
  /** Units that had left for an account are in stock again. */
  | {
      readonly change: 'restore-units'
      readonly lotId: string
      readonly sublotIds: readonly string[]
      readonly from: 'sampled' | 'scrapped'
    }
  /**
   * A component was built into a stocked unit or taken out of it. `lacks` are the lines that are still missing; the unit must not be part of another
   * one.
   */
  | { readonly change: 'build'; readonly lotId: string; readonly sublotId: string; readonly lacks: readonly string[] }
  /** Puts a sublot into a container. It must be in no container, have no hold of its own, lack no component and hold as much as was read. */
  | {
      readonly change: 'pack'
      readonly lotId: string
      readonly sublotId: string
      readonly remaining: Decimal
      readonly containerId: ContainerId
    }
  /** Takes a sublot out of its container; it then is at the place of the container. */
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
      /** What the decision has read of the sublot, which must still be so. */
      readonly was: SublotAsRead
      readonly unlessHeld?: boolean
    }
  | (OfStock & {
      readonly change: 'hold-lot' | 'unhold-lot'
      readonly holdId: string
      /** Requires that no hold is on the lot. Used where only its sublots or their places change. */
      readonly builtInto?: string | undefined
    })
  /** Requires that no hold is on the lot, or on one sublot. Used where only its place or its record changes. */
  | (OfStock & { readonly change: 'require-no-hold' })
  /** Requires that this document stays as it was read, because other changes of the decision depend on it. */
  | { readonly change: 'require-unchanged'; readonly kind: DocumentKind; readonly id: string }

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

export const saveFormer = (value: FormerUnit): Change => ({
  change: 'save',
  kind: 'former',
  id: formerKey(value.orderId, value.serial),
  value,
})

export const saveDispensed = (value: Dispensed): Change => ({
  change: 'save',
  kind: 'dispensed',
  id: containerKey(value.orderId, value.containerId),
  value,
})

export const saveCall = (value: Call): Change => ({ change: 'save', kind: 'call', id: callKey(value), value })

export const saveWork = (value: WorkOrder): Change => ({
  change: 'save',
  kind: 'maintenance',
  id: value.maintenanceId,
  value,
})

export const saveCalibration = (value: Calibration): Change => ({
  change: 'save',
  kind: 'calibration',
  id: calibrationKey(value),
  value,
})

export const saveMachine = (equipmentId: string, value: Machine): Change => ({
  change: 'save',
  kind: 'machine',
  id: equipmentId,
  value,
})
