import { materialsOf } from '../../domain/recipes/line.ts'
import type { Plan } from '../../domain/schedule/schedule.ts'
import { type Need, needsOf, type Shortage, shelvesOf, shortages } from '../../domain/schedule/shortage.ts'
import { ref } from '../commit/store.ts'
import { type StockReading, stockReader } from '../production/picking.ts'
import { alertsOf } from '../quality/holds-above.ts'
import type { OpenOrderNow } from './plan.ts'

/** What a plan lacks. Of the materials in `unchecked` too much had to be read: what they lack is not known. */
export interface Shortfall {
  readonly short: readonly Shortage[]
  readonly unchecked: readonly string[]
}

/** The materials of the most urgent orders come first. A plant of 500 open orders has a tenth of it in use. */
const mostMaterials = 300
/** Lots of a material in the first read and in the last one; each has four times as many. */
const [lotsAtFirst, mostLots] = [10, 640]

/**
 * What the planned steps lack. It reads only the materials that they need, and of each the lots that are used first, until the need is covered: a query
 * for keys in each shard, and then the lots. Lots that were received moments ago may be missing.
 */
export async function shortfallOf(store: StockReading, plan: Plan, open: readonly OpenOrderNow[]): Promise<Shortfall> {
  const needs = needsOf(plan, open)
  if (needs.length === 0) return { short: [], unchecked: [] }
  const needed = [...new Set(needs.flatMap(({ line }) => materialsOf(line)))]
  const asked = needed.slice(0, mostMaterials)
  const { alerts } = await store.load({ alerts: ref.alerts() })
  const stock = await stockReader(store, asked, alertsOf(alerts))
  const reserved = [...new Set(needs.flatMap(({ order }) => Object.keys(order.reserved ?? {})))]
  let unread = asked
  let short: readonly Shortage[] = []
  for (let first = lotsAtFirst; unread.length > 0 && first <= mostLots; first *= 4) {
    const whole = await stock.read(unread, reserved, first)
    short = shortages(needs, shelvesOf(stock.candidates()))
    const lacking = lackingIn(needs, short)
    unread = unread.filter((materialId) => !whole.includes(materialId) && lacking.has(materialId))
  }
  const unchecked = [...needed.slice(mostMaterials), ...unread]
  const unsure = new Set(needs.filter(({ line }) => materialsOf(line).some((id) => unchecked.includes(id))).map(keyOf))
  return { short: short.filter((it) => !unsure.has(keyOf(named(it)))), unchecked }
}

/** The materials of the lines that are short, and of lines that took an alternate which these could have had. */
function lackingIn(needs: readonly Need[], short: readonly Shortage[]): ReadonlySet<string> {
  const keys = new Set(short.map((it) => keyOf(named(it))))
  const lacking = new Set(needs.filter((it) => keys.has(keyOf(it))).flatMap(({ line }) => materialsOf(line)))
  for (let before = -1; before < lacking.size; ) {
    before = lacking.size
    for (const { line } of needs)
      if (materialsOf(line).some((id) => lacking.has(id))) for (const id of materialsOf(line)) lacking.add(id)
  }
  return lacking
}

interface Named {
  readonly order: { readonly orderId: string }
  readonly step: { readonly stepId: string }
  readonly line: { readonly lineId: string }
}

const named = (it: Shortage): Named => ({ order: it, step: it, line: it })
const keyOf = ({ order, step, line }: Named): string => `${order.orderId} ${step.stepId} ${line.lineId}`
