import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly ms: number
}

/** A cheap client with one open connection, because it shares the machine with the plant that it measures. */
export interface Client {
  send(method: string, path: string, body?: object, key?: string): Promise<Answer>
  close(): void
}

/** @param mayGo is awaited before each request; the time of the request begins afterwards. */
export function clientWith(url: string, token: string, mayGo: () => Promise<void>): Client {
  const agent = new Agent({ keepAlive: true })
  const exchange: Client['send'] = (method, path, body, key = randomUUID()) =>
    new Promise((resolve, reject) => {
      const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
      const began = performance.now()
      const outgoing = request(
        url + path,
        {
          method,
          agent,
          headers: {
            authorization: `Bearer ${token}`,
            ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }),
            ...(method === 'POST' && { 'idempotency-key': key }),
          },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            text += part
          })
          response.on('error', reject)
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text, ms: performance.now() - began }))
        },
      )
      outgoing.on('error', reject)
      outgoing.end(bytes)
    })
  const send: Client['send'] = async (...request) => {
    await mayGo()
    return exchange(...request)
  }
  return { send, close: () => agent.destroy() }
}

/**
 * The answer of a request that prepares a measurement.
 * @throws when the request failed
 */
export async function must(answer: Promise<Answer>, what: string): Promise<Answer> {
  const given = await answer
  if (given.status < 300) return given
  throw new Error(
    `The bench could not prepare its plant: ${what} was answered ${given.status} ${given.text.slice(0, 500)}`,
  )
}

export const isDone = ({ status }: Answer): boolean => status >= 200 && status < 300
