import type { FactData, FactType } from '../../../events/catalog.ts'
import type { Consignee, LotStatus } from '../../../events/material.ts'
import { isMore, isZero, subtract } from '../../domain/quantity.ts'
import type { BizTransaction, Disposition, Extensions, PartyType } from './event.ts'
import { dayOf } from './local-time.ts'
import { type Naming, nameOf, paperOf, partyOf, placeOf, siteOf, transformationOf } from './names.ts'
import { apart, inputs, objects, outputs, type Stock, type Told } from './objects.ts'

export interface Plant extends Naming {
  /** IANA name: an event tells how far the clocks of its place are from UTC. */
  readonly timeZone: string
  /** How another site of the enterprise names what is its own. */
  readonly elsewhere?: (site: string) => Naming
}

export type Telling<Data> = (data: Data, plant: Plant) => readonly Told[]

/** Which events each kind of fact is. A kind that is not here is about no material. */
export const telling: { readonly [Type in FactType]?: Telling<FactData<Type>> } = {
  'andon.lot.received.v1': received,
  'andon.sublot.received.v1': received,

  'andon.lot.status-changed.v1': judged,
  'andon.lot.synchronized.v1': ({ lotId, sublotId, status }, plant) =>
    status ? judged({ lotId, sublotId, status }, plant) : [],
  'andon.lot.retested.v1': ({ lotId, expiresAt, retestAt, potency }, plant) => [
    {
      ...objects(plant, 'OBSERVE', { lotId }),
      bizStep: 'inspecting',
      disposition: 'conformant',
      ...(expiresAt && { 'andon:expiresAt': expiresAt }),
      ...(retestAt && { 'andon:retestAt': retestAt }),
      ...(potency && { 'andon:potency': potency }),
    },
  ],

  'andon.hold.placed.v1': ({ subject, holdId }, plant) => {
    if (subject.type !== 'lot') return []
    const held = { ...objects(plant, 'OBSERVE', { lotId: subject.id }), 'andon:hold': holdId }
    return [{ ...held, bizStep: 'holding', disposition: 'non_sellable_other' }]
  },
  // Another hold may still stand, so that the end of one does not say what the lot is good for.
  'andon.hold.released.v1': ({ subject, holdId }, plant) => {
    if (subject.type !== 'lot') return []
    return [{ ...objects(plant, 'OBSERVE', { lotId: subject.id }), bizStep: 'inspecting', 'andon:hold': holdId }]
  },

  // The parts are first heard of here, and each is told by itself, so that nothing has to be added up over units.
  'andon.lot.split.v1': ({ lotId, parts }, plant) => [
    {
      type: 'TransformationEvent',
      bizStep: 'commissioning',
      ...inputs(plant, ...parts.map(({ quantity }) => ({ lotId, quantity }))),
      ...outputs(plant, ...parts),
    },
  ],
  'andon.lot.merged.v1': ({ lotId, quantity, from }, plant) => [
    {
      type: 'TransformationEvent',
      bizStep: 'commissioning',
      ...inputs(plant, ...from),
      ...outputs(plant, { lotId, quantity }),
    },
  ],
  'andon.lot.moved.v1': ({ lotId, sublotId, to }, plant) => [
    { ...objects(plant, 'OBSERVE', { lotId, sublotId }), bizStep: 'storing', ...lyingAt(plant, to) },
  ],
  'andon.lot.adjusted.v1': counted,
  'andon.lot.scrapped.v1': (data, plant) => [
    {
      ...gone(plant, data),
      ...(data.orderId && { bizTransactionList: [paper(plant, 'prodorder', data.orderId)] }),
      ...(data.reasonCode && { 'andon:reason': data.reasonCode }),
    },
  ],
  // A sample never comes back: CBV has it end right after the sampling.
  'andon.lot.sampled.v1': (data, plant) => {
    const sample = data.sampleId && { 'andon:sample': data.sampleId }
    return [
      { ...objects(plant, 'OBSERVE', data), bizStep: 'sampling', ...sample },
      { ...gone(plant, data), ...sample },
    ]
  },
  'andon.lot.shipped.v1': shipped,

  'andon.material.consumed.v1': (data, plant) => [{ ...making(plant, data), ...inputs(plant, data) }],
  // Scrap never becomes stock: it came out of the order, and it is gone.
  'andon.material.produced.v1': (data, plant) => [
    { ...making(plant, data), ...outputs(plant, data) },
    ...(data.use === 'scrap' ? [gone(plant, data)] : []),
  ],

  'andon.batch.released.v1': (data, plant) => batch(plant, data, 'conformant'),
  'andon.batch.rejected.v1': (data, plant) => batch(plant, data, 'non_conformant'),
}

type Received = Stock & { status: LotStatus; materialId: string } & Partial<
    Omit<FactData<'andon.lot.received.v1'>, 'lotId' | 'materialId' | 'quantity' | 'status'>
  >

/** The plant's own name of the stock begins here, whatever the supplier or another site called it. */
function received(data: Received, plant: Plant): Told[] {
  const { expiresAt, retestAt, manufacturedAt, supplierId, supplierLot, certificate, potency, location, origin } = data
  const there = origin && plant.elsewhere?.(origin.site)
  const ilmd: Extensions = {
    'andon:material': data.materialId,
    'cbvmda:lotNumber': data.lotId,
    ...(expiresAt && { 'cbvmda:itemExpirationDate': dayOf(expiresAt, plant.timeZone) }),
    ...(retestAt && { 'andon:retestAt': retestAt }),
    ...(manufacturedAt && { 'andon:manufacturedAt': manufacturedAt }),
    ...(supplierLot && { 'andon:supplierLot': supplierLot }),
    ...(potency && { 'andon:potency': potency }),
    ...(origin && { 'andon:origin': there ? uriOf(there, origin.lotId) : `${origin.site}:${origin.lotId}` }),
  }
  const papers = [
    ...(there && origin.shipmentId ? [paper(there, 'desadv', origin.shipmentId)] : []),
    ...(certificate ? [paper(plant, 'cert', certificate.certificateId)] : []),
  ]
  return [
    {
      ...objects(plant, 'ADD', data),
      bizStep: 'receiving',
      ...standing[data.status],
      ...(location && lyingAt(plant, location)),
      ...(papers.length > 0 && { bizTransactionList: papers }),
      ...(there
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

/** What was consumed and shipped is told by the consumption and the shipment. */
function judged(data: Stock & { status: LotStatus }, plant: Plant): Told[] {
  if (data.status === 'consumed' || data.status === 'shipped') return []
  const { lotId, sublotId } = data
  const seen = objects(plant, 'OBSERVE', { lotId, sublotId })
  return data.status === 'released'
    ? [{ ...seen, bizStep: 'inspecting', disposition: 'conformant' }]
    : [{ ...seen, bizStep: data.status === 'rejected' ? 'inspecting' : 'holding', ...standing[data.status] }]
}

/** What may not be used says so; what goes its way has no disposition, as CBV advises. */
const standing: Readonly<Record<LotStatus, { disposition: Disposition } | undefined>> = {
  quarantine: { disposition: 'non_sellable_other' },
  released: undefined,
  rejected: { disposition: 'non_conformant' },
  consumed: undefined,
  expired: { disposition: 'expired' },
  shipped: undefined,
}

/** What was counted, and what of it is more or less than was on record, so that the events still add up to the stock. */
function counted({ was, is, reasonCode, ...of }: FactData<'andon.lot.adjusted.v1'>, plant: Plant): Told[] {
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

const gone = (plant: Plant, stock: Stock): Told => ({
  ...objects(plant, 'DELETE', stock),
  bizStep: 'destroying',
  disposition: 'destroyed',
})

/** An order is one transformation of many events: each consumption and production says its own part when it happens. */
const making = (
  plant: Plant,
  { orderId, equipmentId }: { orderId: string; equipmentId?: string | undefined },
): Told => ({
  type: 'TransformationEvent',
  transformationID: transformationOf(plant, orderId),
  bizStep: 'creating_class_instance',
  bizTransactionList: [paper(plant, 'prodorder', orderId)],
  ...(equipmentId && { readPoint: { id: placeOf(plant, equipmentId) } }),
})

function batch(plant: Plant, { orderId, lots }: FactData<'andon.batch.released.v1'>, disposition: Disposition): Told[] {
  if (lots.length === 0) return []
  const { quantities } = apart(
    plant,
    lots.map((lotId) => ({ lotId })),
  )
  const bizTransactionList = [paper(plant, 'prodorder', orderId)]
  const tied = { type: 'TransactionEvent', action: 'ADD', bizTransactionList, quantityList: quantities } as const
  return [{ ...tied, bizStep: 'inspecting', disposition }]
}

/** On the way to whoever gets it: a customer will own it, a supplier has it again, another site is only another place. */
function shipped(data: FactData<'andon.lot.shipped.v1'>, plant: Plant): Told[] {
  const { shipmentId, to } = data
  const destination =
    to.type === 'site'
      ? siteOf(plant.elsewhere?.(to.id) ?? { site: to.id, base: plant.base })
      : partyOf(plant, to.type, to.id)
  return [
    {
      ...objects(plant, 'OBSERVE', data),
      bizStep: 'shipping',
      disposition: to.type === 'supplier' ? 'returned' : 'in_transit',
      bizTransactionList: [paper(plant, 'desadv', shipmentId)],
      destinationList: partyTypes[to.type].map((type) => ({ destination, type })),
    },
  ]
}

const partyTypes: Readonly<Record<Consignee['type'], readonly PartyType[]>> = {
  customer: ['owning_party', 'possessing_party'],
  supplier: ['possessing_party'],
  site: ['location'],
}

const paper = (naming: Naming, type: BizTransaction['type'], id: string): BizTransaction => ({
  bizTransaction: paperOf(naming, type, id),
  type,
})

function lyingAt(plant: Plant, equipmentId: string) {
  const place = { id: placeOf(plant, equipmentId) }
  return { readPoint: place, bizLocation: place }
}
