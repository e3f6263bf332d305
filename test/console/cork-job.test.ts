import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applied, clockOf, deskIn, handsOn, machineAt } from '../support/at-screen.ts'
import { hasBrowser, scan, signIn, useBrowser } from '../support/browser.ts'
import { accepted, type Crew, crewOf } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const pumps = ['P001', 'P002', 'P003', 'P004', 'P005', 'P006'] as const

describe.runIf(hasBrowser)('An order of pumps in Cork, at its screens', () => {
  const plant = usePlant({ site: 'cork' })
  const browser = useBrowser()
  const desk = deskIn(browser, () => plant().url)
  const office = desk.hands
  let crew: Crew
  let clock: ReturnType<typeof clockOf>
  let wrench: Awaited<ReturnType<typeof machineAt>>
  let rig: Awaited<ReturnType<typeof machineAt>>
  let terminal: Page
  const floor = () => handsOn(terminal)
  const unit = (serial: string) => terminal.getByRole('region', { name: `Unit ${serial}` })
  const tile = (serial: string) =>
    terminal.getByRole('region', { name: 'Units', exact: true }).getByRole('button').filter({ hasText: serial })
  const tightens = (serials: readonly string[], torques: readonly string[] = ['50.1', '49.6', '50.8', '48.9']) =>
    wrench.measures(
      serials.flatMap((serial) =>
        torques.map((value, place) => ({
          parameterId: `torque-${place + 1}`,
          serial,
          value,
          unit: 'N.m',
          occurredAt: clock.now(),
        })),
      ),
    )

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    clock = clockOf(plant())
    await applied(crew, 'cork', ['PMP'])
    for (const [lotId, materialId, value, unitOf] of [
      ['MOT-88', 'MOT', '20', '{each}'],
      ['SEAL-5', 'SEAL', '20', '{each}'],
      ['HOUSING-2', 'HOUSING', '200', '{each}'],
      ['BOLT-9', 'BOLT', '1000', '{each}'],
      ['GREASE-1', 'GREASE', '500', 'g'],
    ] as const) {
      accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: { value, unit: unitOf } }))
      accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
    }
    accepted(await crew.ada.makeUnits({ lotId: 'MOT-88' }, { serials: [{ from: 'M001', to: 'M020' }] }))
    accepted(await crew.ada.makeUnits({ lotId: 'SEAL-5' }, { serials: [{ from: 'S001', to: 'S020' }] }))
    wrench = await machineAt(plant(), 'cork', 'ASM-1')
    rig = await machineAt(plant(), 'cork', 'TEST-1')
    terminal = await browser.visit(`${plant().url}/terminal`, { user: 'ada', size: 'terminal' })
    terminal.setDefaultTimeout(25_000)
  })
  afterAll(() => Promise.all([wrench?.end(), rig?.end()]))

  it('is ordered by the planner, and released to the floor', async () => {
    const page = await desk.sits('paula', '/orders/new')
    await page.locator('main').getByRole('option', { name: 'Pump PMP', exact: true }).click()
    await page.getByLabel('Quantity').fill('6')
    await page.getByLabel('Order number').fill('PO-6')
    await page.getByRole('button', { name: 'Create the order' }).click()
    await page.getByRole('heading', { name: 'PO-6' }).waitFor()
    await office().does('Release', 'PO-6: released')
  })

  it('begins at a bench that is scanned, where each pump gets its number', async () => {
    await floor().goTo('Assembly ASM', 'PO-6', 'Assemble')
    await floor().does('Start the order', 'Order PO-6 has started')
    await scan(terminal, 'ASM-1')
    await floor().does('Start Assemble, Assembly bench 1', 'Assemble has started')
    await terminal.getByLabel('First number').fill('P001')
    await terminal.getByLabel('Last number').fill('P006')
    await floor().does('Give the numbers', 'Units have their numbers: P001 P006')
  })

  it('has motor and seal built into each pump by scans', async () => {
    for (const serial of pumps) {
      await scan(terminal, serial)
      await unit(serial).waitFor()
      for (const part of [serial.replace('P', 'M'), serial.replace('P', 'S')]) {
        await scan(terminal, part)
        await floor().told(`${part} built into ${serial}`)
      }
    }
  })

  it('is told by eye which part is foreign, and which is in another pump', async () => {
    await scan(terminal, 'P001')
    await unit('P001').waitFor()
    await scan(terminal, 'BOLT-9')
    await terminal.getByText('Lot BOLT-9 of BOLT: nothing here takes it now.').waitFor()
  })

  it('hears the torques of each pump from the wrench, and holds the one that is out of its limits alone', async () => {
    await tightens(pumps.slice(0, 5))
    for (const serial of pumps.slice(0, 5)) await tile(serial).getByText('ready').waitFor()
    await tightens(['P006'], ['57'])
    await tile('P006').getByText('on hold').waitFor()
    await scan(terminal, 'P006')
    await unit('P006')
      .getByText(/^On hold: .*torque-1/)
      .waitFor()
    await unit('P006').getByText('outside its limits').waitFor()
    await unit('P006')
      .getByRole('button', { name: /Torque of bolt 1/ })
      .click()
    await unit('P006').locator('.measured').getByText('57').waitFor()
  })

  it('goes on with the others, and books their bolts with each of them', async () => {
    await scan(terminal, 'P001')
    await floor().does('P001 is done', 'P001: Assemble done')
    await floor().does('All 4 that are ready', 'P002, P003, P004, P005: Assemble done')
    const page = await desk.sits('olga', '/lots/BOLT-9')
    await page.locator('.page').getByText('980').first().waitFor()
  })

  it('has the pump that was held tightened again, as quality decides', async () => {
    const page = await desk.sits('quinn', '/quality')
    await page.getByRole('link', { name: /P006/ }).first().click()
    await office().button('Classify…').click()
    await office().dialog.getByLabel('Reason').fill('One bolt of one pump')
    await office().dialog.getByRole('button', { name: 'Classify' }).click()
    await office().told('The deviation is classified.')
    await office().uncovered()
    await office().button('Decide…').click()
    await office().dialog.getByLabel('Decision').selectOption('Rework')
    await office().dialog.getByLabel('From which step on it is done again').selectOption('Assemble')
    await office().dialog.getByLabel('Reason').fill('Loosen the bolts and tighten them again')
    await office().signs({ 'Sign in as Quinn Delaney': 'quinn' }, 'The deviation is decided.')
    await tile('P006').getByText('open').waitFor()
    await tightens(['P006'])
    await tile('P006').getByText('ready').waitFor()
    await floor().does('P006 is done', 'P006: Assemble done')
  })

  it('is tested at the rig, and each pump is looked at by the next person', async () => {
    await floor().goTo('Test TEST', 'PO-6', 'Test')
    await scan(terminal, 'ben')
    await signIn(terminal, 'ben')
    await terminal.getByRole('button', { name: 'Ben Okafor' }).waitFor()
    await scan(terminal, 'TEST-1')
    await floor().does('Start Test, Test rig 1', 'Test has started')
    await rig.measures(
      pumps.map((serial) => ({
        parameterId: 'pressure-decay',
        serial,
        value: '2.4',
        unit: 'mbar',
        occurredAt: clock.now(),
      })),
    )
    for (const serial of pumps) {
      await scan(terminal, serial)
      await unit(serial).getByRole('heading', { name: 'Is the pump without a scratch?' }).waitFor()
      await floor().does('Yes', 'Is the pump without a scratch? Yes')
      await tile(serial).getByText('ready').waitFor()
    }
    await floor().does('All 6 that are ready', 'P001, P002, P003, P004, P005, P006: Test done')
  })

  it('loses one from the table, which is scrapped by its number, and makes the others', async () => {
    await floor().goTo('Packing PACK', 'PO-6', 'Pack')
    await floor().does('Start Pack, Packing table', 'Pack has started')
    await scan(terminal, 'P005')
    await unit('P005').waitFor()
    await floor().button('Scrap…').click()
    await floor().button('dropped').click()
    await floor().does('Scrap P005', 'P005: scrapped')
    await floor().does('Made: 5', '5 made in lot PO-6')
    await floor().does('All 5 that are ready', 'P001, P002, P003, P004, P006: Pack done')
  })

  it('is completed by the supervisor, and released by quality', async () => {
    await desk.sits('olga', '/orders/PO-6')
    await office().does('Complete', 'PO-6: completed')
    const page = await desk.sits('quinn', '/batches/PO-6')
    await page.getByText('1 to look at; everything else is as the recipe wants it.').waitFor()
    await office().button('Comment and sign this one…').click()
    await office().dialog.getByLabel('Comment').fill('Tightened again and tested')
    await office().signsIn('quinn', 'Sign in as Quinn Delaney')
    await office().dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await office().uncovered()
    await office().button('Sign and release…').click()
    await office().signs({ 'Sign in as Quinn Delaney': 'quinn' }, 'Batch PO-6 is released.')
  })

  it('is packed into boxes by scans, and shipped on a pallet', async () => {
    const page = await desk.sits('ada', '/containers')
    const packs = async (kind: string, containerId: string, content: readonly string[]) => {
      await page.goto(`${plant().url}/containers`)
      await office().button('New container…').click()
      await office().dialog.getByRole('option', { name: kind }).click()
      await office()
        .dialog.getByLabel(/^Number/)
        .fill(containerId)
      await office().dialog.getByRole('button', { name: 'New container' }).click()
      await page.getByRole('heading', { name: containerId }).waitFor()
      await office().uncovered()
      await office().button('Pack…').click()
      for (const code of content) {
        await office().dialog.getByLabel('Scan a unit, a sublot or a container').focus()
        await scan(page, code)
        await office().told(`${code} is in ${containerId}`)
      }
      await office().dialog.getByRole('button', { name: 'Done' }).click()
      await office().uncovered()
    }
    await packs('Case', 'BOX-1', ['P001', 'P002', 'P003', 'P004'])
    await packs('Case', 'BOX-2', ['P006'])
    await packs('Pallet', 'PALLET-1', ['BOX-1', 'BOX-2'])
    await office().button('Ship…').click()
    await office().dialog.getByLabel('Customer').fill('AQUA')
    await office().dialog.getByRole('button', { name: 'Ship' }).click()
    await office().told('PALLET-1 left for AQUA')
    await page.goto(`${plant().url}/units/PMP/P006`)
    await page.getByText('At AQUA').waitFor()
    await page.goto(`${plant().url}/units/PMP/P005`)
    await page.getByText('Scrapped').first().waitFor()
    expect(await page.getByText('At AQUA').count()).toBe(0)
  })

  it('shows each pump without a fault of access, at each size', async () => {
    expect(await browser.faults(plant().url, { '/units/PMP/P006': 'P006' }, { user: 'quinn' })).toEqual([])
  })
})
