import { minus } from '../../../events/fraction.ts'
import type { LineId, MaterialId } from '../../../events/identifiers.ts'
import type { Produce } from '../../../events/order.ts'
import type { Decimal, Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Change } from '../change.ts'
import type { Booking } from '../density.ts'
import type { Material } from '../master-data.ts'
import { exactlyInUnit, exactOf, exactSum, type Measured, measured } from '../measured.ts'
import type { Finding, StepContext } from '../orders/gate.ts'
import {
  type BoundOrder,
  isProduct,
  type Output,
  type Snapshot,
  type StepProgress,
  type Units,
} from '../orders/order.ts'
import { nearest, sameDimension, subtract, zero } from '../quantity.ts'
import type { Lot } from '../stock/lot.ts'
import type { Known } from '../stock/make-units.ts'

/** The state for an output: the lot that it names, and the definition of a by-product or co-product. */
export type Found = StepContext & {
  readonly lot: Lot | undefined
  readonly material?: Material | undefined
  /** The stored records of the serial numbers that it names. */
  readonly known?: Known | undefined
}

/** The same with the step that gives the output. */
export interface ProductionContext extends Omit<Found, 'order' | 'snapshot'> {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly step: Step
  readonly progress?: StepProgress | undefined
}

/** An output as it is booked in stock. */
export type BookedOutput = Produce & Booking

/** What an output changes on its step, on the order and in stock. */
export interface OutputResult {
  readonly findings?: readonly (Finding | undefined)[]
  readonly output: Output
  readonly lineId?: LineId | undefined
  /** Scrap of units in stock, which are part of an earlier output, and no output of this step. */
  readonly fromStock?: boolean
  readonly order?: Partial<Pick<BoundOrder, 'produced' | 'scrapped' | 'sampled' | 'lost'>>
  /** The units of the step after it; as before, if it changes none. */
  readonly units?: Units | undefined
  readonly changes?: readonly Change[]
}

/** Adds an output; outputs of the same use and material are summed. */
export function withOutput(outputs: readonly Output[] = [], more: Output): Output[] {
  const { use, materialId } = more
  const isAlike = (it: Output) => it.use === use && it.materialId === materialId && sameDimension(more.unit, it.unit)
  if (!outputs.some(isAlike)) return [...outputs, more]
  return outputs.map((it) =>
    isAlike(it) ? { use, materialId, ...measured(exactSum([it, more], it.unit), it.unit) } : it,
  )
}

/** The outputs less what was taken back. */
export const withoutOutput = (
  outputs: readonly Output[],
  { use, materialId }: Pick<Output, 'use' | 'materialId'>,
  less: Measured,
): Output[] =>
  outputs.flatMap((it) => {
    const exact = exactlyInUnit(less, it.unit)
    if (it.use !== use || it.materialId !== materialId || !exact) return it
    const left = minus(exactOf(it), exact)
    return left.over === 0n ? [] : { use, materialId, ...measured(left, it.unit) }
  })

/** The sum in this unit, rounded once; amounts of another dimension are left out. */
export const sum = (amounts: readonly Measured[], unit: Unit): Decimal => nearest(exactSum(amounts, unit))

/** The product that the order has made so far, with samples, in the unit of the order. */
export const madeBy = ({ produced, quantity }: BoundOrder): Decimal =>
  sum(Object.values(produced).filter(isProduct), quantity.unit)

/** The same without what was scrapped in stock again. */
export const keptOf = (order: BoundOrder): Decimal => subtract(madeBy(order), order.lost?.made ?? zero)

export const outputOf = (outputs: readonly Output[], materialId: MaterialId, unit: Unit): Decimal =>
  sum(
    outputs.filter((it) => it.materialId === materialId && (it.use === 'produced' || it.use === 'scrap')),
    unit,
  )
