import { type Difference, isList, type ListName, type Part, placeOf, valueIn } from '../difference.ts'
import { meaningOf } from './terms.ts'
import { amount, decimal } from './words.ts'

interface Noun {
  readonly noun: string
  readonly of: string
  readonly ofAll: string
}

const nouns: Readonly<Record<ListName, Noun>> = {
  procedures: { noun: 'procédure', of: 'de la procédure', ofAll: 'des procédures' },
  steps: { noun: 'étape', of: 'de l’étape', ofAll: 'des étapes' },
  materials: { noun: 'ligne', of: 'de la ligne', ofAll: 'des lignes' },
  parameters: { noun: 'paramètre', of: 'du paramètre', ofAll: 'des paramètres' },
  checks: { noun: 'contrôle', of: 'du contrôle', ofAll: 'des contrôles' },
  calculations: { noun: 'calcul', of: 'du calcul', ofAll: 'des calculs' },
  charges: { noun: 'chargement', of: 'du chargement', ofAll: 'des chargements' },
  timers: { noun: 'temporisation', of: 'de la temporisation', ofAll: 'des temporisations' },
  signatures: { noun: 'signature', of: 'de la signature', ofAll: 'des signatures' },
}

/** The fields of a recipe as people read them. */
const fields: Readonly<Record<string, string>> = {
  after: 'prédécesseurs',
  alternates: 'matières de remplacement',
  atMost: 'au plus',
  backflush: 'imputation à l’achèvement',
  balance: 'bilan matière',
  basis: 'base du titre',
  batchSize: 'taille de lot',
  calculationId: 'calcul',
  calculations: 'calculs',
  capabilities: 'capacités',
  charges: 'chargements',
  checkId: 'contrôle',
  checks: 'contrôles',
  cleanFor: 'durée de propreté',
  decimals: 'décimales',
  deviationOnOverride: 'déviation en cas de dérogation',
  documents: 'documents',
  duration: 'durée',
  runtimePerItem: 'durée par pièce',
  early: 'sortie avant démarrage',
  equipmentClass: 'classe d’équipement',
  expression: 'formule',
  factor: 'facteur',
  fixed: 'part fixe',
  flow: 'flux',
  transferBatch: 'lot de transfert',
  from: 'depuis',
  high: 'limite haute',
  highPercent: 'pourcentage haut',
  href: 'lien',
  instruction: 'instruction',
  kind: 'type',
  leavesDirty: 'laisse l’équipement sale',
  level: 'niveau',
  lineId: 'ligne',
  lineIds: 'lignes',
  low: 'limite basse',
  lowPercent: 'pourcentage bas',
  manualEntry: 'saisie manuelle',
  materialId: 'matière',
  materials: 'lignes matière',
  max: 'maximum',
  meaning: 'mention',
  min: 'minimum',
  minusPercent: 'pourcentage en moins',
  name: 'nom',
  needsSetUp: 'réglage nécessaire',
  nominal: 'nominale',
  notBySamePersonAs: 'autre personne que pour',
  of: 'ligne compensée',
  outside: 'temps hors limites',
  parameterId: 'paramètre',
  parameters: 'paramètres',
  per: 'pour',
  perQuantity: 'part proportionnelle',
  every: 'une unité sur',
  perUnit: 'part de chaque unité',
  picking: 'ordre de prélèvement',
  plusPercent: 'pourcentage en plus',
  policy: 'règle',
  potency: 'titre',
  procedureId: 'procédure',
  procedures: 'procédures',
  product: 'produit',
  purpose: 'destination',
  qualificationId: 'qualification',
  qualifications: 'qualifications',
  quantity: 'quantité',
  question: 'question',
  repeat: 'répétition',
  review: 'revue par la qualité',
  role: 'rôle',
  rule: 'règle de temps',
  scaled: 'suit la quantité',
  scrapCodes: 'motifs de rebut',
  signatures: 'signatures',
  silence: 'durée du silence',
  signaturesNeeded: 'signatures demandées',
  skip: 'omission possible',
  source: 'source',
  spansBreaks: 'interruptible par les pauses',
  stepId: 'étape',
  steps: 'étapes',
  target: 'cible',
  time: 'temps',
  timerId: 'temporisation',
  timers: 'temporisations',
  title: 'titre du document',
  tolerance: 'tolérance',
  tolerancePercent: 'pourcentage admis',
  unit: 'unité',
  until: 'jusqu’à',
  use: 'usage',
  value: 'valeur',
  verify: 'vérification',
  weighing: 'pesée',
  within: 'dans',
  while: 'plage à tenir',
  workCenter: 'poste de travail',
  yield: 'rendement',
  witness: 'témoin',
}

export const fieldInFrench = (name: string): string => (Object.hasOwn(fields, name) ? (fields[name] ?? name) : name)

const value = (it: unknown): string =>
  valueIn({ nothing: 'rien', yes: 'oui', no: 'non', amount, decimal, field: fieldInFrench }, it)
const idOf = ({ list, id = '' }: Part): string => (list === 'signatures' ? `« ${meaningOf(id)} »` : id)
const partsOf = (parts: readonly Part[]): string =>
  parts.map((part, index) => `${index === 0 ? nouns[part.list].noun : nouns[part.list].of} ${idOf(part)}`).join(' ')
const ofParts = (parts: readonly Part[]): string =>
  parts.map((part) => ` ${nouns[part.list].of} ${idOf(part)}`).join('')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A difference between two versions of a recipe as a sentence. */
export function differenceInFrench(difference: Difference): string {
  const { change, before, after } = difference
  const { parts, field: name } = placeOf(difference)
  if (name === undefined) return capital(`${partsOf(parts)} : ${change === 'added' ? 'ajout' : 'suppression'}.`)
  if (change === 'reordered' && isList(name))
    return `Nouvel ordre ${nouns[name].ofAll}${ofParts(parts)} : ${value(after)}.`
  const what = capital(`${parts.length === 0 ? 'recette' : partsOf(parts)}, ${fieldInFrench(name)}`)
  if (change === 'added') return `${what} : ${value(after)}, sans valeur auparavant.`
  if (change === 'removed') return `${what} : sans valeur désormais, ${value(before)} auparavant.`
  return `${what} : ${value(after)}, au lieu de ${value(before)}.`
}
