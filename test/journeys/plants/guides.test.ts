import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { actsOf } from '../../../local/demo/guide.ts'
import { playGuide } from '../../../local/demo/guide-player.ts'
import { checkedFetch } from '../../support/contract.ts'
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
  test(`goes as it says, ${actsOf(name).filter(({ act }) => act !== 'section').length} requests and messages`, async () => {
    const { url, mqttUrl, token } = plant()
    const told: string[] = []
    const tell = { chapter: (title: string) => told.push(title), tell: (sentence: string) => told.push(sentence) }
    await playGuide(name, { url, mqttUrl, signIn: token, send: checkedFetch, tell })
    // The demo tells each act once, and each refusal with its reasons.
    expect(told.length).toBeGreaterThanOrEqual(actsOf(name).length)
  }, 600_000)
})
