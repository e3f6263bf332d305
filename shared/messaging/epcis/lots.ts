import type { FactData } from '../../../events/catalog.ts'
import type { Consignee, LotStatus } from '../../../events/material.ts'
import { isMore, isZero, subtract } from '../../domain/quantity.ts'
import { lastDateOf } from '../../domain/wall-clock.ts'
import type { BizTransaction, Disposition, Extensions, PartyType } from './event.ts'
import { type Naming, nameOf, type Plant, paperOf, partyOf, placeOf, siteOf } from './names.ts'
import { objects, type Stock, type Told } from './objects.ts'

type Received = Stock & { status: LotStatus; materialId: string } & Partial<
    Omit<FactData<'andon.lot.received.v1'>, 'lotId' | 'materialId' | 'quantity' | 'status'>
  >

/** The stock gets the plant's own name here, whatever name the supplier or another site uses. */
export function received(data: Received, plant: Plant): Told[] {
  const { expiresAt, retestAt, manufacturedAt, supplierId, supplierLot, certificate, potency, location, origin, from } =
    data
  const there = origin && (from ? plant : plant.elsewhere?.(origin.site))
  const ilmd: Extensions = {
    'andon:material': data.materialId,
    'cbvmda:lotNumber': data.lotId,
    ...(expiresAt && { 'cbvmda:itemExpirationDate': lastDateOf(plant.timeZone, expiresAt) }),
    ...(retestAt && { 'andon:retestAt': retestAt }),
    ...(manufacturedAt && { 'andon:manufacturedAt': manufacturedAt }),
    ...(supplierLot && { 'andon:supplierLot': supplierLot }),
    ...(potency && { 'andon:potency': potency }),
    ...(origin && { 'andon:origin': there ? uriOf(there, origin.lotId) : `${origin.site}:${origin.lotId}` }),
  }
  const papers = [
    ...(there && origin?.shipmentId ? [paper(there, 'desadv', origin.shipmentId)] : []),
    ...(certificate ? [paper(plant, 'cert', certificate.certificateId)] : []),
  ]
  return [
    {
      ...objects(plant, 'ADD', data),
      bizStep: 'receiving',
      ...(from ? { disposition: 'returned' as const } : standing[data.status]),
      ...(location && lyingAt(plant, location)),
      ...(papers.length > 0 && { bizTransactionList: papers }),
      ...(from
        ? { sourceList: partyTypes[from.type].map((type) => ({ source: consigneeOf(plant, from), type })) }
        : there
          ? { sourceList: [{ source: siteOf(there), type: 'location' }] }
          : supplierId && {
              sourceList: [{ source: partyOf(plant, 'supplier', supplierId), type: 'possessing_party' }],
            }),
      ilmd,
    },
  ]
}

const uriOf = (naming: Naming, lotId: string): string => {
  const name = nameOf(naming, lotId)
  return 'epc' in name ? name.epc : name.epcClass
}

/** Empty for stock that is used up, because the fact that used it has an event. */
export function judged(data: Stock & { status: LotStatus }, plant: Plant): Told[] {
  if (['consumed', 'shipped', 'depleted'].includes(data.status)) return []
  const { lotId, sublotId } = data
  const seen = objects(plant, 'OBSERVE', { lotId, sublotId })
  return data.status === 'released'
    ? [{ ...seen, bizStep: 'inspecting', disposition: 'conformant' }]
    : [{ ...seen, bizStep: data.status === 'rejected' ? 'inspecting' : 'holding', ...standing[data.status] }]
}

/** Stock that may not be used has a disposition. Usable stock has none, as CBV advises. */
const standing: Readonly<Record<LotStatus, { disposition: Disposition } | undefined>> = {
  quarantine: { disposition: 'non_sellable_other' },
  released: undefined,
  rejected: { disposition: 'non_conformant' },
  consumed: undefined,
  expired: { disposition: 'expired' },
  shipped: undefined,
  depleted: undefined,
}

/** The count, and the difference to the record, so that the events still add up to the stock. */
export function counted({ was, is, reasonCode, ...of }: FactData<'andon.lot.adjusted.v1'>, plant: Plant): Told[] {
  const isMoreThanKnown = isMore(is.value, was.value)
  const [more, less] = isMoreThanKnown ? [is.value, was.value] : [was.value, is.value]
  const difference = { value: subtract(more, less), unit: is.unit }
  const told = [
    ...(isZero(is.value) ? [] : [objects(plant, 'OBSERVE', { ...of, quantity: is })]),
    ...(isZero(difference.value)
      ? []
      : [objects(plant, isMoreThanKnown ? 'ADD' : 'DELETE', { ...of, quantity: difference })]),
  ]
  return told.map((it) => ({ ...it, bizStep: 'stock_taking', ...(reasonCode && { 'andon:reason': reasonCode }) }))
}

/** A sample never comes back, so it is destroyed right after the sampling, as in CBV. */
export function sampled(data: Stock & { sampleId?: string | undefined }, plant: Plant): Told[] {
  const sample = data.sampleId && { 'andon:sample': data.sampleId }
  return [
    { ...objects(plant, 'OBSERVE', data), bizStep: 'sampling', ...sample },
    { ...gone(plant, data), ...sample },
  ]
}

export const gone = (plant: Plant, stock: Stock): Told => ({
  ...objects(plant, 'DELETE', stock),
  bizStep: 'destroying',
  disposition: 'destroyed',
})

export const shipped = (data: Stock & { shipmentId: string; to: Consignee }, plant: Plant): Told[] => [
  { ...objects(plant, 'OBSERVE', data), ...leaving(data, plant) },
]

const consigneeOf = (plant: Plant, { type, id }: Consignee) =>
  type === 'site' ? siteOf(plant.elsewhere?.(id) ?? { site: id, base: plant.base }) : partyOf(plant, type, id)

/** Shipping: a customer gets ownership, a supplier gets goods back, another site is only another location. */
export function leaving({ shipmentId, to }: { shipmentId: string; to: Consignee }, plant: Plant) {
  const destination = consigneeOf(plant, to)
  return {
    bizStep: 'shipping',
    disposition: to.type === 'supplier' ? 'returned' : 'in_transit',
    bizTransactionList: [paper(plant, 'desadv', shipmentId)],
    destinationList: partyTypes[to.type].map((type) => ({ destination, type })),
  } as const
}

const partyTypes: Readonly<Record<Consignee['type'], readonly PartyType[]>> = {
  customer: ['owning_party', 'possessing_party'],
  supplier: ['possessing_party'],
  site: ['location'],
}

export const paper = (naming: Naming, type: BizTransaction['type'], id: string): BizTransaction => ({
  bizTransaction: paperOf(naming, type, id),
  type,
})

export function lyingAt(plant: Plant, equipmentId: string) {
  const place = { id: placeOf(plant, equipmentId) }
  return { readPoint: place, bizLocation: place }
}

type OnHold = { readonly lotId: string; readonly holdId: string }

export const held = ({ lotId, holdId }: OnHold, plant: Plant): Told[] => [
  {
    ...objects(plant, 'OBSERVE', { lotId }),
    'andon:hold': holdId,
    bizStep: 'holding',
    disposition: 'non_sellable_other',
  },
]

/** Another hold may still apply, so the end of one hold gives the lot no disposition. */
export const freed = ({ lotId, holdId }: OnHold, plant: Plant): Told[] => [
  { ...objects(plant, 'OBSERVE', { lotId }), bizStep: 'inspecting', 'andon:hold': holdId },
]
