import { shown } from '../characters.ts'
import type { Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { amount, anyOf } from './words.ts'

/** An element of a symbol, by its identifier and the data title of GS1. */
export interface ElementName {
  readonly ai: string
  readonly title: string
}
/** What digits are those of: a key of GS1, a part that an SSCC is made of, or an element, such as `(01) GTIN`. */
export type DigitsOf =
  | 'sscc'
  | 'gtin'
  | 'gln'
  | 'extension-digit'
  | 'company-prefix'
  | 'serial-reference'
  | `(${string}) ${string}`

interface Length {
  readonly least: number
  readonly most: number
  readonly length: number
}

const names: Readonly<Record<string, string>> = {
  sscc: 'An SSCC',
  gtin: 'A GTIN',
  gln: 'A GLN',
  'extension-digit': 'The extension digit',
  'company-prefix': 'The company prefix',
  'serial-reference': 'The serial reference beside the company prefix',
}
const element = (p: ElementName) => `(${p.ai}) ${p.title}`
/** Identifiers of which all are needed: `01+21` is "(01) with (21)". */
const together = (ais: string) =>
  ais
    .split('+')
    .map((ai) => `(${ai.replaceAll('n', '_')})`)
    .join(' with ')
const digits = (of: DigitsOf) => names[of] ?? of
const quoted = (characters: readonly string[]) => shown(characters, (it) => `"${it}"`)
const range = ({ least, most }: Length) => (least === most ? `${most}` : `${least} to ${most}`)

export const codes = {
  'barcode-invalid/no-code': () => 'The code is no id of this plant, no GS1 Digital Link and no SSCC; scan it again.',
  'barcode-invalid/no-address': (p: { link: string }) =>
    `"${p.link}" is no web address that can be read; scan the symbol again.`,
  'barcode-invalid/no-key': () =>
    'The address names no GS1 key with its value, such as /01/09521234543213; scan the symbol again.',
  'barcode-invalid/not-gs1': (p: { symbology: string }) =>
    `The symbol says that it holds no GS1 data (${p.symbology}); scan the GS1 symbol of the label.`,
  'barcode-invalid/no-element': () => 'There is no element to read; scan the symbol again.',
  'barcode-invalid/brackets': (p: { typed: string }) =>
    `"${p.typed}" is not a row of identifiers in brackets, each with its data; scan the symbol, or type it as "(01)...(10)...".`,
  'barcode-invalid/unknown-ai': (p: { ai: string }) =>
    `No application identifier of this plant begins with "${p.ai}"; scan the symbol again, or ask who made the label.`,
  'barcode-invalid/repeated-ai': (p: { ai: string }) => `The code has (${p.ai}) twice; scan one label only.`,
  'barcode-invalid/excluded-ai': (p: { ai: string; other: string }) =>
    `The code has (${p.ai}) and (${p.other}), which never stand on one label; scan one label only, or ask who made it.`,
  'barcode-invalid/missing-ai': (p: ElementName & { needs: readonly string[] }) =>
    `${element(p)} stands beside ${anyOf(p.needs.map(together))} on a label of GS1, and this one has none; see that you have scanned the whole label.`,
  'barcode-invalid/link-query': (p: { ai: string }) =>
    `The address has (${p.ai}) behind its question mark, where it belongs before it; scan the symbol again, or ask who made the label.`,
  'barcode-invalid/element-length': (p: ElementName & Length & { value: string }) =>
    `${element(p)} has ${range(p)} characters; "${p.value}" has ${p.length}.`,
  'barcode-invalid/element-characters': (p: ElementName & { characters: readonly string[] }) =>
    `${element(p)} has letters, digits and !"%&'()*+,-./:;<=>?_ only, not ${quoted(p.characters)}.`,
  'barcode-invalid/element-date': (p: ElementName & { value: string }) =>
    `${element(p)}: ${p.value} is no date; it is written YYMMDD.`,
  'barcode-invalid/element-time': (p: ElementName & { value: string }) =>
    `${element(p)}: ${p.value} is no time; it is written YYMMDDhhmm.`,
  'barcode-invalid/element-piece': (p: ElementName & { value: string }) =>
    `${element(p)}: ${p.value} does not say which piece (two digits) of how many (two digits).`,
  'barcode-invalid/element-country': (p: ElementName & { value: string }) =>
    `${element(p)}: ${p.value} is no country; it begins with a code of three digits of ISO 3166.`,
  'barcode-invalid/element-century': (p: ElementName & { date: string; year: number }) =>
    `${element(p)}: ${p.date} is no date that two digits of a year stand for in ${p.year}; give a date within fifty years.`,
  'barcode-invalid/measure-unit': (p: ElementName & { quantity: Amount; unit: string }) =>
    `${element(p)}: ${amount(p.quantity)} does not convert into ${p.unit}.`,
  'barcode-invalid/measure-digits': (p: ElementName & { quantity: Amount }) =>
    `${element(p)}: ${amount(p.quantity)} does not fit six digits without rounding.`,
  'barcode-invalid/digits': (p: { of: DigitsOf; characters: readonly string[] }) =>
    `${digits(p.of)} has digits only, not ${quoted(p.characters)}; read it again.`,
  'barcode-invalid/key-length': (p: { of: DigitsOf; lengths: readonly number[]; length: number }) =>
    `${digits(p.of)} has ${anyOf(p.lengths.map(String))} digits; this one has ${p.length}. Read it again.`,
  'barcode-invalid/part-length': (p: Length & { of: DigitsOf }) =>
    `${digits(p.of)} has ${range(p)} digits; this one has ${p.length}.`,
  'barcode-invalid/check-digit': (p: { key: string; expected: string; found: string }) =>
    `The check digit of ${p.key} would be ${p.expected}, not ${p.found}: a digit is wrong. Read it again.`,

  'not-found/scanned-id': (p: { id: string }) =>
    `There is neither a lot nor a container ${p.id} at this site; scan the code again.`,
  'not-found/scanned-sublot': (p: { lotId: string; sublotId: string }) =>
    `There is no sublot ${p.sublotId} of a lot ${p.lotId} at this site; scan the code again.`,
  'not-found/scanned-sscc': (p: { sscc: string }) => `There is no container with the SSCC ${p.sscc} at this site.`,
  'not-found/scanned-dispensed': (p: { containerId: string; orderId: string }) =>
    `Nothing was weighed into container ${p.containerId} for order ${p.orderId} at this site.`,
  'not-found/scanned-nothing': () =>
    'The code names no material, lot, unit or container: it has neither (00) nor (01) nor (10).',
  'not-found/scanned-gtin': (p: { gtin: string }) => `No material of this site has the GTIN ${p.gtin}.`,
  'not-found/scanned-lot': (p: { lotId: string }) => `There is no lot ${p.lotId} at this site.`,
  'not-found/scanned-material': (p: { lotId: string; materialId: string; ofGtin: string }) =>
    `Lot ${p.lotId} is ${p.materialId}, but the GTIN is that of ${p.ofGtin}; check the label.`,
  'not-found/scanned-unit-of-lot': (p: { serial: string; lotId: string }) =>
    `There is no unit ${p.serial} of lot ${p.lotId} at this site.`,
  'not-found/scanned-unit-of-material': (p: { serial: string; materialId: string }) =>
    `There is no unit ${p.serial} of material ${p.materialId} at this site.`,
} as const satisfies Sentences
