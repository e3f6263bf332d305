import type { Sentences } from '../sentence.ts'

interface Unit {
  readonly materialId: string
  readonly serial: string
}
/** Where a unit is, as `whereabouts` in events/unit.ts has it. */
export type Place = { readonly lotId: string } & (
  | { readonly at: 'announced' | 'in-repair' | 'used'; readonly orderId?: string | undefined }
  | { readonly at: 'stock'; readonly location?: string | undefined }
  | { readonly at: 'packed'; readonly containerId: string }
  | { readonly at: 'built-in'; readonly into: Unit }
  | { readonly at: 'shipped'; readonly shipmentId?: string | undefined }
  | { readonly at: 'scrapped' | 'sampled' | 'missing' }
)
interface Somewhere {
  readonly where: Place
}

/** Words before an id, or other words without one. */
const tail = (id: string | undefined, before: string, otherwise = ''): string =>
  id === undefined ? otherwise : `${before}${id}`

/** What follows `the unit`. */
function somewhere(where: Place): string {
  const { lotId } = where
  switch (where.at) {
    case 'announced':
      return `is announced for lot ${lotId}${tail(where.orderId, ' by order ')}`
    case 'in-repair':
      return `is in repair${tail(where.orderId, ' in order ')}, for lot ${lotId}`
    case 'stock':
      return `is in stock, in lot ${lotId}${tail(where.location, ' at ')}`
    case 'packed':
      return `is packed in container ${where.containerId}, of lot ${lotId}`
    case 'built-in':
      return `is built into ${where.into.materialId} ${where.into.serial}`
    case 'used':
      return tail(where.orderId, 'was used by order ', 'was used up')
    case 'shipped':
      return `left from lot ${lotId}${tail(where.shipmentId, ' with shipment ')}`
    case 'scrapped':
      return `was scrapped, of lot ${lotId}`
    case 'sampled':
      return `was used as a sample, of lot ${lotId}`
    default:
      return `was counted as missing, of lot ${lotId}`
  }
}

/** The number of a unit, which exists once for its material and site. */
export const serials = {
  'serial-duplicated/given': (p: Unit & Somewhere & { lotId: string }) =>
    `Serial number ${p.serial} of ${p.materialId} is given: the unit ${somewhere(p.where)}. A number exists once.`,
  'serial-duplicated/sublot': (p: Unit & Somewhere) =>
    `${p.serial} is the serial number of a unit of ${p.materialId}, which ${somewhere(p.where)}; give the sublot another id, or name the unit among the serials.`,
  'serial-duplicated/left': (p: Unit & { shipmentId: string; to: string; where: Place }) =>
    `Unit ${p.serial} of ${p.materialId} left with shipment ${p.shipmentId} to ${p.to}; receive it as a return, with lot ${p.where.lotId} and that shipment as its origin.`,
  'unit-mismatch/counted-again': (p: Unit & Somewhere) =>
    `Unit ${p.serial} of ${p.materialId} cannot be counted here: it ${somewhere(p.where)}.`,
  'unit-unknown/return': (p: Unit) =>
    `No unit ${p.serial} of ${p.materialId} was ever here; read its number again, or receive it as another material.`,
  'unit-missing/return': (p: { lotId: string } & { shipmentId: string }) =>
    `What left of lot ${p.lotId} with shipment ${p.shipmentId} are units with numbers; name the serials that come back.`,
  'return-exceeded/never-left': (p: Unit & Somewhere) =>
    `Unit ${p.serial} of ${p.materialId} cannot come back: it ${somewhere(p.where)}.`,
  'unit-unknown/repair': (p: Unit) =>
    `No unit ${p.serial} of ${p.materialId} is known; read its number again, or announce it as a new one.`,
  'unit-unfit/repair': (p: Unit & Somewhere) =>
    `Unit ${p.serial} of ${p.materialId} cannot be taken for a repair: it ${somewhere(p.where)}. Only a unit in stock can.`,
  'unit-unfit/repair-begun': (p: Unit & { orderId: string }) =>
    `Order ${p.orderId} has worked on unit ${p.serial} of ${p.materialId}; finish the repair, or scrap the unit.`,
  'lot-not-released/repair': (p: Unit & { lotId: string; orderId: string }) =>
    `Lot ${p.lotId} of unit ${p.serial} is not decided yet; order ${p.orderId} can rework the unit, or quality decides on its batch first.`,
  'lot-not-released/repair-rejected': (p: Unit & { lotId: string }) =>
    `Unit ${p.serial} of lot ${p.lotId} is rejected; quality reverses the rejection before it is repaired.`,
  'shipment-misdirected/unit': (p: Unit & { lotId: string } & { shipmentId?: string | undefined; asked: string }) =>
    `Unit ${p.serial} of ${p.materialId} left from lot ${p.lotId} with ${tail(p.shipmentId, 'shipment ', 'another shipment')}, not as the origin says (${p.asked}); name the lot and the shipment that it left with.`,
} as const satisfies Sentences
