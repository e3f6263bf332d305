import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { facts } from '../../events/catalog.ts'
import { hasBrowser, scan, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, type Crew, crewOf } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('The audit trail', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  const rows = (text: string) => page.getByRole('list', { name: 'Trail' }).locator(':scope > li', { hasText: text })

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    await approvedRecipe(crew, 'AU-SYRUP', [{ stepId: 'mix' }])
    await crew.paula.createOrder({ orderId: 'AU-1', recipeId: 'AU-SYRUP', product: 'AU-SYRUP', quantity: kg('100') })
    await crew.paula.releaseOrder({ orderId: 'AU-1' })
    await crew.olga.startOrder({ orderId: 'AU-1' })
    accepted(
      await crew.olga.changeQuantity({ orderId: 'AU-1' }, { quantity: kg('90'), reason: 'Less sugar than ordered' }),
    )
    expect((await crew.olga.completeOrder({ orderId: 'AU-1' })).status).toBe(409)
    accepted(await crew.erik.defineMaterial({ materialId: 'SUGAR' }, { name: 'Sugar', unit: 'kg' }))
    accepted(await crew.ada.receiveLot({ lotId: 'AU-LOT', materialId: 'SUGAR', quantity: kg('50') }))
    accepted(await crew.quinn.releaseLot({ lotId: 'AU-LOT' }, await crew.sign('quinn', 'released')))
    const to = { type: 'customer', id: 'ACME', name: 'Acme Foods' } as const
    accepted(await crew.ada.shipLot({ lotId: 'AU-LOT' }, { shipmentId: 'AU-SHIP', to, quantity: kg('20') }))
    page = await browser.visit(`${plant().url}/audit`, { user: 'quinn' })
  })

  it('is that of an order that is picked, with what was before and why', async () => {
    await page.getByRole('option', { name: 'AU-1' }).click()
    const change = rows('Less sugar than ordered')
    await change.waitFor()
    expect(await change.locator('del').textContent()).toMatch(/100.kg/)
    expect(await change.locator('ins').textContent()).toMatch(/90.kg/)
    await rows('wanted to complete the order').getByRole('listitem').first().waitFor()
  })

  it('has a word for every kind of fact', async () => {
    const kinds = await page.evaluate<string[]>(
      '[...document.querySelectorAll(".audit-filters option")].map((it) => it.value)',
    )
    expect(Object.keys(facts).filter((type) => !kinds.includes(type))).toEqual([])
  })

  it('is searched by person and by kind, in an address that can be sent to somebody', async () => {
    await page.getByLabel('Who').selectOption('paula')
    await rows('Olga Petrova').first().waitFor({ state: 'detached' })
    expect(await rows('Paula').count()).toBe(2)
    await page.getByLabel('What', { exact: true }).selectOption('andon.order.released.v1')
    await page.getByText('1, oldest first').waitFor()
    expect(new URL(page.url()).search).toContain('person=paula')
    await page.getByLabel('To').fill('2020-01-01')
    await page.getByText('Nothing on record is like that.').waitFor()
    await page.getByRole('button', { name: 'Another one' }).click()
  })

  it('is that of a shipment whose number is scanned, and leads to its page', async () => {
    await page.getByRole('combobox', { name: 'Order' }).focus()
    await scan(page, 'AU-SHIP')
    await rows('shipped').waitFor()
    await page.getByRole('link', { name: 'AU-SHIP' }).click()
    await page.getByRole('heading', { name: 'AU-SHIP Acme Foods' }).waitFor()
    await page.goBack()
  })

  it('is proven: which chains, how many facts, and that none is missing', async () => {
    await page.getByRole('button', { name: 'Prove that it is whole' }).click()
    await page.getByText(/^Whole and unchanged: \d+ facts in 1 chain\.$/).waitFor()
    await page.getByText('What was proven').click()
    await page.getByText(/Lot AU-LOT: whole, 3 facts/).waitFor()
  })

  it('is kept as a file, the whole of it', async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV', exact: true }).click(),
    ])
    const text = await readFile(await file.path(), 'utf8')
    expect(text.split('\r\n')[1]).toMatch(/Ada Moreau,ada,Lot shipped,.*lot:AU-LOT/)
  })

  it('says what came back of a shipment, and refuses more than left', async () => {
    const ship = await browser.visit(`${plant().url}/shipments/AU-SHIP`, { user: 'ada' })
    await ship.getByRole('button', { name: 'Something came back…' }).click()
    const dialog = ship.getByRole('dialog', { name: 'Something came back' })
    await dialog.getByLabel('Quantity').fill('21')
    await dialog.getByRole('button', { name: 'Something came back' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Quantity').fill('5')
    await dialog.getByRole('button', { name: 'Something came back' }).click()
    await ship.getByText('AU-SHIP-R1 is in quarantine').waitFor()
    await ship.getByText('of AU-LOT').first().waitFor()
  })

  it('says to a viewer who may search it by other people', async () => {
    const seen = await browser.visit(`${plant().url}/audit?subject=order%3AAU-1`, { user: 'vera' })
    await seen.getByText('is sought by whoever may read the people of the plant').waitFor()
    expect(await seen.getByLabel('Who').locator('option').allTextContents()).toEqual(['Everybody', 'Vera Novak'])
    await seen.context().close()
  })

  it('is told in French', async () => {
    const address = `${plant().url}/audit?subject=order%3AAU-1`
    const french = await browser.visit(address, { user: 'quinn', language: 'fr-FR' })
    await french.getByRole('heading', { name: 'Piste d’audit' }).waitFor()
    await french.getByText('Quantité d’un ordre changée', { exact: true }).last().waitFor()
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/audit': 'Pick what the trail is about',
      '/audit?subject=order%3AAU-1': 'Less sugar than ordered',
      '/shipments/AU-SHIP': 'Acme Foods',
    }
    expect(await browser.faults(plant().url, screens, { user: 'quinn' })).toEqual([])
  })
})
