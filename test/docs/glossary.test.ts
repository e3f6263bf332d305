import { readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const tables = readFileSync(new URL('docs/glossary.md', root), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (Andon|---) \|/.test(line))
const rows = tables.map((line) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim()),
)

describe('The glossary', () => {
  it('says of each word what it is and where it lives, in one line', () => {
    expect(rows.length).toBeGreaterThan(60)
    expect(rows.filter(([word, meaning, , where]) => !word || !meaning || !where)).toEqual([])
    expect(rows.filter((cells) => cells.length !== 4)).toEqual([])
  })

  it('has no word twice', () => {
    const words = rows.flatMap(([word = '']) => word.split(', '))
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([])
  })

  it.each(rows.map(([word = '', , , where = '']) => [word, where]))('finds the folder of %s: %s', (_, where) => {
    const [, folder = ''] = /^`([\w/-]+\/)`$/.exec(where) ?? []
    expect(folder).not.toBe('')
    expect(statSync(new URL(folder, root), { throwIfNoEntry: false })?.isDirectory()).toBe(true)
  })
})
