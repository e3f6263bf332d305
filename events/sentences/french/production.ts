import { idInPath } from '../../id-rule.ts'
import type { production as english, Lacking, OpenBalance, YieldOutside } from '../english/production.ts'
import type { Say, Translation } from '../sentence.ts'
import { accountOf, lotStatusOf, materialUseOf, stepStatusOf } from './terms.ts'
import { allOf, amount, anyOf, decimal } from './words.ts'

const lacking = (cure: string) => (p: Lacking, say: Say) =>
  [
    `Il manque encore ${amount(p.missing)} de ${anyOf(p.materials)} à la ligne ${p.lineId} ; ${cure}.`,
    ...p.passedOver.flatMap(({ lotId, expiryPolicy, because }) => [
      say(because),
      expiryPolicy === 'block'
        ? 'Il ne doit pas être utilisé.'
        : `Il est imputé si une dérogation à la règle expiry:${idInPath(lotId)} est signée et si le lot est indiqué.`,
    ]),
  ].join(' ')

const openBalance = (what: string, { open, tolerancePercent }: OpenBalance) => {
  const told = open.map(
    (it) =>
      `${amount(it.in)} en entrée et ${amount(it.out)} en sortie${it.percent ? `, soit ${decimal(it.percent)} % d’écart` : ''}`,
  )
  return `Le bilan matière ${what} n’est pas équilibré : ${told.join(' ; ')} ; l’écart admis est de ${decimal(tolerancePercent)} %.`
}

const noDensity = (what: string, materials: readonly string[]) =>
  `Le bilan matière ${what} ne peut pas être établi en kg : ${allOf(materials)} y ${materials.length > 1 ? 'sont' : 'est'} en litres, sans masse volumique au lancement de l’ordre. Donnez-la avec PUT /v1/materials/{materialId} ; l’ordre suivant la prendra.`

const yieldOutside = (what: string, { made, asked, percent, low, high }: YieldOutside) =>
  `Le rendement ${what} est de ${amount(made)} sur ${amount(asked)}, soit ${decimal(percent ?? '0')} % ; il doit être compris entre ${decimal(low)} et ${decimal(high)} %.`

export const production: Translation<typeof english> = {
  'line-unknown': ({ stepId, lineId }) => `L’étape ${stepId} n’a pas de ligne matière ${lineId}.`,
  'line-unknown/none-of-use': ({ stepId, use }) => `L’étape ${stepId} n’a pas de ligne de ${materialUseOf(use)}.`,
  'line-unknown/name-one': ({ stepId, use, lines }) =>
    `L’étape ${stepId} a plusieurs lignes de ${materialUseOf(use)} ; indiquez l’une d’elles : ${anyOf(lines)}.`,
  'line-unknown/of-use': ({ stepId, lineId, use, lines }) =>
    `La ligne ${lineId} de l’étape ${stepId} n’est pas une ligne de ${materialUseOf(use)} ; indiquez ${anyOf(lines)}.`,
  'unit-mismatch/line': ({ lineId, lineUnit, unit }) =>
    `La ligne ${lineId} est en ${lineUnit} ; ${unit} mesure une autre grandeur.`,
  'unit-mismatch/lot-for-line': ({ lotId, lotUnit, lineId, lineUnit }) =>
    `Le lot ${lotId} est tenu en ${lotUnit} ; la ligne ${lineId} est en ${lineUnit}, qui mesure une autre grandeur.`,
  'unit-mismatch/line-precision': ({ quantity, lineId, lineUnit }) =>
    `${amount(quantity)} n’a pas de valeur exacte en ${lineUnit}, l’unité de la ligne ${lineId} ; donnez la quantité en ${lineUnit}.`,
  'line-over-tolerance': ({ lineId, total, most }) =>
    `La ligne ${lineId} atteindrait ${amount(total)} ; sa tolérance s’arrête à ${amount(most)}.`,

  'equipment-wrong/consumption': ({ stepId, running, equipmentId }) =>
    `L’étape ${stepId} est exécutée sur ${running} et non sur ${equipmentId} ; indiquez ${running}, ou aucun équipement.`,
  'line-weighed': ({ lineId }) => `La ligne ${lineId} se pèse ; enregistrez-la comme une pesée sur une balance.`,
  'line-weighed/return': ({ containerId }) =>
    `Une matière pesée ne retourne dans aucun lot ; refusez le contenant ${containerId}.`,
  'step-not-running/ahead': ({ stepId, lineId }) =>
    `L’étape ${stepId} n’a pas démarré ; la matière de la ligne ${lineId} serait sortie à l’avance.`,
  'lot-not-next/reserved': ({ lotId, materialId, drawn }) =>
    `Le lot ${lotId} de ${materialId} est réservé pour l’ordre ; utilisez-le avant le lot ${drawn}.`,
  'lot-not-next/expires': ({ lotId, materialId, drawn, on }) =>
    `Le lot ${lotId} de ${materialId} arrive à péremption le ${on} ; utilisez-le avant le lot ${drawn}.`,
  'lot-not-next/came': ({ lotId, materialId, drawn, on }) =>
    `Le lot ${lotId} de ${materialId} est arrivé le ${on} ; utilisez-le avant le lot ${drawn}.`,
  'lot-not-next/permission': ({ lineId }) =>
    `La matière de la ligne ${lineId} serait prise dans un autre lot que celui à utiliser en premier.`,
  'parameter-from-device/weight': ({ lineId }) =>
    `Le poids de la ligne ${lineId} est lu par une balance ; une personne le saisirait.`,
  'compensation-out-of-order/active-first': ({ lineId, active }) =>
    `La ligne ${lineId} compense la ligne ${active}, qui n’est pas complète ; pesez d’abord la ligne ${active}.`,
  'compensation-out-of-order/compensator-weighed': ({ lineId, compensator }) =>
    `La ligne ${compensator}, qui compense la ligne ${lineId}, est déjà pesée ; refusez d’abord ses contenants.`,

  'backflush-unfit/not-booked': ({ stepId, lineId }) =>
    `L’achèvement de l’étape ${stepId} n’impute pas la ligne ${lineId} ; enregistrez une consommation.`,
  'backflush-unfit/standard': ({ lineId, need }) =>
    `Au standard, la ligne ${lineId} prend maintenant ${amount(need)} et pas plus ; indiquez les lots sans quantité.`,
  'backflush-unfit/too-many-lots': ({ atMost }) =>
    `Un achèvement impute au plus ${atMost} lots, et moins s’ils sont en sous-lots ; consommez-en une partie avant.`,
  'backflush-unfit/one-sublot': ({ lotId }) =>
    `Un achèvement impute un seul sous-lot du lot ${lotId} ; consommez les autres avant.`,
  'backflush-missing/reserved': lacking(
    'une entrée de la ligne avec une quantité et sans lot impute ce qui est réservé pour l’ordre',
  ),
  'backflush-missing/unnamed': lacking('indiquez les lots d’où la matière a été prise, ou réservez-les pour l’ordre'),
  'lot-wrong-material/to-book': ({ lotId, materialId, lineId, materials }) =>
    `Le lot ${lotId} est de ${materialId} ; la ligne ${lineId} demande ${anyOf(materials)}.`,

  'line-incomplete/not-booked': ({ stepId, lineId, materialId }) =>
    `La ligne ${lineId} de l’étape ${stepId} impute ${materialId} à l’achèvement, qui n’a pas eu lieu ; comptez ce qui a été utilisé.`,
  'lot-of-another-order/to-make': ({ lotId, orderId }) =>
    `Le lot ${lotId} existe et n’a pas été fabriqué par l’ordre ${orderId} ; indiquez un lot qui lui soit propre.`,
  'unit-mismatch/made': ({ materialId, measured, unit }) =>
    `${materialId} est fabriqué en ${measured} ; ${unit} mesure une autre grandeur.`,
  'lot-wrong-material/to-make': ({ lotId, materialId, made }) =>
    `Le lot ${lotId} est de ${materialId} ; ceci produit ${made}. Indiquez un autre lot.`,
  'lot-wrong-status/to-make': ({ lotId, status }) =>
    `Le lot ${lotId} est déjà ${lotStatusOf(status)} ; ce qui est fabriqué désormais demande un autre lot.`,
  'unit-mismatch/scrap': ({ materialId, measured, unit }) =>
    `Les rebuts de ${materialId} sont enregistrés en ${measured} ; ${unit} mesure une autre grandeur.`,
  'unit-mismatch/scrap-exact': ({ materialId, unit, quantity }) =>
    `${amount(quantity)} n’a pas de valeur exacte en ${unit}, l’unité des rebuts de ${materialId} ; indiquez la quantité en ${unit}.`,
  'unit-mismatch/scrap-total': ({ materialId, total }) =>
    `Les rebuts de ${materialId} atteindraient ${amount(total)}, soit plus de chiffres qu’une quantité ne peut en avoir ; corrigez la quantité.`,
  'reason-missing/scrap': ({ stepId, known }) =>
    `Un rebut de l’étape ${stepId} demande un motif ; donnez ${anyOf(known)}.`,
  'reason-code-unknown/scrap': ({ stepId, known, reasonCode }) =>
    `L’étape ${stepId} ne connaît pas le motif ${reasonCode} ; donnez ${anyOf(known)}.`,
  'sublot-missing/sample': ({ lotId }) =>
    `Le stock du lot ${lotId} est en sous-lots ; nommez les unités par leurs numéros, ou prélevez dans un sous-lot avec POST /v1/lots/${lotId}/sample.`,
  'yield-out-of-range/step': (p) => yieldOutside(`de l’étape ${p.stepId}`, p),
  'yield-out-of-range/order': (p) => yieldOutside(`de l’ordre ${p.orderId}`, p),
  'yield-out-of-range/step-permission': ({ stepId }) => `Le rendement de l’étape ${stepId} serait hors de ses limites.`,
  'counts-differ': ({ orderId, finished, made }) =>
    `Les étapes de l’ordre ${orderId} ont achevé ${amount(finished)} et il a fabriqué ${amount(made)} ; enregistrez ce qui manque, ou reprenez ce qui est en trop.`,
  'counts-differ/permission': ({ orderId }) =>
    `L’ordre ${orderId} aurait fabriqué un autre nombre que celui achevé par ses étapes.`,
  'balance-open/step': (p) => openBalance(`de l’étape ${p.stepId}`, p),
  'balance-open/order': (p) => openBalance(`de l’ordre ${p.orderId}`, p),
  'balance-open/step-density': (p) => noDensity(`de l’étape ${p.stepId}`, p.materials),
  'balance-open/order-density': (p) => noDensity(`de l’ordre ${p.orderId}`, p.materials),
  'balance-open/step-permission': ({ stepId }) => `Le bilan matière de l’étape ${stepId} ne serait pas équilibré.`,
  'balance-open/order-permission': ({ orderId }) => `Le bilan matière de l’ordre ${orderId} ne serait pas équilibré.`,

  'too-many-reservations': ({ orderId, atMost }) =>
    `L’ordre ${orderId} a du stock réservé dans ${atMost} lots, le maximum possible ; libérez une réservation, ou prenez davantage d’un même lot.`,
  'lot-wrong-status/to-reserve': ({ lotId }) =>
    `Le lot ${lotId} est refusé et ne sera pas utilisé ; réservez un autre lot.`,
  'not-reserved': ({ lotId, orderId, reserved }) =>
    `${amount(reserved)} du lot ${lotId} sont réservés pour l’ordre ${orderId} ; n’en rendez pas davantage.`,
  'not-reserved/nothing': ({ lotId, orderId }) => `Rien du lot ${lotId} n’est réservé pour l’ordre ${orderId}.`,

  'consumption-unknown/in-unit': ({ serial, consumptionId }) =>
    `L’unité ${serial} n’a pas de composant de la consommation ${consumptionId} ; sa fiche indique ceux qu’elle a.`,
  'consumption-unknown': ({ orderId, consumptionId }) =>
    `L’ordre ${orderId} n’a pas de consommation ${consumptionId} ; donnez le factId que la consommation a renvoyé, ou le consumptionId d’une écriture.`,
  'result-unknown': ({ orderId, resultId }) =>
    `L’ordre ${orderId} n’a pas de résultat ${resultId} ; indiquez le factId que le résultat a reçu, pas celui de sa correction.`,
  'production-unknown': ({ orderId, productionId }) =>
    `L’ordre ${orderId} n’a pas de production ${productionId} ; donnez le factId que la production a renvoyé.`,
  'return-exceeded/made': ({ productionId, left }) =>
    `Il ne reste que ${amount(left)} de la production ${productionId} à reprendre.`,
  'return-exceeded/made-all': ({ productionId }) => `La production ${productionId} a déjà été reprise en totalité.`,
  'return-exceeded/units': ({ productionId, serials }) =>
    `La production ${productionId} a déjà été reprise pour ${allOf(serials)}.`,
  'unit-unknown/of-production': ({ productionId, serials }) =>
    `La production ${productionId} ne concerne pas ${allOf(serials)} ; nommez des unités de cette production.`,
  'unit-missing/reversed': ({ productionId, quantity }) =>
    `La production ${productionId} porte sur des unités à numéro de série ; nommez celles des ${amount(quantity)}.`,
  'unit-mismatch/reversed': ({ made, unit }) => `La production était en ${made} ; ${unit} mesure autre chose.`,
  'unit-mismatch/reversed-exact': ({ quantity, unit }) =>
    `${amount(quantity)} n’a pas de valeur exacte en ${unit}, l’unité du total ; donnez la quantité en ${unit}.`,
  'lot-wrong-status/to-reverse': ({ lotId, status }) =>
    `Le lot ${lotId} est ${lotStatusOf(status)} ; ce que la qualité a décidé reste au dossier. Comptez le lot si sa quantité est fausse.`,
  'output-moved-on': ({ lotId, asked, remaining, gone, to }) =>
    `Il faut reprendre ${amount(asked)}, mais il reste ${amount(remaining)} dans le lot ${lotId}${gone.length > 0 ? ` : ${allOf(gone.map((it) => `${amount(it.quantity)} ${accountOf(it.account)}`))}` : ''}.${to.length > 0 ? ` Destination : ${allOf(to)}.` : ''} ${gone.length > 0 || to.length > 0 ? 'Faites-en revenir d’abord, ou reprenez moins.' : 'Ne reprenez pas plus.'}`,
  'output-moved-on/sublots': ({ lotId, loose }) =>
    `Le lot ${lotId} a été divisé en sous-lots ; seuls ${amount(loose)} n’y sont pas. Ne reprenez pas plus.`,
  'output-moved-on/unit-decided': ({ serial, status }) =>
    `L’unité ${serial} est ${lotStatusOf(status)} ; ce que la qualité a décidé reste au dossier.`,
  'output-moved-on/unit-found': ({ serial, lotId }) =>
    `L’unité ${serial} a été retrouvée en stock depuis ; inventoriez-la dans le lot ${lotId}.`,
  'step-not-running/to-return': ({ stepId, status }) =>
    `L’étape ${stepId} est ${stepStatusOf(status)} : il n’y a rien à lui reprendre.`,
  'step-not-running/to-remove': ({ stepId, status, serial }) =>
    `L’étape ${stepId} est ${stepStatusOf(status)} ; indiquez l’étape en cours dans laquelle la pièce est retirée de l’unité ${serial}.`,
  'unit-mismatch/return': ({ taken, unit }) => `La consommation était en ${taken} ; ${unit} mesure une autre grandeur.`,
  'return-exceeded': ({ consumptionId, left }) =>
    `Il ne reste que ${amount(left)} de la consommation ${consumptionId} à rendre.`,
  'return-exceeded/all': ({ consumptionId }) => `La consommation ${consumptionId} a déjà été rendue en totalité.`,
  'unit-mismatch/return-precision': ({ quantity, keptIn }) =>
    `${amount(quantity)} n’a pas de valeur exacte en ${allOf(keptIn)}, les unités du lot et de la ligne ; donnez la quantité en ${anyOf(keptIn)}.`,
  'unit-mismatch/return-piece': ({ serial }) => `L’unité ${serial} est une seule pièce ; rendez-la entière.`,
  'lot-wrong-status/to-return': ({ lotId }) =>
    `Le lot ${lotId} a quitté l’usine ; réceptionnez ce qui est revenu comme un lot à part.`,
  'sublot-unknown/to-return': ({ lotId, sublotId }) => `Le lot ${lotId} n’a plus de sous-lot ${sublotId}.`,
}
