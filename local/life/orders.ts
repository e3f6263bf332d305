import { bodyOf } from '../definitions/plant-state.ts'
import type { SiteClient } from '../demo/client.ts'
import type { Job } from './agenda.ts'
import type { History, World } from './life.ts'
import { type AtWork, accepted, type Crew, type Trade } from './trade.ts'
import { workOn } from './work.ts'

/** What is made by a recipe: how an order of it is called, how much, and how many are worked on side by side. */
export interface Product {
  readonly letters: string
  readonly product: string
  readonly unit: string
  readonly quantities: readonly [string, ...string[]]
  readonly sideBySide: number
  /** How many more are released, and wait. */
  readonly waiting: number
  /** When an order is due, in hours from its release. */
  readonly hours: number
  /** The next order is planned so many hours after the end of the one before. */
  readonly pauseHours?: number
}

/** A plant with the orders that its people work on. */
export interface Shop extends World {
  readonly trade: Trade
  readonly products: Readonly<Record<string, Product>>
  /** Materials that are booked by themselves: they are set aside for the order before. */
  readonly setAside: readonly string[]
  readonly crewOf: (orderId: string) => Crew
  /** Whether another order may start while so many are under way. */
  readonly mayStart?: (running: number) => boolean
  /** Seconds until the plant works; 0 while it does. */
  readonly opensIn?: () => Promise<number>
}

const hour = 3600

/** An order of the plan is created, released, and made ready. */
async function planned(shop: Shop, recipeId: string, dueInHours: number): Promise<string> {
  const { staff, pace } = shop
  const { letters, product, unit, quantities } = productOf(shop, recipeId)
  const paula = await staff.as('paula')
  const number =
    (await ordersOf(shop))
      .filter(isOf(letters))
      .reduce((most, { orderId }) => Math.max(most, numberOf(orderId)), 1000) + 1
  const orderId = `${letters}-${number}`
  const value = quantities[number % quantities.length] ?? quantities[0]
  const dueAt = new Date(Math.round(pace.now().getTime() / 60_000 + dueInHours * 60) * 60_000).toISOString()
  accepted(await paula.createOrder({ orderId, recipeId, product, quantity: { value, unit }, dueAt }))
  accepted(await paula.releaseOrder({ orderId }, {}))
  const olga = await staff.as('olga')
  const { items: picks } = accepted(await olga.listPicks({ orderId }))
  for (const { materialId, lots } of picks) {
    if (!shop.setAside.includes(materialId)) continue
    for (const { lotId, quantity } of lots) accepted(await olga.reserveLot({ orderId }, { lotId, quantity }))
  }
  return orderId
}

function productOf({ products }: Shop, recipeId: string): Product {
  const product = products[recipeId]
  if (product === undefined) throw new Error(`Nobody here makes ${recipeId}.`)
  return product
}

/** Orders that the people of this plant work on; whoever watches makes others for themselves. */
export async function ordersOf(shop: Shop) {
  const vera = await shop.staff.as('vera')
  const { items } = bodyOf(await vera.listOrders({ limit: '200' }), 'its orders')
  return items.filter(({ orderId }) => isOwn(shop, orderId))
}

export const isOwn = ({ products }: Shop, orderId: string): boolean =>
  Object.values(products).some(({ letters }) => isOf(letters)({ orderId }))

const isOf = (letters: string) => {
  const ownId = new RegExp(`^${letters}-\\d{4}$`)
  return ({ orderId }: { readonly orderId: string }) => ownId.test(orderId)
}

export const numberOf = (orderId: string): number => Number(orderId.slice(-4))

/** After how many seconds somebody looks again at an order that does not go on, is on hold, or waits for its turn. */
const watched = { idle: 60, held: 60, queue: 300 }
const unwatched = { idle: 900, held: 1800, queue: 900 }

/** An order from its release to its end. */
function orderJob(shop: Shop, orderId: string): Job {
  const { staff, trade, upToDate } = shop
  const patience = () => (shop.pace.leaps ? unwatched : watched)
  let goesOn = false
  return {
    name: orderId,
    async turn() {
      const closed = (await shop.opensIn?.()) ?? 0
      if (closed > 0) return closed
      const crew = shop.crewOf(orderId)
      const at: AtWork = { staff, trade, crew, orderId, upToDate }
      const asked = goesOn
      goesOn = false
      if (asked) {
        const seconds = await workOn(at)
        goesOn = seconds !== undefined
        // What keeps it from going on may be a hold, or its end: the order says so next time.
        return seconds ?? patience().idle
      }
      const first = await staff.as(crew.first)
      const { status, recipeId } = accepted(await first.getOrder({ orderId }))
      goesOn = status === 'running'
      if (goesOn) return 1
      if (status === 'held') {
        await stands(first, orderId, trade)
        return patience().held
      }
      if (status !== 'released') return undefined
      const running = (await ordersOf(shop)).filter((it) => it.status === 'running')
      const alike = running.filter((it) => it.recipeId === recipeId)
      if (alike.length >= productOf(shop, recipeId).sideBySide) return patience().queue
      if (shop.mayStart?.(running.length) === false) return patience().queue
      accepted(await first.startOrder({ orderId }, {}))
      return 30
    },
  }
}

/** What runs for an order on hold stands, where it is a line that would make more of it. */
async function stands(plant: SiteClient, orderId: string, { holds }: Trade): Promise<void> {
  if (holds === undefined) return
  const { items } = accepted(await plant.listSteps({ orderId }))
  for (const { status, equipmentId } of items) if (status === 'running' && equipmentId !== undefined) holds(equipmentId)
}

/** Plans orders at hours before the end of a history. */
export function planAt(
  shop: Shop,
  { end }: History,
  recipeId: string,
  hoursBefore: number,
  dueInHours = productOf(shop, recipeId).hours,
): void {
  const { agenda, pace } = shop
  agenda.add(
    {
      name: `plan ${recipeId}, ${hoursBefore} hours before`,
      async turn() {
        agenda.add(orderJob(shop, await planned(shop, recipeId, dueInHours)))
        return undefined
      },
    },
    secondsTo(pace.now(), end, hoursBefore),
  )
}

export const secondsTo = (now: Date, end: Date, hoursBefore: number): number =>
  (end.getTime() - now.getTime()) / 1000 - hoursBefore * hour

/** Every day goes on as the last: what was released is worked on, and so many orders wait. */
export const planning = (shop: Shop): Job => ({
  name: 'planning',
  async turn() {
    const { agenda } = shop
    const orders = await ordersOf(shop)
    const open = orders.filter(({ status }) => status === 'released' || status === 'running' || status === 'held')
    for (const { orderId } of open) agenda.add(orderJob(shop, orderId))
    for (const [recipeId, { sideBySide, waiting, hours, pauseHours = 0 }] of Object.entries(shop.products)) {
      if (open.filter((it) => it.recipeId === recipeId).length >= sideBySide + waiting) continue
      const restsFrom = shop.pace.now().getTime() - pauseHours * hour * 1000
      if (orders.some((it) => it.recipeId === recipeId && Date.parse(it.endedAt ?? '') > restsFrom)) continue
      agenda.add(orderJob(shop, await planned(shop, recipeId, hours)))
      return 30
    }
    return shop.pace.leaps ? 1800 : 120
  },
})
