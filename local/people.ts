import type { Role } from '../events/identifiers.ts'

export interface Person {
  /** The user name, and the person's id in the plant. */
  readonly user: string
  readonly name: string
  readonly roles: readonly Role[]
}

/** The people of the demo plant: two with the same roles wherever a second person has to sign. */
export const people: readonly Person[] = [
  { user: 'ada', name: 'Ada Moreau', roles: ['operator'] },
  { user: 'ben', name: 'Ben Okafor', roles: ['operator'] },
  { user: 'olga', name: 'Olga Petrova', roles: ['supervisor'] },
  { user: 'quinn', name: 'Quinn Delaney', roles: ['quality'] },
  { user: 'quentin', name: 'Quentin Marchand', roles: ['quality'] },
  { user: 'erik', name: 'Erik Lindqvist', roles: ['engineer'] },
  { user: 'paula', name: 'Paula Conti', roles: ['planner'] },
  { user: 'sap', name: 'ERP interface', roles: ['integration'] },
  { user: 'vera', name: 'Vera Novak', roles: ['viewer'] },
  { user: 'adam', name: 'Adam Keller', roles: ['admin'] },
]
