import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'andon-tests-'

/**
 * Gives a run of tests one folder for all its temporary files, and deletes it at the end. A worker of vitest is ended without its exit listeners, and
 * the CDK never deletes its assemblies, so no test file can do it.
 */
export default function useOneTemporaryFolder(): () => void {
  const place = tmpdir()
  // The other projects of the same run find the folder of the first.
  if (place.includes(prefix)) return () => undefined
  for (const name of readdirSync(place)) if (isLeft(name)) sweep(join(place, name))
  const before = process.env.TMPDIR
  const folder = mkdtempSync(join(place, `${prefix}${process.pid}-`))
  keepCompiled(place, folder)
  process.env.TMPDIR = folder
  return () => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    sweep(folder)
  }
}

/** tsx keeps what it has compiled among the temporary files. Without it, the first synthesis of every run takes seconds longer. */
function keepCompiled(place: string, folder: string): void {
  const name = `tsx-${process.getuid?.() ?? ''}`
  mkdirSync(join(place, name), { recursive: true })
  symlinkSync(join(place, name), join(folder, name))
}

/** Whether the run of tests to which a folder belongs was killed. */
function isLeft(name: string): boolean {
  const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
  if (owner === undefined) return false
  try {
    process.kill(Number(owner), 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

function sweep(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // Another user's, or a disk is still mounted in it.
  }
}
