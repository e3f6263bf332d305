import { readingIn } from '../../../events/device.ts'
import { type Decimal, signedDecimal } from '../../../events/quantity.ts'
import type { Check, Parameter } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { convert, isWithin } from '../quantity.ts'
import { violation } from '../refusal.ts'

/** A value as a person or a device sent it, perhaps without a unit. */
interface Sent {
  readonly value: string
  readonly unit?: string | undefined
}

export type Reading = { value: string; inSpec: boolean; unreadable?: true } | { fault: Violation }

/**
 * The value in the unit of the parameter. What a person types and cannot be read is refused. What a device sends has happened: if the parameter has
 * limits, it is outside of them, with the text that was sent as its value.
 */
export function readingOf(parameter: Parameter, measured: Sent, byDevice: boolean): Reading {
  const { parameterId, low, high, unit } = parameter
  const value = valueIn(parameter, measured)
  if (value !== undefined) return { value, inSpec: isWithin(value, low, high) }
  if (byDevice && isLimited(parameter)) return { value: sentText(measured), inSpec: false, unreadable: true }
  return {
    fault: signedDecimal.safeParse(measured.value).success
      ? violation('unit-mismatch/parameter', { parameterId, unit, given: measured.unit ?? unit }, 'unit')
      : violation('invalid-request/parameter-value', { parameterId, value: measured.value }, 'value'),
  }
}

/** What was measured, in the unit of the parameter; undefined if the value or its unit cannot be read, or the unit measures something else. */
export function valueIn({ unit }: Parameter, sent: Sent): Decimal | undefined {
  const reading = readingIn(sent)
  return reading && convert(reading.value, reading.unit ?? unit, unit)
}

export const isLimited = ({ low, high }: Parameter): boolean => low !== undefined || high !== undefined

const sentText = ({ value, unit }: Sent): string => [value, unit ?? []].flat().join(' ')

export function readingOfCheck(checkId: string, check: Check | undefined, { value }: Sent): Reading {
  const answers = check?.kind === 'read-confirm' ? ['confirmed'] : ['pass', 'fail']
  return answers.includes(value)
    ? { value, inSpec: value === answers[0] }
    : { fault: violation('invalid-request/check-answer', { checkId, answers }, 'value') }
}
