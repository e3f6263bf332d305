import * as z from 'zod'
import { fault } from './fault.ts'
import { isMeasure, longestUnit, measureOf, type UnitFault } from './ucum.ts'

/**
 * A plain decimal: no exponent, sign or leading zeros, at most 15 digits before and 12 after the point. Of DynamoDB's 38 digits, 27 leave eleven for
 * sums, so no total of a plant loses a digit.
 */
const decimalPattern = /^(0|[1-9]\d{0,14})(\.\d{1,12})?$/
export const decimal = z
  .string()
  .regex(decimalPattern, { error: fault('decimal'), abort: true })
  .brand<'Decimal'>()

/** A measured value, which may be negative (a temperature), unlike an amount of material. */
export const signedDecimal = z
  .string()
  .regex(/^(?!-0(\.0+)?$)-?(0|[1-9]\d{0,14})(\.\d{1,12})?$/, fault('signed-decimal'))
  .brand<'Decimal'>()

/** A number in a string. The input of a schema is plain text; its output has this type, which no id, unit or other text has. */
export type Decimal = z.infer<typeof decimal>

/** Units that most plants use, for which codes of other languages are known. Every other unit of UCUM may be used as well. */
export const commonUnits = [
  'kg',
  'g',
  'mg',
  'ug',
  't',
  '[lb_av]',
  '[oz_av]',
  'L',
  'mL',
  'uL',
  'dL',
  'm3',
  '[gal_us]',
  'm',
  'cm',
  'mm',
  'um',
  '[in_i]',
  '[ft_i]',
  'm2',
  'cm2',
  's',
  'min',
  'h',
  'd',
  '{each}',
  'Cel',
  'K',
  '[degF]',
  'Pa',
  'kPa',
  'bar',
  'mbar',
  '[psi]',
  '%',
  '[pH]',
  '{rpm}',
  'mS/cm',
  'uS/cm',
  'kg/L',
  'g/mL',
  'L/min',
  'kg/h',
  'mPa.s',
  'V',
  'A',
  'kW',
  'kW.h',
  'N',
  'N.m',
  'Hz',
  '1',
] as const

/** A unit in the notation of UCUM (case-sensitive). A text becomes one by its schema only. */
export type Unit = (typeof commonUnits)[number] | (string & z.$brand<'Unit'>)

const unitFault = (why: UnitFault): string => {
  switch (why.why) {
    case 'unknown':
      return fault('unit-unknown', { symbol: why.symbol })
    case 'unreadable':
      return fault('unit-unreadable', { position: why.position })
    case 'alone':
      return fault('unit-alone', { symbol: why.symbol })
  }
}
export const unit = z
  .string({ error: fault('unit') })
  .superRefine((text, { addIssue }) => {
    const read = measureOf(text)
    if (!isMeasure(read)) addIssue({ code: 'custom', message: unitFault(read) })
  })
  .meta({
    id: 'Unit',
    description: 'A unit of measure in UCUM notation (case-sensitive), such as kg, mL, [psi], g/L, 1/min or {each}.',
    pattern: '^[!-~]+$',
    minLength: 1,
    maxLength: longestUnit,
  }) as z.ZodType<Unit, string>

/** An amount of material greater than zero. */
export const quantity = z
  .strictObject({
    value: decimal.refine((text) => /[1-9]/.test(text), fault('more-than-zero')),
    unit,
  })
  .meta({ id: 'Quantity' })
export type Quantity = z.infer<typeof quantity>

/** A remaining or summed amount, which may be zero. */
export const amount = z.strictObject({ value: decimal, unit }).meta({ id: 'Amount' })
export type Amount = z.infer<typeof amount>

/**
 * The value of an amount before it was rounded. A value without an end is a fraction of whole numbers in lowest terms, such as `100/3`.
 */
export const exactValue = z.string().regex(/^\d+(\.\d+|\/[1-9]\d*)?$/)

/** A difference, which may be negative, such as a count that found more than recorded. */
export const signedAmount = z.strictObject({ value: signedDecimal, unit }).meta({ id: 'SignedAmount' })

/** A computed amount, exact; it may be negative, and longer than an entered one. */
export const reckoned = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .brand<'Decimal'>()
export const reckonedAmount = z.strictObject({ value: reckoned, unit }).meta({ id: 'ReckonedAmount' })
