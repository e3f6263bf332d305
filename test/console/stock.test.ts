import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, signIn, useBrowser } from '../support/browser.ts'
import { accepted, type Crew, crewOf, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** A label of the supplier: sugar by its GTIN, 25.00 kg, a use-by date, and a lot that the plant does not have yet. */
const label = ']C10109521234543213310200250017371231' + '10SUC-77'

describe.runIf(hasBrowser)('The stock', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  const lotIs = (status: string) => page.locator('.page > header', { hasText: status }).waitFor()
  const act = (name: string) => page.locator('.page > header').getByRole('button', { name: `${name}…`, exact: true })
  const scan = async (field: Locator, code: string) => {
    await field.fill(code)
    await field.press('Enter')
  }
  const delivery = (of: Page) => of.getByRole('textbox', { name: 'Scan the label of the delivery' })
  const piece = (of: Page) => of.getByRole('textbox', { name: 'Scan a unit, a sublot or a container' })

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    const any = { ifMatch: '*' }
    const define = (equipmentId: string, name: string) =>
      crew.erik.defineEquipment({ equipmentId }, { name, level: 'storage-zone' }, any)
    accepted(await define('RACK-1', 'Rack 1'))
    accepted(await define('RACK-2', 'Rack 2'))
    accepted(
      await crew.erik.defineMaterial(
        { materialId: 'SUC' },
        { name: 'Sucrose', unit: 'kg', gtin: '09521234543213' },
        any,
      ),
    )
    accepted(
      await crew.erik.defineMaterial(
        { materialId: 'CAP' },
        { name: 'Cap', unit: '{each}', gtin: '09521234543220' },
        any,
      ),
    )
    accepted(
      await crew.ada.receiveLot({ lotId: 'CAP-1', materialId: 'CAP', quantity: { value: '10', unit: '{each}' } }),
    )
    page = await browser.visit(`${plant().url}/lots/receive`, { user: 'ada' })
  })

  it('takes in a lot by the scan of its label', async () => {
    await scan(delivery(page), label)
    await page.getByText('By its label, it is good until').waitFor()
    expect(await page.getByRole('textbox', { name: 'Lot', exact: true }).inputValue()).toBe('SUC-77')
    expect(await page.getByRole('textbox', { name: 'Quantity' }).inputValue()).toBe('25.00')
    await scan(page.getByRole('combobox', { name: 'Place' }), 'RACK-1')
    await page.getByRole('button', { name: 'Receive, in quarantine' }).click()
    await page.getByRole('heading', { name: 'SUC-77' }).waitFor()
    await lotIs('Quarantine')
  })

  it('says that a lot is there already', async () => {
    const again = await browser.visit(`${plant().url}/lots/receive`, { user: 'ada' })
    await scan(delivery(again), label)
    await again.getByRole('alert').getByRole('link', { name: 'SUC-77' }).waitFor()
    await again.close()
  })

  it('adds up the labels of a delivery, and asks where one contradicts another', async () => {
    const seen = await browser.visit(`${plant().url}/lots/receive`, { user: 'ada' })
    await scan(delivery(seen), '10SUC-L1\u001d17280630')
    await seen.getByText('By its label, it is good until 30 Jun 2028').waitFor()
    await scan(delivery(seen), 'SUC')
    await seen.getByText('Sucrose').first().waitFor()
    const lot = seen.getByRole('textbox', { name: 'Lot', exact: true })
    expect(await lot.inputValue()).toBe('SUC-L1')
    await seen.getByText('By its label, it is good until 30 Jun 2028').waitFor()
    await scan(delivery(seen), ']C110SUC-L9')
    const asked = seen.getByRole('alert').filter({ hasText: 'This label contradicts what is there already' })
    await asked.getByText('SUC-L9').waitFor()
    expect(await seen.getByRole('button', { name: 'Receive, in quarantine' }).isDisabled()).toBe(true)
    await asked.getByRole('button', { name: 'Keep what is there' }).click()
    expect(await lot.inputValue()).toBe('SUC-L1')
    await scan(delivery(seen), ']C110SUC-L9')
    await asked.getByRole('button', { name: 'Take what this label says' }).click()
    expect(await lot.inputValue()).toBe('SUC-L9')
    await seen.context().close()
  })

  it('is released by a signature in a window of its own, and offers that to nobody else', async () => {
    expect(await act('Release').count()).toBe(0)
    page = await browser.visit(`${plant().url}/lots/SUC-77`, { user: 'quinn' })
    await act('Release').click()
    const dialog = page.getByRole('dialog', { name: 'Release' })
    const [window] = await Promise.all([
      page.waitForEvent('popup'),
      dialog.getByRole('button', { name: 'Sign in as Quinn Delaney' }).click(),
    ])
    await signIn(window, 'quinn')
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await lotIs('Released')
    await page.getByText('Quinn Delaney').first().waitFor()
  })

  it('moves a lot to a place that is picked, with a way back', async () => {
    page = await browser.visit(`${plant().url}/lots/SUC-77`, { user: 'olga' })
    await act('Move').click()
    await page.getByRole('dialog').getByRole('option', { name: 'Rack 2' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
    await page.getByRole('link', { name: 'Rack 2' }).waitFor()
    await page.getByRole('status').getByRole('button', { name: 'Take back' }).click()
    await page.getByRole('link', { name: 'Rack 1' }).waitFor()
  })

  it('refuses to split off more than there is, keeps what was typed, and then splits', async () => {
    await page.locator('.more > summary').click()
    await page.getByRole('button', { name: 'Split…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Split' })
    expect(await dialog.getByLabel('Its number').inputValue()).toBe('SUC-77-2')
    await dialog.getByLabel('Quantity of the new lot').fill('30')
    await dialog.getByRole('button', { name: 'Split' }).click()
    await dialog.getByRole('alert').getByRole('listitem').first().waitFor()
    expect(await dialog.getByLabel('Quantity of the new lot').inputValue()).toBe('30')
    await dialog.getByLabel('Quantity of the new lot').fill('5.5')
    await dialog.getByRole('button', { name: 'Split' }).click()
    await expect.poll(() => page.locator('.more[open]').count()).toBe(0)
    await page.getByText('5.5 kg of SUC-77 are SUC-77-2 now').waitFor()
    await page.locator('.lot-balance', { hasText: 'split off or merged' }).waitFor()
    accepted(await crew.quinn.getLot({ lotId: 'SUC-77-2' }))
  })

  it('shows what is on hold by place, with its filter in the address', async () => {
    accepted(
      await crew.quinn.placeHold({ subject: { type: 'lot', id: 'SUC-77-2' }, reason: 'The seal of the bag is open' }),
    )
    await page.goto(`${plant().url}/stock?place=RACK-1&by=lot`)
    await page.getByLabel('Status').selectOption('held')
    await page.getByText('1 of 1', { exact: true }).waitFor()
    expect(new URL(page.url()).search).toContain('status=held')
    await page.getByRole('link', { name: 'SUC-77-2' }).click()
    await page.locator('.hold-list > li', { hasText: 'The seal of the bag is open' }).waitFor()
  })

  it('divides a lot, and packs its parts by scans with a way back', async () => {
    page = await browser.visit(`${plant().url}/lots/CAP-1`, { user: 'olga' })
    await page.locator('.more > summary').click()
    await page.getByRole('button', { name: 'Divide into sublots…' }).click()
    await page.getByLabel('How many bags, drums or boxes').fill('2')
    await page.getByLabel('Quantity in each').fill('5')
    await page.getByRole('dialog').getByRole('button', { name: 'Divide into sublots' }).click()
    await page.getByText('2 of 2', { exact: true }).waitFor()
    accepted(await crew.ada.makeContainer({ containerId: 'BOX-1', kind: 'case' }))
    await page.goto(`${plant().url}/containers/BOX-1`)
    await act('Pack').click()
    await scan(piece(page), 'CAP-1')
    await page.getByText('That is no piece that can be packed', { exact: false }).waitFor()
    await scan(piece(page), 'CAP-1@01')
    await page.getByText('It is packed. Scan the next one.').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.locator('.unit-steps', { hasText: 'CAP-1' }).waitFor()
  })

  it('understands a decimal comma, and says at the field what it cannot take', async () => {
    const french = await browser.visit(`${plant().url}/lots/SUC-77`, { user: 'quinn', language: 'fr-FR' })
    await french.locator('.more > summary').click()
    await french.getByRole('button', { name: 'Compter…' }).click()
    const dialog = french.getByRole('dialog', { name: 'Compter' })
    const count = dialog.getByRole('button', { name: 'Compter' })
    await dialog.getByLabel('Compté').fill('1.000')
    await dialog.getByText('1.000 peut se lire de deux façons').first().waitFor()
    await dialog.getByLabel('Motif').fill('ab')
    await dialog.getByText('Au moins 3 caractères.').first().waitFor()
    expect(await count.isDisabled()).toBe(true)
    await dialog.getByLabel('Compté').fill('1 019,25')
    await dialog.getByLabel('Motif').fill('Inventaire')
    await count.click()
    await french.getByText('1\u202f019,25\u00a0kg de SUC-77 ont été comptés').waitFor()
    const { remaining } = await read(crew.quinn.getLot({ lotId: 'SUC-77' }))
    expect(remaining).toEqual({ value: '1019.25', unit: 'kg' })
    await french.context().close()
  })

  it('says of an expired lot that nobody has decided about it, and numbers a shipment by the clock on the wall', async () => {
    const quantity = { value: '5', unit: 'kg' }
    const expiresAt = new Date(Date.now() + 1500).toISOString()
    accepted(await crew.ada.receiveLot({ lotId: 'SUC-OLD', materialId: 'SUC', quantity, expiresAt }))
    await expect.poll(async () => (await read(crew.vera.getLot({ lotId: 'SUC-OLD' }))).status).toBe('expired')
    page = await browser.visit(`${plant().url}/lots/SUC-OLD`, { user: 'ada' })
    await lotIs('Expired')
    await lotIs('Quarantine')
    await page.locator('.more > summary').click()
    await page.getByRole('button', { name: 'Ship…' }).click()
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit' }).format(Date.now())
    const shipment = page.getByRole('dialog').getByLabel('Shipment')
    expect((await shipment.inputValue()).slice('S-20261130'.length, -2)).toBe(hour)
  })

  it('speaks French', async () => {
    const french = await browser.visit(`${plant().url}/lots/SUC-77`, { user: 'quinn', language: 'fr-FR' })
    await french.getByRole('heading', { name: 'Ce qu’il est devenu' }).waitFor()
    await french.getByText('restants').waitFor()
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/stock': 'SUC',
      '/lots': 'SUC-77-2',
      '/lots/SUC-77-2': 'SUC-77-2',
      '/lots/receive': 'Receive',
      '/containers': 'BOX-1',
      '/containers/BOX-1': 'BOX-1',
    }
    expect(await browser.faults(plant().url, screens, { user: 'olga' })).toEqual([])
  })
})
