import type { Amount } from '../../events/quantity.ts'
import type { Violation } from '../../events/refusals.ts'
import { ceiling, isZero, subtract } from './quantity.ts'
import { violation } from './refusal.ts'

/**
 * Pieces that an order makes are counted, so their number is whole: what it asks for, what its steps finish or lose, and what becomes stock. What it
 * takes of a component may be a part of a piece, such as half a roll of labels, and so may what is received of one.
 */
export const partOfPiece = (quantity: Amount, ref: string): Violation | undefined =>
  quantity.unit === '{each}' && !isZero(subtract(ceiling(quantity.value), quantity.value))
    ? violation('unit-mismatch/part-of-piece', { quantity }, ref)
    : undefined
