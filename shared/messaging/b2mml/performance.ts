import type { Quantity } from '../../../events/quantity.ts'

/** What was made of an order, as told to the ERP. Times are RFC 3339 UTC, units UCUM. */
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
    /** In UCUM, as the result says it. */
    readonly unit?: string
    readonly at: string
  }[]
}

/** A material as both B2MML versions report it. */
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

// What became of the lots that were made; before the quality decision they are in quarantine.
const lotStatus: Readonly<Record<PerformanceRecord['state'], string>> = {
  completed: 'quarantine',
  released: 'released',
  rejected: 'rejected',
  aborted: 'quarantine',
}

/**
 * The materials of a segment, first what went in. B2MML has no place for the line, the time or the lot's status, so they go as
 * properties; `Indice` is the property by which the order numbered its lines.
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

/** The order's product and recipe, for people: B2MML's response names neither product nor recipe version. */
export function descriptionOf(record: PerformanceRecord): string {
  return record.recipe === undefined
    ? record.product
    : `${record.product}, recipe ${record.recipe.recipeId} version ${record.recipe.version}`
}

/** ResponseStateType of both versions; nothing is said of a segment that was not begun or whose end is not known. */
export function segmentState(segment: PerformedSegment, state: PerformanceRecord['state']): string | undefined {
  if (segment.endedAt !== undefined) return 'Completed'
  return segment.startedAt !== undefined && state === 'aborted' ? 'Aborted' : undefined
}

/** `decimal` when the value is one, so that the ERP may compute with it. */
export function dataTypeOf(value: string): 'decimal' | 'Text' {
  return /^-?\d+(?:\.\d+)?$/.test(value) ? 'decimal' : 'Text'
}
