import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import type * as z from 'zod'
import { answers } from '../../../functions/genealogy/answers.ts'
import { told } from '../progress.ts'
import type { Figure } from '../report.ts'
import { median } from '../statistics.ts'
import { motionFigures, motionsDuring } from './motion.ts'
import { answer, openings, visiting } from './visit.ts'

/** Lots of each level: an order of its own makes each of them but the first. */
const levels = [1, 9, 90, 700, 1700]
const lotId = 'LOT-0-0'
const seconds = 5
const rounds = 3
const framesAim = 30
const note = 'the bench answers what the nodes are'

type Trace = z.input<typeof answers.traceLot>

/** The way of a lot that went into everything. */
export async function measureGenealogyScreen(browser: Browser, url: string): Promise<Figure[]> {
  const prepare = async (page: Page) => {
    await answer(page, `/v1/lots/${lotId}/trace`, answers.traceLot, ({ searchParams }) =>
      searchParams.get('direction') === 'backward' ? backward : forward,
    )
    await answer(page, `/v1/lots/${lotId}/recall`, answers.mockRecall, () => recall)
  }
  return visiting(
    browser,
    `${url}/lots/${lotId}/trace`,
    { user: 'quinn', size: 'board', shows: '.point', prepare },
    async (page) => [
      {
        table: 'Waiting',
        row: `the genealogy of ${forward.nodes.length} nodes, until it can be moved`,
        column: 'median',
        unit: 'ms',
        value: median(await openings(page, rounds)),
        note: `${rounds} times; ${note}`,
      },
      ...motionFigures(
        `genealogy of ${forward.nodes.length} nodes, moved by hand`,
        await told('moving the genealogy', () => motionsDuring(browser, page, () => moved(page))),
        framesAim,
        note,
      ),
    ],
  )
}

const strokeMs = 500

/** Strokes as of a hand, always farther down the long columns, and to and fro between them. */
async function moved(page: Page): Promise<void> {
  const pane = await page.locator('.graph .react-flow__pane').boundingBox()
  if (!pane) throw new Error('The genealogy is not on the screen.')
  for (let stroke = 0; stroke < (seconds * 1000) / strokeMs; stroke += 1) {
    const [from, to] = stroke % 6 < 3 ? [0.7, 0.4] : [0.4, 0.7]
    const place = (share: number) =>
      [pane.x + pane.width * (from + (to - from) * share), pane.y + pane.height * (0.85 - 0.7 * share)] as const
    await page.mouse.move(...place(0))
    await page.mouse.down()
    const began = performance.now()
    for (let ms = 0; ms < strokeMs; ms = performance.now() - began)
      await Promise.all([page.mouse.move(...place(ms / strokeMs)), pause(8)])
    await page.mouse.up()
  }
}

const at = new Date(Date.UTC(2026, 10, 2, 6)).toISOString()
const quantity = { value: '12.5', unit: 'kg' }
const free = { holds: [], held: false }

const idOf = (level: number, number: number) => `LOT-${level}-${number}`
const lots = levels.flatMap((size, level) => Array.from({ length: size }, (_, number) => ({ level, number })))

const affectedLots = lots.map(({ level, number }) => ({
  lotId: idOf(level, number),
  materialId: `MATERIAL-${level}`,
  status: 'released' as const,
  remaining: quantity,
  ...free,
}))

const affectedOrders = lots
  .filter(({ level }) => level > 0)
  .map(({ level, number }) => ({
    orderId: `O-${idOf(level, number)}`,
    product: `MATERIAL-${level}`,
    status: 'completed' as const,
    ...free,
  }))

const forward: Trace = {
  root: `lot:${lotId}`,
  nodes: [
    ...affectedLots.map((it) => ({ type: 'lot' as const, id: it.lotId, ...it })),
    ...affectedOrders.map((it) => ({ type: 'order' as const, id: it.orderId, ...it })),
  ],
  edges: lots.flatMap(({ level, number }) => {
    const before = levels[level - 1]
    if (before === undefined) return []
    const [made, orderId] = [idOf(level, number), `O-${idOf(level, number)}`]
    // One in ten takes from a neighbour, too.
    const taken = [number % before, ...(number % 10 === 0 && before > 1 ? [(number + 1) % before] : [])]
    return [
      ...taken.map((it) => ({ from: `lot:${idOf(level - 1, it)}`, to: `order:${orderId}`, quantity, at })),
      { from: `order:${orderId}`, to: `lot:${made}`, quantity, orderId, at },
    ]
  }),
  loops: [],
  pending: [],
  complete: true,
}

const backward: Trace = { ...forward, nodes: forward.nodes.slice(0, 1), edges: [] }

const none = { value: '0', unit: 'kg' }
const recall: z.input<typeof answers.mockRecall> = {
  lotId,
  recalls: [],
  balance: {
    received: none,
    remaining: none,
    consumed: none,
    shipped: none,
    scrapped: none,
    sampled: none,
    parted: none,
    adjusted: none,
    isBalanced: true,
  },
  counts: {
    lots: affectedLots.length,
    orders: affectedOrders.length,
    containers: 0,
    units: 0,
    shipments: 0,
    held: 0,
  },
  inHouse: [],
  consignees: [],
  affectedUnits: [],
  lots: affectedLots.map((it) => ({ ...it, affected: 'whole' })),
  orders: affectedOrders,
  containers: [],
  shipments: [],
  pending: [],
  complete: true,
}
