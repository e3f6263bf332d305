import type { ReturnDisposition } from '../../../events/consumption.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { NamedUnit } from '../../../events/unit.ts'
import { add, zero } from '../../domain/quantity.ts'
import type { Disposition } from './event.ts'
import { gone, paper, sampled } from './lots.ts'
import { type Plant, placeOf, transformationOf, unitOf } from './names.ts'
import { apart, inputs, objects, outputs, type Stock, type Told } from './objects.ts'

interface OfOrder {
  readonly orderId: string
  readonly equipmentId?: string | undefined
}

/** An order is one transformation of many events: each consumption and production adds its event when it happens. */
const making = (plant: Plant, { orderId, equipmentId }: OfOrder): Told => ({
  type: 'TransformationEvent',
  transformationID: transformationOf(plant, orderId),
  bizStep: 'creating_class_instance',
  bizTransactionList: [paper(plant, 'prodorder', orderId)],
  ...(equipmentId && { readPoint: { id: placeOf(plant, equipmentId) } }),
})

/** A component of a unit keeps its identity and stays in that unit, so it is not an input of all outputs of the order. */
export const consumed = (data: OfOrder & Stock & { into?: NamedUnit | undefined }, plant: Plant): Told[] =>
  data.into
    ? [{ ...association('ADD', data, data.into, plant), bizStep: 'installing' }]
    : [{ ...making(plant, data), ...inputs(plant, data) }]

/** The unit is the parent even before it is made, because it gets its number before its first component. */
function association(action: 'ADD' | 'DELETE', data: OfOrder & Stock, unit: NamedUnit, plant: Plant): Told {
  const { epcs, quantities } = apart(plant, [data])
  const { orderId, equipmentId } = data
  return {
    type: 'AssociationEvent',
    action,
    parentID: unitOf(plant, unit),
    ...(epcs.length > 0 && { childEPCs: epcs }),
    ...(quantities.length > 0 && { childQuantityList: quantities }),
    bizTransactionList: [paper(plant, 'prodorder', orderId)],
    ...(equipmentId && { readPoint: { id: placeOf(plant, equipmentId) } }),
  }
}

/** Units get their numbers, and the lot that they will belong to. */
export const announced = (
  { lotId, materialId, serials }: { lotId: string; materialId: string; serials: readonly string[] },
  plant: Plant,
): Told[] => [
  {
    type: 'ObjectEvent',
    action: 'ADD',
    epcList: serials.map((serial) => unitOf(plant, { lotId, serial })),
    bizStep: 'commissioning',
    disposition: 'active',
    ilmd: { 'andon:material': materialId, 'cbvmda:lotNumber': lotId },
  },
]

/** A unit has its number before it is made, and is rejected under it. */
export const rejected = (data: OfOrder & { lotId: string; serial: string }, plant: Plant): Told[] => [
  {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    epcList: [unitOf(plant, data)],
    bizStep: 'inspecting',
    disposition: 'non_conformant',
    bizTransactionList: [paper(plant, 'prodorder', data.orderId)],
  },
]

type Drawn = Stock & { readonly quantity: Amount }

export const completed = (data: OfOrder & Completed, plant: Plant): Told[] => {
  const { orderId, equipmentId, consumed, scrappedStock = [], scrappedUnmade = [] } = data
  const lost = [...scrappedStock.map((it) => ({ ...it, fromStock: true })), ...scrappedUnmade]
  return [
    ...(consumed ? [{ ...making(plant, data), ...inputs(plant, ...eachOnce(consumed)) }] : []),
    ...lost.flatMap((it) => produced({ ...it, orderId, equipmentId, use: 'scrap' }, plant)),
  ]
}

interface Completed {
  readonly consumed?: readonly Drawn[]
  readonly scrappedStock?: readonly Stock[]
  readonly scrappedUnmade?: readonly Stock[]
}

const totalOf = (drawn: readonly Drawn[]) => drawn.reduce((sum, { quantity }) => add(sum, quantity.value), zero)

/** An event may name stock only once, although several lines take some of it. */
const eachOnce = (drawn: readonly Drawn[]): Drawn[] => {
  const alike = Map.groupBy(drawn, ({ lotId, sublotId, quantity }) => [lotId, sublotId, quantity.unit].join('#'))
  return [...alike.values()].flatMap((all) => {
    const [first] = all
    return first ? { ...first, quantity: { ...first.quantity, value: totalOf(all) } } : []
  })
}

/**
 * Material that was consumed and came back is an output of the transformation, under its own name. The event of the consumption stays, because the
 * consumption did happen, and EPCIS can declare only a whole event an error.
 */
export const returned = (
  data: OfOrder &
    Stock & {
      consumptionId: string
      outOf?: NamedUnit | undefined
      disposition?: ReturnDisposition | undefined
    },
  plant: Plant,
): Told[] => [
  {
    ...(data.outOf
      ? ({ ...association('DELETE', data, data.outOf, plant), bizStep: 'removing' } as const)
      : ({ ...making(plant, data), ...outputs(plant, data), disposition: 'returned' } as const)),
    'andon:consumption': data.consumptionId,
  },
  ...(data.disposition === 'scrap' ? [gone(plant, data)] : []),
]

type Use = 'produced' | 'by-product' | 'co-product' | 'scrap' | 'sample'

/**
 * Scrap is an output of the order and then destroyed; units in stock were an output before. A sample is taken from a lot that was an output before.
 */
export function produced(data: OfOrder & Stock & { use: Use; fromStock?: boolean | undefined }, plant: Plant): Told[] {
  const made = { ...making(plant, data), ...outputs(plant, data) }
  switch (data.use) {
    case 'produced':
    case 'by-product':
    case 'co-product':
      return [made]
    case 'scrap':
      return data.fromStock ? [gone(plant, data)] : [made, gone(plant, data)]
    case 'sample':
      return sampled(data, plant)
  }
}

/**
 * Output that was taken back goes into the order again, and a sample is part of its lot again. Scrap was no stock before and is none now, so that
 * nothing is told of it.
 */
export function reversed(data: OfOrder & Stock & { use: Use; productionId: string }, plant: Plant): Told[] {
  const production = { 'andon:production': data.productionId }
  switch (data.use) {
    case 'produced':
    case 'by-product':
    case 'co-product':
      return [{ ...making(plant, data), ...inputs(plant, data), ...production }]
    case 'scrap':
      return []
    case 'sample':
      return [{ ...objects(plant, 'ADD', data), bizStep: 'sampling', disposition: 'returned', ...production }]
  }
}

/** Ties the lots of a batch to its production order. */
export function batch(
  { orderId, lots }: { orderId: string; lots: readonly string[] },
  plant: Plant,
  disposition: Disposition,
): Told[] {
  if (lots.length === 0) return []
  const stock = lots.map((lotId) => ({ lotId }))
  return [
    {
      type: 'TransactionEvent',
      action: 'ADD',
      bizTransactionList: [paper(plant, 'prodorder', orderId)],
      quantityList: apart(plant, stock).quantities,
      bizStep: 'inspecting',
      disposition,
    },
  ]
}
