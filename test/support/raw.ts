import { Agent, request } from 'node:http'
import { checkAnswer } from './contract.ts'
import type { UntypedAnswer } from './untyped.ts'

export interface RawRequest {
  readonly method: string
  /** Sent unchanged: dots and slashes are not normalised. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** A request of a careless or hostile client, which `fetch` would correct. */
export function sendRaw(url: string, { method, path, headers = {}, body }: RawRequest): Promise<UntypedAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const outgoing = request(
      { agent, hostname, port, method, path, headers: { ...length, ...headers } },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const answered = new Headers(
            Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
          )
          const isJson = (answered.get('content-type') ?? '').includes('json')
          const status = incoming.statusCode ?? 0
          try {
            checkAnswer(method, placeOf(path, url), { status, headers: answered, text })
            resolve({
              status,
              headers: answered,
              text,
              body: isJson && method !== 'HEAD' ? JSON.parse(text) : undefined,
            })
          } catch (fault) {
            reject(fault)
          }
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** The path of the operation: `/v1/orders/../lots` is normalised as every server does. */
const placeOf = (path: string, url: string): string => (URL.canParse(path, url) ? new URL(path, url).pathname : path)
