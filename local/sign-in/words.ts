import type { Role } from '../../events/identifiers.ts'
import type { Language } from '../../events/sentences/words.ts'

/** What the pages of the sign-in say. */
export interface PageWords {
  readonly signIn: string
  readonly who: string
  readonly again: string
  readonly ended: string
  readonly asPerson: (name: string) => string
  readonly somebodyElse: string
  readonly userName: string
  readonly nobody: (user: string) => string
  readonly noPassword: string
  readonly refused: string
  readonly client: string
  readonly redirect: (addresses: readonly string[]) => string
  readonly signOut: (addresses: readonly string[]) => string
  readonly otherPage: string
  readonly roles: Readonly<Record<Role, string>>
}

export const words: Readonly<Record<Language, PageWords>> = {
  en: {
    signIn: 'Sign in',
    who: 'Who are you?',
    again: 'Sign in again',
    ended: 'Your sign-in is over. Sign in again to go on where you were.',
    asPerson: (name) => `Sign in as ${name}`,
    somebodyElse: 'Somebody else',
    userName: 'Scan a badge, or type a user name',
    nobody: (user) => `Nobody here is called “${user}”. Choose a person below.`,
    noPassword: 'This plant runs on one machine and asks for no password.',
    refused: 'This sign-in cannot begin',
    client: 'The page that sent you here is not known: client_id is missing, or another than that of the console.',
    redirect: (addresses) =>
      `The page that sent you here may not be answered: redirect_uri has to be ${addresses.join(' or ')}.`,
    signOut: (addresses) => `After a sign-out, nobody is sent there: logout_uri has to be ${addresses.join(' or ')}.`,
    otherPage: 'This form was sent by a page of another place.',
    roles: {
      viewer: 'viewer',
      operator: 'operator',
      supervisor: 'supervisor',
      quality: 'quality',
      engineer: 'engineer',
      planner: 'planner',
      integration: 'integration',
      admin: 'administrator',
    },
  },
  fr: {
    signIn: 'Se connecter',
    who: 'Qui êtes-vous ?',
    again: 'Connectez-vous à nouveau',
    ended: 'Votre connexion a expiré. Connectez-vous à nouveau pour reprendre là où vous étiez.',
    asPerson: (name) => `Se connecter : ${name}`,
    somebodyElse: 'Quelqu’un d’autre',
    userName: 'Scannez un badge ou saisissez un nom d’utilisateur',
    nobody: (user) => `Personne ne s’appelle « ${user} » ici. Choisissez une personne ci-dessous.`,
    noPassword: 'Ce site fonctionne sur une seule machine et ne demande aucun mot de passe.',
    refused: 'Cette connexion ne peut pas commencer',
    client: 'La page d’où vous venez n’est pas connue : client_id manque, ou n’est pas celui de la console.',
    redirect: (addresses) =>
      `La page d’où vous venez ne peut pas recevoir de réponse : redirect_uri doit être ${addresses.join(' ou ')}.`,
    signOut: (addresses) =>
      `Personne n’est envoyé là après une déconnexion : logout_uri doit être ${addresses.join(' ou ')}.`,
    otherPage: 'Ce formulaire vient d’une page d’un autre endroit.',
    roles: {
      viewer: 'lecteur',
      operator: 'opérateur',
      supervisor: 'chef d’équipe',
      quality: 'qualité',
      engineer: 'ingénieur',
      planner: 'planificateur',
      integration: 'intégration',
      admin: 'administrateur',
    },
  },
}

/** The first language of the header, or of the client's request, that the pages have; else English. */
export function languageOf(acceptLanguage: string | undefined, asked: string | null): Language {
  const weighed = (acceptLanguage ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().split(';')
    const weight = parameters.map((it) => /^\s*q=([\d.]+)/.exec(it)?.[1]).find((it) => it !== undefined)
    return { tag, weight: Number(weight ?? '1') }
  })
  const preferred = weighed.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight)
  const tags = [...(asked ?? '').split(' '), ...preferred.map(({ tag }) => tag)]
  const known = tags.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'en' || tag === 'fr')
  return known === 'fr' ? 'fr' : 'en'
}
