import type { EquipmentId, MaterialId, OrderId, ParameterId, RecipeId, SublotId } from '../../events/identifiers.ts'
import {
  completeStep as completeBody,
  createOrder,
  produce as produceBody,
  recordResult as resultBody,
} from '../../events/order.ts'
import { materialDefinition, recipeDraft } from '../../events/recipe.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import { processDeviceMessage } from '../../shared/usecases/equipment/devices.ts'
import type { Taken } from '../../shared/usecases/equipment/heard.ts'
import { recordResult } from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as output from '../../shared/usecases/production/output.ts'
import { approvedVersion, command, startStep, taken } from './commands.ts'
import { ada, dec, erik, later, mixer, noon, paula } from './given.ts'
import { each } from './units.ts'

export const torque = {
  parameterId: 'torque',
  unit: 'N.m',
  low: '48',
  high: '52',
  source: 'device',
}

/** Each pump is tightened by a wrench on a bench, looked at, then tested; packing measures nothing and follows. */
export const pumpSteps = (more: { readonly torque?: object; readonly test?: object } = {}) => [
  {
    stepId: 'tighten',
    name: 'Tighten',
    flow: 'units',
    workCenter: 'MIXER-1',
    parameters: [{ ...torque, ...more.torque }],
    checks: [{ checkId: 'scratch', question: 'Is there no scratch?' }],
  },
  {
    stepId: 'test',
    name: 'Test',
    flow: 'units',
    after: ['tighten'],
    parameters: [{ parameterId: 'decay', unit: 'mbar', high: '5', source: 'operator', ...more.test }],
  },
  { stepId: 'pack', name: 'Pack', flow: 'units', after: ['test'] },
]

const bench = 'MIXER-1' as EquipmentId

/** An order of so many pumps, announced as P001 and on, whose first step runs on a bench with all of them. */
export async function pumps(
  store: Store,
  count: number,
  steps: readonly object[] = pumpSteps(),
  orderId = 'O-1',
): Promise<string[]> {
  const { equipmentId: _id, ...body } = mixer()
  taken(await definitions.defineEquipment(store, command(erik, body), { equipmentId: bench }))
  const material = materialDefinition.parse({ name: 'Pump', unit: '{each}' })
  taken(await definitions.defineMaterial(store, command(erik, material), { materialId: 'PUMP' as MaterialId }))
  const batchSize = { min: each('1'), nominal: each('20'), max: each('1000') }
  await approvedVersion(store, '1', recipeDraft.parse({ product: 'PUMP', batchSize, steps }), noon, 'PUMP' as RecipeId)
  const order = createOrder.parse({ orderId, recipeId: 'PUMP', product: 'PUMP', quantity: each(String(count)) })
  taken(await orders.createOrder(store, command(paula, order)))
  taken(await orders.releaseOrder(store, command(paula, {}), { orderId }))
  taken(await orders.startOrder(store, command(ada, {}), { orderId }))
  const serials = Array.from({ length: count }, (_, index) => `P${String(index + 1).padStart(3, '0')}`)
  const lotId = `LOT-${orderId}` as never
  taken(await output.announceUnits(store, command(ada, { lotId, serials: serials as SublotId[] }), { orderId }))
  taken(await startStep(store, orderId, 'tighten', bench))
  return serials
}

/** What the wrench of the bench sends. */
export const wrench = (
  store: Store,
  sequence: number,
  value: string,
  serial?: string | { readonly unread: string },
  seconds = sequence,
  parameterId = 'torque',
): Promise<Taken> =>
  processDeviceMessage(store, {
    site: 'lyon',
    equipmentId: bench,
    message: {
      name: 'sample',
      sequence,
      samples: [
        {
          parameterId: parameterId as ParameterId,
          value: dec(value),
          occurredAt: later(seconds),
          ...(serial !== undefined && { serial: typeof serial === 'object' ? serial : (serial as SublotId) }),
        },
      ],
    },
    clock: () => later(sequence),
  })

export const record = (store: Store, body: object, who = ada, orderId = 'O-1'): Promise<Outcome> =>
  recordResult(store, command(who, resultBody.parse(body)), { orderId })

export const scratchFree = (store: Store, serial: string, value = 'pass'): Promise<Outcome> =>
  record(store, { stepId: 'tighten', checkId: 'scratch', value, serial })

export const leave = (
  store: Store,
  stepId: string,
  serials: readonly unknown[],
  more: object = {},
  orderId = 'O-1',
): Promise<Outcome> => {
  const body = completeBody.parse({ ...(serials.length > 0 && { serials }), ...more })
  return execution.completeStep(store, command(ada, body), { orderId: orderId as OrderId, stepId })
}

export const producePumps = (
  store: Store,
  stepId: string,
  serials: readonly string[],
  more: object = {},
  orderId = 'O-1',
): Promise<Outcome> => {
  const quantity = each(String(serials.length))
  const body = produceBody.parse({ stepId, lotId: `LOT-${orderId}`, quantity, serials, ...more })
  return output.produce(store, command(ada, body), { orderId })
}
