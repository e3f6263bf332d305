import type { ProductionUse } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import { type Codes, materialUses, type PerformedState, responseStates, skipped } from './states.ts'

/** What an order made so far, for the ERP. Times are RFC 3339 UTC, units UCUM. */
export interface PerformanceRecord {
  readonly site: string
  /** The id of this one message. The document in it has the id of its order, because a newer one replaces it. */
  readonly messageId: string
  readonly createdAt: string
  readonly orderId: string
  readonly product: string
  readonly recipe?: { readonly recipeId: string; readonly version: string }
  readonly state: PerformedState
  readonly startedAt?: string
  readonly endedAt?: string
  readonly segments: readonly PerformedSegment[]
}

export interface PerformedSegment {
  readonly stepId: string
  readonly startedAt?: string
  readonly endedAt?: string
  /** Nobody carried it out. */
  readonly skipped?: true
  readonly equipmentId?: string
  readonly personIds: readonly string[]
  readonly consumed: readonly {
    readonly lineId: string
    readonly materialId: string
    readonly lotId: string
    readonly sublotId?: string
    readonly quantity: Quantity
    readonly at: string
  }[]
  readonly produced: readonly PerformedOutput[]
  readonly parameters: readonly {
    readonly parameterId: string
    readonly value: string
    /** UCUM, as in the result. */
    readonly unit?: string
    readonly at: string
  }[]
}

/** Stock, scrap or a sample. */
export interface PerformedOutput {
  readonly materialId: string
  /** For scrap, the lot that it would have become or came from. */
  readonly lotId: string
  readonly quantity: Quantity
  readonly at: string
  readonly use: ProductionUse
  /** The line of a by-product, a co-product or a scrapped material. */
  readonly lineId?: string
  readonly serials?: readonly string[]
  /** What quality has decided of the lot by now; absent for scrap, which is no stock. */
  readonly lotStatus?: string
  readonly reasonCode?: string
  readonly reason?: string
}

/** A material, in the form that both B2MML versions share. */
export interface MaterialActual {
  readonly id: string
  readonly materialId: string
  readonly lotId: string
  /** The sublot that was consumed, or the serial numbers of the units that were made. */
  readonly sublotIds: readonly string[]
  readonly use: Codes
  readonly quantity: Quantity
  readonly properties: readonly Property[]
}

export interface Property {
  readonly id: string
  readonly value: string
  readonly dataType: 'Text' | 'dateTime'
}

/**
 * The materials of a segment, consumed ones first. B2MML has no field for the line, the time, the status of the lot or the reason of scrap, so they are
 * properties; `Indice` is the property with the line number of the order.
 */
export function materialActuals({ stepId, consumed, produced }: PerformedSegment): MaterialActual[] {
  return [
    ...consumed.map(
      ({ lineId, at, sublotId, materialId, lotId, quantity }, index): MaterialActual => ({
        id: `${stepId}-consumed-${index + 1}`,
        materialId,
        lotId,
        sublotIds: sublotId === undefined ? [] : [sublotId],
        use: materialUses.consumed,
        quantity,
        properties: [text('Indice', lineId), occurredAt(at)].flat(),
      }),
    ),
    ...produced.map((output, index): MaterialActual => {
      const { materialId, lotId, quantity, use, serials = [] } = output
      return {
        id: `${stepId}-produced-${index + 1}`,
        materialId,
        lotId,
        sublotIds: serials,
        use: materialUses[use],
        quantity,
        properties: [
          text('LotStatus', output.lotStatus),
          text('Indice', output.lineId),
          text('ReasonCode', output.reasonCode),
          text('Reason', output.reason),
          occurredAt(output.at),
        ].flat(),
      }
    }),
  ]
}

const text = (id: string, value: string | undefined): Property[] =>
  value === undefined ? [] : [{ id, value, dataType: 'Text' }]

/** The id of the document, which the next report of the same order replaces. */
export const performanceId = ({ orderId }: PerformanceRecord): string => `${orderId}-performance`

export function occurredAt(at: string): Property {
  return { id: 'OccurredAt', value: at, dataType: 'dateTime' }
}

/** The order's product and recipe as text for people: B2MML's response names neither product nor recipe version. */
export function descriptionOf(record: PerformanceRecord): string {
  return record.recipe === undefined
    ? record.product
    : `${record.product}, recipe ${record.recipe.recipeId} version ${record.recipe.version}`
}

/** A segment that has begun is in the state of its order. Absent for one that has not begun, which B2MML cannot say in V0401. */
export function segmentState(segment: PerformedSegment, state: PerformedState): Codes | undefined {
  if (segment.endedAt !== undefined) return responseStates.completed
  if (segment.skipped) return skipped
  return segment.startedAt === undefined ? undefined : responseStates[state]
}

/** `decimal` when the value is a decimal, so that the ERP may compute with it. */
export function dataTypeOf(value: string): 'decimal' | 'Text' {
  return /^-?\d+(?:\.\d+)?$/.test(value) ? 'decimal' : 'Text'
}
