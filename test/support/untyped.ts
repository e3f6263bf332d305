import { randomUUID } from 'node:crypto'
import { signIn } from '../../local/demo/client.ts'
import { checkedFetch } from './contract.ts'

export interface UntypedAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: whoever sends what no type allows reads what comes as it comes
  readonly body: any
  readonly text: string
}

export interface UntypedClient {
  readonly get: (path: string, accept?: string) => Promise<UntypedAnswer>
  readonly post: (path: string, body?: object, key?: string) => Promise<UntypedAnswer>
  readonly put: (path: string, body: object) => Promise<UntypedAnswer>
}

export async function untypedClient(url: string, user: string): Promise<UntypedClient> {
  const token = await signIn(url, user)
  const call = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<UntypedAnswer> => {
    const answer = await checkedFetch(url + path, {
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
  }
}
