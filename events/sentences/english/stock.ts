import type { Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { allOf, amount, anyOf } from './words.ts'

interface OfLot {
  readonly lotId: string
}
interface OfSublot extends OfLot {
  readonly sublotId: string
}
interface NotThen {
  readonly status: string
  readonly on: string
}
interface OnHold {
  readonly holds: readonly string[]
}
/** A serialised unit. */
interface Unit {
  readonly materialId: string
  readonly serial: string
}
interface Pair extends OfLot {
  readonly other: string
}

const lot = (p: OfLot) => `Lot ${p.lotId}`
const afterwards =
  'Name the lot that was used then, or correct occurredAt. If it was this one, open a deviation, and book it now without a time once it is released.'
const sublot = (p: OfSublot) => `Sublot ${p.sublotId} of lot ${p.lotId}`
const unit = (p: Unit) => `${p.materialId} ${p.serial}`
const onHold = (name: string, { holds }: OnHold) =>
  `${name} is on hold (${holds.join(', ')}); it can be used when the hold is released.`
const unlike = ({ lotId, other }: Pair, what: string) =>
  `Lots ${lotId} and ${other} differ in their ${what}; only lots that are alike are merged.`

export const stock = {
  'lot-unknown': (p: OfLot) => `There is no lot ${p.lotId} at this site; receive it first.`,
  'lot-unknown/origin': (p: OfLot) => `There is no lot ${p.lotId} at this site; name the lot that left.`,
  'lot-unknown/before-sublots': (p: OfLot) =>
    `There is no lot ${p.lotId} at this site; the ERP has to send the lot before its sublots.`,
  'lot-on-hold': (p: OfLot & OnHold) => onHold(lot(p), p),
  'lot-wrong-material/line': (p: OfLot & { materialId: string; materials: readonly string[] }) =>
    `${lot(p)} is ${p.materialId}; the line asks for ${anyOf(p.materials)}.`,
  'lot-wrong-material/return': (p: OfLot & { materialId: string }) =>
    `${lot(p)} is ${p.materialId}; what comes back of it is the same material.`,
  'lot-wrong-material/erp': (p: OfLot & { materialId: string; told: string }) =>
    `${lot(p)} is ${p.materialId} at this site, not ${p.told}; the ERP has to correct one of them.`,
  'lot-expired': (p: OfLot & { on: string }) => `${lot(p)} expired on ${p.on}; quality can test it again.`,
  'lot-expired/sublot': (p: OfSublot & { on: string }) => `${sublot(p)} expired on ${p.on}; quality can test it again.`,
  'lot-retest-due': (p: OfLot & { on: string }) =>
    `${lot(p)} was due for its retest on ${p.on}; quality can do it now.`,
  'lot-retest-due/sublot': (p: OfSublot & { on: string }) =>
    `${sublot(p)} was due for its retest on ${p.on}; quality can do it now.`,
  'lot-not-released': (p: OfLot & { status: string }) =>
    `${lot(p)} is in status ${p.status}; quality has to release it first.`,
  'lot-not-released/rejected': (p: OfLot) => `${lot(p)} is rejected; take another lot.`,
  'lot-not-released/rejected-reserved': (p: OfLot) =>
    `${lot(p)} is rejected; name another lot, or release what is reserved of it.`,
  'lot-not-released/then': (p: OfLot & NotThen) => `${lot(p)} was in status ${p.status} on ${p.on}. ${afterwards}`,
  'lot-not-released/sublot-then': (p: OfSublot & NotThen) =>
    `${sublot(p)} was in status ${p.status} on ${p.on}. ${afterwards}`,
  'lot-not-released/to-supplier': (p: OfLot) => `${lot(p)} is rejected; it can go back to its supplier only.`,
  'lot-not-released/with-its-sublot': (p: OfLot & { status: string }) =>
    `${lot(p)} is in status ${p.status}; release the lot before its sublots.`,
  'lot-wrong-status/shipped': (p: OfLot) =>
    `${lot(p)} has left the house; receive what comes back of it as a lot of its own.`,
  'lot-wrong-status/made-by-order': (p: OfLot & { orderId: string }) =>
    `${lot(p)} was made by order ${p.orderId}; it is released with its batch.`,
  'lot-wrong-status/erp-made': (p: OfLot & { orderId: string }) =>
    `${lot(p)} was made by order ${p.orderId}; its expiry, release and stock are recorded at the plant, not by a message.`,
  'lot-wrong-status/erp-rejected': (p: OfLot) =>
    `${lot(p)} is rejected; no message changes it or adds to it. Quality can decide again, with a signature.`,
  'lot-wrong-status/batch-undecided': (p: OfLot & { orderId: string }) =>
    `${lot(p)} was made by order ${p.orderId}; split or merge it when its batch is decided.`,
  'lot-wrong-status/rejected-by-quality': (p: OfLot) =>
    `${lot(p)} is rejected; only quality can release it, with a signature.`,
  'lot-wrong-status/sublot-rejected-by-quality': (p: OfSublot) =>
    `${sublot(p)} is rejected; only quality can release it, with a signature.`,
  'lot-wrong-status/rejected-apart': (p: OfLot) => `${lot(p)} is rejected; it is not mixed with other lots.`,
  'lot-wrong-status/already': (p: OfLot & { status: string }) => `${lot(p)} is ${p.status} already.`,
  'lot-wrong-status/sublot-already': (p: OfSublot & { status: string }) => `${sublot(p)} is ${p.status} already.`,
  'lot-wrong-status/sublot-empty': (p: OfSublot) =>
    `Nothing is left of sublot ${p.sublotId} of lot ${p.lotId} to decide on.`,
  'lot-wrong-status/at-place': (p: OfLot & { equipmentId: string }) => `${lot(p)} is at ${p.equipmentId} already.`,
  'lot-insufficient/empty': (p: OfLot) => `Nothing is left of lot ${p.lotId}; take another lot.`,
  'lot-insufficient/lot': (p: OfLot & { remaining: Amount; wanted: Amount }) =>
    `${lot(p)} holds ${amount(p.remaining)}, less than ${amount(p.wanted)}; take no more than it holds.`,
  'lot-insufficient/sublot': (p: OfSublot & { remaining: Amount; wanted: Amount }) =>
    `${sublot(p)} holds ${amount(p.remaining)}, less than ${amount(p.wanted)}; take no more than it holds.`,
  'lot-insufficient/loose': (p: OfLot & { parts: Amount; loose: Amount }) =>
    `The sublots come to ${amount(p.parts)}, but only ${amount(p.loose)} of lot ${p.lotId} are in no sublot; make the sublots smaller.`,
  'lot-insufficient/pieces': (p: OfLot & { loose: string; named: number }) =>
    `${p.named} serial numbers are named, but only ${p.loose} pieces of lot ${p.lotId} are in no sublot; name fewer.`,
  'lot-reserved': (p: OfLot & { remaining: Amount; reserved: Amount; free: Amount }) =>
    `Of the ${amount(p.remaining)} in lot ${p.lotId}, ${amount(p.reserved)} are reserved; ${amount(p.free)} can be taken for this. Take no more, or have the orders release what they reserve.`,
  'lot-reserved/all': (p: OfLot & { remaining: Amount; reserved: Amount; free: Amount }) =>
    `Of the ${amount(p.remaining)} in lot ${p.lotId}, ${amount(p.reserved)} are reserved; ${amount(p.free)} can be taken for this. Say how much is taken, or have the orders release what they reserve.`,
  'lot-reserved/shipment': (p: OfLot & { leaving: Amount; free: Amount }) =>
    `${amount(p.leaving)} of lot ${p.lotId} would leave, but only ${amount(p.free)} of it are not reserved for orders; ship less, or have the orders release what they reserve.`,

  'sublot-missing': (p: OfLot & { loose?: Amount }) =>
    `The stock of lot ${p.lotId} is in sublots${p.loose ? `; ${amount(p.loose)} are in none` : ''}. Name the sublot that is used.`,
  'sublot-missing/count': (p: OfLot) =>
    `The stock of lot ${p.lotId} is in sublots; count one of them, or count as loose what is in none.`,
  'sublot-unknown': (p: OfSublot) => `Lot ${p.lotId} has no sublot ${p.sublotId}; name one that it has.`,
  'sublot-on-hold': (p: OfSublot & OnHold) => onHold(sublot(p), p),
  'sublot-not-released': (p: OfSublot & { status: string }) =>
    `${sublot(p)} is in status ${p.status}; quality has to release it first.`,
  'sublot-not-released/to-supplier': (p: OfSublot) => `${sublot(p)} is rejected; it can go back to its supplier only.`,
  'sublot-packed': (p: OfSublot & { containerId: string }) =>
    `${sublot(p)} is packed in container ${p.containerId}; unpack it first.`,
  'sublot-packed/shipped': (p: OfSublot & { containerId: string }) =>
    `${sublot(p)} left in container ${p.containerId}; receive what comes back of it as a lot of its own, with this lot and its shipment as its origin.`,
  'sublot-built-in/count': (p: OfSublot & Unit) =>
    `Unit ${p.sublotId} is built into ${unit(p)}; count it when it is taken out, or receive it as a lot of its own when its order is over.`,
  'sublot-built-in/reject': (p: OfSublot & Unit) =>
    `Unit ${p.sublotId} is built into ${unit(p)}; hold the unit first, which also holds what it is built into, then reject it.`,
  'unit-incomplete/stock': (p: OfSublot & { lines: readonly string[] }) =>
    `Unit ${p.sublotId} of lot ${p.lotId} lacks components of line ${allOf(p.lines)}; build them in first, by a rework where their step is over, or scrap it.`,
  'unit-missing/count': (p: { materialId: string }) =>
    `Every unit of ${p.materialId} has components of its own; count it under its number, or receive unknown units as a lot of their own.`,
  'serial-duplicated/twice': (p: { serial: string }) =>
    `Serial number ${p.serial} is named twice; each piece has its own.`,

  'unit-mismatch/material': (p: { materialId: string; unit: string; told: string }) =>
    `${p.materialId} is kept in ${p.unit}; ${p.told} measures something else. Give the quantity in ${p.unit}, or in a unit that converts into it.`,
  'unit-mismatch/material-density': (p: { materialId: string; unit: string; told: string }) =>
    `${p.materialId} is kept in ${p.unit}, and no density says what it is in ${p.told}. Give the material one with PUT /v1/materials/${p.materialId}, or the quantity in ${p.unit}.`,
  'unit-mismatch/stock': (p: OfLot & { materialId: string; unit: string; remaining: Amount }) =>
    `${lot(p)} has ${amount(p.remaining)} of ${p.materialId} in stock, which has no value in ${p.unit}. Use it up first, or define another material for what is counted in ${p.unit}.`,
  'unit-mismatch/stock-density': (p: OfLot & { materialId: string; unit: string; remaining: Amount }) =>
    `${lot(p)} has ${amount(p.remaining)} of ${p.materialId} in stock, and without a density that has no value in ${p.unit}. Define ${p.materialId} with its density, or use the stock up first.`,
  'unit-mismatch/lot': (p: OfLot & { unit: string; told: string }) =>
    `${lot(p)} is kept in ${p.unit}; ${p.told} measures something else. Give the quantity in ${p.unit}, or in a unit that converts into it.`,
  'unit-mismatch/lot-exact': (p: OfLot & { unit: string; quantity: Amount }) =>
    `${amount(p.quantity)} has no exact value in ${p.unit}, the unit of lot ${p.lotId}; give the quantity in ${p.unit}.`,
  'unit-mismatch/lot-total': (p: OfLot & { total: Amount }) =>
    `${lot(p)} would come to ${amount(p.total)}, which has more digits than an amount can have; correct the quantity.`,
  'unit-mismatch/merge': (p: { unit: string }) =>
    `What is merged has no exact value in ${p.unit}; name amounts that have one, or keep the lots apart.`,
  'unit-mismatch/pieces': (p: OfLot & { unit: string }) =>
    `${lot(p)} is kept in ${p.unit}; only pieces have serial numbers.`,
  'unit-mismatch/one-piece': (p: { serial: string }) => `Unit ${p.serial} is one piece; take all of it, or none.`,
  'unit-mismatch/one-piece-counted': (p: { serial: string }) => `Unit ${p.serial} is one piece; count 1 or 0.`,

  'already-exists/lot-received': (p: OfLot) =>
    `${lot(p)} was received before; give the new delivery a lot number of its own.`,
  'already-exists/lot': (p: OfLot) => `${lot(p)} exists already; give the new lot a number of its own.`,
  'already-exists/sublot': (p: OfSublot) =>
    `Lot ${p.lotId} has a sublot ${p.sublotId} already; give each sublot an id of its own.`,
  'already-exists/sublot-no-unit': (p: OfSublot) =>
    `Lot ${p.lotId} has a sublot ${p.sublotId} that is not a unit; choose another serial number.`,
  'already-exists/gtin': (p: { gtin: string; materialId: string }) =>
    `GTIN ${p.gtin} is that of material ${p.materialId}; one number is for one material.`,
  'not-found/material-to-define': (p: { materialId: string }) =>
    `Material ${p.materialId} is not defined; define it, or let the ERP send it.`,
  'not-found/material-to-send': (p: { materialId: string }) =>
    `Material ${p.materialId} is not defined; the ERP has to send it first.`,
  'interval-invalid/lot-dates': (p: OfLot & { manufacturedAt: string; expiresAt: string }) =>
    `${lot(p)} would expire on ${p.expiresAt}, but it was made on ${p.manufacturedAt}; correct one of the dates.`,
  'interval-invalid/retest': (p: OfLot) =>
    `The new expiry or retest date of lot ${p.lotId} has passed; give a date that is still to come.`,
  'equipment-unknown/storage': (p: { equipmentId: string }) =>
    `There is no equipment ${p.equipmentId} at this site to store it in; name another place.`,
  'equipment-on-hold/storage': (p: OnHold & { equipmentId: string }) =>
    `${p.equipmentId} is on hold (${p.holds.join(', ')}); name another place.`,
  'storage-unfit': (p: { materialId: string; equipmentId: string; needed: readonly string[] }) =>
    `The storage of ${p.materialId} asks for ${allOf(p.needed)}; ${p.equipmentId} does not offer that. Name another place.`,

  'split-unbalanced': (p: OfLot & { parts: Amount; keeps: Amount; remaining: Amount }) =>
    `The parts come to ${amount(p.parts)} and ${amount(p.keeps)} are to be left, but lot ${p.lotId} holds ${amount(p.remaining)}; correct the parts, or count the lot first.`,
  'merging-forbidden': (p: { materialId: string }) =>
    `Lots of ${p.materialId} are not merged; keep them apart, or allow merging in the definition of the material.`,
  'lots-not-alike/named-twice': () => 'Each lot can be named only once.',
  'lots-not-alike/material': (p: Pair & { materials: readonly string[] }) =>
    unlike(p, `material (${p.materials.join(', ')})`),
  'lots-not-alike/status': (p: Pair & { statuses: readonly string[] }) =>
    unlike(p, `status (${p.statuses.join(', ')})`),
  'lots-not-alike/potency': (p: Pair) => unlike(p, 'potency'),
  'lots-not-alike/supplier': (p: Pair) => unlike(p, 'supplier'),
  'count-as-recorded': (p: { recorded: Amount }) => `${amount(p.recorded)} are on record already; nothing changes.`,
  'reason-missing/rejected-lot': (p: OfLot) =>
    `${lot(p)} is rejected; give the reason why it is released all the same.`,
  'reason-missing/rejected-sublot': (p: OfSublot) =>
    `${sublot(p)} is rejected; give the reason why it is released all the same.`,
  'signature-same-person/rejected-lot': (p: OfLot & { person: string }) =>
    `${p.person} has rejected lot ${p.lotId}; another person has to sign its release.`,
  'signature-same-person/rejected-sublot': (p: OfSublot & { person: string }) =>
    `${p.person} has rejected sublot ${p.sublotId} of lot ${p.lotId}; another person has to sign its release.`,

  'shipment-misdirected/own-lot': (p: OfLot) => `${lot(p)} is a lot of this site; name the shipment that it left with.`,
  'shipment-misdirected/other-shipment': (p: OfLot & { shipmentId: string }) =>
    `Nothing of lot ${p.lotId} left with shipment ${p.shipmentId}; name the shipment that it left with.`,
  'return-exceeded/shipment': (p: OfLot & { shipmentId: string; out: Amount }) =>
    `Of what left of lot ${p.lotId} with shipment ${p.shipmentId}, ${amount(p.out)} are still out; no more can come back.`,
  'shipment-misdirected/made-here': (p: OfLot & { orderId: string; supplierId: string }) =>
    `${lot(p)} was made by order ${p.orderId}; it cannot go back to ${p.supplierId}.`,
  'shipment-misdirected/other-supplier': (p: OfLot & { from: string; supplierId: string }) =>
    `${lot(p)} came from ${p.from}; it cannot go back to ${p.supplierId}.`,
  'shipment-misdirected/no-supplier': (p: OfLot & { supplierId: string }) =>
    `${lot(p)} names no supplier; it cannot go back to ${p.supplierId}.`,
  'shipment-misdirected/own-site': (p: { site: string }) =>
    `Site ${p.site} is this site; move the stock instead of shipping it.`,
  'shipment-misdirected/no-such-site': (p: { site: string }) =>
    `The company has no site ${p.site}; ship to a customer, or back to the supplier.`,
  'shipment-misdirected/other-consignee': (p: {
    shipmentId: string
    toType: string
    to: string
    askedType: string
    asked: string
  }) =>
    `Shipment ${p.shipmentId} goes to ${p.toType} ${p.to}, not to ${p.askedType} ${p.asked}; take another shipment number.`,
  'shipment-misdirected/too-long': (p: { shipmentId: string; atMost: number }) =>
    `Shipment ${p.shipmentId} would have more than ${p.atMost} lines; begin another shipment.`,
} as const satisfies Sentences
