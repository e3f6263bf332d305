import type { Agent, ClientRequest } from 'node:http'
import { noContext } from './conditions.ts'
import { dynamodbNeeds, type TableKeys, type TableOf, writingOperations } from './dynamodb-needs.ts'
import { aboutCall, type Need, readPolicy, type Statement, verdictOf } from './policy.ts'

/** What a function's thread needs to call the database directly. */
export interface DirectCalls {
  /** Where the function sends every AWS call: `http://127.0.0.1:port`. */
  readonly wireUrl: string
  readonly databaseUrl: string
  /** The tables by name. */
  readonly tables: Readonly<Record<string, TableKeys>>
  /** The policy documents of the function's role. */
  readonly policies: readonly unknown[]
}

interface Destination {
  readonly host?: string
  readonly port?: number | string
}

type AddRequest = (this: Agent, request: ClientRequest, options: Destination) => void

/**
 * Runs in the thread of a function. It sends a call to DynamoDB that the role allows to the database directly, which saves a hop. Any other call goes
 * to the plant's endpoint, which refuses it as AWS would.
 *
 * Node gives a request to its agent before the body is there, and only the body says which permissions the call needs. Therefore the agent gets the
 * request when the body is there. The SDK gives the body at once and in one piece; a request that begins in another way is not checked here.
 * @param tell is called when a call has changed a table, and when the database has answered with an error of its own
 */
export function callDirectly(calls: DirectCalls, tell: (what: 'wrote' | 'troubled') => void): void {
  const wire = placeOf(calls.wireUrl)
  const database = placeOf(calls.databaseUrl)
  const allows = judgeOf(calls)
  // An ES module that imports `node:http` reads getters that load undici and HTTP/2: half of the start time of a thread.
  const agent = process.getBuiltinModule('node:http').Agent.prototype as unknown as { addRequest: AddRequest }
  const { addRequest } = agent
  agent.addRequest = function (request, options) {
    if (targetOf(request).api !== api || String(options.port) !== wire.port || options.host !== wire.host)
      return addRequest.call(this, request, options)
    const end = request.end as (...body: unknown[]) => ClientRequest
    const give = (to: Destination) => {
      clearImmediate(waiting)
      request.end = end
      addRequest.call(this, request, to)
    }
    // A request without a body by now waits for one or was aborted; its agent handles that.
    const waiting = setImmediate(() => give(options))
    request.end = (...body: unknown[]) => {
      const { api: called, operation } = targetOf(request)
      const isDirect = called === api && !request.headersSent && allows(operation, body[0])
      if (isDirect)
        request.once('response', ({ statusCode = 0 }) => {
          if (statusCode === 200 && writingOperations.has(operation)) tell('wrote')
          if (statusCode >= 500) tell('troubled')
        })
      give(isDirect ? { ...options, ...database } : options)
      return end.apply(request, body)
    }
  }
}

const api = 'DynamoDB_20120810'

function targetOf(request: ClientRequest): { api: string | undefined; operation: string } {
  const [called, operation = ''] = String(request.getHeader('x-amz-target') ?? '').split('.')
  return { api: called, operation }
}

const placeOf = (url: string): { host: string; port: string } => {
  const { hostname, port } = new URL(url)
  // The brackets around an IPv6 address belong to the URL only.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port || '80' }
}

/** Whether the role allows a call; false also for a call that cannot be read, and then the endpoint answers why. */
function judgeOf({ policies, tables }: DirectCalls): (operation: string, body: unknown) => boolean {
  const statements = policies.flatMap((document) => readPolicy(document, 'a function'))
  const known = new Map<string, readonly Statement[]>()
  const isAllowed = ({ action, resource, context = noContext }: Need): boolean => {
    const name = `${action} ${resource}`
    const about = known.get(name) ?? aboutCall(statements, action, resource)
    known.set(name, about)
    return verdictOf(about, context) === 'allowed'
  }
  const tableOf: TableOf = (name) => {
    const table = tables[name]
    if (table === undefined) throw new Error(`There is no table ${name}.`)
    return table
  }
  return (operation, body) => {
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) return false
    try {
      const needs = dynamodbNeeds(
        operation,
        JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8')),
        tableOf,
      )
      return needs?.every(isAllowed) ?? false
    } catch {
      return false
    }
  }
}
