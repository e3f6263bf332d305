import type { MachineState } from '../../events/device.ts'
import { lineOf, longestMemoryMs, type Runner, stateOn, unrest } from './machines.ts'

/** A time for which a machine stood by itself. */
export interface Stop {
  readonly from: Date
  readonly seconds: number
  readonly why: string
}

/** What a counter of 16 bits shows; after its highest number comes 0. */
const counterEnd = 65_536

/** Loaves a minute, and one in so many that the weigher or the metal detector throws out. */
export const loavesPerMinute = 40
const rejectEvery = 70

/** After so many minutes at work, the bagger stops for so many seconds. */
const jams = [
  { after: 95, seconds: 260, why: 'The film is torn' },
  { after: 40, seconds: 30, why: 'A bag did not open' },
  { after: 150, seconds: 540, why: 'The reel of film was changed' },
  { after: 70, seconds: 120, why: 'A loaf lay across the belt' },
] as const

interface Counts {
  readonly good: number
  readonly reject: number
}

export interface Bagger extends Runner {
  isRunning(): boolean
  /** Its counters showed so much when it last told of itself. */
  resume(counts: Counts): void
  /** It stops by itself for so many seconds. */
  jams(seconds: number, why: string): void
  /** The power is cut: its counters start at 0. */
  losesPower(): void
  /** The stops that have ended and that nobody has given a reason for; each is told once. */
  stopsToExplain(): readonly Stop[]
}

/** It is heard of at least so often, well within the heartbeat that its definition gives it. */
const tellsEvery = 300_000

/** Nobody is asked about a stop that is shorter. */
const microStop = 60

/** The end of the line: bags loaves, counts them, and stops now and then. */
export async function baggerAt(mqttUrl: string, site: string, equipmentId: string, now: () => Date): Promise<Bagger> {
  const line = await lineOf(mqttUrl, site, equipmentId, now)
  let isRunning = false
  let shown: MachineState | undefined
  let told = now().getTime()
  let heard = told
  let pieces = 0
  let zero: Counts = { good: 0, reject: 0 }
  let worked = 0
  let next = 0
  let stop: Stop | undefined
  const unexplained: Stop[] = []
  const counts = (): Counts => {
    const reject = Math.floor(pieces / rejectEvery)
    return {
      good: (zero.good + Math.floor(pieces) - reject) % counterEnd,
      reject: (zero.reject + reject) % counterEnd,
    }
  }
  const begins = (at: number, seconds: number, why: string) => {
    stop = { from: new Date(at), seconds, why }
  }
  const show = async (state: MachineState, at: Date, reason?: string) => {
    if (shown === state) return
    shown = state
    await line.send('state', { occurredAt: at.toISOString(), state, ...(reason !== undefined && { reason }) })
  }
  /** Works up to then, in pieces between its stops. */
  const advance = async (until: number) => {
    while (told < until) {
      if (stop !== undefined) {
        const end = stop.from.getTime() + stop.seconds * 1000
        await show('stopped', stop.from, stop.why)
        told = Math.max(told, Math.min(end, until))
        if (end > until) return
        if (stop.seconds >= microStop) unexplained.push(stop)
        stop = undefined
        await show('execute', new Date(end))
        continue
      }
      const jam = jams[next % jams.length] ?? jams[0]
      const left = jam.after * 60_000 - worked
      const runs = Math.min(left, until - told)
      worked += runs
      told += runs
      pieces += (runs / 60_000) * loavesPerMinute
      if (runs < left) return
      worked = 0
      next += 1
      begins(told, jam.seconds, jam.why)
    }
  }
  const tellCounts = async (when: number) => {
    heard = when
    await line.send('count', { occurredAt: new Date(when).toISOString(), ...counts() })
  }
  /** It stands: its counters say that it is there. */
  const tellIdle = async (until: number) => {
    for (heard = Math.max(heard, until - longestMemoryMs); heard + tellsEvery <= until; )
      await tellCounts(heard + tellsEvery)
  }
  return {
    equipmentId,
    isRunning: () => isRunning,
    run(next) {
      if (next && !isRunning) told = now().getTime()
      isRunning = next
    },
    resume(counted) {
      zero = counted
      pieces = 0
    },
    jams: (seconds, why) => begins(now().getTime(), seconds, why),
    losesPower() {
      zero = { good: 0, reject: 0 }
      pieces = 0
    },
    stopsToExplain: () => unexplained.splice(0),
    async tell(at, every) {
      if (!isRunning) {
        await show('idle', at)
        await tellIdle(at.getTime())
        return undefined
      }
      if (stop === undefined) await show('execute', new Date(told))
      if (at.getTime() - told < every * 1000) return undefined
      while (told < at.getTime()) {
        await advance(Math.min(at.getTime(), told + tellsEvery))
        await tellCounts(told)
      }
      return at
    },
    end: line.end,
  }
}

/** Values in one message at most, and the seconds between two of a history. */
const most = 500
const seldom = 60

/** A tunnel oven: tells how hot the loaves are inside, as long as it bakes. */
export async function ovenAt(mqttUrl: string, site: string, equipmentId: string, now: () => Date): Promise<Runner> {
  const line = await lineOf(mqttUrl, site, equipmentId, now)
  const state = stateOn(line, now)
  let isRunning = false
  let told = now().getTime()
  return {
    equipmentId,
    run(next) {
      if (next && !isRunning) told = now().getTime()
      isRunning = next
      state.set(isRunning ? 'execute' : 'idle')
    },
    async tell(at, every) {
      await state.tell()
      if (!isRunning) return undefined
      const seconds = at.getTime() - told > seldom * 1000 ? seldom : every
      const samples: object[] = []
      while (told + seconds * 1000 <= at.getTime()) {
        told += seconds * 1000
        const value = (95.4 + 3 * unrest(told)).toFixed(1)
        samples.push({ parameterId: 'core-temperature', value, unit: 'Cel', occurredAt: new Date(told).toISOString() })
      }
      for (let first = 0; first < samples.length; first += most)
        await line.send('sample', { samples: samples.slice(first, first + most) })
      return samples.length > 0 ? new Date(told) : undefined
    },
    end: line.end,
  }
}
