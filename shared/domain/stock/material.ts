import type { Violation } from '../../../events/refusals.ts'
import { readGtin } from '../codes/gs1.ts'
import { gtinOf, type TradeItem } from '../codes/trade-item.ts'
import type { Decision } from '../decision.ts'
import { isCountable, isMassAndVolume } from '../density.ts'
import type { Material } from '../master-data.ts'
import { isZero } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { Lot } from './lot.ts'

/**
 * Defines a material. No other material may have its GTIN, because a scanner must find one material.
 * @param bearer the material that the GTIN was last assigned to, if it is another one
 * @param stocked lots in stock, if {@link mayStrand} says that they matter
 */
export function defineMaterial(
  material: Material,
  known: TradeItem | undefined,
  bearer: Material | undefined,
  stocked: readonly Lot[] = [],
): Decision {
  const { materialId, gtin: written, ...definition } = material
  const gtin = gtinOf(written)
  const read = written === undefined ? undefined : readGtin(written)
  const found = reasons(
    read?.outcome === 'faulty' && read.faults.map(({ why }) => ({ ...why, ref: 'gtin' })),
    gtin !== undefined &&
      bearer?.gtin === gtin &&
      violation('already-exists/gtin', { gtin, materialId: bearer.materialId }, `material:${bearer.materialId}`),
    stranded(material, stocked),
  )
  if (hasReasons(found)) return refuse(found)
  const value = { ...definition, materialId, ...(gtin !== undefined && { gtin }) }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.material.defined.v1', data: value },
    changes: [
      { change: 'save', kind: 'material', id: materialId, value },
      ...(gtin !== undefined && known?.materialId !== materialId
        ? [{ change: 'save', kind: 'gtin', id: gtin, value: { gtin, materialId } } as const]
        : []),
    ],
  }
}

type Counted = Pick<Material, 'unit' | 'density'>

/** Whether stock may have no value in the unit of the new definition: its unit measures something else, or the density that led to it is gone. */
export const mayStrand = (before: Counted | undefined, after: Counted): boolean =>
  before !== undefined &&
  (!isCountable(after.density, before.unit, after.unit) ||
    (before.density !== undefined && after.density === undefined))

/** A violation if a lot with stock has no value in the unit of its material, because no line, reservation or balance could count it any more. */
export function stranded({ materialId, unit, density }: Material, stocked: readonly Lot[]): Violation | undefined {
  const lot = stocked.find((it) => !isZero(it.remaining) && !isCountable(density, it.unit, unit))
  if (!lot) return undefined
  const about = { materialId, unit, lotId: lot.lotId, remaining: { value: lot.remaining, unit: lot.unit } }
  return isMassAndVolume(lot.unit, unit)
    ? violation('unit-mismatch/stock-density', about, 'density')
    : violation('unit-mismatch/stock', about, 'unit')
}
