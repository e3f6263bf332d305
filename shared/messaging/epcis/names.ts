/** What a site's own ids become in the world. */
export interface Naming {
  /** The plant's web address without a slash at its end: what has no GS1 key is named under it. */
  readonly base: string
  /** The GLN of the site, of 13 digits. */
  readonly gln?: string
  /** The GTIN of what a lot is of. */
  readonly gtinOf?: (lotId: string) => string | undefined
  /** Whether a sublot is one serialised unit, and so an object by itself; any other is a quantity. */
  readonly isUnit?: (lotId: string, sublotId: string) => boolean
}

/** A name of one object, or of a class of them that is counted or measured. */
export type Name = { readonly epc: string } | { readonly epcClass: string }

/**
 * The name of a lot or sublot: the canonical GS1 Digital Link URI where there is a GTIN and the id fits its application identifier (20
 * characters for a batch, AI 10, and for a serial number, AI 21), else a private HTTP URI as CBV 2.0 has them (section 8: `obj` for
 * objects, `class` for classes). A sublot that is a quantity has no GS1 key of its own.
 */
export function nameOf({ base, gtinOf, isUnit }: Naming, lotId: string, sublotId?: string): Name {
  const gtin = keyOf(gtinOf?.(lotId), [8, 12, 13, 14])?.padStart(14, '0')
  if (sublotId === undefined)
    return { epcClass: gtin && fits(lotId) ? `${gs1}/01/${gtin}/10/${lotId}` : `${base}/class/${lotId}` }
  if (!isUnit?.(lotId, sublotId)) return { epcClass: `${base}/class/${lotId}:${sublotId}` }
  return { epc: gtin && fits(sublotId) ? `${gs1}/01/${gtin}/21/${sublotId}` : `${base}/obj/${lotId}:${sublotId}` }
}

/** A container, which is an SSCC when its id is one. */
export const containerOf = ({ base }: Naming, containerId: string): string =>
  keyOf(containerId, [18]) ? `${gs1}/00/${containerId}` : `${base}/obj/${containerId}`

export const siteOf = ({ base, gln }: Naming, site: string): string =>
  keyOf(gln, [13]) ? `${gs1}/414/${gln}` : `${base}/loc/${site}`

/** A machine or a place of the site. */
export const placeOf = ({ base }: Naming, id: string): string => `${base}/loc/${id}`

/** A customer or supplier, which is a party's GLN when its id is one. */
export const partyOf = ({ base }: Naming, partyId: string): string =>
  keyOf(partyId, [13]) ? `${gs1}/417/${partyId}` : `${base}/party/${partyId}`

/** An order, a despatch advice. */
export const paperOf = ({ base }: Naming, id: string): string => `${base}/bt/${id}`
export const transformationOf = ({ base }: Naming, id: string): string => `${base}/xform/${id}`

const gs1 = 'https://id.gs1.org'
const fits = (id: string): boolean => id.length <= 20

const keyOf = (id: string | undefined, lengths: readonly number[]): string | undefined =>
  id !== undefined && /^\d+$/.test(id) && lengths.includes(id.length) && hasCheckDigit(id) ? id : undefined

/** GS1 General Specifications, section 7.9.1: from the right, digits count once and three times by turns, and add up to a multiple of ten. */
const hasCheckDigit = (key: string): boolean =>
  [...key].reverse().reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0
