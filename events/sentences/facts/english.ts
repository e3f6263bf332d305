import type { FactData } from '../../catalog.ts'
import type { Quantity } from '../../quantity.ts'
import { helpOf } from '../english/words.ts'
import type { Changed, Drawn, Lost, Say, Sayings, Span, Work } from './telling.ts'

export const english: Sayings = {
  'andon.equipment.defined.v1': (it) => `defined the ${it.level} ${it.name}`,
  'andon.class.defined.v1': (it) => `defined the equipment class ${it.name}`,
  'andon.material.defined.v1': (it) => `defined the material ${it.name}`,
  'andon.person.defined.v1': (it) => `recorded what ${it.name} is qualified for: ${qualifications(it)}`,
  'andon.person.qualification-expiring.v1': (it, say) =>
    `warned that the qualification ${it.qualificationId} of ${it.personId} ends on ${say.until(it.validUntil)}`,
  'andon.recipe.drafted.v1': (it) => `drafted version ${it.version} of recipe ${it.recipeId}`,
  'andon.recipe.imported.v1': (it) =>
    `imported version ${it.version} of recipe ${it.recipeId}${it.importedFrom ? ` from ${it.importedFrom}` : ''}${it.faults.length > 0 ? `, with ${it.faults.length} faults` : ''}`,
  'andon.recipe.submitted.v1': (it) => `submitted version ${it.version} of recipe ${it.recipeId}`,
  'andon.recipe.reviewed.v1': (it) =>
    `reviewed version ${it.version} of recipe ${it.recipeId}${it.comment ? `: ${it.comment}` : ''}`,
  'andon.recipe.returned.v1': (it) =>
    `sent version ${it.version} of recipe ${it.recipeId} back to its authors${because(it)}`,
  'andon.recipe.approved.v1': (it, say) =>
    `approved version ${it.version} of recipe ${it.recipeId}${it.effectiveFrom ? `, effective from ${say.instant(it.effectiveFrom)}` : ''}`,
  'andon.recipe.retired.v1': (it) => `retired version ${it.version} of recipe ${it.recipeId}`,

  'andon.lot.received.v1': (it, say) =>
    `received lot ${it.lotId}, ${say.amount(it.quantity)} of ${it.materialId}, as ${it.status}`,
  'andon.lot.divided.v1': (it) => `put part of lot ${it.lotId} into ${it.sublots.length} sublots`,
  'andon.lot.serialised.v1': (it) => `gave serial numbers to ${it.serials.length} pieces of lot ${it.lotId}`,
  'andon.container.made.v1': (it) => `made the ${it.kind} ${it.containerId}`,
  'andon.container.packed.v1': (it) =>
    `packed ${it.units.length + it.containers.length} into container ${it.containerId}`,
  'andon.container.unpacked.v1': (it) =>
    `took ${it.units.length + it.containers.length} out of container ${it.containerId}`,
  'andon.container.moved.v1': (it) => `moved container ${it.containerId} to ${it.to}${because(it)}`,
  'andon.container.shipped.v1': (it) => `shipped container ${it.containerId} to ${it.to.id} with ${it.shipmentId}`,
  'andon.lot.split.v1': (it, say) =>
    `split off ${it.parts.map((part) => partOf(part, say)).join(', ')}; ${say.amount(it.keeps)} are left`,
  'andon.lot.merged.v1': (it, say) =>
    `merged ${it.from.map((part) => `${say.amount(part.quantity)} of lot ${part.lotId}`).join(', ')} to ${say.amount(it.quantity)}`,
  'andon.lot.retested.v1': (it, say) => `tested it again, good until ${say.until(it.retestAt ?? it.expiresAt ?? '')}`,
  'andon.lot.moved.v1': (it) => `put it to ${it.to}${it.from ? `, from ${it.from}` : ''}${because(it)}`,
  'andon.lot.adjusted.v1': (it, say) =>
    `counted ${say.amount(it.is)}, where ${say.amount(it.was)} were on record${because(it)}`,
  'andon.lot.scrapped.v1': (it, say) => `scrapped ${say.amount(it.quantity)}${because(it)}`,
  'andon.lot.sampled.v1': (it, say) => `took a sample of ${say.amount(it.quantity)}${because(it)}`,
  'andon.lot.shipped.v1': (it, say) =>
    `shipped ${say.amount(it.quantity)} to ${it.to.type} ${it.to.name ?? it.to.id}, shipment ${it.shipmentId}${because(it)}`,
  'andon.lot.status-changed.v1': (it) => `set lot ${it.lotId} to ${it.status}${because(it)}`,
  'andon.lot.synchronized.v1': (it) => `brought lot ${it.lotId} up to date${it.status ? `: ${it.status}` : ''}`,
  'andon.sublot.received.v1': (it, say) =>
    `received sublot ${it.sublotId}, ${say.amount(it.quantity)} of ${it.materialId}, as ${it.status}`,

  'andon.order.created.v1': (it, say) => `asked for ${say.amount(it.quantity)} of ${it.product}`,
  'andon.order.changed.v1': (it, say) => `changed the order to ${say.amount(it.quantity)} of ${it.product}`,
  'andon.order.released.v1': (it) => `released the order with version ${it.version} of recipe ${it.recipeId}`,
  'andon.order.started.v1': () => 'started the order',
  'andon.order.paused.v1': (it) => `paused the order${because(it)}`,
  'andon.order.resumed.v1': () => 'resumed the order',
  'andon.order.completed.v1': () => 'completed the order',
  'andon.order.closed-short.v1': (it, say) =>
    `closed the order short, at ${say.amount(it.made)} of ${say.amount(it.asked)}${because(it)}`,
  'andon.order.quantity-changed.v1': (it, say) =>
    `changed the quantity from ${say.amount(it.was)} to ${say.amount(it.quantity)}${because(it)}`,
  'andon.order.split.v1': (it, say) =>
    `split off ${say.amount(it.part.quantity)} as order ${it.part.orderId}; ${say.amount(it.quantity)} stay${because(it)}`,
  'andon.order.aborted.v1': (it) => `aborted the order${because(it)}`,
  'andon.order.cancelled.v1': (it) => `cancelled the order${because(it)}`,
  'andon.order.closed.v1': () => 'closed the order',
  'andon.order.reserved.v1': (it, say) => `reserved ${say.amount(it.quantity)} of lot ${it.lotId}`,
  'andon.order.unreserved.v1': (it, say) =>
    `gave the reservation of ${say.amount(it.quantity)} of lot ${it.lotId} free`,
  'andon.order.prioritized.v1': (it, say) =>
    `gave the order priority ${it.priority ?? 'none'}${it.dueAt ? `, due ${say.until(it.dueAt)}` : ''}${because(it)}`,
  'andon.order.commented.v1': (it) => `commented: ${it.text}`,
  'andon.change.proposed.v1': (it) => `proposed ${theChange(it)}${because(it)}`,
  'andon.change.reviewed.v1': (it) => `reviewed ${theChange(it)}${it.comment ? `: ${it.comment}` : ''}`,
  'andon.change.approved.v1': (it, say) =>
    `approved ${theChange(it)}${it.remainder ? `: order ${it.remainder.orderId} makes ${say.amount(it.remainder.quantity)}` : ''}`,
  'andon.change.rejected.v1': (it) => `rejected ${theChange(it)}${because(it)}`,
  'andon.change.withdrawn.v1': (it) => `withdrew ${theChange(it)}${because(it)}`,
  'andon.step.started.v1': (it) => `started step ${it.stepId}${on(it)}`,
  'andon.step.progressed.v1': (it, say) =>
    `finished ${say.amount(it.finished)} in step ${it.stepId} so far${on(it)}${lostIn(it)}${it.consumed ? `, with ${it.consumed.map((part) => drawnFrom(part, say)).join(', ')}` : ''}`,
  'andon.step.repeated.v1': (it) =>
    `began round ${it.round} of step ${it.stepId}: ${it.because.parameterId ?? it.because.checkId} was ${it.because.value}`,
  'andon.step.completed.v1': (it, say) =>
    `completed step ${it.stepId}${on(it)}${lostIn(it)}${it.consumed ? `, with ${it.consumed.map((part) => drawnFrom(part, say)).join(', ')}` : ''}${because(it)}`,
  'andon.step.skipped.v1': (it) => `left out step ${it.stepId}${because(it)}`,
  'andon.step.signed.v1': (it) => `signed step ${it.stepId} as ${it.meaning}`,
  'andon.step.overridden.v1': (it) => `let pass in step ${it.stepId}: ${it.detail} ${it.reason}`,
  'andon.material.consumed.v1': (it, say) =>
    `consumed ${say.amount(it.quantity)} of ${it.materialId} from lot ${it.lotId}, line ${it.lineId}${it.into ? `, into unit ${it.into.serial}` : ''}`,
  'andon.material.returned.v1': (it, say) =>
    `${it.disposition === 'scrap' ? 'scrapped' : 'gave back'} ${drawnFrom(it, say)}${it.outOf ? `, out of unit ${it.outOf.serial}` : ''}${it.disposition === 'quarantine' ? `, to quarantine${it.toSublotId ? ` as ${it.toSublotId}` : ''}` : ''}${because(it)}`,
  'andon.unit.announced.v1': (it) =>
    `gave ${it.serials.length} units of ${it.materialId} their serial numbers, for lot ${it.lotId}`,
  'andon.unit.built.v1': (it) =>
    `built ${it.consumed.length} components into unit ${it.into.serial} of ${it.into.materialId}`,
  'andon.unit.repair-started.v1': (it) =>
    `took unit ${it.sublotId} of ${it.materialId} out of lot ${it.lotId} for repair${because(it)}`,
  'andon.unit.repair-cancelled.v1': (it) =>
    `put unit ${it.sublotId} of ${it.materialId} back into lot ${it.lotId}, not repaired${because(it)}`,
  'andon.unit.rejected.v1': (it) => `rejected unit ${it.serial} of ${it.materialId} before it was made${because(it)}`,
  'andon.material.produced.v1': (it, say) =>
    `${productions[it.use]} ${say.amount(it.quantity)} of ${it.materialId}, lot ${it.lotId}${it.reasonCode ? `: ${it.reasonCode}` : ''}`,
  'andon.production.reversed.v1': (it, say) =>
    `took back: ${productions[it.use]} ${say.amount(it.quantity)} of ${it.materialId}, lot ${it.lotId}${because(it)}`,
  'andon.result.corrected.v1': (it) =>
    `corrected ${it.parameterId ?? it.checkId} in step ${it.stepId} from ${it.corrects.was} to ${it.value}${it.unit ? ` ${it.unit}` : ''}${because(it)}`,
  'andon.result.recorded.v1': (it) =>
    `recorded ${it.parameterId ?? it.checkId} ${it.value}${it.unit ? ` ${it.unit}` : ''} in step ${it.stepId}${it.inSpec ? '' : ', outside its limits'}`,

  'andon.equipment.state-changed.v1': (it) => `says that it is ${it.state}${because(it)}`,
  'andon.equipment.alarm-raised.v1': (it) => `raised alarm ${it.code}${it.text ? `: ${it.text}` : ''}`,
  'andon.equipment.stop-explained.v1': (it, say) =>
    `gave ${it.reasonId} as the reason why ${it.equipmentId} stood ${timeOf(it, say)}${it.reasonBefore ? `, not ${it.reasonBefore}` : ''}${it.comment ? `: ${it.comment}` : ''}`,
  'andon.equipment.state-split.v1': (it, say) =>
    `parted the stop of ${it.equipmentId} ${timeOf(it, say)} at ${say.instant(it.at)}${it.reasonId ? `, with ${it.reasonId} as the reason from then on` : ''}${it.comment ? `: ${it.comment}` : ''}`,
  'andon.equipment.states-merged.v1': (it, say) =>
    `made one stop of ${it.equipmentId} ${timeOf(it, say)}, with ${it.reasonId} as its reason${it.comment ? `: ${it.comment}` : ''}`,
  'andon.equipment.state-corrected.v1': (it, say) =>
    `corrected the state of ${it.equipmentId} ${timeOf(it, say)} from ${it.stateBefore} to ${it.state}: ${it.reason}`,
  'andon.call.placed.v1': (it) =>
    `called for ${helpOf(it.kind)} at ${it.equipmentId}${it.comment ? `: ${it.comment}` : ''}`,
  'andon.call.answered.v1': (it) =>
    `answered the call for ${helpOf(it.kind)} at ${it.equipmentId}, after ${it.secondsToAnswer} s`,
  'andon.call.ended.v1': (it) =>
    `ended the call for ${helpOf(it.kind)} at ${it.equipmentId}, after ${it.secondsToEnd} s${it.secondsToAnswer === undefined ? ', unanswered' : ''}${it.result ? `: ${it.result}` : ''}`,

  'andon.maintenance.opened.v1': (it) =>
    `opened maintenance ${it.maintenanceId} of ${it.equipmentId}${byPlan(it)}${it.comment ? `: ${it.comment}` : ''}`,
  'andon.maintenance.started.v1': (it) =>
    `started maintenance ${it.maintenanceId}${byPlan(it)}, which locks ${it.takes.join(', ')} out`,
  'andon.maintenance.part-used.v1': (it, say) =>
    `used ${say.amount(it.quantity)} of lot ${it.lotId} for maintenance ${it.maintenanceId} of ${it.equipmentId}`,
  'andon.maintenance.completed.v1': (it) =>
    `completed maintenance ${it.maintenanceId} of ${it.equipmentId}${byPlan(it)} (${it.result}): ${it.comment}`,
  'andon.maintenance.cancelled.v1': (it) =>
    `cancelled maintenance ${it.maintenanceId} of ${it.equipmentId}: ${it.reason}`,

  'andon.labour.clocked-on.v1': (it) => `clocked ${it.personId} on for ${work(it)}`,
  'andon.labour.clocked-off.v1': (it) => `clocked ${it.personId} off from ${work(it)}`,
  'andon.labour.break-started.v1': (it) => `sent ${it.personId} on a break`,
  'andon.labour.break-ended.v1': (it) => `ended the break of ${it.personId}`,
  'andon.labour.corrected.v1': (it, say) =>
    `corrected ${work(it.was)} of ${it.personId}, ${span(it.was, say)}, to ${work(it.now)}, ${span(it.now, say)}${because(it)}`,
  'andon.labour.clock-off-missing.v1': (it, say) =>
    `misses the clock-off of ${it.personId} from ${work(it)}: shift ${it.shiftId} ended on ${say.instant(it.shiftEndedAt)}${it.to ? `, and the clock stopped at ${say.instant(it.to)}` : ''}`,

  'andon.scale.checked.v1': (it) => `checked the scale: ${it.outcome}`,
  'andon.dispensing.verified.v1': (it) => `verified container ${it.containerId}, which is of lot ${it.lotId}`,
  'andon.dispensing.charged.v1': (it) =>
    `charged container ${it.containerId} of lot ${it.lotId}${it.equipmentId ? ` into ${it.equipmentId}` : ''} in step ${it.stepId}${because(it)}`,
  'andon.dispensing.charge-reversed.v1': (it) =>
    `took back the charge of container ${it.containerId}${it.equipmentId ? ` into ${it.equipmentId}` : ''} in step ${it.stepId}${because(it)}`,
  'andon.dispensing.rejected.v1': (it, say) =>
    `rejected container ${it.containerId} with ${drawnFrom(it, say)}${because(it)}`,

  'andon.hold.placed.v1': (it) => `put ${it.subject.type} ${it.subject.id} on hold${because(it)}`,
  'andon.hold.origin-released.v1': (it) =>
    `heard that hold ${it.origin.holdId} was released at ${it.origin.site}: lot ${it.subject.id} can be released here, too`,
  'andon.hold.spread-started.v1': (it) => `began to hold all that was made of ${it.subject.type} ${it.subject.id}`,
  'andon.hold.spread-completed.v1': (it) => `has held all that was made of ${it.subject.type} ${it.subject.id}`,
  'andon.lot.hold-inherited.v1': (it) =>
    `held lot ${it.lotId}, which was made of ${it.from.type} ${it.from.id} (hold ${it.holdId})`,
  'andon.lot.hold-ended.v1': (it) => `let lot ${it.lotId} go with the release of hold ${it.holdId}`,
  'andon.order.hold-inherited.v1': (it) =>
    `held the order, which used ${it.from.type} ${it.from.id} (hold ${it.holdId})`,
  'andon.order.hold-ended.v1': (it) => `let the order go with the release of hold ${it.holdId}`,
  'andon.hold.released.v1': (it) => `released the hold on ${it.subject.type} ${it.subject.id}${because(it)}`,

  'andon.deviation.opened.v1': (it) => `opened deviation ${it.deviationId}: ${it.title}`,
  'andon.deviation.classified.v1': (it) => `classified the deviation as ${it.severity}${because(it)}`,
  'andon.deviation.investigated.v1': (it) => `found the root cause: ${it.rootCause}`,
  'andon.deviation.dispositioned.v1': (it) =>
    `decided ${it.disposition}${it.rework ? ` by recipe ${it.rework.recipeId}` : ''}${because(it)}`,
  'andon.deviation.escalated.v1': (it) => `escalated: the ${it.waitingFor} is late`,
  'andon.deviation.capa-required.v1': () => 'asked for a corrective action',
  'andon.deviation.closed.v1': (it) => `closed the deviation${because(it)}`,

  'andon.exception.reviewed.v1': (it) => `reviewed exception ${it.exceptionId}: ${it.comment}`,
  'andon.batch.released.v1': (it) => `released the batch, ${it.lots.join(', ')}`,
  'andon.batch.rejected.v1': (it) => `rejected the batch${because(it)}`,
  'andon.batch.reminded.v1': (it) => `reminded quality: the batch waits for the ${it.waitingFor}`,
  'andon.performance.reported.v1': () => 'reported the performance to the ERP',
}

const byPlan = ({ planId }: { readonly planId?: string | undefined }) =>
  planId === undefined ? '' : `, by plan ${planId}`
const partOf = (it: { readonly lotId: string; readonly quantity: Quantity }, say: Say) =>
  `${say.amount(it.quantity)} as lot ${it.lotId}`
const drawnFrom = (it: Drawn, say: Say) => `${say.amount(it.quantity)} of ${it.materialId} from lot ${it.lotId}`
const productions = {
  produced: 'produced',
  'by-product': 'produced the by-product',
  'co-product': 'produced the co-product',
  scrap: 'scrapped',
  sample: 'sampled',
}
const effects = {
  'next-batch': 'from the next batch on',
  'remaining-quantity': 'for the remaining quantity',
  immediately: 'immediately',
}
const theChange = (it: Changed) => `change ${it.changeId} to version ${it.version} ${effects[it.effect]}`
const because = ({ reason }: { readonly reason?: string | undefined }) => (reason ? `: ${reason}` : '')
const lostIn = ({ scrappedSerials, scrapReasonCode }: Lost) => {
  const why = scrapReasonCode ? ` as ${scrapReasonCode}` : ''
  return scrappedSerials ? `, scrapped ${scrappedSerials.join(', ')}${why}` : why && `, scrapped${why}`
}
const on = ({ equipmentId }: { readonly equipmentId?: string | undefined }) => (equipmentId ? ` on ${equipmentId}` : '')
const work = ({ activity, orderId, stepId }: Work) =>
  `${activity}${orderId ? ` of order ${orderId}` : ''}${stepId ? `, step ${stepId}` : ''}`
const span = ({ from, to }: Span, say: Say) => `${say.instant(from)} to ${to ? say.instant(to) : 'now'}`
const timeOf = ({ from, to }: Span, say: Say) =>
  to ? `from ${say.instant(from)} to ${say.instant(to)}` : `from ${say.instant(from)} on`
const qualifications = (it: FactData<'andon.person.defined.v1'>) =>
  it.qualifications.map(({ qualificationId }) => qualificationId).join(', ') || 'nothing'
