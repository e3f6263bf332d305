import type { Amount, Unit } from '../../../events/quantity.ts'
import type { QuantityElement } from './event.ts'

/** Codes of UN/CEFACT Recommendation 20, the units of EPCIS. Each unit of the plant has one, so no amount is ever converted. */
export const rec20: Readonly<Record<Unit, string>> = {
  kg: 'KGM',
  g: 'GRM',
  mg: 'MGM',
  ug: 'MC',
  t: 'TNE',
  '[lb_av]': 'LBR',
  '[oz_av]': 'ONZ',
  L: 'LTR',
  mL: 'MLT',
  uL: '4G',
  dL: 'DLT',
  m3: 'MTQ',
  '[gal_us]': 'GLL',
  m: 'MTR',
  cm: 'CMT',
  mm: 'MMT',
  um: '4H',
  '[in_i]': 'INH',
  '[ft_i]': 'FOT',
  m2: 'MTK',
  cm2: 'CMK',
  s: 'SEC',
  min: 'MIN',
  h: 'HUR',
  d: 'DAY',
  '{each}': 'H87',
  Cel: 'CEL',
  K: 'KEL',
  '[degF]': 'FAH',
  Pa: 'PAL',
  kPa: 'KPA',
  bar: 'BAR',
  mbar: 'MBR',
  '[psi]': 'PS',
  '%': 'P1',
  '[pH]': 'Q30',
  '{rpm}': 'RPM',
  'mS/cm': 'H61',
  'uS/cm': 'G42',
  'kg/L': 'B35',
  'g/mL': 'GJ',
  'L/min': 'L2',
  'kg/h': 'E93',
  'mPa.s': 'C24',
  V: 'VLT',
  A: 'AMP',
  kW: 'KWT',
  'kW.h': 'KWH',
  N: 'NEW',
  'N.m': 'NU',
  Hz: 'HTZ',
  '1': 'C62',
}

/**
 * An amount of a class of objects. A whole number of pieces is a count, which has no unit of measure (EPCIS 2.0, section 7.3.3.3); a fraction of a
 * piece has the unit "piece". An amount of zero has no quantity, because a quantity of zero would mean that there was no object.
 */
export function quantityElement(epcClass: string, amount: Amount | undefined): QuantityElement {
  if (!amount || !/[1-9]/.test(amount.value)) return { epcClass }
  const { value: quantity, unit } = amount
  const isCount = unit === '{each}' && /^\d+(\.0+)?$/.test(quantity)
  return { epcClass, quantity, ...(!isCount && { uom: rec20[unit] }) }
}
