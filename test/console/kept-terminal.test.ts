import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { faultsAtEachSize, hasBrowser, scan, signIn, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, type Crew, crewOf, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('A browser that is kept as a terminal', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  const step = '/terminal/KITCHEN?order=KEPT-1&step=cook'
  const nobody = () => page.getByText('Nobody is signed in').waitFor()
  const isAt = (name: string) => page.getByRole('button', { name: new RegExp(name) }).waitFor()

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    for (const [equipmentId, name, level, parentId] of [
      ['KITCHEN', 'Kitchen', 'work-center', undefined],
      ['POT-1', 'Pot 1', 'work-unit', 'KITCHEN'],
    ] as const)
      accepted(await crew.erik.defineEquipment({ equipmentId }, { name, level, ...(parentId && { parentId }) }))
    await approvedRecipe(crew, 'JAM', [{ stepId: 'cook', workCenter: 'KITCHEN', instruction: 'Stir all the time.' }])
    await runningOrder(crew, 'KEPT-1', 'JAM', [{ stepId: 'cook', equipmentId: 'POT-1' }])
    page = await browser.visit(`${plant().url}/terminal?choose=yes`, { user: 'olga', size: 'terminal' })
  })

  it('is signed in with an account that only looks, while the person at it stays', async () => {
    await page.getByRole('heading', { name: 'Keep this browser as a terminal' }).waitFor()
    await page.getByRole('button', { name: 'Sign the terminal in' }).click()
    await signIn(page, 'vera')
    await page.getByRole('heading', { name: 'This browser is kept as a terminal' }).waitFor()
    await page.goto(plant().url + step)
    await isAt('Olga Petrova')
  })

  it('stays at its step when the person leaves, and shows what there is to do', async () => {
    await page.getByRole('button', { name: /Olga Petrova/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await nobody()
    await page.getByRole('heading', { name: 'cook' }).waitFor()
    await page.getByText('Stir all the time.').waitFor()
    expect(page.url()).toBe(plant().url + step)
    expect(await faultsAtEachSize(page)).toEqual([])
    // The whole browser starts anew, with another tab.
    const other = await page.context().newPage()
    await page.close()
    page = other
    await page.goto(plant().url + step)
    await nobody()
  })

  it('does nothing in the name of its account, whatever that account may do elsewhere', async () => {
    for (const name of ['Complete', 'Comment', 'Skip'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0)
    const kept = await page.evaluate<string>(
      'JSON.parse(localStorage.getItem(Object.keys(localStorage).find((it) => it.startsWith("andon.terminal.user")))).access_token',
    )
    const refused = await fetch(`${plant().url}/v1/orders/KEPT-1/comments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${kept}`,
        'content-type': 'application/json',
        'idempotency-key': 'of-nobody',
      },
      body: JSON.stringify({ text: 'Nobody wrote this.' }),
    })
    expect(refused.status).toBe(403)
  })

  it('is taken over by a badge, at the same step', async () => {
    await scan(page, 'ada')
    await signIn(page, 'ada')
    await isAt('Ada Moreau')
    expect(page.url()).toBe(plant().url + step)
    await page.getByRole('button', { name: 'Complete' }).waitFor()
  })

  it('signs a person out who has touched nothing for ten minutes, and tells it before', async () => {
    await page.clock.install()
    await page.reload()
    await isAt('Ada Moreau')
    await page.getByText('live', { exact: true }).waitFor()
    // The connection does not outlive ten minutes in a second: it comes back, and the person is warned all the same.
    await page.clock.runFor('09:45')
    await page.getByText('live', { exact: true }).waitFor()
    await page.clock.runFor('00:02')
    await page.getByText(/leaves in \d+ s: touch to stay/).waitFor()
    await page.getByRole('heading', { name: 'cook' }).click()
    await expect.poll(() => page.getByText(/touch to stay/).count()).toBe(0)
    await page.clock.runFor('09:00')
    expect(await page.getByText('Nobody is signed in').count()).toBe(0)
    await expect
      .poll(async () => {
        await page.clock.runFor(5000)
        return page.getByText('Nobody is signed in').count()
      })
      .toBe(1)
  })

  it('asks for a sign-in where there is work at a desk, and is a terminal no longer when told so', async () => {
    await page.goto(`${plant().url}/orders`)
    await signIn(page, 'olga')
    await page.getByRole('heading', { name: 'Orders' }).waitFor()
    await page.goto(`${plant().url}/terminal?choose=yes`)
    await page.getByRole('button', { name: 'Keep it no longer' }).click()
    await page.getByRole('heading', { name: 'Keep this browser as a terminal' }).waitFor()
    expect(
      await page.evaluate('Object.keys(localStorage).filter((it) => it.startsWith("andon.terminal.user"))'),
    ).toEqual([])
  })
})
