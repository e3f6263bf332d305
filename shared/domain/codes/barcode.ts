import { identifier, lotId } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import { violation } from '../refusal.ts'
import { type Element, elementString, readElements, separator, titleOf } from './element-string.ts'
import { fault, faulty, type Gs1Fault, type Gs1Reading, readGtin, readSscc, sound } from './gs1.ts'

/** What a code contains: an id of the plant, the elements of a GS1 symbol, or both if it can be read either way. */
export interface Scanned {
  readonly id?: string
  /** The sublot of an id that is written `LOT@SUBLOT`. */
  readonly sublotId?: string
  readonly elements?: readonly Element[]
}

/**
 * Reads what a scanner sends or a person types: a GS1 element string (with FNC1, or with identifiers in brackets), a GS1 Digital Link URI, an SSCC,
 * a GTIN, or an id of the plant. A leading symbology identifier is no part of it.
 * @param year the current year, which gives a two-digit year its century
 * @returns if nothing fits, every reason
 */
export function readCode(scanned: string, year: number): Scanned | { readonly violations: readonly Violation[] } {
  const code = scanned.replace(symbologyOfLink, '')
  const ofTradeItem = symbologyOfGtin.exec(code)
  if (ofTradeItem) return ofElements(gtinAlone(code.slice(ofTradeItem[0].length)))
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
    // The check digit makes a GTIN likelier than elements that happen to have its digits.
    const alone = tradeItemDigits.test(code) ? gtinAlone(code) : undefined
    if (alone?.outcome === 'sound') return { id, elements: alone.value }
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

/** QR Code, Data Matrix and DotCode hold a link as plain text, and say so (ISO/IEC 15424). */
const symbologyOfLink = /^\](?:Q1|d1|J0)(?=https?:\/\/)/i

/** EAN-13, UPC-A and UPC-E as thirteen digits; EAN-8; ITF-14 with its check digit (GS1 General Specifications 5.1.2). */
const symbologyOfGtin = /^\](?:E0(?=\d{13}$)|E4(?=\d{8}$)|I1(?=\d{14}$))/

/** A number of 8 digits is an id of a plant more often than a GTIN-8; as such it comes with `]E4` or as `(01)`. */
const tradeItemDigits = /^\d{12,14}$/

/** A GTIN that stands alone, as the element that it would be in a GS1 symbol. */
function gtinAlone(digits: string): Gs1Reading<readonly Element[]> {
  const gtin = readGtin(digits)
  return gtin.outcome === 'sound' ? sound([{ ai: '01', value: gtin.value }]) : gtin
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
    value: ai === '01' && /^\d{8}$|^\d{12,13}$/.test(value) ? value.padStart(14, '0') : value,
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
