import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FunctionPlan } from './lambda.ts'
import { judge, type Need, refusalOf, type Statement } from './policy.ts'

export interface Call {
  readonly caller: FunctionPlan
  readonly operation: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Buffer
  readonly json: Readonly<Record<string, unknown>>
  readonly headers: IncomingMessage['headers']
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
}

/** The answer of a service: a value that becomes JSON, or bytes that are passed on unchanged. */
export type Answer = { readonly json: object } | { readonly raw: RawAnswer }

export interface Service {
  needs(call: Call): readonly Need[]
  answer(call: Call): Promise<Answer>
}

/** An error as AWS answers it; the SDK makes an error class of its name. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly status: number
  readonly code: string
  readonly namespace: string
  constructor(status: number, code: string, message: string, namespace = '') {
    super(message)
    this.status = status
    this.code = code
    this.namespace = namespace
  }

  /** The local plant supports only the calls that the functions make, and names any other in its error. */
  static unknown(service: string, operation: string): ServiceError {
    return new ServiceError(
      400,
      'UnknownOperationException',
      `The local plant has no ${service}:${operation}; add it to local/${service}.ts, or call something that is there.`,
    )
  }
}

export interface Wire {
  readonly url: string
  stop(): Promise<void>
}

/**
 * The one endpoint for every AWS call of every function. The scope of the request's credential gives the service, the access key gives the function,
 * and the function's role decides.
 */
export async function openWire(
  services: Readonly<Record<string, Service>>,
  callerOf: (accessKeyId: string) => FunctionPlan | undefined,
  roleOf: (roleArn: string) => readonly Statement[],
): Promise<Wire> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      handle(request, Buffer.concat(chunks), services, callerOf, roleOf)
        .then((answer) => ('raw' in answer ? raw(response, answer.raw) : json(response, 200, answer.json)))
        .catch((error: unknown) => fail(response, error))
    })
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function handle(
  request: IncomingMessage,
  body: Buffer,
  services: Readonly<Record<string, Service>>,
  callerOf: (accessKeyId: string) => FunctionPlan | undefined,
  roleOf: (roleArn: string) => readonly Statement[],
): Promise<Answer> {
  const scope = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '')
  if (scope === null)
    throw new ServiceError(403, 'MissingAuthenticationTokenException', 'The request carries no signature.')
  const [, key, serviceName] = scope as unknown as [string, string, string]
  const caller = callerOf(key)
  if (caller === undefined)
    throw new ServiceError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.')
  const service = services[serviceName]
  if (service === undefined)
    throw new ServiceError(400, 'UnknownServiceException', `The local plant has no service ${serviceName}.`)
  const url = new URL(`http://wire${request.url ?? '/'}`)
  const target = String(request.headers['x-amz-target'] ?? '')
  const call: Call = {
    caller,
    operation:
      target === '' ? `${request.method} ${url.pathname.split('/')[1]}` : target.slice(target.indexOf('.') + 1),
    path: url.pathname,
    query: url.searchParams,
    body,
    json: target === '' ? {} : readJson(body),
    headers: request.headers,
  }
  const statements = roleOf(caller.roleArn)
  for (const { action, resource, context } of service.needs(call)) {
    const verdict = judge(statements, action, resource, context)
    if (verdict !== 'allowed')
      throw new ServiceError(
        400,
        'AccessDeniedException',
        refusalOf(verdict, principalOf(caller), action, resource),
        serviceName === 'dynamodb' ? 'com.amazon.coral.service#' : '',
      )
  }
  return service.answer(call)
}

function principalOf(caller: FunctionPlan): string {
  const [, , , , account, role] = caller.roleArn.split(':')
  return `arn:aws:sts::${account}:assumed-${role}/${caller.name}`
}

function readJson(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new ServiceError(400, 'SerializationException', 'The request is not JSON.')
  }
}

function raw(response: ServerResponse, answer: RawAnswer): void {
  response.writeHead(answer.status, answer.headers)
  response.end(answer.bytes)
}

function json(response: ServerResponse, status: number, answer: object, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(JSON.stringify(answer))
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': bytes.length,
    'x-amzn-requestid': randomUUID(),
    ...headers,
  })
  response.end(bytes)
}

function fail(response: ServerResponse, error: unknown): void {
  const fault =
    error instanceof ServiceError
      ? error
      : new ServiceError(500, 'InternalFailure', error instanceof Error ? error.message : String(error))
  json(
    response,
    fault.status,
    { __type: `${fault.namespace}${fault.code}`, message: fault.message },
    { 'x-amzn-errortype': fault.code },
  )
}
