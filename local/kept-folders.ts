import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

// A place of kept folders holds, side by side:
//   <key>                  a folder that is whole, with its seal
//   <key>.lock             who is making that folder
//   <key>.used-<pid>       a process that reads that folder
//   draft-<pid>-<random>   a folder that is not whole yet, or no longer

const sealName = 'seal'

/** Far longer than anything here takes to make; after it, whoever waits makes it, too, and the first to end wins. */
const longestLockMs = 5 * 60 * 1000

/**
 * The folder of this key, made on the first call and found on later ones, by whatever process. It is whole or not there: it is made
 * elsewhere and moved into place, and what has been changed or lost in it since then makes it worthless. It stays as long as the process
 * that asked for it lives.
 * @param key names all that the folder depends on: letters, digits and hyphens.
 * @param make fills an empty folder, and says whether the result may be kept under this key.
 * @param most how many folders stay; of the others, those that no process reads are deleted, the longest unused first.
 * @returns the path, or undefined when what was made may not be kept.
 */
export async function keptFolder(
  place: string,
  key: string,
  make: (folder: string) => Promise<boolean>,
  most: number,
): Promise<string | undefined> {
  const lock = join(place, `${key}.lock`)
  for (;;) {
    mkdirSync(place, { recursive: true })
    const found = wholeFolder(place, key)
    if (found !== undefined) return found
    if (isHeld(lock)) {
      await pause(50)
      continue
    }
    if (!takes(lock)) continue
    try {
      // Another may have made it between the look and the lock.
      const made = wholeFolder(place, key)
      if (made !== undefined) return made
      discard(place, key)
      forget(place, key, most)
      if (!(await makeWhole(place, key, make))) return undefined
    } finally {
      rmSync(lock, { force: true })
    }
  }
}

/** A hash of all files in these folders, and of these files: their paths below the root, and what is in them. */
export function contentHash(root: string, paths: readonly string[], salt = ''): string {
  const hash = createHash('sha256').update(salt)
  for (const path of paths.flatMap((it) => filesIn(root, it)).sort()) {
    const content = readFileSync(join(root, path))
    hash.update(`\0${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesIn(root: string, path: string): string[] {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (found === undefined) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap((name) => filesIn(root, join(path, name)))
}

/** It is marked as read before it is looked at, so that nobody deletes it in between. */
function wholeFolder(place: string, key: string): string | undefined {
  const folder = join(place, key)
  if (!existsSync(folder)) return undefined
  const mark = join(place, `${key}.used-${process.pid}`)
  writeFileSync(mark, '')
  try {
    if (readFileSync(join(folder, sealName), 'utf8') === sealOf(folder)) {
      const now = new Date()
      utimesSync(folder, now, now)
      return folder
    }
  } catch {
    // It is not there, or went away while it was read.
  }
  rmSync(mark, { force: true })
  return undefined
}

const sealOf = (folder: string): string =>
  contentHash(
    folder,
    readdirSync(folder).filter((name) => name !== sealName),
  )

async function makeWhole(place: string, key: string, make: (folder: string) => Promise<boolean>): Promise<boolean> {
  const draft = mkdtempSync(join(place, `draft-${process.pid}-`))
  try {
    if (!(await make(draft))) return false
    writeFileSync(join(draft, sealName), sealOf(draft))
    renameSync(draft, join(place, key))
  } catch (error) {
    // Two that made it at once have made the same.
    if (!isTaken(error)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return true
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')

/** What stands under this key and is not whole: moved away at once and deleted then, so that nobody sees half of it. */
function discard(place: string, key: string): void {
  const folder = join(place, key)
  if (!existsSync(folder)) return
  const away = mkdtempSync(join(place, `draft-${process.pid}-`))
  renameSync(folder, join(away, 'gone'))
  rmSync(away, { recursive: true, force: true })
}

/** Deletes what processes left that are no longer there, and the folders that are too many. */
function forget(place: string, wanted: string, most: number): void {
  const names = readdirSync(place)
  for (const name of names) {
    const owner = /^draft-(\d+)-/.exec(name)?.[1] ?? /\.used-(\d+)$/.exec(name)?.[1]
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(place, name), { recursive: true, force: true })
  }
  const folders = names
    .filter((name) => name !== wanted && /^[a-z0-9-]+$/i.test(name) && !name.startsWith('draft-'))
    .flatMap((name) => {
      const found = statSync(join(place, name), { throwIfNoEntry: false })
      return found?.isDirectory() ? [{ name, usedAt: found.mtimeMs }] : []
    })
    .sort((a, b) => b.usedAt - a.usedAt)
  for (const { name } of folders.slice(Math.max(most - 1, 0))) forgetUnread(place, name)
}

/** Looks for readers again once the folder is away: whoever marks it later finds nothing, and makes it anew. */
function forgetUnread(place: string, name: string): void {
  if (isRead(place, name)) return
  const away = mkdtempSync(join(place, `draft-${process.pid}-`))
  const [folder, gone] = [join(place, name), join(away, 'gone')]
  try {
    renameSync(folder, gone)
    if (isRead(place, name)) renameSync(gone, folder)
  } catch {
    // Another is at it, too.
  }
  rmSync(away, { recursive: true, force: true })
}

const isRead = (place: string, name: string): boolean =>
  readdirSync(place).some((one) => one.startsWith(`${name}.used-`) && isAlive(Number(one.split('.used-')[1])))

/** A lock holds as long as its owner lives, and not for ever. */
function isHeld(lock: string): boolean {
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
  if (since === undefined) return false
  const age = Date.now() - since
  const owner = ownerOf(lock)
  // A lock is made a moment before its owner is written into it.
  const lives = owner === undefined ? age < 1000 : isAlive(owner) && !isFromBefore(owner, age)
  if (lives && age < longestLockMs) return true
  rmSync(lock, { force: true })
  return false
}

/** Containers begin to count again: a process that was killed in one has often had the very number of the next. */
const isFromBefore = (owner: number, age: number): boolean => owner === process.pid && age > process.uptime() * 1000

/**
 * False where another has it, or the place has just been deleted, which is then made again.
 * @throws where nobody can have it: the disk is full, or may not be written to.
 */
function takes(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'ENOENT')) return false
    throw error
  }
}

function ownerOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
