import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** An append-only list of entries that a part reads again after a restart. */
export interface Journal<Entry> {
  /** What is there; read anew at each call, so that nobody holds what has been dealt with. */
  read(): readonly Entry[]
  append(entry: Entry): void
  /** Puts fewer entries that say the same in place of all that were written. */
  replace(entries: readonly Entry[]): void
}

/** @param file a file of one JSON entry per line; without it the journal forgets, as a plant in memory should. */
export function openJournal<Entry>(file: string | undefined): Journal<Entry> {
  if (file === undefined) return { read: () => [], append: () => undefined, replace: () => undefined }
  return {
    read: () => (existsSync(file) ? readLines<Entry>(readFileSync(file, 'utf8')) : []),
    append: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`),
    replace(entries) {
      const fresh = `${file}.new`
      writeFileSync(fresh, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
      renameSync(fresh, file)
    },
  }
}

/** A line that a hard stop left half written was never acknowledged to anyone, and is left out. */
function readLines<Entry>(text: string): Entry[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry)
}
