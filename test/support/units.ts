import type { LotId, MaterialId, OrderId, RecipeId, SublotId } from '../../events/identifiers.ts'
import { consume as consumeBody, createOrder, produce as produceBody } from '../../events/order.ts'
import { materialDefinition, recipeDraft } from '../../events/recipe.ts'
import type { Serial } from '../../shared/domain/stock/serial.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as consumption from '../../shared/usecases/production/consumption.ts'
import * as output from '../../shared/usecases/production/output.ts'
import * as reversal from '../../shared/usecases/production/reversal.ts'
import * as sublots from '../../shared/usecases/stock/sublots.ts'
import { approvedVersion, command, startStep, stock, taken } from './commands.ts'
import { ada, dec, erik, noon, paula } from './given.ts'

export const each = (value: string) => ({ value: dec(value), unit: '{each}' }) as const

const loose = { minusPercent: '100', plusPercent: '0' }

/** A pump has one motor and two seals, each registered in its pump, and grease, which is not tracked by unit. */
export const pumpLines = [
  {
    lineId: '0010',
    materialId: 'MOTOR',
    quantity: each('20'),
    tolerance: loose,
    perUnit: { quantity: each('1') },
  },
  { lineId: '0020', materialId: 'SEAL', quantity: each('40'), tolerance: loose, perUnit: { quantity: each('2') } },
  { lineId: '0030', materialId: 'GREASE', quantity: { value: '1', unit: 'kg' }, tolerance: loose },
] as const

/** A skid has two pumps, which are units themselves. */
const skidLines = [
  { lineId: '0010', materialId: 'PUMP', quantity: each('10'), tolerance: loose, perUnit: { quantity: each('2') } },
] as const

/** A recipe whose first step builds units of the product; the other steps follow it. */
export const recipeOf = (product: string, materials: readonly object[], steps: readonly object[] = []) =>
  recipeDraft.parse({
    product,
    batchSize: { min: each('1'), nominal: each('20'), max: each('1000') },
    steps: [{ stepId: 'build', name: 'Build', materials }, ...steps],
  })

/** Pumps are built and then tested; motors are units, seals are loose pieces, and grease is bulk. */
export async function pumpPlant(store: Store, at = noon): Promise<void> {
  for (const materialId of ['PUMP', 'SKID', 'MOTOR', 'SEAL', 'GREASE'] as MaterialId[]) {
    const body = materialDefinition.parse({ name: materialId, unit: materialId === 'GREASE' ? 'kg' : '{each}' })
    taken(await definitions.defineMaterial(store, command(erik, body, { at }), { materialId }))
  }
  const later = [{ stepId: 'test', name: 'Test', after: ['build'] }]
  await approvedVersion(store, '1', recipeOf('PUMP', pumpLines, later), at, 'PUMP' as RecipeId)
  await approvedVersion(store, '1', recipeOf('SKID', skidLines), at, 'SKID' as RecipeId)
}

/** A released lot of motors, each with its serial number. */
export async function motors(store: Store, lotId: string, serials: readonly string[]): Promise<void> {
  await stock(store, lotId, 'MOTOR', String(serials.length), noon, '{each}')
  taken(await sublots.makeUnits(store, command(ada, { serials: serials as SublotId[] }), { lotId }))
}

/** An order for pumps or skids whose first step runs. */
export async function building(store: Store, orderId: string, product = 'PUMP'): Promise<OrderId> {
  const body = createOrder.parse({ orderId, recipeId: product, product, quantity: each('4') })
  taken(await orders.createOrder(store, command(paula, body)))
  taken(await orders.releaseOrder(store, command(paula, {}), { orderId }))
  taken(await orders.startOrder(store, command(ada, {}), { orderId }))
  taken(await startStep(store, orderId, 'build'))
  return orderId as OrderId
}

export const announce = (store: Store, orderId: string, lotId: string, serials: readonly string[]): Promise<Outcome> =>
  output.announceUnits(
    store,
    command(ada, { lotId: lotId as LotId, serials: serials as SublotId[] }, { operation: 'announceUnits' }),
    { orderId },
  )

interface Draw {
  readonly lineId: string
  readonly lotId: string
  readonly sublotId?: string | undefined
  readonly value?: string
  readonly unit?: string
  readonly into?: string | undefined
  readonly stepId?: string
}

export const install = (store: Store, orderId: string, draw: Draw): Promise<Outcome> => {
  const { value = '1', unit = '{each}', stepId = 'build', ...body } = draw
  return consumption.consume(store, command(ada, consumeBody.parse({ ...body, stepId, quantity: { value, unit } })), {
    orderId,
  })
}

export const remove = (store: Store, orderId: string, consumptionId: string, more: object = {}): Promise<Outcome> =>
  reversal.reverseConsumption(store, command(ada, { consumptionId, reason: 'It leaks', ...more }), { orderId })

export const make = (
  store: Store,
  orderId: string,
  lotId: string,
  serials: readonly string[] | undefined,
  more: object = {},
): Promise<Outcome> =>
  output.produce(
    store,
    command(
      ada,
      produceBody.parse({ stepId: 'build', lotId, quantity: each(String(serials?.length ?? 1)), serials, ...more }),
    ),
    { orderId },
  )

export const unitIn = (state: Record<string, unknown>, materialId: string, serial: string): Serial | undefined =>
  state[`serial ${materialId}@${serial}`] as Serial | undefined
