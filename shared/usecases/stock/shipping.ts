import type { ReturnLot, ShipLot } from '../../../events/material.ts'
import type { House } from '../../domain/stock/shipment.ts'
import { shipLot as ship } from '../../domain/stock/shipping.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { holdsOnTheirWay, type Path, stockIn, stockRefs, subject } from './basis.ts'

/** The shipping site and the other sites of the company. */
export const houseOf = ({ site, otherSites = [] }: Command): House => ({ site, otherSites })

export const shipLot = (store: Store, command: Command<ShipLot>, { lotId }: Path): Promise<Outcome> => {
  const { shipmentId, sublotId } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...stockRefs(lotId, sublotId), shipment: ref.shipment(shipmentId) },
    find: holdsOnTheirWay(store),
    decide: ({ lot, shipment, ...others }, circumstances, _, above) =>
      lot
        ? ship(stockIn(lot, others, above), shipment?.value, houseOf(command), command.body, circumstances)
        : 'unknown',
  })
}

/** Ships stock back to its supplier, in any status. */
export const returnToSupplier = (store: Store, command: Command<ReturnLot>, path: Path): Promise<Outcome> => {
  const { supplierId, ...body } = command.body
  return shipLot(store, { ...command, body: { ...body, to: { type: 'supplier', id: supplierId } } }, path)
}
