import type { IncomingMessage } from 'node:http'
import { furthestAhead, type PlantClock } from './clock.ts'
import { settingsOf } from './console-settings.ts'
import type { Desk } from './front.ts'
import { type Identity, personOf } from './identity.ts'
import type { Log } from './log.ts'
import { people } from './people.ts'
import type { Schedules } from './scheduler.ts'
import { consoleClients, tokenShape } from './sign-in/client.ts'
import { openIssuers } from './sign-in/issuer.ts'
import type { Topics } from './sns.ts'
import type { Message, Queue } from './sqs.ts'
import type { Template } from './template.ts'
import type { UserPool } from './user-pool.ts'
import { issuersPath } from './whose-request.ts'
import type { Workflows } from './workflows.ts'

export interface DeskParts {
  readonly site: string
  readonly url: string
  readonly clock: PlantClock
  readonly template: Template
  readonly identity: Identity
  readonly userPool: UserPool
  readonly topics: Topics
  readonly workflows: Workflows
  readonly schedules: Schedules
  readonly log: Log
  readonly deadLetters: () => readonly DeadLetter[]
}

export interface DeadLetter {
  readonly queue: string
  readonly reason: string
  readonly sentAt: string
  readonly body: unknown
  readonly attributes: Readonly<Record<string, string>>
}

const longestToken = 24 * 60 * 60

/** Routes under /local that only a local plant has: sign-ins without a password, and its inner state. */
export function openDesk({
  site,
  url,
  clock,
  template,
  identity,
  userPool,
  topics,
  workflows,
  schedules,
  log,
  deadLetters,
}: DeskParts): Desk {
  const shape = tokenShape(template)
  const clients = consoleClients(template, url)
  const issuers = openIssuers({ site, clock, identity, shape, clients })
  const consoleSettings = settingsOf({ site, template, identity, shape, clients })
  const tokensFor = async (asked: Record<string, unknown>, of: string, expiresIn: number) => {
    const { refresh_token: earlier, groups, person: id } = asked
    if (earlier !== undefined)
      return (
        (await identity.refresh(String(earlier), of, expiresIn)) ??
        refuse(400, 'This is no "refresh_token" of this issuer.')
      )
    const person = personOf(asked.user)
    if (person === undefined)
      return refuse(
        404,
        `Nobody here is called ${JSON.stringify(asked.user)}; there are ${people.map(({ user }) => user).join(', ')}.`,
      )
    if (groups !== undefined && !(Array.isArray(groups) && groups.every((it) => typeof it === 'string')))
      return refuse(400, '"groups" has to be a list of names, such as ["operator"].')
    return identity.signIn(person, of, shape, {
      expiresIn,
      client: clients[0],
      ...(groups !== undefined && { groups }),
      ...(typeof id === 'string' && { person: id }),
    })
  }
  const clockNow = () => ({ now: clock.now().toISOString(), secondsAhead: clock.secondsAhead() })
  return {
    'POST /local/token': async (request) => {
      const asked = await readJson(request)
      if (asked === undefined) return refuse(400, 'Send JSON such as {"user":"ada"}.')
      const expiresIn = asked.expiresIn ?? 3600
      if (typeof expiresIn !== 'number' || !Number.isInteger(expiresIn) || Math.abs(expiresIn) > longestToken)
        return refuse(400, '"expiresIn" has to be a whole number of seconds, up to a day.')
      if (asked.site !== undefined && !/^[a-z][a-z0-9-]{1,31}$/.test(String(asked.site)))
        return refuse(400, '"site" has to be the short name of a site, such as "cork".')
      const tokens = await tokensFor(asked, String(asked.site ?? site), expiresIn)
      return 'status' in tokens ? tokens : { json: { ...tokens, token_type: 'Bearer', expires_in: expiresIn } }
    },
    'POST /local/second-factor': async (request) => {
      const asked = await readJson(request)
      const person = personOf(asked?.user)
      if (person === undefined || typeof asked?.registered !== 'boolean')
        return refuse(400, 'Send JSON such as {"user":"quinn","registered":false}.')
      userPool.setSecondFactor(person.user, asked.registered)
      return { json: { user: person.user, registered: asked.registered } }
    },
    'GET /local/clock': () => ({ json: clockNow() }),
    'POST /local/clock': async (request) => {
      const { minutes = 0, seconds: more = 0 } = (await readJson(request)) ?? {}
      const seconds = Number(minutes) * 60 + Number(more)
      if (!Number.isInteger(seconds) || seconds <= 0)
        return refuse(400, 'Send JSON such as {"minutes": 35} or {"seconds": 140}.')
      if (clock.secondsAhead() + seconds > furthestAhead)
        return refuse(400, 'The clock goes at most ten years ahead of that of the machine.')
      clock.putAhead(seconds)
      return { json: clockNow() }
    },
    'GET /local/users': () => ({ json: { items: people } }),
    'GET /local/mail': () => ({ json: { items: topics.mail() } }),
    'GET /local/dead-letters': () => ({ json: { items: deadLetters() } }),
    'GET /local/executions': () => ({ json: { items: workflows.executions() } }),
    'GET /local/schedules': () => ({
      json: { items: schedules.plans.map(({ name, expression }) => ({ name, expression })) },
    }),
    'POST /local/schedules': async (request) => {
      const asked = await readJson(request)
      const asOf = new Date(String(asked?.asOf ?? clock.now().toISOString()))
      if (asked === undefined || Number.isNaN(asOf.getTime()))
        return refuse(400, 'Send JSON such as {"name":"LabourShiftEnds","asOf":"2026-03-02T14:30:00.000Z"}.')
      const called = schedules.run(String(asked.name), asOf)
      if (called === undefined)
        return refuse(
          404,
          `There is no such schedule; there are ${schedules.plans.map(({ name }) => name).join(', ')}.`,
        )
      return { json: { answer: await called } }
    },
    'GET /local/log': () => ({ json: { items: log.lines() } }),
    [`GET ${issuersPath}*`]: issuers,
    [`POST ${issuersPath}*`]: issuers,
    [`OPTIONS ${issuersPath}*`]: issuers,
    'GET /console.json': () => ({ json: consoleSettings, headers: { 'cache-control': 'no-cache' } }),
  }
}

export function deadLettersOf(queues: ReadonlyMap<string, Queue>, arns: readonly string[]): DeadLetter[] {
  return arns.flatMap((arn) => {
    const queue = queues.get(arn)
    return (queue?.all() ?? []).map((message) => ({
      queue: queue?.plan.name ?? arn,
      reason: reasonOf(message),
      sentAt: new Date(message.sentAt).toISOString(),
      body: parsed(message.body),
      attributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, { StringValue }]) => [name, StringValue ?? '(binary)']),
      ),
    }))
  })
}

function reasonOf(message: Message): string {
  const told = message.attributes.reason?.StringValue
  if (told !== undefined) return told
  if (message.givenUpBy !== undefined)
    return `${message.givenUpBy.queue} gave it to its function ${message.givenUpBy.receiveCount} times, and it failed each time.`
  const body = parsed(message.body)
  if (typeof body === 'object' && body !== null) {
    if ('reason' in body) return String(body.reason)
    if ('failures' in body) return `A topic rule could not carry it on: ${JSON.stringify(body.failures)}`
    if ('requestContext' in body)
      return 'Its function failed on these records of the stream until the retries were used up.'
  }
  return 'Whoever sent it gave no reason.'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function refuse(status: number, message: string) {
  return { status, json: { message } }
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
