import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtConsole } from '../../local/console.ts'

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

/** Kilobytes as gzip sends them. */
const mostAtFirst = 170
const mostOfScreen = 60

describe('The scripts of the console', () => {
  let folder: string
  let chunks: Manifest
  beforeAll(async () => {
    folder = await builtConsole()
    chunks = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  }, 120_000)

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

  const begin = 'index.html'
  const livePicture = 'src/screens/live-picture/live-picture.tsx'
  const words = ['src/words/catalogues/fr.po', 'src/screens/live-picture/words/fr.po']
  const first = () => new Set([begin, livePicture, ...words].flatMap((key) => [...wanted(key)]))

  it(`are at most ${mostAtFirst} KB before the first screen`, () => {
    expect(kilobytes(first())).toBeLessThan(mostAtFirst)
  })

  it(`are at most ${mostOfScreen} KB more for each screen`, () => {
    const before = first()
    const screens = Object.keys(chunks).filter((key) => /^src\/screens\/.*\.tsx$/.test(key))
    expect(screens.length).toBeGreaterThan(5)
    const sizes = screens.map((key) => ({ key, size: kilobytes([...wanted(key)].filter((it) => !before.has(it))) }))
    expect(sizes.filter(({ size }) => size > mostOfScreen)).toEqual([])
  })
})
