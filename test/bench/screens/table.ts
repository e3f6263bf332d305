import type { Browser, Page } from 'playwright-core'
import type * as z from 'zod'
import { answers } from '../../../functions/stock/answers.ts'
import { told } from '../progress.ts'
import type { Figure } from '../report.ts'
import { type Motion, motionFigures, motionsDuring } from './motion.ts'
import { answer, visiting } from './visit.ts'

const rows = 10_000
const pageRows = 200
const seconds = 5
/** Pixels: three screens in a second, as fast as a wheel of a mouse goes. */
const speed = 2400
const framesAim = 60
const drawnAim = 100

/** A list that is as long as a list may be. */
export async function measureTable(browser: Browser, url: string): Promise<Figure[]> {
  const prepare = (page: Page) => answer(page, '/v1/lots', answers.listLots, lotsAfter)
  const at = (address: string, work: (page: Page) => Promise<Figure[]>) =>
    visiting(browser, `${url}${address}`, { user: 'olga', shows: '.table tbody tr', prepare }, work)
  const motion = (page: Page): Promise<readonly Motion[]> =>
    told('scrolling', () => motionsDuring(browser, page, () => scrolled(page)))
  const note = 'the bench answers what the lots are'
  const plain = await at('/lots', async (page) => [
    ...motionFigures(`list of ${rows} lots, scrolling`, await motion(page), framesAim, note),
    {
      table: 'Drawn',
      row: `list of ${rows} lots`,
      column: 'rows in the page',
      unit: '',
      value: await page.locator('.table tbody tr').count(),
      aim: { atMost: drawnAim },
      note: 'in the middle of the list',
    },
  ])
  const sorted = await at('/lots?sort=-expires', async (page) =>
    motionFigures(`list of ${rows} lots, sorted, scrolling`, await motion(page), framesAim, note),
  )
  return [...plain, ...sorted]
}

async function scrolled(page: Page): Promise<void> {
  const tools = await page.context().newCDPSession(page)
  await tools.send('Input.synthesizeScrollGesture', {
    x: 700,
    y: 500,
    yDistance: -speed * seconds,
    speed,
    gestureSourceType: 'mouse',
  })
  await tools.detach()
}

type Lots = z.input<typeof answers.listLots>
type Lot = Lots['items'][number]

const statuses = ['released', 'quarantine', 'released', 'released', 'rejected', 'released', 'expired'] as const

function lotsAfter({ searchParams }: URL): Lots {
  const from = Number(searchParams.get('cursor') ?? 0)
  const next = from + pageRows
  const items = Array.from({ length: pageRows }, (_, number) => lotNumber(from + number))
  return { items, ...(next < rows && { nextCursor: String(next) }) }
}

function lotNumber(number: number): Lot {
  const day = Date.UTC(2026, 0, 1) + number * 3_600_000
  const none = { value: '0', unit: 'kg' }
  const remaining = { value: `${((number * 37) % 5000) / 10}`, unit: 'kg' }
  return {
    lotId: `LOT-${String(number).padStart(5, '0')}`,
    materialId: `MATERIAL-${number % 40}`,
    status: statuses[number % statuses.length] ?? 'released',
    quantity: { value: '500', unit: 'kg' },
    remaining,
    free: remaining,
    reserved: none,
    left: { consumed: none, shipped: none, scrapped: none, sampled: none, parted: none, adjusted: none },
    holds: number % 50 === 0 ? [`HOLD-${number}`] : [],
    location: `RACK-${number % 30}`,
    receivedAt: new Date(day).toISOString(),
    expiresAt: new Date(day + ((number * 7919) % 700) * 86_400_000).toISOString(),
    supplierId: `SUPPLIER-${number % 25}`,
    supplierLot: `${number}/26`,
  }
}
