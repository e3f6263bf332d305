import { connectAsync, type MqttClient } from 'mqtt'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, crewOf, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const minute = 60_000

describe.runIf(hasBrowser)('The equipment', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let page: Page
  let mixer: MqttClient | undefined
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

  beforeAll(async () => {
    const crew = await crewOf(plant().url)
    const define = async (equipmentId: string, of: Parameters<typeof crew.erik.defineEquipment>[1]) =>
      accepted(await crew.erik.defineEquipment({ equipmentId }, of, { ifMatch: '*' }))
    const shift = { days: ['monday', 'friday'], from: '06:00', to: '14:00' } as const
    await define('HALL', { name: 'Hall', level: 'site', calendar: { shifts: [{ ...shift, days: [...shift.days] }] } })
    await define('KETTLES', { name: 'Kettles', level: 'work-center', parentId: 'HALL' })
    await define('KET-1', {
      name: 'Kettle one',
      level: 'work-unit',
      parentId: 'KETTLES',
      equipmentClass: 'kettle',
      calibrationDueAt: ago(60 * minute),
    })
    await define('KET-2', { name: 'Kettle two', level: 'work-unit', parentId: 'KETTLES', equipmentClass: 'kettle' })
    await approvedRecipe(crew, 'BROTH', [
      {
        stepId: 'cook',
        equipmentClass: 'kettle',
        parameters: [
          { parameterId: 'heat', name: 'Heat', unit: 'Cel', low: '62', high: '66', source: 'device', policy: 'off' },
        ],
      },
    ])
    await runningOrder(crew, 'BROTH-1', 'BROTH', [{ stepId: 'cook', equipmentId: 'KET-2' }])
    mixer = await connectAsync(plant().mqttUrl, { clientId: 'KET-2', reconnectPeriod: 0 })
    const say = (name: string, said: object) =>
      mixer?.publishAsync(`andon/lyon/KET-2/${name}`, JSON.stringify(said), { qos: 1 })
    await say('state', { sequence: 1, occurredAt: ago(2 * minute), state: 'execute' })
    await say('state', { sequence: 2, occurredAt: ago(minute), state: 'held', reason: 'Lid open' })
    const samples = [64, 64.5, 67, 63.9].map((value, second) => ({
      parameterId: 'heat',
      value,
      occurredAt: new Date(Date.now() + second).toISOString(),
    }))
    await say('sample', { sequence: 3, samples })
    page = await browser.visit(`${plant().url}/equipment`, { user: 'erik' })
    page.setDefaultTimeout(12_000)
  })
  afterAll(() => mixer?.endAsync(true))

  it('stands as a tree, with what it does and what is over', async () => {
    const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
    await row('Kettle two').getByRole('link', { name: 'BROTH-1' }).waitFor()
    await row('Kettle two').getByText('Held').waitFor()
    await row('Kettle one')
      .getByText(/ over$/)
      .waitFor()
    await row('Kettles').getByText('1 of 2 with an order').waitFor()
    const names = await page.locator('.in-tree a').allInnerTexts()
    expect(names).toEqual(['Hall', 'Kettles', 'Kettle one', 'Kettle two'])
  })

  it('is narrowed to what needs somebody', async () => {
    await page.getByLabel('Show').selectOption('attention')
    await page.getByText('2 of 2', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Kettle one' }).click()
    await page.getByRole('heading', { name: 'KET-1' }).waitFor()
  })

  it('is calibrated by an act that can be taken back', async () => {
    await page.getByText(/ over$/).waitFor()
    await page.getByText('More ▾').click()
    await page.getByRole('button', { name: 'Calibrated…' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Calibrated' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Due again on').fill('2037-12-31')
    await dialog.getByRole('button', { name: 'Calibrated' }).click()
    await page.getByText('31 Dec 2037').waitFor()
    await page.getByRole('status').getByRole('button', { name: 'Take back' }).click()
    await page.getByText(/ over$/).waitFor()
  })

  it('says why a stop cannot be planned so, and plans it when it can be', async () => {
    await page.keyboard.press('Escape')
    await page.getByText('More ▾').click()
    await page.getByRole('button', { name: 'Plan a stop…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('From').fill('2037-05-04T08:00')
    await dialog.getByLabel('To').fill('2037-05-04T06:00')
    await dialog.getByLabel('Reason').fill('New seals')
    await dialog.getByRole('button', { name: 'Plan a stop' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('New seals')
    await dialog.getByLabel('To').fill('2037-05-04T12:00')
    await dialog.getByRole('button', { name: 'Plan a stop' }).click()
    const calendar = page.getByRole('region', { name: 'Calendar' })
    await calendar.getByText('New seals').waitFor()
    await calendar.getByText('4 May 2037 08:00').waitFor()
    await calendar.getByText('Mon, Fri').waitFor()
    await calendar.getByRole('button', { name: 'Take out' }).click()
    await calendar.getByText('New seals').waitFor({ state: 'detached' })
  })

  it('shows what it measures against its limits, and what it did, as lines and as a ribbon', async () => {
    await page.goto(`${plant().url}/equipment/KET-2?last=1h`)
    await page.getByRole('img', { name: /^Heat 63.9 °C, allowed 62 – 66/ }).waitFor()
    await page.getByRole('img', { name: 'Heat over time, last step 63.9 – 67 °C' }).waitFor()
    await page.getByRole('list', { name: 'Time by state' }).getByText('Held').waitFor()
    await page.locator('.trend-chart canvas').waitFor()
    await page.getByRole('link', { name: 'Terminal' }).click()
    await page.waitForURL(/\/terminal\/KET-2$/)
  })

  it('is held by whoever may stop it, in French, too', async () => {
    const french = await browser.visit(`${plant().url}/equipment/KET-2`, { user: 'quinn', language: 'fr-FR' })
    await french.getByRole('button', { name: 'Bloquer…' }).click()
    await french.getByRole('dialog').getByLabel('Motif').fill('Le couvercle ne ferme plus')
    await french.getByRole('dialog').getByRole('button', { name: 'Bloquer' }).click()
    await french.locator('.page > header').getByText('Bloqué').waitFor()
    // Until the dialog has closed, what was typed stands in it, too.
    await french.getByRole('dialog').waitFor({ state: 'hidden' })
    await french.getByText(/Le couvercle ne ferme plus/).waitFor()
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/equipment': 'Kettle two',
      '/equipment/KET-2': 'Kettle two',
    }
    expect(await browser.faults(plant().url, screens, { user: 'erik' })).toEqual([])
  })
})
