import { linesOf } from '../../shared/domain/execution/units-leaving.ts'
import type { Order, Snapshot } from '../../shared/domain/orders/order.ts'
import { unitsOf } from '../../shared/domain/orders/units.ts'
import { isMade, lackingIn } from '../../shared/domain/production/unit.ts'
import { isAskedAfter, itemsPerUnit, namesUnits } from '../../shared/domain/recipes/per.ts'
import type { Lot, Sublot } from '../../shared/domain/stock/lot.ts'
import { type Serial, serialKey, stepsIn } from '../../shared/domain/stock/serial.ts'
import { type Refs, ref, type Store } from '../../shared/usecases/commit/store.ts'
import { shownUnit } from '../unit-view.ts'

interface Named {
  readonly materialId: string
  readonly serial: string
}

/** The units of one page, each with its status, its holds, and what it lacks in each step that knows it by its number: two round trips. */
export async function unitsShown(
  store: Pick<Store, 'load'>,
  order: Order,
  snapshot: Snapshot | undefined,
  page: readonly Named[],
  at: string,
) {
  const names = page.map(({ materialId, serial }) => serialKey(materialId, serial))
  const read = await store.load(Object.fromEntries(names.map((name) => [name, ref.unit(name)])))
  const units = names.flatMap((name) => read[name]?.value ?? [])
  const made = units.filter(isMade)
  const stock: Refs = Object.fromEntries(
    made.flatMap(({ lotId, sublotId }) => [
      [`lot ${lotId}`, ref.lot(lotId)],
      [`sublot ${lotId}@${sublotId}`, ref.sublot(lotId, sublotId)],
    ]),
  )
  const found = made.length > 0 ? await store.load(stock) : {}
  return units.map((unit) => {
    const lot = found[`lot ${unit.lotId}`]?.value as Lot | undefined
    const sublot = found[`sublot ${unit.lotId}@${unit.sublotId}`]?.value as Sublot | undefined
    return { ...shownUnit(unit, { lot, sublot }, at), steps: stepsOf(order, snapshot, unit) }
  })
}

function stepsOf(order: Order, snapshot: Snapshot | undefined, unit: Serial) {
  if (order.status === 'created' || !snapshot) return []
  return snapshot.steps
    .filter((step) => namesUnits(snapshot, step))
    .map((step) => {
      const { stepId } = step
      const { results = {}, left } = stepsIn(unit, order.orderId)?.[stepId] ?? {}
      const isSkipped = order.steps[stepId]?.status === 'skipped'
      // Whichever unit leaves next is the one that an item of every so many is asked of.
      const { finished } = unitsOf(order, stepId)
      const asked = isSkipped || left ? [] : itemsPerUnit(step)
      // A part that was taken out afterwards is missing, too.
      const isAsked = !isSkipped && left !== 'scrapped' && unit.status !== 'scrapped'
      const parts = isAsked ? lackingIn(unit, linesOf(snapshot, step)).map(({ line }) => line.lineId) : []
      return {
        stepId,
        status: left ?? (isSkipped ? ('skipped' as const) : ('waiting' as const)),
        missing: [
          ...asked
            .filter(({ id, item }) => results[id] === undefined && isAskedAfter(finished, item))
            .map(({ id }) => id),
          ...parts,
        ],
        outOfLimits: asked.filter(({ id }) => results[id] === false).map(({ id }) => id),
      }
    })
}
