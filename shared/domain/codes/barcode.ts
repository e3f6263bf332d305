import { identifier, lotId } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import { violation } from '../refusal.ts'
import { elementString, readElements, separator } from './element-string.ts'
import { fault, faulty, type Gs1Fault, type Gs1Reading, readGtin, readSscc, sound } from './gs1.ts'
import { type Element, titleOf } from './identifiers.ts'
import { contradictions, missingBeside } from './together.ts'

/** What a code contains: an id of the plant, the elements of a GS1 symbol, or both if it can be read either way. */
export interface Scanned {
  readonly id?: string
  /** The sublot of an id that is written `LOT@SUBLOT`. */
  readonly sublotId?: string
  readonly elements?: readonly Element[]
  /** What the label lacks by the rules of GS1, although it can be read. */
  readonly warnings?: readonly Violation[]
}

type Read = Scanned | { readonly violations: readonly Violation[] }

/**
 * Reads what a scanner sends or a person types: a GS1 element string (with FNC1, or with identifiers in brackets), a GS1 Digital Link URI, an SSCC,
 * a GTIN, or an id of the plant. A leading symbology identifier is no part of it.
 * @param year the current year, which gives a two-digit year its century
 * @returns if nothing fits, every reason
 */
export function readCode(scanned: string, year: number): Read {
  const [linear = '', composite] = scanned.split(componentMark, 2)
  const read = readSymbol(linear, year)
  if ('violations' in read || composite === undefined) return judged(read)
  const beside = readElements(composite, year)
  if (beside.outcome === 'faulty') return { violations: ofFaults(beside.faults) }
  return judged({ elements: [...(read.elements ?? []), ...beside.value] })
}

/** Between a linear symbol and the 2D component above it, as scanners send both (GS1 General Specifications 7.8.6). */
const componentMark = '|]e0'

/** Elements that contradict each other are refused. Where an id may be meant, they are a chance likeness. */
function judged(read: Read): Read {
  if ('violations' in read || !read.elements) return read
  const { elements, ...rest } = read
  const against = contradictions(elements)
  if (against.length > 0) return rest.id === undefined ? { violations: ofFaults(against) } : rest
  const warnings = rest.id === undefined ? ofFaults(missingBeside(elements)) : []
  return { ...read, ...(warnings.length > 0 && { warnings }) }
}

function readSymbol(scanned: string, year: number): Read {
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
      ...(raw?.outcome === 'sound' && raw.value.every(({ ai }) => titleOf(ai)) && { elements: raw.value }),
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
 * The elements of a GS1 Digital Link URI of any domain: a primary key with its qualifiers at the end of the path, and further elements in the query
 * (GS1 Digital Link: URI Syntax 1.4). Other parts of the query are for the resolver; a number there is an identifier.
 * @param year the current year, which gives a two-digit year its century
 */
export function readLink(link: string, year: number): Gs1Reading<readonly Element[]> {
  const url = URL.canParse(link) ? new URL(link) : undefined
  const parts = url && decoded(url.pathname.split('/').slice(1))
  if (!url || !parts) return faulty(fault('structure', 'barcode-invalid/no-address', { link }))
  // The path before the key is of the domain, and may look like a key.
  const readings = parts.flatMap((_, at) => keyAt(parts.slice(at), [...url.searchParams], year) ?? [])
  return (
    readings.find(({ outcome }) => outcome === 'sound') ??
    readings[0] ??
    faulty(fault('structure', 'barcode-invalid/no-key', {}))
  )
}

/** The elements of a path that begins with a primary key. */
function keyAt(
  parts: readonly string[],
  query: readonly (readonly [string, string])[],
  year: number,
): Gs1Reading<readonly Element[]> | undefined {
  const [key = ''] = parts
  const mayFollow = Object.hasOwn(qualifiersOf, key) ? qualifiersOf[key] : undefined
  if (!mayFollow || parts.length % 2 !== 0 || parts.includes('')) return undefined
  const path = pairs(parts)
  const places = path.slice(1).map(({ ai }) => mayFollow.indexOf(ai))
  if (places.some((place, at) => place <= (places[at - 1] ?? -1))) return undefined
  const asked = query.filter(([name]) => /^\d+$/.test(name)).map(([ai, value]) => ({ ai, value }))
  const misplaced = asked.filter(({ ai }) => mayFollow.includes(ai))
  // A link may contain a GTIN with fewer digits than a symbol does.
  const elements = [...path, ...asked].map(({ ai, value }) => ({
    ai,
    value: ai === '01' && /^\d{8}$|^\d{12,13}$/.test(value) ? value.padStart(14, '0') : value,
  }))
  const written = elementString(elements, year)
  const faults = [
    ...misplaced.map(({ ai }) => ({ ...fault('structure', 'barcode-invalid/link-query', { ai }), ai })),
    ...(written.outcome === 'faulty' ? written.faults : []),
  ]
  return faults.length > 0 ? faulty(...faults) : sound(elements)
}

/** The primary keys of a link, each with what may follow it in the path, in this order. */
const qualifiersOf: Readonly<Record<string, readonly string[]>> = {
  '00': [],
  '01': ['22', '10', '21', '235'],
  253: [],
  255: [],
  401: [],
  402: [],
  414: ['254', '7040'],
  417: ['7040'],
  8003: [],
  8004: ['7040'],
  8006: ['22', '10', '21'],
  8010: ['8011'],
  8013: [],
  8017: ['8019'],
  8018: ['8019'],
}

const pairs = (parts: readonly string[]): Element[] =>
  parts.flatMap((ai, index) => (index % 2 === 0 ? [{ ai, value: parts[index + 1] ?? '' }] : []))

function decoded(parts: readonly string[]): string[] | undefined {
  try {
    return parts.map(decodeURIComponent)
  } catch {
    return undefined
  }
}
