import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { CannotStart } from './cannot-start.ts'
import { DiskFault, onDisk, replaceFile } from './disk.ts'

/** An append-only list of entries that is read after a restart. */
export interface Journal<Entry> {
  /** All entries, read anew at each call, so that memory does not hold entries that are done. */
  read(): readonly Entry[]
  /**
   * The entry is in the file when this returns, so that what it stands for may be acknowledged.
   * @throws DiskFault when it could not be written; from then on nothing is appended.
   */
  append(entry: Entry): void
  /** Replaces all entries by fewer ones with the same meaning. */
  replace(entries: readonly Entry[]): void
}

export interface JournalNews {
  /** Gets a sentence about a torn line that was cut off. */
  readonly say?: (sentence: string) => void
  /** Gets the first fault of the disk. */
  readonly failed?: (fault: DiskFault) => void
}

/**
 * @param file a file of one JSON entry per line; without it the journal keeps nothing, as for a plant in memory.
 * @throws CannotStart when a line in the middle of the file is no entry.
 */
export function openJournal<Entry>(
  file: string | undefined,
  { say = () => undefined, failed = () => undefined }: JournalNews = {},
): Journal<Entry> {
  if (file === undefined) return { read: () => [], append: () => undefined, replace: () => undefined }
  if (existsSync(file)) cutTornLine(file, say)
  let fault: DiskFault | undefined
  return {
    read: () => (existsSync(file) ? readLines<Entry>(file) : []),
    append(entry) {
      // A line behind a torn one would make the file unreadable.
      if (fault !== undefined) throw fault
      try {
        onDisk(file, () => appendFileSync(file, `${JSON.stringify(entry)}\n`))
      } catch (error) {
        if (error instanceof DiskFault) {
          fault = error
          failed(error)
        }
        throw error
      }
    },
    replace: (entries) => replaceFile(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
  }
}

/** What follows the last line break was never acknowledged: the process or the disk failed while it was written. */
function cutTornLine(file: string, say: (sentence: string) => void): void {
  const bytes = readFileSync(file)
  const whole = bytes.lastIndexOf('\n') + 1
  if (whole === bytes.length) return
  onDisk(file, () => truncateSync(file, whole))
  say(
    `The last line of ${file} was torn: its ${bytes.length - whole} bytes are cut off. Nothing in it was acknowledged.`,
  )
}

function readLines<Entry>(file: string): Entry[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, index) => (line === '' ? [] : [readLine<Entry>(file, line, index + 1)]))
}

function readLine<Entry>(file: string, line: string, number: number): Entry {
  const entry = parsed(line)
  if (typeof entry === 'object' && entry !== null) return entry as Entry
  throw new CannotStart(
    `Line ${number} of ${file} is broken: ${JSON.stringify(line.slice(0, 60))}. Keep a copy of the file, delete this line, and start again: what the line says is lost, all others are kept.`,
  )
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
