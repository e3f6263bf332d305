import { randomUUID } from 'node:crypto'
import { reserveLot, unreserveLot } from '../../events/consumption.ts'
import { deviceMessages } from '../../events/device.ts'
import { chargeContainer, reverseCharge, weigh } from '../../events/dispensing.ts'
import { containerId, equipmentId, materialId, recipeId, sublotId } from '../../events/identifiers.ts'
import { receiveLot } from '../../events/material.ts'
import {
  changeQuantity,
  completeStep,
  consume,
  correctResult,
  createOrder,
  prioritizeOrder,
  produce,
  recordResult,
  splitOrder,
} from '../../events/order.ts'
import { equipmentDefinition, recipeDraft } from '../../events/recipe.ts'
import { announceUnits, buildUnits, repairUnits } from '../../events/unit.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import { processDeviceMessage } from '../../shared/usecases/equipment/devices.ts'
import * as batches from '../../shared/usecases/execution/batches.ts'
import * as results from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as consumption from '../../shared/usecases/production/consumption.ts'
import * as output from '../../shared/usecases/production/output.ts'
import * as reservation from '../../shared/usecases/production/reservation.ts'
import { buildUnits as build } from '../../shared/usecases/production/unit-building.ts'
import { repairUnits as repair } from '../../shared/usecases/production/unit-repair.ts'
import * as recipes from '../../shared/usecases/recipes/recipes.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import * as usageDecision from '../../shared/usecases/stock/usage-decision.ts'
import * as charging from '../../shared/usecases/weighing/charging.ts'
import * as dispensing from '../../shared/usecases/weighing/weighing.ts'
import { dec } from '../support/given.ts'
import { type Act, needs, preparation } from './act.ts'
import * as p from './sample-plant.ts'
import { command, now } from './sample-plant.ts'

const each = (value: string) => ({ value: dec(value), unit: '{each}' })
const kg = (value: string) => ({ value: dec(value), unit: 'kg' })
const gram = (value: string) => ({ value: dec(value), unit: 'g' })
const { seal, oil, pump, scale } = p.assembly
const tolerance = { minusPercent: '0', plusPercent: '0' }

const wrench = equipmentId.parse('WRENCH-0042')
const bolts = ['torque-1', 'torque-2', 'torque-3', 'torque-4']
const path = { recipeId: recipeId.parse('PUMP-50-SERIES'), version: '1' }
const order = { orderId: 'ORDER-258470' }
const made = { lotId: 'LOT-PUM-26031' }
const seals = { lotId: 'LOT-SEA-26021' }
const serials = Array.from({ length: 50 }, (_, index) => sublotId.parse(`SN-0002${String(index).padStart(2, '0')}`))
const firstTwo = serials.slice(0, 2)
const tighten = { ...order, stepId: 'tighten' }
const pack = { ...order, stepId: 'pack' }

/** Each pump gets a seal and four torques; a wrench sends those of fifty pumps after it was off the network. */
const series = recipeDraft.parse({
  product: pump,
  batchSize: { min: each('1'), nominal: each('50'), max: each('50') },
  steps: [
    {
      stepId: 'tighten',
      name: 'Tighten',
      flow: 'units',
      equipmentClass: 'wrench',
      materials: [
        { lineId: '0010', materialId: seal, quantity: each('50'), tolerance, perUnit: { quantity: each('1') } },
      ],
      parameters: bolts.map((parameterId) => ({ parameterId, unit: 'N.m', low: '48', high: '52', source: 'device' })),
    },
    { stepId: 'pack', name: 'Pack', flow: 'units', after: ['tighten'] },
  ],
})
const torques = () =>
  deviceMessages.sample.parse({
    sequence: 1,
    samples: serials.flatMap((serial) =>
      bolts.map((parameterId) => ({ parameterId, serial, value: '50.2', unit: 'N.m', occurredAt: now() })),
    ),
  })

const fill = { recipeId: recipeId.parse('CHARGED-12'), version: '1' }
const product = materialId.parse('SYRUP-100')
const batch = { orderId: 'ORDER-258471' }
const jars = ['JAR-000201', 'JAR-000202'].map((it) => containerId.parse(it))
const [jar = '' as never, otherJar = '' as never] = jars
const onMixer = { equipmentId: p.mixer }
const sugarLot = p.stock.lot

/** Oil is dispensed into jars and charged; sugar is filled, and its acidity measured. */
const charged = recipeDraft.parse({
  product,
  batchSize: { min: kg('10'), nominal: kg('100'), max: kg('200') },
  steps: [
    {
      stepId: 'dispense',
      name: 'Dispense',
      materials: [{ lineId: '0010', materialId: oil, quantity: gram('1000'), tolerance, weighing: {} }],
    },
    {
      stepId: 'fill',
      name: 'Fill',
      materials: [{ lineId: '0020', materialId: p.sugar, quantity: kg('40'), tolerance }],
      parameters: [{ parameterId: 'ph', unit: '[pH]', low: '6.5', high: '7.5', source: 'operator' }],
    },
    {
      stepId: 'charge',
      name: 'Charge',
      after: ['dispense'],
      equipmentClass: 'mixer',
      charges: [{ from: 'dispense', lineIds: ['0010'] }],
    },
  ],
})
const inJar = (container: string) =>
  weigh.parse({
    stepId: 'dispense',
    lineId: '0010',
    ...p.assembly.oils,
    containerId: container,
    equipmentId: scale,
    method: 'net',
    net: gram('500'),
    source: 'typed',
    reason: 'The cable is at repair',
  })
const resultId = randomUUID()
const shortId = randomUUID()

async function onlyOne(units: Promise<readonly { readonly outcome: Outcome }[]>): Promise<Outcome> {
  const [first, ...others] = await units
  if (first === undefined || others.length > 0) throw new Error('The bench measures one unit at a time.')
  return first.outcome
}

/** A recipe that is approved, and an order of it that runs. */
const orderOf = (
  draft: ReturnType<typeof recipeDraft.parse>,
  at: typeof path,
  { orderId }: { readonly orderId: string },
  quantity: ReturnType<typeof each>,
): Act[] => [
  [`draft ${at.recipeId}`, preparation, (s: Store) => recipes.draftRecipe(s, command(draft), at)],
  [`submit ${at.recipeId}`, preparation, (s: Store) => recipes.submitRecipe(s, command({}), at)],
  [`approve ${at.recipeId}`, preparation, (s: Store) => recipes.approveRecipe(s, command({}, 'approved'), at)],
  [
    `create ${orderId}`,
    preparation,
    (s: Store) =>
      orders.createOrder(
        s,
        command(createOrder.parse({ orderId, recipeId: at.recipeId, product: draft.product, quantity })),
      ),
  ],
  [`release ${orderId}`, preparation, (s: Store) => orders.releaseOrder(s, command({}), { orderId })],
]

/** Fifty pumps, their torques, and a repair; and a batch with jars that are charged, booked late and corrected. */
export const storyOfUnits: readonly Act[] = [
  [
    'define a wrench',
    preparation,
    (s) =>
      definitions.defineEquipment(
        s,
        command(equipmentDefinition.parse({ name: 'Wrench 42', level: 'work-unit', equipmentClass: 'wrench' })),
        { equipmentId: wrench },
      ),
  ],
  [
    'receive more seals',
    preparation,
    (s) => receiving.receiveLot(s, command(receiveLot.parse({ ...seals, materialId: seal, quantity: each('100') }))),
  ],
  ['release more seals', preparation, (s) => usageDecision.releaseLot(s, command({}, 'released'), seals)],
  ...orderOf(series, path, order, each('50')),
  ['start fifty pumps', preparation, (s) => orders.startOrder(s, command({}), order)],
  [
    'announceUnits, fifty',
    needs(
      `large fact, order, ${serials.map(() => 'serial number').join(', ')}`,
      `fact under the lot, ${serials.map(() => 'number under the order').join(', ')}`,
      { trips: [3, 'the order names its product'] },
    ),
    (s) => output.announceUnits(s, command(announceUnits.parse({ ...made, serials })), order),
  ],
  ['start tightening', preparation, (s) => execution.startStep(s, command({ equipmentId: wrench }), tighten)],
  [
    'machine: 200 samples of 50 units',
    {
      writeUnits: 1405,
      roundTrips: 222,
      note: 'kept machine, 204 kept trends (205); for each result fact, order, serial number (6); a round trip for each result, because each is a fact in the chain of its order',
    },
    (s) =>
      processDeviceMessage(s, {
        site: 'lyon',
        equipmentId: wrench,
        message: { name: 'sample', ...torques() },
        clock: now,
      }),
  ],
  [
    'buildUnits, each unit',
    needs('fact, order, lot, serial number', 'fact under the lot', {
      trips: [3, 'the order names its product'],
    }),
    (s) =>
      onlyOne(
        build(
          s,
          command(
            buildUnits.parse({
              stepId: 'tighten',
              units: [{ serial: firstTwo[0], components: [{ lineId: '0010', ...seals }] }],
            }),
          ),
          order,
        ),
      ),
  ],
  [
    'build another',
    preparation,
    (s) =>
      onlyOne(
        build(
          s,
          command(
            buildUnits.parse({
              stepId: 'tighten',
              units: [{ serial: firstTwo[1], components: [{ lineId: '0010', ...seals }] }],
            }),
          ),
          order,
        ),
      ),
  ],
  [
    'completeStep, two units',
    needs('large fact, order, serial number, serial number', 'fact under the machine', {
      trips: [4, 'the order names its product, machine and trends; while a hold spreads, also what it is made of'],
    }),
    (s) => execution.completeStep(s, command(completeStep.parse({ serials: firstTwo })), tighten),
  ],
  ['start packing', preparation, (s) => execution.startStep(s, command({}), pack)],
  ['pack two', preparation, (s) => execution.completeStep(s, command(completeStep.parse({ serials: firstTwo })), pack)],
  [
    'produce two units',
    needs('fact, order, lot, sublot, sublot, serial number, serial number', 'lot appears, fact under the lot', {
      trips: [4, 'the order names its product; while a hold spreads, also what it is made of'],
    }),
    (s) =>
      output.produce(
        s,
        command(produce.parse({ stepId: 'pack', ...made, quantity: each('2'), serials: firstTwo })),
        order,
      ),
  ],

  ...orderOf(charged, fill, batch, kg('100')),
  [
    'prioritizeOrder',
    needs('fact, order', 'order changes'),
    (s) => orders.prioritizeOrder(s, command(prioritizeOrder.parse({ priority: 1, reason: 'Short' })), batch),
  ],
  [
    'changeQuantity',
    needs('fact, order, snapshot, snapshot before', 'order changes', { trips: [3, 'the snapshot names the recipe'] }),
    (s) => orders.changeQuantity(s, command(changeQuantity.parse({ quantity: kg('200'), reason: 'More' })), batch),
  ],
  [
    'splitOrder',
    needs(
      'fact, order, snapshot, snapshot before, part, its snapshot',
      'order changes, part appears, fact under the part',
      {
        trips: [3, 'the snapshot names the recipe'],
      },
    ),
    (s) => orders.splitOrder(s, command(splitOrder.parse({ orderId: 'ORDER-258472', quantity: kg('100') })), batch),
  ],
  ['start the batch', preparation, (s) => orders.startOrder(s, command({}), batch)],
  [
    'reserve sugar',
    preparation,
    (s) => reservation.reserveLot(s, command(reserveLot.parse({ ...sugarLot, quantity: kg('20') })), batch),
  ],
  [
    'unreserveLot',
    needs('fact, order, lot', 'fact under the lot'),
    (s) => reservation.unreserveLot(s, command(unreserveLot.parse(sugarLot)), batch),
  ],
  ['start filling', preparation, (s) => execution.startStep(s, command({}), { ...batch, stepId: 'fill' })],
  [
    'consume, booked late',
    needs('fact, order, lot', 'fact under the lot'),
    (s) => {
      const draw = consume.parse({ stepId: 'fill', lineId: '0020', ...sugarLot, quantity: kg('40') })
      const late = { occurredAt: now(), lateReason: 'The network of the hall was down' }
      return consumption.consume(s, { ...command(draw), late }, batch)
    },
  ],
  [
    'measure the acidity',
    preparation,
    (s) =>
      results.recordResult(
        s,
        command(
          recordResult.parse({ stepId: 'fill', parameterId: 'ph', value: '7.4', unit: '[pH]' }),
          undefined,
          resultId,
        ),
        batch,
      ),
  ],
  [
    'correctResult',
    needs('fact, order', '', { trips: [3, 'the fact is read first'] }),
    (s) =>
      results.correctResult(s, command(correctResult.parse({ value: '7.1', unit: '[pH]', reason: 'Typed wrongly' })), {
        ...batch,
        resultId,
      }),
  ],
  ['start dispensing', preparation, (s) => execution.startStep(s, command({}), { ...batch, stepId: 'dispense' })],
  ['fill a jar', preparation, (s) => dispensing.weigh(s, command(inJar(jar)), batch)],
  ['fill another jar', preparation, (s) => dispensing.weigh(s, command(inJar(otherJar)), batch)],
  ['end dispensing', preparation, (s) => execution.completeStep(s, command({}), { ...batch, stepId: 'dispense' })],
  ['start charging', preparation, (s) => execution.startStep(s, command(onMixer), { ...batch, stepId: 'charge' })],
  [
    'chargeContainer',
    needs('fact, order, container', 'fact under the machine', {
      trips: [3, 'while a hold spreads, what the order is made of'],
    }),
    (s) =>
      charging.chargeContainer((code) => ({ names: [code] }))(
        s,
        command(chargeContainer.parse({ stepId: 'charge', ...onMixer, scanned: jar })),
        { ...batch, containerId: jar },
      ),
  ],
  [
    'reverseCharge',
    needs('fact, order, container', 'fact under the machine', {
      trips: [3, 'while a hold spreads, what the order is made of'],
    }),
    (s) =>
      charging.reverseCharge(s, command(reverseCharge.parse({ reason: 'The wrong jar' })), {
        ...batch,
        containerId: jar,
      }),
  ],
  [
    'rejectContainer',
    needs('fact, order, container, lot', 'fact under the lot', {
      trips: [4, 'the container names its lot; while a hold spreads, also what the order is made of'],
    }),
    (s) =>
      dispensing.rejectContainer(
        s,
        command({ reason: 'It fell' } as Parameters<typeof dispensing.rejectContainer>[1]['body']),
        {
          ...batch,
          containerId: otherJar,
        },
      ),
  ],
  [
    'closeShort',
    needs('fact, order, machine', 'order moves', {
      trips: [4, 'the order names its machines and lots; while a hold spreads, also what it is made of'],
    }),
    (s) => orders.closeShort(s, command({ reason: 'Enough pumps' }, undefined, shortId), order),
  ],
  ...['', ' tighten', ' pack'].map(
    (part): Act => [
      `review the early end${part}`,
      preparation,
      (s) =>
        batches.reviewException(s, command({ comment: 'Enough pumps' }, 'reviewed'), {
          ...order,
          exceptionId: execution.exceptionIdOf(order.orderId, shortId, part),
        }),
    ],
  ),
  ['release what is made', preparation, (s) => batches.releaseBatch(s, command({}, 'released'), order)],
  ['release its lot', preparation, (s) => usageDecision.followBatch(s, command(order), made, 'released')],
  [
    'create the order of a repair',
    preparation,
    (s) =>
      orders.createOrder(
        s,
        command(
          createOrder.parse({ orderId: 'ORDER-258473', recipeId: path.recipeId, product: pump, quantity: each('1') }),
        ),
      ),
  ],
  [
    'release the order of a repair',
    preparation,
    (s) => orders.releaseOrder(s, command({}), { orderId: 'ORDER-258473' }),
  ],
  ['start the order of a repair', preparation, (s) => orders.startOrder(s, command({}), { orderId: 'ORDER-258473' })],
  [
    'repairUnits, each unit',
    needs(
      'fact, order, lot, sublot, serial number, stay before',
      'fact under the lot, number moves, stay before appears',
      {
        trips: [
          6,
          'the order names its product, and the number its lot; while a hold spreads, also what it is made of, level by level',
        ],
      },
    ),
    (s) =>
      onlyOne(
        repair(
          s,
          command(repairUnits.parse({ lotId: 'LOT-PUM-26032', serials: firstTwo.slice(0, 1), reason: 'It is noisy' })),
          { orderId: 'ORDER-258473' },
        ),
      ),
  ],
]
