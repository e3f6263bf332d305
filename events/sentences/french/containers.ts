import type { containers as english } from '../english/containers.ts'
import type { Translation } from '../sentence.ts'
import { counted } from './words.ts'

interface Content {
  readonly sublots: number
  readonly lots: number
  readonly containers: number
}

const container = (p: { readonly containerId: string }) => `Le contenant ${p.containerId}`
const sublots = (p: Content) => `${counted(p.sublots, 'sous-lot', 'sous-lots')} de ${counted(p.lots, 'lot', 'lots')}`

export const containers: Translation<typeof english> = {
  'container-unknown': ({ containerId }) =>
    `Il n’y a pas de contenant ${containerId} sur ce site ; indiquez-en un autre.`,
  'container-packed': (p) => `${container(p)} se trouve dans le contenant ${p.parentId} ; sortez-le d’abord.`,
  'container-in-itself': (p) => `${container(p)} ne peut pas être emballé dans lui-même.`,
  'container-closed/unchanged': (p) =>
    `${container(p)} est parti avec l’expédition ${p.shipmentId} ; son contenu ne change plus.`,
  'container-closed/shipped': (p) =>
    `${container(p)} est parti avec l’expédition ${p.shipmentId} ; il ne peut pas être expédié deux fois.`,
  'container-empty/ship': (p) => `${container(p)} est vide ; il n’y a rien à expédier.`,
  'container-empty/unpack': (p) => `${container(p)} est déjà vide.`,
  'container-full/pack-at-once': ({ containerId, lots }) =>
    `Les sous-lots de ${counted(lots, 'lot', 'lots')} n’entrent pas en une fois dans le contenant ${containerId} ; emballez d’abord les contenants, puis les sous-lots.`,
  'container-full/pack': (p) =>
    `${container(p)} contiendrait ${sublots(p)} et ${counted(p.containers, 'contenant', 'contenants')} ; il accepte ${p.containersAtMost} contenants, et les sous-lots plus deux fois leurs lots ne peuvent dépasser ${p.itemsAtMost}.`,
  'container-full/unpack': (p) =>
    `${container(p)} contient plus que ce qui peut sortir en une fois ; indiquez jusqu’à quarante éléments de son contenu.`,
  'container-full/ship': (p) =>
    `${container(p)} contient ${sublots(p)} dans ${counted(p.containers, 'contenant', 'contenants')}, plus que ce qui peut partir en une fois ; expédiez d’abord, un par un, les contenants qu’il contient, puis lui-même.`,
  'not-in-container/sublot': ({ containerId, lotId, sublotId }) =>
    `Le sous-lot ${sublotId} du lot ${lotId} n’est pas dans le contenant ${containerId} ; n’indiquez que son contenu.`,
  'not-in-container/container': ({ containerId, inner }) =>
    `Le contenant ${inner} n’est pas dans le contenant ${containerId} ; n’indiquez que son contenu.`,
  'lot-insufficient/pack': ({ lotId, sublotId }) =>
    `Il ne reste rien du sous-lot ${sublotId} du lot ${lotId} ; il n’y a rien à emballer.`,
  'shipment-misdirected/inner-container': (p) =>
    `${container(p)} se trouve dans le contenant ${p.outer} et est parti avec l’expédition ${p.shipmentId} ; expédiez ${p.outer} avec la même expédition.`,
  'already-exists/container': (p) => `${container(p)} existe déjà ; prenez un autre identifiant.`,
  'barcode-invalid/container-id': ({ because }, say) =>
    `${say(because)} Un numéro propre à l’usine comporte une lettre.`,
  'barcode-invalid/logistic-label': ({ because }, say) =>
    `${say(because)} Une étiquette logistique est réservée à un contenant dont l’identifiant est un SSCC ; laissez l’usine le numéroter.`,
  'sscc-unavailable/no-prefix': ({ site }) =>
    `Le site ${site} n’a pas de préfixe entreprise GS1 dans son fichier de site ; numérotez le contenant autrement.`,
  'sscc-unavailable/none-free': ({ prefix }) =>
    `Aucun numéro n’était libre sous le préfixe entreprise ${prefix} ; le site a besoin d’un autre préfixe.`,
}
