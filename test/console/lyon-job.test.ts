import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applied, clockOf, deskIn, handsOn, machineAt, scaleAt } from '../support/at-screen.ts'
import { hasBrowser, scan, signIn, useBrowser } from '../support/browser.ts'
import { accepted, type Crew, crewOf } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** The label of a weighed container: its number and its order. */
const label = (containerId: string, orderId: string) => `92${containerId}\u001d93${orderId}`

describe.runIf(hasBrowser)('A batch of syrup in Lyon, at its screens', () => {
  const plant = usePlant()
  const browser = useBrowser()
  const desk = deskIn(browser, () => plant().url)
  const office = desk.hands
  let crew: Crew
  let clock: ReturnType<typeof clockOf>
  let scale: Awaited<ReturnType<typeof scaleAt>>
  let mixer: Awaited<ReturnType<typeof machineAt>>
  let filler: Awaited<ReturnType<typeof machineAt>>
  let terminal: Page
  const floor = () => handsOn(terminal)

  const heat = (value: string, seconds: number) =>
    mixer.measures(
      Array.from({ length: Math.floor(seconds / 20) + 1 }, (_, place) => ({
        parameterId: 'temperature',
        value,
        unit: 'Cel',
        occurredAt: clock.now(Math.max(0, seconds - place * 20)),
      })),
    )

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    clock = clockOf(plant())
    await applied(crew, 'lyon', ['SYR', 'SYR-200'])
    const each = '{each}'
    const lots: readonly (readonly [string, string, string, string, object?])[] = [
      ['SUC-7', 'SUC', '2000', 'kg', { expiresAt: '2037-06-30' }],
      ['SOR-3', 'SOR', '1000', 'kg', { expiresAt: '2037-06-30' }],
      ['WAT-LOOP', 'WAT', '5000', 'L'],
      ['FLA-12', 'FLA', '10', 'L', { expiresAt: '2037-06-30' }],
      ['CART-5', 'CARTRIDGE', '20', each],
      ['AID-2', 'AID', '50', 'kg'],
      ['BOTTLE-3', 'BOTTLE', '10000', each],
      ['CAP-8', 'CAP', '10000', each],
      ['BOX-6', 'BOX', '500', each],
    ]
    for (const [lotId, materialId, value, unit, more] of lots) {
      accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: { value, unit }, ...more }))
      accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
    }
    scale = await scaleAt(crew, plant(), 'lyon', 'SCALE-1')
    mixer = await machineAt(plant(), 'lyon', 'MIX-1')
    filler = await machineAt(plant(), 'lyon', 'FILL-1')
    terminal = await browser.visit(`${plant().url}/terminal`, { user: 'ada', size: 'terminal' })
    terminal.setDefaultTimeout(25_000)
  })
  afterAll(() => Promise.all([scale?.end(), mixer?.end(), filler?.end()]))

  it('needs an active, which is received with its potency and released by quality', async () => {
    const page = await desk.sits('ada', '/lots/receive')
    const form = page.locator('main')
    await form.getByRole('option', { name: 'Active ACT ACT', exact: true }).click()
    await form.getByRole('textbox', { name: 'Lot', exact: true }).fill('ACT-41')
    await form.getByRole('textbox', { name: 'Quantity' }).fill('100')
    await form.getByLabel(/^Good until the end of/).fill('2037-06-30')
    await form.getByLabel(/^Potency/).fill('97.4')
    await page.getByRole('button', { name: 'Receive, in quarantine' }).click()
    await page.getByRole('heading', { name: 'ACT-41' }).waitFor()
    await desk.sits('quinn', '/lots/ACT-41')
    await office().button('Release…').click()
    await office().signs({ 'Sign in as Quinn Delaney': 'quinn' }, 'ACT-41 is released')
  })

  it('is ordered by the planner, and released to the floor', async () => {
    await desk.sits('paula', '/orders')
    await desk.at().getByRole('link', { name: 'New order' }).click()
    await desk.at().locator('main').getByRole('option', { name: 'Oral syrup SYR SYR', exact: true }).click()
    await desk.at().getByLabel('Quantity').fill('1500')
    await desk.at().getByLabel('Order number').fill('SYR-1500')
    await desk.at().getByRole('button', { name: 'Create the order' }).click()
    await desk.at().getByRole('heading', { name: 'SYR-1500' }).waitFor()
    await office().does('Release', 'SYR-1500: released')
  })

  it('begins at the scale, which is checked with each test weight of the day', async () => {
    await floor().goTo('Weighing WEIGHING', 'SYR-1500', 'Weigh and dispense')
    await floor().does('Start the order', 'Order SYR-1500 has started')
    await floor().does('Start Weigh and dispense, Floor scale 1', 'Weigh and dispense has started')
    for (const [shown, nominal] of [
      ['20.01', '20 kg'],
      ['500.1', '500 kg'],
    ] as const) {
      await scale.shows(shown)
      await floor().does(`${nominal} lie on it`, `Scale checked with ${nominal}`)
    }
    await terminal.getByText('· checked').waitFor()
  })

  it('has the active weighed for its potency, and verified by a second person at the same terminal', async () => {
    await scan(terminal, 'D-1')
    await terminal.getByText('Into container D-1').waitFor()
    await scale.shows('30.8')
    await terminal.getByText('Within', { exact: true }).waitFor()
    await floor().does('Record 30.8 kg', '30.8 kg of Active ACT weighed into D-1')
    await floor().button('Verify D-1…').click()
    await floor().signs({ 'The other person signs in': 'ben' }, 'Container D-1 verified')
    await terminal.getByRole('button', { name: 'Ada Moreau' }).waitFor()
  })

  /** The scale is broken: the weight is typed, the plant asks why, and a second person verifies it all the same. */
  const isTyped = async (name: string, weight: string, containerId: string) => {
    const card = terminal.getByRole('region', { name, exact: true })
    await card.waitFor()
    await scan(terminal, containerId)
    await card.getByText(containerId).waitFor()
    await terminal.getByText('Tare, or a typed weight').click()
    await terminal.getByLabel('Weight, typed').fill(weight)
    await floor().button(`Record ${weight} kg`).click()
    const { dialog } = floor()
    await dialog.getByText('a typed weight needs a reason').waitFor()
    await dialog.getByLabel('Reason').fill('The cable of the scale is broken')
    await dialog.getByRole('button', { name: `Record ${weight} kg` }).click()
    await floor().told(`${weight} kg of ${name} weighed into ${containerId}`)
    await floor().uncovered()
    await floor().button(`Verify ${containerId}…`).click()
    await floor().signs({ 'The other person signs in': 'ben' }, `Container ${containerId} verified`)
  }

  it.each([
    ['Sucrose', '900.5', 'D-2'],
    ['Sorbitol 70 %', '269.2', 'D-3'],
  ])('has %s typed while the scale is broken, with the reason', isTyped)

  it('is charged by the scan of each label; a foreign one is refused, and one that is spilled is weighed anew', async () => {
    await floor().does('Complete Weigh and dispense', 'Weigh and dispense is done')
    await floor().goTo('Mixing MIXING', 'SYR-1500', 'Charge')
    await scan(terminal, 'MIX-1')
    await floor().does('Start Charge, Mixer 1', 'Charge has started')
    await scan(terminal, label('D-1', 'SYR-1400'))
    await terminal.getByText('The plant knows no such code.').waitFor()
    for (const containerId of ['D-1', 'D-2']) {
      await scan(terminal, label(containerId, 'SYR-1500'))
      await floor().told(`Container ${containerId} charged`)
    }
    // What was charged is told before the list is asked anew.
    const third = terminal.getByRole('listitem').filter({ hasText: 'D-3' })
    await third.getByRole('button', { name: 'Reject…' }).click()
    await floor().dialog.getByLabel('Reason').fill('It fell off the pallet truck')
    await floor().dialog.getByRole('button', { name: 'Reject' }).click()
    await floor().told('Container D-3 rejected')
    await floor().uncovered()
    await floor().button('Weigh anew: Weigh and dispense').click()
    await terminal.getByRole('region', { name: 'Sorbitol 70 %' }).waitFor()
    await scan(terminal, 'SCALE-1')
    await terminal.getByText('Scale SCALE-1', { exact: true }).waitFor()
    await isTyped('Sorbitol 70 %', '269.2', 'D-4')
    await floor().button('Go on').click()
    await scan(terminal, 'SYR-1500')
    await scan(terminal, label('D-4', 'SYR-1500'))
    await floor().told('Container D-4 charged')
    await floor().does('Complete Charge', 'Charge is done')
  })

  it('counts only the time inside the window of temperature', async () => {
    await floor().button('Next: Dissolve').click()
    await terminal.getByRole('heading', { name: 'Dissolve', exact: true }).waitFor()
    await scan(terminal, 'MIX-1')
    await floor().does('Start Dissolve, Mixer 1', 'Dissolve has started')
    await floor().does('Take 615 L', '615 L of Purified water taken from WAT-LOOP')
    await floor().does('Take 1.8 L', '1.8 L of Flavour of orange taken from FLA-12')
    await clock.ahead(660)
    await heat('64.1', 660)
    await terminal.getByRole('list', { name: 'Times' }).getByText('11 min of 30 min at least').waitFor()
    expect(await floor().button('Complete Dissolve').count()).toBe(0)
  })

  it('stops by itself when the temperature leaves the window for too long', async () => {
    await clock.ahead(140)
    await heat('68.4', 140)
    await terminal.locator('.title').getByText('On hold').waitFor()
    await mixer.gets({ command: 'hold' })
  })

  it('goes on where it stood, once quality has decided by two signatures', async () => {
    await desk.sits('quinn', '/quality')
    await desk
      .at()
      .getByRole('link', { name: /temperature/i })
      .first()
      .click()
    await desk.at().getByRole('heading', { name: 'How it ran' }).waitFor()
    await office().button('Classify…').click()
    await office().dialog.getByLabel('Reason').fill('Two degrees for two minutes')
    await office().dialog.getByRole('button', { name: 'Classify' }).click()
    await office().told('The deviation is classified.')
    await office().uncovered()
    await office().button('Decide…').click()
    await office().dialog.getByLabel('Reason').fill('The active is stable up to 75 Cel')
    await office().signs(
      {
        'Sign in as Quinn Delaney': 'quinn',
        'Second person signs in': 'quentin',
      },
      'The deviation is decided.',
    )
    await terminal.locator('.title').getByText('On hold').waitFor({ state: 'detached' })
    await mixer.gets({ command: 'release' })
    await clock.ahead(1200)
    await heat('63.8', 1200)
    await floor().does('Complete Dissolve', 'Dissolve is done')
  })

  it('is cooled in time, counted from the end of the step before', async () => {
    await floor().button('Next: Cool').click()
    await terminal.getByRole('heading', { name: 'Cool', exact: true }).waitFor()
    await scan(terminal, 'MIX-1')
    await floor().does('Start Cool, Mixer 1', 'Cool has started')
    await clock.ahead(4500)
    const cooled = (value: string, secondsAgo: number) =>
      mixer.measures([{ parameterId: 'temperature', value, unit: 'Cel', occurredAt: clock.now(secondsAgo) }])
    await cooled('45.2', 2400)
    await terminal.getByRole('region', { name: 'temperature' }).getByText('45.2').waitFor()
    expect(await floor().button('Complete Cool').count()).toBe(0)
    await cooled('29.4', 60)
    const times = terminal.getByRole('list', { name: 'Times' })
    await times.getByText('Since the end of Dissolve').waitFor()
    await times.getByText('reached').waitFor()
    await floor().does('Complete Cool', 'Cool is done')
  })

  it('is measured in the laboratory, with the mean beside its formula', async () => {
    await floor().goTo('Laboratory of the process LAB', 'SYR-1500', 'Measure the pH')
    await floor().does('Start Measure the pH, pH meter 1', 'Measure the pH has started')
    for (const [name, value] of [
      ['pH of sample 1', '5.0'],
      ['pH of sample 2', '5.1'],
      ['pH of sample 3', '5.0'],
    ] as const) {
      await terminal.getByRole('region', { name }).getByLabel('Value').fill(value)
      await floor().does(`Record ${value} pH`, `${name}: ${value} pH recorded`)
    }
    const computed = terminal.getByRole('list', { name: 'Calculated' })
    await computed.getByText('mean(ph-1, ph-2, ph-3)').waitFor()
    await computed.getByText('5.03 pH').waitFor()
    await floor().does('Complete Measure the pH', 'Measure the pH is done')
    await floor().goTo('Laboratory of the process LAB', 'SYR-1500', 'Measure the Brix')
    await floor().does('Start Measure the Brix, Refractometer 1', 'Measure the Brix has started')
    await terminal.getByLabel('Value').fill('66.2')
    await floor().does('Record 66.2 %', 'Brix: 66.2 % recorded')
    await floor().does('Complete Measure the Brix', 'Measure the Brix is done')
  })

  it('is filtered', async () => {
    await floor().goTo('Filtering FILTERING', 'SYR-1500', 'Filter')
    await floor().does('Start Filter, Filter 1', 'Filter has started')
    await floor().does('Take 1', '1 of Filter cartridge 5 um taken from CART-5')
    await floor().does('Take 0.5 kg', '0.5 kg of Filter aid taken from AID-2')
    await floor().does('Yes', 'Did the filter pass its integrity test? Yes')
    await floor().does('Complete Filter', 'Filter is done')
  })

  it('is filled; a number that was typed wrong is taken back', async () => {
    await floor().goTo('Filling FILLING', 'SYR-1500', 'Fill')
    await floor().does('Start Fill, Filling line 1', 'Fill has started')
    await terminal.getByLabel('Value').fill('1490')
    await floor().does('Record 1 490 L', 'Filled volume: 1 490 L recorded')
    const made = terminal.getByRole('region', { name: 'Made: Oral syrup SYR' })
    await made.getByLabel('Quantity').fill('980')
    await floor().does('Made: 980 L', '980 L made in lot SYR-1500')
    await terminal.locator('.done').getByRole('button', { name: 'Take back' }).click()
    await floor().dialog.getByRole('textbox', { name: 'Reason' }).fill('98.0 was meant')
    await floor().dialog.getByRole('button', { name: 'Take back' }).click()
    await floor().told('Taken back: 98.0 was meant')
    await floor().uncovered()
    await made.getByLabel('Quantity').fill('98.0')
    await floor().does('Made: 98.0 L', '98.0 L made in lot SYR-1500')
    await terminal.getByRole('list', { name: 'What else there is to do' }).getByText('Made: Oral syrup SYR').click()
    await made.getByLabel('Quantity').fill('1392')
    await floor().does('Made: 1 392 L', '1 392 L made in lot SYR-1500')
    await terminal.getByRole('list', { name: 'Calculated' }).getByText('1 494.5 L').waitFor()
    await floor().does('Complete Fill', 'Fill is done')
  })

  it('leaves a clean mixer', async () => {
    await floor().goTo('Mixing MIXING', 'SYR-1500', 'Clean the mixer')
    await scan(terminal, 'MIX-1')
    await floor().does('Start Clean the mixer, Mixer 1', 'Clean the mixer has started')
    await floor().does('Yes', 'Is the mixer visibly clean and dry? Yes')
    await floor().does('Complete Clean the mixer', 'Clean the mixer is done')
  })

  it('is completed by the supervisor', async () => {
    await desk.sits('olga', '/orders/SYR-1500')
    await office().does('Complete', 'SYR-1500: completed')
  })

  it('is reviewed exception by exception, and released by two signatures', async () => {
    await desk.sits('quinn', '/batches/SYR-1500')
    await desk.at().getByText('2 to look at; everything else is as the recipe wants it.').waitFor()
    await desk
      .at()
      .getByText(/^\d+ entries of the order itself, none missing and none changed$/)
      .waitFor()
    for (const comment of ['The printouts of the scale agree', 'The active bears it']) {
      await office().button('Comment and sign this one…').click()
      await office().dialog.getByLabel('Comment').fill(comment)
      await office().signsIn('quinn', 'Sign in as Quinn Delaney')
      await office().dialog.getByRole('button', { name: 'Sign', exact: true }).click()
      await office().uncovered()
    }
    await office().button('Sign and release…').click()
    await office().signs(
      { 'Sign in as Quinn Delaney': 'quinn', 'Second person signs in': 'quentin' },
      'Batch SYR-1500 is released.',
    )
    await desk.at().locator('.review > header').getByText('Released', { exact: true }).waitFor()
    await desk.at().goto(`${plant().url}/lots/SYR-1500`)
    await desk.at().locator('.page > header', { hasText: 'Released' }).waitFor()
  })

  describe('in French', () => {
    it('is ordered in bottles', async () => {
      await desk.sits('paula', '/orders/new', 'fr-FR')
      await desk
        .at()
        .locator('main')
        .getByRole('option', { name: 'Oral syrup SYR in bottles of 200 mL SYR-200', exact: true })
        .click()
      await desk.at().getByLabel('Quantité').fill('960')
      await desk.at().getByLabel('Numéro de l’ordre').fill('BOTTLES-960')
      await desk.at().getByRole('button', { name: 'Créer l’ordre' }).click()
      await desk.at().getByRole('heading', { name: 'BOTTLES-960' }).waitFor()
      await office().does('Lancer', 'BOTTLES-960 : lancé')
    })

    it('is filled by the next person at the same terminal, who chooses the language', async () => {
      await floor().goTo('Filling FILLING', 'BOTTLES-960', 'Fill bottles')
      await terminal.getByRole('button', { name: 'Ada Moreau' }).click()
      await floor().dialog.getByLabel('Language').selectOption('Français')
      await floor().dialog.getByText('Langue').waitFor()
      await terminal.keyboard.press('Escape')
      await floor().uncovered()
      await scan(terminal, 'ben')
      await signIn(terminal, 'ben')
      await terminal.getByRole('button', { name: 'Ben Okafor' }).waitFor()
      await floor().does('Commencer l’ordre', 'L’ordre BOTTLES-960 a commencé')
      await floor().does('Commencer Fill bottles, Filling line 1', 'Fill bottles a commencé')
      await scan(terminal, 'SYR-1500')
      await floor().does('Prendre 192 L', '192 L de Oral syrup SYR pris du lot SYR-1500')
      await clock.ahead(60)
      await filler.measures(
        ['241.8', '242.4', '242.1', '241.9', '242.0'].map((value, place) => ({
          parameterId: 'fill-weight',
          value,
          unit: 'g',
          occurredAt: clock.now(5 - place),
        })),
      )
      await terminal.getByText('242,0 g').first().waitFor()
      await floor().does('Terminer Fill bottles', 'Fill bottles est terminé')
    })

    it('is packed', async () => {
      await floor().goTo('Packing PACKING', 'BOTTLES-960', 'Pack')
      await floor().does('Commencer Pack, Packing line 1', 'Pack a commencé')
      await floor().does('Produit : 960', '960 produits dans le lot BOTTLES-960')
      await floor().does('Terminer Pack', 'Pack est terminé')
    })

    it('is completed and released', async () => {
      await desk.sits('olga', '/orders/BOTTLES-960', 'fr-FR')
      await office().does('Terminer', 'BOTTLES-960 : terminé')
      await desk.sits('quinn', '/batches/BOTTLES-960', 'fr-FR')
      await desk.at().getByText('Tout est comme la recette le veut.').waitFor()
      await office().button('Signer et libérer…').click()
      await office().signs({ 'S’identifier : Quinn Delaney': 'quinn' }, 'Le lot BOTTLES-960 est libéré.', 'Signer')
    })
  })
})
