import Big from 'big.js'
import { type Amount, decimal } from '../../../events/quantity.ts'
import type { ElementName } from '../../../events/sentences/english/codes.ts'
import { convert } from '../quantity.ts'
import { isCountry } from './countries.ts'
import { fault, faulty, type Gs1Fault, type Gs1Reading, keyFaults, sound } from './gs1.ts'
import {
  type Element,
  type Identifier,
  identifierAt,
  identifierOf,
  lengthOf,
  type Measure,
  measures,
  type Part,
  predefined,
  titleOf,
} from './identifiers.ts'

/** The separator (FNC1) as scanners send it (GS1 General Specifications 7.8.3). */
export const separator = '\u001d'

/**
 * The elements in the form of a GS1-128 or GS1 DataMatrix symbol, after its leading FNC1. Each {@link separator} is an FNC1 too.
 * @param year the current year, which gives a two-digit year its century
 */
export function elementString(elements: readonly Element[], year: number): Gs1Reading<string> {
  const faults = faultsOf(elements, year)
  if (faults.length > 0) return faulty(...faults)
  const last = elements.length - 1
  return sound(
    elements.map(({ ai, value }, at) => `${ai}${value}${predefined.test(ai) || at === last ? '' : separator}`).join(''),
  )
}

/** The elements as printed beside a symbol for people (GS1 General Specifications 4.14): `(01)09521234543213(10)A-7`. */
export const readableElements = (elements: readonly Element[]): string =>
  elements.map(({ ai, value }) => `(${ai})${value}`).join('')

/**
 * Reads what a scanner sends, with or without symbology identifier (`]d2`, `]C1`, ...), or what people type with identifiers in brackets. Typed data
 * may contain no opening bracket, because it could also begin the next identifier.
 * @param year the current year, which gives a two-digit year its century
 */
export function readElements(input: string, year: number): Gs1Reading<readonly Element[]> {
  const stated = /^\][A-Za-z][0-9A-Za-z]/.exec(input)?.[0]
  if (stated !== undefined && !/^\](C1|d2|Q3|J1|e0)$/.test(stated))
    return faulty(fault('structure', 'barcode-invalid/not-gs1', { symbology: stated }))
  const content = input.slice(stated?.length ?? 0)
  const { elements, faults } = content.startsWith('(') ? typed(content) : scanned(content)
  const all = [...faults, ...faultsOf(elements, year)]
  if (elements.length === 0 && all.length === 0) return faulty(fault('structure', 'barcode-invalid/no-element', {}))
  return all.length > 0 ? faulty(...all) : sound(elements)
}

interface Pieces {
  readonly elements: readonly Element[]
  readonly faults: readonly Gs1Fault[]
}

function scanned(content: string): Pieces {
  const elements: Element[] = []
  let rest = content.startsWith(separator) ? content.slice(1) : content
  while (rest !== '') {
    const ai = identifierAt(rest)
    const identifier = ai === undefined ? undefined : identifierOf(ai)
    // The data of an unknown identifier has no known length, so nothing after it can be separated.
    if (ai === undefined || identifier === undefined) return { elements, faults: [unknown(rest.slice(0, 4))] }
    const data = rest.slice(ai.length)
    const [field = ''] = data.split(separator, 1)
    const value = predefined.test(ai) ? field.slice(0, lengthOf(identifier)) : field
    elements.push({ ai, value })
    rest = data.slice(value.length)
    if (rest.startsWith(separator)) rest = rest.slice(1)
  }
  return { elements, faults: [] }
}

function typed(content: string): Pieces {
  const pieces = [...content.matchAll(/\((\d{2,4})\)([^(]*)/g)]
  const elements = pieces.map(([, ai = '', value = '']) => ({ ai, value }))
  if (readableElements(elements) === content) return { elements, faults: [] }
  return { elements: [], faults: [fault('structure', 'barcode-invalid/brackets', { typed: content })] }
}

const unknown = (ai: string): Gs1Fault => ({
  ...fault('unknown-ai', 'barcode-invalid/unknown-ai', { ai }),
  ai,
})

function faultsOf(elements: readonly Element[], year: number): Gs1Fault[] {
  const seen = new Map<string, string>()
  return elements.flatMap((element) => {
    const { ai, value } = element
    // A composite or a concatenated symbol may say the same twice (GS1 General Specifications 4.14); only another value is of another label.
    const again: Gs1Fault[] =
      (seen.get(ai) ?? value) !== value ? [{ ...fault('repeated-ai', 'barcode-invalid/repeated-ai', { ai }), ai }] : []
    seen.set(ai, value)
    const identifier = identifierOf(ai)
    return [...again, ...(identifier ? dataFaults(element, identifier, year) : [unknown(ai)])]
  })
}

function dataFaults({ ai, value }: Element, { title, parts }: Identifier, year: number): Gs1Fault[] {
  const name = { ai, title }
  const [least, most] = [
    parts.reduce((sum, part) => sum + part.least, 0),
    parts.reduce((sum, part) => sum + part.most, 0),
  ]
  const { length } = value
  if (length < least || length > most)
    return [{ ...fault('length', 'barcode-invalid/element-length', { ...name, least, most, length, value }), ai }]
  let at = 0
  return parts.flatMap((part) => {
    const piece = value.slice(at, at + part.most)
    at += part.most
    return partFaults(piece, part, name, year).map((it) => ({ ...it, ai }))
  })
}

const labelOf = ({ ai, title }: ElementName) => `(${ai}) ${title}` as const

function partFaults(piece: string, part: Part, name: ElementName, year: number): Gs1Fault[] {
  if (part.rule === 'check-digit') return keyFaults(piece, labelOf(name), [part.most])
  const allowed = charactersOf[part.of]
  const characters = [...new Set(piece)].filter((character) => !allowed.test(character))
  if (characters.length > 0)
    return [
      part.of === 'digits'
        ? fault('character', 'barcode-invalid/digits', { of: labelOf(name), characters })
        : fault('character', 'barcode-invalid/element-characters', { ...name, characters }),
    ]
  const told = { ...name, value: piece }
  if (part.rule === 'date' && dateOf(piece, year) === undefined)
    return [fault('date', 'barcode-invalid/element-date', told)]
  if (part.rule === 'date-time' && !isDateTime(piece, year))
    return [fault('date', 'barcode-invalid/element-time', told)]
  if (part.rule === 'country' && !isCountry(piece)) return [fault('country', 'barcode-invalid/element-country', told)]
  if (part.rule === 'piece' && !isPiece(piece)) return [fault('piece', 'barcode-invalid/element-piece', told)]
  return []
}

/** GS1 AI encodable character set 82: the invariant part of ISO/IEC 646 (GS1 General Specifications 7.11). */
const invariant = /[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]/
const charactersOf = { digits: /[0-9]/, text: invariant, reference: /[#\-/0-9A-Z]/ } as const

/**
 * The calendar date (`2026-02-28`) of six digits YYMMDD. A year 51 or more ahead of the current one is in the last century, a year 50 or more behind
 * in the next (GS1 General Specifications 7.12). Day 00 is the last day of the month.
 * @returns undefined if there is no such date
 */
export function dateOf(yymmdd: string, year: number): string | undefined {
  if (!/^\d{6}$/.test(yymmdd)) return undefined
  const [yy, month, day] = [0, 2, 4].map((at) => Number(yymmdd.slice(at, at + 2))) as [number, number, number]
  const near = year - (year % 100) + yy
  const full = near - year >= 51 ? near - 100 : near - year <= -50 ? near + 100 : near
  if (month < 1 || month > 12) return undefined
  const last = new Date(Date.UTC(full, month, 0)).getUTCDate()
  if (day > last) return undefined
  return [`${full}`, `${month}`.padStart(2, '0'), `${day === 0 ? last : day}`.padStart(2, '0')].join('-')
}

/** The date that an element states, if its data are a date without a time: `(17)270600` is 2027-06-30. */
export const dateIn = ({ ai, value }: Element, year: number): string | undefined =>
  identifierOf(ai)?.parts[0]?.rule === 'date' ? dateOf(value, year) : undefined

/** Due, best before, sell by, and use by or expiry: dates at whose end something ends. */
export const endsWithDate = (ai: string): boolean => ['12', '15', '16', '17'].includes(ai)

const isDateTime = (value: string, year: number): boolean =>
  /^\d{6}([01]\d|2[0-3])([0-5]\d){0,2}$/.test(value) &&
  !/^\d{4}00/.test(value) &&
  dateOf(value.slice(0, 6), year) !== undefined

const isPiece = (value: string): boolean => value.slice(0, 2) !== '00' && value.slice(0, 2) <= value.slice(2)

/** A date (`2026-02-28`) under a date identifier. Refuses a date that a reader would take for another century. */
export function dateElement(
  ai: '11' | '12' | '13' | '15' | '16' | '17',
  date: string,
  year: number,
): Gs1Reading<Element> {
  const value = date.slice(2).replaceAll('-', '')
  if (dateOf(value, year) === date) return sound({ ai, value })
  const title = titleOf(ai) ?? ''
  return faulty({ ...fault('date', 'barcode-invalid/element-century', { ai, title, date, year }), ai })
}

/** The amount of a measure, with all its decimals: 3103 012500 is `12.500` kg. */
export function measureOf({ ai, value }: Element): Amount | undefined {
  const { unit, decimals } = identifierOf(ai) ?? {}
  if (unit === undefined || decimals === undefined || !/^\d{6}$/.test(value)) return undefined
  return { value: decimal.parse(new Big(`${value}e-${decimals}`).toFixed(decimals)), unit }
}

/**
 * An amount under a measure's identifier, converted to its unit exactly, with as few decimals as it needs. Refuses, and never rounds, an amount that
 * needs more than six digits or five decimals, or has another dimension.
 */
export function measureElement(measure: Measure, amount: Amount): Gs1Reading<Element> {
  const [title, unit] = measures[measure]
  const value = amount.unit === unit ? amount.value : convert(amount.value, amount.unit, unit)
  const refusal = (it: Gs1Fault) => faulty({ ...it, ai: measure })
  const name = { ai: `${measure}n`, title }
  if (value === undefined)
    return refusal(fault('precision', 'barcode-invalid/measure-unit', { ...name, quantity: amount, unit }))
  const shortest = new Big(value).toFixed()
  const written = fits(value) ? value : shortest
  if (!fits(written)) {
    const quantity = { value: shortest, unit }
    return refusal(fault('precision', 'barcode-invalid/measure-digits', { ...name, quantity }))
  }
  const [whole = '', part = ''] = written.split('.')
  return sound({ ai: `${measure}${part.length}`, value: `${whole}${part}`.padStart(6, '0').slice(-6) })
}

const fits = (value: string): boolean => {
  const [whole = '', part = ''] = value.split('.')
  return part.length <= 5 && `${whole}${part}`.replace(/^0+/, '').length <= 6
}
