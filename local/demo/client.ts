import { readFileSync } from 'node:fs'
import type { Meaning } from '../../events/signature.ts'
import { siteRoutes } from '../../functions/served.ts'
import { type Caller, type Client, clientOf, type SaidTo } from '../../shared/client/client.ts'

/** Everything that can be asked of a site. */
export type SiteClient = Client<typeof siteRoutes>

/** The body of a command of that name, or the query of a question. */
export type Said<Name extends keyof SiteClient> = SaidTo<
  Extract<(typeof siteRoutes)[number], { readonly operationId: Name }>
>

/** What the plant answers to it where it says yes. */
export type BodyOf<Name extends keyof SiteClient> = Extract<
  Awaited<ReturnType<SiteClient[Name]>>,
  { readonly ok: true }
>['body']

/** A person's own token from the local plant; on AWS the user pool gives it. */
export async function signIn(url: string, user: string): Promise<string> {
  const answer = await fetch(`${url}/local/token`, { method: 'POST', body: JSON.stringify({ user }) })
  if (!answer.ok) throw new Error(`${user} could not sign in at ${url}: ${await answer.text()}`)
  return ((await answer.json()) as { access_token: string }).access_token
}

/** The client of a person who signs in once. */
export async function clientAs(url: string, user: string, more: Pick<Caller, 'fetch'> = {}): Promise<SiteClient> {
  const token = await signIn(url, user)
  return clientOf(siteRoutes, { url, token: () => token, ...more })
}

/** What a person adds to a command to sign it. */
export interface Signed {
  readonly signature: { readonly meaning: Meaning; readonly signer: string }
}

/** A signature with a fresh sign-in of that person, good once. */
export const signedBy = async (url: string, user: string, meaning: Meaning): Promise<Signed> => ({
  signature: { meaning, signer: await signIn(url, user) },
})

/** One of the ERP's messages, with the ids of this run in it. */
export const messageOf = (name: string, run: string): string =>
  readFileSync(new URL(`messages/${name}`, import.meta.url), 'utf8').replaceAll('{run}', run)

/** Asks until it is so; the plant works on its own between two answers. */
export async function until<Value>(
  ask: () => Promise<Value>,
  isSo: (value: Value) => boolean,
  what: string,
  seconds = 20,
): Promise<Value> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const value = await ask()
    if (isSo(value)) return value
    if (performance.now() > deadline)
      throw new Error(
        `${what} did not come true within ${seconds} s; the last answer was ${JSON.stringify(value)?.slice(0, 400)}`,
      )
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
