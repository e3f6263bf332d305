import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { applied } from '../support/at-screen.ts'
import { faultsAtEachSize, hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, type Crew, crewOf, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser).each([
  ['lyon', 'MIX-1', 'Mixer 1'],
  ['cork', 'TEST-1', 'Test rig 1'],
  ['nantes', 'OVEN-1', 'Tunnel oven'],
])('A call for help in %s, from %s', (site, equipmentId, name) => {
  const plant = usePlant({ site })
  const browser = useBrowser()
  let crew: Crew
  let terminal: Page
  let picture: Page
  const card = () => picture.getByRole('article', { name, exact: true })
  const needs = () => picture.getByRole('complementary', { name: 'Needs a person' })
  const calls = () => terminal.getByRole('region', { name: 'Calls for help' })

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    await applied(crew, site, [])
    terminal = await browser.visit(`${plant().url}/terminal/${equipmentId}`, { user: 'ada', size: 'terminal' })
    picture = await browser.visit(`${plant().url}/`, { user: 'erik' })
    for (const page of [terminal, picture]) {
      page.setDefaultTimeout(25_000)
      await page.getByText('live', { exact: true }).waitFor()
    }
  })

  it('takes two touches, and is seen at once where others look', async () => {
    await terminal.getByRole('button', { name: 'Call for help' }).click()
    await terminal.getByRole('button', { name: 'Maintenance', exact: true }).click()
    await calls().getByText('Call: Maintenance').waitFor()
    await card().getByText('Call: Maintenance').waitFor()
    await needs().getByText('Ada Moreau · nobody is coming yet').waitFor()
    expect((await read(crew.vera.listCalls({}))).items).toMatchObject([{ equipmentId, kind: 'maintenance' }])
  })

  it('is answered from the live picture, and whoever called sees who comes', async () => {
    await needs().getByRole('button', { name: 'I am coming' }).click()
    await calls().getByText('Erik Lindqvist is coming').waitFor()
    await card().getByText('Erik Lindqvist is coming').waitFor()
  })

  it('is one for everybody there: a second one is told of the first', async () => {
    await terminal.getByRole('button', { name: 'Call for help' }).click()
    const dialog = terminal.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Maintenance', exact: true }).click()
    await dialog.getByText(`Ada Moreau called for maintenance at ${equipmentId}`).waitFor()
    await dialog.getByRole('button', { name: 'Leave it' }).click()
    await dialog.waitFor({ state: 'detached' })
  })

  it('ends with what came of it, and is gone from the screens', async () => {
    await calls().getByRole('button', { name: 'End the call…' }).click()
    const dialog = terminal.getByRole('dialog')
    await dialog.getByLabel('What came of it (if you like)').fill('Adjusted')
    await dialog.getByRole('button', { name: 'End the call', exact: true }).click()
    await calls().waitFor({ state: 'detached' })
    await card().getByText('Call: Maintenance').waitFor({ state: 'detached' })
    await needs().getByText('Nothing waits for anybody.').waitFor()
    await picture.reload()
    await needs()
      .getByText(/^Calls answered in 24 h: 1, half of them within \d+\u00a0s, the longest after \d+\u00a0s$/)
      .waitFor()
    expect((await read(crew.vera.listCalls({ status: 'ended' }))).items).toMatchObject([
      { equipmentId, result: 'Adjusted', endedBy: { id: 'ada' } },
    ])
  })

  it('that was nothing is taken back by its caller', async () => {
    await terminal.getByRole('button', { name: 'Call for help' }).click()
    await terminal.getByRole('button', { name: 'Danger', exact: true }).click()
    await card().locator('.state.stopped').getByText('Call: Danger').waitFor()
    await terminal.locator('.done').getByRole('button', { name: 'False alarm' }).click()
    await calls().waitFor({ state: 'detached' })
    await card().getByText('Call: Danger').waitFor({ state: 'detached' })
  })
})

describe.runIf(hasBrowser)('The screens of calls for help', () => {
  const plant = usePlant()
  const browser = useBrowser()

  beforeAll(async () => {
    const crew = await crewOf(plant().url)
    await applied(crew, 'lyon', [])
    for (const [equipmentId, kind] of [
      ['MIX-1', 'maintenance'],
      ['MIXING', 'material'],
      ['FILL-1', 'safety'],
    ] as const)
      accepted(await crew.ben.placeCall({ equipmentId }, { kind, comment: 'As agreed' }))
  })

  it('have no fault of access, and fit, at each size', async () => {
    const screens = {
      '/': 'Call: Maintenance',
      '/board': 'Call: Danger',
      '/terminal/MIXING': 'Call: Maintenance',
      '/equipment/MIX-1': 'Call: Maintenance',
    }
    expect(await browser.faults(plant().url, screens, { user: 'olga' })).toEqual([])
    const cord = await browser.visit(`${plant().url}/terminal/MIXING`, { user: 'ada', size: 'terminal' })
    await cord.getByRole('button', { name: 'Call for help' }).click()
    await cord.getByRole('button', { name: 'Danger' }).waitFor()
    expect(await faultsAtEachSize(cord)).toEqual([])
  })

  it('show the call of a work center above its units, and nothing to touch on the wall', async () => {
    const wall = await browser.visit(`${plant().url}/board`, { user: 'olga', size: 'board' })
    await wall.getByRole('region', { name: 'Mixing' }).getByText('Call: Material').waitFor()
    expect(await wall.getByRole('button').count()).toBe(0)
  })

  it('speak French', async () => {
    const french = await browser.visit(`${plant().url}/terminal/MIXING`, { user: 'ada', language: 'fr-FR' })
    await french.getByText('Appel : Matière').waitFor()
    await french.getByRole('button', { name: 'J’arrive' }).first().waitFor()
    await french.getByRole('button', { name: 'Appeler à l’aide' }).click()
    await french.getByRole('button', { name: 'Matière', exact: true }).click()
    await french.getByText(/^Ben Okafor a demandé de la matière à MIXING le .*personne n’a encore répondu/).waitFor()
  })
})
