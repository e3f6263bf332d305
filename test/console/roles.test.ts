import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, crewOf, kg, releasedLot, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** What everybody who works at the plant may look at. */
const toRead = [
  'Live picture',
  'Orders',
  'Schedule',
  'Stock',
  'Materials',
  'Equipment',
  'Due',
  'Recipes',
  'Shift',
  'Quality',
  'Batches',
  'Audit trail',
  'Facts',
]

interface Seen {
  /** Places of the rail besides {@link toRead}. */
  readonly places: readonly string[]
  /** What may be done with an order that runs. */
  readonly order: readonly string[]
  /** What may be done with a deviation that is open; what has to wait says for what. */
  readonly deviation: readonly string[]
}

const change = 'Change the recipe… No other version of the recipe is approved'
const shared = ['Change the quantity…', 'Split off…', 'Priority…', 'Close short…']
const roles: Readonly<Record<string, readonly [user: string, seen: Seen]>> = {
  operator: ['ada', { places: ['Terminal'], order: ['Pause…', 'Complete', 'Comment…'], deviation: [] }],
  supervisor: [
    'olga',
    {
      places: ['Terminal', 'People'],
      order: ['Pause…', 'Complete', ...shared, change, 'Abort…', 'Comment…'],
      deviation: [],
    },
  ],
  quality: [
    'quinn',
    {
      places: ['People'],
      order: [change, 'Abort…', 'Comment…'],
      deviation: [
        'Classify…',
        'Record the cause… First classify it',
        'Decide… First classify it',
        'Close… First decide',
      ],
    },
  ],
  engineer: [
    'erik',
    {
      places: ['People', 'Administration'],
      order: [change, 'Comment…'],
      deviation: ['Record the cause… First classify it'],
    },
  ],
  planner: ['paula', { places: [], order: [...shared, change, 'Comment…'], deviation: [] }],
  viewer: ['vera', { places: [], order: [], deviation: [] }],
}

describe.runIf(hasBrowser)('A person of the plant', () => {
  const plant = usePlant()
  const browser = useBrowser()

  beforeAll(async () => {
    const crew = await crewOf(plant().url)
    await approvedRecipe(crew, 'SYRUP', [{ stepId: 'mix' }])
    await runningOrder(crew, 'SEEN-1', 'SYRUP', [{ stepId: 'mix' }])
    await releasedLot(crew, 'SUGAR-1', 'SUGAR', kg('1'))
    const subject = { type: 'lot', id: 'SUGAR-1' } as const
    const what = { title: 'A lid was open', description: 'Found at the end of the shift' }
    accepted(await crew.ada.openDeviation({ deviationId: 'DEV-1', subject, ...what }))
  })

  it.each(Object.entries(roles))('who is %s sees what is for that role, and no more', async (_, [user, seen]) => {
    const page = await browser.visit(`${plant().url}/orders/SEEN-1`, { user })
    const acts = page.locator('.page > header').getByRole('button')
    const words = (of: typeof acts) =>
      of.evaluateAll((all) =>
        all.map((it) =>
          [...(it as { children: Iterable<{ textContent: string }> }).children]
            .map((part) => part.textContent)
            .join(' '),
        ),
      )
    await page.getByRole('heading', { name: 'SEEN-1' }).waitFor()
    const rail = await page.getByRole('navigation', { name: 'Places' }).getByRole('link').allTextContents()
    expect(rail.toSorted()).toEqual([...toRead, ...seen.places].toSorted())
    expect(new Set(await words(acts))).toEqual(new Set(seen.order))
    await page.goto(`${plant().url}/deviations/DEV-1`)
    await page.getByRole('heading', { name: 'A lid was open' }).waitFor()
    expect(await words(acts)).toEqual(seen.deviation)
  })

  it('who comes to a screen of another role by its address is told so', async () => {
    const page = await browser.visit(`${plant().url}/orders/SEEN-1`, { user: 'vera' })
    await page.goto(`${plant().url}/administration`)
    await page.getByText('Your roles do not let you see this.', { exact: false }).first().waitFor()
  })
})
