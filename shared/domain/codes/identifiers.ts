import type { Unit } from '../../../events/quantity.ts'

/** An application identifier, such as `10`, with its data as in a symbol. */
export interface Element {
  readonly ai: string
  readonly value: string
}

export type Rule = 'check-digit' | 'date' | 'date-time' | 'piece' | 'country'
export interface Part {
  /** `reference` is character set 39: capitals, digits, `#`, `-` and `/`. */
  readonly of: 'digits' | 'text' | 'reference'
  readonly least: number
  readonly most: number
  readonly rule?: Rule
}
export interface Identifier {
  /** The data title of GS1 General Specifications 3.2. */
  readonly title: string
  readonly parts: readonly Part[]
  /** The unit of a measure, and the number of its digits after the decimal point. */
  readonly unit?: Unit
  readonly decimals?: number
}

const digits = (length: number, rule?: Rule): Part => ({
  of: 'digits',
  least: length,
  most: length,
  ...(rule && { rule }),
})
const upToDigits = (most: number): Part => ({ of: 'digits', least: 1, most })
const text = (most: number): Part => ({ of: 'text', least: 1, most })
const plain = (title: string, ...parts: readonly Part[]): Identifier => ({ title, parts })

/** Measures of six digits. Each stem has six identifiers, `stem` + 0..5, whose last digit is the number of decimals. */
export const measures = {
  '310': ['NET WEIGHT (kg)', 'kg'],
  '311': ['LENGTH (m)', 'm'],
  '312': ['WIDTH (m)', 'm'],
  '313': ['HEIGHT (m)', 'm'],
  '314': ['AREA (m²)', 'm2'],
  '315': ['NET VOLUME (l)', 'L'],
  '316': ['NET VOLUME (m³)', 'm3'],
  '320': ['NET WEIGHT (lb)', '[lb_av]'],
  '330': ['GROSS WEIGHT (kg)', 'kg'],
  '335': ['VOLUME (l), log', 'L'],
  '336': ['VOLUME (m³), log', 'm3'],
  '340': ['GROSS WEIGHT (lb)', '[lb_av]'],
} as const satisfies Record<string, readonly [string, Unit]>
export type Measure = keyof typeof measures

const glns = ['SHIP TO LOC', 'BILL TO', 'PURCHASE FROM', 'SHIP FOR LOC', 'LOC No.', 'PAY TO', 'PROD/SERV LOC', 'PARTY']

/** The identifiers that a plant uses: their data are judged by every rule. */
const used: Readonly<Record<string, Identifier>> = {
  '00': plain('SSCC', digits(18, 'check-digit')),
  '01': plain('GTIN', digits(14, 'check-digit')),
  '02': plain('CONTENT', digits(14, 'check-digit')),
  '10': plain('BATCH/LOT', text(20)),
  '11': plain('PROD DATE', digits(6, 'date')),
  '12': plain('DUE DATE', digits(6, 'date')),
  '13': plain('PACK DATE', digits(6, 'date')),
  '15': plain('BEST BEFORE', digits(6, 'date')),
  '16': plain('SELL BY', digits(6, 'date')),
  '17': plain('USE BY OR EXPIRY', digits(6, 'date')),
  '20': plain('VARIANT', digits(2)),
  '21': plain('SERIAL', text(20)),
  '22': plain('CPV', text(20)),
  '240': plain('ADDITIONAL ID', text(30)),
  '241': plain('CUST. PART No.', text(30)),
  '250': plain('SECONDARY SERIAL', text(30)),
  '251': plain('REF. TO SOURCE', text(30)),
  '30': plain('VAR. COUNT', upToDigits(8)),
  '37': plain('COUNT', upToDigits(8)),
  '400': plain('ORDER NUMBER', text(30)),
  '402': plain('GSIN', digits(17, 'check-digit')),
  '421': plain('SHIP TO POST', digits(3, 'country'), text(9)),
  '7003': plain('EXPIRY TIME', digits(10, 'date-time')),
  '8006': plain('ITIP', digits(14, 'check-digit'), digits(4, 'piece')),
  '8008': plain('PROD TIME', { of: 'digits', least: 8, most: 12, rule: 'date-time' }),
  '90': plain('INTERNAL', text(30)),
  ...Object.fromEntries(glns.map((title, place) => [`41${place}`, plain(title, digits(13, 'check-digit'))])),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((last) => [`9${last}`, plain('INTERNAL', text(90))])),
  ...Object.fromEntries(
    Object.entries(measures).flatMap(([stem, [title, unit]]) =>
      [0, 1, 2, 3, 4, 5].map((decimals) => [`${stem}${decimals}`, { title, parts: [digits(6)], unit, decimals }]),
    ),
  ),
}

/** The identifiers whose data are judged by every rule of GS1. */
export const knownIdentifiers: readonly string[] = Object.keys(used)

/**
 * The other identifiers of GS1. A label may carry them: they are read and shown, and of their data only length and characters are judged. Their format is
 * written as GS1 writes it: `N13` thirteen digits, `X..20` up to twenty characters, in brackets what may be absent.
 */
const carriedByFormat: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  N1: { 4321: 'DANGEROUS GOODS', 4322: 'AUTH TO LEAVE', 4323: 'SIG REQUIRED', 7252: 'BIO SEX' },
  N2: { 7241: 'AIDC MEDIA TYPE' },
  N3: { 422: 'ORIGIN', 424: 'COUNTRY - PROCESS', 426: 'COUNTRY - FULL PROCESS' },
  N4: { '394:4': 'PRCNT OFF', 8111: 'POINTS' },
  N6: {
    '321:6': 'LENGTH (in)',
    '322:6': 'LENGTH (ft)',
    '323:6': 'LENGTH (yd)',
    '324:6': 'WIDTH (in)',
    '325:6': 'WIDTH (ft)',
    '326:6': 'WIDTH (yd)',
    '327:6': 'HEIGHT (in)',
    '328:6': 'HEIGHT (ft)',
    '329:6': 'HEIGHT (yd)',
    '331:6': 'LENGTH (m), log',
    '332:6': 'WIDTH (m), log',
    '333:6': 'HEIGHT (m), log',
    '334:6': 'AREA (m²), log',
    '337:6': 'KG PER m²',
    '341:6': 'LENGTH (in), log',
    '342:6': 'LENGTH (ft), log',
    '343:6': 'LENGTH (yd), log',
    '344:6': 'WIDTH (in), log',
    '345:6': 'WIDTH (ft), log',
    '346:6': 'WIDTH (yd), log',
    '347:6': 'HEIGHT (in), log',
    '348:6': 'HEIGHT (ft), log',
    '349:6': 'HEIGHT (yd), log',
    '350:6': 'AREA (in²)',
    '351:6': 'AREA (ft²)',
    '352:6': 'AREA (yd²)',
    '353:6': 'AREA (in²), log',
    '354:6': 'AREA (ft²), log',
    '355:6': 'AREA (yd²), log',
    '356:6': 'NET WEIGHT (tr oz)',
    '357:6': 'NET VOLUME (oz)',
    '360:6': 'NET VOLUME (qt (US))',
    '361:6': 'NET VOLUME (gal.)',
    '362:6': 'VOLUME (qt (US)), log',
    '363:6': 'VOLUME (gal (US)), log',
    '364:6': 'NET VOLUME (in³)',
    '365:6': 'NET VOLUME (ft³)',
    '366:6': 'NET VOLUME (yd³)',
    '367:6': 'VOLUME (in³), log',
    '368:6': 'VOLUME (ft³), log',
    '369:6': 'VOLUME (yd³), log',
    '395:6': 'PRICE/UoM',
    4326: 'REL DATE',
    7006: 'FIRST FREEZE DATE',
    8005: 'PRICE PER UNIT',
  },
  N8: { 7250: 'DOB' },
  N10: { 4324: 'NOT BEF DEL DT', 4325: 'NOT AFT DEL DT' },
  N12: { 7251: 'DOB TIME' },
  N13: { 7001: 'NSN' },
  N14: { '03': 'MTO GTIN', 8001: 'DIMENSIONS' },
  N15: { 8040: 'IMEI', 8041: 'IMEI2' },
  N18: { 8017: 'GSRN - PROVIDER', 8018: 'GSRN - RECIPIENT', 8026: 'ITIP CONTENT' },
  N20: { 4309: 'SHIP TO GEO' },
  N32: { 8042: 'ESIM' },
  'N..4': { 7004: 'ACTIVE POTENCY' },
  'N..6': { 242: 'MTO VARIANT' },
  'N..10': { 8019: 'SRIN' },
  'N..12': { 8011: 'CPID SERIAL' },
  'N..15': { '390:10': 'AMOUNT', '392:10': 'PRICE' },
  'N3+N..15': { '391:10': 'AMOUNT', '393:10': 'PRICE' },
  'N3[+N3][+N3][+N3][+N3]': { 423: 'COUNTRY - INITIAL PROCESS', 425: 'COUNTRY - DISASSEMBLY' },
  'N3+X..27': { '703:10': 'PROCESSOR' },
  'N6[+N4]': { 7011: 'TEST BY DATE' },
  'N6[+N6]': { 7007: 'HARVEST DATE' },
  'N6[+X1]': { 4330: 'MAX TEMP F.', 4331: 'MAX TEMP C.', 4332: 'MIN TEMP F.', 4333: 'MIN TEMP C.' },
  'N13[+N..12]': { 255: 'GCN' },
  'N13[+X..17]': { 253: 'GDTI' },
  'N14[+X..16]': { 8003: 'GRAI' },
  'N18[+N..2]': { 8043: 'PSIM' },
  'N1+X3': { 7040: 'UIC+EXT' },
  X2: { 4307: 'SHIP TO COUNTRY', 4317: 'RTN TO COUNTRY' },
  X3: { 7258: 'BIRTH SEQUENCE' },
  'X2+X..28': { '723:10': 'CERT' },
  'X..2': { 7010: 'PROD METHOD' },
  'X..3': { 427: 'ORIGIN SUBDIVISION', 7008: 'AQUATIC SPECIES' },
  'X..4': { 7041: 'UFRGT UNIT TYPE' },
  'X..10': { 7009: 'FISHING GEAR TYPE', 7255: 'SUFFIX' },
  'X..12': { 7005: 'CATCH AREA' },
  'X..20': {
    243: 'PCN',
    254: 'GLN EXTENSION COMPONENT',
    420: 'SHIP TO POST',
    710: 'NHRN PZN',
    711: 'NHRN CIP',
    712: 'NHRN CN',
    713: 'NHRN DRN',
    714: 'NHRN AIM',
    715: 'NHRN NDC',
    716: 'NHRN AIC',
    717: 'NHRN SRN',
    4318: 'RTN TO POST',
    7020: 'REFURB LOT',
    7021: 'FUNC STAT',
    7022: 'REV STAT',
    7240: 'PROTOCOL',
    8002: 'CMT No.',
    8012: 'VERSION',
  },
  'X..25': { 7242: 'VCN', 8013: 'GMN', 8014: 'MUDI', 8020: 'REF No.' },
  'X..28': { 235: 'TPX' },
  'X..30': {
    401: 'GINC',
    403: 'ROUTE',
    4308: 'SHIP TO PHONE',
    4319: 'RTN TO PHONE',
    7002: 'MEAT CUT',
    7023: 'GIAI - ASSEMBLY',
    8004: 'GIAI',
  },
  'X..34': { 8007: 'IBAN' },
  'X..35': {
    4300: 'SHIP TO COMP',
    4301: 'SHIP TO NAME',
    4310: 'RTN TO COMP',
    4311: 'RTN TO NAME',
    4320: 'SRV DESCRIPTION',
  },
  'X..40': { 7253: 'FAMILY NAME', 7254: 'GIVEN NAME', 7259: 'BABY' },
  'X..50': { 8009: 'OPTSEN' },
  'X..70': {
    4302: 'SHIP TO ADD1',
    4303: 'SHIP TO ADD2',
    4304: 'SHIP TO SUB',
    4305: 'SHIP TO LOC',
    4306: 'SHIP TO REG',
    4312: 'RTN TO ADD1',
    4313: 'RTN TO ADD2',
    4314: 'RTN TO SUB',
    4315: 'RTN TO LOC',
    4316: 'RTN TO REG',
    7257: 'PERSON ADDR',
    8110: 'COUPON CODE',
    8112: 'PAPERLESS COUPON CODE',
    8200: 'PRODUCT URL',
  },
  'X..90': { 7256: 'FULL NAME', 8030: 'DIGSIG' },
  'Y..30': { 8010: 'CPID' },
}

const kindOf = { N: 'digits', X: 'text', Y: 'reference' } as const

const partsOf = (format: string): Part[] =>
  [...format.matchAll(/(\[\+)?([NXY])(\.\.)?(\d+)/g)].map(([, mayMiss, kind = 'X', upTo, most = '0']) => ({
    of: kindOf[kind as keyof typeof kindOf],
    least: mayMiss ? 0 : upTo ? 1 : Number(most),
    most: Number(most),
  }))

/** `703:10` are the ten identifiers 7030 to 7039. */
function spread(written: string): string[] {
  const [stem = '', count] = written.split(':')
  return count === undefined ? [stem] : Array.from({ length: Number(count) }, (_, last) => `${stem}${last}`)
}

const carried = Object.fromEntries(
  Object.entries(carriedByFormat).flatMap(([format, titles]) =>
    Object.entries(titles).flatMap(([written, title]) =>
      spread(written).map((ai) => [ai, plain(title, ...partsOf(format))] as const),
    ),
  ),
)

/** The identifiers of GS1 of which a plant has no use. */
export const carriedIdentifiers: readonly string[] = Object.keys(carried)

/** How long an identifier is, by its first two digits, for those that GS1 may assign yet: their data end with FNC1. */
const lengthByStart: Readonly<Record<string, number>> = {
  ...Object.fromEntries(['23', '24', '25', '40', '42', '71'].map((start) => [start, 3])),
  ...Object.fromEntries(['39', '43', '70', '72', '80', '81', '82'].map((start) => [start, 4])),
}

/** An identifier that GS1 has not assigned, in a family whose length is known. */
const unassigned: Identifier = plain('?', text(90))

export const identifierOf = (ai: string): Identifier | undefined => {
  if (Object.hasOwn(used, ai)) return used[ai]
  if (Object.hasOwn(carried, ai)) return carried[ai]
  return /^\d+$/.test(ai) && lengthByStart[ai.slice(0, 2)] === ai.length ? unassigned : undefined
}

/** The identifier at the beginning of scanned data. */
export const identifierAt = (data: string): string | undefined =>
  [2, 3, 4].map((length) => data.slice(0, length)).find(identifierOf)

/** The data title of an identifier, such as `BATCH/LOT`, for people. */
export const titleOf = (ai: string): string | undefined => {
  const identifier = identifierOf(ai)
  return identifier === unassigned ? undefined : identifier?.title
}

/** Identifiers of predefined length, by their first two digits; the data of all others ends with FNC1 (figure 7.8.5-2). */
export const predefined = /^(0[0-4]|1[1-9]|20|3[1-6]|41)/
export const lengthOf = ({ parts }: Identifier): number => parts.reduce((sum, { most }) => sum + most, 0)
