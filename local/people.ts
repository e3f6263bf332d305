import type { Role } from '../events/identifiers.ts'
import type { Language } from '../events/sentences/words.ts'

export interface Person {
  /** The user name, and the person's id in the plant. */
  readonly user: string
  readonly name: string
  readonly roles: readonly Role[]
  /** What the person does, for whoever chooses one at the sign-in. */
  readonly work: Readonly<Record<Language, string>>
}

/** The people of the demo plant: two with the same roles wherever a second person has to sign. */
export const people: readonly Person[] = [
  {
    user: 'ada',
    name: 'Ada Moreau',
    roles: ['operator'],
    work: { en: 'Does the steps of an order', fr: 'Exécute les étapes d’un ordre' },
  },
  {
    user: 'ben',
    name: 'Ben Okafor',
    roles: ['operator'],
    work: { en: 'Does steps, verifies as second person', fr: 'Exécute les étapes et vérifie en second' },
  },
  {
    user: 'lea',
    name: 'Léa Fontaine',
    roles: ['operator'],
    work: { en: 'Works on the lines of the plant', fr: 'Travaille sur les lignes de l’usine' },
  },
  {
    user: 'marco',
    name: 'Marco Bianchi',
    roles: ['operator'],
    work: { en: 'Works on the lines of the plant', fr: 'Travaille sur les lignes de l’usine' },
  },
  {
    user: 'nadia',
    name: 'Nadia Haddad',
    roles: ['operator'],
    work: { en: 'Works on the lines, at night too', fr: 'Travaille sur les lignes, la nuit aussi' },
  },
  {
    user: 'olga',
    name: 'Olga Petrova',
    roles: ['supervisor'],
    work: { en: 'Leads the shift and its people', fr: 'Dirige l’équipe et ses opérateurs' },
  },
  {
    user: 'quinn',
    name: 'Quinn Delaney',
    roles: ['quality'],
    work: { en: 'Decides on deviations, releases lots', fr: 'Traite les écarts, libère les lots' },
  },
  {
    user: 'quentin',
    name: 'Quentin Marchand',
    roles: ['quality'],
    work: { en: 'Signs where quality signs twice', fr: 'Signe là où la qualité signe deux fois' },
  },
  {
    user: 'erik',
    name: 'Erik Lindqvist',
    roles: ['engineer'],
    work: { en: 'Writes recipes, sets equipment up', fr: 'Écrit les recettes, règle les machines' },
  },
  {
    user: 'paula',
    name: 'Paula Conti',
    roles: ['planner'],
    work: { en: 'Plans and releases orders', fr: 'Planifie et lance les ordres' },
  },
  {
    user: 'sap',
    name: 'ERP interface',
    roles: ['integration'],
    work: { en: 'Sends orders and hears what became of them', fr: 'Envoie les ordres et apprend leur suite' },
  },
  {
    user: 'vera',
    name: 'Vera Novak',
    roles: ['viewer'],
    work: { en: 'Looks, and changes nothing', fr: 'Regarde, et ne change rien' },
  },
  {
    user: 'adam',
    name: 'Adam Keller',
    roles: ['admin'],
    work: { en: 'Keeps definitions in order', fr: 'Tient les définitions en ordre' },
  },
]
