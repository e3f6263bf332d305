import { randomUUID } from 'node:crypto'
import { CannotStart } from './cannot-start.ts'
import type { Pattern } from './patterns.ts'
import { type Service, ServiceError } from './wire.ts'

export interface BusPlan {
  readonly name: string
  readonly arn: string
}

export interface RulePlan {
  readonly name: string
  readonly busName: string
  readonly pattern: Pattern
  readonly targets: readonly { readonly input: (event: object) => string; readonly deliver: (text: string) => void }[]
}

export interface Buses {
  /** The buses as functions see them: PutEvents. */
  readonly service: Service
  readonly arns: readonly string[]
  /** Takes an event from the bus of another stage, unchanged. */
  receive(arn: string, event: object): void
}

export function startBuses(
  buses: readonly BusPlan[],
  rules: readonly RulePlan[],
  place: { readonly region: string; readonly account: string },
): Buses {
  const carry = ({ name }: BusPlan, event: object) => {
    for (const rule of rules)
      if (rule.busName === name && rule.pattern(event))
        for (const target of rule.targets) target.deliver(target.input(event))
  }
  const busOf = (entry: Record<string, unknown>): BusPlan => {
    const wanted = String(entry.EventBusName ?? 'default')
    const bus = buses.find(({ name, arn }) => name === wanted || arn === wanted)
    if (bus === undefined)
      throw new ServiceError(400, 'ResourceNotFoundException', `Event bus ${wanted} does not exist.`)
    return bus
  }
  const receive = (arn: string, event: object) => {
    const bus = buses.find((candidate) => candidate.arn === arn)
    if (bus !== undefined) carry(bus, event)
  }
  const entriesOf = (json: Readonly<Record<string, unknown>>) => json.Entries as Record<string, unknown>[]
  const service: Service = {
    needs({ operation, json }) {
      if (operation !== 'PutEvents') throw ServiceError.unknown('eventbridge', operation)
      if (entriesOf(json).length > 10)
        throw new ServiceError(400, 'ValidationException', 'PutEvents takes at most 10 entries at a time.')
      return entriesOf(json).map((entry) => ({ action: 'events:PutEvents', resource: busOf(entry).arn }))
    },
    async answer({ json }) {
      const answers = entriesOf(json).map((entry) => {
        const id = randomUUID()
        const detail = parsed(String(entry.Detail))
        if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
        const event = {
          version: '0',
          id,
          'detail-type': String(entry.DetailType),
          source: String(entry.Source),
          account: place.account,
          time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
          region: place.region,
          resources: entry.Resources ?? [],
          detail,
        }
        carry(busOf(entry), event)
        return { EventId: id }
      })
      return { json: { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers } }
    },
  }
  return { service, arns: buses.map(({ arn }) => arn), receive }
}

function parsed(detail: string): object | undefined {
  try {
    const value: unknown = JSON.parse(detail)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The input of a target, made from an event: the whole event, a part, a constant, or a template with its values. */
export function readInput(target: Readonly<Record<string, unknown>>, place: string): (event: object) => string {
  if (typeof target.Input === 'string') {
    const constant = target.Input
    return () => constant
  }
  if (typeof target.InputPath === 'string') {
    const path = readPath(target.InputPath, place)
    return (event) => JSON.stringify(path(event))
  }
  if (target.InputTransformer === undefined) return (event) => JSON.stringify(event)
  const { InputPathsMap, InputTemplate } = target.InputTransformer as {
    InputPathsMap?: Record<string, string>
    InputTemplate: string
  }
  const paths = new Map(Object.entries(InputPathsMap ?? {}).map(([name, path]) => [name, readPath(path, place)]))
  return (event) => fill(InputTemplate, (name) => paths.get(name)?.(event))
}

/** A value inside quotes is plain text, and outside quotes JSON, as in EventBridge. */
function fill(template: string, give: (name: string) => unknown): string {
  let quoted = false
  return template.replaceAll(/\\.|"|<([A-Za-z0-9_.-]+)>/g, (token, name: string | undefined) => {
    if (token === '"') quoted = !quoted
    if (name === undefined) return token
    const value = give(name)
    if (value === undefined) return ''
    if (!quoted) return JSON.stringify(value)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return JSON.stringify(text).slice(1, -1)
  })
}

function readPath(path: string, place: string): (event: object) => unknown {
  if (!/^\$(\.[A-Za-z0-9_-]+)*$/.test(path))
    throw new CannotStart(
      `${place} has the input path ${path}; the local plant reads only paths such as $.detail.orderId.`,
    )
  const steps = path.split('.').slice(1)
  return (event) => {
    let value: unknown = event
    for (const step of steps) value = (value as Record<string, unknown> | undefined)?.[step]
    return value
  }
}
