import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const sources = fileURLToPath(new URL('../../console/src/', import.meta.url))

const selectorsOf = (css: string): readonly string[] =>
  [...css.replace(/\/\*.*?\*\//gs, '').matchAll(/([^{};]+)\{/g)]
    .flatMap(([, list = '']) => list.split(/,(?![^(]*\))/))
    .map((selector) => selector.trim())
    .filter((selector) => selector !== '' && !selector.startsWith('@'))

const classesOf = (selector: string): readonly string[] =>
  [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name = '']) => name)

/** A screen, or what all screens stand on. */
const roomOf = (file: string): string => /^screens\/[^/]+/.exec(file)?.[0] ?? 'every screen'

const sheets = globSync('**/*.css', { cwd: sources }).map((file) => ({
  file,
  room: roomOf(file),
  selectors: selectorsOf(readFileSync(join(sources, file), 'utf8')),
}))

describe('The styles of a screen', () => {
  it('leave the other screens alone, whose elements they would meet once a person has been on both', () => {
    const rooms = new Map<string, Set<string>>()
    for (const { room, selectors } of sheets)
      for (const name of selectors.flatMap(classesOf)) rooms.set(name, (rooms.get(name) ?? new Set()).add(room))
    const isOnlyOf = (room: string) => (name: string) => rooms.get(name)?.size === 1 && rooms.get(name)?.has(room)
    const shared = sheets
      .filter(({ room }) => room !== 'every screen')
      .flatMap(({ file, room, selectors }) =>
        selectors
          .filter((selector) => !classesOf(selector).some(isOnlyOf(room)))
          .map((selector) => `${file}: ${selector}`),
      )
    expect(sheets.length).toBeGreaterThan(30)
    expect(shared).toEqual([])
  })
})
