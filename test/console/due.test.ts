import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, crewOf, kg } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const day = 86_400_000

describe.runIf(hasBrowser)('What is due', () => {
  const plant = usePlant()
  const browser = useBrowser()
  const inDays = (days: number) => new Date(Date.now() + days * day).toISOString()

  beforeAll(async () => {
    const crew = await crewOf(plant().url)
    accepted(await crew.erik.defineMaterial({ materialId: 'SUC' }, { name: 'Sucrose', unit: 'kg' }, { ifMatch: '*' }))
    const receive = (lotId: string, days: number) =>
      crew.ada.receiveLot({ lotId, materialId: 'SUC', quantity: kg('10'), expiresAt: inDays(days) })
    accepted(await receive('SOON', 3))
    accepted(await receive('LATER', 60))
    accepted(
      await crew.erik.defineEquipment(
        { equipmentId: 'SCALE-9' },
        { name: 'Scale 9', level: 'work-unit', calibrationDueAt: inDays(-2) },
        { ifMatch: '*' },
      ),
    )
  })

  it('begins with what is over, if anything is', async () => {
    const page = await browser.visit(`${plant().url}/due`, { user: 'quinn' })
    await page.getByRole('link', { name: 'SCALE-9' }).waitFor()
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Calibration1 over')
  })

  it('is seen a month ahead, and further when it is asked for', async () => {
    const page = await browser.visit(`${plant().url}/due?kind=expiry`, { user: 'quinn' })
    await page.getByRole('link', { name: 'SOON' }).waitFor()
    expect(await page.getByRole('link', { name: 'LATER' }).count()).toBe(0)
    await page.getByLabel('Within').selectOption('all')
    await page.getByRole('link', { name: 'LATER' }).waitFor()
    await page.getByRole('tab', { name: 'Calibration' }).click()
    await page.getByRole('cell', { name: /over$/ }).waitFor()
    expect(new URL(page.url()).search).toContain('kind=calibration')
    await page.getByRole('tab', { name: 'Cleaning' }).click()
    await page.getByText('Nothing is due in this time.').waitFor()
  })

  it('shows operators their own qualifications only, in their language', async () => {
    const page = await browser.visit(`${plant().url}/due?kind=qualification`, { user: 'ada', language: 'fr-FR' })
    await page.getByText('Rien n’arrive à échéance d’ici là.').waitFor()
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/due?kind=expiry': 'SOON',
    }
    expect(await browser.faults(plant().url, screens, { user: 'quinn' })).toEqual([])
  })
})
