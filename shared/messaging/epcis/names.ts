import { type Gs1Reading, readGln, readGtin, readSscc } from '../../domain/codes/gs1.ts'

/** What turns a site's own ids into names that are unique in the world. */
export interface Naming {
  readonly site: string
  /** The plant's web address without a slash at its end, for names of things without a GS1 key. */
  readonly base: string
  readonly gln?: string
  readonly gtinOf?: (lotId: string) => string | undefined
  /** True for a serialised unit, which EPCIS names as an object; any other sublot is a quantity. */
  readonly isUnit?: (lotId: string, sublotId: string) => boolean
}

/** What the events of a site need besides its facts. */
export interface Plant extends Naming {
  /** IANA name; an event has the UTC offset of its place. */
  readonly timeZone: string
  readonly elsewhere?: (site: string) => Naming
}

/** The name of one object, or of a class of objects that is counted or measured. */
export type Name = { readonly epc: string } | { readonly epcClass: string }

/**
 * The name of a lot or sublot: the canonical GS1 Digital Link URI where there is a GTIN and the id fits its application identifier (20 characters for
 * a batch, AI 10, and for a serial number, AI 21), else a private HTTP URI of CBV 2.0 (section 8: `obj` for objects, `class` for classes). A sublot
 * that is a quantity has no GS1 key of its own.
 */
export function nameOf({ base, gtinOf, isUnit }: Naming, lotId: string, sublotId?: string): Name {
  const gtin = soundly(readGtin, gtinOf?.(lotId))
  if (sublotId === undefined)
    return {
      epcClass:
        gtin && fits(lotId)
          ? `${gs1}/01/${gtin}/10/${encodeURIComponent(lotId)}`
          : `${base}/class/${encodeURIComponent(lotId)}`,
    }
  if (!isUnit?.(lotId, sublotId)) return { epcClass: `${base}/class/${encodeURIComponent(lotId)}:${sublotId}` }
  return { epc: unitOf({ base, ...(gtinOf && { gtinOf }) }, { lotId, serial: sublotId }) }
}

/** A serialised unit: its SGTIN as a URI, where its material has a GTIN. */
export function unitOf(
  { base, gtinOf }: Pick<Naming, 'base' | 'gtinOf'>,
  { lotId, serial }: { readonly lotId: string; readonly serial: string },
): string {
  const gtin = soundly(readGtin, gtinOf?.(lotId))
  return gtin && fits(serial) ? `${gs1}/01/${gtin}/21/${serial}` : `${base}/obj/${encodeURIComponent(lotId)}:${serial}`
}

/** A container: an SSCC if its id is one. */
export function containerOf({ base }: Naming, containerId: string): string {
  const sscc = soundly(readSscc, containerId)
  return sscc ? `${gs1}/00/${sscc}` : `${base}/obj/${containerId}`
}

/** The site: a GLN if it has one. */
export function siteOf({ base, site, gln }: Naming): string {
  const key = soundly(readGln, gln)
  return key ? `${gs1}/414/${key}` : `${base}/loc/${site}`
}

export const placeOf = ({ base, site }: Naming, equipmentId: string): string => `${base}/loc/${site}:${equipmentId}`

/** A customer or supplier: a GLN if its id is one. */
export function partyOf({ base }: Naming, kind: 'customer' | 'supplier', id: string): string {
  const gln = soundly(readGln, id)
  return gln ? `${gs1}/417/${gln}` : `${base}/party/${kind}:${id}`
}

/** An order, a despatch advice or a certificate: a business transaction of CBV. The id of a certificate is its issuer's. */
export const paperOf = ({ base }: Naming, type: string, id: string): string =>
  `${base}/bt/${type}:${encodeURIComponent(id.toWellFormed())}`

export const transformationOf = ({ base }: Naming, orderId: string): string => `${base}/xform/${orderId}`

const gs1 = 'https://id.gs1.org'
const fits = (id: string): boolean => id.length <= 20

function soundly<Key>(read: (text: string) => Gs1Reading<Key>, text: string | undefined): Key | undefined {
  const reading = text === undefined ? undefined : read(text)
  return reading?.outcome === 'sound' ? reading.value : undefined
}
