import { createHash, createHmac } from 'node:crypto'

/** Where the check deploys to, and who it is there. */
export interface Emulator {
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface Request {
  readonly service: string
  readonly method: 'POST' | 'PUT'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

/** Calls an operation of AWS that this repository has no client for, signed as AWS demands (Signature Version 4). */
export async function call<Answer>(at: Emulator, request: Request): Promise<Answer> {
  const { service, method, path, body } = request
  const payload = body === undefined ? '' : JSON.stringify(body)
  const query = new URLSearchParams(request.query ?? {}).toString()
  const answer = await fetch(`${at.url}${path}${query && `?${query}`}`, {
    method,
    headers: signed(at, { ...request, payload, query }),
    ...(payload && { body: payload }),
  })
  if (!answer.ok) throw new Error(`${service} answered ${answer.status} to ${method} ${path}: ${await answer.text()}`)
  const text = await answer.text()
  return (text === '' ? {} : JSON.parse(text)) as Answer
}

/** An operation of the user pools. */
export const cognito = <Answer>(at: Emulator, operation: string, body: object): Promise<Answer> =>
  call<Answer>(at, {
    service: 'cognito-idp',
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body,
  })

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const keyed = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

function signed(at: Emulator, request: Omit<Request, 'query'> & { readonly payload: string; readonly query: string }) {
  const moment = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const day = moment.slice(0, 8)
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...request.headers,
    host: new URL(at.url).host,
    'x-amz-date': moment,
  }
  const names = Object.keys(headers).sort()
  const path = request.path.split('/').map(encodeURIComponent).join('/')
  const canonical = [
    request.method,
    path,
    request.query,
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    hash(request.payload),
  ].join('\n')
  const scope = [day, at.region, request.service, 'aws4_request']
  const key = scope.reduce<string | Buffer>((last, part) => keyed(last, part), `AWS4${at.secretAccessKey}`)
  const signature = keyed(key, ['AWS4-HMAC-SHA256', moment, scope.join('/'), hash(canonical)].join('\n')).toString(
    'hex',
  )
  const { host: _, ...sent } = headers
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${at.accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  }
}
