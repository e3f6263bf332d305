import type { Procedure, Step } from '../../events/recipe.ts'
import type { Circumstances } from '../domain/decision.ts'
import { fits, placeOf } from '../domain/fitness.ts'
import { type Available, forecast, type Outlook } from '../domain/forecast.ts'
import type { Person } from '../domain/master-data.ts'
import { ref, type Store } from './store.ts'

/** What a list of the equipment shows of each: enough to tell which a step may run on. */
export interface EquipmentCard {
  readonly equipmentId: string
  readonly parentId?: string
  readonly equipmentClass?: string
}

/** What of an order may start, and what one needs to show that to somebody. */
export interface OrderOutlook {
  readonly steps: readonly Outlook[]
  readonly procedures: readonly Procedure[]
  readonly person: Person | undefined
}

/** What may start of an order, and why the rest may not, for this caller now. Undefined when there is no such order. */
export async function outlookOf(
  store: Pick<Store, 'load'>,
  listEquipment: () => Promise<readonly EquipmentCard[]>,
  orderId: string,
  circumstances: Circumstances,
): Promise<OrderOutlook | undefined> {
  const [{ order, snapshot, person }, cards] = await Promise.all([
    store.load({
      order: ref.order(orderId),
      snapshot: ref.snapshot(orderId),
      person: ref.person(circumstances.caller.id),
    }),
    listEquipment(),
  ])
  if (!order) return undefined
  const floor = { order: order.value, snapshot: snapshot?.value, person: person?.value }
  const site = await availableFor(store, snapshot?.value.steps ?? [], cards)
  return {
    steps: forecast(floor, site, circumstances),
    procedures: snapshot?.value.procedures ?? [],
    person: person?.value,
  }
}

/** The equipment that any of the steps may run on, as it is now. */
export async function availableFor(
  store: Pick<Store, 'load'>,
  steps: readonly Step[],
  cards: readonly EquipmentCard[],
): Promise<Available[]> {
  const placed = steps.filter((step) => placeOf(step) !== undefined)
  const ids = cards.filter((card) => placed.some((step) => fits(step, card))).map((card) => card.equipmentId)
  const [equipment, machines] = await Promise.all([
    store.load(Object.fromEntries(ids.map((id) => [id, ref.equipment(id)]))),
    store.load(Object.fromEntries(ids.map((id) => [id, ref.machine(id)]))),
  ])
  return ids.flatMap((id) => {
    const defined = equipment[id]
    return defined ? [{ equipment: defined.value, machine: machines[id]?.value }] : []
  })
}
