import type { units as english } from '../english/units.ts'
import type { Translation } from '../sentence.ts'
import { amount } from './words.ts'

export const units: Translation<typeof english> = {
  'unit-unknown': ({ orderId, serial, product }) =>
    `L’ordre ${orderId} n’a pas d’unité ${serial} de ${product} ; annoncez-la d’abord.`,
  'unit-unknown/no-order': ({ orderId, serial, product }) =>
    `L’unité ${serial} de ${product} n’appartient à aucun ordre ; indiquez une unité de l’ordre ${orderId}.`,
  'unit-unknown/other-order': ({ orderId, serial, product, builtBy }) =>
    `L’unité ${serial} de ${product} appartient à l’ordre ${builtBy} ; indiquez une unité de l’ordre ${orderId}.`,
  'unit-missing/made': ({ product }) =>
    `Chaque unité de ${product} a ses propres composants ; indiquez les numéros de série fabriqués.`,
  'unit-missing/lost': ({ product }) =>
    `Chaque unité de ${product} a ses propres composants, perdus avec elle ; indiquez les numéros de série, ou la ligne de ce qui est perdu.`,
  'unit-missing/number': ({ product }) =>
    `Chaque unité de ${product} porte un numéro de série ; indiquez les numéros de série.`,
  'unit-missing/quantity': ({ lineId }) =>
    `La ligne ${lineId} ne dit pas ce que reçoit chaque unité ; indiquez la quantité.`,
  'unit-missing/into': ({ lineId }) =>
    `La matière de la ligne ${lineId} est montée dans des unités ; indiquez dans laquelle.`,
  'unit-missing/result': ({ item, stepId }) =>
    `L’étape ${stepId} demande ${item} pour chaque unité ; envoyez le numéro de série de l’unité mesurée.`,
  'unit-missing/finished': ({ stepId }) =>
    `L’étape ${stepId}, ou une étape avant elle, mesure chaque unité ; indiquez les numéros de série terminés ou mis au rebut.`,
  'unit-missing/override': ({ refs }) =>
    `Une dérogation vaut pour une unité ; ajoutez son numéro de série, comme dans ${refs.join(' ou ')}.`,

  'unit-incomplete/made': ({ materialId, lineId, lacking }) => {
    const missing = lacking.map((it) => `${amount(it.missing)} à l’unité ${it.serial}`)
    return `Il manque du composant ${materialId} de la ligne ${lineId} : ${missing.join(', ')}. Montez-le d’abord.`
  },
  'unit-incomplete/leaving': ({ serial, materialId, lineId, stepId, missing }) =>
    `Il manque ${amount(missing)} de ${materialId} (ligne ${lineId}) à l’unité ${serial} ; montez ce composant avant que l’unité quitte l’étape ${stepId}.`,
  'unit-incomplete/permission': ({ lineId }) => `Des unités seraient fabriquées sans leur part de la ligne ${lineId}.`,
  'units-unfinished/lacking': ({ orderId, units: open, others }) => {
    const named = open.map(({ serial, lines }) => `${serial} (ligne ${lines.join(', ')})`).join(', ')
    const more = others > 0 ? ` et ${others} autres` : ''
    return `Des composants manquent à des unités de l’ordre ${orderId} : ${named}${more}. Montez-les, par une retouche si leur étape est finie, ou mettez les unités au rebut dans leur lot.`
  },
  'line-over-tolerance/unit': ({ serial, lineId, total, most }) =>
    `L’unité ${serial} contiendrait ${amount(total)} de la ligne ${lineId} ; sa tolérance s’arrête à ${amount(most)}.`,

  'unit-mismatch/serials': ({ serials, quantity }) =>
    `${serials} numéros de série sont indiqués, mais la quantité est ${amount(quantity)} ; chaque numéro est celui d’une pièce.`,
  'unit-mismatch/no-pieces': ({ product, unit }) =>
    `${product} est fabriqué en ${unit} ; seules des pièces ont un numéro de série.`,
  'lot-of-another-order/to-announce': ({ lotId, product, orderId }) =>
    `Le lot ${lotId} existe et ne contient pas de ${product} de l’ordre ${orderId} ; indiquez un lot qui lui soit propre.`,
  'lot-wrong-material/lost-units': ({ product, materialId }) =>
    `Les numéros de série sont ceux de ${product} ; la perte serait enregistrée comme ${materialId}. Indiquez le lot pour lequel les unités ont été annoncées.`,
  'serial-duplicated/unit-scrapped': ({ serial, product }) =>
    `L’unité ${serial} de ${product} est au rebut ; un numéro n’est donné qu’une fois.`,
  'already-exists/sublot-to-make': ({ serial, lotId }) =>
    `Le lot ${lotId} a un sous-lot ${serial} qui n’est pas une unité ; annoncez le numéro pour un autre lot.`,
  'sublot-on-hold/unit': ({ serial, materialId, holds }) =>
    `L’unité ${serial} de ${materialId} est bloquée (${holds.join(', ')}) ; elle continue quand le blocage est levé.`,

  'unit-unfit/announced-elsewhere': ({ serial, lotId }) =>
    `L’unité ${serial} a été annoncée pour le lot ${lotId} ; fabriquez-la dans ce lot, ou annoncez-la de nouveau pour celui-ci.`,
  'unit-unfit/lost-elsewhere': ({ serial, lotId }) =>
    `L’unité ${serial} a été annoncée pour le lot ${lotId} ; indiquez ce lot.`,
  'unit-unfit/other-lot': ({ serial, lotId }) => `L’unité ${serial} est dans le lot ${lotId} ; indiquez ce lot.`,
  'unit-unfit/not-made': ({ serial }) =>
    `L’unité ${serial} n’est pas encore fabriquée ; nommez-la à part des unités en stock.`,
  'unit-unfit/in-its-lot': ({ serial, lotId }) =>
    `L’unité ${serial} est produite et son ordre n’a plus d’étape ; mettez-la au rebut dans son lot ${lotId}.`,
  'unit-unfit/scrapped': ({ serial }) => `L’unité ${serial} est au rebut, avec ce qu’elle contient.`,
  'unit-unfit/rejected': ({ serial, deviationId }) =>
    `La déviation ${deviationId} a rejeté l’unité ${serial} avant sa fabrication ; mettez-la au rebut avec ce qu’elle contient.`,
  'unit-unfit/rejected-in-stock': ({ serial, lotId }) =>
    `La qualité a refusé l’unité ${serial} du lot ${lotId} ; mettez-la au rebut, ou faites-la libérer par une nouvelle décision.`,
  'unit-unfit/gone': ({ serial }) =>
    `L’unité ${serial} n’est plus en stock ; elle a été utilisée, mise au rebut ou expédiée.`,
  'unit-unfit/built-in': ({ serial, into }) =>
    `L’unité ${serial} n’est plus en stock ; elle est montée dans ${into}. Démontez-la d’abord.`,
  'unit-unfit/not-asked': ({ item, stepId }) =>
    `${item} de l’étape ${stepId} n’est pas un résultat de chaque unité ; ne donnez pas de numéro de série.`,
  'unit-unfit/step-left': ({ serial, stepId }) =>
    `L’unité ${serial} a quitté l’étape ${stepId} ; une retouche l’y ramène.`,
  'unit-unfit/step-before': ({ serial, before, stepId }) =>
    `L’unité ${serial} n’a pas quitté l’étape ${before}, qui précède l’étape ${stepId} ; terminez-la d’abord là.`,
  'unit-unfit/more': ({ more }) => `Il y a ${more} autres motifs contre ces unités ; indiquez-en moins à la fois.`,
  'unit-unfit/into-itself': ({ serial }) => `L’unité ${serial} ne peut pas être montée dans elle-même.`,
  'unit-unfit/lot-twice': ({ serial, lotId }) =>
    `Le lot ${lotId} donne deux composants à l’unité ${serial} ; indiquez l’unité une seconde fois pour le second.`,
  'unit-unfit/full': ({ serial, atMost }) =>
    `L’unité ${serial} a ${atMost} composants, le maximum que prend son dossier.`,
  'unit-unfit/not-built-in': ({ stepId }) =>
    `La matière n’a été montée dans aucune unité ; rendez-la dans l’étape ${stepId}, qui l’a prise.`,
}
