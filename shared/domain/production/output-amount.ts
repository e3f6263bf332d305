import type { Density } from '../../../events/density.ts'
import type { Produce } from '../../../events/order.ts'
import type { Quantity, Unit } from '../../../events/quantity.ts'
import { bookedIn } from '../density.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { densitiesOf } from '../recipes/line-densities.ts'
import type { Lot } from '../stock/lot.ts'
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
}

/** The quantity of an output as it is booked: syrup in litres that a scale has weighed counts in litres, by its density. */
export function bookedOutput(at: Making, body: Produce): Quantity {
  const kept = keptIn(at, body)
  return kept ? bookedIn(densityIn(at.snapshot, kept.materialId), body.quantity, kept.unit) : body.quantity
}

export const densityIn = (snapshot: Snapshot, materialId: string): Density | undefined =>
  densitiesOf(snapshot)[materialId]

function keptIn({ order, snapshot, lot }: Making, body: Produce): Kept | undefined {
  const { product: materialId, productUnit } = snapshot
  switch (body.use) {
    case 'produced':
      return { materialId, unit: lot?.unit ?? productUnit }
    case 'by-product':
    case 'co-product': {
      const line = lineBeside(snapshot, body)
      return line && { materialId: line.materialId, unit: lot?.unit ?? line.quantity.unit }
    }
    case 'scrap': {
      const step = snapshot.steps.find(({ stepId }) => stepId === body.stepId)
      const line = step?.materials.find(({ lineId }) => lineId === body.lineId)
      const lost = line?.materialId ?? lot?.materialId ?? materialId
      const unit = line?.quantity.unit ?? lot?.unit ?? productUnit
      return { materialId: lost, unit: order.scrapped?.[lost]?.unit ?? unit }
    }
    case 'sample':
      return lot && { materialId: lot.materialId, unit: lot.unit }
  }
}
