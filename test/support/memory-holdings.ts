import type { LotAt, ReceivedLot, RemoteHold } from '../../shared/domain/quality/crossing.ts'
import type { HoldRecords, Pair } from '../../shared/usecases/enterprise/holds-across-sites.ts'

/**
 * The guarantees of the enterprise's table for holds: each call is atomic, and reads everything that was written before it.
 * @param between runs before each round trip
 */
export function memoryHoldings(between: () => Promise<void> = async () => undefined): HoldRecords {
  const holds = new Map<string, Map<string, RemoteHold>>()
  const receipts = new Map<string, Map<string, ReceivedLot>>()
  const tellings = new Map<string, Map<string, Pick<Pair, 'hold' | 'received'>>>()
  const name = ({ site, lotId }: LotAt) => `${site}/${lotId}`
  const under = <Value>(all: Map<string, Map<string, Value>>, lot: LotAt) => {
    const found = all.get(name(lot)) ?? new Map<string, Value>()
    all.set(name(lot), found)
    return found
  }
  return {
    async keepHold(on, told) {
      await between()
      const hold = { ...under(holds, on).get(told.holdId), ...told }
      under(holds, on).set(told.holdId, hold)
      return hold
    },
    async keepReceipt(from, received) {
      await between()
      under(receipts, from).set(name(received), received)
    },
    async holdsOn(lot) {
      await between()
      return [...under(holds, lot).values()]
    },
    async receivedFrom(lot) {
      await between()
      return [...under(receipts, lot).values()]
    },
    async keepTold({ lot, hold, received }) {
      await between()
      under(tellings, lot).set(`${hold.holdId} ${name(received)}`, { hold, received })
    },
    async toldOf(lot) {
      await between()
      return [...under(tellings, lot).values()]
    },
  }
}
