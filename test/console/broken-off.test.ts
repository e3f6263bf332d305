import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, scan, signIn, sizes, useBrowser } from '../support/browser.ts'
import { accepted, approvedVersion, type Crew, crewOf, read } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

const questions = ['lid', 'tap', 'belt', 'lamp', 'door', 'floor', 'glass'] as const

describe.runIf(hasBrowser)('An act at a terminal that is broken off', () => {
  const plant = usePlant()
  const browser = useBrowser()
  const order = { orderId: 'JAM-1' }
  const commands = '**/v1/orders/*/results'
  let crew: Crew
  let page: Page
  const terminal = () => `${plant().url}/terminal/STOVE?order=JAM-1&step=cook`
  const answers = async (id: string) => {
    await page
      .getByRole('button', { name: `Is the ${id} closed?` })
      .or(page.getByRole('region', { name: `Is the ${id} closed?` }))
      .first()
      .waitFor()
    const line = page
      .getByRole('list', { name: 'What else there is to do' })
      .getByRole('button', { name: `Is the ${id} closed?` })
    if ((await line.count()) > 0) await line.click()
    await page.getByRole('region', { name: `Is the ${id} closed?` }).waitFor()
    await page.locator('footer .next').getByRole('button', { name: 'Yes' }).click()
  }
  const notSent = (count: number) => page.getByRole('button', { name: `${count} not sent` })
  const recorded = async (id: string) => {
    const { items } = await read(crew.vera.getAudit({ subject: 'order:JAM-1', limit: '1000' }))
    return items.filter(({ data }) => 'checkId' in data && data.checkId === id).length
  }
  const isRecordedOnce = async (id: string) => {
    await expect.poll(() => recorded(id)).toBe(1)
    expect(await recorded(id)).toBe(1)
  }

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    for (const [equipmentId, name, level, parentId] of [
      ['STOVE', 'Stove', 'work-center', undefined],
      ['POT-1', 'Pot 1', 'work-unit', 'STOVE'],
    ] as const)
      accepted(await crew.erik.defineEquipment({ equipmentId }, { name, level, ...(parentId && { parentId }) }))
    accepted(await crew.erik.defineMaterial({ materialId: 'JAM' }, { name: 'Jam', unit: 'kg' }))
    const checks = questions.map((checkId) => ({ checkId, question: `Is the ${checkId} closed?` }))
    await approvedVersion(crew, 'JAM', '1', [{ stepId: 'cook', name: 'Cook', workCenter: 'STOVE', checks }], {
      batchSize: { min: kg('1'), nominal: kg('100'), max: kg('1000') },
    })
    accepted(await crew.paula.createOrder({ ...order, recipeId: 'JAM', product: 'JAM', quantity: kg('100') }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    accepted(await crew.ada.startStep({ ...order, stepId: 'cook' }, { equipmentId: 'POT-1' }))
    page = await browser.visit(terminal(), { user: 'ada', size: 'terminal' })
    page.setDefaultTimeout(25_000)
  })
  // What the browser itself says of requests that did not come through.
  afterAll(() => {
    browser.complaints.splice(0, browser.complaints.length, ...browser.complaints.filter((it) => !ofBrokenOff.test(it)))
  })

  it('by a reload, while the plant has not answered, is sent afterwards, once', async () => {
    await page.route(commands, () => undefined)
    await answers('lid')
    await expect.poll(() => keptActs(page)).toBe(1)
    await page.unroute(commands)
    await page.reload()
    await isRecordedOnce('lid')
    await expect.poll(() => keptActs(page)).toBe(0)
  })

  it('by an answer that got lost after the plant had taken it, is done once', async () => {
    let lost = 0
    await page.route(commands, async (route) => {
      lost += 1
      await route.fetch()
      await route.fulfill({ status: 503, json: {} })
    })
    await answers('tap')
    await notSent(1).waitFor()
    expect(lost).toBeGreaterThan(0)
    await page.unrouteAll({ behavior: 'wait' })
    await notSent(1).waitFor({ state: 'detached' })
    await isRecordedOnce('tap')
    // What was told to wait waits no longer.
    await expect.poll(() => page.getByText(/^Kept: /).count()).toBe(0)
  })

  it('is shown at its step as done and not sent, and is not done twice', async () => {
    await page.route(commands, (route) => route.abort())
    await answers('belt')
    const waiting = page.getByText('Done here, and not sent yet')
    await waiting.waitFor()
    await page.getByText('Is the belt closed? Yes').first().waitFor()
    await answers('belt')
    await page.getByText(/^It is done already, and waits to be sent/).waitFor()
    await notSent(1).waitFor()
    await page.unroute(commands)
    await waiting.waitFor({ state: 'detached' })
    await isRecordedOnce('belt')
  })

  it('by the end of the sign-in, is sent once the same person has signed in again', async () => {
    await page.evaluate(`for (const key of Object.keys(sessionStorage).filter((it) => it.startsWith('oidc.user:'))) {
      const user = JSON.parse(sessionStorage.getItem(key))
      sessionStorage.setItem(key, JSON.stringify({ ...user, refresh_token: 'dead', expires_at: 1 }))
    }`)
    await answers('lamp')
    await signIn(page, 'ada')
    await page.waitForURL(terminal())
    await isRecordedOnce('lamp')
  })

  it('in a browser whose database was cleared under the page, is kept all the same', async () => {
    await page.getByText('Is the door closed?').first().waitFor()
    const tools = await page.context().newCDPSession(page)
    await tools.send('Storage.clearDataForOrigin', { origin: plant().url, storageTypes: 'indexeddb' })
    await page.route(commands, (route) => route.abort())
    await answers('door')
    await notSent(1).waitFor()
    await page.unroute(commands)
    await notSent(1).waitFor({ state: 'detached' })
    await isRecordedOnce('door')
  })

  it('is put away by the person who did it or a supervisor, when the plant has refused it', async () => {
    await page.route(commands, (route) => route.abort())
    await answers('floor')
    await notSent(1).waitFor()
    // Meanwhile the step is over.
    for (const checkId of ['floor', 'glass'])
      accepted(await crew.ben.recordResult(order, { stepId: 'cook', checkId, value: 'pass' }))
    accepted(await crew.ben.completeStep({ ...order, stepId: 'cook' }, {}))
    await page.unroute(commands)
    await page.getByRole('button', { name: '1 refused' }).waitFor()
    const other = async (user: string) => {
      await scan(page, user)
      await signIn(page, user)
      await page.getByRole('button', { name: '1 refused' }).click()
      return page.getByRole('dialog')
    }
    const asBen = await other('ben')
    await asBen.getByText('Ada Moreau has to see it, or a supervisor.').waitFor()
    expect(await asBen.getByRole('button', { name: 'I have seen it: put it away' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    const asOlga = await other('olga')
    await asOlga.getByRole('button', { name: 'I have seen it: put it away' }).click()
    await page.getByRole('button', { name: '1 refused' }).waitFor({ state: 'detached' })
  })

  it('without the API, though the broker goes on, is told as without a connection', async () => {
    await page.getByText('live', { exact: true }).waitFor()
    await page.route('**/v1/**', (route) => route.abort())
    await page.getByText(/^no live data for/).waitFor()
    await scan(page, 'WHAT-IS-THIS')
    await page.getByText('The plant cannot be reached, and nothing on this screen has that code.').waitFor()
    await page.unroute('**/v1/**')
    await page.getByText('live', { exact: true }).waitFor()
  })

  it('by a change of people without a connection, leaves who is there, and says so', async () => {
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByText('Nobody can sign in now: there is no connection.').waitFor()
    await page.getByRole('button', { name: /Olga Petrova/ }).waitFor()
    await page.setViewportSize(sizes.phone)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(sizes.phone.width)
    await page.getByRole('button', { name: /Olga Petrova/ }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.context().setOffline(false)
    // It tries again by itself.
    await page.locator('button[value="ada"]').waitFor()
  })

  it('at a desk by two presses at once, or by an answer that got lost, is done once', async () => {
    const desk = await browser.visit(`${plant().url}/orders/JAM-1`, { user: 'paula' })
    const comment = async (text: string) => {
      await desk.getByRole('button', { name: 'Comment…' }).click()
      await desk.getByRole('dialog').getByRole('textbox').fill(text)
      return desk.getByRole('dialog').getByRole('button', { name: 'Comment', exact: true })
    }
    const written = async (text: string) => {
      const { items } = await read(crew.vera.getAudit({ subject: 'order:JAM-1', limit: '1000' }))
      return items.filter(({ data }) => 'text' in data && data.text === text).length
    }
    await (await comment('Pressed twice.')).dblclick()
    await desk.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await written('Pressed twice.')).toBe(1)
    await desk.route('**/comments', async (route) => {
      await route.fetch()
      await route.fulfill({ status: 504, json: {} })
    })
    const press = await comment('Nobody heard the answer.')
    await press.click()
    await desk.getByText('what was done already is not done twice').waitFor()
    await desk.unrouteAll({ behavior: 'wait' })
    await press.click()
    await desk.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await written('Nobody heard the answer.')).toBe(1)
  })
})

describe.runIf(hasBrowser)('A sign-in', () => {
  const plant = usePlant()
  const browser = useBrowser()

  it('leads back to a page of the console, whatever the address looks like', async () => {
    const page = await browser.visit(`${plant().url}/orders`, { user: 'vera' })
    await page.evaluate('sessionStorage.clear()')
    await page.goto(`${plant().url}//elsewhere.example/orders`)
    await signIn(page, 'vera')
    await page.waitForURL(({ pathname }) => pathname.endsWith('/orders'))
    expect(new URL(page.url()).origin).toBe(plant().url)
  })

  it('that came to nothing says so, and shows the way', async () => {
    const page = await browser.visit(`${plant().url}/orders`, { user: 'vera' })
    for (const query of ['', '?error=access_denied&state=gone', '?code=old&state=gone']) {
      await page.goto(`${plant().url}/signed-in${query}`)
      await page.getByRole('heading', { name: 'Nobody was signed in here' }).waitFor()
    }
    await page.getByRole('button', { name: 'To the sign-in' }).click()
    await page.getByRole('heading', { name: 'Live picture' }).waitFor()
  })

  it('of an issuer that gives no token to renew it with, is asked for anew when it ends', async () => {
    const page = await browser.visit(`${plant().url}/orders`, { user: 'vera' })
    await page.evaluate(`for (const key of Object.keys(sessionStorage).filter((it) => it.startsWith('oidc.user:'))) {
      const { refresh_token, ...user } = JSON.parse(sessionStorage.getItem(key))
      sessionStorage.setItem(key, JSON.stringify({ ...user, expires_at: 1 }))
    }`)
    await page.reload()
    await page.locator('button[value="vera"]').waitFor()
  })
})

const ofBrokenOff = /ERR_FAILED|ERR_INTERNET_DISCONNECTED|Failed to fetch|WebSocket|status of 50[34]/

/** How many acts this browser keeps. */
const keptActs = (page: Page): Promise<number> =>
  page.evaluate(`new Promise((resolve) => {
    const opening = indexedDB.open('andon.terminal', 1)
    opening.onsuccess = () => {
      const count = opening.result.transaction('acts').objectStore('acts').count()
      count.onsuccess = () => { opening.result.close(); resolve(count.result) }
    }
  })`)
