import { numbersAsSublots } from '../../domain/stock/make-units.ts'
import * as domain from '../../domain/stock/stock-news.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store } from '../commit/store.ts'
import { densityRead, densityRefs, holdsOnTheirWay, stockIn, stockRefs } from './basis.ts'
import { knownIn, numberRefs, placeRefs } from './sublots.ts'

export const synchronizeLot = (store: Store, command: Command<domain.ErpLotMessage>): Promise<Outcome> => {
  const { lotId, materialId } = command.body
  return run(store, command, {
    subject: { type: 'lot', id: lotId },
    of: 'lot',
    load: { ...stockRefs(lotId), material: ref.material(materialId) },
    find: holdsOnTheirWay,
    decide: ({ lot, material, ...others }, { at }, _, above) =>
      domain.synchronizeLot(lot && stockIn(lot, others, above).lot, material?.value, command.body, at),
  })
}

export const synchronizeSublot = (store: Store, command: Command<domain.SublotNews>): Promise<Outcome> => {
  const { lotId, sublotId, materialId } = command.body
  return run(store, command, {
    subject: { type: 'lot', id: lotId },
    of: 'lot',
    load: { ...stockRefs(lotId, sublotId), ...numberRefs(materialId, [sublotId]) },
    loadMore: (basis): Refs => ({
      ...placeRefs(basis, [sublotId]),
      ...densityRefs(basis.lot, command.body.quantity),
    }),
    find: holdsOnTheirWay,
    decide: ({ lot, sublot, alerts, ...others }, { at }, more, above) => {
      const taken = numbersAsSublots(
        materialId,
        [sublotId],
        knownIn({ ...others, ...more }, [sublotId]),
        () => 'sublotId',
      )
      const found = lot && stockIn(lot, { sublot, alerts }, above).lot
      return domain.synchronizeSublot(found, sublot?.value, command.body, at, { taken, density: densityRead(more) })
    },
  })
}
