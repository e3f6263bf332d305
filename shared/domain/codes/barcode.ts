import { identifier, lotId } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import { violation } from '../refusal.ts'
import { type Element, elementString, readElements, separator, titleOf } from './element-string.ts'
import { fault, faulty, type Gs1Fault, type Gs1Reading, readSscc, sound } from './gs1.ts'

/** What a code contains: an id of the plant, the elements of a GS1 symbol, or both if it can be read either way. */
export interface Scanned {
  readonly id?: string
  /** The sublot of an id that is written `LOT@SUBLOT`. */
  readonly sublotId?: string
  readonly elements?: readonly Element[]
}

/**
 * Reads what a scanner sends or a person types: a GS1 element string (with FNC1, or with identifiers in brackets), a GS1 Digital Link URI, an SSCC,
 * or an id of the plant.
 * @param year the current year, which gives a two-digit year its century
 * @returns if nothing fits, every reason
 */
export function readCode(code: string, year: number): Scanned | { readonly violations: readonly Violation[] } {
  if (/^https?:\/\//i.test(code)) return ofElements(readLink(code, year))
  if (/^[(\]]/.test(code) || code.includes(separator)) return ofElements(readElements(code, year))
  if (/^\d{18}$/.test(code)) {
    const sscc = readSscc(code)
    return sscc.outcome === 'sound' ? { elements: [{ ai: '00', value: code }] } : ofElements(sscc)
  }
  const [id = '', sublotId, ...more] = code.split('@')
  if (more.length === 0 && lotId.safeParse(id).success && isIdOrAbsent(sublotId)) {
    // Some scanners leave out the symbology identifier of GS1 symbols.
    const raw = /^\d{4}/.test(code) ? readElements(code, year) : undefined
    return {
      id,
      ...(sublotId !== undefined && { sublotId }),
      ...(raw?.outcome === 'sound' && { elements: raw.value }),
    }
  }
  const raw = readElements(code, year)
  if (raw.outcome === 'sound') return { elements: raw.value }
  return {
    violations: [violation('barcode-invalid/no-code', {}, 'query#/code'), ...ofFaults(raw.faults)],
  }
}

const isIdOrAbsent = (id: string | undefined): boolean => id === undefined || identifier.safeParse(id).success

const ofFaults = (faults: readonly Gs1Fault[]): Violation[] => faults.map(({ why }) => ({ ...why, ref: 'query#/code' }))

const ofElements = (reading: Gs1Reading<readonly Element[] | string>): Scanned | { violations: Violation[] } => {
  if (reading.outcome === 'faulty') return { violations: ofFaults(reading.faults) }
  return typeof reading.value === 'string' ? {} : { elements: reading.value }
}

/**
 * The elements of a GS1 Digital Link URI of any domain: pairs of identifier and value in the path from the primary key on, and further ones in the
 * query (GS1 Digital Link: URI Syntax 1.4). Other parts of the query are for the resolver.
 * @param year the current year, which gives a two-digit year its century
 */
export function readLink(link: string, year: number): Gs1Reading<readonly Element[]> {
  const url = URL.canParse(link) ? new URL(link) : undefined
  const parts = url && decoded(url.pathname.split('/').filter((part) => part !== ''))
  if (!url || !parts) return faulty(fault('structure', 'barcode-invalid/no-address', { link }))
  const first = parts.findIndex((part) => isPrimary.has(part))
  if (first < 0 || (parts.length - first) % 2 !== 0) return faulty(fault('structure', 'barcode-invalid/no-key', {}))
  const path = pairs(parts.slice(first))
  const query = [...url.searchParams]
    .map(([ai, value]) => ({ ai, value }))
    .filter(({ ai }) => titleOf(ai) !== undefined)
  // A link may contain a GTIN with fewer digits than a symbol does.
  const elements = [...path, ...query].map(({ ai, value }) => ({
    ai,
    value: ai === '01' ? value.padStart(14, '0') : value,
  }))
  const written = elementString(elements, year)
  return written.outcome === 'faulty' ? written : sound(elements)
}

/** The primary keys that links of a plant begin with: GTIN and SSCC. */
const isPrimary: ReadonlySet<string> = new Set(['00', '01'])

const pairs = (parts: readonly string[]): Element[] =>
  parts.flatMap((ai, index) => (index % 2 === 0 ? [{ ai, value: parts[index + 1] ?? '' }] : []))

function decoded(parts: readonly string[]): string[] | undefined {
  try {
    return parts.map(decodeURIComponent)
  } catch {
    return undefined
  }
}
