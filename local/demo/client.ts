import { readFileSync } from 'node:fs'
import type { Meaning } from '../../events/signature.ts'
import { siteRoutes } from '../../functions/served.ts'
import { type Caller, type Client, clientOf, type SaidTo } from '../../shared/client/client.ts'

export type SiteClient = Client<typeof siteRoutes>

/** The body of the command of that name, or the query of the question. */
export type Said<Name extends keyof SiteClient> = SaidTo<
  Extract<(typeof siteRoutes)[number], { readonly operationId: Name }>
>

/** The body of the plant's answer when it accepts. */
export type BodyOf<Name extends keyof SiteClient> = Extract<
  Awaited<ReturnType<SiteClient[Name]>>,
  { readonly ok: true }
>['body']

/** A person's own token from the local plant, good for an hour unless it says for how many seconds. */
export async function signIn(url: string, user: string, expiresIn = 3600): Promise<string> {
  const answer = await fetch(`${url}/local/token`, { method: 'POST', body: JSON.stringify({ user, expiresIn }) })
  if (!answer.ok) throw new Error(`${user} could not sign in at ${url}: ${await answer.text()}`)
  return ((await answer.json()) as { access_token: string }).access_token
}

export async function clientAs(url: string, user: string, more: Pick<Caller, 'fetch'> = {}): Promise<SiteClient> {
  return clientWith(url, await signIn(url, user), more)
}

export const clientWith = (url: string, token: string, more: Pick<Caller, 'fetch'> = {}): SiteClient =>
  clientOf(siteRoutes, { url, token: () => token, ...more })

/** Waits before each command, so that people can watch what it changes. Questions are asked at once. */
export const paced =
  (seconds: number): typeof fetch =>
  async (asked, init) => {
    if (init?.method !== undefined && init.method !== 'GET')
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    return fetch(asked, init)
  }

export interface Signed {
  readonly signature: { readonly meaning: Meaning; readonly signer: string }
}

/** A signature of that person with a fresh sign-in, valid once. */
export const signedBy = async (url: string, user: string, meaning: Meaning): Promise<Signed> => ({
  signature: { meaning, signer: await signIn(url, user) },
})

/** A message of the ERP, with the ids of this run in it. */
export const messageOf = (name: string, run: string): string =>
  readFileSync(new URL(`messages/${name}`, import.meta.url), 'utf8').replaceAll('{run}', run)

/** Repeats a question until its answer fits, because the plant works on between two answers. */
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
