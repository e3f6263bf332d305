import type { MaterialId } from '../../../events/identifiers.ts'
import { readGtin } from './gs1.ts'

/** The material that a GTIN (fourteen digits) was last assigned to. */
export interface TradeItem {
  readonly gtin: string
  readonly materialId: MaterialId
}

/** The text as a GTIN of fourteen digits; undefined if it is none. */
export function gtinOf(text: string | undefined): string | undefined {
  const read = text === undefined ? undefined : readGtin(text)
  return read?.outcome === 'sound' ? read.value : undefined
}
