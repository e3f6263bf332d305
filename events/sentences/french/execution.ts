import type { execution as english } from '../english/execution.ts'
import type { Translation } from '../sentence.ts'
import type { Amount } from '../words.ts'
import {
  batchDecisionOf,
  changeStatusOf,
  meaningOf,
  recipeStatusOf,
  roleOf,
  stepFieldOf,
  stepStatusOf,
} from './terms.ts'
import { allOf, amount, anyOf } from './words.ts'

const versionOf = ({ recipeId, version }: { readonly recipeId: string; readonly version: string }) =>
  `La version ${version} de la recette ${recipeId}`

interface Passed {
  readonly since: string
  readonly passed: Amount
}
const hasToPass = (duration: string, since: string, { since: from, passed }: Passed) =>
  `Il doit s’écouler ${duration} après ${since} (${from}) ; il s’est écoulé ${amount(passed)}. Attendez le reste.`
const mayPass = (duration: string, since: string, { since: from, passed }: Passed) =>
  `Il peut s’écouler au plus ${duration} après ${since} (${from}) ; il s’est écoulé ${amount(passed)}.`
const rangeOf = ({ low, high }: { readonly low?: Amount; readonly high?: Amount }) =>
  low && high
    ? `de ${amount(low)} à ${amount(high)}`
    : low
      ? `${amount(low)} ou plus`
      : high
        ? `${amount(high)} ou moins`
        : 'toute valeur'
const endOf = (stepId: string) => `la fin de l’étape ${stepId}`
const startOf = (stepId: string) => `le début de l’étape ${stepId}`

const begun = ({ stepId, state }: { readonly stepId: string; readonly state: string }) =>
  state === 'pre-issued'
    ? `De la matière a été prélevée pour l’étape ${stepId}`
    : `L’étape ${stepId} est ${stepStatusOf(state)}`

export const execution: Translation<typeof english> = {
  'recipe-not-approved/none': ({ recipeId, version }) =>
    version === undefined
      ? `La recette ${recipeId} n’a pas de version approuvée ; faites-en d’abord approuver une.`
      : `La recette ${recipeId} n’a pas de version ${version} ; faites-la d’abord rédiger et approuver.`,
  'recipe-not-approved/status': (p) =>
    `${versionOf(p)} est ${recipeStatusOf(p.status)} et non approuvée ; faites-la d’abord approuver.`,
  'recipe-not-approved/not-yet': (p) =>
    `${versionOf(p)} entre en vigueur le ${p.from} ; utilisez-la à partir de cette date.`,
  'recipe-on-hold': (p) =>
    `${versionOf(p)} est bloquée (${allOf(p.holds)}) ; elle sera utilisable quand le blocage sera levé.`,
  'recipe-wrong-product': (p) => `${versionOf(p)} produit ${p.makes} ; l’ordre demande ${p.product}.`,
  'recipe-for-rework': (version) =>
    `${versionOf(version)} est une recette de retouche ; ses étapes n’entrent dans un ordre que par la décision sur un écart.`,
  'recipe-not-for-rework': (version) =>
    `${versionOf(version)} est une recette de production ; indiquez une recette de retouche.`,
  'unit-mismatch/batch-size': ({ unit, given }) =>
    `La taille de lot de la recette est exprimée en ${unit} ; ${given} mesure autre chose.`,
  'quantity-outside-batch-size': ({ quantity, min, max }) =>
    `${amount(quantity)} : hors de la taille de lot de la recette, de ${amount(min)} à ${amount(max)}.`,
  'line-not-in-recipe': ({ lineId, materialId }) =>
    `L’ordre demande ${materialId} sur la ligne ${lineId} ; la recette n’a pas cette ligne.`,

  'step-already-started': ({ stepId, status }) => `L’étape ${stepId} est déjà ${stepStatusOf(status)}.`,
  'predecessor-incomplete': ({ stepId, after }) =>
    `L’étape ${stepId} vient après l’étape ${after}, qui n’est pas achevée ; achevez d’abord celle-ci.`,
  'drawn-ahead/skip': ({ stepId }) =>
    `De la matière a été prélevée pour l’étape ${stepId} ; rendez-la d’abord par une annulation, ou démarrez l’étape.`,
  'step-not-optional/left-out': ({ stepId }) => `L’étape ${stepId} serait omise.`,
  'step-not-optional/required': ({ stepId }) => `La recette ne permet pas d’omettre l’étape ${stepId} ; exécutez-la.`,
  'timer-running/after-step': (p) => hasToPass(amount(p.duration), endOf(p.stepId), p),
  'timer-running/after-start': (p) => hasToPass(amount(p.duration), startOf(p.stepId), p),
  'timer-exceeded/after-step': (p) => mayPass(amount(p.duration), endOf(p.stepId), p),
  'timer-exceeded/after-start': (p) => mayPass(amount(p.duration), startOf(p.stepId), p),
  'timer-running/inside': (p) =>
    `${p.parameterId} est resté dans la plage (${rangeOf(p)}) pendant ${amount(p.inside)} sur ${amount(p.duration)} ; il manque ${amount(p.missing)}. Un silence ne compte pas.`,
  'timer-running/until': (p) =>
    `${p.parameterId} n’a pas atteint ${rangeOf(p)} ; le délai de ${amount(p.duration)} n’est pas écoulé.`,
  'timer-exceeded/outside': (p) =>
    `${p.parameterId} n’est pas resté dans la plage (${rangeOf(p)}) pendant ${amount(p.passed)} d’un seul tenant depuis ${p.since} ; au plus ${amount(p.duration)} sont admis.`,
  'timer-exceeded/until': (p) =>
    `${p.parameterId} n’a pas atteint ${rangeOf(p)} en ${amount(p.duration)} après ${p.since} ; il s’est écoulé ${amount(p.passed)}.`,
  'line-incomplete/below': ({ lineId, materialId, least, consumed }) =>
    `La ligne ${lineId} demande au moins ${amount(least)} de ${materialId} ; ${amount(consumed)} sont consommés.`,
  'line-incomplete/ahead': ({ lineId }) => `La ligne ${lineId} resterait en dessous de sa tolérance.`,
  'line-over-tolerance/compensator': ({ lineId, most }) =>
    `La ligne ${lineId} contient plus que les ${amount(most)} que lui laisse son principe actif ; refusez un de ses contenants.`,
  'line-over-tolerance/piece-ahead': ({ lineId }) =>
    `Une unité contiendrait plus de la ligne ${lineId} qu’elle n’en prend.`,
  'line-over-tolerance/ahead': ({ lineId }) => `La ligne ${lineId} dépasserait sa tolérance.`,

  'parameter-unknown': ({ stepId, item }) => `L’étape ${stepId} n’a ni paramètre ni contrôle ${item}.`,
  'parameter-missing': ({ stepId, item }) =>
    `${item} de l’étape ${stepId} n’a pas encore de résultat ; saisissez-en un.`,
  'parameter-missing/unit': ({ stepId, item, serial }) =>
    `${item} de l’unité ${serial} n’a pas encore de résultat à l’étape ${stepId} ; saisissez-en un.`,
  'parameter-missing/inputs': ({ item, expression, missing }) =>
    `${item} = ${expression} ne peut pas encore être calculé ; ${allOf(missing)} ${missing.length > 1 ? 'n’ont' : 'n’a'} pas de valeur.`,
  'parameter-missing/division': ({ item, expression }) =>
    `${item} = ${expression} n’a pas de valeur, car il divise par zéro ; saisissez d’autres résultats.`,
  'parameter-missing/too-long': ({ item, expression, digits }) =>
    `${item} = ${expression} n’a pas de valeur, car elle devient trop longue ; un résultat a ${digits} chiffres au plus avant ses décimales. Saisissez d’autres résultats.`,
  'parameter-from-device': ({ parameterId }) =>
    `${parameterId} est mesuré par un appareil et serait saisi par une personne.`,
  'parameter-out-of-limits/last': ({ item }) =>
    `Le dernier résultat de ${item} est hors limites ; saisissez-en un meilleur.`,
  'parameter-out-of-limits/unit': ({ item, serial }) =>
    `Le dernier résultat de ${item} de l’unité ${serial} est hors limites ; saisissez-en un meilleur.`,
  'parameter-out-of-limits/calculated': ({ item, expression, result }) =>
    `${item} = ${expression} vaut ${amount(result)}, hors de ses limites.`,
  'parameter-out-of-limits/recalculated': ({ item, stepId, expression, result }) =>
    `Par la correction, ${item} = ${expression} de l’étape ${stepId} devient ${amount(result)}, hors de ses limites.`,
  'parameter-missing/recalculated': ({ item, stepId, expression }) =>
    `Par la correction, ${item} = ${expression} de l’étape ${stepId} divise par zéro et n’a plus de valeur.`,
  'parameter-out-of-limits/ahead': ({ item, expression }) =>
    `${item} = ${expression} est calculé à l’achèvement et peut être hors de ses limites.`,
  'parameter-out-of-limits/value': ({ item, result }) => `${item} vaut ${amount(result)}, hors de ses limites.`,
  'parameter-out-of-limits/unreadable': ({ item, sent }) =>
    `${item} a été envoyé comme « ${sent} », qui est illisible ; il compte comme hors de ses limites.`,
  'parameter-out-of-limits/check': ({ item }) => `Le contrôle ${item} n’est pas réussi.`,
  'reason-missing/out-of-limits': ({ item }) => `${item} est hors de ses limites ; la recette l’accepte avec un motif.`,
  'invalid-request/parameter-value': ({ parameterId, value }) =>
    `${parameterId} est un nombre ; « ${value} » n’en est pas un.`,
  'invalid-request/check-answer': ({ checkId, answers }) => `La réponse au contrôle ${checkId} est ${anyOf(answers)}.`,
  'unit-mismatch/parameter': ({ parameterId, unit, given }) =>
    `${parameterId} est mesuré en ${unit} ; ${given} mesure autre chose.`,

  'signature-missing/step': ({ role, stepId, meaning }) =>
    `Une personne ayant le rôle ${roleOf(role)} doit signer l’étape ${stepId} avec la mention ${meaningOf(meaning)}.`,
  'signature-wrong-meaning/step': ({ stepId, meanings, meaning }) => {
    if (meanings.length === 0) return `L’étape ${stepId} ne demande pas de signature.`
    const other = meaning === undefined ? '' : `, et non ${meaningOf(meaning)}`
    return `L’étape ${stepId} demande une signature avec la mention ${anyOf(meanings.map(meaningOf))}${other}.`
  },
  'already-exists/signature': ({ stepId, meaning, by }) =>
    `L’étape ${stepId} est déjà signée par ${by} avec la mention ${meaningOf(meaning)}.`,
  'signature-same-person/signed-step': ({ person, earlier, meaning }) =>
    `${person} a signé cette étape avec la mention ${meaningOf(earlier)} ; une autre personne doit signer avec la mention ${meaningOf(meaning)}.`,
  'signature-same-person/worked-on-step': ({ person, meaning }) =>
    `${person} a travaillé à cette étape ; une autre personne doit la signer avec la mention ${meaningOf(meaning)}.`,
  'signature-same-person/override': ({ person }) =>
    `${person} a travaillé à cette étape ; une autre personne doit accorder la dérogation.`,
  'override-unfit/warning': ({ because }, say) =>
    `${say(because)} Aucune dérogation n’est nécessaire : donnez un motif au moment d’agir sur l’étape.`,
  'override-unfit/blocked': ({ because }, say) => `${say(because)} La recette n’admet pas de dérogation.`,
  'override-unfit/unknown': ({ stepId, ref, refs }) =>
    refs.length === 0
      ? `Rien de ce qui s’oppose à l’étape ${stepId} ne s’appelle ${ref} ; aucune dérogation n’y est possible maintenant.`
      : `Rien de ce qui s’oppose à l’étape ${stepId} ne s’appelle ${ref} ; une dérogation est possible maintenant pour ${anyOf(refs)}.`,
  'already-exists/override': ({ stepId, ref }) => `Une dérogation est déjà accordée pour ${ref} de l’étape ${stepId}.`,

  'change-without-effect/new-orders': ({ version }) =>
    `Les nouveaux ordres prennent déjà la version ${version} ; la modification ne changerait rien.`,
  'change-without-effect/order': ({ orderId, version }) =>
    `L’ordre ${orderId} a déjà la version ${version} ; la modification ne changerait rien.`,
  'change-without-effect/quantity': ({ orderId, quantity }) =>
    `L’ordre ${orderId} porte déjà sur ${amount(quantity)} ; la modification ne changerait rien.`,
  'change-incompatible/quantity-begun': ({ orderId, begun, quantity }) =>
    `L’ordre ${orderId} a commencé ${amount(begun)} ; il ne peut plus se limiter à ${amount(quantity)}. N’indiquez pas moins que ce qui est commencé, ou terminez-le avant terme.`,
  'change-incompatible/quantity-over': ({ orderId, quantity, steps }) =>
    `${steps.length > 1 ? 'Les étapes' : 'L’étape'} ${allOf(steps)} de l’ordre ${orderId} ${steps.length > 1 ? 'sont finies et ont' : 'est finie et a'} travaillé pour ${amount(quantity)} ; faites le surplus par un autre ordre.`,
  'change-incompatible/split-begun': ({ orderId }) =>
    `Tout l’ordre ${orderId} est commencé ; aucune part ne peut devenir un ordre à part.`,
  'change-incompatible/split-most': ({ orderId, most, quantity }) =>
    `L’ordre ${orderId} porte sur ${amount(quantity)}, dont ${amount(most)} ne sont pas commencés. N’indiquez pas plus, et laissez une part à l’ordre.`,
  'change-incompatible/line-too-full': ({ lineId, quantity }) =>
    `La ligne ${lineId} contient plus que ne le permet un ordre de ${amount(quantity)} ; rendez-en d’abord une partie.`,
  'change-outdated': ({ orderId }) =>
    `L’ordre ${orderId} a été modifié ou retouché depuis la proposition de cette modification ; proposez-la de nouveau.`,
  'already-exists/change': ({ orderId, changeId, status }) =>
    `La modification ${changeId} de l’ordre ${orderId} existe déjà et est ${changeStatusOf(status)} ; choisissez un autre identifiant.`,
  'invalid-request/remainder-id': ({ remainderOrderId, atMost }) =>
    `L’ordre du reste s’appellerait ${remainderOrderId}, soit plus de ${atMost} caractères ; nommez-le avec remainderOrderId.`,
  'change-wrong-status': ({ changeId, status, needed }) =>
    `La modification ${changeId} est ${changeStatusOf(status)} et non ${anyOf(needed.map(changeStatusOf))}.`,
  'signature-same-person/proposed-change': ({ person, meaning }) =>
    `${person} a proposé cette modification ; une autre personne doit signer avec la mention ${meaningOf(meaning)}.`,
  'signature-same-person/reviewed-change': ({ person, meaning }) =>
    `${person} a revu cette modification ; une autre personne doit signer avec la mention ${meaningOf(meaning)}.`,
  'change-incompatible/two-steps': ({ stepId }) =>
    `Deux étapes s’appelleraient ${stepId} ; renommez celle de la recette.`,
  'change-incompatible/made-units': ({ version, lineId }) =>
    `Des unités sont produites, et la version ${version} change ce que chacune contient de la ligne ${lineId} ; appliquez la modification au prochain lot, ou retouchez les unités.`,
  'change-incompatible/too-large': ({ orderId }) =>
    `Avec ses retouches, l’ordre ${orderId} deviendrait trop volumineux ; appliquez la modification au prochain lot.`,
  'change-incompatible/step-gone': (p) =>
    `${begun(p)}, et la version ${p.version} n’a pas cette étape ; appliquez la modification au prochain lot.`,
  'change-incompatible/step-changed': (p) =>
    `${begun(p)}, et la version ${p.version} en change ${allOf(p.fields.map(stepFieldOf))} ; appliquez la modification au prochain lot.`,
  'change-incompatible/end-not-kept': ({ stepId, earlier }) =>
    `L’étape ${stepId} demande quand s’est achevée l’étape ${earlier} ; l’ordre ne l’a pas conservé, car aucune étape ne le demandait.`,
  'change-incompatible/workers-not-kept': ({ stepId, earlier }) =>
    `L’étape ${stepId} demande qui a travaillé à l’étape ${earlier} ; l’ordre ne l’a pas conservé, car aucune étape ne le demandait.`,
  'change-incompatible/containers-not-kept': ({ stepId, earlier }) =>
    `L’étape ${stepId} charge les contenants de l’étape ${earlier} ; l’ordre ne les a pas conservés, car aucune étape ne les chargeait.`,
  'remainder-unavailable/no-units': ({ orderId }) =>
    `Aucune étape de l’ordre ${orderId} ne compte d’unités : l’ordre n’a pas de reste à séparer ; appliquez la modification au prochain lot ou immédiatement.`,
  'remainder-unavailable/nothing-begun': ({ orderId }) =>
    `L’ordre ${orderId} n’a rien commencé ; appliquez la modification immédiatement.`,
  'remainder-unavailable/all-begun': ({ orderId, quantity }) =>
    `L’ordre ${orderId} a commencé la totalité de sa quantité (${amount(quantity)}) ; il ne reste rien.`,
  'remainder-unavailable/line-too-full': ({ lineId, begun: quantity }) =>
    `La ligne ${lineId} contient plus qu’il n’en faut pour ${amount(quantity)} ; rendez ce qui a été prélevé en trop.`,
  'remainder-unavailable/too-large': ({ orderId, atMost }) =>
    `Avec ses propres lignes, une part de l’ordre ${orderId} a un procédé de plus de ${atMost} octets ; appliquez la modification au prochain lot.`,
  'already-exists/remainder': ({ orderId }) => `L’ordre ${orderId} existe déjà ; nommez autrement l’ordre du reste.`,

  'exception-unknown': ({ orderId, exceptionId }) =>
    `Le lot de l’ordre ${orderId} n’a pas d’exception ${exceptionId} à revoir.`,
  'exception-not-reviewed': ({ exceptionId }) =>
    `L’exception ${exceptionId} n’a pas été revue ; revoyez-la et signez d’abord.`,
  'signature-same-person/review': ({ person }) =>
    `${person} a signé cette exception ; une autre personne doit la revoir.`,
  'batch-decided': ({ orderId, decision }) =>
    `Le lot de l’ordre ${orderId} est déjà ${batchDecisionOf(decision)} ; la décision ne se prend qu’une fois.`,
  'late-booking/time-missing': () =>
    'lateReason dit pourquoi un acte n’a pas été saisi au moment où il a eu lieu. Indiquez occurredAt, l’heure de l’acte, ou omettez lateReason.',
  'late-booking/reason-missing': ({ occurredAt }) =>
    `Indiquez dans lateReason pourquoi l’acte du ${occurredAt} n’a pas été saisi à ce moment-là.`,
  'late-booking/future': ({ occurredAt, recordedAt }) =>
    `${occurredAt} est dans le futur : il est ici ${recordedAt}. Corrigez occurredAt, ou omettez-le pour un acte de maintenant.`,
  'late-booking/too-far-back': ({ occurredAt, earliest, days }) =>
    `${occurredAt} remonte à plus de ${days} jours ; un acte peut être saisi jusqu’au ${earliest}. Ajoutez plutôt un commentaire au dossier.`,
  'late-booking/before-release': ({ orderId, releasedAt, occurredAt }) =>
    `L’ordre ${orderId} a été lancé le ${releasedAt}, après ${occurredAt}. Corrigez occurredAt.`,
  'late-booking/before-receipt': ({ lotId, receivedAt, occurredAt }) =>
    `Le lot ${lotId} a été reçu ou fabriqué le ${receivedAt}, après ${occurredAt}. Indiquez le lot utilisé à ce moment-là, ou corrigez occurredAt.`,
  'late-booking/before-decision': ({ lotId, decidedAt, occurredAt }) =>
    `Le statut ou les dates du lot ${lotId} ont été décidés en dernier le ${decidedAt}, après ${occurredAt}, et ce qu’ils étaient avant n’est pas conservé. Saisissez l’acte pour cette heure ou plus tard, ou maintenant sans heure, et dites dans un commentaire quand il a eu lieu.`,
  'late-booking/before-start': ({ stepId, startedAt, occurredAt }) =>
    `L’étape ${stepId}, ou son passage actuel, a commencé le ${startedAt}, après ${occurredAt}. Corrigez occurredAt.`,
  'late-booking/before-act': ({ stepId, lastAt, occurredAt }) =>
    `Le dernier acte de l’étape ${stepId} date du ${lastAt}, après ${occurredAt}. Indiquez une heure qui ne lui est pas antérieure.`,
  'late-booking/before-predecessor': ({ stepId, after, endedAt, occurredAt }) =>
    `L’étape ${stepId} vient après l’étape ${after}, terminée le ${endedAt}, après ${occurredAt}. Corrigez occurredAt.`,
  'late-booking/before-value': ({ stepId, parameterId, until, occurredAt }) =>
    `De ce que des appareils ont mesuré de ${parameterId} à l’étape ${stepId} jusqu’au ${until}, seules les sommes sont conservées, et ${occurredAt} est avant. Terminez l’étape à cette heure ou plus tard, ou maintenant sans heure, et dites dans un commentaire quand elle s’est terminée.`,
  'late-booking/unit-measured': ({ stepId, parameterId, serial, until, occurredAt }) =>
    `${parameterId} de l’unité ${serial} a été mesuré à l’étape ${stepId} le ${until}, après ${occurredAt} ; elle n’en était donc pas sortie. Corrigez occurredAt.`,
  'late-booking/before-result': ({ item, lastAt, occurredAt }) =>
    `L’étape se répète jusqu’à ce que ${item} soit conforme, et son dernier résultat date du ${lastAt}, après ${occurredAt}. Les résultats qui décident d’une répétition se saisissent dans leur ordre.`,
  'late-booking/equipment-undefined': ({ equipmentId, since, occurredAt }) =>
    `Ce qu’était l’équipement ${equipmentId} avant le ${since} n’est pas connu, et ${occurredAt} est avant. Corrigez occurredAt, ou saisissez-le maintenant sans heure et dites dans un commentaire quand c’était.`,
  'late-booking/equipment-used': ({ equipmentId, orderId, stepId, until, occurredAt }) =>
    `L’équipement ${equipmentId} était utilisé par l’ordre ${orderId}, étape ${stepId}, jusqu’au ${until}, après ${occurredAt}. Corrigez occurredAt.`,
}
