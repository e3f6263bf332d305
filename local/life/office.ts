import { bodyOf } from '../definitions/plant-state.ts'
import type { Said } from '../demo/client.ts'
import type { Job } from './agenda.ts'
import type { World } from './life.ts'
import { accepted } from './trade.ts'

/** A material that the stores keep. */
export interface Kept {
  readonly materialId: string
  readonly unit: string
  /** Below so much, a lot of so much is received. */
  readonly least: string
  readonly lot: string
  readonly location: string
  readonly goodForDays?: number
  readonly supplierId?: string
  /** In percent, lot after lot. */
  readonly potencies?: readonly string[]
  /** How its lots are called, if the supplier gives them a number. */
  readonly lotIdOf?: (number: number) => string
  /** The numbers of the pieces of a lot, if they have any. */
  readonly serialsOf?: (number: number) => { readonly from: string; readonly to: string }
}

/** Material, unit, the least and a lot of it, and who supplies it, good for how many days. */
type Row = readonly [string, string, string, string, supplierId?: string | undefined, goodForDays?: number]

/** Materials that are kept at one place. */
export const keptAt = (location: string, rows: readonly Row[]): Kept[] =>
  rows.map(([materialId, unit, least, lot, supplierId, goodForDays]) => ({
    materialId,
    unit,
    least,
    lot,
    location,
    ...(supplierId !== undefined && { supplierId }),
    ...(goodForDays !== undefined && { goodForDays }),
  }))

/** A version that was drafted comes into force. */
export async function approved({ staff }: World, recipeId: string): Promise<void> {
  const ids = { recipeId, version: '1' }
  accepted(await (await staff.as('erik')).submitRecipe(ids, {}))
  const quinn = await staff.as('quinn')
  accepted(await quinn.approveRecipe(ids, await staff.signed('approved', 'quinn')))
}

const day = 86_400_000

/** Receives what runs short, and quality releases it. */
export const stores = ({ staff, pace }: World, kept: readonly Kept[], every: number): Job => ({
  name: 'stores',
  async turn() {
    const quinn = await staff.as('quinn')
    const ada = await staff.as('ada')
    const { items } = bodyOf(await quinn.listStock({ limit: '200' }), 'its stock')
    for (const material of kept) {
      const there = items.filter(({ materialId }) => materialId === material.materialId)
      if (there.reduce((sum, { available }) => sum + Number(available.value), 0) >= Number(material.least)) continue
      const { items: lots } = bodyOf(
        await quinn.listLots({ materialId: material.materialId, limit: '200' }),
        `its lots of ${material.materialId}`,
      )
      const lot = lotOf(material, lots.length + 1, pace.now())
      accepted(await ada.receiveLot(lot))
      accepted(await quinn.releaseLot({ lotId: lot.lotId }, await staff.signed('released', 'quinn')))
    }
    return every
  },
})

function lotOf(material: Kept, number: number, now: Date) {
  const { materialId, unit, lot, location, goodForDays, supplierId, potencies, lotIdOf, serialsOf } = material
  const potency = potencies?.[(number - 1) % potencies.length]
  const expiresAt = goodForDays === undefined ? undefined : new Date(now.getTime() + goodForDays * day)
  return {
    lotId: lotIdOf?.(number) ?? `${materialId}-${String(number).padStart(2, '0')}`,
    materialId,
    quantity: { value: lot, unit },
    location,
    ...(potency !== undefined && { potency }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt.toISOString().slice(0, 10) }),
    ...(serialsOf !== undefined && { serials: [serialsOf(number)] }),
    ...(supplierId !== undefined && { supplierId, supplierLot: `${24 + (number % 3)}/${100 + number * 7}` }),
  }
}

/** How long something waits for quality, in hours. */
export interface Patience {
  readonly deviation: number
  readonly batch: number
}

/** What quality decides on a deviation. */
type Decided = Pick<Said<'dispositionDeviation'>, 'disposition' | 'reason' | 'rework'>

const asItIs = (): Decided => ({ disposition: 'use-as-is', reason: 'It does the product no harm' })

/** Quality decides on what has waited long enough: deviations, and batches with what is to be looked at. */
export const quality = (
  { staff, pace }: World,
  { deviation, batch }: Patience,
  every: number,
  decide: (subject: { readonly type: string; readonly id: string }) => Decided = asItIs,
): Job => ({
  name: 'quality',
  async turn() {
    const quinn = await staff.as('quinn')
    const hasWaited = (since: string | undefined, hours: number) =>
      since !== undefined && pace.now().getTime() - Date.parse(since) >= hours * 3_600_000
    let decided = false
    const { items } = bodyOf(await quinn.listDeviations({ limit: '200' }), 'its deviations')
    for (const { deviationId, status, openedAt, subject } of items) {
      // What is decided is carried out and closed by the workflow.
      const isDecided = status === 'dispositioned' || status === 'closed'
      if (isDecided || !hasWaited(openedAt, deviation)) continue
      const ids = { deviationId }
      decided = true
      if (status === 'open')
        accepted(await quinn.classifyDeviation(ids, { severity: 'minor', reason: 'Short, and seen at once' }))
      else {
        const signed = await staff.signed('dispositioned', 'quinn', 'quentin')
        accepted(await quinn.dispositionDeviation(ids, { ...decide(subject), ...signed }))
      }
    }
    const { items: batches } = bodyOf(await quinn.listBatches({ limit: '200' }), 'its batches')
    for (const { orderId, batchStatus, endedAt } of batches) {
      const isWaiting = batchStatus === 'awaiting-review' || batchStatus === 'awaiting-release'
      if (!isWaiting || !hasWaited(endedAt, batch)) continue
      const { items: exceptions } = bodyOf(await quinn.listExceptions({ orderId }), 'its exceptions')
      for (const { exceptionId, status } of exceptions)
        if (status === 'to-review') {
          const signed = await staff.signed('reviewed', 'quinn')
          accepted(await quinn.reviewException({ orderId, exceptionId }, { comment: 'Seen, and explained', ...signed }))
        }
      accepted(await quinn.releaseBatch({ orderId }, await staff.signed('released', 'quinn', 'quentin')))
      return 120
    }
    return decided ? 600 : every
  },
})
