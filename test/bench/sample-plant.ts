import { randomUUID } from 'node:crypto'
import type { DeviceMessage } from '../../events/device.ts'
import { deviationId, equipmentId, holdId, materialId, parameterId, recipeId } from '../../events/identifiers.ts'
import { receiveLot } from '../../events/material.ts'
import { consume, createOrder, produce, recordResult } from '../../events/order.ts'
import { holdable } from '../../events/quality.ts'
import { equipmentDefinition, materialDefinition, personDefinition, recipeDraft } from '../../events/recipe.ts'
import type { Meaning } from '../../events/signature.ts'
import { canonical, digest } from '../../shared/usecases/chain.ts'
import type { Command } from '../../shared/usecases/command.ts'
import { hearDevice, type Taken } from '../../shared/usecases/devices.ts'
import type { Store } from '../../shared/usecases/store.ts'

/** A small plant with ids, names and bodies as long as real ones, since their bytes are what is measured. */

const caller = { kind: 'person', id: 'ada', name: 'Ada Moreau', roles: ['operator', 'supervisor'] } as const
const quinn = { personId: 'quinn', name: 'Quinn Delaney', roles: ['quality'] } as const
export const now = () => new Date().toISOString()

/** A command as the edge hands it over; with a meaning it is signed by quality with a fresh sign-in. */
export function command<Body>(body: Body, meaning?: Meaning, id: string = randomUUID()): Command<Body> {
  const at = now()
  const signer = { valid: true, ...quinn, signedInAt: at, tokenId: randomUUID() } as const
  const requestHash = digest(canonical({ body }))
  const signature = meaning && { meaning, signer }
  return { id, operation: 'measured', site: 'lyon', caller, at, body, requestHash, signature }
}

const kg = (value: string) => ({ value, unit: 'kg' })
export const mixer = equipmentId.parse('MIXER-07')
export const sugar = materialId.parse('SUCROSE-EP')
const syrup = materialId.parse('SYRUP-100')
export const recipe = { recipeId: recipeId.parse('SYRUP-100'), version: '1' }
export const order = { orderId: 'ORDER-258456' }
export const badOrder = { orderId: 'ORDER-258457' }
export const lot = { lotId: 'LOT-SUC-26041' }
export const badLot = { lotId: 'LOT-SUC-26042' }
export const deviation = { deviationId: deviationId.parse('DEV-26-0113') }
export const hold = { holdId: holdId.parse('HOLD-26-0044') }
export const heldLot = holdable.parse({ type: 'lot', id: badLot.lotId })

export const material = materialDefinition.parse({ name: 'Sucrose', unit: 'kg' })
export const equipment = equipmentDefinition.parse({ name: 'Mixer 7', level: 'work-unit', equipmentClass: 'mixer' })
export const qualified = personDefinition.parse({
  name: 'Ada Moreau',
  qualifications: [{ qualificationId: 'weighing' }, { qualificationId: 'mixing' }],
})
const tolerance = { minusPercent: '0', plusPercent: '0' }
export const draft = recipeDraft.parse({
  product: syrup,
  batchSize: { min: kg('50'), nominal: kg('100'), max: kg('150') },
  steps: [
    {
      stepId: 'weigh',
      name: 'Weigh and dispense',
      qualifications: ['weighing'],
      materials: [{ lineId: '0010', materialId: sugar, quantity: kg('40'), tolerance }],
    },
    {
      stepId: 'mix',
      name: 'Dissolve and mix',
      equipmentClass: 'mixer',
      qualifications: ['mixing'],
      parameters: [
        { parameterId: 'temperature', unit: 'Cel', target: '40', low: '35', high: '45', source: 'device' },
        { parameterId: 'ph', unit: '[pH]', low: '6.5', high: '7.5', source: 'operator' },
      ],
    },
  ],
})

export const anOrder = (orderId: string) =>
  createOrder.parse({ orderId, recipeId: recipe.recipeId, product: syrup, quantity: kg('100'), dueAt: now() })
export const aLot = (lotId: string) => receiveLot.parse({ lotId, materialId: sugar, quantity: kg('500') })
export const aDraw = (value: string) => consume.parse({ stepId: 'weigh', lineId: '0010', ...lot, quantity: kg(value) })
export const aProduct = produce.parse({ stepId: 'mix', lotId: 'LOT-SYR-26007', quantity: kg('99.4') })
export const acidity = (value: string) => recordResult.parse({ stepId: 'mix', parameterId: 'ph', value, unit: '[pH]' })

export const hear = (store: Store, message: DeviceMessage): Promise<Taken> =>
  hearDevice(store, { site: 'lyon', equipmentId: mixer, message, at: now() })
export const temperature = (sequence: number, value: string): DeviceMessage => ({
  name: 'sample',
  sequence,
  samples: [{ parameterId: parameterId.parse('temperature'), value, unit: 'Cel', occurredAt: now() }],
})
