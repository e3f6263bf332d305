import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scaleAt } from '../support/at-screen.ts'
import { hasBrowser, scan, signIn, useBrowser } from '../support/browser.ts'
import { accepted, approvedVersion, type Crew, crewOf, read } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

const kind = 'work-unit'
const batchSize = { min: kg('1'), nominal: kg('100'), max: kg('1000') }

describe.runIf(hasBrowser)('The terminal', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  let scale: Awaited<ReturnType<typeof scaleAt>>
  const next = (name: string | RegExp) => page.locator('footer .next').getByRole('button', { name })
  const card = (name: string | RegExp) => page.getByRole('region', { name, exact: true })
  /** The window of a signature opens, and that person signs in there. */
  const signs = async (user: string) => {
    const opened = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'The other person signs in' }).click()
    await signIn(await opened, user)
    await page.getByRole('button', { name: 'Sign', exact: true }).click()
  }

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    const define = (equipmentId: string, body: Parameters<typeof crew.erik.defineEquipment>[1]) =>
      crew.erik.defineEquipment({ equipmentId }, body).then(accepted)
    await define('BOOTH', { name: 'Weighing booth', level: 'work-center' })
    await define('KITCHEN', { name: 'Kitchen', level: 'work-center' })
    const weights = [{ nominal: kg('20'), tolerance: kg('0.01') }]
    await define('BAL-7', {
      name: 'Balance 7',
      level: kind,
      parentId: 'BOOTH',
      scale: { capacity: kg('60'), increment: kg('0.001'), dailyCheck: { weights } },
    })
    await define('POT-1', { name: 'Pot 1', level: kind, parentId: 'KITCHEN', equipmentClass: 'pot' })
    for (const [materialId, name] of [
      ['CANE', 'Cane sugar'],
      ['WATER', 'Water'],
      ['SWEET', 'Syrup'],
    ] as const)
      accepted(await crew.erik.defineMaterial({ materialId }, { name, unit: 'kg' }))
    const tolerance = { minusPercent: '1', plusPercent: '1' }
    await approvedVersion(
      crew,
      'SWEET',
      '1',
      [
        {
          stepId: 'weigh',
          name: 'Weigh',
          workCenter: 'BOOTH',
          instruction: 'Weigh into a clean container.',
          materials: [
            { lineId: '10', materialId: 'CANE', quantity: kg('25'), tolerance, weighing: { verify: 'block' } },
          ],
        },
        { stepId: 'charge', name: 'Charge', after: ['weigh'], equipmentClass: 'pot', charges: [{ from: 'weigh' }] },
        {
          stepId: 'cook',
          name: 'Cook',
          after: ['charge'],
          equipmentClass: 'pot',
          materials: [{ lineId: '20', materialId: 'WATER', quantity: kg('70'), tolerance }],
          parameters: [{ parameterId: 'brix', name: 'Brix', unit: '%', low: '24', high: '27', source: 'operator' }],
          checks: [{ checkId: 'clear', question: 'Is it clear?' }],
        },
      ],
      { batchSize },
    )
    for (const [lotId, materialId, expiresAt] of [
      ['CANE-1', 'CANE', '2037-01-31'],
      ['WATER-2', 'WATER', '2037-06-30'],
      ['WATER-1', 'WATER', '2037-01-31'],
    ] as const) {
      accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: kg('500'), expiresAt }))
      accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
    }
    for (const orderId of ['SWEET-1', 'SWEET-2']) {
      accepted(await crew.paula.createOrder({ orderId, recipeId: 'SWEET', product: 'SWEET', quantity: kg('100') }))
      accepted(await crew.paula.releaseOrder({ orderId }))
    }
    scale = await scaleAt(crew, plant(), 'lyon', 'BAL-7')
    page = await browser.visit(`${plant().url}/terminal`, { user: 'ada', size: 'terminal' })
    page.setDefaultTimeout(25_000)
  })
  afterAll(() => scale?.end())

  it('is asked once where it stands, and shows what there is to do there', async () => {
    await page.getByRole('link', { name: 'Weighing booth BOOTH' }).click()
    await page.getByText('Not yet', { exact: true }).waitFor()
    await page.goto(`${plant().url}/terminal`)
    await page.waitForURL(/\/terminal\/BOOTH$/)
    await page.getByText('Order SWEET-1 is released, not running; start it first.').waitFor()
  })

  it('opens the step of an order that is scanned, starts the order and the step at the only scale', async () => {
    await page.getByText('Not yet', { exact: true }).waitFor()
    await scan(page, 'SWEET-1')
    await next('Start the order').click()
    await next('Start Weigh, Balance 7').click()
    await page.getByText('Weigh into a clean container.').waitFor()
  })

  it('says why nothing may be weighed before the check of the day, and no more once it has passed', async () => {
    const reason = page.getByRole('list', { name: 'Why not yet' }).filter({ hasText: 'check' })
    await reason.waitFor()
    await scale.shows('20.001')
    await page.getByRole('button', { name: '20 kg lie on it' }).click()
    await reason.waitFor({ state: 'detached' })
  })

  it('shows the weight as it moves, and how far it is from the tolerance of the lot at hand', async () => {
    const verdict = (text: string) => card('Cane sugar').getByRole('status').filter({ hasText: text }).waitFor()
    await scale.shows('12.345', { stable: false })
    await verdict('12.405 kg more at least')
    expect(await next('Record 12.345 kg').isDisabled()).toBe(true)
    await scale.shows('24.749', { stable: false })
    await verdict('0.001 kg more at least')
    await scale.shows('24.75', { stable: false })
    await verdict('Within; let it come to rest')
    await scale.shows('25.251', { stable: false })
    await verdict('0.001 kg too much')
  })

  it('takes off the tare, and compares no unit with another', async () => {
    const verdict = (text: string) => card('Cane sugar').getByRole('status').filter({ hasText: text }).waitFor()
    await page.getByText('Tare, or a typed weight').click()
    await page.getByLabel('Tare of the container').fill('1.5')
    await scale.shows('26.4', { stable: false })
    await verdict('Within; let it come to rest')
    await scale.shows('900', { stable: false, unit: 'g' })
    await verdict('The scale says g; the line is weighed in kg.')
    await page.getByLabel('Tare of the container').fill('')
  })

  it('records what the scale has sent into a container that is scanned', async () => {
    await scan(page, 'CUP-1')
    await page.getByText('Into container CUP-1').waitFor()
    await scale.shows('25')
    await next('Record 25 kg').click()
    await next('Verify CUP-1…').waitFor()
  })

  it('shows the label as it will be printed, and marks one that is printed once more', async () => {
    const labels: string[] = []
    const asked = /\/label\?format=svg/
    await page.route(asked, async (route) => {
      const response = await route.fetch()
      labels.push(await response.text())
      await route.fulfill({ response })
    })
    await page.getByRole('button', { name: 'Label…' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Label of CUP-1' })
    const picture = dialog.getByRole('img', { name: 'Label of CUP-1' })
    const width = () => picture.evaluate((it) => (it as unknown as { readonly naturalWidth: number }).naturalWidth)
    await expect.poll(width).toBeGreaterThan(0)
    expect(labels.at(-1)).toContain('Cane sugar')
    expect(labels.at(-1)).not.toContain('REPRINT')
    await dialog.getByLabel('Which print').selectOption('2')
    await expect.poll(() => labels.at(-1)).toContain('REPRINT')
    await expect.poll(width).toBeGreaterThan(0)
    await page.unroute(asked)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('has a second person verify it beside the first', async () => {
    await next('Verify CUP-1…').click()
    await signs('ada')
    await page.getByRole('dialog').getByRole('alert').getByRole('listitem').first().waitFor()
    await signs('ben')
    await page.getByText('Container CUP-1 verified').waitFor()
    await page.getByRole('button', { name: 'Ada Moreau' }).waitFor()
    await next('Complete Weigh').click()
    await page.getByRole('button', { name: 'Next: Charge' }).waitFor()
  })

  it('charges a container by the scan of its label, and refuses that of another order', async () => {
    const other = { orderId: 'SWEET-2' }
    accepted(await crew.ada.startOrder(other))
    accepted(await crew.ada.startStep({ ...other, stepId: 'weigh' }, { equipmentId: 'BAL-7' }))
    const typed = { method: 'net', net: kg('25'), source: 'typed', reason: 'No cable' } as const
    const cup = { stepId: 'weigh', lineId: '10', lotId: 'CANE-1', containerId: 'CUP-9', equipmentId: 'BAL-7' }
    accepted(await crew.ada.weigh(other, { ...cup, ...typed }))
    await page.goto(`${plant().url}/terminal/KITCHEN`)
    await page.getByRole('button', { name: /Charge SWEET-1/ }).click()
    await next('Start Charge, Pot 1').click()
    await page.getByText('Scan the label of each container, then pour it in.').waitFor()
    await scan(page, '92CUP-9\u001d93SWEET-2')
    await page.getByRole('alert').getByText('CUP-9').first().waitFor()
    await scan(page, '92CUP-1\u001d93SWEET-1')
    await page.getByText('Container CUP-1 charged').waitFor()
    await next('Complete Charge').click()
    await next('Next: Cook')
      .or(page.getByRole('button', { name: 'Next: Cook' }))
      .click()
    await next('Start Cook, Pot 1').click()
  })

  it('proposes the lot that expires first with what is left, takes a scanned one, and takes it back', async () => {
    const lot = (name: string) => card('Water').getByRole('button', { name: new RegExp(name) })
    const isChosen = (name: string) => lot(name).and(page.locator('[aria-pressed="true"]')).waitFor()
    await isChosen('WATER-1')
    await page.getByLabel('Quantity').fill('69.5')
    await page.getByLabel('Quantity').focus()
    await scan(page, 'WATER-2')
    await isChosen('WATER-2')
    await next('Take 70 kg').click()
    await page.getByText('70 kg of Water taken from WATER-2').waitFor()
    await page.getByRole('button', { name: 'Take back' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Wrong lot' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await page.getByText('Taken back: Wrong lot').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await scan(page, 'WATER-1')
    await next('Take 70 kg').click()
    await page.getByText('70 kg of Water taken from WATER-1').waitFor()
  })

  it('loses no scan in a field: the field has what it had', async () => {
    await page.getByLabel('Value').fill('25')
    await page.getByLabel('Value').focus()
    const from = performance.now()
    await scan(page, 'NOTHING-LIKE-IT')
    await page.getByText('NOTHING-LIKE-IT').waitFor()
    expect(performance.now() - from).toBeLessThan(1000)
    await page.getByText('The plant knows no such code.').waitFor()
    expect(await page.getByLabel('Value').inputValue()).toBe('25')
  })

  it('judges a value for the eye as it is typed', async () => {
    await page.getByLabel('Value').fill('30')
    await page.getByText('Outside its limits: 24 – 27 %').waitFor()
    await page.getByLabel('Value').fill('25,5')
    await next('Record 25.5 %').waitFor()
  })

  it('keeps acts without a connection, over a reload, and sends them once in their order, with their time', async () => {
    const before = browser.complaints.length
    const cut = '**/v1/orders/**'
    await page.route(cut, (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()))
    await next('Record 25.5 %').click()
    await page.getByRole('button', { name: '1 not sent' }).waitFor()
    await page.getByRole('button', { name: /Is it clear/ }).click()
    await next('Yes').click()
    await page.getByRole('button', { name: '2 not sent' }).waitFor()
    await fetch(`${plant().url}/local/clock`, { method: 'POST', body: JSON.stringify({ minutes: 5 }) })
    await page.reload()
    await page.getByRole('button', { name: '2 not sent' }).waitFor()
    await page.unroute(cut)
    await page.getByRole('button', { name: /not sent/ }).waitFor({ state: 'detached' })
    // The record of an order follows its facts by moments.
    const recorded = async () => {
      const { items } = await read(crew.vera.getAudit({ subject: 'order:SWEET-1', limit: '1000' }))
      return items
        .filter(({ type }) => type === 'andon.result.recorded.v1')
        .map(({ data, lateReason }) => ['value' in data && data.value, lateReason])
    }
    await expect.poll(recorded).toEqual([
      ['25.5', 'The terminal had no connection'],
      ['pass', 'The terminal had no connection'],
    ])
    browser.complaints.splice(before)
  })

  it('shows what the plant refuses of an act that was kept, with what was said', async () => {
    const before = browser.complaints.length
    await page.route('**/v1/orders/**', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.fallback(),
    )
    await next('Made: 100 kg').click()
    await page.getByRole('button', { name: '1 not sent' }).waitFor()
    accepted(await crew.ada.produce({ orderId: 'SWEET-1' }, { stepId: 'cook', lotId: 'SWEET-1', quantity: kg('100') }))
    accepted(await crew.ada.completeStep({ orderId: 'SWEET-1', stepId: 'cook' }))
    await page.unroute('**/v1/orders/**')
    await page.getByRole('button', { name: '1 refused' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('100 kg made in lot SWEET-1').waitFor()
    expect(await dialog.getByRole('listitem').count()).toBeGreaterThan(1)
    expect(await dialog.getByText('produced').count()).toBe(1)
    await dialog.getByRole('button', { name: 'I have seen it: put it away' }).click()
    await dialog.waitFor({ state: 'detached' })
    browser.complaints.splice(before)
  })

  it('has the person on the clock, in a break, and lets another one take over at the same step by a badge', async () => {
    await page.goto(`${plant().url}/terminal/BOOTH?order=SWEET-2&step=weigh`)
    await page.getByRole('button', { name: /Ada Moreau/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Ada Moreau' })
    await dialog.getByRole('button', { name: 'Clock on for this step' }).click()
    await dialog.getByRole('button', { name: 'Break', exact: true }).click()
    await dialog.getByRole('button', { name: 'End the break' }).click()
    await dialog.getByRole('button', { name: 'Clock off' }).click()
    await dialog.getByRole('button', { name: 'Clock on for this step' }).waitFor()
    await page.keyboard.press('Escape')
    await scan(page, 'ben')
    await signIn(page, 'ben')
    await page.getByRole('button', { name: /Ben Okafor/ }).waitFor()
    expect(new URL(page.url()).search).toBe('?order=SWEET-2&step=weigh')
  })

  describe('with units that have numbers', () => {
    const each = (value: string) => ({ value, unit: '{each}' })
    beforeAll(async () => {
      for (const [equipmentId, name, level, parentId] of [
        ['ASM', 'Assembly', 'work-center', undefined],
        ['BENCH-1', 'Bench 1', 'work-unit', 'ASM'],
        ['RIGS', 'Test and packing', 'work-center', undefined],
        ['RIG-1', 'Rig 1', 'work-unit', 'RIGS'],
      ] as const)
        accepted(
          await crew.erik.defineEquipment(
            { equipmentId },
            { name, level, ...(parentId !== undefined && { parentId }) },
          ),
        )
      for (const [materialId, name] of [
        ['PUMP', 'Pump'],
        ['SEAL', 'Seal'],
      ] as const)
        accepted(await crew.erik.defineMaterial({ materialId }, { name, unit: '{each}' }))
      const tolerance = { minusPercent: '0', plusPercent: '100' }
      const torque = { parameterId: 'torque', name: 'Torque', unit: 'N.m', low: '48', high: '52' }
      const seals = {
        lineId: '10',
        materialId: 'SEAL',
        quantity: each('10'),
        tolerance,
        perUnit: { quantity: each('1') },
      }
      await approvedVersion(
        crew,
        'PUMP',
        '1',
        [
          {
            stepId: 'assemble',
            name: 'Assemble',
            workCenter: 'ASM',
            flow: 'units',
            materials: [seals],
            parameters: [{ ...torque, source: 'operator' }],
          },
          {
            stepId: 'test',
            name: 'Test',
            after: ['assemble'],
            workCenter: 'RIGS',
            flow: 'units',
            checks: [{ checkId: 'scratch', question: 'Is there no scratch?' }],
            scrapCodes: ['dropped'],
          },
        ],
        { batchSize: { min: each('1'), nominal: each('10'), max: each('100') } },
      )
      accepted(await crew.ada.receiveLot({ lotId: 'SEAL-5', materialId: 'SEAL', quantity: each('10') }))
      accepted(await crew.quinn.releaseLot({ lotId: 'SEAL-5' }, await crew.sign('quinn', 'released')))
      accepted(await crew.ada.makeUnits({ lotId: 'SEAL-5' }, { serials: [{ from: 'S001', to: 'S010' }] }))
      const order = { orderId: 'PUMPS-3' }
      accepted(await crew.paula.createOrder({ ...order, recipeId: 'PUMP', product: 'PUMP', quantity: each('4') }))
      accepted(await crew.paula.releaseOrder(order))
    })

    it('gives them their numbers', async () => {
      await page.goto(`${plant().url}/terminal/ASM`)
      await page.getByText('Not yet', { exact: true }).waitFor()
      await scan(page, 'PUMPS-3')
      await next('Start the order').click()
      await next('Start Assemble, Bench 1').click()
      await page.getByLabel('First number').fill('P000')
      await page.getByLabel('Last number').fill('P003')
      await next('Give the numbers').click()
      await page.getByRole('region', { name: 'Unit P000' }).waitFor()
    })

    it('keeps the unit at hand whatever others do to it, until another one is taken', async () => {
      const at = { orderId: 'PUMPS-3' }
      const part = { stepId: 'assemble', lineId: '10', lotId: 'SEAL-5', sublotId: 'S010', quantity: each('1') }
      accepted(await crew.ben.consume(at, { ...part, into: 'P000' }))
      const torque = { stepId: 'assemble', parameterId: 'torque', value: '50', unit: 'N.m', serial: 'P000' }
      accepted(await crew.ben.recordResult(at, torque))
      await next('P000 is done').waitFor()
      const step = { ...at, stepId: 'assemble' }
      accepted(await crew.ben.completeStep(step, { serials: ['P000'] }))
      const unit = page.getByRole('region', { name: 'Unit P000' })
      await unit.getByText('Unit P000 is through here.').waitFor()
      const again = await crew.ben.completeStep(step, { serials: ['P000'] })
      expect(again).toMatchObject({
        status: 409,
        problem: { title: 'The state of the unit does not allow this', violations: [{ code: 'unit-unfit' }] },
      })
      await next('The next unit').click()
      await page.getByRole('region', { name: 'Unit P001' }).waitFor()
    })

    it('builds a scanned part into the unit at hand, and asks for the value of each', async () => {
      for (const place of ['1', '2', '3']) {
        const unit = page.getByRole('region', { name: `Unit P00${place}` })
        await scan(page, `P00${place}`)
        await unit.waitFor()
        await unit.getByRole('button', { name: /^Seal/ }).or(unit.getByText('Scan the part')).first().click()
        await scan(page, `S00${place}`)
        await page.getByText(`S00${place} built into P00${place}`).waitFor()
        await unit.getByLabel('Value').fill('50')
        await next('Record 50 N·m').click()
        await unit.getByLabel('Value').waitFor({ state: 'detached' })
      }
      await scan(page, 'P001')
      await next('P001 is done').click()
      await page.getByText('P001: Assemble done').waitFor()
      await next('All 2 that are ready').click()
      await page.getByText('P002, P003: Assemble done').waitFor()
    })

    it('tests them one by one, scraps one by its number, and makes the others', async () => {
      await page.goto(`${plant().url}/terminal/RIGS`)
      await page.getByText('What may start now').waitFor()
      await scan(page, 'PUMPS-3')
      await next('Start Test, Rig 1').click()
      await page.getByRole('region', { name: 'Unit P000' }).waitFor()
      for (const serial of ['P001', 'P002']) {
        await scan(page, serial)
        await page.getByRole('region', { name: `Unit ${serial}` }).waitFor()
        await next('Yes').click()
        await page.getByText('Is there no scratch? Yes').waitFor()
      }
      await scan(page, 'P003')
      await page.getByRole('region', { name: 'Unit P003' }).waitFor()
      await page.getByRole('button', { name: 'Scrap…' }).click()
      await page.getByRole('button', { name: 'dropped' }).click()
      await page.getByRole('button', { name: 'Scrap P003' }).click()
      await page.getByText('P003: scrapped').waitFor()
      await scan(page, 'P001')
      await next('Made: 2').click()
      await page.getByText('2 made in lot PUMPS-3').waitFor()
      const { produced } = { produced: undefined, ...(await read(crew.vera.getOrder({ orderId: 'PUMPS-3' }))) }
      expect(produced).toEqual({ 'PUMPS-3': expect.objectContaining({ value: '2' }) })
    })
  })

  it('asks how much was used of a line that is booked with what people say', async () => {
    const tolerance = { minusPercent: '10', plusPercent: '10' }
    const water = { lineId: '10', materialId: 'WATER', quantity: kg('50'), backflush: 'actual', tolerance } as const
    await approvedVersion(crew, 'RINSE', '1', [
      { stepId: 'rinse', name: 'Rinse', workCenter: 'KITCHEN', materials: [water] },
    ])
    const order = { orderId: 'RINSE-1' }
    accepted(await crew.paula.createOrder({ ...order, recipeId: 'RINSE', product: 'RINSE', quantity: kg('100') }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    await page.goto(`${plant().url}/terminal/KITCHEN?order=RINSE-1&step=rinse`)
    await next(/^Start Rinse/).click()
    await next('Made: 100 kg').click()
    const used = page.getByLabel('Used of Water')
    expect(await used.inputValue()).toBe('50')
    await used.fill('')
    await page.getByText('Say how much was used').waitFor()
    await used.fill('48,5')
    await next('Complete Rinse').click()
    await page.getByText('Rinse is done').waitFor()
    const { inputs } = await read(crew.vera.getOrderBalance(order))
    expect(inputs.map(({ quantity: { value } }) => value)).toEqual(['48.5'])
  })

  it('counts units without numbers, and books no quantity twice', async () => {
    const each = (value: string) => ({ value, unit: '{each}' })
    accepted(await crew.erik.defineMaterial({ materialId: 'CUP' }, { name: 'Cup', unit: '{each}' }))
    await approvedVersion(
      crew,
      'CUP',
      '1',
      [{ stepId: 'press', name: 'Press', workCenter: 'KITCHEN', flow: 'units' }],
      { batchSize: { min: each('1'), nominal: each('10'), max: each('100') } },
    )
    const order = { orderId: 'CUPS-1' }
    accepted(await crew.paula.createOrder({ ...order, recipeId: 'CUP', product: 'CUP', quantity: each('10') }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    await page.goto(`${plant().url}/terminal/KITCHEN?order=CUPS-1&step=press`)
    await next(/^Start Press/).click()
    await next('All 10 are done').waitFor()
    await page.getByLabel('Done now').fill('4')
    await next('Book').click()
    await page.getByText('Press: 4 done').waitFor()
    await next(/^Book The quantity is missing/).waitFor()
    await next('All 6 are done').waitFor()
    await page.getByText('4 of 10 done, 0 scrapped').waitFor()
  })

  it('says of a step that is held why it is, since when and who decides', async () => {
    const subject = { type: 'order', id: 'SWEET-2' } as const
    const holdId = 'SMUDGED-1'
    accepted(await crew.quinn.placeHold({ holdId, subject, reason: 'The label is smudged' }))
    await page.goto(`${plant().url}/terminal/BOOTH?order=SWEET-2&step=weigh`)
    const why = page.getByRole('list', { name: 'Why not yet' }).filter({ hasText: 'SWEET-2 is on hold' })
    await why.getByText('On hold: The label is smudged').waitFor()
    await why.getByText(/quinn, .*quality releases it/).waitFor()
    expect(await page.getByText(holdId).count()).toBe(0)
    await page.getByRole('button', { name: /^Complete Weigh Not yet: see the reasons/ }).waitFor()
    accepted(
      await crew.quinn.releaseHold({ holdId }, { reason: 'It is legible', ...(await crew.sign('quinn', 'released')) }),
    )
    await why.waitFor({ state: 'detached' })
  })

  it('says of equipment that is not clean who records that, and goes to its page', async () => {
    const define = { name: 'Pan 1', level: kind, parentId: 'KITCHEN', equipmentClass: 'pan' } as const
    accepted(await crew.erik.defineEquipment({ equipmentId: 'PAN-1' }, { ...define, cleanUntil: '2026-01-31' }))
    await approvedVersion(crew, 'FRY', '1', [
      { stepId: 'fry', name: 'Fry', equipmentClass: 'pan', qualifications: ['frying'] },
    ])
    const order = { orderId: 'FRY-1' }
    accepted(await crew.paula.createOrder({ ...order, recipeId: 'FRY', product: 'FRY', quantity: kg('10') }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    await page.goto(`${plant().url}/terminal/KITCHEN?order=FRY-1&step=fry`)
    await page.getByText('or else an engineer does on its page').first().waitFor()
    const way = page.getByRole('link', { name: 'Open the page of PAN-1' }).first()
    expect(await way.getAttribute('href')).toBe('/equipment/PAN-1')
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/terminal/BOOTH': 'Weigh',
      '/terminal/BOOTH?order=SWEET-1&step=weigh': 'Weigh',
      '/terminal?choose=yes': 'Weighing booth',
    }
    expect(await browser.faults(plant().url, screens, { user: 'ada' })).toEqual([])
  })
})
