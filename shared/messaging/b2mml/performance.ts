import type { Quantity } from '../../../events/quantity.ts'

/** What an order made, for the ERP. Times are RFC 3339 UTC, units UCUM. */
export interface PerformanceRecord {
  readonly site: string
  readonly messageId: string
  readonly createdAt: string
  readonly orderId: string
  readonly product: string
  readonly recipe?: { readonly recipeId: string; readonly version: string }
  readonly state: 'completed' | 'released' | 'rejected' | 'aborted'
  readonly startedAt?: string
  readonly endedAt?: string
  readonly segments: readonly PerformedSegment[]
}

export interface PerformedSegment {
  readonly stepId: string
  readonly startedAt?: string
  readonly endedAt?: string
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
  readonly produced: readonly {
    readonly materialId: string
    readonly lotId: string
    readonly quantity: Quantity
    readonly at: string
  }[]
  readonly parameters: readonly {
    readonly parameterId: string
    readonly value: string
    /** UCUM, as in the result. */
    readonly unit?: string
    readonly at: string
  }[]
}

/** A material, in the form that both B2MML versions share. */
export interface MaterialActual {
  readonly id: string
  readonly materialId: string
  readonly lotId: string
  readonly sublotId?: string
  readonly use: 'Consumed' | 'Produced'
  readonly quantity: Quantity
  readonly properties: readonly Property[]
}

export interface Property {
  readonly id: string
  readonly value: string
  readonly dataType: 'Text' | 'dateTime'
}

// The status of the lots that were made; before the quality decision they are in quarantine.
const lotStatus: Readonly<Record<PerformanceRecord['state'], string>> = {
  completed: 'quarantine',
  released: 'released',
  rejected: 'rejected',
  aborted: 'quarantine',
}

/**
 * The materials of a segment, consumed ones first. B2MML has no field for the line, the time or the lot's status, so they are properties; `Indice` is
 * the property with the line number of the order.
 */
export function materialActuals(segment: PerformedSegment, state: PerformanceRecord['state']): MaterialActual[] {
  const consumed = segment.consumed.map(
    ({ lineId, at, ...material }, index): MaterialActual => ({
      id: `${segment.stepId}-consumed-${index + 1}`,
      ...material,
      use: 'Consumed',
      properties: [{ id: 'Indice', value: lineId, dataType: 'Text' }, occurredAt(at)],
    }),
  )
  const produced = segment.produced.map(
    ({ at, ...material }, index): MaterialActual => ({
      id: `${segment.stepId}-produced-${index + 1}`,
      ...material,
      use: 'Produced',
      properties: [{ id: 'LotStatus', value: lotStatus[state], dataType: 'Text' }, occurredAt(at)],
    }),
  )
  return [...consumed, ...produced]
}

export function occurredAt(at: string): Property {
  return { id: 'OccurredAt', value: at, dataType: 'dateTime' }
}

/** The order's product and recipe as text for people: B2MML's response names neither product nor recipe version. */
export function descriptionOf(record: PerformanceRecord): string {
  return record.recipe === undefined
    ? record.product
    : `${record.product}, recipe ${record.recipe.recipeId} version ${record.recipe.version}`
}

/** ResponseStateType of both versions; absent for a segment that did not begin or has no known end. */
export function segmentState(segment: PerformedSegment, state: PerformanceRecord['state']): string | undefined {
  if (segment.endedAt !== undefined) return 'Completed'
  return segment.startedAt !== undefined && state === 'aborted' ? 'Aborted' : undefined
}

/** `decimal` when the value is a decimal, so that the ERP may compute with it. */
export function dataTypeOf(value: string): 'decimal' | 'Text' {
  return /^-?\d+(?:\.\d+)?$/.test(value) ? 'decimal' : 'Text'
}
