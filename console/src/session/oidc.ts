import {
  ErrorTimeout,
  InMemoryWebStorage,
  type User,
  UserManager,
  type UserManagerSettings,
  WebStorageStateStore,
} from 'oidc-client-ts'
import type { Role } from '../../../events/identifiers.ts'
import type { ConsoleSettings } from '../../../shared/client/settings.ts'
import { forgetAnswers } from '../offline/kept-answers.ts'
import type { Session, TerminalKeeping } from './session.ts'

/** An act is in the database of the browser by then. */
const leaveAfterMs = 500
/** A token is renewed this long before it ends. */
const spareSeconds = 60
/** Where the issuer sends a person back to, with the code of the sign-in. */
const answerPath = '/signed-in'

/** Told with the state of a sign-in that keeps the browser as a terminal. */
const ofTerminal = 'terminal'

/** What the person wanted to see before the sign-in. */
interface Wanted {
  readonly address: string
}

/** The pages that open without a person in a browser that is kept: those of a terminal, and the board of a hall. */
const isStanding = () => location.pathname.startsWith('/terminal') || location.pathname === '/board'

/**
 * Signs a person in: by code and PKCE at the issuer of the plant, Cognito's managed login or the local one (docs/adr/0068). The tokens stay in this tab.
 * Where nobody is there, a browser that is kept as a terminal (docs/adr/0076) opens by itself, and looks.
 * @returns undefined while the browser is on its way to the issuer, or in the window of a signature, which closes itself
 */
export async function signedIn(settings: ConsoleSettings, language: string): Promise<Session | undefined> {
  const manager = new UserManager({
    ...common(settings),
    userStore: new WebStorageStateStore({ store: sessionStorage }),
  })
  const terminals = terminalsOf(settings)
  if (location.pathname === answerPath) return arrive(isAnswerToTerminal() && terminals ? terminals : manager)
  const person = await manager.getUser()
  const user = await goodFor(manager, person)
  const terminal = terminals && (await goodFor(terminals, await terminals.getUser()))
  const keeping = terminals && keepingOf(terminals, terminal, language)
  const at = { settings, manager, language, keeping }
  if (user) return sessionOf(at, user)
  if (terminals && terminal && isStanding()) return terminalSession(at, terminals, terminal)
  // Whoever was signed in here is told that it is over, and is expected back.
  await goToSignIn(manager, language, person ? endedFor(claimsOf(person.access_token, settings).personId) : {})
  return undefined
}

/** The user as long as the sign-in lasts. Where the issuer cannot be reached, nobody knows, and the screen goes on. */
const goodFor = async (manager: UserManager, user: User | null): Promise<User | undefined> =>
  user && (!user.expired || (await renewed(manager).catch(() => user))) ? user : undefined

/** Who is kept here beyond the tab: the account of a terminal. */
const terminalsOf = (settings: ConsoleSettings): UserManager | undefined =>
  settings.terminalClientId === undefined
    ? undefined
    : new UserManager({
        ...common(settings),
        client_id: settings.terminalClientId,
        userStore: new WebStorageStateStore({ store: localStorage, prefix: 'andon.terminal.' }),
      })

const isAnswerToTerminal = () => new URLSearchParams(location.search).get('state')?.endsWith(`;${ofTerminal}`) === true

const keepingOf = (terminals: UserManager, terminal: User | undefined, language: string): TerminalKeeping => ({
  isKept: terminal !== undefined,
  keep: () => goToSignIn(terminals, language, {}, ofTerminal),
  async end() {
    await forget(terminals)
    location.reload()
  },
})

/** Nothing renews the sign-in any more, here or elsewhere. */
async function forget(manager: UserManager): Promise<void> {
  await manager.revokeTokens(['refresh_token']).catch(() => undefined)
  await manager.removeUser()
}

const common = ({ authority, clientId, scopes }: ConsoleSettings): UserManagerSettings => ({
  authority,
  client_id: clientId,
  scope: scopes.join(' '),
  redirect_uri: new URL(answerPath, location.origin).href,
  automaticSilentRenew: false,
})

/** Who is to sign in. An issuer that does not know `why` takes no notice of it (RFC 6749, 3.1). */
interface Expected {
  readonly who?: string | undefined
  readonly why?: 'ended'
}

const endedFor = (personId: string): Expected => ({ who: personId, why: 'ended' })

/** A person always signs in by name: at a terminal, the issuer remembers whoever has signed last. */
const goToSignIn = (manager: UserManager, language: string, { who, why }: Expected = {}, kind?: string) =>
  manager.signinRedirect({
    prompt: 'login',
    ...(who !== undefined && { login_hint: who }),
    ...(kind !== undefined && { url_state: kind }),
    ui_locales: language,
    extraQueryParams: { lang: language, ...(why !== undefined && { why }) },
    state: { address: location.href.slice(location.origin.length) } satisfies Wanted,
  })

/**
 * The code has come. The window of a signature gives it to the screen that opened it, which closes the window. An answer that this browser did not ask for
 * stays in the address bar: `npm run people -- token` has its user copy it.
 */
async function arrive(manager: UserManager): Promise<undefined> {
  const user = await manager.signinCallback().catch(() => undefined)
  const wanted = user?.state as Wanted | undefined
  // Behind the origin, so that an address such as `//elsewhere` leads nowhere else.
  if (wanted) location.replace(location.origin + wanted.address)
  return undefined
}

/** Whether this page takes the answers of sign-ins, and shows nothing but that one came to nothing. */
export const isAnswerPage = () => location.pathname === answerPath

/**
 * A new token, or null where the issuer gives none: then the person has to sign in again.
 * @throws where the issuer cannot be reached: nobody can sign in either, and the terminal goes on without a connection
 */
async function renewed(manager: UserManager): Promise<User | null> {
  // Without a token that renews, a hidden frame would be tried: the policy of the page refuses it, and at a terminal it would be whoever signed last.
  if (!(await manager.getUser())?.refresh_token) return null
  return manager.signinSilent().catch((error: unknown) => {
    if (error instanceof TypeError || error instanceof ErrorTimeout) throw error
    return null
  })
}

interface Place {
  readonly settings: ConsoleSettings
  /** Of the person at this tab. */
  readonly manager: UserManager
  readonly language: string
  readonly keeping: TerminalKeeping | undefined
}

function sessionOf({ settings, manager, language, keeping }: Place, first: User): Session {
  const { personId, roles } = claimsOf(first.access_token, settings)
  return {
    personId,
    name: first.profile.name ?? personId,
    roles,
    isTerminal: false,
    ...(keeping && { terminal: keeping }),
    ...tokensOf(manager, () => goToSignIn(manager, language, endedFor(personId))),
    async sign(who) {
      // A manager of its own: the one of the session would take the signer for the person at the screen.
      const signing = new UserManager({
        ...common(settings),
        userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      })
      const signer = await signing.signinPopup({
        prompt: 'login',
        ...(who !== undefined && { login_hint: who }),
        ui_locales: language,
        extraQueryParams: { lang: language },
        popupWindowFeatures: { width: 480, height: 640 },
      })
      return {
        name: signer.profile.name ?? claimsOf(signer.access_token, settings).personId,
        token: signer.access_token,
      }
    },
    change: (who) => goToSignIn(manager, language, { who }),
    async signOut() {
      await forgetAnswers()
      await forget(manager)
      // Whoever the issuer remembers signs nobody in: the console always asks.
      if (keeping?.isKept && isStanding()) return location.reload()
      const away = { client_id: settings.clientId, logout_uri: `${location.origin}/` }
      // Without a connection, the person has left all the same: the screen goes.
      await manager.signoutRedirect({ extraQueryParams: away }).catch(() => location.replace('/'))
    },
  }
}

/** A terminal at which nobody is. Whoever comes signs in, and finds the step that was open. */
function terminalSession(
  { settings, manager, language, keeping }: Place,
  terminals: UserManager,
  first: User,
): Session {
  const { personId } = claimsOf(first.access_token, settings)
  const change = (who?: string) => goToSignIn(manager, language, { who })
  return {
    personId,
    name: first.profile.name ?? personId,
    // Whatever the account may do elsewhere, the plant lets it look only (shared/http/caller.ts).
    roles: ['viewer'],
    isTerminal: true,
    ...(keeping && { terminal: keeping }),
    // The account was closed: then a person has to sign in.
    ...tokensOf(terminals, async () => {
      await terminals.removeUser()
      await change()
    }),
    sign: () => Promise.reject(new Error('Nobody is at this terminal.')),
    change,
    signOut: () => Promise.resolve(),
  }
}

/**
 * The tokens of a sign-in, renewed as long as it lasts.
 * @param goElsewhere when it is over
 */
function tokensOf(manager: UserManager, goElsewhere: () => Promise<void>): Pick<Session, 'token' | 'renewed'> {
  let renewing: Promise<string> | undefined
  const renew = async () => {
    const fresh = await renewed(manager)
    if (fresh) return fresh.access_token
    // What a person has just done is kept first: the way to the sign-in page ends this one.
    setTimeout(() => void goElsewhere().catch(() => undefined), leaveAfterMs)
    throw new Error('The sign-in is over.')
  }
  // A screen asks for many things at once: they wait for one token, or for one way to the sign-in page.
  const freshToken = () => {
    renewing ??= renew().finally(() => {
      renewing = undefined
    })
    return renewing
  }
  return {
    async token() {
      const user = await manager.getUser()
      return user && (user.expires_in ?? 0) > spareSeconds ? user.access_token : freshToken()
    },
    renewed: freshToken,
  }
}

/** Who an access token is of. The plant checks it with every request; the console only reads it. */
function claimsOf(token: string, { personClaim, rolesClaim, roleNames }: ConsoleSettings) {
  const [, body = ''] = token.split('.')
  const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
  const claims: Readonly<Record<string, unknown>> = JSON.parse(new TextDecoder().decode(bytes))
  const groups = [claims[rolesClaim] ?? []].flat().map(String)
  // A group that means no role of the plant opens nothing: the plant decides by the same names.
  const roles = groups.map((group) => (roleNames ? roleNames[group] : (group as Role)))
  return { personId: String(claims[personClaim]), roles: roles.filter((role) => role !== undefined) }
}
