import type { FactData, FactType } from '../../../events/catalog.ts'
import * as containers from './containers.ts'
import { counted, freed, gone, held, judged, lyingAt, paper, received, sampled, shipped } from './lots.ts'
import type { Plant } from './names.ts'
import { inputs, objects, outputs, type Told } from './objects.ts'
import { announced, batch, completed, consumed, produced, rejected, returned, reversed } from './orders.ts'

export type Telling<Data> = (data: Data, plant: Plant) => readonly Told[]

/** The events of each kind of fact. A kind that is missing here concerns no material. */
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

  'andon.hold.placed.v1': ({ subject, holdId }, plant) =>
    subject.type === 'lot' ? held({ lotId: subject.id, holdId }, plant) : [],
  'andon.deviation.opened.v1': ({ subject, holdId }, plant) =>
    subject.type === 'lot' && holdId !== undefined ? held({ lotId: subject.id, holdId }, plant) : [],
  'andon.hold.released.v1': ({ subject, holdId }, plant) =>
    subject.type === 'lot' ? freed({ lotId: subject.id, holdId }, plant) : [],
  'andon.lot.hold-inherited.v1': held,
  'andon.lot.hold-ended.v1': freed,

  // The parts get their names here. Each has an input of its own, so that no quantities of different units are added.
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
  // A division of stock into sublots is no event; the serial number of a unit is one.
  'andon.lot.divided.v1': () => [],
  'andon.lot.serialised.v1': ({ lotId, serials }, plant) => [
    {
      ...objects(plant, 'ADD', ...serials.map((sublotId) => ({ lotId, sublotId }))),
      bizStep: 'commissioning',
      disposition: 'active',
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
  'andon.lot.sampled.v1': sampled,
  'andon.lot.shipped.v1': shipped,

  'andon.unit.announced.v1': announced,
  'andon.unit.rejected.v1': rejected,
  'andon.material.consumed.v1': consumed,
  'andon.unit.built.v1': ({ consumed: components, ...data }, plant) =>
    components.flatMap((it) => consumed({ ...data, ...it }, plant)),
  // The unit keeps its number, but another lot gets it.
  'andon.unit.repair-started.v1': ({ into: _same, ...data }, plant) => consumed(data, plant),
  'andon.unit.repair-cancelled.v1': ({ outOf: _same, ...data }, plant) => returned(data, plant),
  'andon.material.returned.v1': returned,
  'andon.material.produced.v1': produced,
  'andon.production.reversed.v1': reversed,
  // The content of a rejected container is an output of the order, and is scrap.
  'andon.dispensing.rejected.v1': (data, plant) => produced({ ...data, use: 'scrap' }, plant),
  'andon.step.progressed.v1': completed,
  'andon.step.completed.v1': completed,
  'andon.container.made.v1': containers.made,
  'andon.container.packed.v1': containers.packed,
  'andon.container.unpacked.v1': containers.unpacked,
  'andon.container.moved.v1': containers.moved,
  'andon.container.shipped.v1': containers.shipped,

  'andon.batch.released.v1': (data, plant) => batch(data, plant, 'conformant'),
  'andon.batch.rejected.v1': (data, plant) => batch(data, plant, 'non_conformant'),
}
