import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Vite's manifest: the chunks by the file that each begins with. */
type Manifest = Readonly<
  Record<
    string,
    {
      readonly file: string
      readonly name?: string
      readonly isDynamicEntry?: boolean
      readonly imports?: readonly string[]
      readonly dynamicImports?: readonly string[]
    }
  >
>

const begin = 'index.html'
const livePicture = 'src/screens/live-picture/live-picture.tsx'
const words = ['src/words/catalogues/fr.po', 'src/screens/live-picture/words/fr.po']

/** The scripts of a built console in kilobytes as gzip sends them: all before the first screen, and what each other screen adds. */
export function sizesOf(folder: string): Sizes {
  const chunks: Manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  const chunk = (key: string) => {
    const found = chunks[key]
    if (!found) throw new Error(`The build has no ${key}.`)
    return found
  }
  /** A chunk with all that it cannot begin without. */
  const wanted = (key: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(key)) return seen
    seen.add(key)
    for (const other of chunk(key).imports ?? []) wanted(other, seen)
    return seen
  }
  const kilobytes = (keys: Iterable<string>) =>
    [...keys].reduce((sum, key) => sum + gzipSync(readFileSync(join(folder, chunk(key).file))).length, 0) / 1024

  const before = new Set([begin, livePicture, ...words].flatMap((key) => [...wanted(key)]))
  const screens = Object.keys(chunks).filter((key) => /^src\/screens\/.*\.tsx$/.test(key))
  return {
    first: kilobytes(before),
    screens: screens.map((key) => ({ key, size: kilobytes([...wanted(key)].filter((it) => !before.has(it))) })),
  }
}

export interface Sizes {
  readonly first: number
  readonly screens: readonly { readonly key: string; readonly size: number }[]
}
