import type { maintenance as english } from '../english/maintenance.ts'
import type { Translation } from '../sentence.ts'
import { maintenanceStateOf, useOf, whyUnknown } from './terms.ts'
import { allOf, decimal } from './words.ts'

const cure = 'Faites-la faire, ou donnez un motif si le plan le permet.'

export const maintenance: Translation<typeof english> = {
  'equipment-locked-out': ({ equipmentId, maintenanceId, at, by, since }) =>
    at === equipmentId
      ? `${equipmentId} est consigné pour l’intervention ${maintenanceId}, commencée par ${by} le ${since} ; il servira de nouveau quand elle sera terminée.`
      : `${equipmentId} est consigné avec ${at} pour l’intervention ${maintenanceId}, commencée par ${by} le ${since} ; il servira de nouveau quand elle sera terminée.`,
  'late-booking/equipment-locked-out': ({ equipmentId, maintenanceId, until, occurredAt }) =>
    `${equipmentId} était consigné pour l’intervention ${maintenanceId} jusqu’au ${until} : aucune étape n’y a commencé le ${occurredAt}.`,

  'maintenance-overdue': ({ name, planId, equipmentId, dueAt }) =>
    `La maintenance « ${name} » (${planId}) de ${equipmentId} était due le ${dueAt}. ${cure}`,
  'maintenance-overdue/never': ({ name, planId, equipmentId }) =>
    `La maintenance « ${name} » (${planId}) de ${equipmentId} n’a jamais été faite, et son plan n’a pas de première date. ${cure}`,
  'maintenance-overdue/use': ({ name, planId, equipmentId, by, used, every }) =>
    `La maintenance « ${name} » (${planId}) de ${equipmentId} est due toutes les ${decimal(every)} ${useOf(by)}, et il y en a eu ${decimal(used)}. ${cure}`,
  'maintenance-overdue/unknown': ({ name, planId, equipmentId, by, because }) =>
    `On ne sait pas si la maintenance « ${name} » (${planId}) de ${equipmentId} est due : elle se compte en ${useOf(by)}, et ${whyUnknown(because)}. ${cure}`,

  'maintenance-open': ({ equipmentId, planId, maintenanceId }) =>
    `L’intervention ${maintenanceId} sur ${equipmentId}, plan ${planId}, n’est pas terminée ; continuez celle-là.`,
  'maintenance-wrong-status': ({ maintenanceId, status }) =>
    `L’intervention ${maintenanceId} ${maintenanceStateOf(status)}.`,
  'plan-unknown': ({ equipmentId, planId, plans }) =>
    plans.length === 0
      ? `${equipmentId} n’a aucun plan de maintenance ; un ingénieur en définit un, ou ne donnez pas planId.`
      : `${equipmentId} n’a pas de plan ${planId}, mais ${allOf(plans)}.`,
  'maintenance-incomplete/check': ({ checkId, question }) => `Le contrôle ${checkId} (${question}) est sans réponse.`,
  'maintenance-incomplete/check-unknown': ({ checkId }) =>
    `Le plan n’a pas de contrôle ${checkId}, ou il a deux réponses ; retirez-le.`,
  'maintenance-incomplete/calibration': ({ points }) =>
    `C’est un étalonnage ; donnez l’étalon et les lectures aux points ${allOf(points)}.`,
  'maintenance-incomplete/no-calibration': () =>
    'Ce n’est pas un étalonnage ; retirez les lectures, ou ouvrez un étalonnage d’après son plan.',
  'maintenance-incomplete/point': ({ pointId, nominal }) =>
    `Le point ${pointId} (${decimal(nominal.value)} ${nominal.unit}) n’a pas de lecture.`,
  'maintenance-incomplete/point-unknown': ({ pointId }) =>
    `Le plan n’a pas de point ${pointId}, ou il est lu deux fois ; retirez-le.`,
  'maintenance-incomplete/parts': ({ most }) =>
    `Cette intervention a déjà ${most} pièces ; terminez-la, et continuez avec une autre.`,
  'standard-overdue': ({ standardId, certificate, dueAt }) =>
    `L’étalon ${standardId} (certificat ${certificate}) devait lui-même être étalonné avant le ${dueAt} ; prenez-en un autre.`,
  'already-exists/maintenance': ({ maintenanceId }) =>
    `L’intervention ${maintenanceId} existe déjà ; choisissez un autre identifiant.`,
}
