import { apply } from '../definitions/apply.ts'
import { compare } from '../definitions/difference.ts'
import { readFolder } from '../definitions/folder.ts'
import { until } from '../demo/client.ts'
import { type Agenda, openAgenda } from './agenda.ts'
import type { Machine } from './machines.ts'
import type { Pace } from './pace.ts'
import { type Staff, staffOf } from './staff.ts'

export interface History {
  readonly days: number
  readonly end: Date
}

/** Where a life goes on. */
export interface World {
  readonly url: string
  readonly mqttUrl: string
  readonly pace: Pace
  readonly staff: Staff
  readonly agenda: Agenda
  /** While the clock leaps: settles when the plant has heard what its machines measured until now; whether there was anything. */
  readonly upToDate: () => Promise<boolean>
}

/** What people and machines do at a site. */
export interface Script {
  readonly site: string
  /** The folder of its definitions. */
  readonly folder: string
  /** How many days a plant has behind it that begins with a history. */
  readonly days: number
  /** Once, at a bare plant whose definitions are there: recipes are approved, and stock comes in. */
  readonly found: (world: World) => Promise<void>
  /** Connects its machines to a plant that may be anywhere in its work. */
  readonly open: (world: World) => Promise<Floor>
}

export interface Floor {
  readonly machines: readonly Machine[]
  /** What can go wrong here on demand, by its name. */
  readonly breaks: Readonly<Record<string, () => Promise<void>>>
  /** Machines do what is done at them now, whoever does it. */
  readonly follow: (isResting: boolean) => Promise<void>
  /** People see to what they leave behind, before they go. */
  readonly leave?: () => Promise<void>
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
  /** Machines hear what was done until now: before hours pass in which nobody tells them. */
  follow(): Promise<void>
  /** Settles when the plant has heard what its machines measured in hours that have passed. */
  caughtUp(): Promise<void>
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

/** While the clock leaps, machines tell in one message what they measured in so many milliseconds, if nobody asks before. */
const tellEvery = 1_800_000

/** So often, machines look at what is done at them. */
const followEvery = 5000

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
  let lastFollowed = 0
  const follow = async () => {
    lastFollowed = pace.now().getTime()
    await floor?.follow(resting)
  }
  const tell = async (now: Date, isHeard = pace.leaps) => {
    lastTold = now.getTime()
    let isNews = false
    for (const machine of floor?.machines ?? []) {
      const newest = await machine.tell(now, pace.leaps ? cadence.leaping : cadence.watched)
      // While the clock leaps, the next act comes at once, and has to find what the machines said before it.
      if (isHeard && newest !== undefined) {
        await heard(staff, machine.equipmentId, newest)
        isNews = true
      }
    }
    return isNews
  }
  let hasLeapt = false
  const waiting: (() => void)[] = []
  const agenda = openAgenda(
    pace,
    async (now) => {
      const isHeard = hasLeapt || pace.leaps
      hasLeapt = pace.leaps
      // In a history there is nobody else.
      if (history === undefined && !pace.leaps && now.getTime() - lastFollowed >= followEvery) await follow()
      if (!pace.leaps || now.getTime() - lastTold >= tellEvery) await tell(now, isHeard)
      for (const settle of waiting.splice(0)) settle()
    },
    complain,
    () => resting,
  )
  const upToDate = async () => pace.leaps && pace.now().getTime() > lastTold && (await tell(pace.now()))
  const world: World = { url, mqttUrl, pace, staff, agenda, upToDate }
  if (history !== undefined) {
    await defined(script.folder, staff)
    await script.found(world)
  }
  floor = await script.open(world)
  if (history !== undefined) floor.remember(history)
  else {
    await follow()
    floor.goOn()
  }
  const { machines, breaks, leave } = floor
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
    follow,
    caughtUp: () => new Promise((resolve) => void waiting.push(resolve)),
    breaks,
    async stop() {
      agenda.stop()
      await working
      for (const settle of waiting.splice(0)) settle()
      if (leave !== undefined)
        await tell(pace.now(), true)
          .then(leave)
          .catch((error: unknown) => complain(`Nobody sees to what is left behind: ${String(error)}`))
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

/** Seconds. A queue takes a moment to carry a message on. */
const patience = 10

async function heard(staff: Staff, equipmentId: string, newest: Date): Promise<void> {
  const vera = await staff.as('vera')
  await until(
    () => vera.getMachine({ equipmentId }),
    ({ ok, body }) =>
      ok && [...Object.values(body.values), ...(body.counts ? [body.counts] : [])].some(isAfter(newest)),
    `A message of ${equipmentId}`,
    patience,
  )
}

const isAfter =
  (newest: Date) =>
  ({ occurredAt }: { readonly occurredAt: string }): boolean =>
    Date.parse(occurredAt) >= newest.getTime()
