import * as domain from '../domain/stock-news.ts'
import { type Command, type Outcome, run } from './command.ts'
import { ref, type Store } from './store.ts'

export const synchronizeLot = (store: Store, command: Command<domain.LotNews>): Promise<Outcome> => {
  const { lotId, materialId } = command.body
  return run(store, command, {
    subject: { type: 'lot', id: lotId },
    of: 'lot',
    load: { lot: ref.lot(lotId), material: ref.material(materialId) },
    decide: ({ lot, material }, { at }) => domain.synchronizeLot(lot?.value, material?.value, command.body, at),
  })
}

export const synchronizeSublot = (store: Store, command: Command<domain.SublotNews>): Promise<Outcome> => {
  const { lotId, sublotId } = command.body
  return run(store, command, {
    subject: { type: 'lot', id: lotId },
    of: 'lot',
    load: { lot: ref.lot(lotId), sublot: ref.sublot(lotId, sublotId) },
    decide: ({ lot, sublot }) => domain.synchronizeSublot(lot?.value, sublot?.value, command.body),
  })
}
