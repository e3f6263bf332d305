import type { Actor } from '../../../events/envelope.ts'
import type { Instant, LineId, LotId, MaterialId, StepId, SublotId } from '../../../events/identifiers.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import { add, convert, isZero, subtract, zero } from '../quantity.ts'

/** What one consumption has put into a serialised unit and nobody has taken out again. */
export interface Component {
  /** The fact by which it came in, which a reversal names. */
  readonly consumptionId: string
  readonly stepId: StepId
  readonly lineId: LineId
  readonly materialId: MaterialId
  readonly lotId: LotId
  readonly sublotId?: SublotId
  /** Of a component that is a serialised unit itself: its number. */
  readonly serial?: string
  /** In the unit of the consumption. */
  readonly quantity: Amount
  /** What the line counts for it, which of an alternate is not the quantity. */
  readonly counted: Amount
  readonly at: Instant
  readonly by: Pick<Actor, 'id' | 'name'>
}

/** How much of a line is in, in this unit. */
export const installedOn = (components: readonly Component[], lineId: string, unit: Amount['unit']): Decimal =>
  components
    .filter((it) => it.lineId === lineId)
    .reduce((total, { counted }) => add(total, convert(counted.value, counted.unit, unit) ?? zero), zero)

/** The components without so much of what one consumption has put in; without the component, where that is all of it. */
export const withoutPart = (
  components: readonly Component[],
  consumptionId: string,
  taken: { readonly value: Decimal; readonly counted: Decimal },
): Component[] =>
  components.flatMap((it) => {
    if (it.consumptionId !== consumptionId) return it
    const left = subtract(it.quantity.value, taken.value)
    if (isZero(left)) return []
    const counted = { ...it.counted, value: subtract(it.counted.value, taken.counted) }
    return { ...it, quantity: { ...it.quantity, value: left }, counted }
  })
