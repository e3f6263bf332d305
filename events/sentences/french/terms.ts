import type { ChangeStatus } from '../../change.ts'
import type { containerKinds } from '../../container.ts'
import type { MachineState } from '../../device.ts'
import type { Role } from '../../identifiers.ts'
import type { Account, Consignee, LotStatus } from '../../material.ts'
import type { activities, CallKind, MaintenanceResult, MaintenanceStatus } from '../../names.ts'
import type { OrderStatus, ProductionUse } from '../../order.ts'
import type { DeviationStatus, Disposition, Holdable } from '../../quality.ts'
import type { EquipmentDefinition, Procedure, Purpose, RecipeStatus, Step } from '../../recipe.ts'
import type { Meaning } from '../../signature.ts'

/** A word of the contract as people read it; one that is not known stands as it is. */
const termsIn =
  <Term extends string>(terms: Readonly<Record<Term, string>>) =>
  (term: string): string =>
    Object.hasOwn(terms, term) ? terms[term as Term] : term

export const roleOf = termsIn<Role>({
  viewer: 'lecteur',
  operator: 'opérateur',
  supervisor: 'chef d’équipe',
  quality: 'qualité',
  engineer: 'ingénieur',
  planner: 'planificateur',
  integration: 'intégration',
  admin: 'administrateur',
})

export const meaningOf = termsIn<Meaning>({
  authored: 'rédigé',
  reviewed: 'revu',
  approved: 'approuvé',
  performed: 'exécuté',
  verified: 'vérifié',
  released: 'libéré',
  rejected: 'refusé',
  dispositioned: 'décidé',
})

export const activityOf = termsIn<(typeof activities)[number] | 'break'>({
  production: 'production',
  'set-up': 'réglage',
  cleaning: 'nettoyage',
  rework: 'retouche',
  maintenance: 'maintenance',
  training: 'formation',
  meeting: 'réunion',
  waiting: 'attente',
  transport: 'transport',
  other: 'autre',
  break: 'pause',
})

/** What a call asks for, after `a demandé`. */
export const helpOf = termsIn<CallKind>({
  help: 'de l’aide',
  material: 'de la matière',
  maintenance: 'la maintenance',
  quality: 'la qualité',
  supervisor: 'un chef d’équipe',
  safety: 'la sécurité',
})

/** The state of a work order, after its name. */
export const maintenanceStateOf = termsIn<MaintenanceStatus>({
  open: 'n’est pas commencée',
  running: 'est en cours',
  completed: 'est terminée',
  cancelled: 'a été annulée',
})

export const maintenanceResultOf = termsIn<MaintenanceResult>({
  pass: 'conforme',
  adjusted: 'ajusté',
  fail: 'non conforme',
})

export const useOf = termsIn<'hours-run' | 'cycles'>({ 'hours-run': 'heures', cycles: 'cycles' })

export const whyUnknown = termsIn({
  'not-counted': 'rien ne les compte',
  'not-counted-then': 'rien ne les comptait la dernière fois',
  'went-back': 'le compteur affiche moins que la dernière fois',
})

/** The field of an order in a message of the ERP. */
export const orderFieldOf = termsIn({
  recipeId: 'sa recette',
  version: 'la version de sa recette',
  product: 'son produit',
  quantity: 'sa quantité',
  dueAt: 'son échéance',
  priority: 'sa priorité',
  materials: 'ses lignes de matière',
  allocations: 'ses attributions de lots',
})

/** Of an order, with what is said of it before its first release and after its end. */
export const orderStatusOf = termsIn<OrderStatus | 'paused'>({
  created: 'créé',
  released: 'lancé',
  running: 'en cours',
  paused: 'en pause',
  held: 'bloqué',
  completed: 'achevé',
  closed: 'clos',
  aborted: 'abandonné',
})

export const lotStatusOf = termsIn<LotStatus>({
  quarantine: 'en quarantaine',
  released: 'libéré',
  rejected: 'refusé',
  consumed: 'consommé',
  expired: 'périmé',
  shipped: 'expédié',
  depleted: 'épuisé',
})

/** With the preposition of a destination: « destinée au client ACME ». */
export const accountOf = termsIn<Account>({
  consumed: 'consommés',
  shipped: 'expédiés',
  scrapped: 'mis au rebut',
  sampled: 'prélevés',
  parted: 'passés dans d’autres lots',
  adjusted: 'corrigés par comptage',
})

export const consigneeOf = termsIn<Consignee['type']>({
  customer: 'au client',
  site: 'au site',
  supplier: 'au fournisseur',
})

/** Of a step of an order. */
export const stepStatusOf = termsIn<'running' | 'completed' | 'skipped' | 'ended' | 'not-done'>({
  ended: 'interrompue',
  'not-done': 'non faite',
  running: 'en cours',
  completed: 'achevée',
  skipped: 'omise',
})

/** Of a version of a recipe. */
export const recipeStatusOf = termsIn<RecipeStatus>({
  draft: 'à l’état de brouillon',
  'in-review': 'en revue',
  approved: 'approuvée',
  effective: 'en vigueur',
  superseded: 'remplacée',
  retired: 'retirée',
})

export const purposeOf = termsIn<Purpose>({ production: 'production', rework: 'retouche' })

export const procedureLevelOf = termsIn<Procedure['level']>({
  'unit-procedure': 'procédure d’unité',
  operation: 'opération',
})

export const stepKindOf = termsIn<Step['kind']>({
  production: 'étape de production',
  'set-up': 'réglage',
  cleaning: 'nettoyage',
})

/** What becomes of the material of a line, or of what a step turns out. */
export const materialUseOf = termsIn<Step['materials'][number]['use'] | ProductionUse>({
  consumed: 'consommation',
  produced: 'produit',
  'by-product': 'sous-produit',
  'co-product': 'coproduit',
  scrap: 'rebut',
  sample: 'échantillon',
})

/** Of a change of an order. */
export const changeStatusOf = termsIn<ChangeStatus>({
  proposed: 'proposée',
  reviewed: 'revue',
  approved: 'approuvée',
  rejected: 'refusée',
  withdrawn: 'retirée',
})

export const batchDecisionOf = termsIn<'released' | 'rejected'>({ released: 'libéré', rejected: 'refusé' })

/** Of a deviation. */
export const deviationStatusOf = termsIn<DeviationStatus>({
  open: 'ouvert',
  classified: 'classé',
  investigated: 'analysé',
  dispositioned: 'décidé',
  closed: 'clos',
})

/** What one does to stock by a disposition. */
export const dispositionOf = termsIn<Disposition>({
  'use-as-is': 'utiliser en l’état',
  rework: 'retoucher',
  scrap: 'mettre au rebut',
  return: 'retourner',
  reject: 'refuser',
})

/** With its article. */
export const holdableOf = termsIn<Holdable['type']>({
  order: 'l’ordre',
  lot: 'le lot',
  sublot: 'le sous-lot',
  unit: 'l’unité',
  material: 'l’article',
  equipment: 'l’équipement',
  recipe: 'la version de recette',
})

export const levelOf = termsIn<EquipmentDefinition['level']>({
  enterprise: 'entreprise',
  site: 'site',
  area: 'zone',
  'work-center': 'centre de travail',
  'storage-zone': 'zone de stockage',
  'work-unit': 'unité de travail',
  'storage-unit': 'unité de stockage',
  'equipment-module': 'module d’équipement',
})

/** What a step of a recipe says, each with its article. */
export const stepFieldOf = termsIn<Exclude<keyof Step, 'stepId'>>({
  name: 'le nom',
  kind: 'le type',
  instruction: 'l’instruction',
  documents: 'les documents',
  after: 'les étapes précédentes',
  within: 'la procédure',
  workCenter: 'le centre de travail',
  equipmentClass: 'la classe d’équipement',
  capabilities: 'les capacités',
  needsSetUp: 'le réglage demandé',
  cleanFor: 'la durée de propreté',
  leavesDirty: 'le nettoyage qui suit',
  qualifications: 'les qualifications',
  notBySamePersonAs: 'la séparation des personnes',
  duration: 'la durée',
  runtimePerItem: 'la durée d’exécution par pièce',
  materials: 'les lignes de matière',
  charges: 'les chargements',
  parameters: 'les paramètres',
  checks: 'les contrôles',
  calculations: 'les calculs',
  timers: 'les délais',
  signatures: 'les signatures',
  yield: 'le rendement',
  balance: 'le bilan',
  scrapCodes: 'les motifs de rebut',
  repeat: 'la répétition',
  skip: 'l’omission',
  flow: 'le flux',
  transferBatch: 'le lot de transfert',
})

/** States of PackML, as a machine says them of itself. */
export const machineStateOf = termsIn<MachineState>({
  unknown: 'inconnu',
  stopped: 'arrêté',
  starting: 'démarre',
  idle: 'au repos',
  execute: 'en marche',
  completing: 'se termine',
  complete: 'terminé',
  resetting: 'se réinitialise',
  holding: 'passe en maintien',
  held: 'en maintien',
  unholding: 'reprend',
  suspending: 'se met en attente',
  suspended: 'en attente',
  unsuspending: 'reprend',
  stopping: 's’arrête',
  aborting: 's’interrompt',
  aborted: 'interrompu',
  clearing: 'efface le défaut',
})

export const containerKindOf = termsIn<(typeof containerKinds)[number]>({
  case: 'carton',
  pallet: 'palette',
  tote: 'bac',
  drum: 'fût',
  bag: 'sac',
  tray: 'plateau',
  bin: 'casier',
  crate: 'caisse',
  other: 'autre',
})

/** What a batch or a deviation waits for, with its article. */
export const waitOf = termsIn({
  record: 'le dossier',
  review: 'la revue',
  signature: 'la signature',
  classification: 'le classement',
  disposition: 'la décision',
})
