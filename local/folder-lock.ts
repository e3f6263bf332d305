import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CannotStart } from './cannot-start.ts'
import { notWritten, replaceFile } from './disk.ts'

interface Holder {
  readonly pid: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
}

interface Tenant {
  readonly name: string
  /** What helps, beside stopping the one that has the folder. */
  readonly cure: string
}

const plant: Tenant = { name: 'plant', cure: 'name another folder with --data' }

/** A lock that nothing refers to would be collected as garbage, and so given back. */
const held = new Set<DatabaseSync>()

/**
 * Takes the folder of a plant's or a gateway's data for this process. The lock is that of the system on an open file, taken by SQLite: it ends with the process,
 * however that ends, so a killed plant leaves no lock behind, and it holds between containers, in which process ids say nothing. The file beside it
 * only names the holder.
 * @returns gives the folder back.
 * @throws CannotStart when another one has it.
 */
export function takeFolder(folder: string, { name, cure }: Tenant = plant): () => void {
  const holderFile = join(folder, `${name}.json`)
  const lock = new DatabaseSync(join(folder, `${name}.lock`))
  try {
    // Nothing is written: an exclusive transaction alone takes the lock.
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    const cause = codeOf(error)
    if (cause === code.full) throw new CannotStart(notWritten(folder, 'ENOSPC'))
    throw new CannotStart(
      cause === code.busy
        ? inUse(folder, name, cure, readHolder(holderFile))
        : `${folder} cannot be locked: ${String(error)}`,
    )
  }
  try {
    const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString()
    replaceFile(holderFile, JSON.stringify({ pid: process.pid, startedAt } satisfies Holder))
  } catch (error) {
    lock.close()
    throw error
  }
  held.add(lock)
  return () => {
    if (held.delete(lock)) lock.close()
  }
}

/** Of SQLite (https://www.sqlite.org/rescode.html). */
const code = { busy: 5, full: 13 }

const codeOf = (error: unknown): unknown => (error instanceof Error && 'errcode' in error ? error.errcode : undefined)

function inUse(folder: string, name: string, cure: string, holder: Holder | undefined): string {
  const who = holder === undefined ? 'that starts just now' : `process ${holder.pid}, started at ${holder.startedAt}`
  return `${folder} is in use by another ${name}: ${who}. Stop it, or ${cure}.`
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}
