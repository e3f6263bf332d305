import type { MaterialId } from '../../../events/identifiers.ts'
import { type Amount, type Decimal, decimal, type Unit } from '../../../events/quantity.ts'
import { measureOf } from './element-string.ts'
import type { Element } from './identifiers.ts'

/** What the label of a delivery says of the lot that it brings, in the words of `receiveLot`. */
export interface DeliveryLabel {
  readonly lotId?: string
  readonly materialId?: MaterialId
  readonly quantity?: Amount
  readonly serials?: readonly string[]
}

/** The net measures of a trade item; a gross weight includes its packaging, and dimensions are no quantity. */
const netMeasures: ReadonlySet<string> = new Set(['310', '315', '316', '320'])
/** The count of trade items in a logistic unit, and that of a trade item of variable count. */
const counts: ReadonlySet<string> = new Set(['37', '30'])

/**
 * @param material that of the GTIN, if the plant has it; its unit says whether pieces are counted
 */
export function readDelivery(
  elements: readonly Element[],
  material: { readonly materialId: MaterialId; readonly unit: Unit } | undefined,
): DeliveryLabel {
  const told = (ai: string) => elements.find((it) => it.ai === ai)?.value
  const [lotId, serial] = [told('10'), told('21')]
  const measure = elements.find(({ ai }) => ai.length === 4 && netMeasures.has(ai.slice(0, 3)))
  const count = elements.find(({ ai }) => counts.has(ai))
  const pieces = material?.unit === '{each}' ? piecesOf(count, serial) : undefined
  const quantity = pieces ? { value: pieces, unit: '{each}' as Unit } : measure && measureOf(measure)
  return {
    ...(lotId !== undefined && { lotId }),
    ...(material && { materialId: material.materialId }),
    ...(quantity && { quantity }),
    ...(serial !== undefined && { serials: [serial] }),
  }
}

function piecesOf(count: Element | undefined, serial: string | undefined): Decimal | undefined {
  if (count && /[1-9]/.test(count.value)) return decimal.parse(count.value.replace(/^0+/, ''))
  return serial === undefined ? undefined : decimal.parse('1')
}
