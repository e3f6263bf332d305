import type { FactData } from '../../catalog.ts'
import type { Quantity } from '../../quantity.ts'
import {
  activityOf,
  containerKindOf,
  helpOf,
  holdableOf,
  machineStateOf,
  maintenanceResultOf,
  meaningOf,
  waitOf,
} from '../french/terms.ts'
import type { Changed, Drawn, Lost, Say, Sayings, Span, Work } from './telling.ts'

export const french: Sayings = {
  'andon.equipment.defined.v1': (it) => `a défini ${levels[it.level]} ${it.name}`,
  'andon.class.defined.v1': (it) => `a défini la classe d’équipement ${it.name}`,
  'andon.material.defined.v1': (it) => `a défini la matière ${it.name}`,
  'andon.person.defined.v1': (it) => `a noté ce pour quoi ${it.name} est qualifié : ${qualifications(it)}`,
  'andon.person.qualification-expiring.v1': (it, say) =>
    `a averti que la qualification ${it.qualificationId} de ${it.personId} finit le ${say.until(it.validUntil)}`,
  'andon.recipe.drafted.v1': (it) => `a rédigé la version ${it.version} de la recette ${it.recipeId}`,
  'andon.recipe.imported.v1': (it) =>
    `a importé la version ${it.version} de la recette ${it.recipeId}${it.importedFrom ? ` de ${it.importedFrom}` : ''}${it.faults.length > 0 ? `, avec ${it.faults.length} défauts` : ''}`,
  'andon.recipe.submitted.v1': (it) => `a soumis la version ${it.version} de la recette ${it.recipeId}`,
  'andon.recipe.reviewed.v1': (it) =>
    `a relu la version ${it.version} de la recette ${it.recipeId}${it.comment ? ` : ${it.comment}` : ''}`,
  'andon.recipe.returned.v1': (it) =>
    `a rendu la version ${it.version} de la recette ${it.recipeId} à ses auteurs${because(it)}`,
  'andon.recipe.approved.v1': (it, say) =>
    `a approuvé la version ${it.version} de la recette ${it.recipeId}${it.effectiveFrom ? `, en vigueur dès le ${say.instant(it.effectiveFrom)}` : ''}`,
  'andon.recipe.retired.v1': (it) => `a retiré la version ${it.version} de la recette ${it.recipeId}`,

  'andon.lot.received.v1': (it, say) =>
    `a reçu le lot ${it.lotId}, ${say.amount(it.quantity)} de ${it.materialId}, ${statuses[it.status]}`,
  'andon.lot.divided.v1': (it) => `a mis une part du lot ${it.lotId} en ${it.sublots.length} sous-lots`,
  'andon.lot.serialised.v1': (it) => `a donné un numéro de série à ${it.serials.length} pièces du lot ${it.lotId}`,
  'andon.container.made.v1': (it) => `a créé le contenant ${it.containerId} (${containerKindOf(it.kind)})`,
  'andon.container.packed.v1': (it) =>
    `a mis ${it.units.length + it.containers.length} unités dans le contenant ${it.containerId}`,
  'andon.container.unpacked.v1': (it) =>
    `a sorti ${it.units.length + it.containers.length} unités du contenant ${it.containerId}`,
  'andon.container.moved.v1': (it) => `a déplacé le contenant ${it.containerId} vers ${it.to}${because(it)}`,
  'andon.container.shipped.v1': (it) => `a expédié le contenant ${it.containerId} à ${it.to.id} avec ${it.shipmentId}`,
  'andon.lot.split.v1': (it, say) =>
    `a séparé ${it.parts.map((part) => partOf(part, say)).join(', ')} ; il reste ${say.amount(it.keeps)}`,
  'andon.lot.merged.v1': (it, say) =>
    `a réuni ${it.from.map((part) => `${say.amount(part.quantity)} du lot ${part.lotId}`).join(', ')} en ${say.amount(it.quantity)}`,
  'andon.lot.retested.v1': (it, say) =>
    `l’a analysé de nouveau, bon jusqu’au ${say.until(it.retestAt ?? it.expiresAt ?? '')}`,
  'andon.lot.moved.v1': (it) => `l’a mis à ${it.to}${it.from ? `, depuis ${it.from}` : ''}${because(it)}`,
  'andon.lot.adjusted.v1': (it, say) =>
    `a compté ${say.amount(it.is)}, où ${say.amount(it.was)} étaient inscrits${because(it)}`,
  'andon.lot.scrapped.v1': (it, say) => `a mis ${say.amount(it.quantity)} au rebut${because(it)}`,
  'andon.lot.sampled.v1': (it, say) => `a prélevé un échantillon de ${say.amount(it.quantity)}${because(it)}`,
  'andon.lot.shipped.v1': (it, say) =>
    `a expédié ${say.amount(it.quantity)} à ${it.to.name ?? it.to.id}, expédition ${it.shipmentId}${because(it)}`,
  'andon.lot.status-changed.v1': (it) => `a déclaré le lot ${it.lotId} ${statuses[it.status]}${because(it)}`,
  'andon.lot.synchronized.v1': (it) => `a mis à jour le lot ${it.lotId}${it.status ? ` : ${statuses[it.status]}` : ''}`,
  'andon.sublot.received.v1': (it, say) =>
    `a reçu le sous-lot ${it.sublotId}, ${say.amount(it.quantity)} de ${it.materialId}, ${statuses[it.status]}`,

  'andon.order.created.v1': (it, say) => `a demandé ${say.amount(it.quantity)} de ${it.product}`,
  'andon.order.changed.v1': (it, say) => `a changé l’ordre : ${say.amount(it.quantity)} de ${it.product}`,
  'andon.order.released.v1': (it) => `a lancé l’ordre avec la version ${it.version} de la recette ${it.recipeId}`,
  'andon.order.started.v1': () => 'a commencé l’ordre',
  'andon.order.paused.v1': (it) => `a suspendu l’ordre${because(it)}`,
  'andon.order.resumed.v1': () => 'a repris l’ordre',
  'andon.order.completed.v1': () => 'a terminé l’ordre',
  'andon.order.closed-short.v1': (it, say) =>
    `a clos l’ordre avant la fin, à ${say.amount(it.made)} sur ${say.amount(it.asked)}${because(it)}`,
  'andon.order.quantity-changed.v1': (it, say) =>
    `a changé la quantité de ${say.amount(it.was)} à ${say.amount(it.quantity)}${because(it)}`,
  'andon.order.split.v1': (it, say) =>
    `a séparé ${say.amount(it.part.quantity)} dans l’ordre ${it.part.orderId} ; ${say.amount(it.quantity)} restent${because(it)}`,
  'andon.order.aborted.v1': (it) => `a interrompu l’ordre${because(it)}`,
  'andon.order.cancelled.v1': (it) => `a annulé l’ordre${because(it)}`,
  'andon.order.closed.v1': () => 'a clos l’ordre',
  'andon.order.reserved.v1': (it, say) => `a réservé ${say.amount(it.quantity)} du lot ${it.lotId}`,
  'andon.order.unreserved.v1': (it, say) => `a rendu la réservation de ${say.amount(it.quantity)} du lot ${it.lotId}`,
  'andon.order.prioritized.v1': (it, say) =>
    `a donné à l’ordre la priorité ${it.priority ?? 'aucune'}${it.dueAt ? `, échéance ${say.until(it.dueAt)}` : ''}${because(it)}`,
  'andon.order.commented.v1': (it) => `a commenté : ${it.text}`,
  'andon.change.proposed.v1': (it) => `a proposé ${theChange(it)}${because(it)}`,
  'andon.change.reviewed.v1': (it) => `a relu ${theChange(it)}${it.comment ? ` : ${it.comment}` : ''}`,
  'andon.change.approved.v1': (it, say) =>
    `a approuvé ${theChange(it)}${it.remainder ? ` : l’ordre ${it.remainder.orderId} fait ${say.amount(it.remainder.quantity)}` : ''}`,
  'andon.change.rejected.v1': (it) => `a rejeté ${theChange(it)}${because(it)}`,
  'andon.change.withdrawn.v1': (it) => `a retiré ${theChange(it)}${because(it)}`,
  'andon.step.started.v1': (it) => `a commencé l’étape ${it.stepId}${on(it)}`,
  'andon.step.progressed.v1': (it, say) =>
    `a fini ${say.amount(it.finished)} dans l’étape ${it.stepId} jusqu’ici${on(it)}${lostIn(it)}${it.consumed ? `, avec ${it.consumed.map((part) => drawnFrom(part, say)).join(', ')}` : ''}`,
  'andon.step.repeated.v1': (it) =>
    `a commencé le tour ${it.round} de l’étape ${it.stepId} : ${it.because.parameterId ?? it.because.checkId} valait ${it.because.value}`,
  'andon.step.completed.v1': (it, say) =>
    `a terminé l’étape ${it.stepId}${on(it)}${lostIn(it)}${it.consumed ? `, avec ${it.consumed.map((part) => drawnFrom(part, say)).join(', ')}` : ''}${because(it)}`,
  'andon.step.skipped.v1': (it) => `a sauté l’étape ${it.stepId}${because(it)}`,
  'andon.step.signed.v1': (it) => `a signé l’étape ${it.stepId} : ${meaningOf(it.meaning)}`,
  'andon.step.overridden.v1': (it) => `a laissé passer dans l’étape ${it.stepId} : ${it.detail} ${it.reason}`,
  'andon.material.consumed.v1': (it, say) =>
    `a consommé ${say.amount(it.quantity)} de ${it.materialId} du lot ${it.lotId}, ligne ${it.lineId}${it.into ? `, dans la pièce ${it.into.serial}` : ''}`,
  'andon.material.returned.v1': (it, say) =>
    `a ${it.disposition === 'scrap' ? 'mis au rebut' : 'rendu'} ${drawnFrom(it, say)}${it.outOf ? `, sorti de la pièce ${it.outOf.serial}` : ''}${it.disposition === 'quarantine' ? `, en quarantaine${it.toSublotId ? ` sous ${it.toSublotId}` : ''}` : ''}${because(it)}`,
  'andon.unit.announced.v1': (it) =>
    `a donné leur numéro de série à ${it.serials.length} pièces de ${it.materialId}, pour le lot ${it.lotId}`,
  'andon.unit.built.v1': (it) =>
    `a monté ${it.consumed.length} composants dans la pièce ${it.into.serial} de ${it.into.materialId}`,
  'andon.unit.repair-started.v1': (it) =>
    `a sorti la pièce ${it.sublotId} de ${it.materialId} du lot ${it.lotId} pour la réparer${because(it)}`,
  'andon.unit.repair-cancelled.v1': (it) =>
    `a remis la pièce ${it.sublotId} de ${it.materialId} dans le lot ${it.lotId}, non réparée${because(it)}`,
  'andon.unit.rejected.v1': (it) =>
    `a rejeté la pièce ${it.serial} de ${it.materialId} avant sa production${because(it)}`,
  'andon.material.produced.v1': (it, say) =>
    `a ${productions[it.use]} ${say.amount(it.quantity)} de ${it.materialId}, lot ${it.lotId}${it.reasonCode ? ` : ${it.reasonCode}` : ''}`,
  'andon.production.reversed.v1': (it, say) =>
    `a repris : ${productions[it.use]} ${say.amount(it.quantity)} de ${it.materialId}, lot ${it.lotId}${because(it)}`,
  'andon.result.corrected.v1': (it) =>
    `a corrigé ${it.parameterId ?? it.checkId} de l’étape ${it.stepId} : ${it.corrects.was} devient ${it.value}${it.unit ? ` ${it.unit}` : ''}${because(it)}`,
  'andon.result.recorded.v1': (it) =>
    `a noté ${it.parameterId ?? it.checkId} ${it.value}${it.unit ? ` ${it.unit}` : ''} dans l’étape ${it.stepId}${it.inSpec ? '' : ', hors de ses limites'}`,

  'andon.equipment.state-changed.v1': (it) => `annonce son état : ${machineStateOf(it.state)}${because(it)}`,
  'andon.equipment.alarm-raised.v1': (it) => `a levé l’alarme ${it.code}${it.text ? ` : ${it.text}` : ''}`,
  'andon.equipment.stop-explained.v1': (it, say) =>
    `a donné ${it.reasonId} comme motif de l’arrêt de ${it.equipmentId} ${timeOf(it, say)}${it.reasonBefore ? `, et non ${it.reasonBefore}` : ''}${it.comment ? ` : ${it.comment}` : ''}`,
  'andon.equipment.state-split.v1': (it, say) =>
    `a divisé l’arrêt de ${it.equipmentId} ${timeOf(it, say)} à ${say.instant(it.at)}${it.reasonId ? `, avec le motif ${it.reasonId} à partir de là` : ''}${it.comment ? ` : ${it.comment}` : ''}`,
  'andon.equipment.states-merged.v1': (it, say) =>
    `a réuni en un arrêt de ${it.equipmentId} ${timeOf(it, say)}, avec le motif ${it.reasonId}${it.comment ? ` : ${it.comment}` : ''}`,
  'andon.equipment.state-corrected.v1': (it, say) =>
    `a corrigé l’état de ${it.equipmentId} ${timeOf(it, say)} de « ${machineStateOf(it.stateBefore)} » en « ${machineStateOf(it.state)} » : ${it.reason}`,
  'andon.call.placed.v1': (it) =>
    `a demandé ${helpOf(it.kind)} à ${it.equipmentId}${it.comment ? ` : ${it.comment}` : ''}`,
  'andon.call.answered.v1': (it) =>
    `a répondu à l’appel demandant ${helpOf(it.kind)} à ${it.equipmentId}, au bout de ${it.secondsToAnswer} s`,
  'andon.call.ended.v1': (it) =>
    `a terminé l’appel demandant ${helpOf(it.kind)} à ${it.equipmentId}, au bout de ${it.secondsToEnd} s${it.secondsToAnswer === undefined ? ', sans réponse' : ''}${it.result ? ` : ${it.result}` : ''}`,

  'andon.maintenance.opened.v1': (it) =>
    `a ouvert l’intervention ${it.maintenanceId} sur ${it.equipmentId}${byPlan(it)}${it.comment ? ` : ${it.comment}` : ''}`,
  'andon.maintenance.started.v1': (it) =>
    `a commencé l’intervention ${it.maintenanceId}${byPlan(it)}, qui consigne ${it.takes.join(', ')}`,
  'andon.maintenance.part-used.v1': (it, say) =>
    `a utilisé ${say.amount(it.quantity)} du lot ${it.lotId} pour l’intervention ${it.maintenanceId} sur ${it.equipmentId}`,
  'andon.maintenance.completed.v1': (it) =>
    `a terminé l’intervention ${it.maintenanceId} sur ${it.equipmentId}${byPlan(it)} (${maintenanceResultOf(it.result)}) : ${it.comment}`,
  'andon.maintenance.cancelled.v1': (it) =>
    `a annulé l’intervention ${it.maintenanceId} sur ${it.equipmentId} : ${it.reason}`,

  'andon.labour.clocked-on.v1': (it) => `a pointé le début de ${it.personId} : ${work(it)}`,
  'andon.labour.clocked-off.v1': (it) => `a pointé la fin de ${it.personId} : ${work(it)}`,
  'andon.labour.break-started.v1': (it) => `a commencé la pause de ${it.personId}`,
  'andon.labour.break-ended.v1': (it) => `a fini la pause de ${it.personId}`,
  'andon.labour.corrected.v1': (it, say) =>
    `a corrigé pour ${it.personId} ${work(it.was)}, ${span(it.was, say)}, en ${work(it.now)}, ${span(it.now, say)}${because(it)}`,
  'andon.labour.clock-off-missing.v1': (it, say) =>
    `n’a pas le pointage de fin de ${it.personId} : ${work(it)}, le poste ${it.shiftId} a fini à ${say.instant(it.shiftEndedAt)}${it.to ? `, et l’horloge s’est arrêtée à ${say.instant(it.to)}` : ''}`,

  'andon.scale.checked.v1': (it) => `a contrôlé la balance : ${it.outcome === 'passed' ? 'bonne' : 'mauvaise'}`,
  'andon.dispensing.verified.v1': (it) => `a vérifié le contenant ${it.containerId}, du lot ${it.lotId}`,
  'andon.dispensing.charged.v1': (it) =>
    `a chargé le contenant ${it.containerId} du lot ${it.lotId}${it.equipmentId ? ` dans ${it.equipmentId}` : ''} à l’étape ${it.stepId}${because(it)}`,
  'andon.dispensing.charge-reversed.v1': (it) =>
    `a repris le chargement du contenant ${it.containerId}${it.equipmentId ? ` dans ${it.equipmentId}` : ''} à l’étape ${it.stepId}${because(it)}`,
  'andon.dispensing.rejected.v1': (it, say) =>
    `a rejeté le contenant ${it.containerId} avec ${drawnFrom(it, say)}${because(it)}`,

  'andon.hold.placed.v1': (it) => `a bloqué ${holdableOf(it.subject.type)} ${it.subject.id}${because(it)}`,
  'andon.hold.origin-released.v1': (it) =>
    `a appris que le blocage ${it.origin.holdId} est levé à ${it.origin.site} : le lot ${it.subject.id} peut être libéré ici aussi`,
  'andon.hold.spread-started.v1': (it) =>
    `commence à bloquer tout ce qui est fait avec ${holdableOf(it.subject.type)} ${it.subject.id}`,
  'andon.hold.spread-completed.v1': (it) =>
    `a bloqué tout ce qui est fait avec ${holdableOf(it.subject.type)} ${it.subject.id}`,
  'andon.lot.hold-inherited.v1': (it) =>
    `a bloqué le lot ${it.lotId}, fait avec ${holdableOf(it.from.type)} ${it.from.id} (blocage ${it.holdId})`,
  'andon.lot.hold-ended.v1': (it) => `a rendu le lot ${it.lotId} avec la levée du blocage ${it.holdId}`,
  'andon.order.hold-inherited.v1': (it) =>
    `a bloqué l’ordre, qui a utilisé ${holdableOf(it.from.type)} ${it.from.id} (blocage ${it.holdId})`,
  'andon.order.hold-ended.v1': (it) => `a rendu l’ordre avec la levée du blocage ${it.holdId}`,
  'andon.hold.released.v1': (it) =>
    `a levé le blocage sur ${holdableOf(it.subject.type)} ${it.subject.id}${because(it)}`,

  'andon.deviation.opened.v1': (it) => `a ouvert l’écart ${it.deviationId} : ${it.title}`,
  'andon.deviation.classified.v1': (it) => `a classé l’écart : ${severities[it.severity]}${because(it)}`,
  'andon.deviation.investigated.v1': (it) => `a trouvé la cause : ${it.rootCause}`,
  'andon.deviation.dispositioned.v1': (it) =>
    `a décidé : ${dispositions[it.disposition]}${it.rework ? ` par la recette ${it.rework.recipeId}` : ''}${because(it)}`,
  'andon.deviation.escalated.v1': (it) => `a relancé : ${waitOf(it.waitingFor)} est en retard`,
  'andon.deviation.capa-required.v1': () => 'a demandé une action corrective',
  'andon.deviation.closed.v1': (it) => `a clos l’écart${because(it)}`,

  'andon.exception.reviewed.v1': (it) => `a revu l’exception ${it.exceptionId} : ${it.comment}`,
  'andon.batch.released.v1': (it) => `a libéré le lot de production, ${it.lots.join(', ')}`,
  'andon.batch.rejected.v1': (it) => `a rejeté le lot de production${because(it)}`,
  'andon.batch.reminded.v1': (it) => `a rappelé la qualité : le lot attend ${waitOf(it.waitingFor)}`,
  'andon.performance.reported.v1': () => 'a rendu compte à l’ERP',
}

const levels = {
  enterprise: 'l’entreprise',
  site: 'le site',
  area: 'la zone',
  'work-center': 'le centre de travail',
  'work-unit': 'l’unité de travail',
  'equipment-module': 'le module d’équipement',
  'storage-zone': 'la zone de stockage',
  'storage-unit': 'l’emplacement de stockage',
}
const statuses = {
  quarantine: 'en quarantaine',
  released: 'libéré',
  rejected: 'rejeté',
  consumed: 'consommé',
  depleted: 'épuisé',
  expired: 'périmé',
  shipped: 'expédié',
}
const severities = { minor: 'mineur', major: 'majeur', critical: 'critique' }
const dispositions = {
  'use-as-is': 'utiliser tel quel',
  rework: 'retravailler',
  scrap: 'mettre au rebut',
  return: 'renvoyer',
  reject: 'rejeter',
}
const byPlan = ({ planId }: { readonly planId?: string | undefined }) =>
  planId === undefined ? '' : `, plan ${planId}`
const partOf = (it: { readonly lotId: string; readonly quantity: Quantity }, say: Say) =>
  `${say.amount(it.quantity)} comme lot ${it.lotId}`
const drawnFrom = (it: Drawn, say: Say) => `${say.amount(it.quantity)} de ${it.materialId} du lot ${it.lotId}`
const productions = {
  produced: 'produit',
  'by-product': 'produit comme sous-produit',
  'co-product': 'produit comme coproduit',
  scrap: 'mis au rebut',
  sample: 'prélevé en échantillon',
}
const effects = {
  'next-batch': 'dès le prochain lot',
  'remaining-quantity': 'pour la quantité restante',
  immediately: 'immédiatement',
}
const theChange = (it: Changed) => `le changement ${it.changeId} vers la version ${it.version} ${effects[it.effect]}`
const because = ({ reason }: { readonly reason?: string | undefined }) => (reason ? ` : ${reason}` : '')
const lostIn = ({ scrappedSerials, scrapReasonCode }: Lost) => {
  const why = scrapReasonCode ? ` pour ${scrapReasonCode}` : ''
  return scrappedSerials ? `, ${scrappedSerials.join(', ')} au rebut${why}` : why && `, rebut${why}`
}
const on = ({ equipmentId }: { readonly equipmentId?: string | undefined }) =>
  equipmentId ? ` sur ${equipmentId}` : ''
const work = ({ activity, orderId, stepId }: Work) =>
  `${activityOf(activity)}${orderId ? `, ordre ${orderId}` : ''}${stepId ? `, étape ${stepId}` : ''}`
const span = ({ from, to }: Span, say: Say) => `de ${say.instant(from)} à ${to ? say.instant(to) : 'maintenant'}`
const timeOf = ({ from, to }: Span, say: Say) =>
  to ? `du ${say.instant(from)} au ${say.instant(to)}` : `depuis le ${say.instant(from)}`
const qualifications = (it: FactData<'andon.person.defined.v1'>) =>
  it.qualifications.map(({ qualificationId }) => qualificationId).join(', ') || 'rien'
