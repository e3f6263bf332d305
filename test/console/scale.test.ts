import { existsSync } from 'node:fs'
import { connectAsync, type MqttClient } from 'mqtt'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, approvedRecipe, type Crew, crewOf, kg, releasedLot, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const executablePath = '/usr/bin/chromium'
const present = existsSync(executablePath)
if (!present)
  console.warn(`test/console is skipped: there is no ${executablePath}. On Debian: apt-get install chromium.`)

describe.runIf(present)('The page at the scale', () => {
  const plant = usePlant()
  let crew: Crew
  let device: MqttClient
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const moves = (value: string, unit = 'kg', stable = false) =>
    device.publishAsync(
      'andon/lyon/live/BAL-7/weight',
      JSON.stringify({ value, unit, occurredAt: new Date().toISOString(), stable }),
      { qos: 1 },
    )
  const verdict = (text: string) => page.locator('#verdict', { hasText: text }).waitFor()

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    const scale = {
      capacity: kg('60'),
      increment: kg('0.001'),
      dailyCheck: { weights: [{ nominal: kg('20'), tolerance: kg('0.01') }] },
    }
    accepted(
      await crew.erik.defineEquipment({ equipmentId: 'BAL-7' }, { name: 'Balance', level: 'equipment-module', scale }),
    )
    const tolerance = { minusPercent: '1', plusPercent: '1' }
    const weighed = { lineId: '10', materialId: 'CANE', quantity: kg('25'), tolerance, weighing: {} }
    await approvedRecipe(crew, 'SWEET', [{ stepId: 'weigh', materials: [weighed] }])
    await releasedLot(crew, 'CANE-1', 'CANE', kg('500'))
    await runningOrder(crew, 'SWEET-1', 'SWEET', [{ stepId: 'weigh' }])
    device = await connectAsync(plant().mqttUrl, { clientId: 'BAL-7', reconnectPeriod: 0 })
    browser = await chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] })
    page = await browser.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    const asked = new URLSearchParams({ order: 'SWEET-1', step: 'weigh', line: '10', lot: 'CANE-1', scale: 'BAL-7' })
    await page.goto(`${plant().url}/scale.html?${asked}`)
  })
  afterAll(async () => {
    await browser?.close()
    await device?.endAsync(true)
  })

  it('says why nothing may be weighed before the check of the day, and no more once it has passed', async () => {
    await verdict('Nothing has been heard from BAL-7 yet.')
    const reason = page.locator('#reasons > li', { hasText: 'check' })
    await reason.waitFor()
    const readings = [{ nominal: kg('20'), reading: kg('20.001') }]
    accepted(await crew.ada.checkScale({ equipmentId: 'BAL-7' }, { readings, source: 'typed' }))
    await reason.waitFor({ state: 'detached' })
  })

  it('shows the weight as it moves, and how far it is from the tolerance of the lot at hand', async () => {
    await moves('12.345')
    await verdict('12.405 kg more at least')
    expect(await page.locator('#shown').textContent()).toBe('12.345 kg')
    await moves('24.749')
    await verdict('0.001 kg more at least')
    await moves('24.75')
    await verdict('Within; let it come to rest')
    await moves('25.25', 'kg', true)
    await page.getByText('Within', { exact: true }).waitFor()
    await moves('25.251')
    await verdict('0.001 kg too much')
    expect(await page.locator('#band').isVisible()).toBe(true)
    expect([await page.locator('#low').textContent(), await page.locator('#high').textContent()]).toEqual([
      '24.75',
      '25.25',
    ])
  })

  it('takes off the tare, and compares no unit with another', async () => {
    await page.getByLabel('Tare').fill('1.5')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.locator('#band').waitFor()
    await expect
      .poll(async () => {
        await moves('26.4')
        return page.locator('#verdict').textContent()
      })
      .toBe('Within; let it come to rest')
    await moves('900', 'g')
    await verdict('The scale says g; the line is weighed in kg.')
  })

  it('says what is wrong when there is no such order', async () => {
    const before = complaints.length
    await page.getByLabel('Order').fill('NONE-1')
    await page.getByRole('button', { name: 'Show' }).click()
    await verdict('NONE-1')
    expect(complaints.splice(before).join()).toContain('404')
  })

  it('fits a phone, and complains of nothing', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360)
    expect(complaints).toEqual([])
  })
})
