import type { equipment as english } from '../english/equipment.ts'
import type { Translation } from '../sentence.ts'
import { helpOf, levelOf, machineStateOf } from './terms.ts'
import { allOf, amount, anyOf } from './words.ts'

export const equipment: Translation<typeof english> = {
  'equipment-missing': ({ stepId, workCenter, equipmentClass }) =>
    workCenter === undefined
      ? `L’étape ${stepId} se fait sur un équipement de la classe ${equipmentClass} ; indiquez l’équipement.`
      : `L’étape ${stepId} se fait sur ${workCenter} ; indiquez l’équipement.`,
  'equipment-unknown': ({ equipmentId }) =>
    `L’équipement ${equipmentId} n’existe pas sur ce site ; définissez-le d’abord.`,
  'equipment-wrong/work-center': ({ stepId, workCenter, equipmentId }) =>
    `L’étape ${stepId} se fait sur ${workCenter} et non sur ${equipmentId}.`,
  'equipment-wrong/class': ({ stepId, equipmentClass, equipmentId }) =>
    `L’étape ${stepId} se fait sur un équipement de la classe ${equipmentClass} ; ${equipmentId} n’est pas de cette classe.`,
  'equipment-wrong/running': ({ stepId, equipmentId }) => `L’étape ${stepId} se fait déjà sur ${equipmentId}.`,
  'equipment-incapable': ({ equipmentId, stepId, capabilities }) =>
    `Il manque à ${equipmentId} ce que demande l’étape ${stepId} : ${allOf(capabilities)}.`,
  'equipment-occupied': ({ equipmentId, orderId, stepId }) =>
    `${equipmentId} est utilisé par l’ordre ${orderId}, étape ${stepId}.`,
  'equipment-on-hold': ({ equipmentId, holds }) =>
    `${equipmentId} est bloqué (${allOf(holds)}) ; il sera utilisable quand le blocage sera levé.`,
  'equipment-calibration-due': ({ equipmentId, dueAt }) =>
    `L’étalonnage de ${equipmentId} était à faire le ${dueAt} ; faites-le étalonner.`,
  'equipment-calibration-due/then': ({ equipmentId, dueAt, on }) =>
    `Le ${on}, l’étalonnage enregistré de ${equipmentId} était à faire le ${dueAt} ; l’actuel a été saisi ensuite. S’il était déjà étalonné, un ingénieur le dit dans son calibratedAt ; sinon, ouvrez une déviation.`,
  'equipment-in-maintenance': ({ equipmentId, until, reason }) =>
    `${equipmentId} est en maintenance jusqu’au ${until} (${reason}).`,
  'equipment-not-clean': ({ equipmentId, until }) =>
    `${equipmentId} était propre jusqu’au ${until} ; nettoyez-le. Une étape de nettoyage d’un ordre l’enregistre, ou sinon un ingénieur, sur sa page.`,
  'equipment-not-set-up': ({ equipmentId, product, setUpFor }) =>
    setUpFor === undefined
      ? `${equipmentId} n’est pas réglé pour ${product} ; faites d’abord le réglage.`
      : `${equipmentId} est réglé pour ${setUpFor} et non pour ${product} ; faites d’abord le réglage.`,

  'state-no-stop': ({ stateId, state }) =>
    `L’état ${stateId} est « ${machineStateOf(state)} » : l’équipement n’était pas à l’arrêt. Corrigez d’abord l’état s’il l’était.`,
  'state-no-stop/unknown': ({ stateId }) =>
    `On ne sait rien de l’équipement à ${stateId}. Corrigez l’état, puis donnez le motif.`,
  'state-times-wrong/split': ({ from, to }) => `L’état a duré de ${from} à ${to}. Donnez une heure entre les deux.`,
  'state-times-wrong/correct': ({ from, to }) =>
    `L’état a duré de ${from} à ${to}. Donnez des heures comprises dans l’état, la première avant la seconde.`,
  'state-times-wrong/same': ({ state }) =>
    `La chronologie indique déjà « ${machineStateOf(state)} ». Donnez un autre état.`,
  'state-times-wrong/merge': ({ stateId, until }) =>
    `${until} ne suit pas ${stateId} dans la même équipe. Les arrêts de deux équipes restent séparés ; donnez un motif à chacun.`,
  'stop-reason-unknown': ({ reasonId, leaves }) => `Le motif ${reasonId} n’existe pas. Donnez ${anyOf(leaves)}.`,
  'stop-reason-unknown/branch': ({ reasonId, leaves }) =>
    `${reasonId} est un groupe de motifs. Précisez lequel : ${anyOf(leaves)}.`,
  'stop-reason-unknown/none': ({ equipmentId, equipmentClass }) =>
    equipmentClass === undefined
      ? `${equipmentId} n’a pas de classe, donc pas de motifs. Un ingénieur lui donne une classe avec stopReasons.`
      : `La classe ${equipmentClass} n’a pas de motifs d’arrêt. Un ingénieur y ajoute stopReasons.`,
  'call-open': ({ equipmentId, kind, caller, since, answeredBy }) =>
    `${caller} a demandé ${helpOf(kind)} à ${equipmentId} le ${since}${answeredBy === undefined ? ', et personne n’a encore répondu' : `, et ${answeredBy} arrive`}. Cet appel vaut pour les deux ; terminez-le avant d’appeler de nouveau.`,
  'call-wrong-status/answered': ({ by, at }) =>
    `${by} a répondu à cet appel le ${at} ; terminez-le quand l’aide est apportée.`,
  'call-wrong-status/ended': ({ by, at }) =>
    `${by} a terminé cet appel le ${at} ; s’il faut encore de l’aide, appelez de nouveau.`,
  'forbidden/unanswered-call': ({ caller, since }) =>
    `Personne n’a répondu à cet appel depuis le ${since} : seul ${caller}, qui a appelé, ou un chef d’équipe y met fin. Répondez-y d’abord si vous venez.`,

  'scale-invalid/increment': ({ increment, capacity }) =>
    `L’échelon de ${amount(increment)} dépasse la portée de ${amount(capacity)}.`,
  'scale-invalid/minimum': ({ minimum, capacity }) =>
    `La charge minimale de ${amount(minimum)} dépasse la portée de ${amount(capacity)}.`,
  'scale-invalid/check-weight': ({ nominal, capacity }) =>
    `Le poids de contrôle de ${amount(nominal)} dépasse la portée de ${amount(capacity)}.`,
  'scale-invalid/two-check-weights': ({ nominal }) =>
    `Il y a deux poids de contrôle de ${amount(nominal)} ; n’en gardez qu’un.`,

  'already-exists/sparkplug': ({ name, equipmentId }) =>
    `${name} est le nom Sparkplug de ${equipmentId} ; un nom vaut pour un seul équipement.`,
  'hierarchy-broken/itself': ({ equipmentId }) =>
    `${equipmentId} ne peut pas se trouver sous lui-même ; indiquez un autre parent.`,
  'hierarchy-broken/parent': ({ equipmentId, level, parentId, parentLevel }) =>
    `${equipmentId} (${levelOf(level)}) ne peut pas se trouver sous ${parentId} (${levelOf(parentLevel)}) ; un parent est d’un niveau supérieur.`,
  'hierarchy-broken/child': ({ equipmentId, level, childId, childLevel }) =>
    `${equipmentId} (${levelOf(level)}) ne peut pas se trouver au-dessus de ${childId} (${levelOf(childLevel)}) ; une partie est d’un niveau inférieur.`,
  'hierarchy-broken/too-many-parts': ({ parentId, parts }) =>
    `${parentId} a déjà ${parts} parties ; intercalez un niveau.`,

  'idempotency-key-reused/device': () =>
    'Un autre message est arrivé avec la même séquence et la même heure ; un appareil doit compter ses messages.',
}
