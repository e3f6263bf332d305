import { connectAsync, type MqttClient } from 'mqtt'
import * as z from 'zod'
import type { MachineState } from '../../events/device.ts'
import { deviceCommand } from '../../events/device.ts'

/** A machine that tells the plant of itself over MQTT, as a real one does. */
export interface Machine {
  readonly equipmentId: string
  /** Tells what it measured since it last told, up to now. Answers the time of its newest value, if it told any. */
  tell(now: Date, every: number): Promise<Date | undefined>
  end(): Promise<void>
}

/** Where messages of one machine go; its numbers rise for ever, whenever it starts. */
export interface Line {
  send(name: 'state' | 'sample' | 'count', message: object): Promise<void>
  /** At any rate, and kept by nobody. */
  show(message: object): Promise<void>
  onCommand(heard: (command: 'hold' | 'release') => void): void
  end(): Promise<void>
}

const command = z.string().transform(parsed).pipe(deviceCommand)

/** What is no JSON is no command either. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export async function lineOf(mqttUrl: string, site: string, equipmentId: string, now: () => Date): Promise<Line> {
  const client: MqttClient = await connectAsync(mqttUrl, { clientId: equipmentId })
  const topic = `andon/${site}/${equipmentId}`
  let last = 0
  const sequence = () => {
    last = Math.max(last + 1, now().getTime())
    return last
  }
  await client.subscribeAsync(`${topic}/command`, { qos: 1 })
  return {
    async send(name, message) {
      await client.publishAsync(`${topic}/${name}`, JSON.stringify({ sequence: sequence(), ...message }), { qos: 1 })
    },
    async show(message) {
      await client.publishAsync(`andon/${site}/live/${equipmentId}/weight`, JSON.stringify(message), { qos: 0 })
    },
    onCommand(heard) {
      client.on('message', (_, payload) => {
        const { data } = command.safeParse(payload.toString())
        if (data !== undefined) heard(data.command)
      })
    },
    end: () => client.endAsync(true),
  }
}

/** The state of a machine, which the plant is told when it has changed. */
export function stateOn(line: Line, now: () => Date) {
  let state: MachineState = 'idle'
  let since = now()
  let shown: MachineState | undefined
  return {
    set(next: MachineState) {
      if (next === state) return
      state = next
      since = now()
    },
    async tell() {
      if (shown === state) return
      shown = state
      await line.send('state', { occurredAt: since.toISOString(), state })
    },
  }
}

/** What a mixer is told to do with its content. */
export type Jacket = 'off' | 'heat' | 'cool'

export interface Mixer extends Machine {
  set(jacket: Jacket): void
  temperature(): number
  /** Its jacket heats. */
  isHeated(): boolean
  /** It was so warm when it last told of itself. */
  resume(degrees: number, at: Date): void
  /** The steam valve sticks: from now on it is that hot, for so many seconds. */
  overheat(degrees: number, seconds: number): void
  /** The probe says nothing for so many seconds. */
  losesProbe(seconds: number): void
}

/** Degrees to which the jacket brings the content, and seconds in which it makes two thirds of the way. */
const jackets: Readonly<Record<Jacket, { readonly toward: number; readonly within: number }>> = {
  off: { toward: 21, within: 9000 },
  heat: { toward: 64.1, within: 240 },
  cool: { toward: 18, within: 2300 },
}

/** A machine that was switched off for a night has nothing to tell of it. */
export const longestMemoryMs = 8 * 3_600_000

/** A mixer that stands tells of itself that much more seldom. */
const seldom = 12

/** Values in one message at most, as the plant takes them. */
const mostSamples = 1000

/** A jacketed mixer with one probe. */
export async function mixerAt(mqttUrl: string, site: string, equipmentId: string, now: () => Date): Promise<Mixer> {
  const line = await lineOf(mqttUrl, site, equipmentId, now)
  const state = stateOn(line, now)
  const samples: object[] = []
  let jacket: Jacket = 'off'
  let degrees = jackets.off.toward
  let measured = now().getTime()
  let cadence = 5
  let hot = { degrees: 0, until: 0 }
  let silentUntil = 0
  line.onCommand((command) => state.set(command === 'hold' ? 'held' : jacket === 'off' ? 'idle' : 'execute'))
  const measuredAt = (at: number, seconds: number): number => {
    const { toward, within } = jackets[jacket]
    degrees += (toward - degrees) * (1 - Math.exp(-seconds / within))
    return (at < hot.until ? hot.degrees : degrees) + unrest(at)
  }
  /** What it does with its content changes now: until now it was as before. */
  const measure = (until = now().getTime()) => {
    const seconds = jacket === 'off' ? cadence * seldom : cadence
    measured = Math.max(measured, until - longestMemoryMs)
    while (measured + seconds * 1000 <= until) {
      measured += seconds * 1000
      const value = measuredAt(measured, seconds).toFixed(1)
      if (measured >= silentUntil)
        samples.push({ parameterId: 'temperature', value, unit: 'Cel', occurredAt: new Date(measured).toISOString() })
    }
  }
  return {
    equipmentId,
    temperature() {
      measure()
      return degrees
    },
    isHeated: () => jacket === 'heat',
    set(next) {
      if (next === jacket) return
      measure()
      jacket = next
      state.set(next === 'off' ? 'idle' : 'execute')
    },
    resume(at, since) {
      degrees = at
      measured = since.getTime()
    },
    overheat(at, seconds) {
      measure()
      hot = { degrees: at, until: now().getTime() + seconds * 1000 }
    },
    losesProbe(seconds) {
      measure()
      silentUntil = now().getTime() + seconds * 1000
    },
    async tell(at, every) {
      cadence = every
      measure(at.getTime())
      await state.tell()
      const told = samples.splice(0)
      for (let first = 0; first < told.length; first += mostSamples)
        await line.send('sample', { samples: told.slice(first, first + mostSamples) })
      return told.length > 0 && jacket !== 'off' ? new Date(measured) : undefined
    },
    end: line.end,
  }
}

/** What a probe shows although nothing changes: a third of a degree at most, and the same at the same time. */
export const unrest = (at: number): number => 0.2 * Math.sin(at / 37_000) + 0.12 * Math.sin(at / 5300)

/** A machine that runs, or stands. */
export interface Runner extends Machine {
  run(isRunning: boolean): void
}

/** A machine that tells of its state and of nothing else. */
export async function runnerAt(mqttUrl: string, site: string, equipmentId: string, now: () => Date): Promise<Runner> {
  const line = await lineOf(mqttUrl, site, equipmentId, now)
  const state = stateOn(line, now)
  return {
    equipmentId,
    run: (isRunning) => state.set(isRunning ? 'execute' : 'idle'),
    async tell() {
      await state.tell()
      return undefined
    },
    end: line.end,
  }
}

/** Bottles a minute. */
const bottlesPerMinute = 80

/** Every so often, the balance of the line weighs five bottles; one bottle in so many is thrown out. */
const weighEvery = 900_000
const rejectEvery = 400

/** A line that fills bottles of 200 mL: counts them, and weighs five every quarter of an hour. */
export async function fillerAt(mqttUrl: string, site: string, equipmentId: string, now: () => Date): Promise<Runner> {
  const line = await lineOf(mqttUrl, site, equipmentId, now)
  const state = stateOn(line, now)
  let isRunning = false
  let told = now().getTime()
  let weighed = 0
  let bottles = 0
  /** The weights of five bottles, one a second, of each quarter of an hour that has begun. */
  const weights = () => {
    const samples: object[] = []
    for (weighed = Math.max(weighed, told - tellsAtMost); weighed + weighEvery <= told; weighed += weighEvery)
      for (const ago of [5, 4, 3, 2, 1]) {
        const at = weighed + weighEvery - ago * 1000
        const value = (242.2 + 3 * unrest(at)).toFixed(1)
        samples.push({ parameterId: 'fill-weight', value, unit: 'g', occurredAt: new Date(at).toISOString() })
      }
    return samples
  }
  return {
    equipmentId,
    run(next) {
      if (next && !isRunning) {
        told = now().getTime()
        weighed = told - weighEvery
      }
      isRunning = next
      state.set(isRunning ? 'execute' : 'idle')
    },
    async tell(at, every) {
      await state.tell()
      if (!isRunning || at.getTime() - told < every * 1000) return undefined
      bottles += ((at.getTime() - told) / 60_000) * bottlesPerMinute
      told = at.getTime()
      const reject = Math.floor(bottles / rejectEvery)
      await line.send('count', { occurredAt: at.toISOString(), good: Math.floor(bottles) - reject, reject })
      const samples = weights()
      if (samples.length > 0) await line.send('sample', { samples })
      return at
    },
    end: line.end,
  }
}

/** Of a time that nobody heard of, the last hours are enough. */
const tellsAtMost = longestMemoryMs
