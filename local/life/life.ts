import { apply } from '../definitions/apply.ts'
import { compare } from '../definitions/difference.ts'
import { readFolder } from '../definitions/folder.ts'
import { type Agenda, openAgenda } from './agenda.ts'
import type { Machine } from './machines.ts'
import type { Pace } from './pace.ts'
import { type Staff, staffOf } from './staff.ts'

export interface History {
  readonly days: number
  readonly end: Date
}

/** What the stage lets go wrong at a plant. */
export const mishaps = ['hot-mixer', 'lost-probe', 'wrong-lot', 'expired-training'] as const
export type Mishap = (typeof mishaps)[number]

/** Where a life goes on. */
export interface World {
  readonly url: string
  readonly mqttUrl: string
  readonly pace: Pace
  readonly staff: Staff
  readonly agenda: Agenda
}

/** What people and machines do at a site. */
export interface Script {
  readonly site: string
  /** The folder of its definitions. */
  readonly folder: string
  /** Once, at a bare plant whose definitions are there: recipes are approved, and stock comes in. */
  readonly found: (world: World) => Promise<void>
  /** Connects its machines to a plant that may be anywhere in its work. */
  readonly open: (world: World) => Promise<Floor>
}

export interface Floor {
  readonly machines: readonly Machine[]
  /** What can go wrong here on demand, by its name. */
  readonly breaks: Readonly<Record<Mishap, () => Promise<void>>>
  /** Adds the jobs of a history. */
  readonly remember: (history: History) => void
  /** Adds the jobs of every day. */
  readonly goOn: () => void
}

export interface Life {
  /** Everybody works until then, or until `stop`. */
  work(until?: Date): Promise<void>
  /** People rest, and machines go on; or people work again. */
  rest(isResting: boolean): void
  readonly isResting: () => boolean
  readonly breaks: Floor['breaks']
  stop(): Promise<void>
}

interface At {
  readonly url: string
  readonly mqttUrl: string
  readonly pace: Pace
  readonly complain: (text: string) => void
}

/** Seconds between two values of a machine: for people who watch, and for a history. */
const cadence = { watched: 5, leaping: 20 }

/** While the clock leaps, machines tell in one message what they measured in so many milliseconds. */
const tellEvery = 120_000

/**
 * Begins the life of a site at a plant that runs.
 * @param history what a bare plant lives through; without it, life goes on from where the plant stands
 */
export async function beginLife(
  script: Script,
  { url, mqttUrl, pace, complain }: At,
  history?: History,
): Promise<Life> {
  let resting = false
  const staff = staffOf(url, pace.now)
  let floor: Floor | undefined
  let lastTold = 0
  const agenda = openAgenda(
    pace,
    async (now) => {
      if (pace.leaps && now.getTime() - lastTold < tellEvery) return
      lastTold = now.getTime()
      for (const machine of floor?.machines ?? []) {
        const newest = await machine.tell(now, pace.leaps ? cadence.leaping : cadence.watched)
        // In a history, the next act comes at once, and has to find what the machines said before it.
        if (pace.leaps && newest !== undefined) await heard(staff, machine.equipmentId, newest)
      }
    },
    complain,
    () => resting,
  )
  const world: World = { url, mqttUrl, pace, staff, agenda }
  if (history !== undefined) {
    await defined(script.folder, staff)
    await script.found(world)
  }
  floor = await script.open(world)
  if (history !== undefined) floor.remember(history)
  else floor.goOn()
  const { machines, breaks } = floor
  let working: Promise<void> | undefined
  return {
    work(until) {
      working = agenda.work(until)
      return working
    },
    rest(isResting) {
      resting = isResting
    },
    isResting: () => resting,
    breaks,
    async stop() {
      agenda.stop()
      await working
      await Promise.all(machines.map((machine) => machine.end()))
    },
  }
}

async function defined(folder: string, staff: Staff): Promise<void> {
  const erik = await staff.as('erik')
  const comparison = await compare(erik, await readFolder(folder))
  const { faults } = await apply(erik, comparison)
  const wrong = [...comparison.faults, ...faults]
  if (wrong.length > 0) throw new Error(`${folder}: ${wrong.map(({ detail }) => detail).join(' ')}`)
}

/** Milliseconds. A queue takes a moment to carry a message on. */
const patience = 10_000

async function heard(staff: Staff, equipmentId: string, newest: Date): Promise<void> {
  const vera = await staff.as('vera')
  const deadline = performance.now() + patience
  while (performance.now() < deadline) {
    const answer = await vera.getMachine({ equipmentId })
    const times = answer.ok ? Object.values(answer.body.values).map(({ occurredAt }) => Date.parse(occurredAt)) : []
    if (times.some((at) => at >= newest.getTime())) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`The plant does not hear ${equipmentId}.`)
}
