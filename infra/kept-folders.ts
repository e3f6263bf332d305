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

// The place of kept folders holds, side by side:
//   <key>                  a folder that is complete, with its seal
//   <key>.lock             the process that makes that folder
//   <key>.used-<pid>       a process that reads that folder
//   draft-<pid>-<random>   a folder that is incomplete or about to be deleted

const sealName = 'seal'

/** Far longer than any folder takes to make. After it, a waiting process makes the folder, too, and the first to end wins. */
const longestLockMs = 5 * 60 * 1000

/**
 * The folder of this key: the first call makes it, later calls of any process find it. It is complete or absent, because it is made elsewhere and
 * moved into place; a folder with a changed or lost file is made again. It stays as long as the process that asked for it lives.
 * @param key names everything that the folder depends on: letters, digits and hyphens.
 * @param make fills an empty folder, and returns whether the result may be kept under this key.
 * @param most how many folders stay; of the others, those without a reader are deleted, the longest unused first.
 * @returns the path, or undefined when the result may not be kept.
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
      // Another process may have made it between the look and the lock.
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

/** A hash of these files and all files in these folders: their paths below the root, and their content. */
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

/** It is marked as in use before the check, so that no process deletes it in between. */
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
    // It does not exist, or was deleted while it was read.
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
    // Two processes that made it at the same time have made the same.
    if (!isTaken(error)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return true
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')

/** Deletes an incomplete folder under this key. It is moved away first, so that no process sees half of it. */
function discard(place: string, key: string): void {
  const folder = join(place, key)
  if (!existsSync(folder)) return
  const away = mkdtempSync(join(place, `draft-${process.pid}-`))
  renameSync(folder, join(away, 'gone'))
  rmSync(away, { recursive: true, force: true })
}

/** Deletes what ended processes left, and surplus folders. */
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

/** Looks for readers again after the move: a process that marks the folder later does not find it, and makes it anew. */
function forgetUnread(place: string, name: string): void {
  if (isRead(place, name)) return
  const away = mkdtempSync(join(place, `draft-${process.pid}-`))
  const [folder, gone] = [join(place, name), join(away, 'gone')]
  try {
    renameSync(folder, gone)
    if (isRead(place, name)) renameSync(gone, folder)
  } catch {
    // Another process deletes it, too.
  }
  rmSync(away, { recursive: true, force: true })
}

const isRead = (place: string, name: string): boolean =>
  readdirSync(place).some((one) => one.startsWith(`${name}.used-`) && isAlive(Number(one.split('.used-')[1])))

/** A lock is valid while its owner lives, and no longer than `longestLockMs`. */
function isHeld(lock: string): boolean {
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
  if (since === undefined) return false
  const age = Date.now() - since
  const owner = ownerOf(lock)
  // A lock exists for a moment before it contains its owner.
  const lives = owner === undefined ? age < 1000 : isAlive(owner) && !isFromBefore(owner, age)
  if (lives && age < longestLockMs) return true
  rmSync(lock, { force: true })
  return false
}

/** In containers, process ids start again: a killed process of one container often has the same id as a process of the next. */
const isFromBefore = (owner: number, age: number): boolean => owner === process.pid && age > process.uptime() * 1000

/**
 * False when another process has the lock, or the place has just been deleted, which is then made again.
 * @throws when no process can have it: the disk is full or read-only.
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
