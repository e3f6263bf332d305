import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** An append-only list of entries that is read after a restart. */
export interface Journal<Entry> {
  /** All entries, read anew at each call, so that memory does not hold entries that are done. */
  read(): readonly Entry[]
  append(entry: Entry): void
  /** Replaces all entries by fewer ones with the same meaning. */
  replace(entries: readonly Entry[]): void
}

/** @param file a file of one JSON entry per line; without it the journal keeps nothing, as for a plant in memory. */
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

/** A half-written line after a hard stop was never acknowledged, so it is left out. */
function readLines<Entry>(text: string): Entry[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry)
}
