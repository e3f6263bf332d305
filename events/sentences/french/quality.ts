import type { quality as english } from '../english/quality.ts'
import type { Translation } from '../sentence.ts'
import { deviationStatusOf, dispositionOf, holdableOf } from './terms.ts'
import { allOf, anyOf } from './words.ts'

export const quality: Translation<typeof english> = {
  'deviation-open': ({ deviationId }) => `L’écart ${deviationId} est ouvert ; la qualité doit d’abord le clore.`,
  'deviation-open/review': ({ deviationId }) =>
    `L’écart ${deviationId} est ouvert ; il pourra être revu quand il sera clos.`,
  'deviation-wrong-status': ({ deviationId, status, needed }) =>
    `L’écart ${deviationId} est ${deviationStatusOf(status)} et non ${anyOf(needed.map(deviationStatusOf))}.`,
  'already-exists/deviation': ({ deviationId }) =>
    `L’écart ${deviationId} existe déjà ; choisissez un autre identifiant.`,
  'disposition-unfit/no-unit': ({ deviationId }) =>
    `L’écart ${deviationId} ne porte pas sur une unité d’un ordre ; indiquez une recette de retouche au lieu d’étapes.`,
  'disposition-unfit/order-reworked': ({ orderId }) =>
    `La retouche de l’ordre ${orderId} n’indique aucun travail ; indiquez une recette de retouche dont il parcourt les étapes (rework.recipeId), ou décidez d’utiliser en l’état.`,
  'disposition-unfit/unit-reworked': ({ materialId, serial }) =>
    `La retouche de l’unité ${serial} de ${materialId} n’indique aucun travail ; indiquez les étapes qu’elle parcourt de nouveau (rework.stepIds), ou décidez d’utiliser en l’état ou de rebuter.`,
  'disposition-unfit/stock-reworked': ({ type, id }) =>
    `Plus aucune étape d’un ordre ne travaille sur ${holdableOf(type)} ${id} ; décidez de rebuter, de retourner ou de refuser, ou décidez d’utiliser en l’état et faites un ordre dont la recette le prend comme composant.`,
  'disposition-unfit/step-counts': ({ stepId }) =>
    `L’étape ${stepId} ne connaît pas ses unités par leur numéro ; indiquez une étape qui les connaît.`,
  'disposition-unfit/batch-begun': ({ serial, stepId }) =>
    `L’étape ${stepId} traite toutes les unités à la fois et a commencé, l’unité ${serial} ne peut donc pas revenir à une étape précédente ; indiquez une recette de retouche.`,
  'disposition-unfit/no-order': ({ deviationId }) =>
    `L’écart ${deviationId} ne porte sur aucun ordre dont les étapes puissent être retouchées ; n’indiquez pas de retouche.`,
  'disposition-unfit/too-large': ({ orderId, recipeId, steps }) =>
    `Avec les ${steps} étapes de ${recipeId}, l’ordre ${orderId} deviendrait trop volumineux ; indiquez une recette plus courte.`,
  'disposition-unfit/nothing-reworked': ({ disposition }) =>
    `La décision « ${dispositionOf(disposition)} » ne retouche rien ; n’indiquez pas de retouche, ou décidez de retoucher.`,
  'disposition-unfit/material': ({ materialId, disposition }) =>
    `La décision « ${dispositionOf(disposition)} » concerne les lots de ${materialId} et non l’article ; refusez ses mauvais lots, puis décidez pour le reste d’utiliser en l’état.`,
  'disposition-unfit/no-stock': ({ type, id, disposition }) =>
    `La décision « ${dispositionOf(disposition)} » concerne du stock, ce que n’est pas ${holdableOf(type)} ${id} ; décidez d’utiliser en l’état ou de retoucher une fois la situation corrigée.`,

  'already-exists/hold': ({ holdId }) => `Le blocage ${holdId} existe déjà ; choisissez un autre identifiant.`,
  'hold-open/deviation': ({ holdId }) => `Le blocage ${holdId} de l’écart est en vigueur ; il doit d’abord être levé.`,
  'hold-open/lot': ({ lotId, holds }) =>
    `Le lot ${lotId} est bloqué (${allOf(holds)}) ; le blocage doit d’abord être levé.`,
  'hold-already-released': ({ holdId, on }) => `Le blocage ${holdId} a été levé le ${on}.`,
  'hold-of-deviation': ({ holdId, deviationId }) =>
    `Le blocage ${holdId} appartient à l’écart ${deviationId} et prend fin avec sa décision signée.`,
  'hold-active-at-origin': ({ holdId, site, lotId, originHoldId }) =>
    `Le blocage ${holdId} vient du site ${site}, où le blocage ${originHoldId} du lot ${lotId} est en vigueur ; ${site} doit d’abord le lever.`,
}
