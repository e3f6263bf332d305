import type { Role } from '../../identifiers.ts'
import type { Consignee, LotStatus } from '../../material.ts'
import type { activities } from '../../names.ts'
import type { OrderStatus, ProductionUse } from '../../order.ts'
import type { Procedure, Purpose, RecipeStatus, Step } from '../../recipe.ts'
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

export const activityOf = termsIn<(typeof activities)[number]>({
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
export const consigneeOf = termsIn<Consignee['type']>({
  customer: 'au client',
  site: 'au site',
  supplier: 'au fournisseur',
})

/** Of a step of an order. */
export const stepStatusOf = termsIn<'running' | 'completed' | 'skipped'>({
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
