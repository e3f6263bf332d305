import { readGtin } from '../codes/gs1.ts'
import { gtinOf, type TradeItem } from '../codes/trade-item.ts'
import type { Decision } from '../decision.ts'
import type { Material } from '../master-data.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'

/**
 * Defines a material. No other material may have its GTIN, because a scanner must find one material.
 * @param bearer the material that the GTIN was last assigned to, if it is another one
 */
export function defineMaterial(
  material: Material,
  known: TradeItem | undefined,
  bearer: Material | undefined,
): Decision {
  const { materialId, gtin: written, ...definition } = material
  const gtin = gtinOf(written)
  const read = written === undefined ? undefined : readGtin(written)
  const found = reasons(
    read?.outcome === 'faulty' && read.faults.map(({ why }) => ({ ...why, ref: 'gtin' })),
    gtin !== undefined &&
      bearer?.gtin === gtin &&
      violation('already-exists/gtin', { gtin, materialId: bearer.materialId }, `material:${bearer.materialId}`),
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
