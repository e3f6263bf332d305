import * as domain from '../../domain/stock/stock-news.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { holdsOnTheirWay, stockIn, stockRefs } from './basis.ts'

export const synchronizeLot = (store: Store, command: Command<domain.ErpLotMessage>): Promise<Outcome> => {
  const { lotId, materialId } = command.body
  return run(store, command, {
    subject: { type: 'lot', id: lotId },
    of: 'lot',
    load: { ...stockRefs(lotId), material: ref.material(materialId) },
    find: holdsOnTheirWay(store),
    decide: ({ lot, material, ...others }, { at }, _, above) =>
      domain.synchronizeLot(lot && stockIn(lot, others, above).lot, material?.value, command.body, at),
  })
}

export const synchronizeSublot = (store: Store, command: Command<domain.SublotNews>): Promise<Outcome> => {
  const { lotId, sublotId } = command.body
  return run(store, command, {
    subject: { type: 'lot', id: lotId },
    of: 'lot',
    load: stockRefs(lotId, sublotId),
    find: holdsOnTheirWay(store),
    decide: ({ lot, ...others }, _circumstances, _, above) =>
      domain.synchronizeSublot(lot && stockIn(lot, others, above).lot, others.sublot?.value, command.body),
  })
}
