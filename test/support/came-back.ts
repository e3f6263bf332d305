import { receiveLot, shipLot } from '../../events/material.ts'
import { repairUnits as repairBody } from '../../events/unit.ts'
import type { Caller } from '../../shared/domain/caller.ts'
import type { Serial } from '../../shared/domain/stock/serial.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as repairing from '../../shared/usecases/production/unit-repair.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import * as shipping from '../../shared/usecases/stock/shipping.ts'
import { followBatch } from '../../shared/usecases/stock/usage-decision.ts'
import { command, stock, taken } from './commands.ts'
import { ada, noon } from './given.ts'
import { type MemoryStore, memoryStore } from './memory-store.ts'
import { announce, building, each, install, make, motors, pumpPlant, unitIn } from './units.ts'

const batch: Caller = { kind: 'workflow', id: 'release', name: 'Batch release', roles: [] }
export const acme = { type: 'customer', id: 'ACME' } as const

/** The lot of an order, as quality's release of its batch leaves it. */
export const release = async (store: Store, orderId: string, lotId: string): Promise<void> => {
  taken(await followBatch(store, command(batch, { orderId }), { lotId }, 'released'))
}

export const ship = (store: Store, lotId: string, sublotId: string, shipmentId: string, to: object = acme) =>
  shipping.shipLot(store, command(ada, shipLot.parse({ shipmentId, to, sublotId })), { lotId })

/** What left with a shipment comes back as a new lot. */
export const comeBack = (store: Store, lotId: string, serials: readonly string[], from: readonly [string, string]) => {
  const origin = { site: 'lyon', lotId: from[0], shipmentId: from[1] }
  const body = receiveLot.parse({ lotId, materialId: 'PUMP', quantity: each(`${serials.length}`), serials, origin })
  return receiving.receiveLot(store, command(ada, body))
}

/** What became of the units of a repair: `done`, or the codes of the reasons against it. */
export async function repair(store: Store, orderId: string, lotId: string, serials: readonly string[], id?: string) {
  const body = repairBody.parse({ lotId, serials })
  const asked = command(ada, body, { operation: 'repairUnits', ...(id && { id }) })
  const outcomes = await repairing.repairUnits(store, asked, { orderId })
  return outcomes.map(({ outcome }) => resultOf(outcome))
}

export const resultOf = (outcome: Outcome) =>
  outcome.outcome === 'refused'
    ? outcome.violations.map(({ code, variant }) => (variant === undefined ? code : `${code}/${variant}`)).join(' ')
    : outcome.outcome

/**
 * Pumps P-1 and P-2 with their motors and seals, made in lot PUMP-1 by order O-1. P-1 was shipped to a customer and came back as lot RET-1. Order O-2 for
 * a repair runs.
 */
export async function plantWithReturn(): Promise<MemoryStore> {
  const store = memoryStore()
  await pumpPlant(store)
  await motors(store, 'MOT-1', ['M-1', 'M-2', 'M-3'])
  await stock(store, 'SEAL-1', 'SEAL', '20', noon, '{each}')
  await building(store, 'O-1')
  taken(await announce(store, 'O-1', 'PUMP-1', ['P-1', 'P-2']))
  for (const [into, sublotId] of [
    ['P-1', 'M-1'],
    ['P-2', 'M-2'],
  ] as const) {
    taken(await install(store, 'O-1', { lineId: '0010', lotId: 'MOT-1', sublotId, into }))
    taken(await install(store, 'O-1', { lineId: '0020', lotId: 'SEAL-1', value: '2', into }))
  }
  taken(await make(store, 'O-1', 'PUMP-1', ['P-1', 'P-2']))
  await release(store, 'O-1', 'PUMP-1')
  taken(await ship(store, 'PUMP-1', 'P-1', 'SH-1'))
  taken(await comeBack(store, 'RET-1', ['P-1'], ['PUMP-1', 'SH-1']))
  await building(store, 'O-2')
  return store
}

export const pumpIn = (store: MemoryStore, serial: string): Serial => {
  const unit = unitIn(store.state(), 'PUMP', serial)
  if (!unit) throw new Error(`There is no pump ${serial}.`)
  return unit
}
