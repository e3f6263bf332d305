import { type Unit, units } from '../../../events/quantity.ts'

/**
 * The unit codes of ERP systems, by UCUM code; Andon writes the first one. They are SAP's and those of UN/ECE Recommendation 20 (KGM, LTR, H87, ...).
 * A code is case-sensitive: `MG` is a milligram, `Mg` is UCUM's megagram, and a wrong guess is a factor of a thousand million.
 */
const codes: Partial<Readonly<Record<Unit, readonly string[]>>> = {
  kg: ['KG', 'KGM', 'Kg'],
  g: ['G', 'GRM', 'GR'],
  mg: ['MG', 'MGM'],
  ug: ['UG', 'MC', 'µg'],
  t: ['TO', 'TNE'],
  '[lb_av]': ['LB', 'LBR'],
  '[oz_av]': ['OZ', 'ONZ'],
  L: ['L', 'LTR', 'l', 'DM3', 'DMQ'],
  mL: ['ML', 'MLT', 'ml', 'CM3', 'CMQ'],
  dL: ['DL', 'DLT', 'dl'],
  uL: ['UL', 'µL', 'µl'],
  m3: ['M3', 'MTQ'],
  '[gal_us]': ['GLL'],
  '{each}': ['EA', 'PCE', 'PC', 'ST', 'H87', 'C62', 'each'],
  m: ['M', 'MTR'],
  cm: ['CM', 'CMT'],
  mm: ['MM', 'MMT'],
  um: ['UM', '4H', 'µm'],
  '[in_i]': ['IN', 'INH'],
  '[ft_i]': ['FT', 'FOT'],
  m2: ['M2', 'MTK'],
  cm2: ['CM2', 'CMK'],
  s: ['SEC'],
  min: ['MIN'],
  h: ['H', 'HUR', 'HR'],
  d: ['DAY'],
  Cel: ['CEL', '°C'],
  '[degF]': ['FAH', '°F'],
  K: ['KEL'],
  Pa: ['PAL'],
  kPa: ['KPA'],
  bar: ['BAR'],
  mbar: ['MBAR', 'MBR'],
  '[psi]': ['PSI'],
  '%': ['%', 'P1'],
  '[pH]': ['PH', 'pH'],
  '{rpm}': ['RPM'],
  V: ['VLT'],
  A: ['AMP'],
  kW: ['KW', 'KWT'],
  'kW.h': ['KWH'],
  N: ['NEW'],
  'N.m': ['NU'],
  Hz: ['HTZ'],
  'kg/h': ['E93'],
  'L/min': ['LPM', 'L2'],
}

const writtenCodes: Readonly<Record<string, readonly string[]>> = codes
const unitByCode: ReadonlyMap<string, Unit> = new Map(
  units.flatMap((unit) => [...(codes[unit] ?? []), unit].map((code): [string, Unit] => [code, unit])),
)

/** The plant's unit for a code of an ERP or of UCUM; undefined for any other. */
export function unitOfCode(code: string): Unit | undefined {
  return unitByCode.get(code)
}

/** The ERP code of a unit; the UCUM code where there is none. */
export function erpCode(unit: string): string {
  return writtenCodes[unit]?.[0] ?? unit
}
