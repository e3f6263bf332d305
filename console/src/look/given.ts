import { t } from '@lingui/core/macro'
import { numberIn, numberOf } from '../words/typed.ts'

/** What a field takes. */
export interface Taken {
  /** Which keys a phone or a terminal shows, and whether a number is meant: any, or a whole one. */
  readonly keys?: 'text' | 'decimal' | 'numeric'
  /** The fewest characters of a text. */
  readonly least?: number
}

/** A reason is at least as long; the plant refuses a shorter one. */
export const leastReason = 3

/** What is wrong with what stands in the field, in a sentence; undefined if nothing is, or nothing stands there yet. */
export function faultIn(given: string, { keys = 'text', least = 0 }: Taken): string | undefined {
  const text = given.trim()
  if (text === '') return undefined
  if (keys !== 'text') return faultOfNumber(text, keys === 'numeric')
  return text.length < least ? atLeast(least) : undefined
}

export const atLeast = (least: number): string => t`At least ${least} characters.`

function faultOfNumber(text: string, isWhole: boolean): string | undefined {
  const read = numberIn(text)
  if ('value' in read) return isWhole && !/^-?\d+$/.test(read.value) ? t`Only a whole number is meant here.` : undefined
  return read.fault === 'ambiguous'
    ? t`${text} can be read in two ways: write it without a sign between thousands.`
    : t`This is no number that can be read.`
}

/** What was given, as the plant writes it; nothing where no number can be read. */
export const plain = (given: string, { keys = 'text' }: Taken): string =>
  keys === 'text' ? given : (numberOf(given) ?? '')
