import type { LotId, MaterialId, OrderId } from '../../events/identifiers.ts'
import { produce as produceBody } from '../../events/order.ts'
import { materialDefinition } from '../../events/recipe.ts'
import type { BoundOrder } from '../../shared/domain/orders/order.ts'
import { produce } from '../../shared/domain/production/production.ts'
import type { Lot } from '../../shared/domain/stock/lot.ts'
import { ada, aStep, by, kg, lot, order, running, snapshot } from './given.ts'

const line = (lineId: string, materialId: string, use: 'consumed' | 'by-product' | 'co-product') => ({
  lineId,
  materialId,
  quantity: kg('10'),
  use,
  tolerance: { minusPercent: '0', plusPercent: '0' },
})

/** A step with a by-product and two co-products. */
export const distil = aStep('distil', {
  materials: [
    line('10', 'MASH', 'consumed'),
    line('20', 'STILLAGE', 'by-product'),
    line('30', 'HEADS', 'co-product'),
    line('40', 'TAILS', 'co-product'),
  ],
})

/** An output of the step `distil`, while it runs. */
export const producing = (
  body: object,
  found: { lot?: Lot; order?: Partial<BoundOrder>; step?: object; shelfLifeDays?: number } = {},
) =>
  produce(
    {
      order: order({ steps: { distil: running(found.step ?? {}) }, ...found.order }),
      snapshot: snapshot({ steps: [{ ...distil, ...found.step }] }),
      person: undefined,
      lot: found.lot,
      material: found.shelfLifeDays
        ? {
            ...materialDefinition.parse({ name: 'Stillage', unit: 'kg', shelfLifeDays: found.shelfLifeDays }),
            materialId: 'STILLAGE' as MaterialId,
          }
        : undefined,
    },
    produceBody.parse({ stepId: 'distil', lotId: 'L-1', quantity: kg('4'), ...body }),
    by(ada),
  )

/** A lot in quarantine that the order has made. */
export const ofOrder = (materialId: string, more: Partial<Lot> = {}): Lot =>
  lot({
    lotId: 'L-1' as LotId,
    orderId: 'O-1' as OrderId,
    materialId: materialId as MaterialId,
    status: 'quarantine',
    ...more,
  })
