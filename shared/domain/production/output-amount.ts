import type { Density } from '../../../events/density.ts'
import { fractionOf } from '../../../events/fraction.ts'
import type { Produce } from '../../../events/order.ts'
import type { Unit } from '../../../events/quantity.ts'
import { booking } from '../density.ts'
import type { Measured } from '../measured.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { sameDimension } from '../quantity.ts'
import { densitiesOf } from '../recipes/line-densities.ts'
import type { Lot } from '../stock/lot.ts'
import type { BookedOutput } from './output.ts'
import { lineBeside } from './output-lot.ts'

interface Making {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly lot: Lot | undefined
}

/** What an output is recorded in: the unit of its lot, of its line, of the product, or of the scrap so far. */
interface Kept {
  readonly materialId: string
  readonly unit: Unit
  /** The sum so far. */
  readonly before?: Measured | undefined
}

/** Syrup that a scale has weighed counts in litres, by its density. */
export function bookedOutput(at: Making, body: Produce): BookedOutput {
  const kept = keptIn(at, body)
  const { quantity } = body
  const booked = kept && booking(densityIn(at.snapshot, kept.materialId), quantity, kept.unit, kept.before)
  return { ...body, ...(booked ?? { quantity, value: quantity.value, exact: fractionOf(quantity.value) }) }
}

export const densityIn = (snapshot: Snapshot, materialId: string): Density | undefined =>
  densitiesOf(snapshot)[materialId]

function keptIn({ order, snapshot, lot }: Making, body: Produce): Kept | undefined {
  const { product: materialId, productUnit } = snapshot
  const before = order.produced[body.lotId]
  switch (body.use) {
    case 'produced':
      return { materialId, unit: lot?.unit ?? unitOfNew(body, productUnit), before }
    case 'by-product':
    case 'co-product': {
      const line = lineBeside(snapshot, body)
      return line && { materialId: line.materialId, unit: lot?.unit ?? unitOfNew(body, line.quantity.unit), before }
    }
    case 'scrap': {
      const step = snapshot.steps.find(({ stepId }) => stepId === body.stepId)
      const line = step?.materials.find(({ lineId }) => lineId === body.lineId)
      const lost = line?.materialId ?? lot?.materialId ?? materialId
      const unit = line?.quantity.unit ?? lot?.unit ?? productUnit
      return { materialId: lost, unit: order.scrapped?.[lost]?.unit ?? unitOfNew(body, unit) }
    }
    case 'sample':
      return lot && { materialId: lot.materialId, unit: lot.unit, before: order.sampled?.[lot.lotId] }
  }
}

/** The first output gives its unit to the lot or the scrap, if it measures the same. */
const unitOfNew = ({ quantity: { unit } }: Produce, measured: Unit): Unit =>
  sameDimension(unit, measured) ? unit : measured
