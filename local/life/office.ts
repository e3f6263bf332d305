import { bodyOf } from '../definitions/plant-state.ts'
import type { Job } from './agenda.ts'
import type { World } from './life.ts'
import { accepted } from './work.ts'

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
}

const day = 86_400_000

/** Receives what runs short, and quality releases it. */
export const stores = ({ staff, pace }: World, kept: readonly Kept[], every: number): Job => ({
  name: 'stores',
  async turn() {
    const quinn = await staff.as('quinn')
    const ada = await staff.as('ada')
    const { items } = bodyOf(await quinn.listStock({ limit: '200' }), 'its stock')
    for (const { materialId, unit, least, lot, location, goodForDays, supplierId, potencies } of kept) {
      const there = items.filter((it) => it.materialId === materialId)
      if (there.reduce((sum, { available }) => sum + Number(available.value), 0) >= Number(least)) continue
      const { items: lots } = bodyOf(await quinn.listLots({ materialId, limit: '200' }), `its lots of ${materialId}`)
      const number = lots.length + 1
      const lotId = `${materialId}-${String(number).padStart(2, '0')}`
      const potency = potencies?.[(number - 1) % potencies.length]
      const expiresAt = goodForDays === undefined ? undefined : pace.now().getTime() + goodForDays * day
      accepted(
        await ada.receiveLot({
          lotId,
          materialId,
          quantity: { value: lot, unit },
          location,
          ...(potency !== undefined && { potency }),
          ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString().slice(0, 10) }),
          ...(supplierId !== undefined && { supplierId, supplierLot: `${24 + (number % 3)}/${100 + number * 7}` }),
        }),
      )
      accepted(await quinn.releaseLot({ lotId }, await staff.signed('released', 'quinn')))
    }
    return every
  },
})

/** How long something waits for quality, in hours. */
export interface Patience {
  readonly deviation: number
  readonly batch: number
}

/** Quality decides on what has waited long enough: deviations, and batches with what is to be looked at. */
export const quality = ({ staff, pace }: World, { deviation, batch }: Patience, every: number): Job => ({
  name: 'quality',
  async turn() {
    const quinn = await staff.as('quinn')
    const hasWaited = (since: string | undefined, hours: number) =>
      since !== undefined && pace.now().getTime() - Date.parse(since) >= hours * 3_600_000
    let decided = false
    for (const status of ['dispositioned', 'investigated', 'classified', 'open'] as const) {
      const { items } = bodyOf(await quinn.listDeviations({ status }), 'its deviations')
      for (const { deviationId, openedAt } of items) {
        if (!hasWaited(openedAt, deviation)) continue
        const ids = { deviationId }
        decided = true
        if (status === 'open')
          accepted(await quinn.classifyDeviation(ids, { severity: 'minor', reason: 'Short, and seen at once' }))
        else if (status === 'dispositioned')
          accepted(await quinn.closeDeviation(ids, { reason: 'Decided, and nothing is left to do' }))
        else {
          const signed = await staff.signed('dispositioned', 'quinn', 'quentin')
          const disposition = { disposition: 'use-as-is', reason: 'It does the product no harm', ...signed } as const
          accepted(await quinn.dispositionDeviation(ids, disposition))
        }
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
