import type { things as english, Noun } from '../english/things.ts'
import type { Translation } from '../sentence.ts'

/** Each with its article and in upper case, as it begins a sentence. */
const nouns: Readonly<Record<Noun, string>> = {
  order: 'L’ordre',
  snapshot: 'La recette lancée de l’ordre',
  asked: 'La demande de l’ERP pour l’ordre',
  superseded: 'L’ancienne recette de l’ordre',
  change: 'La modification',
  call: 'L’appel',
  maintenance: 'L’intervention',
  calibration: 'L’étalonnage',
  batch: 'Le dossier de lot de l’ordre',
  balance: 'Le bilan de l’ordre',
  performance: 'Le compte rendu de l’ordre',
  step: 'L’ordre lancé avec l’étape',
  recipe: 'La version de recette',
  effective: 'La recette',
  material: 'L’article',
  person: 'La personne',
  timecard: 'La fiche de pointage',
  entry: 'Le pointage',
  equipment: 'L’équipement',
  class: 'La classe d’équipement',
  place: 'L’emplacement',
  machine: 'L’équipement',
  edgeNode: 'Le nœud Sparkplug',
  edgeSession: 'La session du nœud Sparkplug',
  edgeBirth: 'La naissance de l’appareil Sparkplug',
  trend: 'Les valeurs de l’étape',
  hold: 'Le blocage',
  deviation: 'L’écart',
  shipment: 'L’expédition',
  dispensed: 'Le contenant pesé',
  former: 'L’unité d’un ordre antérieur',
  container: 'Le contenant',
  serial: 'Le numéro de série',
  gtin: 'Le GTIN',
  alerts: 'La liste d’alertes',
  lot: 'Le lot',
  sublot: 'Le sous-lot',
  unit: 'L’unité',
  state: 'L’état',
  shift: 'L’équipe',
  log: 'Le journal d’une équipe',
  'dead-letter': 'Le message mis de côté à rendre,',
}

export const things: Translation<typeof english> = {
  'not-found': ({ type, id }) => `${nouns[type] ?? type} ${id} n’existe pas sur ce site.`,
  'not-found/entry': ({ person, entryId }) => `${person} n’a pas de pointage ${entryId}.`,
  'precondition-required': ({ field }) =>
    `La définition contient ${field}, que cette requête omet. Indiquez-le, ou envoyez If-Match avec l’ETag que donne GET s’il doit disparaître.`,
  'precondition-required/more': ({ more }) =>
    `La requête omet ${more} autres éléments ; envoyez If-Match avec l’ETag que donne GET si tout doit disparaître.`,
  'stale-version': () => 'L’objet a changé depuis votre lecture ; relisez-le et décidez de nouveau.',
}
