import {
  type EarlyMessage,
  type EdgeBirth,
  type EdgeSession,
  nodeItself,
  own,
} from '../../domain/equipment/edge-node.ts'
import { decoders, type Version } from './decoders.ts'
import { next } from './order.ts'
import type { Payload } from './payload.ts'
import { birthOf, type Resolved, resolved } from './resolve.ts'

/** A message of an edge node, as it arrived. */
export type Arrived = EarlyMessage

/** What a message says once its order and its names are clear. Times are in milliseconds, by the clock of the node. */
export type Told =
  | {
      readonly tells: 'metrics'
      readonly deviceId: string
      readonly isBirth: boolean
      readonly at: number
      readonly seq: number
      readonly metrics: readonly Resolved[]
    }
  /** Nobody knows what the device does from then on. */
  | { readonly tells: 'stale'; readonly deviceId: string; readonly at: number }

export interface Refused {
  readonly arrived: Arrived
  readonly reason: string
}

/** The births of devices, by device id. */
export type Births = Readonly<Record<string, EdgeBirth>>

/** The session while it hears a message. */
export interface Turn {
  readonly version: Version
  session: EdgeSession
  births: Births
  readonly told: Told[]
  readonly refused: Refused[]
  /** Why the node is asked for its births. */
  because?: string
}

export interface Read {
  readonly arrived: Arrived
  readonly payload: Payload
}

export function readOf({ version }: Pick<Turn, 'version'>, arrived: Arrived): Read | Refused {
  try {
    return { arrived, payload: decoders[version](Buffer.from(arrived.payload, 'base64')) }
  } catch (error) {
    return { arrived, reason: `The payload is no Sparkplug payload: ${(error as Error).message}.` }
  }
}

/** The messages that wait. They were read before, so that they can be read. */
export const heldIn = (turn: Turn): Read[] => turn.session.held.map((it) => readOf(turn, it) as Read)

export function refuse(turn: Turn, arrived: Arrived, reason: string): void {
  turn.refused.push({ arrived, reason })
}

export function ask(turn: Turn, because: string): void {
  turn.because ??= because
}

/** Takes a message whose turn it is. */
export function accept(turn: Turn, { arrived, payload }: Read): void {
  const { kind, deviceId = nodeItself } = arrived
  const at = payload.timestamp ?? arrived.receivedAt
  turn.session = {
    ...turn.session,
    expected: next(payload.seq ?? 0),
    newest: Math.max(turn.session.newest, at),
    heardAt: arrived.receivedAt,
  }
  if (kind === 'DBIRTH') live(turn, deviceId, payload, at)
  else if (kind === 'DDEATH') die(turn, deviceId, at)
  else tell(turn, { arrived, payload }, deviceId, at)
}

/** A device, or the node itself, is there from now on. */
export function live(turn: Turn, deviceId: string, payload: Payload, at: number): void {
  const birth: EdgeBirth = { at, metrics: birthOf(payload.metrics) }
  const { owed = [], ...session } = turn.session
  const left = owed.filter((it) => it !== deviceId)
  turn.session = {
    ...session,
    devices: { ...session.devices, [deviceId]: at },
    ...(left.length > 0 && { owed: left }),
  }
  turn.births = { ...turn.births, [deviceId]: birth }
  const { metrics } = resolved(payload.metrics, birth, at)
  turn.told.push({ tells: 'metrics', deviceId, isBirth: true, at, seq: payload.seq ?? 0, metrics })
  settle(turn)
}

function die(turn: Turn, deviceId: string, at: number): void {
  if (own(turn.session.devices, deviceId) === undefined) return
  const { [deviceId]: _, ...devices } = turn.session.devices
  turn.session = { ...turn.session, devices }
  turn.told.push({ tells: 'stale', deviceId, at })
}

function tell(turn: Turn, { arrived, payload }: Read, deviceId: string, at: number): void {
  const birth = birthIn(turn, deviceId)
  if (!birth) {
    ask(turn, 'A device that was not born sends data.')
    refuse(turn, arrived, `The device ${deviceId} was never born, or has died.`)
    return
  }
  const { metrics, unknown } = resolved(payload.metrics, birth, at)
  if (metrics.length > 0)
    turn.told.push({ tells: 'metrics', deviceId, isBirth: false, at, seq: payload.seq ?? 0, metrics })
  if (unknown.length === 0) return
  ask(turn, 'Data names a metric that was not born.')
  refuse(turn, arrived, `No birth has told of ${unknown.slice(0, 10).join(', ')}.`)
}

/** The birth of a device that is alive. One that was kept before the last birth of its node is not in force. */
function birthIn({ session, births }: Turn, deviceId: string): EdgeBirth | undefined {
  const birth = own(births, deviceId)
  return birth && birth.at === own(session.devices, deviceId) ? birth : undefined
}

/** Nobody waits any more if nothing is missing. */
export function settle(turn: Turn): void {
  const { waitingSince: _, ...rest } = turn.session
  if (rest.held.length === 0 && !rest.owed?.length) turn.session = rest
}
