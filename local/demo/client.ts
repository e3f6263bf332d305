import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** What the plant answered, with what a reader of the story needs of it. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // The demo reads whatever a client would read; the shapes are the API's and are checked where they matter.
  // biome-ignore lint/suspicious/noExplicitAny: a client without generated types reads JSON as it comes
  readonly body: any
  readonly text: string
}

export interface Client {
  readonly get: (path: string, accept?: string) => Promise<Answer>
  readonly post: (path: string, body?: object, key?: string) => Promise<Answer>
  readonly put: (path: string, body: object) => Promise<Answer>
  readonly sendXml: (path: string, xml: string) => Promise<Answer>
}

/** A person's own token from the local plant; on AWS the user pool gives it. */
export async function signIn(url: string, user: string): Promise<string> {
  const answer = await fetch(`${url}/local/token`, { method: 'POST', body: JSON.stringify({ user }) })
  if (!answer.ok) throw new Error(`${user} could not sign in at ${url}: ${await answer.text()}`)
  return ((await answer.json()) as { access_token: string }).access_token
}

export async function clientOf(url: string, user: string): Promise<Client> {
  const token = await signIn(url, user)
  const call = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer> => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body }),
    })
    const text = await answer.text()
    const isJson = (answer.headers.get('content-type') ?? '').includes('json')
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : undefined, text }
  }
  const json = { 'content-type': 'application/json' }
  return {
    get: (path, accept = 'application/json') => call('GET', path, { accept }),
    post: (path, body = {}, key = randomUUID()) =>
      call('POST', path, { ...json, 'idempotency-key': key }, JSON.stringify(body)),
    put: (path, body) => call('PUT', path, json, JSON.stringify(body)),
    sendXml: (path, xml) =>
      call('POST', path, { 'content-type': 'application/xml', 'idempotency-key': randomUUID() }, xml),
  }
}

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
