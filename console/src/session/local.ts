import type { Role } from '../../../events/identifiers.ts'
import type { Session } from './session.ts'

export interface DemoPerson {
  readonly user: string
  readonly name: string
  readonly roles: readonly Role[]
}

/** A token is renewed this long before it ends. */
const spareMs = 60_000
const chosen = 'andon.person'

/** The people of a local plant, who need no password. */
export async function demoPeople(): Promise<readonly DemoPerson[]> {
  const answer = await fetch('/local/users')
  if (!answer.ok) return []
  const { items }: { readonly items: readonly DemoPerson[] } = await answer.json()
  return items
}

/** A session at a local plant: of the person that was chosen before in this tab, or of the viewer. */
export async function localSession(): Promise<Session> {
  const people = await demoPeople()
  const wanted = sessionStorage.getItem(chosen)
  const person = people.find(({ user }) => user === wanted) ?? people.find(({ roles }) => roles.includes('viewer'))
  if (!person) throw new Error('The local plant names no people.')
  let known: Promise<{ readonly token: string; readonly until: number }> | undefined
  const ask = () => tokenOf(person.user)
  return {
    personId: person.user,
    name: person.name,
    roles: person.roles,
    async token() {
      if (!known || (await known).until - spareMs < Date.now()) known = ask()
      return (await known).token
    },
    sign: async (personId) => (await tokenOf(personId)).token,
    async signOut() {
      sessionStorage.removeItem(chosen)
      location.reload()
    },
  }
}

export function become(user: string): void {
  sessionStorage.setItem(chosen, user)
  location.reload()
}

async function tokenOf(user: string) {
  const answer = await fetch('/local/token', { method: 'POST', body: JSON.stringify({ user }) })
  if (!answer.ok) throw new Error(`${user} could not sign in: ${await answer.text()}`)
  const { access_token: token, expires_in: seconds } = await answer.json()
  return { token: String(token), until: Date.now() + seconds * 1000 }
}
