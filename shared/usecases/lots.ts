import type { ReceiveLot } from '../../events/material.ts'
import * as domain from '../domain/lot.ts'
import { judgeSignature } from '../domain/signature.ts'
import { type Command, type Outcome, run } from './command.ts'
import { ref, type Store } from './store.ts'

type Path = { lotId: string }
const subject = (id: string) => ({ type: 'lot', id }) as const

export const receiveLot = (store: Store, command: Command<ReceiveLot>): Promise<Outcome> => {
  const { lotId, materialId } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    creates: true,
    load: { lot: ref.lot(lotId), material: ref.material(materialId) },
    decide: ({ lot, material }) => domain.receiveLot(lot?.value, command.body, material?.value),
  })
}

const decideLot =
  (status: 'released' | 'rejected') =>
  (store: Store, command: Command<{ reason?: string }>, { lotId }: Path): Promise<Outcome> =>
    run(store, command, {
      subject: subject(lotId),
      of: 'lot',
      load: { lot: ref.lot(lotId) },
      decide: ({ lot }, circumstances) => {
        if (!lot) return 'unknown'
        const signed = judgeSignature(
          command.signature,
          { meanings: [status === 'released' ? 'released' : 'rejected'], roles: ['quality'] },
          circumstances,
        )
        return domain.decideLot(lot.value, status, command.body.reason, signed)
      },
    })

export const releaseLot = decideLot('released')
export const rejectLot = decideLot('rejected')

/** The lots of a batch follow the signed decision on it; the workflow acts on that signature's authority. */
export const followBatch = (
  store: Store,
  command: Command<{ reason?: string; orderId: string }>,
  { lotId }: Path,
  status: 'released' | 'rejected',
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { lot: ref.lot(lotId) },
    decide: ({ lot }) => {
      if (!lot) return 'unknown'
      // A lot that was rejected by itself stays so when the rest of its batch is released.
      if (lot.value.status === status || lot.value.status === 'rejected') return 'nothing'
      return domain.decideLot(
        lot.value,
        status,
        command.body.reason,
        { violations: [], signatures: [], spent: [] },
        'batch',
      )
    },
  })
