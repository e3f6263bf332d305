import { bodyOf } from '../definitions/plant-state.ts'
import type { Job } from './agenda.ts'
import type { World } from './life.ts'
import { ordersOf, type Shop } from './orders.ts'
import { isOver } from './steps.ts'
import { accepted, isEnough, NotDone } from './trade.ts'

/** Léa takes a lot of something else for whatever an order lacks next; the plant refuses. */
export async function scansWrongly(shop: Shop, lotId: string): Promise<void> {
  const running = (await ordersOf(shop)).filter(({ status }) => status === 'running')
  for (const { orderId } of running) if (await wrongLot(shop, orderId, lotId)) return
  throw new NotDone('No order needs a material at the moment; try again in a few minutes.')
}

/** Whether any line of the order lacks something. */
async function wrongLot({ staff }: World, orderId: string, lotId: string): Promise<boolean> {
  const lea = await staff.as('lea')
  const { items: steps } = accepted(await lea.listSteps({ orderId }))
  for (const { stepId, status, materials } of steps) {
    const line = status === 'running' ? materials.find((it) => !isEnough(it)) : undefined
    if (line === undefined) continue
    const { lineId, quantity } = line
    const answer = await lea.consume({ orderId }, { stepId, lineId, lotId, quantity })
    if (answer.ok) throw new NotDone(`The plant took ${lotId} for line ${lineId} of ${orderId}`)
    return true
  }
  return false
}

/** The training of a person ended yesterday; once more, and it is renewed. */
export async function trainingEnds({ staff, pace }: World, personId: string, qualificationId: string): Promise<void> {
  const olga = await staff.as('olga')
  const answer = await olga.getPerson({ personId })
  const { name, qualifications = [] } = bodyOf(answer, personId)
  const now = pace.now().getTime()
  const until = (validUntil: string | undefined) =>
    new Date(validUntil !== undefined && Date.parse(validUntil) < now ? now + 365 * 86_400_000 : now - 86_400_000)
  const changed = qualifications.map((it) =>
    it.qualificationId === qualificationId ? { ...it, validUntil: until(it.validUntil).toISOString() } : it,
  )
  const ifMatch = answer.headers.get('etag') ?? '*'
  accepted(await olga.definePerson({ personId }, { name, qualifications: changed }, { ifMatch }))
}

/** So many seconds after somebody has seen that a training has ended, the supervisor has seen to it. */
const renewedAfter = 900

/** Who works here, and may find at the door that a training is over. */
const people = ['lea', 'marco', 'nadia'] as const

/** A supervisor renews what has ended of the people at work; until then, the orders that stand say why. */
export function trainings(shop: Shop): Job {
  const { staff, pace } = shop
  const seen = new Map<string, number>()
  return {
    name: 'trainings',
    async turn() {
      const olga = await staff.as('olga')
      const now = pace.now().getTime()
      for (const personId of people) {
        const { name, qualifications = [] } = bodyOf(await olga.getPerson({ personId }), personId)
        for (const { qualificationId, validUntil } of qualifications) {
          const key = `${personId} ${qualificationId}`
          const hasEnded = validUntil !== undefined && Date.parse(validUntil) <= now
          const since = seen.get(key)
          if (!hasEnded) seen.delete(key)
          else if (since === undefined) {
            seen.set(key, now)
            await saidAt(shop, personId, qualificationId, `The training ${qualificationId} of ${name} has ended`)
          } else if (now - since >= renewedAfter * 1000) await trainingEnds(shop, personId, qualificationId)
        }
      }
      return 60
    },
  }
}

/** A supervisor writes it at the orders of this person, for which a step with this training is left. */
async function saidAt(shop: Shop, personId: string, qualificationId: string, why: string): Promise<void> {
  const olga = await shop.staff.as('olga')
  const text = `${why}. Olga renews it within ${renewedAfter / 60} minutes.`
  for (const { orderId, status } of await ordersOf(shop)) {
    const { first, second } = shop.crewOf(orderId)
    if (status !== 'running' || (first !== personId && second !== personId)) continue
    const { items: steps } = accepted(await olga.listSteps({ orderId }))
    const step = steps.find((it) => it.qualifications.includes(qualificationId) && !isOver(it))
    if (step !== undefined) accepted(await olga.commentOrder({ orderId }, { stepId: step.stepId, text }))
  }
}

/** Goods come damaged: they are received, and a deviation holds them. */
export const damagedGoods = ({ staff }: World, goods: Damaged): Job => ({
  name: goods.title,
  async turn() {
    const { title, description, ...lot } = goods
    const lea = await staff.as('lea')
    accepted(await lea.receiveLot(lot))
    accepted(await lea.openDeviation({ subject: { type: 'lot', id: lot.lotId }, title, description }))
    return undefined
  },
})

interface Damaged {
  readonly lotId: string
  readonly materialId: string
  readonly quantity: { readonly value: string; readonly unit: string }
  readonly location: string
  readonly supplierId: string
  readonly supplierLot?: string
  readonly title: string
  readonly description: string
}
