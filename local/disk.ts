import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'

const anyRemedy = 'Make it writable'

/** A file that the plant keeps could not be written, so the plant acknowledges nothing any more. The message is a sentence for people. */
export class DiskFault extends Error {
  override readonly name = 'DiskFault'
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: make room',
  EDQUOT: 'The quota of the disk is used up: make room',
  EFBIG: 'It is larger than this system allows a file to be: raise the limit',
  EROFS: 'The disk is read-only: make it writable',
}

/** @throws DiskFault in place of an error of the file system. */
export function onDisk<Done>(file: string, write: () => Done): Done {
  try {
    return write()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new DiskFault(notWritten(file, code), { cause: error })
  }
}

/** The sentence for what cannot be written, by the code of the system's error. */
export const notWritten = (file: string, code: string): string =>
  `${file} cannot be written (${code}). ${remedies[code] ?? anyRemedy}, and start again.`

/** The sentence for an error of the file system that says that a folder cannot be written: another owner, read-only, full, or not a folder. */
export function cannotWrite(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const code = String(error.code)
  // A write that fails half-way does not know the path of its file.
  const path = 'path' in error ? String(error.path) : undefined
  const isKnown = ['EACCES', 'EEXIST', 'ENOTDIR', 'EPERM'].includes(code) ? path !== undefined : code in remedies
  if (!isKnown) return undefined
  const where = 'What is synthesized is kept in dist, and data where --data says'
  return `${path ?? 'A file'} cannot be written (${code}). ${where}. ${remedies[code] ?? anyRemedy}, and start again.`
}

/** Below this, a database whose write failed has failed for want of room: SQLite needs a few pages for any write. */
const leastRoom = 1024 * 1024

/** The sentence for a database that cannot write, if its disk is full. */
export function fullDisk(folder: string): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize < leastRoom ? notWritten(folder, 'ENOSPC') : undefined
  } catch {
    // The folder is gone, which is another fault.
    return undefined
  }
}

/**
 * Gives a file a new content: all of it or, when the process or the disk fails, none.
 * @param mode the permissions of a new file.
 * @throws DiskFault; the old content is still there.
 */
export function replaceFile(file: string, content: string, mode = 0o666): void {
  const fresh = `${file}.new`
  onDisk(file, () => {
    try {
      const descriptor = openSync(fresh, 'w', mode)
      try {
        writeFileSync(descriptor, content)
        // Without it, a power cut can leave the new name with an empty file.
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
      renameSync(fresh, file)
    } catch (error) {
      rmSync(fresh, { force: true })
      throw error
    }
  })
}
