import { beforeEach, describe, expect, test } from 'vitest'
import { packContainer as packBody } from '../../../events/container.ts'
import type { ContainerId, HoldId, RecipeId, ShipmentId, SublotId } from '../../../events/identifiers.ts'
import { consume as consumeBody } from '../../../events/order.ts'
import { recipeDraft } from '../../../events/recipe.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import type { Sublot } from '../../../shared/domain/stock/lot.ts'
import type { Store } from '../../../shared/usecases/commit/store.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import { affectedUnits } from '../../../shared/usecases/genealogy/affected-units.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as containers from '../../../shared/usecases/stock/containers.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as shipping from '../../../shared/usecases/stock/shipping.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { approvedVersion, command, completeStep, refusal, startStep, stock, taken } from '../../support/commands.ts'
import { ada, noon, olga, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import {
  announce,
  building,
  each,
  install,
  make,
  motors,
  pumpLines,
  pumpPlant,
  recipeOf,
  remove,
  unitIn,
} from '../../support/units.ts'

let store: MemoryStore
const tapId = 'TAP' as RecipeId
beforeEach(async () => {
  store = memoryStore()
  await pumpPlant(store)
  await motors(store, 'MOT-1', ['M-1', 'M-2', 'M-3'])
  await stock(store, 'SEAL-1', 'SEAL', '10', noon, '{each}')
  await stock(store, 'GREASE-1', 'GREASE', '1')
  await building(store, 'O-1')
  taken(await announce(store, 'O-1', 'PUMP-7', ['P-1', 'P-2']))
})

const motor = (sublotId: string, into?: string) => ({ lineId: '0010', lotId: 'MOT-1', sublotId, into })
const seals = (value: string, into?: string) => ({ lineId: '0020', lotId: 'SEAL-1', value, into })
const sublot = (lotId: string, id: string) => store.state()[`sublot ${lotId}/${id}`] as Sublot | undefined
const detailOf = (outcome: object): string => ('violations' in outcome ? JSON.stringify(outcome.violations) : '')
/** A pump with its motor and two seals. @returns the ids of what was built in */
async function whole(serial: string, motorId: string): Promise<readonly [string, string]> {
  const one = taken(await install(store, 'O-1', motor(motorId, serial)))
  const two = taken(await install(store, 'O-1', seals('2', serial)))
  return [one.fact.factId, two.fact.factId]
}
const ship = (sublotId: string) =>
  shipping.shipLot(
    store,
    command(ada, {
      shipmentId: 'SH-1' as ShipmentId,
      to: { type: 'site', id: 'cork' },
      sublotId: sublotId as SublotId,
    }),
    { lotId: 'PUMP-7' },
  )

describe('a unit that has its number before it is made', () => {
  test('keeps what is built into it, and the fact says so', async () => {
    const { fact } = taken(await install(store, 'O-1', motor('M-1', 'P-1')))
    expect(fact.data).toMatchObject({ into: { materialId: 'PUMP', lotId: 'PUMP-7', serial: 'P-1' } })
    expect(unitIn(store.state(), 'PUMP', 'P-1')).toMatchObject({
      status: 'announced',
      orderId: 'O-1',
      components: [
        {
          consumptionId: fact.factId,
          lineId: '0010',
          materialId: 'MOTOR',
          lotId: 'MOT-1',
          sublotId: 'M-1',
          serial: 'M-1',
          quantity: each('1'),
          at: noon,
          by: { id: 'ada', name: 'Ada Moreau' },
        },
      ],
    })
    expect(sublot('MOT-1', 'M-1')).toMatchObject({ remaining: '0', builtInto: 'PUMP@P-1' })
  })

  test('gives a component back to its lot by the reversal, with both facts kept', async () => {
    const { fact } = taken(await install(store, 'O-1', motor('M-1', 'P-1')))
    const back = taken(await remove(store, 'O-1', fact.factId, { disposition: 'stock' }))
    expect(back.fact.data).toMatchObject({ outOf: { serial: 'P-1' }, consumptionId: fact.factId })
    expect(unitIn(store.state(), 'PUMP', 'P-1')?.components).toEqual([])
    expect(sublot('MOT-1', 'M-1')).not.toHaveProperty('builtInto')
    taken(await install(store, 'O-1', motor('M-1', 'P-2')))
    expect(sublot('MOT-1', 'M-1')).toMatchObject({ builtInto: 'PUMP@P-2' })
  })

  test('gives back a part of what it was given', async () => {
    const { fact } = taken(await install(store, 'O-1', seals('2', 'P-1')))
    taken(await remove(store, 'O-1', fact.factId, { quantity: each('1') }))
    expect(unitIn(store.state(), 'PUMP', 'P-1')?.components).toMatchObject([
      { quantity: each('1'), counted: each('1') },
    ])
    expect(refusal(await remove(store, 'O-1', fact.factId, { quantity: each('2') }))).toEqual(['return-exceeded'])
  })

  test('takes no component that is in another one', async () => {
    taken(await install(store, 'O-1', motor('M-1', 'P-1')))
    expect(refusal(await install(store, 'O-1', motor('M-1', 'P-2')))).toContain('lot-insufficient')
    const counted = { counted: each('1'), sublotId: 'M-1' as SublotId, reason: 'It lies here' }
    const outcome = await lots.adjustLot(store, command(olga, counted), { lotId: 'MOT-1' })
    expect(refusal(outcome)).toEqual(['sublot-built-in'])
  })

  test('has to be named where the line is built into units, and need not be where it is not', async () => {
    expect(refusal(await install(store, 'O-1', seals('2')))).toEqual(['unit-missing'])
    taken(await install(store, 'O-1', { lineId: '0030', lotId: 'GREASE-1', value: '0.1', unit: 'kg' }))
  })

  test('takes no more of a line than its part', async () => {
    const outcome = await install(store, 'O-1', seals('3', 'P-1'))
    expect(refusal(outcome)).toEqual(['line-over-tolerance'])
    expect(detailOf(outcome)).toContain('Unit P-1 would hold 3 of line 0020')
  })

  test('is of this order, whatever else is wrong', async () => {
    await building(store, 'O-2')
    expect(refusal(await install(store, 'O-2', seals('2', 'P-1')))).toEqual(['unit-unknown'])
    expect(refusal(await install(store, 'O-2', { ...seals('2', 'NONE'), lineId: '9999' }))).toEqual([
      'line-unknown',
      'unit-unknown',
    ])
  })

  test('is given its number once', async () => {
    expect(refusal(await announce(store, 'O-1', 'PUMP-7', ['P-1', 'P-3', 'P-3']))).toEqual([
      'serial-duplicated',
      'serial-duplicated',
    ])
    expect(refusal(await announce(store, 'O-1', 'MOT-1', ['P-3']))).toEqual(['lot-of-another-order'])
  })
})

describe('a unit that is made', () => {
  test('has all of its components, or is refused with what is missing in which unit', async () => {
    await whole('P-1', 'M-1')
    taken(await install(store, 'O-1', seals('1', 'P-2')))
    const outcome = await make(store, 'O-1', 'PUMP-7', ['P-1', 'P-2'])
    expect(refusal(outcome)).toEqual(['unit-incomplete', 'unit-incomplete'])
    expect(detailOf(outcome)).toContain('MOTOR of line 0010: unit P-2 lacks 1.')
    expect(detailOf(outcome)).toContain('SEAL of line 0020: unit P-2 lacks 1.')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    expect(sublot('PUMP-7', 'P-1')).toMatchObject({ serial: 'P-1', remaining: '1' })
    expect(store.state()['lot PUMP-7']).toMatchObject({ quantity: '1', inSublots: '1' })
  })

  test('is named by its number, one for each piece, in the lot that it was announced for', async () => {
    await whole('P-1', 'M-1')
    expect(refusal(await make(store, 'O-1', 'PUMP-7', undefined))).toEqual(['unit-missing'])
    expect(refusal(await make(store, 'O-1', 'PUMP-7', ['P-1'], { quantity: each('2') }))).toEqual(['unit-mismatch'])
    expect(refusal(await make(store, 'O-1', 'PUMP-8', ['P-1']))).toEqual(['unit-unfit'])
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    expect(refusal(await make(store, 'O-1', 'PUMP-7', ['P-1']))).toEqual(['serial-duplicated'])
  })

  test('is opened only while it stands by itself, and does not leave until it is whole again', async () => {
    const [motorIn] = await whole('P-1', 'M-1')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    taken(await completeStep(store, 'O-1', 'build'))
    expect(refusal(await remove(store, 'O-1', motorIn))).toEqual(['step-not-running'])
    taken(await startStep(store, 'O-1', 'test'))
    taken(await remove(store, 'O-1', motorIn, { stepId: 'test' }))
    expect(sublot('PUMP-7', 'P-1')).toMatchObject({ lacks: ['0010'] })
    expect(store.state()['order O-1']).toMatchObject({ inputs: { 'SEAL-1': each('2') } })

    taken(await containers.makeContainer(store, command(ada, { containerId: 'BOX-1' as ContainerId, kind: 'case' })))
    const body = packBody.parse({ units: [{ lotId: 'PUMP-7', sublotId: 'P-1' }] })
    const pack = () => containers.packContainer(store, command(ada, body), { containerId: 'BOX-1' as ContainerId })
    expect(refusal(await pack())).toEqual(['unit-incomplete'])
  })

  test('is opened in the step that is named, which has to run, also while the one before it runs', async () => {
    const flowing = (stepId: string, more: object = {}) => ({ stepId, name: stepId, flow: 'units', ...more })
    const lines = pumpLines.slice(0, 1)
    const steps = [flowing('build', { materials: lines }), flowing('test', { after: ['build'] })]
    await approvedVersion(
      store,
      '1',
      { ...recipeOf('TAP', []), steps: recipeDraft.shape.steps.parse(steps) },
      noon,
      tapId,
    )
    await building(store, 'O-4', 'TAP')
    taken(await announce(store, 'O-4', 'TAP-1', ['T-1']))
    const { fact } = taken(await install(store, 'O-4', motor('M-1', 'T-1')))
    expect(refusal(await remove(store, 'O-4', fact.factId, { stepId: 'test' }))).toEqual(['step-not-running'])
    const leaving = command(ada, { serials: ['T-1' as SublotId] })
    taken(await execution.completeStep(store, leaving, { orderId: 'O-4', stepId: 'build' }))
    taken(await startStep(store, 'O-4', 'test'))
    const back = taken(await remove(store, 'O-4', fact.factId, { stepId: 'test' }))
    expect(back.fact.data).toMatchObject({ stepId: 'build', inStep: 'test' })
    const order = store.state()['order O-4'] as BoundOrder
    expect(order.steps.build).toMatchObject({ status: 'running', consumed: {} })
    expect(order.inputs).toBeUndefined()
    // The unit has left the step by its number, so a rework brings it back there.
    const another = { lineId: '0010', lotId: 'MOT-1', sublotId: 'M-2', into: 'T-1' }
    expect(refusal(await install(store, 'O-4', another))).toEqual(['unit-unfit'])
  })

  test('takes nothing when it is packed, used, or scrapped', async () => {
    const [motorIn] = await whole('P-1', 'M-1')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    taken(await containers.makeContainer(store, command(ada, { containerId: 'BOX-1' as ContainerId, kind: 'case' })))
    const body = packBody.parse({ units: [{ lotId: 'PUMP-7', sublotId: 'P-1' }] })
    taken(await containers.packContainer(store, command(ada, body), { containerId: 'BOX-1' as ContainerId }))
    expect(refusal(await remove(store, 'O-1', motorIn))).toEqual(['sublot-packed'])
    const empty = { units: [], containers: [] }
    taken(await containers.unpackContainer(store, command(ada, empty), { containerId: 'BOX-1' as ContainerId }))
    taken(await ship('P-1'))
    expect(refusal(await remove(store, 'O-1', motorIn))).toEqual(['unit-unfit'])
    expect(refusal(await install(store, 'O-1', seals('1', 'P-1')))).toContain('unit-unfit')
  })

  test('is not opened while its lot is on hold', async () => {
    const [motorIn] = await whole('P-1', 'M-1')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    const subject = { type: 'material', id: 'PUMP' } as const
    const hold = { holdId: 'H-1' as HoldId, subject, reason: 'A crack was seen' }
    taken(await holding.placeHold(store, command(quinn, hold)))
    expect(refusal(await remove(store, 'O-1', motorIn))).toEqual(['lot-on-hold'])
  })

  test('that is lost before is scrapped with what is in it', async () => {
    const [motorIn] = await whole('P-1', 'M-1')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1'], { use: 'scrap' }))
    expect(unitIn(store.state(), 'PUMP', 'P-1')).toMatchObject({ status: 'scrapped', components: [{}, {}] })
    expect(refusal(await remove(store, 'O-1', motorIn))).toEqual(['unit-unfit'])
    expect(refusal(await make(store, 'O-1', 'PUMP-7', ['P-1']))).toContain('serial-duplicated')
    expect(sublot('MOT-1', 'M-1')).toMatchObject({ remaining: '0', builtInto: 'PUMP@P-1' })
  })
})

describe('an order whose units are begun', () => {
  const complete = () => orders.completeOrder(store, command(ada, {}), { orderId: 'O-1' })

  test('is not complete before they are made or lost, and waits for no number that was never used', async () => {
    await whole('P-1', 'M-1')
    const [motorIn] = await whole('P-2', 'M-2')
    expect(refusal(await complete())).toContain('units-unfinished')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    taken(await announce(store, 'O-1', 'PUMP-7', ['P-3']))
    const last = await complete()
    expect(detailOf(last)).toContain('neither made nor lost: P-2 (step build, lot PUMP-7).')
    taken(await remove(store, 'O-1', motorIn))
    taken(await make(store, 'O-1', 'PUMP-7', ['P-2'], { use: 'scrap' }))
    expect(refusal(await complete())).not.toContain('units-unfinished')
  })
})

describe('a rule about the components of a unit', () => {
  const line = (lineId: string, more: object) => ({
    lineId,
    materialId: 'SEAL',
    quantity: each('20'),
    tolerance: { minusPercent: '100', plusPercent: '0' },
    perUnit: { quantity: each('1'), ...more },
  })
  const override = (signer = olga) =>
    execution.overrideStep(
      store,
      command(
        signer,
        { ref: 'unit:0020@T-1', reason: 'The customer fits it' },
        { signature: signedBy(signer, 'approved') },
      ),
      { orderId: 'O-3', stepId: 'build' },
    )
  const tap = (id: string) => sublot('TAP-1', id)

  beforeEach(async () => {
    const lines = [line('0010', { policy: 'warn' }), line('0020', { policy: 'block-unless-signed' })]
    const finish = { stepId: 'finish', name: 'Finish', after: ['build'], materials: [line('0050', {})] }
    await approvedVersion(store, '1', recipeOf('TAP', lines, [finish]), noon, tapId)
    await building(store, 'O-3', 'TAP')
    taken(await announce(store, 'O-3', 'TAP-1', ['T-1', 'T-2']))
  })

  test('is let pass with a reason or a signature, as the recipe says, and once', async () => {
    expect(refusal(await make(store, 'O-3', 'TAP-1', ['T-1']))).toEqual(['reason-missing', 'unit-incomplete'])
    taken(await override())
    expect(refusal(await make(store, 'O-3', 'TAP-1', ['T-1']))).toEqual(['reason-missing'])
    const { fact } = taken(await make(store, 'O-3', 'TAP-1', ['T-1'], { reason: 'No seals today' }))
    expect(fact.data).toMatchObject({
      serials: ['T-1'],
      warnings: [{ code: 'unit-incomplete' }, { code: 'unit-incomplete' }],
    })
    expect(unitIn(store.state(), 'TAP', 'T-1')).toMatchObject({ without: { '0010': '1', '0020': '1' } })
    const again = await make(store, 'O-3', 'TAP-1', ['T-2'], { reason: 'No seals today' })
    expect(refusal(again)).toEqual(['unit-incomplete'])
  })

  test('of a later step is asked when the unit leaves, and not when it is made', async () => {
    for (const lineId of ['0010', '0020']) taken(await install(store, 'O-3', { lineId, lotId: 'SEAL-1', into: 'T-1' }))
    taken(await make(store, 'O-3', 'TAP-1', ['T-1']))
    expect(tap('T-1')).toMatchObject({ lacks: ['0050'] })
    taken(await completeStep(store, 'O-3', 'build'))
    taken(await startStep(store, 'O-3', 'finish'))
    taken(await install(store, 'O-3', { stepId: 'finish', lineId: '0050', lotId: 'SEAL-1', into: 'T-1' }))
    expect(tap('T-1')).not.toHaveProperty('lacks')
  })
})

describe('two people at once, and one who asks twice', () => {
  test('a motor comes into one pump, whoever is faster', async () => {
    const outcomes = await Promise.all(['P-1', 'P-2'].map((into) => install(store, 'O-1', motor('M-1', into))))
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused'])
    const built = ['P-1', 'P-2'].flatMap((id) => unitIn(store.state(), 'PUMP', id)?.components ?? [])
    expect(built).toHaveLength(1)
  })

  test('a command that is sent again builds in nothing more', async () => {
    const body = consumeBody.parse({
      stepId: 'build',
      lineId: '0020',
      lotId: 'SEAL-1',
      quantity: each('1'),
      into: 'P-1',
    })
    const sent = command(ada, body)
    const outcomes = [
      await consumption.consume(store, sent, { orderId: 'O-1' }),
      await consumption.consume(store, sent, { orderId: 'O-1' }),
    ]
    expect(outcomes).toMatchObject([{ replayed: false }, { replayed: true }])
    expect(unitIn(store.state(), 'PUMP', 'P-1')?.components).toMatchObject([{ quantity: each('1') }])
  })

  test('a draw that is built into a unit writes that unit besides, and nothing else', async () => {
    const written: number[] = []
    const counting: Store = {
      ...store,
      commit: (it) => {
        written.push(it.changes.length)
        return store.commit(it)
      },
    }
    taken(await install(counting, 'O-1', { lineId: '0030', lotId: 'GREASE-1', value: '0.1', unit: 'kg' }))
    taken(await install(counting, 'O-1', seals('2', 'P-1')))
    taken(await install(counting, 'O-1', motor('M-1', 'P-1')))
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    const { consumptionId = '' } = unitIn(store.state(), 'PUMP', 'P-1')?.components?.[0] ?? {}
    taken(await remove(counting, 'O-1', consumptionId, { disposition: 'stock' }))
    // The order and the lot; with the unit; of a made one, also with its stock, whose lot is asked for holds.
    expect(written).toEqual([2, 3, 3, 5])
  })
})

describe('what a lot has gone into', () => {
  const sources = () => ({ store, genealogy: store.genealogy })
  const reached = async (lotId: string) => {
    const { units, whole: all, pending } = await affectedUnits(sources(), lotId)
    expect(pending).toEqual([])
    return { units: units.map(({ unit }) => `${unit.materialId}@${unit.serial}`), whole: [...all].sort() }
  }

  test('is the units that it was built into, and those that these were built into', async () => {
    await stock(store, 'SEAL-2', 'SEAL', '10', noon, '{each}')
    taken(await install(store, 'O-1', motor('M-1', 'P-1')))
    taken(await install(store, 'O-1', seals('2', 'P-1')))
    taken(await install(store, 'O-1', motor('M-2', 'P-2')))
    taken(await install(store, 'O-1', { ...seals('2', 'P-2'), lotId: 'SEAL-2' }))
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1', 'P-2']))
    expect(await reached('SEAL-1')).toEqual({ units: ['PUMP@P-1'], whole: ['SEAL-1'] })
    expect(await reached('SEAL-2')).toEqual({ units: ['PUMP@P-2'], whole: ['SEAL-2'] })
    expect(await reached('MOT-1')).toEqual({ units: ['PUMP@P-1', 'PUMP@P-2'], whole: ['MOT-1'] })
  })

  test('is the skid too that one of these pumps is on', async () => {
    await whole('P-1', 'M-1')
    await whole('P-2', 'M-2')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1', 'P-2']))
    const release: Caller = { kind: 'workflow', id: 'release', name: 'Batch release', roles: [] }
    taken(await usageDecision.followBatch(store, command(release, { orderId: 'O-1' }), { lotId: 'PUMP-7' }, 'released'))
    await building(store, 'O-2', 'SKID')
    taken(await announce(store, 'O-2', 'SKID-1', ['K-1']))
    taken(await install(store, 'O-2', { lineId: '0010', lotId: 'PUMP-7', sublotId: 'P-1', into: 'K-1' }))
    expect(await reached('SEAL-1')).toEqual({ units: ['PUMP@P-1', 'PUMP@P-2', 'SKID@K-1'], whole: ['SEAL-1'] })
    expect(refusal(await install(store, 'O-1', seals('1', 'P-1')))).toContain('unit-unfit')
  })

  test('is all of the order where nobody said which', async () => {
    taken(await install(store, 'O-1', { lineId: '0030', lotId: 'GREASE-1', value: '0.1', unit: 'kg' }))
    await whole('P-1', 'M-1')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    expect(await reached('GREASE-1')).toEqual({ units: [], whole: ['GREASE-1', 'PUMP-7'] })
  })

  test('is nothing where it was taken out again', async () => {
    const { fact } = taken(await install(store, 'O-1', seals('2', 'P-1')))
    taken(await remove(store, 'O-1', fact.factId))
    expect(await reached('SEAL-1')).toEqual({ units: [], whole: ['SEAL-1'] })
  })
})
