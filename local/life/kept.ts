import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contentHash, keptFolder } from '../../infra/kept-folders.ts'
import { liveThrough } from './history.ts'
import type { Script } from './life.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Days of plants that were lived through, each under the hash of the sources by which it was. */
const daysPlace = join(root, 'dist', 'days-of-plants')

/** Of three sites, by the present and by the previous sources: 15 MB each. */
const mostKept = 6

/** Everything that decides what is stored, and how. */
const sourcesOfDays = [
  'events',
  'functions',
  'infra',
  'local',
  'plants',
  'shared',
  'node_modules/.package-lock.json',
  'tsconfig.json',
] as const

/** They are good for half a day: so old is the newest thing in them at most. */
const slotMs = 12 * 3_600_000

/**
 * Puts some days of the life of a site into the folder of a plant that is not there yet. They are lived through once for many starts.
 * @throws as `liveThrough` does
 */
export async function seed(script: Script, dataDir: string, doing: (what: string) => void): Promise<void> {
  const key = `${script.site}-${contentHash(root, sourcesOfDays).slice(0, 24)}-${Math.floor(Date.now() / slotMs)}`
  const make = async (folder: string) => {
    await liveThrough(script, folder, { doing })
    return true
  }
  const days = await keptFolder(daysPlace, key, make, mostKept)
  if (days !== undefined) cpSync(join(days, script.site), join(dataDir, script.site), { recursive: true })
}
