import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageOf } from '../../local/demo/client.ts'
import { clockOf, deskIn, handsOn, machineAt } from '../support/at-screen.ts'
import { hasBrowser, scan, signIn, useBrowser } from '../support/browser.ts'
import { accepted, type Crew, crewOf } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

/** The batch of the demo, whose ids contain this run. */
const run = 'R1'
const [order, product] = [`ORDER-${run}`, `SYRUP-${run}`]
const [sucrose, old, water, active] = [`SUC-${run}`, `OLD-${run}`, `WAT-${run}`, `ACT-${run}`]
const within = (percent: string) => ({ minusPercent: percent, plusPercent: percent })

describe.runIf(hasBrowser)('What the plant refuses, with the way out that the screen offers', () => {
  const plant = usePlant()
  const browser = useBrowser()
  const desk = deskIn(browser, () => plant().url)
  const office = desk.hands
  let crew: Crew
  let clock: ReturnType<typeof clockOf>
  let mixer: Awaited<ReturnType<typeof machineAt>>
  let terminal: Page
  const floor = () => handsOn(terminal)
  const measures = (value: string) =>
    mixer.measures([{ parameterId: 'temperature', value, unit: 'Cel', occurredAt: clock.now() }])
  /** Every reason is said at once where the act was tried; it is put away, and nothing has happened. */
  const isRefused = async (hands: ReturnType<typeof handsOn>, ...sentences: readonly string[]) => {
    const alert = hands.dialog.getByRole('alert')
    for (const sentence of sentences) await alert.getByText(sentence).waitFor()
    const items = await alert.getByRole('listitem').allTextContents()
    expect(items.length, items.join('\n')).toBe(sentences.length)
    await hands.dialog.getByRole('button', { name: 'Leave it' }).click()
    await hands.uncovered()
  }
  const whyNot = (sentence: string) =>
    terminal.getByRole('list', { name: 'Why not yet' }).getByText(sentence, { exact: false })
  const takesOver = async (user: string, name: string) => {
    await scan(terminal, user)
    await signIn(terminal, user)
    await terminal.getByRole('button', { name }).waitFor()
  }

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    clock = clockOf(plant())
    const { erik, olga, sap } = crew
    accepted(await erik.defineEquipmentClass({ equipmentClassId: 'mixer' }, { name: 'Mixers' }, { ifMatch: '*' }))
    for (const [equipmentId, name, level, more] of [
      ['BOOTH', 'Weighing booth', 'work-center', {}],
      ['TABLE', 'Table', 'work-unit', { parentId: 'BOOTH' }],
      ['MIXING', 'Mixing', 'work-center', {}],
      ['MIXER-R1', 'Mixer', 'work-unit', { parentId: 'MIXING', equipmentClass: 'mixer' }],
    ] as const)
      accepted(await erik.defineEquipment({ equipmentId }, { name, level, ...more }))
    const any = { ifMatch: '*' }
    const skilled = ['weighing', 'mixing'].map((qualificationId) => ({ qualificationId, validUntil: '2038-01-01' }))
    accepted(await olga.definePerson({ personId: 'ada' }, { name: 'Ada Moreau', qualifications: skilled }, any))
    const expired = [{ qualificationId: 'mixing', validUntil: '2024-01-01T00:00:00Z' }]
    accepted(await olga.definePerson({ personId: 'ben' }, { name: 'Ben Okafor', qualifications: expired }, any))
    for (const name of ['1-materials.xml', '2-lots.xml', '3-schedule.xml'])
      accepted(await sap.receiveB2mml(messageOf(name, run)))
    const line = (lineId: string, materialId: string, value: string, percent: string) => ({
      lineId,
      materialId,
      quantity: kg(value),
      tolerance: within(percent),
    })
    accepted(
      await erik.draftRecipe(
        { recipeId: product, version: '1' },
        {
          product,
          batchSize: { min: kg('50'), nominal: kg('100'), max: kg('150') },
          steps: [
            {
              stepId: 'weigh',
              name: 'Weigh and dispense',
              workCenter: 'BOOTH',
              qualifications: ['weighing'],
              materials: [
                line('0010', 'SUCROSE', '25', '1'),
                line('0020', 'ACTIVE-7', '1.5', '0.1'),
                line('0030', 'SUCROSE', '15.5', '1'),
                line('0040', 'WATER', '58', '2'),
              ],
              signatures: [{ meaning: 'verified', role: 'operator' }],
            },
            {
              stepId: 'mix',
              name: 'Dissolve and mix',
              after: ['weigh'],
              equipmentClass: 'mixer',
              qualifications: ['mixing'],
              parameters: [
                { parameterId: 'temperature', unit: 'Cel', target: '40', low: '35', high: '45', source: 'device' },
              ],
              checks: [{ checkId: 'clear', question: 'Is the solution clear?' }],
            },
          ],
        },
      ),
    )
    mixer = await machineAt(plant(), 'lyon', 'MIXER-R1')
  })
  afterAll(() => mixer?.end())

  it('a release without an approved recipe: the page of the refusal tells what cures it', async () => {
    const page = await desk.sits('paula', `/orders/${order}`)
    await office().button('Release').click()
    const alert = office().dialog.getByRole('alert')
    await alert.getByText(`Recipe ${product} has no approved version; have one approved first.`).waitFor()
    const opened = page.context().waitForEvent('page')
    await alert.getByRole('link', { name: 'What is that?' }).click()
    const told = await opened
    await told.getByRole('heading').first().waitFor()
    expect(told.url()).toContain('/problems/recipe-not-approved')
  })

  it('an approval by an author, or without a signature, is not to be pressed; quality signs it', async () => {
    const version = `/recipes/${product}/versions/1`
    await desk.sits('erik', version)
    await office().button('Submit…').click()
    await office().dialog.getByRole('button', { name: 'Submit' }).click()
    await office().told(`${product} 1 is in review`)
    await office().uncovered()
    expect(await office().button('Approve…').count()).toBe(0)
    await desk.sits('quinn', version)
    await office().button('Approve…').click()
    await office().dialog.getByRole('button', { name: 'Sign Sign in first' }).waitFor()
    await office().signs({ 'Sign in as Quinn Delaney': 'quinn' }, `${product} 1 is approved`)
    await desk.sits('paula', `/orders/${order}`)
    await office().does('Release', `${order}: released`)
  })

  it('a start without the qualification: another person takes over by a badge', async () => {
    terminal = await browser.visit(`${plant().url}/terminal/BOOTH`, { user: 'ben', size: 'terminal' })
    terminal.setDefaultTimeout(25_000)
    await terminal.getByRole('navigation').getByText(order).first().waitFor()
    await scan(terminal, order)
    await floor().does('Start the order', `Order ${order} has started`)
    await whyNot('Ben Okafor does not have the qualification weighing that step weigh asks for.').waitFor()
    await terminal.getByRole('button', { name: /^Start Weigh and dispense.* Not yet: see the reasons$/ }).waitFor()
  })

  it('a start with a qualification that has expired, before its turn: the supervisor renews it', async () => {
    await terminal.goto(`${plant().url}/terminal/MIXING?order=${order}&step=mix`)
    await whyNot('The qualification mixing of Ben Okafor expired on').waitFor()
    await whyNot('Step mix comes after step weigh, which is not complete; complete that one first.').waitFor()
    const page = await desk.sits('olga', '/people/ben')
    await page.getByRole('listitem').filter({ hasText: 'mixing' }).getByRole('button', { name: 'Renew…' }).click()
    await office()
      .dialog.getByLabel(/^Valid until/)
      .fill('2037-12-31')
    await office().dialog.getByRole('button', { name: 'Renew' }).click()
    await office().uncovered()
    await whyNot('The qualification mixing of Ben Okafor expired on').waitFor({ state: 'detached' })
    await whyNot('Step mix comes after step weigh').waitFor()
  })

  it('a lot of another material: the scan takes the line to hand that it is for', async () => {
    await terminal.goto(`${plant().url}/terminal/BOOTH?order=${order}&step=weigh`)
    await terminal.getByRole('heading', { name: 'Weigh and dispense' }).waitFor()
    await takesOver('ada', 'Ada Moreau')
    await floor().does('Start Weigh and dispense, Table', 'Weigh and dispense has started')
    await terminal.getByRole('region', { name: 'Sucrose, milled' }).waitFor()
    await scan(terminal, water)
    await terminal.getByRole('region', { name: 'Purified water' }).waitFor()
    await floor().does('Take 58 kg', `58 kg of Purified water taken from ${water}`)
  })

  it('a lot that has expired, and more than there is: the lot that is proposed is good', async () => {
    await scan(terminal, old)
    const card = terminal.getByRole('region', { name: 'Sucrose, milled' })
    await card.getByText('scanned').waitFor()
    await card.getByLabel('Quantity').fill('41')
    await floor().button('Take 41 kg').click()
    await isRefused(
      floor(),
      `Lot ${old} expired on`,
      `Lot ${old} holds 40 kg, less than 41 kg`,
      'Line 0010 would come to 41 kg',
    )
    await card.getByRole('button', { name: sucrose }).click()
    await card.getByLabel('Quantity').fill('25.010')
    await floor().does('Take 25.010 kg', `25.010 kg of Sucrose, milled taken from ${sucrose}`)
  })

  it('a part of a lot that is not released: another part is scanned', async () => {
    await scan(terminal, `${active}@${active}-B`)
    const card = terminal.getByRole('region', { name: 'Active ingredient 7' })
    await card.getByText(`${active}-B`).waitFor()
    await card.getByLabel('Quantity').fill('1.5')
    await floor().button('Take 1.5 kg').click()
    await isRefused(
      floor(),
      `Sublot ${active}-B of lot ${active} is in status`,
      `Sublot ${active}-B of lot ${active} holds`,
    )
    await scan(terminal, `${active}@${active}-A`)
    await card.getByText(`${active}-A`).waitFor()
    await card.getByLabel('Quantity').fill('1.5')
    await floor().does('Take 1.5 kg', `1.5 kg of Active ingredient 7 taken from ${active}`)
  })

  it('a lot on hold: quality releases it by a signature', async () => {
    const page = await desk.sits('quinn', `/lots/${sucrose}`)
    await office().button('Hold…').click()
    await office().dialog.getByLabel('Reason').fill('A bag was found open')
    await office().dialog.getByRole('button', { name: 'Hold' }).click()
    await page.getByRole('link', { name: 'On hold: A bag was found open' }).waitFor()
    await office().uncovered()
    const card = terminal.getByRole('region', { name: 'Sucrose, milled' })
    const taken = async () => {
      await scan(terminal, sucrose)
      await card.locator('[aria-pressed="true"]', { hasText: sucrose }).waitFor()
      await card.getByLabel('Quantity').fill('15.48')
    }
    await taken()
    await floor().button('Take 15.48 kg').click()
    // The order has taken of it before, so that the hold has reached the order as well.
    await isRefused(floor(), `Lot ${sucrose} is on hold`, `Order ${order} is on hold`)
    await office().button('Release the hold…').click()
    await office().dialog.getByLabel('Reason').fill('The bag was empty')
    await office().dialog.getByRole('button', { name: 'Sign Sign in first' }).waitFor()
    await office().signs({ 'Sign in as Quinn Delaney': 'quinn' }, 'The hold is released: A bag was found open')
    await taken()
    await floor().does('Take 15.48 kg', `15.48 kg of Sucrose, milled taken from ${sucrose}`)
  })

  it('the end of a step without its second person, who signs beside the first', async () => {
    await terminal.getByRole('button', { name: /^Complete Weigh and dispense .*verified/ }).waitFor()
    await floor().button('Another person signs…').click()
    await floor().signsIn('ada', 'The other person signs in')
    await floor().dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await floor()
      .dialog.getByRole('alert')
      .getByText('Ada Moreau has worked on this step; another person has to sign it as verified.')
      .waitFor()
    await floor().signs({ 'The other person signs in': 'ben' }, 'Weigh and dispense: signed, I verified it')
    await floor().does('Complete Weigh and dispense', 'Weigh and dispense is done')
  })

  it('work on an order that is held: the deviation is decided, and it goes on', async () => {
    await terminal.goto(`${plant().url}/terminal/MIXING?order=${order}&step=mix`)
    await floor().does('Start Dissolve and mix, Mixer', 'Dissolve and mix has started')
    await measures('40.2')
    await terminal.getByRole('list', { name: 'What else there is to do' }).getByText('40.2 °C').waitFor()
    await measures('61.5')
    await terminal.locator('.title').getByText('On hold').waitFor()
    await floor().button('Yes').click()
    await isRefused(floor(), `Order ${order} is on hold`)
  })

  it('the release of a hold around its deviation is not to be pressed: it leads there, to each act in its turn', async () => {
    const page = await desk.sits('quinn', `/orders/${order}`)
    await page
      .getByRole('term')
      .filter({ hasText: 'Holds' })
      .locator('xpath=following-sibling::dd[1]')
      .getByRole('link')
      .first()
      .click()
    await page.getByRole('button', { name: /^Release… Deviation .* ends it when it is decided$/ }).waitFor()
    await page
      .getByRole('term')
      .filter({ hasText: 'Deviation' })
      .locator('xpath=following-sibling::dd[1]')
      .getByRole('link')
      .click()
    await page.getByRole('button', { name: 'Decide… First classify it' }).waitFor()
    await office().button('Classify…').click()
    await office().dialog.getByLabel('Severity').selectOption('major')
    await office().dialog.getByLabel('Reason').fill('Above the limit, below what harms')
    await office().dialog.getByRole('button', { name: 'Classify' }).click()
    await office().told('The deviation is classified.')
    await office().uncovered()
    await office().button('Record the cause…').click()
    await office().dialog.getByLabel('Cause').fill('The jacket valve stuck open')
    await office().dialog.getByRole('button', { name: 'Record the cause' }).click()
    await office().told('The cause is recorded.')
    await office().uncovered()
    await office().button('Decide…').click()
    await office().dialog.getByLabel('Reason').fill('The active is stable to 70 °C')
    await office().signs({ 'Sign in as Quinn Delaney': 'quinn' }, 'The deviation is decided.')
    await terminal.locator('.title').getByText('On hold').waitFor({ state: 'detached' })
  })

  it('the end of an order too early: its steps say what is missing', async () => {
    const page = await desk.sits('olga', `/orders/${order}`)
    await office().button('Complete').click()
    await isRefused(
      office(),
      `These steps of order ${order} are not complete: mix; complete or skip them first.`,
      `Order ${order} has produced no lot of ${product} yet`,
    )
    await page.locator('.steps .at-work').getByText('clear of step mix has no result yet').waitFor()
    await measures('41.0')
    await floor().does('Yes', 'Is the solution clear? Yes')
    await terminal.getByLabel('Quantity').fill('99.4')
    await floor().does('Made: 99.4 kg', `99.4 kg made in lot ${order}`)
    await floor().does('Complete Dissolve and mix', 'Dissolve and mix is done')
    await office().does('Complete', `${order}: completed`)
  })

  it('the release of a batch that has an exception: it is reviewed first', async () => {
    const page = await desk.sits('quentin', `/batches/${order}`)
    await page.getByRole('button', { name: 'Sign and release… Not yet: 1 to review' }).waitFor()
    await office().button('Comment and sign this one…').click()
    await office().dialog.getByLabel('Comment').fill('Disposition and root cause are plausible')
    await office().signsIn('quentin', 'Sign in as Quentin Marchand')
    await office().dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await office().uncovered()
    await office().button('Sign and release…').click()
    await office().signs({ 'Sign in as Quentin Marchand': 'quentin' }, `Batch ${order} is released.`)
  })

  it('a shipment of what is recalled: it leaves when the recall is over', async () => {
    await desk.sits('olga', `/lots/${sucrose}/trace`)
    await office().button('Recall…').click()
    await office().dialog.getByLabel('Reason').fill('The supplier found glass in a bag')
    await office().dialog.getByRole('button', { name: 'Recall' }).click()
    await office().told('is being held')
    const ship = async () => {
      await desk.at().locator('.more > summary').click()
      await office().button('Ship…').click()
      await office()
        .dialog.getByLabel(/^Quantity/)
        .fill('15')
      await office().dialog.getByLabel('Customer').fill('ACME')
      await office().dialog.getByRole('button', { name: 'Ship' }).click()
    }
    const shipping = await desk.sits('ada', `/lots/${order}`)
    await shipping.getByRole('link', { name: 'Recalled: The supplier found glass in a bag' }).waitFor()
    await ship()
    await isRefused(office(), `Lot ${order} is on hold`)
    await desk.sits('quinn', `/lots/${sucrose}`)
    await office().button('Release the hold…').click()
    await office().dialog.getByLabel('Reason').fill('The bag was of another lot')
    await office().signs(
      { 'Sign in as Quinn Delaney': 'quinn' },
      'The hold is released: The supplier found glass in a bag',
    )
    const again = await desk.sits('ada', `/lots/${order}`)
    await again
      .getByRole('link', { name: 'Recalled: The supplier found glass in a bag' })
      .waitFor({ state: 'detached' })
    await ship()
    await office().told(`${order} left for ACME`)
  })
})
