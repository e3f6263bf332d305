import type { weighing as english, Shown } from '../english/weighing.ts'
import type { Translation } from '../sentence.ts'
import { amount, anyOf, decimal } from './words.ts'

const shown = ({ value, unit }: Shown) => (unit === undefined ? decimal(value) : `${decimal(value)} ${unit}`)

export const weighing: Translation<typeof english> = {
  'not-a-scale': ({ equipmentId }) =>
    `${equipmentId} n’est pas défini comme balance ; indiquez une balance, ou faites-la définir par un ingénieur.`,
  'unit-mismatch/scale': ({ scaleUnit, unit }) =>
    `La balance affiche des ${scaleUnit} et non des ${unit} ; donnez la lecture en ${scaleUnit}.`,
  'scale-out-of-range/capacity': ({ reading, capacity }) =>
    `${amount(reading)} dépasse la portée de la balance, qui est de ${amount(capacity)}.`,
  'scale-out-of-range/minimum': ({ net, minimum }) =>
    `${amount(net)} est inférieur à ${amount(minimum)}, en dessous de quoi la balance n’est pas assez exacte ; prenez-en une plus fine.`,
  'reading-off-increment': ({ reading, increment }) =>
    `${amount(reading)} n’est pas un multiple de l’échelon de la balance, ${amount(increment)} ; relisez-la.`,
  'equipment-unknown/scale': ({ equipmentId }) =>
    `Il n’y a pas d’équipement ${equipmentId} sur ce site ; indiquez une balance.`,
  'scale-not-checked/failed': ({ equipmentId, at }) =>
    `${equipmentId} a échoué à son contrôle le ${at} ; faites-la réparer, puis contrôlez-la de nouveau.`,
  'scale-not-checked/incomplete': ({ equipmentId }) =>
    `Le contrôle de ${equipmentId} n’est pas complet ; lisez les autres poids étalons.`,
  'scale-not-checked/due': ({ equipmentId }) =>
    `${equipmentId} n’a pas été contrôlée aujourd’hui ; contrôlez-la avec ses poids étalons.`,
  'scale-check-unfit/no-weight': ({ equipmentId, nominal, weights }) =>
    `Le contrôle de ${equipmentId} n’a pas de poids étalon de ${amount(nominal)} ; contrôlez avec ${anyOf(weights.map(amount))}.`,
  'scale-check-unfit/twice': ({ nominal }) =>
    `Le poids étalon de ${amount(nominal)} est lu deux fois ; ne contrôlez avec lui qu’une fois.`,
  'scale-check-unfit/one-by-one': () =>
    'Une balance qui envoie ses lectures ne porte qu’un poids étalon à la fois ; contrôlez avec chacun séparément.',

  'reading-not-from-device/last': ({ reading, seconds, last, on }) =>
    `La dernière valeur de la balance n’est pas ${amount(reading)}, envoyée il y a moins de ${seconds} s ; elle a envoyé ${shown(last)} le ${on}. Laissez-la se stabiliser et relisez-la.`,
  'reading-not-from-device/silent': ({ reading, seconds }) =>
    `La balance n’a pas envoyé ${amount(reading)} depuis ${seconds} s ; elle n’a encore rien envoyé. Laissez-la se stabiliser et relisez-la.`,
  'reading-not-from-device/earlier': ({ reading, minutes }) =>
    `La balance n’a pas envoyé ${amount(reading)} dans les ${minutes} dernières minutes, avant la dernière lecture ; pesez de nouveau.`,
  'reading-not-from-device/used': ({ equipmentId, readings }) =>
    `La lecture de ${equipmentId}, ${anyOf(readings.map((it) => `${shown(it)} depuis ${it.since}`))}, est déjà enregistrée pour un contenant ou un contrôle ; videz la balance et pesez de nouveau.`,

  'not-found/step-to-weigh': ({ orderId, stepId }) =>
    `Il n’y a pas d’ordre lancé ${orderId} avec une étape ${stepId} sur ce site.`,
  'container-used': ({ containerId, lineId }) =>
    `Le contenant ${containerId} a déjà servi pour la ligne ${lineId} ; pesez dans un autre.`,
  'potency-unknown': ({ lotId, lineId }) =>
    `Le titre du lot ${lotId} n’est pas connu, et la ligne ${lineId} en dépend ; faites analyser le lot par la qualité.`,
  'weighing-unbalanced/no-reading': () => 'Il n’y a pas de lecture ; donnez ce que la balance affiche.',
  'weighing-unbalanced/gross-tare': ({ more, less }) =>
    `Le poids brut ${amount(more)} ne dépasse pas la tare ${amount(less)} ; rien n’a été pesé.`,
  'weighing-unbalanced/by-difference': ({ more, less }) =>
    `Le poids avant, ${amount(more)}, ne dépasse pas le poids après, ${amount(less)} ; rien n’a été pesé.`,
  'weighing-unbalanced/net': ({ more, less, is, net }) =>
    `${amount(more)} moins ${amount(less)} font ${amount(is)} et non ${amount(net)} ; corrigez le poids net.`,
  'unit-mismatch/readings': ({ more, less }) =>
    `Une lecture est en ${more.unit} et l’autre en ${less.unit} ; donnez les deux dans l’unité de la balance.`,

  'dispensed-unknown': ({ containerId, orderId }) =>
    `Rien n’a été pesé dans le contenant ${containerId} pour l’ordre ${orderId}.`,
  'container-not-verified': ({ containerId, lineId }) =>
    `Le contenant ${containerId} de la ligne ${lineId} doit être vérifié par une autre personne que celle qui l’a pesé.`,
  'container-decided/rejected': ({ containerId, by, on }) =>
    `Le contenant ${containerId} a été refusé par ${by} le ${on}.`,
  'container-decided/verified': ({ containerId, by, on }) =>
    `Le contenant ${containerId} a été vérifié par ${by} le ${on}.`,
  'container-decided/charged': ({ containerId, by, on, stepId }) =>
    `Le contenant ${containerId} a été chargé à l’étape ${stepId} par ${by} le ${on}.`,
  'container-not-taken': ({ containerId, from, lineId, stepId }) =>
    `Le contenant ${containerId} a été pesé pour la ligne ${lineId} de l’étape ${from}, que l’étape ${stepId} ne charge pas ; remettez-le à sa place.`,
  'container-not-charged': ({ containerId, from, lineId }) =>
    `Le contenant ${containerId} de la ligne ${lineId} de l’étape ${from} n’est pas chargé ; scannez-le à la cuve, ou refusez-le.`,
  'container-not-charged/to-reverse': ({ containerId }) =>
    `Le contenant ${containerId} n’est pas chargé ; il n’y a pas de chargement à annuler.`,
  'equipment-wrong/charge': ({ stepId, running, equipmentId }) =>
    `L’étape ${stepId} est exécutée sur ${running} et non sur ${equipmentId} ; chargez-y le contenant.`,
  'signature-same-person/charged': ({ signer }) =>
    `${signer} charge le contenant ; une autre personne doit signer comme témoin.`,
  'container-mismatch': ({ scanned, containerId }) =>
    `Le code ${scanned} n’est pas celui du contenant ${containerId} ; prenez le bon, ou refusez celui-ci.`,
  'signature-same-person/weighed': ({ signer, containerId }) =>
    `${signer} a pesé le contenant ${containerId} ; une autre personne doit le vérifier.`,
}
