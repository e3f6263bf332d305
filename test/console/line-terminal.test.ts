import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { machineAt } from '../support/at-screen.ts'
import { hasBrowser, scan, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, type Crew, crewOf, read } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('A line that works as a whole', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  let bagger: Awaited<ReturnType<typeof machineAt>>
  const stands = (state: string, sequence: number, reason?: string) =>
    bagger.sends('state', {
      sequence,
      occurredAt: new Date().toISOString(),
      state,
      ...(reason !== undefined && { reason }),
    })

  const trainedUntil = (validUntil: string) =>
    crew.olga
      .definePerson(
        { personId: 'ada' },
        { name: 'Ada Moreau', qualifications: [{ qualificationId: 'baking', validUntil }] },
        { ifMatch: '*' },
      )
      .then(accepted)

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    await trainedUntil('2037-12-31')
    for (const [equipmentId, name, level, parentId] of [
      ['LINE-1', 'Bread line', 'work-center', undefined],
      ['OVEN-1', 'Oven', 'work-unit', 'LINE-1'],
      ['BAGGER-1', 'Bagger', 'work-unit', 'LINE-1'],
    ] as const)
      accepted(
        await crew.erik.defineEquipment({ equipmentId }, { name, level, ...(parentId !== undefined && { parentId }) }),
      )
    accepted(await crew.erik.defineMaterial({ materialId: 'BREAD' }, { name: 'Bread', unit: 'kg' }))
    const heat = { parameterId: 'heat', name: 'Heat', unit: 'Cel', low: '200', high: '240', source: 'device' } as const
    await approvedRecipe(crew, 'BREAD', [
      { stepId: 'bake', name: 'Bake', workCenter: 'LINE-1', parameters: [heat], qualifications: ['baking'] },
    ])
    const order = { orderId: 'BREAD-1' }
    accepted(await crew.paula.createOrder({ ...order, recipeId: 'BREAD', product: 'BREAD', quantity: kg('100') }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    accepted(await crew.ada.startStep({ ...order, stepId: 'bake' }, { equipmentId: 'LINE-1' }))
    bagger = await machineAt(plant(), 'lyon', 'BAGGER-1')
    page = await browser.visit(`${plant().url}/terminal/LINE-1`, { user: 'ada', size: 'terminal' })
    page.setDefaultTimeout(25_000)
  })
  afterAll(() => bagger?.end())

  it('has the step that runs on it at work at its terminal, also for a scan of the order', async () => {
    const job = page.getByRole('button', { name: /^Bake BREAD-1/ })
    await job.getByText('Bread line').waitFor()
    await scan(page, 'BREAD-1')
    await page.getByRole('heading', { name: 'Bake', exact: true }).waitFor()
  })

  it('tells whose training has expired at the step, and not in a count of what is missing', async () => {
    await trainedUntil('2026-01-31')
    const why = page.getByRole('list', { name: 'Why not yet' })
    await why.getByText(/qualification baking of Ada Moreau expired/).waitFor()
    await page.getByRole('button', { name: /^Complete Bake Not yet: see the reasons/ }).waitFor()
    await trainedUntil('2037-12-31')
    await why.waitFor({ state: 'detached' })
  })

  it('asks for the reason of a value that a device should send before it is kept without a connection', async () => {
    const before = browser.complaints.length
    const cut = '**/v1/orders/**'
    await page.route(cut, (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()))
    await page.getByLabel('Typed by hand, with a reason').fill('220')
    await page.getByRole('button', { name: 'Record 220 °C' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('a typed value needs a reason').waitFor()
    await dialog.getByLabel('Reason').fill('The probe is at the workshop')
    await dialog.getByRole('button', { name: 'Record 220 °C' }).click()
    await page.getByRole('button', { name: '1 not sent' }).waitFor()
    await dialog.waitFor({ state: 'detached' })
    await page.unroute(cut)
    await page.getByRole('button', { name: /not sent/ }).waitFor({ state: 'detached' })
    // The record of an order follows its facts by moments.
    const told = async () => {
      const { items } = await read(crew.vera.getAudit({ subject: 'order:BREAD-1', limit: '1000' }))
      return items
        .filter(({ type }) => /result.recorded|command-refused/.test(type))
        .map(({ type, data }) => [type, 'reason' in data && data.reason])
    }
    await expect.poll(told).toEqual([['andon.result.recorded.v1', 'The probe is at the workshop']])
    browser.complaints.splice(before)
  })

  it('says at its terminal which of its machines stands, and why, as long as it does', async () => {
    await stands('stopped', 1, 'The film is torn')
    const shown = page.getByRole('navigation').getByRole('link', { name: /^Bagger/ })
    await shown.getByText('Stopped').waitFor()
    await shown.getByText('The film is torn').waitFor()
    await stands('execute', 2)
    await shown.waitFor({ state: 'detached' })
  })

  it('is a unit of the live picture with its order, and a machine of it that has stopped needs a person', async () => {
    await page.goto(plant().url)
    const line = page.getByRole('region', { name: 'Bread line' })
    await line.getByText('1 of 3 with an order').waitFor()
    await line.getByRole('article', { name: 'Bread line' }).getByText('BREAD-1').waitFor()
    await stands('aborted', 3, 'The guard is open')
    const need = page.getByRole('complementary', { name: 'Needs a person' }).getByRole('link', { name: /^Bagger/ })
    await need.getByText('The guard is open').waitFor()
    await line.getByRole('article', { name: 'Bagger' }).getByText('The guard is open').waitFor()
    accepted(await crew.ada.produce({ orderId: 'BREAD-1' }, { stepId: 'bake', lotId: 'BREAD-1', quantity: kg('100') }))
    accepted(await crew.ada.completeStep({ orderId: 'BREAD-1', stepId: 'bake' }))
    await line.getByText('0 of 2 with an order').waitFor()
    await need.waitFor({ state: 'detached' })
    expect(await line.getByRole('article').count()).toBe(2)
  })
})
