import type { orders as english, Standing } from '../english/orders.ts'
import type { Translation } from '../sentence.ts'
import { activityOf, orderFieldOf, orderStatusOf } from './terms.ts'
import { allOf, amount, anyOf } from './words.ts'

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
  'order-wrong-status/not-in-plan': wrongStatus('il est planifié de sa libération à sa fin'),
  'order-wrong-status/cancel-under-way': ({ orderId, status }) =>
    `L’ordre ${orderId} est ${orderStatusOf(status)} et a commencé ; aucun message ne l’annule. Un chef d’équipe l’abandonne (POST /v1/orders/${orderId}/abort), ou le clôt en l’état et garde ce qui est produit (POST /v1/orders/${orderId}/close-short).`,
  'order-wrong-status/cancel-ended': ({ orderId, status }) =>
    `L’ordre ${orderId} est ${orderStatusOf(status)} ; il est terminé et il n’y a plus rien à annuler.`,
  'order-wrong-status/erp-state': ({ orderId, status, told }) =>
    `L’ordre ${orderId} est ${orderStatusOf(status)} ici et non ${told}. Seul le site démarre, suspend, achève et clôt un ordre ; envoyez-le comme Released.`,
  'not-found/order-told': ({ orderId, told }) =>
    `L’ordre ${orderId} n’est pas connu ici et le message le dit ${told} ; envoyez-le comme Released pour qu’il soit produit.`,
  'order-wrong-status/erp-change-quantity': ({ orderId, status }) =>
    `L’ordre ${orderId} est ${orderStatusOf(status)} ; un message ne change plus sa quantité. Un planificateur ou un chef d’équipe le fait (POST /v1/orders/${orderId}/change-quantity).`,
  'order-wrong-status/erp-change-plan': ({ orderId, status, field }) =>
    `L’ordre ${orderId} est ${orderStatusOf(status)} ; un message ne change plus ${orderFieldOf(field)}. Un planificateur le fait (POST /v1/orders/${orderId}/prioritize).`,
  'order-wrong-status/erp-change-version': ({ orderId, status }) =>
    `L’ordre ${orderId} est ${orderStatusOf(status)} ; un message ne change plus la version de sa recette. Proposez une modification en cours d’exécution (POST /v1/orders/${orderId}/changes).`,
  'order-wrong-status/erp-change': ({ orderId, status, field }) =>
    `L’ordre ${orderId} est ${orderStatusOf(status)} ; depuis son lancement, on ne change plus ${orderFieldOf(field)}. Faites-le abandonner et envoyez un nouvel ordre.`,
  'order-wrong-status/erp-change-ended': ({ orderId, status, field }) =>
    `L’ordre ${orderId} est ${orderStatusOf(status)} ; on ne change plus ${orderFieldOf(field)}. Envoyez un nouvel ordre pour ce qui manque encore.`,
  'order-wrong-status/needs-nothing': wrongStatus('il ne lui faut plus rien'),
  'order-wrong-status/units-under-way': wrongStatus('ses unités n’ont leurs numéros que pendant son exécution'),
  'order-wrong-status/to-start': wrongStatus('il ne peut pas être démarré maintenant'),
  'order-wrong-status/to-pause': wrongStatus('il ne peut pas être mis en pause maintenant'),
  'order-wrong-status/to-resume': wrongStatus('il ne peut pas être repris maintenant'),
  'order-wrong-status/to-abort': wrongStatus('il ne peut pas être abandonné maintenant'),
  'order-wrong-status/to-complete': wrongStatus('il ne peut pas être achevé maintenant'),
  'order-wrong-status/to-close': wrongStatus('il ne peut pas être clos maintenant'),
  'order-wrong-status/to-close-short': wrongStatus(
    'seul un ordre commencé peut être clos avant terme ; sinon, abandonnez-le',
  ),
  'order-wrong-status/to-change-quantity': wrongStatus('seule la quantité d’un ordre en cours se modifie'),
  'order-wrong-status/to-split': wrongStatus('seul un ordre en cours se divise'),
  'order-wrong-status/to-correct': wrongStatus('son dossier est clos'),
  'order-wrong-status/activity': (p) =>
    wrongStatus(`l’activité « ${activityOf(p.activity)} » n’y est pas possible maintenant`)(p),
  'order-wrong-status/batch-undecided': ({ orderId }) =>
    `La qualité ne s’est pas encore prononcée sur le lot de l’ordre ${orderId} ; elle doit d’abord le libérer ou le refuser.`,
  'order-on-hold': ({ orderId, holds }) =>
    `L’ordre ${orderId} est bloqué (${allOf(holds)}) ; le travail reprend quand le blocage est levé.`,
  'already-exists/order': ({ orderId, status }) =>
    `L’ordre ${orderId} existe déjà et est ${orderStatusOf(status)} ; choisissez un autre identifiant.`,
  'steps-incomplete': ({ orderId, steps }) =>
    `Ces étapes de l’ordre ${orderId} ne sont pas achevées : ${allOf(steps)} ; achevez-les ou omettez-les d’abord.`,
  'nothing-produced': ({ orderId, product }) =>
    `L’ordre ${orderId} n’a encore produit aucun lot de ${product} ; déclarez-en un, ce que fait après son étape un chef d’équipe ou la qualité avec un motif, ou abandonnez l’ordre.`,
  'units-unfinished': ({ orderId, units, others }) => {
    const named = units.map(({ serial, lotId, stepId }) => {
      const where = [stepId === undefined ? [] : `étape ${stepId}`, lotId === undefined ? [] : `lot ${lotId}`].flat()
      return where.length > 0 ? `${serial} (${where.join(', ')})` : serial
    })
    const more = others > 0 ? ` et ${others} autres` : ''
    return `Des unités de l’ordre ${orderId} sont commencées et ne sont ni produites ni perdues : ${named.join(', ')}${more}. Produisez-les, mettez-les au rebut par leurs numéros de série, démontez leurs composants, ou remettez ce qui a été pris en réparation.`
  },
  'unit-mismatch/order': ({ unit, given }) => `L’ordre est compté en ${unit} ; ${given} mesure autre chose.`,
  'unit-mismatch/part-of-piece': ({ quantity }) =>
    `${amount(quantity)} n’est pas un nombre entier de pièces ; un ordre compte les pièces une à une.`,
  'units-not-available/none': ({ stepId }) =>
    `L’étape ${stepId} a commencé toutes les unités qui lui sont parvenues ; achevez des unités à l’étape précédente.`,
  'units-not-available/to-start': ({ stepId, ready, asked }) =>
    `La quantité qui peut démarrer à l’étape ${stepId} est de ${amount(ready)}, et non de ${amount(asked)}.`,
  'units-not-available/under-way': ({ stepId, underWay, asked }) =>
    `La quantité en cours à l’étape ${stepId} est de ${amount(underWay)}, et non de ${amount(asked)}.`,
  'units-not-available/to-make': ({ stepId, left, asked }) =>
    `L’étape ${stepId} a travaillé des unités pour ${amount(left)} de produit de plus, et non ${amount(asked)} ; démarrez ou achevez d’abord les unités.`,
  'units-not-available/whole-batch': ({ stepId }) =>
    `L’étape ${stepId} porte sur le lot entier et ne compte pas d’unités ; n’indiquez pas de quantité.`,

  'step-unknown/in-recipe': ({ orderId, stepId }) => `La recette de l’ordre ${orderId} n’a pas d’étape ${stepId}.`,
  'step-not-running': ({ stepId }) => `L’étape ${stepId} n’est pas en cours ; démarrez-la d’abord.`,

  'same-person/step': ({ person, stepId, earlier }) =>
    `${person} a travaillé à l’étape ${earlier} ; une autre personne doit faire l’étape ${stepId}.`,
  'same-person/override': ({ person, because }, say) =>
    `${person} a accordé cette dérogation et ne peut pas en user : ${say(because)} Une autre personne doit le faire.`,
  'same-person/own-qualifications': ({ person }) =>
    `${person} ne peut pas inscrire ses propres qualifications ; une autre personne le fait.`,
  'reason-missing/step-over': ({ stepId }) =>
    `L’étape ${stepId} est terminée ; indiquez pourquoi sa production n’est déclarée que maintenant.`,
  'reason-missing/warning': ({ because }, say) => `${say(because)} C’est accepté avec un motif.`,
  'signature-missing/override': () => 'Une autre personne peut accorder une dérogation en signant.',

  'person-not-qualified': ({ person, qualificationId, level: asked, stepId }) =>
    `${person} n’a pas la qualification ${qualificationId}${level(asked)} que demande l’étape ${stepId}.`,
  'person-not-qualified/level': ({ person, qualificationId, held, level: asked, stepId }) =>
    `La qualification ${qualificationId} de ${person} est de niveau ${held} ; l’étape ${stepId} demande le niveau ${asked}.`,
  'person-not-qualified/not-yet': ({ person, qualificationId, from, stepId }) =>
    `La qualification ${qualificationId} de ${person} que demande l’étape ${stepId} commence le ${from}.`,
  'person-not-qualified/then': ({ person, qualificationId, on, stepId }) =>
    `Le ${on}, l’enregistrement n’avait pas de qualification ${qualificationId} valable de ${person} pour l’étape ${stepId} ; elle a été saisie ensuite. Si elle était déjà valable, un ingénieur le dit dans son validFrom ; sinon, ouvrez une déviation.`,
  'qualification-expired': ({ person, qualificationId, on }) =>
    `La qualification ${qualificationId} de ${person} a expiré le ${on} ; elle doit être renouvelée.`,
  'qualification-expired/retraining': ({ person, qualificationId, since }) =>
    `La qualification ${qualificationId} de ${person} demande un recyclage depuis le ${since}.`,
}
