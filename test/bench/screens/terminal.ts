import type { Browser, Page } from 'playwright-core'
import { scan } from '../../support/chromium.ts'
import { accepted, approvedVersion, crewOf, kg, releasedLot, runningOrder } from '../../support/crew.ts'
import type { Floor } from '../floor.ts'
import { told } from '../progress.ts'
import type { Figure } from '../report.ts'
import { median, percentile } from '../statistics.ts'
import { visiting } from './visit.ts'

const times = 20
const scanAimMs = 200
const actAimMs = 100

/** How soon the terminal of a work center answers a scan, and an act. */
export async function measureTerminal(browser: Browser, { plant, run }: Floor): Promise<Figure[]> {
  const place = `BOOTH-${run}`
  const order = `O-${run}-TERMINAL`
  const lots = [`CANE-1-${run}`, `CANE-2-${run}`] as const
  await prepared(plant.url, place, order, lots)
  const at = <Result>(step: string, shows: string, work: (page: Page) => Promise<Result>) =>
    visiting(
      browser,
      `${plant.url}/terminal/${place}?order=${order}&step=${step}`,
      { user: 'ada', size: 'terminal', shows },
      work,
    )
  const scans = await at('weigh', '.card', (page) => told('scans', () => scanned(page, lots)))
  const acts = await at('look', '.card', (page) => told('acts', () => pressed(page)))
  return [
    ...spread('a scan that the terminal expects, to its answer', scans.expected, scanAimMs),
    ...spread('a scan that the plant is asked about, to its answer', scans.asked, scanAimMs),
    ...spread('a touch of an act, until the eye sees it taken', acts.taken, actAimMs),
    ...spread('a touch of an act, until what comes next is there', acts.done),
  ]
}

function spread(row: string, ms: readonly number[], atMost?: number): Figure[] {
  const at = { table: 'Waiting', row, unit: 'ms', ...(atMost !== undefined && { aim: { atMost } }) }
  return [
    { ...at, column: 'median', value: median(ms), note: `${times} times` },
    { ...at, column: 'p95', value: percentile(ms, 0.95) },
  ]
}

/** A step that takes a material, of which the second lot is not the next one, and a step of questions only. */
async function prepared(url: string, place: string, order: string, lots: readonly [string, string]): Promise<void> {
  const crew = await crewOf(url)
  const [product, material] = [`${order}-MADE`, `${order}-CANE`]
  for (const [equipmentId, level, parentId] of [
    [place, 'work-center', undefined],
    [`${place}-A`, 'work-unit', place],
    [`${place}-B`, 'work-unit', place],
  ] as const)
    accepted(
      await crew.erik.defineEquipment({ equipmentId }, { name: equipmentId, level, ...(parentId && { parentId }) }),
    )
  for (const lotId of lots) await releasedLot(crew, lotId, material, kg('500'))
  accepted(await crew.erik.defineMaterial({ materialId: product }, { name: 'Syrup', unit: 'kg' }))
  const checks = Array.from({ length: times + 1 }, (_, number) => ({
    checkId: `check-${number}`,
    question: `Is part ${number} clean?`,
  }))
  await approvedVersion(crew, product, '1', [
    { stepId: 'weigh', workCenter: place, materials: [{ lineId: '10', materialId: material, quantity: kg('50') }] },
    { stepId: 'look', after: [], workCenter: place, checks },
  ])
  await runningOrder(crew, order, product, [
    { stepId: 'weigh', equipmentId: `${place}-A` },
    { stepId: 'look', equipmentId: `${place}-B` },
  ])
}

async function scanned(page: Page, [next, other]: readonly [string, string]) {
  const found: { expected: number[]; asked: number[] } = { expected: [], asked: [] }
  const answerTo = async (code: string) => {
    await page.evaluate(`bench.expect('scan', ['.scanned.taken'])`)
    await scan(page, code)
    const [ms = Number.NaN] = await page.evaluate<readonly number[]>('bench.answered')
    await page.locator('.scanned').getByRole('button', { name: 'Put away' }).click()
    return ms
  }
  for (let count = 0; count < times; count += 1) {
    found.expected.push(await answerTo(next))
    found.asked.push(await answerTo(other))
  }
  return found
}

/** Each answer of a check brings the question of the next one to hand. */
async function pressed(page: Page) {
  const found: { taken: number[]; done: number[] } = { taken: [], done: [] }
  for (let count = 0; count < times; count += 1) {
    const next = `.card[aria-label="Is part ${count + 1} clean?"]`
    await page.evaluate(`bench.expect('press', ['.next .button[data-pending]', '${next}'])`)
    await page.locator('.next').getByRole('button', { name: 'Yes' }).click()
    const [taken = Number.NaN, done = Number.NaN] = await page.evaluate<readonly number[]>('bench.answered')
    found.taken.push(taken)
    found.done.push(done)
  }
  return found
}
