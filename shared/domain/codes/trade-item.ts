import type { MaterialId } from '../../../events/identifiers.ts'
import { readGtin } from './gs1.ts'

/** The material that a trade item number, in fourteen digits, was given to last. */
export interface TradeItem {
  readonly gtin: string
  readonly materialId: MaterialId
}

/** A trade item number in fourteen digits, where it is one. */
export function gtinOf(text: string | undefined): string | undefined {
  const read = text === undefined ? undefined : readGtin(text)
  return read?.outcome === 'sound' ? read.value : undefined
}
