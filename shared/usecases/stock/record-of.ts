import type { Fact } from '../../../events/envelope.ts'
import type { FactSubject } from '../../../events/subject.ts'
import { eachOnce } from '../../domain/fact-name.ts'
import type { Serial } from '../../domain/stock/serial.ts'
import type { Shipment } from '../../domain/stock/shipment.ts'
import { isToldOf, toldBy } from '../../domain/stock/unit-record.ts'

export interface Record {
  /** The facts of a subject, and those of others that name it. */
  factsOf(subject: FactSubject): Promise<readonly Fact[]>
  /** The facts by which material of a lot left with a shipment, or came back from it. */
  factsOfShipment(lotId: string, shipmentId: string): Promise<readonly Fact[]>
}

/** What has happened to one unit. One fact is of many units, so it stands in the chains of the orders and lots of the unit, and not in one of the unit. */
export async function recordOfUnit(record: Record, unit: Serial): Promise<readonly Fact[]> {
  const found = await Promise.all(toldBy(unit).map((subject) => record.factsOf(subject)))
  return eachOnce(found.flat()).filter(isToldOf(unit))
}

/** What left with a shipment and what came back from it, as the lots tell it. */
export async function recordOfShipment(record: Record, { shipmentId, lines }: Shipment): Promise<readonly Fact[]> {
  const lots = [...new Set(lines.map(({ lotId }) => lotId))]
  const found = await Promise.all(lots.map((lotId) => record.factsOfShipment(lotId, shipmentId)))
  return eachOnce(found.flat())
}
