import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { FactType } from '../../../../events/catalog.ts'

type Noun =
  | 'order'
  | 'batch'
  | 'work'
  | 'material'
  | 'stock'
  | 'weighing'
  | 'quality'
  | 'equipment'
  | 'people'
  | 'recipe'
  | 'refused'

/** The kinds of facts in the words of the plant, by what they are about. */
export const kinds: Readonly<
  Record<
    Noun,
    { readonly word: MessageDescriptor; readonly of: Partial<Readonly<Record<FactType, MessageDescriptor>>> }
  >
> = {
  order: {
    word: msg`Orders`,
    of: {
      'andon.order.created.v1': msg`Order created`,
      'andon.order.changed.v1': msg`Order changed`,
      'andon.order.released.v1': msg`Order released`,
      'andon.order.started.v1': msg`Order started`,
      'andon.order.paused.v1': msg`Order paused`,
      'andon.order.resumed.v1': msg`Order resumed`,
      'andon.order.completed.v1': msg`Order completed`,
      'andon.order.closed.v1': msg`Order closed`,
      'andon.order.closed-short.v1': msg`Order closed short`,
      'andon.order.aborted.v1': msg`Order aborted`,
      'andon.order.cancelled.v1': msg`Order cancelled`,
      'andon.order.split.v1': msg`Order split`,
      'andon.order.quantity-changed.v1': msg`Quantity of an order changed`,
      'andon.order.prioritized.v1': msg`Priority of an order changed`,
      'andon.order.commented.v1': msg`Comment on an order`,
      'andon.order.reserved.v1': msg`Material reserved`,
      'andon.order.unreserved.v1': msg`Reservation given up`,
      'andon.change.proposed.v1': msg`Change to another version proposed`,
      'andon.change.reviewed.v1': msg`Change reviewed`,
      'andon.change.approved.v1': msg`Change approved`,
      'andon.change.rejected.v1': msg`Change rejected`,
      'andon.change.withdrawn.v1': msg`Change withdrawn`,
      'andon.performance.reported.v1': msg`Reported to the ERP`,
    },
  },
  work: {
    word: msg`Work on the floor`,
    of: {
      'andon.step.started.v1': msg`Step started`,
      'andon.step.progressed.v1': msg`Step partly done`,
      'andon.step.completed.v1': msg`Step completed`,
      'andon.step.skipped.v1': msg`Step left out`,
      'andon.step.repeated.v1': msg`Step repeated`,
      'andon.step.overridden.v1': msg`Rule overridden`,
      'andon.step.signed.v1': msg`Step signed`,
      'andon.result.recorded.v1': msg`Result recorded`,
      'andon.result.corrected.v1': msg`Result corrected`,
      'andon.unit.announced.v1': msg`Units numbered`,
      'andon.unit.built.v1': msg`Components built in`,
      'andon.unit.rejected.v1': msg`Unit rejected`,
      'andon.unit.repair-started.v1': msg`Repair of a unit started`,
      'andon.unit.repair-cancelled.v1': msg`Repair of a unit cancelled`,
    },
  },
  material: {
    word: msg`Material used and made`,
    of: {
      'andon.material.consumed.v1': msg`Material used`,
      'andon.material.returned.v1': msg`Material taken back`,
      'andon.material.produced.v1': msg`Product made`,
      'andon.production.reversed.v1': msg`Production taken back`,
      'andon.material.defined.v1': msg`Material defined`,
    },
  },
  weighing: {
    word: msg`Weighing`,
    of: {
      'andon.scale.checked.v1': msg`Scale checked`,
      'andon.dispensing.verified.v1': msg`Weighing verified`,
      'andon.dispensing.rejected.v1': msg`Weighed container rejected`,
      'andon.dispensing.charged.v1': msg`Weighed container charged`,
      'andon.dispensing.charge-reversed.v1': msg`Charging taken back`,
    },
  },
  stock: {
    word: msg`Stock and shipments`,
    of: {
      'andon.lot.received.v1': msg`Lot received`,
      'andon.sublot.received.v1': msg`Part of a lot received`,
      'andon.lot.status-changed.v1': msg`Status of a lot changed`,
      'andon.lot.moved.v1': msg`Lot moved`,
      'andon.lot.split.v1': msg`Lot split`,
      'andon.lot.merged.v1': msg`Lots merged`,
      'andon.lot.divided.v1': msg`Lot divided into parts`,
      'andon.lot.serialised.v1': msg`Pieces numbered`,
      'andon.lot.adjusted.v1': msg`Lot counted`,
      'andon.lot.sampled.v1': msg`Sample taken`,
      'andon.lot.scrapped.v1': msg`Lot scrapped`,
      'andon.lot.retested.v1': msg`Lot retested`,
      'andon.lot.shipped.v1': msg`Lot shipped`,
      'andon.lot.synchronized.v1': msg`Stock taken from the ERP`,
      'andon.container.made.v1': msg`Container made`,
      'andon.container.packed.v1': msg`Container packed`,
      'andon.container.unpacked.v1': msg`Container unpacked`,
      'andon.container.moved.v1': msg`Container moved`,
      'andon.container.shipped.v1': msg`Container shipped`,
    },
  },
  quality: {
    word: msg`Quality`,
    of: {
      'andon.hold.placed.v1': msg`Hold placed`,
      'andon.hold.released.v1': msg`Hold released`,
      'andon.hold.origin-released.v1': msg`Hold released at its origin`,
      'andon.hold.spread-started.v1': msg`Hold carried on`,
      'andon.hold.spread-completed.v1': msg`Hold carried to the end`,
      'andon.lot.hold-inherited.v1': msg`Hold inherited by a lot`,
      'andon.lot.hold-ended.v1': msg`Hold on a lot ended`,
      'andon.order.hold-inherited.v1': msg`Hold inherited by an order`,
      'andon.order.hold-ended.v1': msg`Hold on an order ended`,
      'andon.deviation.opened.v1': msg`Deviation opened`,
      'andon.deviation.classified.v1': msg`Deviation classified`,
      'andon.deviation.investigated.v1': msg`Cause of a deviation recorded`,
      'andon.deviation.dispositioned.v1': msg`Deviation decided`,
      'andon.deviation.capa-required.v1': msg`Corrective action asked for`,
      'andon.deviation.escalated.v1': msg`Deviation escalated`,
      'andon.deviation.closed.v1': msg`Deviation closed`,
      'andon.exception.reviewed.v1': msg`Exception reviewed`,
    },
  },
  batch: {
    word: msg`Batches`,
    of: {
      'andon.batch.released.v1': msg`Batch released`,
      'andon.batch.rejected.v1': msg`Batch rejected`,
      'andon.batch.reminded.v1': msg`Reminder of a batch`,
    },
  },
  equipment: {
    word: msg`Equipment`,
    of: {
      'andon.equipment.defined.v1': msg`Equipment defined`,
      'andon.class.defined.v1': msg`Equipment class defined`,
      'andon.equipment.state-changed.v1': msg`State of a machine changed`,
      'andon.equipment.alarm-raised.v1': msg`Alarm raised`,
      'andon.equipment.stop-explained.v1': msg`Reason of a stop given`,
      'andon.equipment.state-split.v1': msg`Stop parted`,
      'andon.equipment.states-merged.v1': msg`Stops made one`,
      'andon.equipment.state-corrected.v1': msg`State corrected`,
      'andon.call.placed.v1': msg({ message: 'Call for help', context: 'fact' }),
      'andon.call.answered.v1': msg`Call for help answered`,
      'andon.call.ended.v1': msg`Call for help ended`,
      'andon.maintenance.opened.v1': msg`Maintenance opened`,
      'andon.maintenance.started.v1': msg`Maintenance started`,
      'andon.maintenance.part-used.v1': msg`Part used for maintenance`,
      'andon.maintenance.completed.v1': msg`Maintenance completed`,
      'andon.maintenance.cancelled.v1': msg`Maintenance cancelled`,
    },
  },
  people: {
    word: msg`People and hours`,
    of: {
      'andon.person.defined.v1': msg`Person defined`,
      'andon.person.qualification-expiring.v1': msg`Qualification about to expire`,
      'andon.labour.clocked-on.v1': msg`Clocked on`,
      'andon.labour.clocked-off.v1': msg`Clocked off`,
      'andon.labour.break-started.v1': msg`Break started`,
      'andon.labour.break-ended.v1': msg`Break ended`,
      'andon.labour.clock-off-missing.v1': msg`Clocking off was forgotten`,
      'andon.labour.corrected.v1': msg`Hours corrected`,
    },
  },
  recipe: {
    word: msg`Recipes`,
    of: {
      'andon.recipe.drafted.v1': msg`Recipe drafted`,
      'andon.recipe.imported.v1': msg`Recipe imported`,
      'andon.recipe.submitted.v1': msg`Recipe submitted`,
      'andon.recipe.reviewed.v1': msg`Recipe reviewed`,
      'andon.recipe.returned.v1': msg`Recipe sent back`,
      'andon.recipe.approved.v1': msg`Recipe approved`,
      'andon.recipe.retired.v1': msg`Recipe retired`,
    },
  },
  refused: {
    word: msg`Refusals`,
    of: {
      'andon.order.command-refused.v1': msg`Refused on an order`,
      'andon.lot.command-refused.v1': msg`Refused on a lot`,
      'andon.sublot.command-refused.v1': msg`Refused on a part of a lot`,
      'andon.unit.command-refused.v1': msg`Refused on a unit`,
      'andon.container.command-refused.v1': msg`Refused on a container`,
      'andon.equipment.command-refused.v1': msg`Refused on equipment`,
      'andon.class.command-refused.v1': msg`Refused on an equipment class`,
      'andon.material.command-refused.v1': msg`Refused on a material`,
      'andon.person.command-refused.v1': msg`Refused on a person`,
      'andon.recipe.command-refused.v1': msg`Refused on a recipe`,
      'andon.deviation.command-refused.v1': msg`Refused on a deviation`,
      'andon.hold.command-refused.v1': msg`Refused on a hold`,
    },
  },
}

/** The word of a kind; a newer plant may have kinds that this page does not know. */
export const kindOf = (type: string): MessageDescriptor | undefined =>
  Object.values(kinds)
    .flatMap(({ of }) => Object.entries(of))
    .find(([name]) => name === type)?.[1]
