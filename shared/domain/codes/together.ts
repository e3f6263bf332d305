import { fault, type Gs1Fault } from './gs1.ts'
import { type Element, titleOf } from './identifiers.ts'

/** Which identifiers never stand beside which on one label (GS1 General Specifications 4.14.1); `n` is any digit. */
const excluded: Readonly<Record<string, readonly string[]>> = {
  '01': ['02', '03', '37', '255', '8006'],
  '02': ['03', '255', '8026'],
  '03': ['37', '235'],
  21: ['235'],
  37: ['8006'],
  '255': ['415', '8006', '8020', '8026'],
  '390n': ['391n', '394n', '8111'],
  '392n': ['393n', '395n'],
  '393n': ['395n'],
  '394n': ['8111'],
  '395n': ['8005'],
  420: ['421'],
  426: ['422', '423', '424', '425'],
  4330: ['4331'],
  4332: ['4333'],
  7250: ['7251'],
  7256: ['7253', '7254', '7255', '7259'],
  7259: ['7253', '7254', '7255'],
  8006: ['8026'],
  8017: ['8018'],
}

/** A measure or a price stands on a label with one number of decimals only. */
const once = ['31nn', '32nn', '33nn', '34nn', '35nn', '36nn', '390n', '391n', '392n', '393n', '394n', '395n']

/**
 * What an identifier has to stand beside (4.14.2), by what it needs: one of each part between semicolons, and of an alternative with `+` all of it.
 */
const needed: Readonly<Record<string, readonly string[]>> = {
  '00': ['403', '430n', '431n', '4320', '4321', '4322', '4323', '4324', '4325', '4326', '433n', '7041'],
  '00;02,8026': ['37'],
  '00,01': [
    ...['330n', '331n', '332n', '333n', '334n', '335n', '336n', '34nn'],
    ...['353n', '354n', '355n', '362n', '363n', '367n', '368n', '369n'],
  ],
  '00,01,03': ['8009'],
  '01': ['22', '235', '337n', '71n', '8001', '8014', '8200'],
  '01,02': [
    ...['30', '31nn', '32nn', '350n', '351n', '352n', '356n', '357n', '360n', '361n', '364n', '365n', '366n'],
    ...['7002', '7003', '7005', '7006', '7007', '7008', '7009', '703n', '8005', '8008'],
  ],
  '01,02,03': ['423', '424', '425', '426', '7010', '7011'],
  '01,02,03,8006,8026': ['10', '11', '13', '15', '16', '422'],
  '01,02,03,255,8006,8026': ['17'],
  '01,02,8006,8026': ['20', '240', '241', '242', '7001'],
  '01,03': ['243'],
  '01,03,8006': ['21', '7021', '8012'],
  '01,8004': ['723n'],
  '01,8006': ['251', '7240'],
  '01,8006;21': ['250'],
  '01+10,03+10': ['7004'],
  '01+21': ['8040'],
  '01+21+8040': ['8041', '8042', '8043'],
  '01,02,03;422': ['427'],
  '01,03,8006;416': ['7020'],
  '01,03,8006;7021': ['7022'],
  '30,31nn,32nn,35nn,36nn': ['393n', '395n'],
  '01;30,31nn,32nn,35nn,36nn': ['392n'],
  37: ['02', '8026'],
  414: ['254'],
  415: ['8007', '8020'],
  255: ['394n', '8111'],
  '255,8020': ['390n'],
  8020: ['12', '391n', '415'],
  4302: ['4303'],
  4312: ['4313'],
  8010: ['8011'],
  '8017,8018': ['7241', '7242', '7253', '7254', '7255', '7256', '8019'],
  8018: ['7250', '7251', '7252', '7257', '7259'],
  '8018+7259': ['7258'],
  '00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018': ['8030'],
}

const fits = (ai: string, pattern: string): boolean =>
  ai.length === pattern.length && [...pattern].every((digit, at) => digit === 'n' || digit === ai[at])

/** The identifiers that contradict each other: the label is of two things, or its maker erred. Nobody can say which of them is meant. */
export function contradictions(elements: readonly Element[]): Gs1Fault[] {
  const ais = [...new Set(elements.map(({ ai }) => ai))]
  return ais.flatMap((ai, at) =>
    ais.slice(at + 1).flatMap((other): Gs1Fault[] => {
      const isOneMeasure =
        once.some((pattern) => fits(ai, pattern) && fits(other, pattern)) && ai.slice(0, 3) === other.slice(0, 3)
      return isOneMeasure || excludes(ai, other) || excludes(other, ai)
        ? [{ ...fault('excluded-ai', 'barcode-invalid/excluded-ai', { ai, other }), ai }]
        : []
    }),
  )
}

const excludes = (ai: string, other: string): boolean =>
  Object.entries(excluded).some(([pattern, others]) => fits(ai, pattern) && others.some((it) => fits(other, it)))

/** What the label lacks beside an identifier, by the rules of GS1. What it says can be read without. */
export function missingBeside(elements: readonly Element[]): Gs1Fault[] {
  const has = (pattern: string) => elements.some(({ ai }) => fits(ai, pattern))
  const isThere = (alternative: string) => alternative.split('+').every(has)
  return [...new Set(elements.map(({ ai }) => ai))].flatMap((ai) =>
    Object.entries(needed)
      .filter(([, patterns]) => patterns.some((pattern) => fits(ai, pattern)))
      .flatMap(([needs]) => needs.split(';').filter((part) => !part.split(',').some(isThere)))
      .map((part) => ({
        ...fault('missing-ai', 'barcode-invalid/missing-ai', {
          ai,
          title: titleOf(ai) ?? '',
          needs: part.split(','),
        }),
        ai,
      })),
  )
}
