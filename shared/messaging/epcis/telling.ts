import type { FactData, FactType } from '../../../events/catalog.ts'
import type { Fact } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { LotStatus } from '../../../events/material.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { AnyEvent, BizTransaction, Disposition, Extensions, QuantityElement } from './event.ts'
import { type Naming, nameOf, paperOf, placeOf, transformationOf } from './names.ts'
import { quantityElement } from './rec20.ts'

export interface Plant extends Naming {
  /** IANA name: an event tells how far the clocks of its place are from UTC. */
  readonly timeZone: string
}

/** What an event says beyond when it was, and of which fact it is. */
export type Told = Omit<AnyEvent, 'eventTime' | 'eventTimeZoneOffset' | 'eventID'>
export type Telling<Data> = (data: Data, plant: Plant, fact: Fact) => readonly Told[]

/** Which events each kind of fact is. A kind that is not here is about no material. */
export const telling: { readonly [Type in FactType]?: Telling<FactData<Type>> } = {
  'andon.lot.received.v1': received,
  'andon.sublot.received.v1': received,
  'andon.lot.status-changed.v1': judged,
  'andon.lot.synchronized.v1': ({ lotId, sublotId, status }, plant) =>
    status ? judged({ lotId, sublotId, status }, plant) : [],

  'andon.hold.placed.v1': ({ subject, holdId }, plant) =>
    subject.type === 'lot'
      ? [
          {
            ...objects(plant, 'OBSERVE', { lotId: subject.id }),
            bizStep: 'holding',
            disposition: 'non_sellable_other',
            'andon:hold': holdId,
          },
        ]
      : [],
  // Another hold may still stand, so that the end of one does not say what the lot is good for.
  'andon.hold.released.v1': ({ subject, holdId }, plant) =>
    subject.type === 'lot'
      ? [{ ...objects(plant, 'OBSERVE', { lotId: subject.id }), bizStep: 'inspecting', 'andon:hold': holdId }]
      : [],

  'andon.material.consumed.v1': (data, plant) => [{ ...making(plant, data), ...inputs(plant, data) }],
  // Scrap never becomes stock: it came out of the order, and it is gone.
  'andon.material.produced.v1': (data, plant) =>
    data.use === 'scrap'
      ? [
          { ...making(plant, data), ...outputs(plant, data), disposition: 'non_conformant' },
          { ...objects(plant, 'DELETE', data), bizStep: 'destroying', disposition: 'disposed' },
        ]
      : [{ ...making(plant, data), ...outputs(plant, data) }],

  'andon.batch.released.v1': (data, plant) => batch(plant, data, 'conformant'),
  'andon.batch.rejected.v1': (data, plant) => batch(plant, data, 'non_conformant'),
}

/** A lot or sublot, and how much of it; all of it where no amount is told. */
interface Stock {
  readonly lotId: string
  readonly sublotId?: string | undefined
  readonly quantity?: Amount | undefined
}

interface Received extends Stock {
  readonly materialId: string
  readonly status: LotStatus
  readonly expiresAt?: Instant | undefined
  readonly supplierLot?: string | undefined
}

/** The plant's own name of the stock begins here, whatever the supplier called it. */
function received(data: Received, plant: Plant): Told[] {
  const { expiresAt, supplierLot } = data
  const ilmd: Extensions = {
    'andon:material': data.materialId,
    'cbvmda:lotNumber': data.lotId,
    ...(expiresAt && { 'cbvmda:itemExpirationDate': dayOf(expiresAt, plant.timeZone) }),
    ...(supplierLot && { 'andon:supplierLot': supplierLot }),
  }
  return [{ ...objects(plant, 'ADD', data), bizStep: 'receiving', ...standing[data.status], ilmd }]
}

/** What was consumed and shipped is told by the consumption and the shipment. */
function judged(data: Stock & { status: LotStatus; orderId?: string | undefined }, plant: Plant): Told[] {
  if (data.status === 'consumed' || data.status === 'shipped') return []
  const bizStep = data.status === 'released' || data.status === 'rejected' ? 'inspecting' : 'holding'
  return [
    {
      ...objects(plant, 'OBSERVE', data),
      bizStep,
      ...(data.status === 'released' ? { disposition: 'conformant' } : standing[data.status]),
    },
  ]
}

/** What cannot be used says so; CBV advises to leave out the disposition of what goes its way. */
const standing: Readonly<Record<LotStatus, { disposition: Disposition } | undefined>> = {
  quarantine: { disposition: 'non_sellable_other' },
  released: undefined,
  rejected: { disposition: 'non_conformant' },
  consumed: undefined,
  expired: { disposition: 'expired' },
  shipped: undefined,
}

/** An order is one transformation of many events: each consumption and production says its own part when it happens. */
const making = (
  plant: Plant,
  { orderId, equipmentId }: { orderId: string; equipmentId?: string | undefined },
): Told => ({
  type: 'TransformationEvent',
  transformationID: transformationOf(plant, orderId),
  bizStep: 'creating_class_instance',
  bizTransactionList: [productionOrder(plant, orderId)],
  ...(equipmentId && { readPoint: { id: placeOf(plant, equipmentId) } }),
})

function batch(
  plant: Plant,
  { orderId, lots }: { orderId: string; lots: readonly string[] },
  disposition: Disposition,
) {
  if (lots.length === 0) return []
  const quantityList = lots.flatMap((lotId) => split(plant, { lotId }).quantities)
  const bizTransactionList = [productionOrder(plant, orderId)]
  const event = { type: 'TransactionEvent', action: 'ADD', bizTransactionList, quantityList } as const
  return [{ ...event, bizStep: 'inspecting', disposition } as const]
}

const productionOrder = (plant: Plant, orderId: string): BizTransaction => ({
  bizTransaction: paperOf(plant, orderId),
  type: 'prodorder',
})

function objects(plant: Plant, action: 'ADD' | 'OBSERVE' | 'DELETE', ...stock: readonly Stock[]): Told {
  const { epcs, quantities } = split(plant, ...stock)
  return {
    type: 'ObjectEvent',
    action,
    ...(epcs.length > 0 && { epcList: epcs }),
    ...(quantities.length > 0 && { quantityList: quantities }),
  }
}

function inputs(plant: Plant, ...stock: readonly Stock[]): Pick<Told, 'inputEPCList' | 'inputQuantityList'> {
  const { epcs, quantities } = split(plant, ...stock)
  return {
    ...(epcs.length > 0 && { inputEPCList: epcs }),
    ...(quantities.length > 0 && { inputQuantityList: quantities }),
  }
}

function outputs(plant: Plant, ...stock: readonly Stock[]): Pick<Told, 'outputEPCList' | 'outputQuantityList'> {
  const { epcs, quantities } = split(plant, ...stock)
  return {
    ...(epcs.length > 0 && { outputEPCList: epcs }),
    ...(quantities.length > 0 && { outputQuantityList: quantities }),
  }
}

/** EPCIS lists what is one object apart from what is an amount. */
function split(plant: Plant, ...stock: readonly Stock[]): { epcs: string[]; quantities: QuantityElement[] } {
  const epcs: string[] = []
  const quantities: QuantityElement[] = []
  for (const { lotId, sublotId, quantity } of stock) {
    const name = nameOf(plant, lotId, sublotId)
    if ('epc' in name) epcs.push(name.epc)
    else quantities.push(quantityElement(name.epcClass, quantity))
  }
  return { epcs, quantities }
}

/** How far the clocks of a zone are from UTC at an instant, such as `+01:00`. */
export function offsetOf(at: Instant, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  formats.set(timeZone, format)
  const shown = format.formatToParts(Date.parse(at)).find(({ type }) => type === 'timeZoneName')?.value
  return shown?.slice('GMT'.length, 'GMT+00:00'.length) || '+00:00'
}
/** Making one costs more than a hundred uses. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** The date on the wall: a label has no time of day. */
function dayOf(at: Instant, timeZone: string): string {
  const [, sign, hours, minutes] = /^(.)(..):(..)$/.exec(offsetOf(at, timeZone)) ?? []
  const ahead = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000)
  return new Date(Date.parse(at) + ahead).toISOString().slice(0, 'yyyy-mm-dd'.length)
}
