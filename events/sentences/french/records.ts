import { acts } from '../acts/french.ts'
import type { records as english } from '../english/records.ts'
import type { Translation } from '../sentence.ts'
import { type Amount, actIn, ended } from '../words.ts'
import { batchDecisionOf, dispositionOf } from './terms.ts'
import { allOf, amount, decimal } from './words.ts'

interface Result {
  readonly item: string
  readonly measured?: Amount
  readonly answer?: string
  readonly unreadable?: string
}

const resultOf = ({ item, measured, answer, unreadable }: Result) =>
  unreadable === undefined
    ? `${item} : ${measured ? amount(measured) : answer}`
    : `${item} : « ${unreadable} » est illisible`

function allowed({ low, high }: { readonly low?: Amount; readonly high?: Amount }): string {
  if (low && high) return `de ${amount(low)} à ${amount(high)}`
  return low ? `au moins ${amount(low)}` : high ? `au plus ${amount(high)}` : 'pass'
}

const effects: Readonly<Record<string, string>> = {
  'next-batch': 'à partir du prochain lot',
  'remaining-quantity': 'pour la quantité restante',
  immediately: 'immédiatement',
}

export const records: Translation<typeof english> = {
  'record/limit-broken': (p) => `${resultOf(p)}, étape ${p.stepId} de l’ordre ${p.orderId}`,
  'record/limit-broken-by-unit': (p) => `${resultOf(p)}, unité ${p.serial}, étape ${p.stepId} de l’ordre ${p.orderId}`,
  'record/limit-broken-by-unknown-unit': (p) =>
    `${resultOf(p)} d’une unité inconnue${p.sentSerial === undefined ? '' : ` (envoyée comme « ${p.sentSerial} »)`}, étape ${p.stepId} de l’ordre ${p.orderId}`,
  'record/limit-measured': (p) =>
    `Mesuré le ${p.measuredAt}${p.equipmentId === undefined ? '' : ` sur ${p.equipmentId}`} : ${resultOf(p)} ; valeur admise : ${allowed(p)}.`,
  'record/timer-outside': (p) =>
    `${p.parameterId} hors de ses limites pendant ${amount(p.passed)} d’un seul tenant, étape ${p.stepId} de l’ordre ${p.orderId}`,
  'record/timer-until': (p) =>
    `${p.parameterId} trop tard après ${amount(p.passed)}, étape ${p.stepId} de l’ordre ${p.orderId}`,
  'record/timer-measured': (p) =>
    `Depuis ${p.since}${p.equipmentId === undefined ? '' : ` sur ${p.equipmentId}`} : ${amount(p.passed)} ; durée admise : ${amount(p.duration)}.`,
  'record/calibration-out': ({ equipmentId, planId }) =>
    `L’étalonnage ${planId} de ${equipmentId} l’a trouvé hors tolérance`,
  'record/calibration-failed': ({ equipmentId, planId }) =>
    `L’étalonnage ${planId} de ${equipmentId} l’a laissé hors tolérance`,
  'record/calibration-points': ({ calibrated, maintenanceId, since }) =>
    `${calibrated.map((it) => `${it.pointId} : ${decimal(it.asFound)} à ${amount(it.nominal)} ± ${amount(it.tolerance)}${it.asLeft === undefined ? '' : `, laissé à ${decimal(it.asLeft)}`}.`).join(' ')} ${since === undefined ? 'Aucun étalonnage conforme n’est enregistré avant' : `Il était conforme le ${since}`} ; ce qui a été mesuré depuis figure avec l’intervention ${maintenanceId}.`,
  'record/maintenance-failed': ({ maintenanceId, comment }) =>
    `L’intervention ${maintenanceId} ne l’a pas remis en état : ${comment}`,
  'record/maintenance-unchecked': ({ maintenanceId }) =>
    `À contrôler après l’intervention ${maintenanceId}, avant tout usage`,
  'record/override': ({ stepId, orderId, code }) => `Dérogation à l’étape ${stepId} de l’ordre ${orderId} : ${code}`,
  'record/override-reason': ({ because, person, reason }, say) =>
    `${say(because)} ${person} a accordé une dérogation : ${reason}`,
  'record/exception-override': ({ person, passed }) => `${person} a accordé une dérogation : ${passed}`,
  'record/exception-change': ({ changeId, version, effect }) =>
    `Modification ${changeId} vers la version ${version}, en vigueur ${effects[effect] ?? effect}`,
  'record/exception-closed-short': ({ person, orderId, made, asked, reason, warnings }, say) =>
    [
      `${person} a clos l’ordre ${orderId} avant terme, à ${amount(made)} sur ${amount(asked)} : ${ended(reason)}`,
      ...warnings.map(say),
    ].join(' '),
  'record/exception-step-ended': ({ orderId, stepId }) =>
    `L’étape ${stepId} était en cours quand l’ordre ${orderId} a été clos avant terme ; elle n’est pas arrivée à sa fin.`,
  'record/exception-step-not-done': ({ orderId, stepId }) =>
    `L’étape ${stepId} n’est pas faite, car l’ordre ${orderId} a été clos avant terme.`,
  'record/exception-reversed': ({ person, quantity, materialId, lotId, stepId, reason, warnings }, say) =>
    [
      `${person} a repris ${amount(quantity)} de ${materialId}, lot ${lotId}, à l’étape ${stepId} : ${ended(reason)}`,
      ...warnings.map(say),
    ].join(' '),
  'record/exception-scrapped': ({ person, materialId, lotId, serials, reason }) =>
    `${person} a mis au rebut ${allOf(serials)} de ${materialId}, annoncé pour le lot ${lotId}, après la dernière étape${reason && ` : ${ended(reason)}`}`,
  'record/exception-made-late': ({ person, quantity, materialId, lotId, stepId, use, reason, warnings }, say) =>
    [
      `${person} a déclaré ${amount(quantity)} de ${materialId}, lot ${lotId}, ${use === 'scrap' ? 'au rebut' : 'en production'} après l’étape ${stepId} : ${ended(reason)}`,
      ...warnings.map(say),
    ].join(' '),
  'record/exception-returned': ({ person, quantity, materialId, lotId, stepId, reason, warnings }, say) =>
    [
      `${person} a retiré ${amount(quantity)} de ${materialId}, lot ${lotId}, de l’étape ${stepId} : ${ended(reason)}`,
      ...warnings.map(say),
    ].join(' '),
  'record/exception-corrected': ({ person, item, stepId, serial, was, value, unit, reason, warnings }, say) =>
    [
      `${person} a corrigé ${item}${serial && ` de ${serial}`} à l’étape ${stepId}, de ${was} à ${[value, unit].join(' ').trim()} : ${ended(reason)}`,
      ...warnings.map(say),
    ].join(' '),
  'record/exception-refused': ({ person, command, because }, say) =>
    `${person} a voulu ${actIn(acts, command)}, et s’est vu opposer un refus : ${say(because)}`,
  'record/exception-warning': ({ warnings, reason }, say) => `${warnings.map(say).join(' ')} Motif : ${reason}`,
  'record/exception-warnings': ({ count, stepId, people, once }) =>
    `${count} fois à l’étape ${stepId}, par ${people.join(', ')} ; la première : ${once}`,
  'record/exception-late': ({ count, people, stepId, occurredAt, recordedAt, reason }) =>
    `${people.join(', ')} : ${count === 1 ? 'un acte saisi' : `${count} actes saisis`} après coup${stepId === undefined ? '' : ` à l’étape ${stepId}`}${count === 1 ? '' : ' ; le premier'} : du ${occurredAt}, enregistré le ${recordedAt}. ${reason}`,
  'record/batch-decided': ({ orderId, decision }) => `Le lot de l’ordre ${orderId} est ${batchDecisionOf(decision)}.`,
  'record/disposition': ({ deviationId, disposition }) =>
    `Décision sur l’écart ${deviationId} : ${dispositionOf(disposition)}.`,
  'record/disposition-applied': ({ disposition }) => `La décision « ${dispositionOf(disposition)} » est appliquée.`,
  'record/cancelled-by-erp': () => 'Annulé par l’ERP.',
}
