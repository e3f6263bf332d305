import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readCode } from '../../../shared/domain/codes/barcode.ts'
import { separator } from '../../../shared/domain/codes/element-string.ts'
import { carriedIdentifiers, type Element, knownIdentifiers } from '../../../shared/domain/codes/identifiers.ts'
import { inWords } from '../../support/words.ts'

const year = 2026
const read = (code: string) => readCode(code, year)
const elementsIn = (code: string) => {
  const found = read(code)
  return 'violations' in found ? 'refused' : (found.elements ?? []).map(({ ai, value }) => `(${ai})${value}`).join('')
}
const gtin = '09521234543213'

describe('a label', () => {
  test.each([
    ['with identifiers of which a plant has no use', `(01)${gtin}(10)LOT1(422)276`, `(01)${gtin}(10)LOT1(422)276`],
    ['the same, scanned', `]d201${gtin}10LOT1${separator}4201234`, `(01)${gtin}(10)LOT1(420)1234`],
    ['with a price in a link', `https://a.example/01/${gtin}?3922=0299&utm=x`, `(01)${gtin}(3922)0299`],
    ['whose link looks like a key before its key', `https://a.example/00/faux/01/${gtin}`, `(01)${gtin}`],
    ['of a place', 'https://id.gs1.org/414/9520123456788', '(414)9520123456788'],
    [
      'of a linear symbol with a component above it',
      `]E09521234543213|]e010LOT1${separator}17271231`,
      `(01)${gtin}(10)LOT1(17)271231`,
    ],
  ])('%s is read', (_, code, elements) => expect(elementsIn(code)).toBe(elements))

  test.each([
    ['of a trade item and of what is in a unit', `(01)${gtin}(02)${gtin}`],
    ['of a trade item and how many are in a unit', `(01)${gtin}(37)12`],
    ['of one weight with two numbers of decimals', `(01)${gtin}(3102)000100(3103)001000`],
    ['whose lot stands in the query of the link', `https://a.example/01/${gtin}?10=LOT1`],
    ['whose link has a number that is no identifier', `https://a.example/01/${gtin}?99=A&999=B`],
    ['whose link has something else behind its key', `https://a.example/01/${gtin}/99/A`],
    ['whose link has its qualifiers in another order', `https://a.example/01/${gtin}/21/S/10/L`],
    ['whose link ends with a slash', `https://a.example/01/${gtin}/`],
    ['with a component that cannot be read', `]E09521234543213|]e0(`],
  ])('%s is refused', (_, code) => {
    const found = read(code)
    expect('violations' in found && found.violations.map((it) => inWords(it)).every((it) => it.endsWith('.'))).toBe(
      true,
    )
  })

  test.each([
    ['(10)LOT1', ['(10) BATCH/LOT']],
    [`(02)${gtin}(37)12`, ['(37) COUNT']],
    [`(01)${gtin}(250)A`, ['(250) SECONDARY SERIAL']],
    [`(01)${gtin}(10)LOT1(21)S`, []],
    ['(00)395212340000000014(02)09521234543213(37)12', []],
    ['(91)A(92)B', []],
  ])('%s is read, with a warning where GS1 asks for more beside it', (code, begins) => {
    const found = read(code)
    if ('violations' in found) throw new Error(JSON.stringify(found.violations))
    const warnings = (found.warnings ?? []).map((it) => inWords(it))
    expect(warnings.map((it) => begins.find((begin) => it.startsWith(begin)) ?? it)).toEqual(begins)
  })

  test('that may be an id is the id, when its digits would make a label that there is not', () => {
    expect(read(`01${gtin}37123`)).toEqual({ id: `01${gtin}37123` })
    expect(read('7099-A')).toEqual({ id: '7099-A' })
  })
})

/** Cases of the GS1 syntax engine that Andon answered differently. They are no part of this repository. */
const folder = new URL('../../../../shared/cases/gs1/', import.meta.url)
const isThere = existsSync(folder)
if (!isThere) console.warn('SKIPPED: the cases of GS1 are not beside this repository (../shared/cases/gs1).')
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

interface Vector {
  readonly code: string
  readonly expected: 'accept' | 'reject'
  readonly expectedElements: string
}

/** Where Andon takes more than the engine, and why. */
const takenOnPurpose: Readonly<Record<string, string>> = {
  'HtTp://a/b/00/006141411234567890': 'The scheme of an address has no case (RFC 3986, 3.1).',
  'https://a/01/2112345678900': 'A link may have a GTIN of 13 digits, as the engine takes it by an option.',
  'https://a/01/416000336108': 'The same, of 12 digits.',
  'https://a/01/02345673': 'The same, of 8 digits.',
}

/** The form of the engine: `^` before the first element and after data without a predefined length. */
const inEngineForm = (elements: readonly Element[]) =>
  elements
    .map(
      ({ ai, value }, at) =>
        (at === 0 || !/^(0[0-4]|1[1-9]|20|3[1-6]|41)/.test(elements[at - 1]?.ai ?? '') ? '^' : '') + ai + value,
    )
    .join('')

describe.skipIf(!isThere)('the cases of the GS1 syntax engine', () => {
  const vectors: readonly Vector[] = isThere ? JSON.parse(textOf('engine-vectors.json')) : []

  test.each(vectors.map((it) => [it.code, it] as const))('%s', (code, { expected, expectedElements }) => {
    const found = read(code)
    const isSound = !('violations' in found) && found.warnings === undefined
    expect(isSound || (expected === 'accept' && !('violations' in found))).toBe(
      expected === 'accept' || code in takenOnPurpose,
    )
    if (/^\^\d/.test(expectedElements) && !('violations' in found))
      expect(inEngineForm(found.elements ?? [])).toBe(expectedElements)
  })

  test('have each purpose of ours among them', () => {
    const codes = vectors.map(({ code }) => code)
    expect(Object.keys(takenOnPurpose).filter((it) => !codes.includes(it))).toEqual([])
  })

  test('of the dictionary are all known', () => {
    const lines = textOf('ais-not-carried.txt').split('\n')
    const ais = lines.flatMap((it) => /^\d{2,4}/.exec(it)?.[0] ?? [])
    expect(ais.length).toBeGreaterThan(100)
    const known = new Set([...knownIdentifiers, ...carriedIdentifiers])
    expect(ais.filter((it) => !known.has(it))).toEqual([])
  })
})
