import type { Violation } from '../../../events/refusals.ts'
import type { DigitsOf } from '../../../events/sentences/english/codes.ts'
import type { ParamsOf, SentenceKey } from '../../../events/sentences/english.ts'
import { violation } from '../refusal.ts'

/** Why a GS1 key or element string cannot be read or made. `ai` is the element's identifier, if it concerns an element. */
export interface Gs1Fault {
  readonly kind:
    | 'character'
    | 'length'
    | 'check-digit'
    | 'unknown-ai'
    | 'repeated-ai'
    | 'structure'
    | 'date'
    | 'piece'
    | 'country'
    | 'excluded-ai'
    | 'missing-ai'
    | 'precision'
  readonly why: Violation
  readonly ai?: string
}

export const fault = <Key extends Extract<SentenceKey, `barcode-invalid/${string}`>>(
  kind: Gs1Fault['kind'],
  key: Key,
  params: ParamsOf<Key>,
): Gs1Fault => ({ kind, why: violation(key, params) })

/** The value, or every fault. */
export type Gs1Reading<Value> =
  | { readonly outcome: 'sound'; readonly value: Value }
  | { readonly outcome: 'faulty'; readonly faults: readonly Gs1Fault[] }

export const sound = <Value>(value: Value): Gs1Reading<Value> => ({ outcome: 'sound', value })
export const faulty = (...faults: readonly Gs1Fault[]): Gs1Reading<never> => ({ outcome: 'faulty', faults })

declare const kept: unique symbol
/** Eighteen digits with a correct check digit. Only {@link readSscc} and {@link makeSscc} make this type. */
export type Sscc = string & { readonly [kept]: 'SSCC' }
/** A GTIN as fourteen digits, also if it was written shorter. */
export type Gtin = string & { readonly [kept]: 'GTIN' }
export type Gln = string & { readonly [kept]: 'GLN' }

/**
 * The check digit of a GS1 key, from the digits before it: weights 3 and 1 from the right, to the next multiple of ten (GS1 General Specifications
 * 7.9). It detects every wrong digit, and every swap of neighbours except those that differ by five.
 */
export function checkDigit(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 3 : 1), 0)
  return String((10 - (sum % 10)) % 10)
}

/** A serial shipping container code: 18 digits. */
export const readSscc = (text: string): Gs1Reading<Sscc> => readKey(text, 'sscc', [18], (digits) => digits as Sscc)

/** A GTIN of 8, 12, 13 or 14 digits, filled to 14 by leading zeros (GS1 General Specifications 3.3.2). */
export const readGtin = (text: string): Gs1Reading<Gtin> =>
  readKey(text, 'gtin', [8, 12, 13, 14], (digits) => digits.padStart(14, '0') as Gtin)

/** A global location number: 13 digits. */
export const readGln = (text: string): Gs1Reading<Gln> => readKey(text, 'gln', [13], (digits) => digits as Gln)

/**
 * An SSCC from an extension digit, a company prefix (4 to 12 digits, licensed by GS1) and a serial reference, which is filled by leading zeros to
 * sixteen digits together with the prefix (GS1 General Specifications 2.2.1).
 */
export function makeSscc(extension: string, companyPrefix: string, serialReference: string): Gs1Reading<Sscc> {
  const room = 16 - companyPrefix.length
  const faults = [
    ...partFaults('extension-digit', extension, 1, 1),
    ...partFaults('company-prefix', companyPrefix, 4, 12),
    ...partFaults('serial-reference', serialReference, 1, Math.max(room, 1)),
  ]
  if (faults.length > 0) return faulty(...faults)
  const digits = `${extension}${companyPrefix}${serialReference.padStart(room, '0')}`
  return sound(`${digits}${checkDigit(digits)}` as Sscc)
}

function readKey<Key>(
  text: string,
  of: DigitsOf,
  lengths: readonly number[],
  key: (digits: string) => Key,
): Gs1Reading<Key> {
  const faults = keyFaults(text, of, lengths)
  return faults.length > 0 ? faulty(...faults) : sound(key(text))
}

/** The faults of a key that ends with a check digit, alone or in an element. */
export function keyFaults(text: string, of: DigitsOf, lengths: readonly number[]): Gs1Fault[] {
  const { length } = [...text]
  const faults = digitFaults(text, of)
  if (!lengths.includes(length))
    faults.push(fault('length', 'barcode-invalid/key-length', { of, lengths: [...lengths], length }))
  const [expected, found = ''] = [checkDigit(text.slice(0, -1)), text.at(-1)]
  if (faults.length === 0 && found !== expected)
    faults.push(fault('check-digit', 'barcode-invalid/check-digit', { key: text, expected, found }))
  return faults
}

function partFaults(of: DigitsOf, text: string, least: number, most: number): Gs1Fault[] {
  const { length } = [...text]
  const faults = digitFaults(text, of)
  if (length < least || length > most)
    faults.push(fault('length', 'barcode-invalid/part-length', { of, least, most, length }))
  return faults
}

/** Characters other than 0 to 9, each reported once. */
function digitFaults(text: string, of: DigitsOf): Gs1Fault[] {
  const characters = [...new Set(text)].filter((character) => !/[0-9]/.test(character))
  return characters.length > 0 ? [fault('character', 'barcode-invalid/digits', { of, characters })] : []
}
