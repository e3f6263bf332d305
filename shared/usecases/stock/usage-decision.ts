import type { Instant } from '../../../events/identifiers.ts'
import type { RetestLot } from '../../../events/material.ts'
import { objectionsToItsLots } from '../../domain/execution/batch-decision.ts'
import { isZero } from '../../domain/quantity.ts'
import { judgeSignature } from '../../domain/signature.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { decideSublot } from '../../domain/stock/sublot.ts'
import * as usageDecision from '../../domain/stock/usage-decision.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Reading, ref, type Store } from '../commit/store.ts'
import { holdsOnTheirWay, type Path, quality, stockIn, stockRefs, subject } from './basis.ts'

const decideLot =
  (status: 'released' | 'rejected') =>
  (store: Store, command: Command<{ reason?: string; sublotId?: string }>, { lotId }: Path): Promise<Outcome> => {
    const { reason, sublotId } = command.body
    return run(store, command, {
      subject: subject(lotId),
      of: 'lot',
      load: stockRefs(lotId, sublotId),
      loadMore: ({ lot }) => (lot?.value.orderId !== undefined ? { order: ref.order(lot.value.orderId) } : undefined),
      find: holdsOnTheirWay,
      decide: ({ lot, ...others }, circumstances, { order }, above) => {
        if (!lot) return 'unknown'
        const signed = judgeSignature(command.signature, { meanings: [status], ...quality }, circumstances)
        const found = stockIn(lot, others, above)
        return sublotId === undefined
          ? usageDecision.decideLot(
              found.lot,
              { status, reason },
              signed,
              circumstances.at,
              'itself',
              objectionsToItsLots(order?.value),
            )
          : decideSublot(found.lot, { sublotId, sublot: found.sublot }, { status, reason }, signed, circumstances.at)
      },
    })
  }

/** Why the lot, with all holds on it, cannot be released or rejected now. Only what an order made asks for its order. */
export async function objectionsToLot(reading: Pick<Reading, 'load'>, lot: Lot, at: Instant) {
  const { order } = await reading.load({ order: lot.orderId && ref.order(lot.orderId) })
  const of = (status: 'released' | 'rejected') =>
    usageDecision.objectionsToDecision(lot, status, at, 'itself', objectionsToItsLots(order?.value))
  return { release: of('released'), reject: of('rejected') }
}

export const releaseLot = decideLot('released')

export const rejectLot = decideLot('rejected')

export const retestLot = (store: Store, command: Command<RetestLot>, { lotId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { lot: ref.lot(lotId) },
    decide: ({ lot }, circumstances) =>
      lot
        ? usageDecision.retestLot(
            lot.value,
            command.body,
            judgeSignature(command.signature, { meanings: ['approved', 'verified'], ...quality }, circumstances),
            circumstances.at,
          )
        : 'unknown',
  })

/**
 * Rejects a sublot by the signed disposition of its deviation. A sublot that is rejected already stays unchanged; so does an empty one, unless it is
 * built into a unit and may come out again.
 */
export const rejectPart = (
  store: Store,
  command: Command<{ reason: string; sublotId: string; rejectedBy?: string | undefined }>,
  { lotId }: Path,
): Promise<Outcome> => {
  const { sublotId, ...decided } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: stockRefs(lotId, sublotId),
    decide: ({ lot, sublot }, { at }) => {
      if (!lot || !sublot) return 'unknown'
      const { status = lot.value.status, remaining, builtInto } = sublot.value
      if (status === 'rejected' || (isZero(remaining) && builtInto === undefined)) return 'nothing'
      const verdict = { status: 'rejected', ...decided } as const
      return decideSublot(lot.value, { sublotId, sublot: sublot.value }, verdict, bySignedDecision, at)
    },
  })
}

/** The decision was signed before; its consequences are not signed again. */
const bySignedDecision = { violations: [], signatures: [], spent: [] }

/** Applies the signed decision on a batch to its lots; the workflow acts by the authority of that signature. */
export const followBatch = (
  store: Store,
  command: Command<{ reason?: string; orderId: string; rejectedBy?: string | undefined }>,
  { lotId }: Path,
  status: 'released' | 'rejected',
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: stockRefs(lotId),
    find: holdsOnTheirWay,
    decide: ({ lot, ...others }, { at }, _, above) => {
      if (!lot) return 'unknown'
      // A lot that was rejected by itself stays rejected when its batch is released.
      if (lot.value.status === status || lot.value.status === 'rejected') return 'nothing'
      const { reason, rejectedBy } = command.body
      const verdict = { status, reason, rejectedBy }
      return usageDecision.decideLot(stockIn(lot, others, above).lot, verdict, bySignedDecision, at, 'batch')
    },
  })
