import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { actsOf, play } from '../../support/guide.ts'
import { usePlant } from '../../support/plant.ts'

/** The guides, with the site at which each is played. */
const sites: Readonly<Record<string, string>> = {
  masters: 'cork',
  'cork-pumps': 'cork',
  'lyon-syrup': 'lyon',
  'nantes-bread': 'nantes',
}

const guides = readdirSync(new URL('../../../docs/guides/', import.meta.url)).map((name) => name.replace('.md', ''))

test('every guide is played', () => {
  expect(guides.toSorted()).toEqual(Object.keys(sites).toSorted())
})

describe.each(Object.entries(sites))('the guide %s', (name, site) => {
  const plant = usePlant({ site })
  test(`goes as it says, ${actsOf(name).length} requests and messages`, async () => {
    await play(name, plant())
  }, 600_000)
})
