import { connectAsync, type MqttClient } from 'mqtt'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choicesOf, type Reason } from '../../console/src/screens/performance/reasons.ts'
import { shiftBeside, shiftOf, spanOf } from '../../console/src/screens/performance/spans.ts'
import { until } from '../../local/demo/client.ts'
import { putAhead } from '../../local/life/pace.ts'
import { periodAt } from '../../shared/domain/performance/shift-period.ts'
import { applied } from '../support/at-screen.ts'
import { faultsAtEachSize, hasBrowser, useBrowser } from '../support/browser.ts'
import { type Crew, crewOf, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const minute = 60_000
const hour = 60 * minute
const times = {
  timeZone: 'Europe/Paris',
  shifts: [
    { shiftId: 'morning', from: '05:00', to: '13:00' },
    { shiftId: 'afternoon', from: '13:00', to: '21:00' },
    { shiftId: 'night', from: '21:00', to: '05:00' },
  ],
}

describe('The choices for a stop', () => {
  const reason = (reasonId: string, parentId?: string) =>
    ({ reasonId, name: reasonId, ...(parentId !== undefined && { parentId }) }) as Reason
  const tree = [
    reason('film'),
    reason('torn', 'film'),
    reason('seam', 'film'),
    reason('jam'),
    reason('belt', 'jam'),
    reason('side', 'belt'),
    reason('break'),
  ]
  const idsOf = (used: Readonly<Record<string, number>>) =>
    choicesOf(tree, new Map(Object.entries(used))).map(
      ({ reason: { reasonId }, leaves }) => [reasonId, ...leaves.map((it) => it.reasonId)] as const,
    )

  it('are the groups with all leaves below them, in the order of the class, as long as none was used', () => {
    expect(idsOf({})).toEqual([['film', 'torn', 'seam'], ['jam', 'side'], ['break']])
  })

  it('begin with the leaves that were used most, and then with the groups that were', () => {
    expect(idsOf({ side: 9, seam: 2, break: 4 })).toEqual([
      ['side'],
      ['seam'],
      ['jam', 'side'],
      ['break'],
      ['film', 'seam', 'torn'],
    ])
  })
})

describe('The times that people ask for', () => {
  const at = Date.parse('2027-03-28T08:30:00.000Z')
  const told = ({ from, to }: { readonly from: number; readonly to: number }) => [
    new Date(from).toISOString(),
    new Date(to).toISOString(),
  ]

  it('are whole shifts and days of the plant, also when the clocks change', () => {
    expect(told(spanOf('shift', times, at))).toEqual(['2027-03-28T03:00:00.000Z', '2027-03-28T11:00:00.000Z'])
    // The night has seven hours.
    expect(told(spanOf('before', times, at))).toEqual(['2027-03-27T20:00:00.000Z', '2027-03-28T03:00:00.000Z'])
    expect(told(spanOf('yesterday', times, at + 24 * hour))).toEqual([
      '2027-03-27T23:00:00.000Z',
      '2027-03-28T22:00:00.000Z',
    ])
    expect(told(spanOf('7d', times, at))).toEqual(['2027-03-21T23:00:00.000Z', '2027-03-28T11:00:00.000Z'])
  })

  it('find a shift by its date, and those beside it', () => {
    const night = shiftOf(times, '2027-03-27', 'night')
    expect(night && told(night)).toEqual(['2027-03-27T20:00:00.000Z', '2027-03-28T03:00:00.000Z'])
    expect(night && shiftBeside(times, night, 'before')).toMatchObject({ date: '2027-03-27', shiftId: 'afternoon' })
    expect(night && shiftBeside(times, night, 'after')).toMatchObject({ date: '2027-03-28', shiftId: 'morning' })
    expect(shiftOf(times, '2027-03-27', 'noon')).toBeUndefined()
  })
})

describe.runIf(hasBrowser)('The use of time', () => {
  const plant = usePlant({ site: 'nantes' })
  const browser = useBrowser()
  const path = { equipmentId: 'BAGGER-1' } as const
  let crew: Crew
  let bagger: MqttClient | undefined
  let page: Page
  let from = 0
  const at = (minutes: number) => new Date(from + minutes * minute).toISOString()
  const statesOf = async () =>
    (await read(crew.vera.listStates(path, { from: at(0), to: at(480), limit: '200' }))).items
  const stops = () => page.getByRole('list', { name: 'Stops' }).getByRole('listitem')

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    await applied(crew, 'nantes', [])
    // Two hours into a shift.
    const { to } = periodAt(times, Date.now())
    from = to
    await putAhead(plant().url, { seconds: Math.ceil((to + 2 * hour - Date.now()) / 1000) })
    crew = await crewOf(plant().url)
    bagger = await connectAsync(plant().mqttUrl, { clientId: 'BAGGER-1', reconnectPeriod: 0 })
    let sequence = 0
    const say = (minutes: number, state: string, reason?: string) => {
      sequence += 1
      const said = { sequence, occurredAt: at(minutes), state, ...(reason !== undefined && { reason }) }
      return bagger?.publishAsync('andon/nantes/BAGGER-1/state', JSON.stringify(said), { qos: 1 })
    }
    await say(1, 'execute')
    await say(20, 'stopped', 'The film is torn')
    await say(25, 'execute')
    await say(28, 'stopped', 'A loaf lay across')
    await say(34, 'execute')
    await say(40, 'stopped')
    await say(52, 'execute')
    await until(statesOf, (found) => found.length >= 7, 'the states of the bagger', 25)
    page = await browser.visit(`${plant().url}/equipment/BAGGER-1`, { user: 'olga' })
    page.setDefaultTimeout(20_000)
  })
  afterAll(() => bagger?.endAsync(true))

  it('is a ribbon with its stops beside it, and says why an indicator has no value', async () => {
    await page.getByRole('list', { name: 'Time by kind' }).getByText('Unplanned stop').waitFor()
    expect(await stops().count()).toBe(3)
    await stops().filter({ hasText: 'Film · Film torn' }).getByText('the machine: The film is torn').waitFor()
    expect(await stops().filter({ hasText: 'Nobody has said why yet' }).count()).toBe(2)
    await page.getByText('target 85.0').or(page.getByText('No pieces were counted.')).first().waitFor()
    await page.getByRole('list', { name: 'Losses, the greatest first' }).getByText('Film · Film torn').waitFor()
  })

  it('takes the reason of a stop, its group first', async () => {
    await stops().filter({ hasText: '12\u00a0min' }).getByRole('button', { name: 'Say why it stood' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Waits for others ›' }).click()
    await dialog.getByRole('button', { name: 'No loaves from the slicer' }).click()
    await dialog.waitFor({ state: 'detached' })
    await stops().filter({ hasText: 'Waits for others · No loaves from the slicer' }).waitFor()
    expect((await statesOf()).find(({ from: begin }) => begin === at(40))).toMatchObject({
      reasonId: 'no-loaves',
      givenBy: 'olga',
    })
  })

  it('has a stop parted, and its second part given a reason of its own', async () => {
    await stops().filter({ hasText: '12\u00a0min' }).getByRole('button', { name: 'Change the stop' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('tab', { name: 'Part in two' }).click()
    await dialog.getByRole('combobox', { name: 'Reason of the second (if you like)' }).focus()
    await dialog.getByRole('option', { name: 'Break' }).click()
    await dialog.getByRole('button', { name: 'Part in two' }).click()
    await dialog.waitFor({ state: 'detached' })
    await stops().filter({ hasText: 'Break' }).waitFor()
    expect((await statesOf()).filter(({ reasonId }) => reasonId === 'break' || reasonId === 'no-loaves')).toHaveLength(
      2,
    )
  })

  it('has several stops made one, and a state corrected by a supervisor', async () => {
    await stops().filter({ hasText: 'Film torn' }).getByRole('button', { name: 'Change the stop' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('tab', { name: 'Make one of several' }).click()
    await dialog.getByRole('listbox', { name: 'Up to and with the stop of' }).getByRole('option').first().click()
    await dialog.getByRole('button', { name: 'Make one of several' }).click()
    await dialog.waitFor({ state: 'detached' })
    await stops().filter({ hasText: '14\u00a0min' }).waitFor()
    await stops().filter({ hasText: 'No loaves' }).getByRole('button', { name: 'Change the stop' }).click()
    await dialog.getByRole('tab', { name: 'Correct the state' }).click()
    await dialog.getByRole('option', { name: 'Idle' }).click()
    await dialog.getByLabel('Reason').fill('It was empty, and told a stop')
    await dialog.getByRole('button', { name: 'Correct the state' }).click()
    await dialog.waitFor({ state: 'detached' })
    await stops().filter({ hasText: 'the machine said another state' }).waitFor()
  })

  it('is asked for at the terminal, where a stop is explained in two touches', async () => {
    const say = (minutes: number, state: string, sequence: number) =>
      bagger?.publishAsync(
        'andon/nantes/BAGGER-1/state',
        JSON.stringify({ sequence, occurredAt: at(minutes), state }),
        { qos: 1 },
      )
    await say(60, 'stopped', 100)
    await say(75, 'execute', 101)
    await until(statesOf, (found) => found.some(({ needsReason }) => needsReason), 'the stop', 25)
    const terminal = await browser.visit(`${plant().url}/terminal/BAGGER-1`, { user: 'ada', size: 'terminal' })
    const why = terminal.getByRole('region', { name: 'Why did Bagger stand?' })
    await why.getByRole('button', { name: 'Metal detector ›' }).waitFor()
    // What was given of late needs one touch.
    expect(await why.getByRole('button').first().innerText()).not.toContain('›')
    expect(await faultsAtEachSize(terminal)).toEqual([])
    await why.getByRole('button', { name: 'Metal detector ›' }).click()
    await why.getByRole('button', { name: 'Check repeated' }).click()
    await why.waitFor({ state: 'detached' })
    expect((await statesOf()).find(({ from: begin }) => begin === at(60))).toMatchObject({ reasonId: 'detector-check' })
  })

  it('of a shift is on a page of its own, with the shifts before it', async () => {
    await page.goto(plant().url)
    await page.getByRole('link', { name: 'What this shift comes to' }).click()
    await page.getByRole('link', { name: 'Bagger', exact: true }).waitFor()
    await page.getByRole('list', { name: 'Losses, the greatest first' }).getByText('Break').waitFor()
    await page.getByRole('navigation', { name: 'Other shifts' }).getByRole('link').first().click()
    await page.waitForURL(/\/shifts\/\d{4}-\d\d-\d\d\/\w+$/)
    await page.getByText('No machine has said anything of itself in this shift.').waitFor()
    await page.getByRole('link', { name: 'Now' }).click()
    await page.getByText('it runs now').waitFor()
  })

  it('speaks French', async () => {
    const french = await browser.visit(`${plant().url}/shifts`, { user: 'olga', language: 'fr-FR' })
    await french.getByRole('heading', { name: 'Pertes de l’usine' }).waitFor()
    await french.getByText('Aucune pièce n’a été comptée.').first().waitFor()
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = { '/shifts': 'Losses of the plant', '/equipment/BAGGER-1': 'Use of time' }
    expect(await browser.faults(plant().url, screens, { user: 'olga' })).toEqual([])
  })
})
