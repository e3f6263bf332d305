import type { ReturnLot, ShipLot } from '../../../events/material.ts'
import type { House } from '../../domain/stock/shipment.ts'
import { shipLot as ship } from '../../domain/stock/shipping.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { densityRefs, holdsOnTheirWay, type Path, stockIn, stockRefs, subject } from './basis.ts'

/** The shipping site and the other sites of the company. */
export const houseOf = ({ site, otherSites = [] }: Command): House => ({ site, otherSites })

export const shipLot = (store: Store, command: Command<ShipLot>, { lotId }: Path): Promise<Outcome> => {
  const { shipmentId, sublotId, quantity } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...stockRefs(lotId, sublotId), shipment: ref.shipment(shipmentId) },
    loadMore: ({ lot }) => densityRefs(lot, quantity),
    find: holdsOnTheirWay,
    decide: ({ lot, shipment, ...others }, circumstances, { material }, above) => {
      if (!lot) return 'unknown'
      const stock = { ...stockIn(lot, others, above), density: material?.value.density }
      return ship(stock, shipment?.value, houseOf(command), command.body, circumstances)
    },
  })
}

/** Ships stock back to its supplier, in any status. */
export const returnToSupplier = (store: Store, command: Command<ReturnLot>, path: Path): Promise<Outcome> => {
  const { supplierId, ...body } = command.body
  return shipLot(store, { ...command, body: { ...body, to: { type: 'supplier', id: supplierId } } }, path)
}
