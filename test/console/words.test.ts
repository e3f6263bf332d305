import { globSync, readFileSync } from 'node:fs'
import { formatter } from '@lingui/format-po'
import { describe, expect, it } from 'vitest'

const format = formatter()

/** Every translation of each word: a browser that has loaded several screens has one catalogue of all their words. */
async function translations(language: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>()
  for (const filename of globSync(`console/src/**/${language}.po`)) {
    const words = await format.parse(readFileSync(filename, 'utf8'), {
      locale: language,
      sourceLocale: 'en',
      filename,
    })
    for (const [id, { message = id, context = '', translation = '' }] of Object.entries(words)) {
      const key = context === '' ? message : `${message} (${context})`
      found.set(key, (found.get(key) ?? new Set()).add(translation))
    }
  }
  return found
}

describe.each(['en', 'fr'])('The words of the console in %s', (language) => {
  it('are all there', async () => {
    const all = await translations(language)
    expect(all.size).toBeGreaterThan(1000)
    expect([...all].filter(([, them]) => them.has('')).map(([word]) => word)).toEqual([])
  })

  it('are the same on every screen: a word of two meanings has a context', async () => {
    const all = await translations(language)
    const several = [...all].filter(([, them]) => them.size > 1).map(([word, them]) => [word, ...them])
    expect(several).toEqual([])
  })
})

describe('The French of the console', () => {
  it('begins no line with a sign that stands after a space', async () => {
    const all = await translations('fr')
    const breakable = [...all].flatMap(([, them]) => [...them].filter((it) => / [;:!?»]|« /.test(it)))
    expect(breakable).toEqual([])
  })
})
