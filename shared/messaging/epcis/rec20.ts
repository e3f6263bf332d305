import type { Amount } from '../../../events/quantity.ts'
import { baseUnitOf, convert } from '../../domain/quantity.ts'
import type { QuantityElement } from './event.ts'

/** Codes of UN/CEFACT Recommendation 20, the units of EPCIS. An amount in a unit with a code is never converted. */
export const rec20: Readonly<Record<string, string>> = {
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
  hL: 'HLT',
  cL: 'CLT',
  km: 'KMT',
  mm2: 'MMK',
  mol: 'C34',
  mmol: 'C18',
  '[IU]': 'NIU',
  '[qt_us]': 'QTL',
  '[pt_us]': 'PTL',
  '[foz_us]': 'OZA',
  '[yd_i]': 'YRD',
  '[ston_av]': 'STN',
}

/**
 * An amount of a class of objects. A whole number of pieces is a count, which has no unit of measure (EPCIS 2.0, section 7.3.3.3); a fraction of a
 * piece has the unit "piece". An amount of zero has no quantity, because a quantity of zero would mean that there was no object; nor has one in a unit
 * that EPCIS cannot say, because a quantity without a unit would be a count.
 */
export function quantityElement(epcClass: string, amount: Amount | undefined): QuantityElement {
  const said = amount && inRec20(amount)
  if (!said || !/[1-9]/.test(said.value)) return { epcClass }
  const { value: quantity, unit } = said
  const isCount = unit === '{each}' && /^\d+(\.0+)?$/.test(quantity)
  return { epcClass, quantity, ...(!isCount && { uom: rec20[unit] }) }
}

/** The amount in its own unit if that has a code, else in the base unit of its dimension, if that has one. */
function inRec20(amount: Amount): Amount | undefined {
  if (rec20[amount.unit]) return amount
  const unit = baseUnitOf(amount.unit)
  const value = rec20[unit] && convert(amount.value, amount.unit, unit)
  return value ? { value, unit } : undefined
}
