import type { Quantity, Unit } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { LotStatus, RequestedState } from './states.ts'

export type Verb = 'sync' | 'process' | 'change' | 'cancel'
export type MaterialUse = 'consumed' | 'produced'

/** The content of a B2MML message, in plain values. A fault drops its own object only. */
export type B2mmlReading =
  | {
      readonly ok: true
      readonly verb: Verb
      /** The word after the verb in the root's name: `ProductionSchedule`. */
      readonly noun: string
      readonly messageId?: string
      readonly sender?: string
      readonly createdAt?: string
      readonly objects: readonly B2mmlObject[]
      readonly faults: readonly B2mmlFault[]
    }
  | { readonly ok: false; readonly faults: readonly B2mmlFault[] }

export interface B2mmlFault extends Violation {
  /** `order:258456`; absent when the object has no readable id or the fault concerns the whole message. */
  readonly object?: string
  /** The place in the message: an XPath for XML, a JSON pointer for JSON. */
  readonly ref: string
}

export type B2mmlObject = B2mmlMaterial | B2mmlLot | B2mmlSublot | B2mmlOrder | B2mmlCancellation

export interface B2mmlMaterial {
  readonly kind: 'material'
  readonly materialId: string
  readonly name?: string
  readonly unit?: Unit
  readonly hazards?: readonly string[]
}

export interface B2mmlLot {
  readonly kind: 'lot'
  readonly lotId: string
  readonly materialId: string
  readonly status?: LotStatus
  readonly expiresAt?: string
  readonly quantity?: Quantity
}

export interface B2mmlSublot {
  readonly kind: 'sublot'
  readonly sublotId: string
  readonly lotId: string
  /** Absent when the sublot comes outside its lot: B2MML then names only the lot. */
  readonly materialId?: string
  readonly status?: LotStatus
  readonly expiresAt?: string
  readonly quantity?: Quantity
}

export interface B2mmlOrder {
  readonly kind: 'order'
  readonly orderId: string
  readonly product: string
  readonly quantity: Quantity
  /** The lot number that the sender wants for the product. */
  readonly lotId?: string
  readonly recipe?: { readonly recipeId: string; readonly version?: string }
  readonly state?: B2mmlOrderState
  readonly dueAt?: string
  readonly startAt?: string
  readonly priority?: number
  /** Consumed materials, by-products and co-products. */
  readonly materials: readonly B2mmlLine[]
  readonly allocations: readonly B2mmlAllocation[]
  readonly parameters: readonly B2mmlParameter[]
}

/** The state of an order in the message, or of the schedule around it. */
export interface B2mmlOrderState {
  readonly asks: RequestedState
  readonly written: string
}

export interface B2mmlLine {
  readonly lineId: string
  readonly materialId: string
  readonly quantity: Quantity
  readonly equipmentId?: string
  readonly use: MaterialUse
  /** For a produced material: the lot number that the sender wants for it. */
  readonly lotId?: string
}

export interface B2mmlAllocation {
  readonly materialId: string
  readonly lotId: string
  readonly sublotId?: string
  readonly quantity: Quantity
}

export interface B2mmlParameter {
  readonly parameterId: string
  /** The sender's name of the segment that states it, because two segments may state the same parameter. */
  readonly segment: string
  readonly value: string
  readonly unit?: Unit
}

/** The object of a Cancel, which needs only an id. */
export interface B2mmlCancellation {
  readonly kind: 'cancellation'
  readonly of: 'material' | 'lot' | 'sublot' | 'order'
  readonly id: string
  /** The lot of a sublot, where the message states it. */
  readonly lotId?: string
}
