import * as z from 'zod'
import { fault } from './fault.ts'
import { type SublotId, sublotId } from './identifiers.ts'

/** Serial numbers that follow each other: `P001` to `P040`. They differ only in their last digits, and have as many of them. */
export const serialRange = z.strictObject({ from: sublotId, to: sublotId })
export type SerialRange = z.infer<typeof serialRange>

/** A number or a range of numbers, as a request names them. */
export type SerialEntry = SublotId | SerialRange

export interface SerialFault {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/**
 * The numbers of a list of numbers and ranges, in its order, with every fault of it. A range is counted before it is written out, so that a list of more
 * than `most` numbers costs nothing. A number that is named twice stays twice: the rule of the plant names it.
 */
export function serialsIn(
  entries: readonly SerialEntry[],
  most: number,
): { readonly serials: readonly SublotId[]; readonly faults: readonly SerialFault[] } {
  const ranges = entries.map((entry) => (typeof entry === 'string' ? undefined : rangeOf(entry)))
  const faults = ranges.flatMap((range, index) => {
    const path = [index, 'to']
    if (range === 'unlike') return [{ path, message: fault('range-unlike') }]
    return range && range.count < 1n ? [{ path, message: fault('range-backwards') }] : []
  })
  if (faults.length > 0) return { serials: [], faults }
  const count = ranges.reduce((sum, range) => sum + (typeof range === 'object' ? range.count : 1n), 0n)
  if (count > BigInt(most)) return { serials: [], faults: [{ path: [], message: fault('too-many-serials', { most }) }] }
  const serials = entries.flatMap((entry, index) => {
    const range = ranges[index]
    return typeof entry === 'string' ? entry : typeof range === 'object' ? numbersOf(range) : []
  })
  return { serials, faults: [] }
}

interface Range {
  readonly prefix: string
  readonly width: number
  readonly first: bigint
  readonly count: bigint
}

function rangeOf({ from, to }: SerialRange): Range | 'unlike' {
  const [first, last] = [partsOf(from), partsOf(to)]
  if (!first || !last || first.prefix !== last.prefix || first.digits.length !== last.digits.length) return 'unlike'
  const begin = BigInt(first.digits)
  return { prefix: first.prefix, width: first.digits.length, first: begin, count: BigInt(last.digits) - begin + 1n }
}

/** A number as what stands before its last digits, and these digits. */
function partsOf(serial: string): { readonly prefix: string; readonly digits: string } | undefined {
  const digits = /\d+$/.exec(serial)?.[0]
  return digits === undefined ? undefined : { prefix: serial.slice(0, -digits.length), digits }
}

const numbersOf = ({ prefix, width, first, count }: Range): SublotId[] =>
  Array.from(
    { length: Number(count) },
    (_, index) => `${prefix}${String(first + BigInt(index)).padStart(width, '0')}` as SublotId,
  )

/** A list of serial numbers and ranges, parsed to at most `most` numbers. */
export const serialsUpTo = (most: number) =>
  z
    .array(z.union([sublotId, serialRange]))
    .min(1)
    .max(most)
    .transform((entries, context) => {
      const { serials, faults } = serialsIn(entries, most)
      for (const { path, message } of faults) context.addIssue({ code: 'custom', path: [...path], message })
      return [...serials]
    })
