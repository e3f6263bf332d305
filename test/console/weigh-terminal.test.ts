import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { applied, handsOn } from '../support/at-screen.ts'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, type Crew, crewOf, read } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

const order = { orderId: 'SYR-1500' }

describe.runIf(hasBrowser)('A weighing at the terminal', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  const hands = () => handsOn(page)
  const card = (name: string) => page.getByRole('region', { name, exact: true })
  const types = async (weight: string) => {
    await page.getByLabel('Weight, typed').fill(weight)
    await hands().button(`Record ${weight} kg`).click()
  }
  /** The commands of this order that the plant has refused. */
  const refused = async () => {
    const { items } = await read(crew.vera.getAudit({ subject: 'order:SYR-1500', limit: '1000' }))
    return items.filter(({ type }) => type.endsWith('.command-refused.v1')).length
  }

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    await applied(crew, 'lyon', ['SYR'])
    const lots = [
      ['ACT-02', 'ACT', '100', { potency: '101.2' }],
      ['SUC-7', 'SUC', '2000', {}],
      ['SOR-01', 'SOR', '169.99', { expiresAt: '2037-01-31' }],
      ['SOR-02', 'SOR', '500', { expiresAt: '2037-06-30' }],
    ] as const
    for (const [lotId, materialId, value, more] of lots) {
      const expiresAt = '2037-06-30'
      accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: kg(value), expiresAt, ...more }))
      accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
    }
    const litres = { value: '1500', unit: 'L' }
    accepted(await crew.paula.createOrder({ ...order, recipeId: 'SYR', product: 'SYR', quantity: litres }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    accepted(await crew.ada.startStep({ ...order, stepId: 'dispense' }, { equipmentId: 'SCALE-1' }))
    const readings = ['20', '500'].map((value) => ({ nominal: kg(value), reading: kg(value) }))
    accepted(await crew.ada.checkScale({ equipmentId: 'SCALE-1' }, { readings, source: 'typed' }))
    const url = `${plant().url}/terminal/WEIGHING?order=SYR-1500&step=dispense`
    page = await browser.visit(url, { user: 'ada', size: 'terminal' })
    page.setDefaultTimeout(25_000)
  })

  it('says what an active counts as, before it is weighed and while it is', async () => {
    await card('Active ACT').getByText('0 of 30 kg weighed so far, counted at 100 %').waitFor()
    await card('Active ACT').getByText('potency 101.2 % · 29.64 kg on the scale count as 30 kg').waitFor()
    await page.getByText('Tare, or a typed weight').click()
    await page.getByLabel('Weight, typed').fill('30')
    await card('Active ACT').getByText('30 kg on the scale count as 30.36 kg').waitFor()
    await card('Active ACT').getByText('0.21 kg too much').waitFor()
  })

  it('asks for the reason of a typed weight before it is sent, and for none where that cures nothing', async () => {
    await hands().button('Record 30 kg').click()
    const { dialog } = hands()
    await dialog.getByText('a typed weight needs a reason').waitFor()
    await dialog.getByLabel('Reason').fill('The cable of the scale is broken')
    await dialog.getByRole('button', { name: 'Record 30 kg' }).click()
    await dialog.getByRole('alert').getByText('30.36 kg').waitFor()
    expect(await dialog.getByLabel('Reason').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Leave it' }).click()
    await types('29.64')
    await dialog.getByLabel('Reason').fill('The cable of the scale is broken')
    await dialog.getByRole('button', { name: 'Record 29.64 kg' }).click()
    await hands().told('29.64 kg of Active ACT weighed into C-1')
    await hands().uncovered()
    await page.getByText('29.64 kg counts as 30 kg').waitFor()
    await expect.poll(refused).toBe(1)
  })

  it('offers to reject a weighed container where nothing can be taken back, in one dialog', async () => {
    await page.getByText(/^What was done here/).click()
    const done = page.locator('.done-list')
    await done.getByRole('button', { name: 'Reject the container…' }).waitFor()
    expect(await done.getByRole('button', { name: 'Take back' }).count()).toBe(0)
    await done.getByRole('button', { name: 'Reject the container…' }).click()
    const { dialog } = hands()
    await dialog.getByRole('button', { name: 'Leave it' }).click()
    await hands().uncovered()
  })

  it('weighs all of a lot that has less than is needed, and goes on with the next one', async () => {
    accepted(await crew.ben.verifyContainer({ ...order, containerId: 'C-1' }, await crew.sign('ben', 'verified')))
    const sucrose = { stepId: 'dispense', lineId: '20', lotId: 'SUC-7', containerId: 'C-2', equipmentId: 'SCALE-1' }
    const typed = { method: 'net', net: kg('900'), source: 'typed', reason: 'No cable' } as const
    accepted(await crew.ada.weigh(order, { ...sucrose, ...typed }))
    accepted(await crew.ben.verifyContainer({ ...order, containerId: 'C-2' }, await crew.sign('ben', 'verified')))
    const sorbitol = card('Sorbitol 70 %')
    await sorbitol.getByText('0 of 270.36 kg weighed so far').waitFor()
    await sorbitol.getByText('it has 169.99 kg').waitFor()
    await page.getByText('Tare, or a typed weight').click()
    await page.getByLabel('Weight, typed').fill('170')
    await page.getByRole('button', { name: /Record 170 kg.*no more than 169.99 kg/ }).waitFor()
    await types('169.99')
    await hands().dialog.getByLabel('Reason').fill('The cable of the scale is broken')
    await hands().dialog.getByRole('button', { name: 'Record 169.99 kg' }).click()
    await hands().told('169.99 kg of Sorbitol 70 % weighed into C-3')
    await hands().uncovered()
    await sorbitol.getByText('169.99 of 270.36 kg weighed so far').waitFor()
    await sorbitol.getByText(/^Lot SOR-02/).waitFor()
    await expect.poll(refused).toBe(1)
  })
})
