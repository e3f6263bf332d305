import * as z from 'zod'
import { fault } from './fault.ts'

/**
 * A plain decimal: no exponent, no sign, no leading zeros, at most 15 digits before and 12 after the point. Twenty-seven digits
 * leave eleven of DynamoDB's thirty-eight for sums, so that no total of a plant can lose a digit.
 */
const decimalPattern = /^(0|[1-9]\d{0,14})(\.\d{1,12})?$/
export const decimal = z
  .string()
  .regex(decimalPattern, { error: fault('decimal'), abort: true })
  .brand<'Decimal'>()

/** A measured value may be below zero (a temperature); an amount of material may not. */
export const signedDecimal = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,14})(\.\d{1,12})?$/, fault('signed-decimal'))
  .brand<'Decimal'>()

/** A number in a string. The input of a schema is plain text; its output is a decimal, which no id, unit or other text is. */
export type Decimal = z.infer<typeof decimal>

/** The units that a plant of ours measures in, as UCUM writes them (case-sensitive). */
export const units = [
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
export const unit = z.enum(units, { error: fault('unit') }).meta({ id: 'Unit' })
export type Unit = z.infer<typeof unit>

/** An amount of material: more than nothing. */
export const quantity = z
  .strictObject({
    value: decimal.refine((text) => /[1-9]/.test(text), fault('more-than-zero')),
    unit,
  })
  .meta({ id: 'Quantity' })
export type Quantity = z.infer<typeof quantity>

/** What is left or has been summed up: nothing is a possible answer. */
export const amount = z.strictObject({ value: decimal, unit }).meta({ id: 'Amount' })
export type Amount = z.infer<typeof amount>

/** A difference: below zero where there is less than nothing, such as a count that found more than was missing. */
export const signedAmount = z.strictObject({ value: signedDecimal, unit }).meta({ id: 'SignedAmount' })

/** What was reckoned from amounts, exactly: it may be below zero, and longer than what anybody enters. */
export const reckoned = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .brand<'Decimal'>()
export const reckonedAmount = z.strictObject({ value: reckoned, unit }).meta({ id: 'ReckonedAmount' })
