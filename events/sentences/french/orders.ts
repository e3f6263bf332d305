import type { orders as english, Standing } from '../english/orders.ts'
import type { Translation } from '../sentence.ts'
import { activityOf, orderStatusOf } from './terms.ts'
import { anyOf } from './words.ts'

const level = (level: number | undefined) => (level === undefined ? '' : ` de niveau ${level}`)
const wrongStatus = (cure: string) => (p: Standing) =>
  `L’ordre ${p.orderId} est ${orderStatusOf(p.status)} et non ${anyOf(p.needed.map(orderStatusOf))} ; ${cure}.`

export const orders: Translation<typeof english> = {
  'order-wrong-status/release-and-start': wrongStatus('lancez-le et démarrez-le d’abord'),
  'order-wrong-status/start': wrongStatus('démarrez-le d’abord'),
  'order-wrong-status/no-work': wrongStatus('aucun travail n’y est possible pour le moment'),
  'order-wrong-status/change-before-release': wrongStatus('il ne peut être modifié qu’avant son lancement'),
  'order-wrong-status/released-before': wrongStatus('il a déjà été lancé'),
  'order-wrong-status/change-under-way': wrongStatus('seul un ordre en cours d’exécution peut être modifié en route'),
  'order-wrong-status/not-executed': wrongStatus('il n’a pas été exécuté'),
  'order-wrong-status/record-incomplete': wrongStatus('un lot de production est libéré quand son dossier est complet'),
  'order-wrong-status/end-first': wrongStatus('achevez-le ou abandonnez-le d’abord'),
  'order-wrong-status/rework-under-way': wrongStatus('il ne peut être retravaillé que pendant son exécution'),
  'order-wrong-status/nothing-to-plan': wrongStatus('il n’y a plus rien à y planifier'),
  'order-wrong-status/abort-on-floor': wrongStatus('faites-le abandonner par un chef d’équipe à l’atelier'),
  'order-wrong-status/needs-nothing': wrongStatus('il ne lui faut plus rien'),
  'order-wrong-status/units-under-way': wrongStatus('ses unités n’ont leurs numéros que pendant son exécution'),
  'order-wrong-status/to-start': wrongStatus('il ne peut pas être démarré maintenant'),
  'order-wrong-status/to-pause': wrongStatus('il ne peut pas être mis en pause maintenant'),
  'order-wrong-status/to-resume': wrongStatus('il ne peut pas être repris maintenant'),
  'order-wrong-status/to-abort': wrongStatus('il ne peut pas être abandonné maintenant'),
  'order-wrong-status/to-complete': wrongStatus('il ne peut pas être achevé maintenant'),
  'order-wrong-status/to-close': wrongStatus('il ne peut pas être clos maintenant'),
  'order-wrong-status/activity': (p) =>
    wrongStatus(`l’activité « ${activityOf(p.activity)} » n’y est pas possible maintenant`)(p),
  'step-unknown/in-recipe': ({ orderId, stepId }) => `La recette de l’ordre ${orderId} n’a pas d’étape ${stepId}.`,
  'step-not-running': ({ stepId }) => `L’étape ${stepId} n’est pas en cours ; démarrez-la d’abord.`,

  'same-person/step': ({ person, stepId, earlier }) =>
    `${person} a travaillé à l’étape ${earlier} ; une autre personne doit faire l’étape ${stepId}.`,
  'same-person/override': ({ person, because }, say) =>
    `${person} a accordé cette dérogation et ne peut pas en user : ${say(because)} Une autre personne doit le faire.`,
  'reason-missing/warning': ({ because }, say) => `${say(because)} C’est accepté avec un motif.`,
  'signature-missing/override': () => 'Une autre personne peut accorder une dérogation en signant.',

  'person-not-qualified': ({ person, qualificationId, level: asked, stepId }) =>
    `${person} n’a pas la qualification ${qualificationId}${level(asked)} que demande l’étape ${stepId}.`,
  'person-not-qualified/level': ({ person, qualificationId, held, level: asked, stepId }) =>
    `La qualification ${qualificationId} de ${person} est de niveau ${held} ; l’étape ${stepId} demande le niveau ${asked}.`,
  'qualification-expired': ({ person, qualificationId, on }) =>
    `La qualification ${qualificationId} de ${person} a expiré le ${on} ; elle doit être renouvelée.`,
  'qualification-expired/retraining': ({ person, qualificationId, since }) =>
    `La qualification ${qualificationId} de ${person} demande un recyclage depuis le ${since}.`,
}
