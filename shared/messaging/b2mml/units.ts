import { commonUnits, type Unit, unit } from '../../../events/quantity.ts'

/**
 * The unit codes of ERP systems, by UCUM code; Andon writes the first one. They are SAP's and those of UN/ECE Recommendation 20 (KGM, LTR, H87, ...).
 * A code is case-sensitive: `MG` is a milligram, `Mg` is UCUM's megagram, and a wrong guess is a factor of a thousand million. Of units that are not listed, only longer codes of UCUM are read.
 * `PAL` is left out: it is a pascal in Recommendation 20 and a pallet in SAP, so it is refused by name, and pascals are written `Pa`.
 */
const codes: Readonly<Record<string, readonly string[]>> = {
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
  hL: ['HL', 'HLT'],
  cL: ['CL', 'CLT'],
  '[qt_us]': ['QT', 'QTL'],
  '[pt_us]': ['PT', 'PTL'],
  '[foz_us]': ['OZA'],
  '[yd_i]': ['YD', 'YRD'],
  '[ston_av]': ['STN'],
  km: ['KM', 'KMT'],
  mm2: ['MM2', 'MMK'],
  ms: ['MSE', 'C26'],
  wk: ['WEE'],
  hPa: ['HPA', 'A97'],
  MPa: ['MPA'],
  mol: ['MOL', 'C34'],
  mmol: ['MMO', 'C18'],
  '[IU]': ['IU', 'NIU'],
  'g/L': ['G/L', 'GL'],
  'mg/L': ['MGL', 'M1'],
  'kg/m3': ['KGV', 'KMQ'],
  J: ['JOU'],
  kJ: ['KJ', 'KJO'],
  W: ['WTT'],
  mV: ['MV', '2Z'],
  mA: ['MA', '4K'],
  kN: ['B47'],
  Ohm: ['OHM'],
}

const unitByCode: ReadonlyMap<string, string> = new Map(
  [...commonUnits, ...Object.keys(codes)].flatMap((text) => [...(codes[text] ?? []), text].map((code) => [code, text])),
)

/** The form of an ERP's code. UCUM reads many of them too, but as something else: `PT` is a pint or a petatesla, `Mg` a milligram or a megagram. */
const likeACode = /^[A-Za-z\d]{1,3}$/

/** The plant's unit for a code of an ERP, or for a code of UCUM that no ERP means otherwise; undefined for any other. */
export function unitOfCode(code: string): Unit | undefined {
  const text = unitByCode.get(code) ?? (likeACode.test(code) ? undefined : code)
  return unit.optional().safeParse(text).data
}

/** The ERP code of a unit; the UCUM code where there is none. */
export function erpCode(unit: string): string {
  return codes[unit]?.[0] ?? unit
}
