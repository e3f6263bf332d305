import type { Actor } from '../../../events/envelope.ts'
import type { Instant, LineId, LotId, MaterialId, OrderId, StepId, SublotId } from '../../../events/identifiers.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import { add, convert, isZero, subtract, zero } from '../quantity.ts'

/** What one issue put into a serialised unit, less what was taken out. */
export interface Component {
  /** The fact of its issue, which a reversal names. */
  readonly consumptionId: string
  /** The order that issued it; absent before a unit could be repaired. */
  readonly orderId?: OrderId
  readonly stepId: StepId
  readonly lineId: LineId
  readonly materialId: MaterialId
  readonly lotId: LotId
  readonly sublotId?: SublotId
  /** The serial number of a component that is itself a serialised unit. */
  readonly serial?: string
  /** In the unit of the issue. */
  readonly quantity: Amount
  /** The quantity that counts on the line; for an alternate it differs from the issued quantity. */
  readonly counted: Amount
  readonly at: Instant
  readonly by: Pick<Actor, 'id' | 'name'>
}

/** A component that a later order took out of the unit. */
export interface Removed extends Component {
  readonly outBy: OrderId
  readonly outAt: Instant
}

/** The quantity of a line that is built in, in this unit. */
export const installedOn = (components: readonly Component[], lineId: string, unit: Amount['unit']): Decimal =>
  components
    .filter((it) => it.lineId === lineId)
    .reduce((total, { counted }) => add(total, convert(counted.value, counted.unit, unit) ?? zero), zero)

/** The components less a quantity of one issue; a component without quantity is removed. */
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
