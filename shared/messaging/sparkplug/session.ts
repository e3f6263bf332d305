import { type EdgeSession, nodeItself } from '../../domain/equipment/edge-node.ts'
import type { Version } from './decoders.ts'
import { ahead, askAgainMs, isOver, jitterMs, mostHeld, mostHeldBytes, next, placeOf } from './order.ts'
import type { Payload } from './payload.ts'
import {
  type Arrived,
  accept,
  ask,
  type Births,
  heldIn,
  live,
  type Read,
  type Refused,
  readOf,
  refuse,
  settle,
  type Told,
  type Turn,
} from './turn.ts'

/** The session with the births that its messages need; those of other devices may be left out. */
export interface Known {
  readonly session: EdgeSession
  readonly births: Births
}

export interface After extends Known {
  readonly told: readonly Told[]
  readonly refused: readonly Refused[]
  /** Why the node is to be asked for its births; absent if it is not, or was a moment ago. */
  readonly asksBecause?: string
  /** Something waits from now on, so {@link wake} has to be called when the time to wait is over. */
  readonly waits: boolean
}

/**
 * The session of an edge node after one message (Sparkplug 3.0, chapters 5 and 6). To hear a message again changes nothing. A message whose order is
 * lost ends in a request for a rebirth, which makes everything clear again.
 */
export const hear = (known: Known, arrived: Arrived, version: Version = 'spBv1.0'): After =>
  after(known, arrived.receivedAt, version, (turn) => {
    const read = readOf(turn, arrived)
    if ('reason' in read) turn.refused.push(read)
    else take(turn, read)
  })

/** The session at an instant without a message: what has waited too long waits no more. */
export const wake = (known: Known, at: number, version: Version = 'spBv1.0'): After =>
  after(known, at, version, () => undefined)

function after({ session, births }: Known, now: number, version: Version, act: (turn: Turn) => void): After {
  const turn: Turn = { version, session, births, told: [], refused: [] }
  if (isOver(session, now)) giveUpWaiting(turn, now)
  act(turn)
  const asks = turn.because !== undefined && now - (turn.session.askedAt ?? -askAgainMs) >= askAgainMs
  if (asks) turn.session = { ...turn.session, askedAt: now }
  const { waitingSince } = turn.session
  return {
    session: turn.session,
    births: turn.births,
    told: turn.told,
    refused: turn.refused,
    waits: waitingSince !== undefined && waitingSince !== session.waitingSince,
    ...(asks && { asksBecause: turn.because ?? '' }),
  }
}

function take(turn: Turn, read: Read): void {
  const { kind } = read.arrived
  if (kind === 'NBIRTH') bear(turn, read)
  else if (kind === 'NDEATH') bury(turn, read)
  else takeInTurn(turn, read)
}

/** A new birth of the node begins everything anew, and lets in what came before it. */
function bear(turn: Turn, { arrived, payload }: Read): void {
  const { seq, timestamp: at = arrived.receivedAt } = payload
  const bdSeq = bdSeqIn(payload)
  if (bdSeq === undefined || seq === undefined) {
    refuse(turn, arrived, 'A birth of an edge node has a sequence number and the metric bdSeq.')
    return
  }
  const { birth: before, askedAt } = turn.session
  if (before?.at === at && before.bdSeq === bdSeq) return
  const isOlder = before !== undefined && at < before.at
  // Whoever is asked and answers has set back its clock.
  if (isOlder && (askedAt === undefined || arrived.receivedAt < askedAt)) {
    ask(turn, 'A birth is older than the last one.')
    return
  }
  const waiting = heldIn(turn)
  const isOfBefore = (it: Read) => (it.payload.timestamp ?? at) < at
  keepHeld(turn, waiting.filter(isOfBefore))
  if (turn.session.status === 'alive') release(turn)
  const { waitingSince: _waiting, askedAt: _asked, owed = [], devices, ...rest } = turn.session
  const left = [...Object.keys(devices), ...owed].filter((it) => it !== nodeItself)
  turn.session = {
    ...rest,
    status: 'alive',
    birth: { at, bdSeq },
    expected: next(seq),
    newest: at,
    heardAt: arrived.receivedAt,
    devices: {},
    held: [],
    ...(isOlder && askedAt !== undefined && { askedAt }),
    ...(left.length > 0 && { owed: [...new Set(left)], waitingSince: arrived.receivedAt }),
  }
  turn.births = {}
  live(turn, nodeItself, payload, at)
  for (const it of waiting) if (!isOfBefore(it)) take(turn, it)
}

/** The death of the present session. That of an older one comes late and changes nothing. */
function bury(turn: Turn, { arrived, payload }: Read): void {
  const bdSeq = bdSeqIn(payload)
  if (bdSeq === undefined) refuse(turn, arrived, 'A death of an edge node has the metric bdSeq.')
  const { birth, status } = turn.session
  if (status !== 'alive' || birth?.bdSeq !== bdSeq) return
  release(turn)
  const { owed = [], waitingSince: _, ...session } = turn.session
  for (const deviceId of new Set([nodeItself, ...Object.keys(session.devices), ...owed]))
    turn.told.push({ tells: 'stale', deviceId, at: nowAtNode(session, arrived.receivedAt) })
  turn.session = { ...session, status: 'dead', devices: {}, held: [] }
  turn.births = {}
}

/** The time by the clock of the node: what it said last, and how long ago that was. The broker writes no time into a death. */
const nowAtNode = ({ newest, heardAt }: EdgeSession, now: number): number => newest + Math.max(0, now - heardAt)

function takeInTurn(turn: Turn, read: Read): void {
  const { timestamp, seq } = read.payload
  const { status, birth } = turn.session
  if (seq === undefined) {
    ask(turn, 'A message has no sequence number.')
    refuse(turn, read.arrived, 'The payload has no sequence number from 0 to 255.')
  } else if (status !== 'alive') hold(turn, read)
  else if (timestamp !== undefined && birth && timestamp < birth.at) ask(turn, 'A message is older than the birth.')
  else takeInPlace(turn, read, seq)
}

function takeInPlace(turn: Turn, read: Read, seq: number): void {
  const place = placeOf(turn.session, seq, read.payload.timestamp)
  if (place === 'early') hold(turn, read)
  else if (place === 'next' && isBeforeHeld(turn, read)) {
    accept(turn, read)
    drain(turn)
  } else if (place !== 'repeated') {
    release(turn)
    ask(turn, 'Messages are lost.')
    accept(turn, read)
  }
}

/**
 * Whether a message is older than those that wait for it. If it is not, it has the number of the missing one by chance: a session lies between, of
 * which nothing was heard.
 */
const isBeforeHeld = (turn: Turn, { payload: { timestamp } }: Read): boolean =>
  timestamp === undefined ||
  heldIn(turn).every(({ payload }) => timestamp <= (payload.timestamp ?? timestamp) + jitterMs)

/** Keeps what came too early until those before it are here, or until it has waited long enough. */
function hold(turn: Turn, { arrived }: Read): void {
  const { session } = turn
  if (session.held.some(({ kind, payload }) => kind === arrived.kind && payload === arrived.payload)) return
  const held = [...session.held, arrived]
  turn.session = { ...session, held, waitingSince: session.waitingSince ?? arrived.receivedAt }
  const bytes = held.reduce((sum, it) => sum + it.payload.length, 0)
  if (held.length > mostHeld || bytes > mostHeldBytes) giveUpWaiting(turn, arrived.receivedAt)
}

/** Takes what waited for the message before it. */
function drain(turn: Turn): void {
  const waiting = heldIn(turn)
  for (;;) {
    const index = waiting.findIndex(({ payload }) => payload.seq === turn.session.expected)
    const [found] = index < 0 ? [] : waiting.splice(index, 1)
    if (!found) break
    accept(turn, found)
  }
  keepHeld(turn, waiting)
  settle(turn)
}

/** The time of waiting is over: what is missing is lost, and a device that has not been born again is not there. */
function giveUpWaiting(turn: Turn, now: number): void {
  if (turn.session.held.length > 0) ask(turn, 'Messages are lost.')
  release(turn)
  const { owed = [], waitingSince: _, ...session } = turn.session
  turn.session = session
  for (const deviceId of owed) turn.told.push({ tells: 'stale', deviceId, at: nowAtNode(session, now) })
}

/** Takes all that waits, over the gaps between. Without a birth it says nothing. */
function release(turn: Turn): void {
  const { session } = turn
  const distance = ({ payload }: Read) => ahead(session, payload.seq ?? 0)
  const waiting = heldIn(turn).sort((one, other) => distance(one) - distance(other))
  keepHeld(turn, [])
  const state = session.status === 'dead' ? 'has died' : 'was never born'
  for (const read of waiting)
    if (session.status === 'alive') accept(turn, read)
    else refuse(turn, read.arrived, `The edge node ${state}, and its birth did not come.`)
  settle(turn)
}

function keepHeld(turn: Turn, reads: readonly Read[]): void {
  turn.session = { ...turn.session, held: reads.map(({ arrived }) => arrived) }
}

function bdSeqIn({ metrics }: Payload): string | undefined {
  const sent = metrics.find(({ name }) => name === 'bdSeq')?.sent
  return sent?.as === 'integer' ? sent.text : undefined
}
