import { type DeviceMessage, serialIn } from '../../../events/device.ts'
import type { Parameter, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Measured } from '../../domain/execution/result.ts'
import { unitOfResult } from '../../domain/execution/unit-result.ts'
import type { BoundOrder } from '../../domain/orders/order.ts'
import { perOf } from '../../domain/recipes/per.ts'
import type { Serial } from '../../domain/stock/serial.ts'

type Sample = Extract<DeviceMessage, { name: 'sample' }>['samples'][number]

/** What a sample is judged for: the step, one unit, or a unit that nobody can tell, which may be any unit of the step. */
export interface Whose extends Pick<Measured, 'serial' | 'sentSerial' | 'ofUnknownUnit'> {
  readonly unit?: Serial
}

/**
 * The unit of a sample as its step asks for it, with what is wrong with its serial number. A value of the whole step is judged whatever serial number
 * comes with it. A value of a unit that is missing, cannot be read or is not of this order is judged for the order, because it may be of any of its
 * units. A scrapped unit needs no judgement.
 * @param unit what is known of the serial number
 */
export function unitOfSample(
  { order, step, asked }: { readonly order: BoundOrder; readonly step: Step; readonly asked: Parameter },
  sample: Sample,
  unit: Serial | undefined,
  caller: Caller,
): { readonly whose?: Whose; readonly against: readonly Violation[] } {
  const sentSerial = typeof sample.serial === 'object' ? sample.serial.unread : sample.serial
  const sent = sentSerial !== undefined && { sentSerial }
  if (perOf(step, asked) !== 'unit') return { whose: { ...sent }, against: [] }
  const serial = serialIn(sample)
  const target = serial === undefined ? undefined : { serial, unit, sublot: undefined }
  const found = unitOfResult(order, step, { id: asked.parameterId, item: asked }, { serial }, target, caller)
  if (found.against.length === 0 && serial !== undefined)
    return { whose: { serial, ...(unit && { unit }) }, against: [] }
  const isScrapped = unit?.orderId === order.orderId
  const isUnread = typeof sample.serial === 'object'
  return { ...(!isScrapped && { whose: { ...sent, ofUnknownUnit: true } }), against: isUnread ? [] : found.against }
}
