import Big from 'big.js'
import { lineOf, type Machine, stateOn } from './machines.ts'

/** What a container on a scale is filled up to, and for what: for something else, another container begins. */
export interface Goal {
  readonly of: string
  readonly value: string
  readonly unit: string
}

export interface Scale extends Machine {
  /** Somebody puts that much on it, and it comes to rest. */
  weighs(value: string, unit: string): Promise<void>
  /** Somebody fills a container on it, little by little; undefined: nobody does. */
  fillsTo(goal: Goal | undefined): void
}

/** A scale that somebody stands at. */
export type Weigher = Pick<Scale, 'equipmentId' | 'weighs'>

/** A container is filled in so many looks at the scale, of a second each. Full, it is told again after so many. */
const looks = { full: 6, again: 15 }

/** A floor scale. */
export async function scaleAt(mqttUrl: string, site: string, equipmentId: string, now: () => Date): Promise<Scale> {
  const line = await lineOf(mqttUrl, site, equipmentId, now)
  const state = stateOn(line, now)
  let goal: Goal | undefined
  let look = 0
  const shows = (value: string, unit: string, stable: boolean) =>
    line.show({ value, unit, occurredAt: now().toISOString(), stable })
  const rests = (value: string, unit: string) =>
    line.send('sample', { samples: [{ parameterId: 'weight', value, unit, occurredAt: now().toISOString() }] })
  return {
    equipmentId,
    async weighs(value, unit) {
      await shows(value, unit, true)
      await rests(value, unit)
    },
    fillsTo(next) {
      if (next?.of !== goal?.of) look = 0
      goal = next
    },
    async tell() {
      await state.tell()
      if (goal === undefined) return undefined
      const { value, unit } = goal
      look += 1
      const isFull = look >= looks.full
      await shows(isFull ? value : partOf(value, look / looks.full), unit, isFull)
      if (isFull && (look - looks.full) % looks.again === 0) await rests(value, unit)
      return undefined
    },
    end: line.end,
  }
}

/** With the decimals of the whole, as the scale shows them. */
const partOf = (whole: string, part: number): string =>
  new Big(whole).times(part).toFixed(whole.split('.')[1]?.length ?? 0, 0)
