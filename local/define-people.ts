import type { SignIn } from './demo/pool/sign-in.ts'
import { people } from './people.ts'

/**
 * Defines the people of the demo plant whom nobody has defined yet: without a definition, a signature has no name to print. It goes through the API, as
 * a supervisor would.
 */
export async function definePeople(url: string, signIn: SignIn = (user) => signInHere(url, user)): Promise<void> {
  const token = await signIn('olga')
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const staff = people.filter(({ roles }) => !roles.includes('integration'))
  await Promise.all(
    staff.map(async ({ user, name }) => {
      const path = `${url}/v1/persons/${user}`
      const known = await fetch(path, { headers })
      if (known.status !== 404) return
      const defined = await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ name }) })
      if (!defined.ok) throw new Error(`${user} could not be defined at ${url}: ${await defined.text()}`)
    }),
  )
}

async function signInHere(url: string, user: string): Promise<string> {
  const signedIn = await fetch(`${url}/local/token`, { method: 'POST', body: JSON.stringify({ user }) })
  return ((await signedIn.json()) as { readonly access_token: string }).access_token
}
