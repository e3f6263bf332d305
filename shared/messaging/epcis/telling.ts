import type { FactData, FactType } from '../../../events/catalog.ts'
import type { Disposition } from './event.ts'
import { counted, gone, judged, lyingAt, paper, received, shipped } from './lots.ts'
import { type Plant, placeOf, transformationOf } from './names.ts'
import { apart, inputs, objects, outputs, type Told } from './objects.ts'

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
  'andon.material.produced.v1': (data, plant) => {
    const made = { ...making(plant, data), ...outputs(plant, data) }
    return becomesStock[data.use] ? [made] : [made, gone(plant, data)]
  },

  'andon.batch.released.v1': (data, plant) => batch(plant, data, 'conformant'),
  'andon.batch.rejected.v1': (data, plant) => batch(plant, data, 'non_conformant'),
}

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

/** Scrap came out of the order, and it is gone. */
const becomesStock: Readonly<Record<FactData<'andon.material.produced.v1'>['use'], boolean>> = {
  produced: true,
  scrap: false,
}

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
