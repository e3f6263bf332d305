import type { QueryClient } from '@tanstack/react-query'
import type { MqttClient } from 'mqtt'
import { useSyncExternalStore } from 'react'
import type { Meaning } from '../../../events/signature.ts'
import type { ConsoleSettings } from '../../../shared/client/settings.ts'
import type { Session } from '../session/session.ts'
import { plantNow } from './clock.ts'

/** A fact as the record and the live topic have it. A fact that is too large for a message comes without its data. */
export interface Fact {
  readonly factId: string
  readonly type: string
  readonly recordedAt: string
  readonly occurredAt: string
  readonly lateReason?: string | undefined
  readonly subject: { readonly type: string; readonly id: string }
  readonly actor: { readonly name: string; readonly kind: string; readonly id: string }
  readonly signatures?: readonly { readonly name: string; readonly meaning: Meaning }[] | undefined
  readonly data: object
}

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly since: number }

/** How the live topics are reached. */
type Live = NonNullable<ConsoleSettings['mqtt']>

/** What the answers of these kinds are about besides the subject that their key begins with. */
const alsoAbout: Readonly<Record<string, readonly string[]>> = {
  order: ['board', 'batch', 'dispatch', 'schedule', 'deviation', 'hold', 'stock', 'lot'],
  lot: ['stock', 'dispatch', 'due', 'order', 'hold'],
  sublot: ['lot', 'stock', 'unit', 'hold'],
  unit: ['lot', 'order', 'board', 'hold'],
  container: ['stock', 'order', 'lot', 'unit'],
  equipment: ['board', 'dispatch', 'schedule', 'due', 'call'],
  deviation: ['board', 'order', 'batch', 'hold'],
  hold: ['board', 'order', 'lot', 'batch', 'equipment', 'dispatch', 'unit'],
  person: ['dispatch', 'labour', 'due'],
  recipe: ['dispatch'],
}

/** A burst of facts is one change of what is seen. */
const gatherMs = 300
/** An answer that takes longer is not waited for before the plant is asked again. */
const longestAnswerMs = 5000
const secondsBetweenTries = 3

/** Of the broker, and of the API: on AWS they are two hosts, and each may be lost alone. */
let broker: Connection = { state: 'connecting' }
let withoutApiSince: number | undefined
let connection: Connection = broker
/** A weight as the scale shows it now. */
export interface LiveWeight {
  readonly value: string
  readonly unit?: string
  readonly occurredAt: string
  readonly stable?: boolean
}

const listeners = new Set<() => void>()
/** Who looks at which scale; the topics of other scales are not listened to. */
const watched = new Map<string, Set<(weight: LiveWeight) => void>>()
let listenTo: ((equipmentId: string) => void) | undefined
const heard = new Set<(facts: readonly Fact[]) => void>()

function become(next: Connection): void {
  if (next.state !== broker.state) broker = next
  const both: Connection = withoutApiSince === undefined ? broker : { state: 'lost', since: withoutApiSince }
  if (both.state === connection.state) return
  connection = both
  for (const tell of listeners) tell()
}

/** A request has reached the API, or has not. While none does, the plant is asked how it is. */
export function apiReached(is: boolean): void {
  if (is === (withoutApiSince === undefined)) return
  withoutApiSince = is ? undefined : plantNow()
  become(broker)
  if (!is) void askUntilReached()
}

async function askUntilReached(): Promise<void> {
  while (withoutApiSince !== undefined) {
    await pause(secondsBetweenTries * 1000)
    if (await fetch('/v1/health').catch(() => undefined)) apiReached(true)
  }
}

/** What is shown was known at that instant by the plant's clock, and there has been no connection since. */
export const knownAt = (since: number): void => become({ state: 'lost', since })

export const useConnection = (): Connection =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => connection,
  )

/** Calls back with each message of the live topic until the returned function is called. */
export function onFacts(listener: (facts: readonly Fact[]) => void): () => void {
  heard.add(listener)
  return () => heard.delete(listener)
}

/** Calls back with each weight that the scale shows until the returned function is called. */
export function onWeight(equipmentId: string, listener: (weight: LiveWeight) => void): () => void {
  const those = watched.get(equipmentId) ?? new Set()
  watched.set(equipmentId, those.add(listener))
  listenTo?.(equipmentId)
  return () => those.delete(listener)
}

/** Follows the live topic for as long as the page is open; each connection brings a fresh token. The client of MQTT is loaded after the first screen. */
export async function follow(live: Live, session: Session, queries: QueryClient): Promise<never> {
  const { default: mqtt } = await import('mqtt')
  const stale = new Set<string>()
  let isFreshening = false
  // What comes while the plant still answers is asked for afterwards: at a busy plant, questions that begin anew with each fact would never be answered.
  const freshen = async () => {
    isFreshening = true
    while (stale.size > 0) {
      await pause(gatherMs)
      const kinds = new Set(stale)
      stale.clear()
      const answered = queries.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kinds.has(String(kind)) })
      await Promise.race([answered, pause(longestAnswerMs)])
    }
    isFreshening = false
  }
  const hear = (facts: readonly Fact[]) => {
    for (const { subject } of facts)
      for (const kind of [subject.type, ...(alsoAbout[subject.type] ?? [])]) stale.add(kind)
    if (!isFreshening) void freshen()
    for (const tell of heard) tell(facts)
  }
  for (;;) {
    const password = await session.token().catch(() => undefined)
    if (password !== undefined)
      await connectOnce(
        mqtt.connect(addressOf(live), {
          clientId: `live/${session.personId}/page-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`,
          username: `${session.personId}?x-amz-customauthorizer-name=${live.authorizer}`,
          password,
          reconnectPeriod: 0,
          // The other timer is a worker made of a text, which the content policy of the page refuses.
          timerVariant: 'native',
        }),
        live.topics,
        hear,
        () => {
          // Facts of the time between are on record, and not sent again.
          if (broker.state === 'lost') void queries.invalidateQueries()
          become({ state: 'live' })
        },
      )
    become({ state: 'lost', since: plantNow() })
    await pause(secondsBetweenTries * 1000)
  }
}

/** @returns when the connection has ended */
function connectOnce(
  client: MqttClient,
  topics: string,
  hear: (facts: readonly Fact[]) => void,
  onLive: () => void,
): Promise<unknown> {
  const facts = `${topics}/facts`
  const scale = (equipmentId: string) => `${topics}/${equipmentId}/weight`
  client.on('connect', () => {
    listenTo = (equipmentId) => client.subscribe(scale(equipmentId))
    client.subscribe([facts, ...[...watched.keys()].map(scale)], { qos: 1 }, (error) => !error && onLive())
  })
  client.on('message', (topic, payload) => {
    const told = JSON.parse(new TextDecoder().decode(payload))
    if (topic === facts) return hear(told)
    for (const tell of watched.get(topic.split('/').at(-2) ?? '') ?? []) tell(told)
  })
  client.on('error', () => client.end(true))
  return new Promise((resolve) => {
    const end = () => {
      listenTo = undefined
      resolve(undefined)
    }
    client.on('close', end)
    client.on('end', end)
  })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const addressOf = ({ url }: Live) => new URL(url, location.href).href.replace(/^http/, 'ws')
