import { randomUUID } from 'node:crypto'
import { reserveLot, reverse } from '../../events/consumption.ts'
import { makeContainer, packContainer, shipContainer } from '../../events/container.ts'
import type { DeviceMessage } from '../../events/device.ts'
import { weigh } from '../../events/dispensing.ts'
import {
  deviationId,
  equipmentId,
  holdId,
  lotId,
  materialId,
  parameterId,
  personId,
  recipeId,
} from '../../events/identifiers.ts'
import {
  adjustLot,
  divideLot,
  makeUnits,
  mergeLots,
  moveLot,
  receiveLot,
  returnLot,
  sampleLot,
  scrapLot,
  shipLot,
  splitLot,
} from '../../events/material.ts'
import { consume, createOrder, produce, recordResult } from '../../events/order.ts'
import { holdable } from '../../events/quality.ts'
import { equipmentDefinition, materialDefinition, personDefinition, recipeDraft } from '../../events/recipe.ts'
import { checkScale } from '../../events/scale.ts'
import type { Meaning } from '../../events/signature.ts'
import { announceUnits } from '../../events/unit.ts'
import { canonical } from '../../shared/domain/canonical.ts'
import { digest } from '../../shared/usecases/commit/chain.ts'
import type { Command } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import { processDeviceMessage } from '../../shared/usecases/equipment/devices.ts'
import type { Taken } from '../../shared/usecases/equipment/heard.ts'
import { dec } from '../support/given.ts'

/** A small plant with ids, names and bodies of realistic length, because their bytes are measured. */

const caller = { kind: 'person', id: 'ada', name: 'Ada Moreau', roles: ['operator', 'supervisor'] } as const
const quinn = { personId: 'quinn', roles: ['quality'] } as const
export const now = () => new Date().toISOString()

/** A command as the edge makes it. With a meaning it is signed by quality with a fresh sign-in. */
export function command<Body>(body: Body, meaning?: Meaning, id: string = randomUUID()): Command<Body> {
  const at = now()
  const signer = { valid: true, ...quinn, signedInAt: at, signIn: randomUUID() } as const
  const requestHash = digest(canonical({ body }))
  const signature = meaning && { meaning, signer }
  return { id, operation: 'measured', site: 'lyon', caller, clock: now, body, requestHash, signature }
}

const kg = (value: string) => ({ value: dec(value), unit: 'kg' })
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

export const material = materialDefinition.parse({ name: 'Sucrose', unit: 'kg', merging: 'allowed' })
export const equipment = equipmentDefinition.parse({ name: 'Mixer 7', level: 'work-unit', equipmentClass: 'mixer' })
export const signerId = personId.parse('quinn')
export const signer = personDefinition.parse({ name: 'Quinn Delaney' })
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
export const aLot = (lotId: string) =>
  receiveLot.parse({ lotId, materialId: sugar, quantity: kg('500'), supplierId: 'SUPPLIER-17' })
export const aDraw = (value: string) => consume.parse({ stepId: 'weigh', lineId: '0010', ...lot, quantity: kg(value) })
export const aProduct = produce.parse({ stepId: 'mix', lotId: 'LOT-SYR-26007', quantity: kg('99.4') })
export const acidity = (value: string) => recordResult.parse({ stepId: 'mix', parameterId: 'ph', value, unit: '[pH]' })

export const hear = (store: Store, message: DeviceMessage): Promise<Taken> =>
  processDeviceMessage(store, { site: 'lyon', equipmentId: mixer, message, clock: now })
export const temperature = (sequence: number, value: string): DeviceMessage => ({
  name: 'sample',
  sequence,
  samples: [{ parameterId: parameterId.parse('temperature'), value: dec(value), unit: 'Cel', occurredAt: now() }],
})

/** Commands on stock, with lots of their own. */
export const stock = {
  lot: { lotId: 'LOT-SUC-26050' },
  parts: [{ lotId: 'LOT-SUC-26051' }, { lotId: 'LOT-SUC-26052' }],
  merged: { lotId: lotId.parse('LOT-SUC-26053') },
  rack: equipmentId.parse('RACK-0412'),
} as const
const customer = { type: 'customer', id: 'CUSTOMER-8814' }
export const rackDefinition = equipmentDefinition.parse({ name: 'Rack 4.12', level: 'storage-unit' })
export const aPart = (part: 0 | 1) => splitLot.parse({ parts: [{ ...stock.parts[part], quantity: kg('25') }] })
export const allParts = mergeLots.parse({ from: stock.parts })
export const toRack = moveLot.parse({ to: stock.rack })
export const counted = adjustLot.parse({ counted: kg('449.5'), reason: 'Counted at the end of the month' })
export const spilled = scrapLot.parse({ quantity: kg('1.5'), reasonCode: 'SPILLED', reason: 'A bag was torn' })
export const aSample = sampleLot.parse({ quantity: kg('0.05'), sampleId: 'SAMPLE-26-118' })
export const aBag = divideLot.parse({ sublots: [{ sublotId: 'BAG-001', quantity: kg('25') }] })
export const aShipment = shipLot.parse({ shipmentId: 'SHIP-26-0031', to: customer, quantity: kg('100') })
export const aReturn = returnLot.parse({
  shipmentId: 'SHIP-26-0032',
  supplierId: 'SUPPLIER-17',
  quantity: kg('100'),
  reason: 'Caked',
})

/** A pump: its components are serialised units, and its oil is weighed. */
export const assembly = {
  path: { recipeId: recipeId.parse('PUMP-50'), version: '1' },
  order: { orderId: 'ORDER-258460' },
  pump: materialId.parse('PUMP-50'),
  seal: materialId.parse('SEAL-12'),
  oil: materialId.parse('OIL-ISO-46'),
  seals: { lotId: 'LOT-SEA-26011' },
  oils: { lotId: 'LOT-OIL-26012' },
  made: { lotId: 'LOT-PUM-26013' },
  scale: equipmentId.parse('BALANCE-03'),
  pallet: { containerId: 'PALLET-0007' },
  container: 'JAR-000118',
}
const each = (value: string) => ({ value: dec(value), unit: '{each}' })
const gram = (value: string) => ({ value: dec(value), unit: 'g' })
const { seal, oil, pump, seals, oils, made, pallet } = assembly
export const pieces = materialDefinition.parse({ name: 'Pump and its parts', unit: '{each}' })
export const oilDefinition = materialDefinition.parse({ name: 'Oil ISO VG 46', unit: 'kg' })
export const scaleDefinition = equipmentDefinition.parse({
  name: 'Balance 3',
  level: 'equipment-module',
  scale: {
    capacity: gram('6000'),
    increment: gram('0.1'),
    dailyCheck: { weights: [{ nominal: gram('1000'), tolerance: gram('0.2') }] },
  },
})
export const assemblyDraft = recipeDraft.parse({
  product: pump,
  batchSize: { min: each('1'), nominal: each('1'), max: each('10') },
  steps: [
    {
      stepId: 'build',
      name: 'Build and fill',
      materials: [
        { lineId: '0010', materialId: seal, quantity: each('2'), tolerance, perUnit: { quantity: each('2') } },
        { lineId: '0020', materialId: oil, quantity: gram('500'), tolerance, weighing: { verify: 'block' } },
      ],
    },
  ],
})
export const anAssembly = createOrder.parse({
  ...assembly.order,
  recipeId: assembly.path.recipeId,
  product: pump,
  quantity: each('1'),
})
export const sealsReceived = receiveLot.parse({ ...seals, materialId: seal, quantity: each('100') })
export const oilReceived = receiveLot.parse({ ...oils, materialId: oil, quantity: kg('20') })
export const aReservation = reserveLot.parse({ ...seals, quantity: each('2') })
export const announced = announceUnits.parse({ ...made, serials: ['SN-000118'] })
export const built = consume.parse({
  stepId: 'build',
  lineId: '0010',
  ...seals,
  quantity: each('2'),
  into: 'SN-000118',
})
export const takenOut = (consumptionId: string) => reverse.parse({ consumptionId, reason: 'Its lip is cut' })
export const scaleCheck = checkScale.parse({
  readings: [{ nominal: gram('1000'), reading: gram('1000.1') }],
  source: 'typed',
})
export const weighed = weigh.parse({
  stepId: 'build',
  lineId: '0020',
  ...oils,
  containerId: assembly.container,
  equipmentId: assembly.scale,
  method: 'gross-tare',
  tare: gram('120.4'),
  gross: gram('620.4'),
  source: 'typed',
  reason: 'The cable is at repair',
})
export const aPump = produce.parse({ stepId: 'build', ...made, quantity: each('1'), serials: ['SN-000118'] })
export const aPallet = makeContainer.parse({ ...pallet, kind: 'pallet' })
export const otherUnits = makeUnits.parse({ serials: ['SEAL-0001'] })
export const packed = packContainer.parse({ units: [{ ...seals, sublotId: 'SEAL-0001' }] })
export const palletShipped = shipContainer.parse({ shipmentId: 'SHIP-26-0033', to: customer })
