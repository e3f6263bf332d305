import type { serials as english, Place } from '../english/serials.ts'
import type { Translation } from '../sentence.ts'

/** Words before an id, or other words without one. */
const tail = (id: string | undefined, before: string, otherwise = ''): string =>
  id === undefined ? otherwise : `${before}${id}`

/** What follows `l’unité` or `elle`. */
function somewhere(where: Place): string {
  const { lotId } = where
  switch (where.at) {
    case 'announced':
      return `est annoncée pour le lot ${lotId}${tail(where.orderId, ' par l’ordre ')}`
    case 'in-repair':
      return `est en réparation${tail(where.orderId, ' dans l’ordre ')}, pour le lot ${lotId}`
    case 'stock':
      return `est en stock, dans le lot ${lotId}${tail(where.location, ' à l’emplacement ')}`
    case 'packed':
      return `est emballée dans le contenant ${where.containerId}, du lot ${lotId}`
    case 'built-in':
      return `est montée dans ${where.into.materialId} ${where.into.serial}`
    case 'used':
      return tail(where.orderId, 'a été consommée par l’ordre ', 'a été consommée')
    case 'shipped':
      return `est partie du lot ${lotId}${tail(where.shipmentId, ' avec l’expédition ')}`
    case 'scrapped':
      return `a été mise au rebut, du lot ${lotId}`
    case 'sampled':
      return `a servi d’échantillon, du lot ${lotId}`
    default:
      return `a été comptée comme manquante, du lot ${lotId}`
  }
}

export const serials: Translation<typeof english> = {
  'serial-duplicated/given': ({ materialId, serial, where }) =>
    `Le numéro de série ${serial} de ${materialId} est attribué : l’unité ${somewhere(where)}. Un numéro n’existe qu’une fois.`,
  'serial-duplicated/sublot': ({ materialId, serial, where }) =>
    `${serial} est le numéro de série d’une unité de ${materialId}, qui ${somewhere(where)} ; donnez un autre identifiant au sous-lot, ou indiquez l’unité parmi les numéros de série.`,
  'serial-duplicated/left': ({ materialId, serial, shipmentId, to, where }) =>
    `L’unité ${serial} de ${materialId} est partie avec l’expédition ${shipmentId} vers ${to} ; réceptionnez-la comme un retour, avec le lot ${where.lotId} et cette expédition comme origine.`,
  'unit-mismatch/counted-again': ({ materialId, serial, where }) =>
    `L’unité ${serial} de ${materialId} ne peut pas être comptée ici : elle ${somewhere(where)}.`,
  'unit-unknown/return': ({ materialId, serial }) =>
    `Aucune unité ${serial} de ${materialId} n’a jamais été ici ; relisez son numéro, ou réceptionnez-la comme un autre article.`,
  'unit-missing/return': ({ lotId, shipmentId }) =>
    `Ce qui est parti du lot ${lotId} avec l’expédition ${shipmentId} sont des unités numérotées ; indiquez les numéros de série qui reviennent.`,
  'return-exceeded/never-left': ({ materialId, serial, where }) =>
    `L’unité ${serial} de ${materialId} ne peut pas revenir : elle ${somewhere(where)}.`,
  'unit-unknown/repair': ({ materialId, serial }) =>
    `Aucune unité ${serial} de ${materialId} n’est connue ; relisez son numéro, ou annoncez-la comme nouvelle.`,
  'unit-unfit/repair': ({ materialId, serial, where }) =>
    `L’unité ${serial} de ${materialId} ne peut pas être prise en réparation : elle ${somewhere(where)}. Seule une unité en stock le peut.`,
  'unit-unfit/repair-begun': ({ materialId, serial, orderId }) =>
    `L’ordre ${orderId} a déjà travaillé sur l’unité ${serial} de ${materialId} ; terminez la réparation, ou mettez l’unité au rebut.`,
  'lot-not-released/repair': ({ serial, lotId, orderId }) =>
    `Le lot ${lotId} de l’unité ${serial} n’est pas encore décidé ; l’ordre ${orderId} peut retoucher l’unité, ou la qualité décide d’abord de son lot.`,
  'lot-not-released/repair-rejected': ({ serial, lotId }) =>
    `L’unité ${serial} du lot ${lotId} est rejetée ; la qualité annule le rejet avant la réparation.`,
  'shipment-misdirected/unit': ({ materialId, serial, lotId, shipmentId, asked }) =>
    `L’unité ${serial} de ${materialId} est partie du lot ${lotId} avec ${tail(shipmentId, 'l’expédition ', 'une autre expédition')}, et non comme le dit l’origine (${asked}) ; indiquez le lot et l’expédition avec lesquels elle est partie.`,
}
