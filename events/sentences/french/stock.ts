import type { stock as english } from '../english/stock.ts'
import type { Translation } from '../sentence.ts'
import { consigneeOf, lotStatusOf } from './terms.ts'
import { allOf, amount, anyOf } from './words.ts'

interface OfLot {
  readonly lotId: string
}
interface OfSublot extends OfLot {
  readonly sublotId: string
}
interface Unit {
  readonly materialId: string
  readonly serial: string
}
interface Pair extends OfLot {
  readonly other: string
}

const lot = (p: OfLot) => `Le lot ${p.lotId}`
const afterwards =
  'Indiquez le lot qui a servi alors, ou corrigez occurredAt. Si c’était celui-ci, ouvrez une déviation, et saisissez-le sans heure une fois libéré.'
const sublot = (p: OfSublot) => `Le sous-lot ${p.sublotId} du lot ${p.lotId}`
const unit = (p: Unit) => `${p.materialId} ${p.serial}`
const onHold = (name: string, { holds }: { readonly holds: readonly string[] }) =>
  `${name} est bloqué (${holds.join(', ')}) ; il pourra être utilisé quand le blocage sera levé.`
const unlike = ({ lotId, other }: Pair, what: string) =>
  `Les lots ${lotId} et ${other} n’ont pas ${what} ; seuls des lots semblables peuvent être fusionnés.`

export const stock: Translation<typeof english> = {
  'lot-unknown': ({ lotId }) => `Il n’y a pas de lot ${lotId} sur ce site ; réceptionnez-le d’abord.`,
  'lot-unknown/origin': ({ lotId }) => `Il n’y a pas de lot ${lotId} sur ce site ; indiquez le lot qui est parti.`,
  'lot-unknown/before-sublots': ({ lotId }) =>
    `Il n’y a pas de lot ${lotId} sur ce site ; l’ERP doit envoyer le lot avant ses sous-lots.`,
  'lot-on-hold': (p) => onHold(lot(p), p),
  'lot-wrong-material/line': (p) =>
    `${lot(p)} est de l’article ${p.materialId} ; la ligne demande ${anyOf(p.materials)}.`,
  'lot-wrong-material/return': (p) =>
    `${lot(p)} est de l’article ${p.materialId} ; ce qui en revient est du même article.`,
  'lot-wrong-material/erp': (p) =>
    `${lot(p)} est de l’article ${p.materialId} sur ce site, et non ${p.told} ; l’ERP doit corriger l’un des deux.`,
  'lot-expired': (p) => `${lot(p)} a atteint sa péremption le ${p.on} ; la qualité peut l’analyser de nouveau.`,
  'lot-expired/sublot': (p) =>
    `${sublot(p)} a atteint sa péremption le ${p.on} ; la qualité peut l’analyser de nouveau.`,
  'lot-retest-due': (p) =>
    `${lot(p)} devait être recontrôlé au plus tard le ${p.on} ; la qualité peut le faire maintenant.`,
  'lot-retest-due/sublot': (p) =>
    `${sublot(p)} devait être recontrôlé au plus tard le ${p.on} ; la qualité peut le faire maintenant.`,
  'lot-not-released': (p) => `${lot(p)} est ${lotStatusOf(p.status)} ; la qualité doit d’abord le libérer.`,
  'lot-not-released/rejected': (p) => `${lot(p)} est refusé ; prenez un autre lot.`,
  'lot-not-released/rejected-reserved': (p) =>
    `${lot(p)} est refusé ; indiquez un autre lot, ou annulez ce qui en est réservé.`,
  'lot-not-released/then': (p) => `${lot(p)} était ${lotStatusOf(p.status)} le ${p.on}. ${afterwards}`,
  'lot-not-released/sublot-then': (p) => `${sublot(p)} était ${lotStatusOf(p.status)} le ${p.on}. ${afterwards}`,
  'lot-not-released/to-supplier': (p) => `${lot(p)} est refusé ; il ne peut que retourner chez son fournisseur.`,
  'lot-not-released/with-its-sublot': (p) =>
    `${lot(p)} est ${lotStatusOf(p.status)} ; libérez le lot avant ses sous-lots.`,
  'lot-wrong-status/shipped': (p) =>
    `${lot(p)} a quitté le site ; réceptionnez ce qui en revient comme un nouveau lot.`,
  'lot-wrong-status/made-by-order': (p) =>
    `${lot(p)} a été fabriqué par l’ordre ${p.orderId} ; il est libéré avec son lot de production.`,
  'lot-wrong-status/erp-made': ({ lotId, orderId }) =>
    `Le lot ${lotId} a été produit par l’ordre ${orderId} ; sa péremption, sa libération et son stock s’enregistrent sur le site, pas par un message.`,
  'lot-wrong-status/erp-rejected': ({ lotId }) =>
    `Le lot ${lotId} est refusé ; aucun message ne le modifie ni n’y ajoute de stock. La qualité peut décider à nouveau, avec une signature.`,
  'lot-wrong-status/batch-undecided': (p) =>
    `${lot(p)} a été fabriqué par l’ordre ${p.orderId} ; divisez-le ou fusionnez-le quand son lot de production sera décidé.`,
  'lot-wrong-status/rejected-by-quality': (p) =>
    `${lot(p)} est refusé ; seule la qualité peut le libérer, avec une signature.`,
  'lot-wrong-status/sublot-rejected-by-quality': (p) =>
    `${sublot(p)} est refusé ; seule la qualité peut le libérer, avec une signature.`,
  'lot-wrong-status/rejected-apart': (p) => `${lot(p)} est refusé ; il ne doit pas être mélangé à d’autres lots.`,
  'lot-wrong-status/already': (p) => `${lot(p)} est déjà ${lotStatusOf(p.status)}.`,
  'lot-wrong-status/sublot-already': (p) => `${sublot(p)} est déjà ${lotStatusOf(p.status)}.`,
  'lot-wrong-status/sublot-empty': ({ lotId, sublotId }) =>
    `Il ne reste rien du sous-lot ${sublotId} du lot ${lotId} ; il n’y a rien à décider.`,
  'lot-wrong-status/at-place': (p) => `${lot(p)} se trouve déjà à l’emplacement ${p.equipmentId}.`,
  'lot-insufficient/empty': ({ lotId }) => `Il ne reste rien du lot ${lotId} ; prenez un autre lot.`,
  'lot-insufficient/lot': (p) =>
    `${lot(p)} contient ${amount(p.remaining)}, moins que ${amount(p.wanted)} ; ne prenez pas plus que son contenu.`,
  'lot-insufficient/sublot': (p) =>
    `${sublot(p)} contient ${amount(p.remaining)}, moins que ${amount(p.wanted)} ; ne prenez pas plus que son contenu.`,
  'lot-insufficient/loose': ({ lotId, parts, loose }) =>
    `Les sous-lots font ${amount(parts)} au total, mais seuls ${amount(loose)} du lot ${lotId} ne sont dans aucun sous-lot ; réduisez les sous-lots.`,
  'lot-insufficient/pieces': ({ lotId, loose, named }) =>
    `${named} numéros de série sont indiqués, mais seules ${loose} pièces du lot ${lotId} ne sont dans aucun sous-lot ; indiquez-en moins.`,
  'lot-reserved': ({ lotId, remaining, reserved, free }) =>
    `Sur les ${amount(remaining)} du lot ${lotId}, ${amount(reserved)} sont réservés ; ${amount(free)} peuvent être pris pour ceci. N’en prenez pas plus, ou faites annuler les réservations des ordres.`,
  'lot-reserved/all': ({ lotId, remaining, reserved, free }) =>
    `Sur les ${amount(remaining)} du lot ${lotId}, ${amount(reserved)} sont réservés ; ${amount(free)} peuvent être pris pour ceci. Indiquez la quantité à prendre, ou faites annuler les réservations des ordres.`,
  'lot-reserved/shipment': ({ lotId, leaving, free }) =>
    `${amount(leaving)} du lot ${lotId} partiraient, mais seuls ${amount(free)} ne sont pas réservés à des ordres ; expédiez-en moins, ou faites annuler les réservations des ordres.`,

  'sublot-missing': ({ lotId, loose }) =>
    `Le stock du lot ${lotId} est réparti en sous-lots${loose ? ` ; ${amount(loose)} ne sont dans aucun` : ''}. Indiquez le sous-lot utilisé.`,
  'sublot-missing/count': ({ lotId }) =>
    `Le stock du lot ${lotId} est réparti en sous-lots ; comptez l’un d’eux, ou comptez à part ce qui n’est dans aucun.`,
  'sublot-unknown': ({ lotId, sublotId }) =>
    `Le lot ${lotId} n’a pas de sous-lot ${sublotId} ; indiquez l’un de ses sous-lots.`,
  'sublot-on-hold': (p) => onHold(sublot(p), p),
  'sublot-not-released': (p) => `${sublot(p)} est ${lotStatusOf(p.status)} ; la qualité doit d’abord le libérer.`,
  'sublot-not-released/to-supplier': (p) => `${sublot(p)} est refusé ; il ne peut que retourner chez son fournisseur.`,
  'sublot-packed': (p) => `${sublot(p)} est emballé dans le contenant ${p.containerId} ; déballez-le d’abord.`,
  'sublot-packed/shipped': (p) =>
    `${sublot(p)} est parti dans le contenant ${p.containerId} ; réceptionnez ce qui en revient comme un nouveau lot, avec ce lot et son expédition comme origine.`,
  'sublot-built-in/count': (p) =>
    `L’unité ${p.sublotId} est montée dans ${unit(p)} ; comptez-la quand elle sera démontée, ou réceptionnez-la comme un nouveau lot quand son ordre sera terminé.`,
  'sublot-built-in/reject': (p) =>
    `L’unité ${p.sublotId} est montée dans ${unit(p)} ; bloquez d’abord l’unité, ce qui bloque aussi l’ensemble, puis refusez-la.`,
  'unit-incomplete/stock': ({ lotId, sublotId, lines }) =>
    `Il manque à l’unité ${sublotId} du lot ${lotId} des composants de la ligne ${allOf(lines)} ; montez-les d’abord, par une retouche si leur étape est terminée, ou mettez l’unité au rebut.`,
  'unit-missing/count': ({ materialId }) =>
    `Chaque unité de ${materialId} a ses propres composants ; comptez-la sous son numéro, ou réceptionnez les unités inconnues comme un nouveau lot.`,
  'serial-duplicated/twice': ({ serial }) =>
    `Le numéro de série ${serial} est indiqué deux fois ; chaque pièce a le sien.`,

  'unit-mismatch/material': ({ materialId, unit: kept, told }) =>
    `${materialId} est géré en ${kept} ; ${told} mesure autre chose. Indiquez la quantité en ${kept}, ou dans une unité qui s’y convertit.`,
  'unit-mismatch/material-density': ({ materialId, unit: kept, told }) =>
    `${materialId} est géré en ${kept}, et aucune masse volumique ne dit ce que c’est en ${told}. Donnez-la avec PUT /v1/materials/${materialId}, ou la quantité en ${kept}.`,
  'unit-mismatch/stock': (p) =>
    `${lot(p)} contient encore ${amount(p.remaining)} de ${p.materialId}, ce qui n’a pas de valeur en ${p.unit}. Épuisez d’abord ce stock, ou définissez un autre article pour ce qui se compte en ${p.unit}.`,
  'unit-mismatch/stock-density': (p) =>
    `${lot(p)} contient encore ${amount(p.remaining)} de ${p.materialId}, ce qui, sans masse volumique, n’a pas de valeur en ${p.unit}. Définissez ${p.materialId} avec sa masse volumique, ou épuisez d’abord ce stock.`,
  'unit-mismatch/lot': (p) =>
    `${lot(p)} est géré en ${p.unit} ; ${p.told} mesure autre chose. Indiquez la quantité en ${p.unit}, ou dans une unité qui s’y convertit.`,
  'unit-mismatch/lot-exact': ({ lotId, unit: kept, quantity }) =>
    `${amount(quantity)} n’a pas de valeur exacte en ${kept}, l’unité du lot ${lotId} ; indiquez la quantité en ${kept}.`,
  'unit-mismatch/lot-total': (p) =>
    `${lot(p)} atteindrait ${amount(p.total)}, soit plus de chiffres qu’une quantité ne peut en avoir ; corrigez la quantité.`,
  'unit-mismatch/merge': ({ unit: kept }) =>
    `Ce qui est fusionné n’a pas de valeur exacte en ${kept} ; indiquez des quantités qui en ont une, ou laissez les lots séparés.`,
  'unit-mismatch/pieces': (p) => `${lot(p)} est géré en ${p.unit} ; seules des pièces ont un numéro de série.`,
  'unit-mismatch/one-piece': ({ serial }) =>
    `L’unité ${serial} est d’une seule pièce ; prenez-la en entier ou pas du tout.`,
  'unit-mismatch/one-piece-counted': ({ serial }) => `L’unité ${serial} est d’une seule pièce ; comptez 1 ou 0.`,

  'already-exists/lot-received': (p) =>
    `${lot(p)} a déjà été réceptionné ; donnez à la nouvelle livraison son propre numéro de lot.`,
  'already-exists/lot': (p) => `${lot(p)} existe déjà ; donnez au nouveau lot un numéro à lui.`,
  'already-exists/sublot': ({ lotId, sublotId }) =>
    `Le lot ${lotId} a déjà un sous-lot ${sublotId} ; donnez à chaque sous-lot un identifiant à lui.`,
  'already-exists/sublot-no-unit': ({ lotId, sublotId }) =>
    `Le lot ${lotId} a un sous-lot ${sublotId} qui n’est pas une unité ; choisissez un autre numéro de série.`,
  'already-exists/gtin': ({ gtin, materialId }) =>
    `Le GTIN ${gtin} est celui de l’article ${materialId} ; un numéro vaut pour un seul article.`,
  'not-found/material-to-define': ({ materialId }) =>
    `L’article ${materialId} n’est pas défini ; définissez-le, ou faites-le envoyer par l’ERP.`,
  'not-found/material-to-send': ({ materialId }) =>
    `L’article ${materialId} n’est pas défini ; l’ERP doit d’abord l’envoyer.`,
  'interval-invalid/lot-dates': (p) =>
    `${lot(p)} serait périmé le ${p.expiresAt}, alors qu’il a été fabriqué le ${p.manufacturedAt} ; corrigez l’une des dates.`,
  'interval-invalid/retest': ({ lotId }) =>
    `La nouvelle date de péremption ou de recontrôle du lot ${lotId} est passée ; indiquez une date à venir.`,
  'equipment-unknown/storage': ({ equipmentId }) =>
    `Il n’y a pas d’équipement ${equipmentId} sur ce site pour ce stockage ; indiquez un autre emplacement.`,
  'equipment-on-hold/storage': ({ equipmentId, holds }) =>
    `L’équipement ${equipmentId} est bloqué (${holds.join(', ')}) ; indiquez un autre emplacement.`,
  'storage-unfit': ({ materialId, equipmentId, needed }) =>
    `Le stockage de ${materialId} exige ${allOf(needed)} ; ${equipmentId} ne l’offre pas. Indiquez un autre emplacement.`,

  'split-unbalanced': ({ lotId, parts, keeps, remaining }) =>
    `Les parties font ${amount(parts)} au total et ${amount(keeps)} doivent rester, mais le lot ${lotId} contient ${amount(remaining)} ; corrigez les parties, ou comptez d’abord le lot.`,
  'merging-forbidden': ({ materialId }) =>
    `Les lots de ${materialId} ne se fusionnent pas ; laissez-les séparés, ou autorisez la fusion dans la définition de l’article.`,
  'lots-not-alike/named-twice': () => 'Chaque lot ne peut être indiqué qu’une fois.',
  'lots-not-alike/material': (p) => unlike(p, `le même article (${p.materials.join(', ')})`),
  'lots-not-alike/status': (p) => unlike(p, `le même statut (${p.statuses.map(lotStatusOf).join(', ')})`),
  'lots-not-alike/potency': (p) => unlike(p, 'le même titre'),
  'lots-not-alike/supplier': (p) => unlike(p, 'le même fournisseur'),
  'count-as-recorded': ({ recorded }) => `${amount(recorded)} sont déjà enregistrés ; rien ne change.`,
  'reason-missing/rejected-lot': (p) => `${lot(p)} est refusé ; indiquez pourquoi il est libéré malgré tout.`,
  'reason-missing/rejected-sublot': (p) => `${sublot(p)} est refusé ; indiquez pourquoi il est libéré malgré tout.`,
  'signature-same-person/rejected-lot': ({ person, lotId }) =>
    `${person} a refusé le lot ${lotId} ; une autre personne doit signer sa libération.`,
  'signature-same-person/rejected-sublot': ({ person, lotId, sublotId }) =>
    `${person} a refusé le sous-lot ${sublotId} du lot ${lotId} ; une autre personne doit signer sa libération.`,

  'shipment-misdirected/own-lot': (p) =>
    `${lot(p)} est un lot de ce site ; indiquez l’expédition avec laquelle il est parti.`,
  'shipment-misdirected/other-shipment': ({ lotId, shipmentId }) =>
    `Rien du lot ${lotId} n’est parti avec l’expédition ${shipmentId} ; indiquez celle avec laquelle il est parti.`,
  'return-exceeded/shipment': ({ lotId, shipmentId, out }) =>
    `De ce qui est parti du lot ${lotId} avec l’expédition ${shipmentId}, ${amount(out)} sont encore dehors ; il ne peut pas en revenir plus.`,
  'shipment-misdirected/made-here': (p) =>
    `${lot(p)} a été fabriqué par l’ordre ${p.orderId} ; il ne peut pas retourner chez ${p.supplierId}.`,
  'shipment-misdirected/other-supplier': (p) =>
    `${lot(p)} vient de ${p.from} ; il ne peut pas retourner chez ${p.supplierId}.`,
  'shipment-misdirected/no-supplier': (p) =>
    `${lot(p)} n’indique aucun fournisseur ; il ne peut pas retourner chez ${p.supplierId}.`,
  'shipment-misdirected/own-site': ({ site }) =>
    `Le site ${site} est ce site même ; déplacez le stock au lieu de l’expédier.`,
  'shipment-misdirected/no-such-site': ({ site }) =>
    `L’entreprise n’a pas de site ${site} ; expédiez à un client, ou retournez au fournisseur.`,
  'shipment-misdirected/other-consignee': ({ shipmentId, toType, to, askedType, asked }) =>
    `L’expédition ${shipmentId} est destinée ${consigneeOf(toType)} ${to}, et non ${consigneeOf(askedType)} ${asked} ; prenez un autre numéro d’expédition.`,
  'shipment-misdirected/too-long': ({ shipmentId, atMost }) =>
    `L’expédition ${shipmentId} aurait plus de ${atMost} lignes ; commencez une autre expédition.`,
}
