import { shown } from '../characters.ts'
import type { DigitsOf, ElementName, codes as english } from '../english/codes.ts'
import type { Translation } from '../sentence.ts'
import { amount, anyOf } from './words.ts'

const names: Readonly<Record<string, string>> = {
  sscc: 'Un SSCC',
  gtin: 'Un GTIN',
  gln: 'Un GLN',
  'extension-digit': 'Le chiffre d’extension',
  'company-prefix': 'Le préfixe entreprise',
  'serial-reference': 'Le numéro séquentiel qui suit le préfixe entreprise',
}
const element = (p: ElementName) => `(${p.ai}) ${p.title}`
const together = (ais: string) =>
  ais
    .split('+')
    .map((ai) => `(${ai.replaceAll('n', '_')})`)
    .join(' avec ')
const digits = (of: DigitsOf) => names[of] ?? of
const quoted = (characters: readonly string[]) => shown(characters, (it) => `« ${it} »`)
const range = ({ least, most }: { readonly least: number; readonly most: number }) =>
  least === most ? `${most}` : `${least} à ${most}`

export const codes: Translation<typeof english> = {
  'barcode-invalid/no-code': () =>
    'Le code n’est ni un identifiant de cette usine, ni un GS1 Digital Link, ni un SSCC ; scannez-le de nouveau.',
  'barcode-invalid/no-address': ({ link }) =>
    `« ${link} » n’est pas une adresse web lisible ; scannez le symbole de nouveau.`,
  'barcode-invalid/no-key': () =>
    'L’adresse n’indique aucune clé GS1 avec sa valeur, comme /01/09521234543213 ; scannez le symbole de nouveau.',
  'barcode-invalid/not-gs1': ({ symbology }) =>
    `Le symbole indique qu’il ne contient pas de données GS1 (${symbology}) ; scannez le symbole GS1 de l’étiquette.`,
  'barcode-invalid/no-element': () => 'Il n’y a aucun élément à lire ; scannez le symbole de nouveau.',
  'barcode-invalid/brackets': ({ typed }) =>
    `« ${typed} » n’est pas une suite d’identifiants entre parenthèses, chacun suivi de ses données ; scannez le symbole, ou saisissez-le sous la forme « (01)...(10)... ».`,
  'barcode-invalid/unknown-ai': ({ ai }) =>
    `Aucun identifiant d’application de cette usine ne commence par « ${ai} » ; scannez le symbole de nouveau, ou demandez qui a fait l’étiquette.`,
  'barcode-invalid/repeated-ai': ({ ai }) => `Le code contient deux fois (${ai}) ; scannez une seule étiquette.`,
  'barcode-invalid/excluded-ai': ({ ai, other }) =>
    `Le code contient (${ai}) et (${other}), qui ne figurent jamais sur une même étiquette ; scannez une seule étiquette, ou demandez qui l’a faite.`,
  'barcode-invalid/missing-ai': (p) =>
    `${element(p)} accompagne ${anyOf(p.needs.map(together))} sur une étiquette GS1, et celle-ci n’en a aucun ; vérifiez que vous avez scanné toute l’étiquette.`,
  'barcode-invalid/link-query': ({ ai }) =>
    `L’adresse contient (${ai}) après son point d’interrogation, alors que sa place est avant ; scannez le symbole de nouveau, ou demandez qui a fait l’étiquette.`,
  'barcode-invalid/element-length': (p) =>
    `${element(p)} comporte ${range(p)} caractères ; « ${p.value} » en a ${p.length}.`,
  'barcode-invalid/element-characters': (p) =>
    `${element(p)} ne comporte que des lettres, des chiffres et !"%&'()*+,-./:;<=>?_, et non ${quoted(p.characters)}.`,
  'barcode-invalid/element-date': (p) => `${element(p)} : ${p.value} n’est pas une date ; elle s’écrit AAMMJJ.`,
  'barcode-invalid/element-time': (p) => `${element(p)} : ${p.value} n’est pas une heure ; elle s’écrit AAMMJJhhmm.`,
  'barcode-invalid/element-piece': (p) =>
    `${element(p)} : ${p.value} n’indique pas le rang de la pièce (deux chiffres) et leur nombre (deux chiffres).`,
  'barcode-invalid/element-country': (p) =>
    `${element(p)} : ${p.value} ne désigne aucun pays ; il commence par un code à trois chiffres de la norme ISO 3166.`,
  'barcode-invalid/element-century': (p) =>
    `${element(p)} : ${p.date} n’est pas une date que deux chiffres d’année désignent en ${p.year} ; indiquez une date à moins de cinquante ans.`,
  'barcode-invalid/measure-unit': (p) => `${element(p)} : ${amount(p.quantity)} ne se convertit pas en ${p.unit}.`,
  'barcode-invalid/measure-digits': (p) =>
    `${element(p)} : ${amount(p.quantity)} ne tient pas en six chiffres sans arrondi.`,
  'barcode-invalid/digits': ({ of, characters }) =>
    `${digits(of)} ne comporte que des chiffres, et non ${quoted(characters)} ; relisez le code.`,
  'barcode-invalid/key-length': ({ of, lengths, length }) =>
    `${digits(of)} comporte ${anyOf(lengths.map(String))} chiffres ; celui-ci en a ${length}. Relisez le code.`,
  'barcode-invalid/part-length': (p) => `${digits(p.of)} comporte ${range(p)} chiffres ; celui-ci en a ${p.length}.`,
  'barcode-invalid/check-digit': ({ key, expected, found }) =>
    `La clé de contrôle de ${key} serait ${expected} et non ${found} : un chiffre est faux. Relisez le code.`,

  'not-found/scanned-id': ({ id }) => `Il n’y a ni lot ni contenant ${id} sur ce site ; scannez le code de nouveau.`,
  'not-found/scanned-sublot': ({ lotId, sublotId }) =>
    `Il n’y a pas de sous-lot ${sublotId} d’un lot ${lotId} sur ce site ; scannez le code de nouveau.`,
  'not-found/scanned-sscc': ({ sscc }) => `Il n’y a pas de contenant de SSCC ${sscc} sur ce site.`,
  'not-found/scanned-dispensed': ({ containerId, orderId }) =>
    `Rien n’a été pesé dans le contenant ${containerId} pour l’ordre ${orderId} sur ce site.`,
  'not-found/scanned-nothing': () =>
    'Le code ne désigne aucun article, lot, unité ou contenant : il n’a ni (00), ni (01), ni (10).',
  'not-found/scanned-gtin': ({ gtin }) => `Aucun article de ce site n’a le GTIN ${gtin}.`,
  'not-found/scanned-lot': ({ lotId }) => `Il n’y a pas de lot ${lotId} sur ce site.`,
  'not-found/scanned-material': ({ lotId, materialId, ofGtin }) =>
    `Le lot ${lotId} est de l’article ${materialId}, mais le GTIN est celui de ${ofGtin} ; vérifiez l’étiquette.`,
  'not-found/scanned-unit-of-lot': ({ serial, lotId }) => `Il n’y a pas d’unité ${serial} du lot ${lotId} sur ce site.`,
  'not-found/scanned-unit-of-material': ({ serial, materialId }) =>
    `Il n’y a pas d’unité ${serial} de l’article ${materialId} sur ce site.`,
}
