import type { messages as english } from '../english/messages.ts'
import type { Translation } from '../sentence.ts'
import { allOf, counted } from './words.ts'

const quoted = (value: string) => `« ${JSON.stringify(value).slice(1, -1)} »`

const kinds: Readonly<Record<string, string>> = {
  material: 'Un article',
  lot: 'Un lot',
  sublot: 'Un sous-lot',
}

export const messages: Translation<typeof english> = {
  'invalid-request/b2mml-too-long': ({ characters, most }) =>
    `Le message compte ${characters} caractères ; ${most} au plus sont lus à la fois. Envoyez-le en plusieurs parties.`,
  'invalid-request/b2mml-not-utf8': () => 'Le message n’est pas en UTF-8 correct. Envoyez-le encodé en UTF-8.',
  'invalid-request/b2mml-control-character': () =>
    'Le message contient un caractère de contrôle ou un caractère incomplet. Retirez-le et renvoyez le message.',
  'invalid-request/b2mml-long-name': ({ name, most }) =>
    `Le nom ${quoted(name)} dépasse ${most} caractères. N’envoyez que des noms de B2MML.`,
  'invalid-request/b2mml-too-many-elements': ({ most }) =>
    `Le message compte plus de ${most} éléments. Envoyez-le en plusieurs parties.`,
  'invalid-request/b2mml-json-too-deep': ({ depth }) =>
    `Le JSON est imbriqué sur plus de ${depth} éléments. Envoyez un message plus plat.`,
  'invalid-request/b2mml-json-no-object': () => 'Le JSON n’est pas un objet. Envoyez {"Sync...": {...}}.',
  'invalid-request/b2mml-json-no-root': () =>
    'Le JSON n’a pas une racine unique. Envoyez un seul message B2MML, de la forme {"Sync...": {...}}.',
  'invalid-request/b2mml-not-json': ({ reason }) =>
    `Le message n’est pas du JSON (${reason}). Corrigez-le et renvoyez-le.`,
  'invalid-request/b2mml-json-list': () =>
    'Le JSON contient une liste là où il faut une valeur ou un objet. Envoyez-le conforme au schéma.',
  'invalid-request/b2mml-document-type': () =>
    'Le message déclare un type de document ou une entité. Envoyez-le sans DTD.',
  'invalid-request/b2mml-not-well-formed': ({ line, reason }) =>
    `Le XML est mal formé à la ligne ${line} : ${reason} Corrigez-le et renvoyez-le.`,
  'invalid-request/b2mml-xml-no-root': () => 'Le XML n’a pas un élément racine unique. Envoyez un seul message B2MML.',
  'invalid-request/b2mml-xml-too-deep': ({ depth }) =>
    `Le XML est imbriqué sur plus de ${depth} éléments. Envoyez un message plus plat.`,
  'invalid-request/b2mml-not-xml': ({ reason }) => `Le XML est illisible (${reason}). Corrigez-le et renvoyez-le.`,
  'invalid-request/b2mml-unknown-entity': ({ reference }) =>
    `Le XML fait référence à ${quoted(reference)}, que XML ne connaît pas par lui-même. Écrivez le texte.`,

  'invalid-request/b2mml-root': ({ root }) =>
    `La racine est ${quoted(root)} ; envoyez Sync, Process, Change ou Cancel et un nom, par exemple SyncProductionSchedule.`,
  'invalid-request/b2mml-noun': ({ noun, nouns }) =>
    `Le nom ${quoted(noun)} n’est pas accepté ici ; envoyez l’un de ceux-ci : ${allOf(nouns)}.`,
  'invalid-request/b2mml-no-data-area': ({ root }) => `${root} doit avoir un DataArea ; il n’en a aucun.`,
  'invalid-request/b2mml-several-data-areas': ({ root }) => `${root} doit avoir un seul DataArea ; il en a plusieurs.`,
  'invalid-request/b2mml-no-body': ({ noun }) => `DataArea n’a pas de ${noun} ; ajoutez ce sur quoi porte le message.`,
  'invalid-request/b2mml-action-codes': ({ codes, verb }) =>
    `Un ${verb} n’admet pas ensemble les codes d’action ${codes.map(quoted).join(', ')} ; envoyez un message pour chacun des codes Add, Change et Delete.`,
  'invalid-request/b2mml-part': ({ element }) =>
    `${quoted(element)} n’est pas accepté ici ; envoyez des définitions, des lots et des sous-lots.`,
  'invalid-request/b2mml-no-order': ({ element }) =>
    `${element} ne contient aucun ordre ; ajoutez-en un ou ne l’envoyez pas.`,
  'invalid-request/b2mml-stated-twice': ({ object }) =>
    `Le message contient deux fois ${object} ; le premier est pris. Envoyez-le une seule fois.`,
  'invalid-request/b2mml-more-faults': ({ count }) =>
    `${counted(count, 'autre erreur n’est pas citée', 'autres erreurs ne sont pas citées')} ; corrigez celles-ci et renvoyez le message.`,
  'invalid-request/b2mml-cancellation': ({ of }) =>
    `${kinds[of] ?? of} ne s’annule pas par un message ; refusez-le ou mettez-le au rebut dans Andon.`,

  'invalid-request/b2mml-several': ({ element, child, count }) =>
    `${element} a ${count} éléments ${child} là où il en faut un ; n’en envoyez qu’un.`,
  'invalid-request/b2mml-missing': ({ element, child }) => `${element} n’a pas de ${child} ; ajoutez-le.`,
  'invalid-request/b2mml-identifier': ({ element, value }) =>
    `${element} vaut ${quoted(value)} ; un identifiant a de 1 à 64 lettres, chiffres, points, traits bas ou traits d’union et commence par une lettre ou un chiffre.`,
  'invalid-request/b2mml-lot-id': ({ element, value }) =>
    `${element} vaut ${quoted(value)} ; l’identifiant d’un lot a de 1 à 64 lettres, chiffres, points, traits bas ou traits d’union et commence par une lettre ou un chiffre, ou a de 1 à 20 lettres, chiffres et !"%&'()*+,-./:;<=>?_.`,
  'invalid-request/b2mml-no-unit': () => 'Quantity n’a pas de UnitOfMeasure ; ajoutez-en un, par exemple KG.',
  'invalid-request/b2mml-no-quantity': ({ element }) =>
    `${element} n’a pas de Quantity ; ajoutez QuantityString et UnitOfMeasure.`,
  'invalid-request/b2mml-decimal': ({ value }) =>
    `QuantityString vaut ${quoted(value)} ; écrivez un nombre décimal simple tel que 5.000, avec 15 chiffres au plus avant le point et 12 après.`,
  'invalid-request/b2mml-zero': ({ value }) =>
    `QuantityString vaut ${quoted(value)} ; une quantité est supérieure à zéro.`,
  'invalid-request/b2mml-unit': ({ unit }) =>
    `L’unité ${quoted(unit)} est inconnue ; utilisez un code UCUM, UN/ECE Rec. 20 ou SAP tel que kg, KGM ou KG, en respectant la casse.`,
  'invalid-request/b2mml-long-text': ({ element, characters, most }) =>
    `${element} compte ${characters} caractères ; ${most} au plus sont conservés. Raccourcissez-le.`,
  'invalid-request/b2mml-time': ({ element, value }) =>
    `${element} vaut ${quoted(value)} ; écrivez une heure avec son décalage, par exemple 2026-03-01T08:00:00Z.`,

  'invalid-request/b2mml-no-base-unit': () =>
    'MaterialDefinition n’a pas de propriété BaseUnitOfMeasure ; ajoutez-la, par exemple KG.',
  'invalid-request/b2mml-two-base-units': () => 'MaterialDefinition a deux unités de base ; n’en envoyez qu’une.',
  'invalid-request/b2mml-lot-without-material': () =>
    'MaterialLot n’indique pas d’article ; ajoutez MaterialDefinitionID.',
  'invalid-request/b2mml-sublot-of-bad-lot': () =>
    'MaterialSubLot est dans un lot sans ID utilisable ; corrigez l’ID du lot.',
  'invalid-request/b2mml-sublot-without-material': () =>
    'MaterialSubLot est dans un lot qui n’indique pas d’article ; ajoutez MaterialDefinitionID au lot.',
  'invalid-request/b2mml-two-expiries': ({ element }) => `${element} a deux dates de péremption ; n’en envoyez qu’une.`,
  'invalid-request/b2mml-lot-status': ({ element, value }) =>
    `${element} vaut ${quoted(value)} ; utilisez Valid, NotValid ou Rejected.`,

  'invalid-request/b2mml-no-product': ({ element }) =>
    `${element} ne dit pas ce qu’il produit ; ajoutez un MaterialRequirement avec MaterialUse Produced et une Quantity.`,
  'invalid-request/b2mml-two-products': ({ element, product, other }) =>
    `${element} produit ${product} et ${other} au même rang ; envoyez un ordre pour chacun, ou marquez le moindre comme By-product Produced.`,
  'invalid-request/b2mml-other-work': ({ element, value }) =>
    `${element} vaut ${quoted(value)} ; seuls les ordres Production sont acceptés ici.`,
  'invalid-request/b2mml-command': () =>
    'Une Command de JobOrder n’est pas exécutée à partir d’un message ; utilisez les opérations de l’API sur les ordres.',
  'invalid-request/b2mml-order-state': ({ element, value }) =>
    `${element} vaut ${quoted(value)} ; utilisez un état de B2MML, par exemple Released.`,
  'invalid-request/b2mml-segment-state': ({ value }) =>
    `SegmentState vaut ${quoted(value)} ; un message n’annule ni ne fait avancer une partie d’un ordre. Envoyez l’ordre entier avec son état.`,
  'invalid-request/b2mml-priority': ({ value }) =>
    `Priority vaut ${quoted(value)} ; écrivez un nombre entier de 1 à 999.`,
  'invalid-request/b2mml-no-segment': ({ element }) =>
    `${element} n’a pas de SegmentRequirement ; ajoutez ce qui est à produire.`,
  'invalid-request/b2mml-sublot-without-lot': ({ element }) =>
    `${element} indique un sous-lot sans son lot ; ajoutez MaterialLotID.`,
  'invalid-request/b2mml-container-without-lot': () => 'Un contenant n’a pas de MaterialLotID ; ajoutez-le.',
  'invalid-request/b2mml-no-use': ({ element }) => `${element} n’a pas de MaterialUse ; écrivez Consumed ou Produced.`,
  'invalid-request/b2mml-use': ({ value }) => `MaterialUse vaut ${quoted(value)} ; écrivez Consumed ou Produced.`,
  'invalid-request/b2mml-two-lines': ({ lineId }) =>
    `Deux lignes de matière ont l’identifiant ${quoted(lineId)} ; numérotez-les différemment.`,
  'invalid-request/b2mml-long-line': ({ lineId }) =>
    `L’identifiant de ligne ${quoted(lineId)} est trop long ; raccourcissez l’ID du segment.`,
  'invalid-request/b2mml-two-indices': () => 'MaterialRequirement a deux valeurs Indice ; n’en envoyez qu’une.',
  'invalid-request/b2mml-two-values': ({ parameterId }) =>
    `Le paramètre ${quoted(parameterId)} a deux valeurs ; n’en envoyez qu’une.`,
  'invalid-request/b2mml-no-value': ({ parameterId }) =>
    `Le paramètre ${quoted(parameterId)} n’a pas de ValueString ; ajoutez-le.`,
}
