import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contentHash, keptFolder } from '../../infra/kept-folders.ts'
import { liveThrough } from './history.ts'
import type { Script } from './life.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Weeks of plants that were lived through, each under the hash of the sources by which it was. */
const weeksPlace = join(root, 'dist', 'weeks')

/** Of the present and of the previous sources: 15 MB each. */
const mostWeeks = 3

/** Everything that decides what is stored, and how. */
const sourcesOfWeek = [
  'events',
  'functions',
  'infra',
  'local',
  'plants',
  'shared',
  'node_modules/.package-lock.json',
  'tsconfig.json',
] as const

/** A week is good for half a day: so old is the newest thing in it at most. */
const slotMs = 12 * 3_600_000

/**
 * Puts a week of the life of a site into the folder of a plant that is not there yet. It is lived through once for many starts.
 * @throws as `liveThrough` does
 */
export async function seed(script: Script, dataDir: string, doing: (what: string) => void): Promise<void> {
  const key = `${script.site}-${contentHash(root, sourcesOfWeek).slice(0, 24)}-${Math.floor(Date.now() / slotMs)}`
  const make = async (folder: string) => {
    await liveThrough(script, folder, { doing })
    return true
  }
  const week = await keptFolder(weeksPlace, key, make, mostWeeks)
  if (week !== undefined) cpSync(join(week, script.site), join(dataDir, script.site), { recursive: true })
}
