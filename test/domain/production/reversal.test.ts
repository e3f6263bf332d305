import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContainerId, EquipmentId, SublotId } from '../../../events/identifiers.ts'
import { consume as consumeBody } from '../../../events/order.ts'
import { consume } from '../../../shared/domain/production/consumption.ts'
import { balancesOfOrder } from '../../../shared/domain/production/mass-balance.ts'
import { mostReservedLots } from '../../../shared/domain/production/reservation.ts'
import { consumptionIn, reverseConsumption } from '../../../shared/domain/production/reversal.ts'
import { add, product } from '../../../shared/domain/quantity.ts'
import {
  ada,
  aLine,
  announced,
  aStep,
  because,
  by,
  codes,
  createdOrder,
  dec,
  each,
  fact,
  g,
  kg,
  litres,
  lot,
  noon,
  olga,
  order,
  person,
  running,
  saved,
  snapshot,
  sublot,
  whyNot,
} from '../../support/given.ts'

type ConsumedTold = Partial<Parameters<typeof fact<'andon.material.consumed.v1'>>[1]>
type Floor = Parameters<typeof reverseConsumption>[0]

const tolerance = { minusPercent: '0', plusPercent: '100' }
const frozen = (line: Parameters<typeof aLine>[0] = {}) =>
  snapshot({ steps: [{ ...aStep('weigh'), materials: [aLine({ tolerance, ...line })] }, aStep('test')] })

/** 25 kg of SUC-1, drawn into line 0010. */
const consumed = (more: ConsumedTold = {}) =>
  fact(
    'andon.material.consumed.v1',
    {
      orderId: 'O-1',
      stepId: 'weigh',
      lineId: '0010',
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      quantity: kg('25'),
      ...more,
    },
    { factId: 'C-1' },
  )
/** The order after that draw. */
const drawnFor = (more: Parameters<typeof order>[0] = {}) =>
  order({
    steps: { weigh: running({ consumed: { '0010': '25' } }) },
    inputs: { 'SUC-1': { ...kg('25'), at: noon } },
    ...more,
  })

const newSublotId = 'back-1' as SublotId
const justThere = { person: person(), lot: lot(), sublot: undefined, newSublotId, exceptionId: 'exception-1' }
const reversing = (body: object = {}, of: ConsumedTold = {}, found: Partial<Floor> = {}, who = ada) =>
  reverseConsumption(
    { ...justThere, order: drawnFor(), snapshot: frozen(), ...found },
    consumed(of),
    { consumptionId: 'C-1', reason: 'Too much was taken', ...body },
    by(who),
  )

describe('reversing a consumption', () => {
  test('gives all of it back to its lot, and reduces its line and the order’s inputs', () => {
    const decision = reversing()
    expect(decision).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.material.returned.v1', about: { type: 'lot', id: 'SUC-1' } },
    })
    expect(decision).toHaveProperty('fact.data', {
      orderId: 'O-1',
      consumptionId: 'C-1',
      stepId: 'weigh',
      lineId: '0010',
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      quantity: kg('25'),
      disposition: 'stock',
      reason: 'Too much was taken',
    })
    expect(decision).toHaveProperty('changes.1', {
      change: 'reverse-issue',
      lotId: 'SUC-1',
      value: '25',
      from: 'consumed',
    })
    const now = saved(decision, 'order')
    expect(now).toMatchObject({ returned: [{ consumptionId: 'C-1', value: '25' }] })
    expect(now).toHaveProperty('steps.weigh.consumed', {})
    expect(now).not.toHaveProperty('inputs')
  })

  test('gives back a part, and the rest once more, but never more than was taken', () => {
    const part = reversing({ quantity: kg('10') })
    const now = saved(part, 'order')
    expect(now).toMatchObject({
      steps: { weigh: { consumed: { '0010': '15' } } },
      inputs: { 'SUC-1': { ...kg('15'), at: noon } },
      returned: [{ consumptionId: 'C-1', value: '10' }],
    })
    expect(whyNot(reversing({ quantity: kg('15.000000000001') }, {}, { order: now }))).toEqual([
      because('return-exceeded', { consumptionId: 'C-1', left: kg('15') }, 'quantity'),
    ])
    expect(reversing({}, {}, { order: now })).toMatchObject({ fact: { data: { quantity: kg('15') } } })
    const whole = reversing({ quantity: kg('15') }, {}, { order: now })
    expect(saved(whole, 'order')).toMatchObject({ returned: [{ consumptionId: 'C-1', value: '25' }] })
    expect(whyNot(reversing({}, {}, { order: saved(whole, 'order') }))).toEqual([
      because('return-exceeded/all', { consumptionId: 'C-1' }, 'quantity'),
    ])
  })

  test('counts what was given back of this consumption, and of no other', () => {
    const returned = [{ consumptionId: 'C-0', value: '20' }]
    const decision = reversing({}, {}, { order: drawnFor({ returned }) })
    expect(decision).toMatchObject({ fact: { data: { quantity: kg('25') } } })
    expect(saved(decision, 'order')).toMatchObject({ returned: [...returned, { consumptionId: 'C-1', value: '25' }] })
  })

  test('may be in another unit of the dimension, and is recorded in that of the consumption', () => {
    expect(reversing({ quantity: g('500') })).toMatchObject({ fact: { data: { quantity: kg('0.5') } } })
    expect(whyNot(reversing({ quantity: litres('1') }))).toEqual([
      because('unit-mismatch/return', { taken: 'kg', unit: 'L' }, 'quantity/unit'),
    ])
  })

  test('needs an existing consumption', () => {
    const unknown = [because('consumption-unknown', { orderId: 'O-1', consumptionId: 'C-1' }, 'consumptionId')]
    const of = (found: Parameters<typeof consumptionIn>[0]) =>
      whyNot(
        reverseConsumption(
          { ...justThere, order: drawnFor(), snapshot: frozen() },
          found,
          { consumptionId: 'C-1', reason: 'Too much was taken' },
          by(ada),
        ),
      )
    expect(of(undefined)).toEqual(unknown)
    expect(of(fact('andon.step.skipped.v1', { orderId: 'O-1', stepId: 'weigh' }))).toEqual(unknown)
    expect(of(consumed())).toEqual([])
    expect(consumptionIn(consumed())).toMatchObject({ lotId: 'SUC-1', quantity: kg('25') })
  })

  test('makes the person a worker of the step', () => {
    expect(saved(reversing(), 'order')).toMatchObject({ steps: { weigh: { workers: ['ada'] } } })
  })

  test('needs signatures again, and the line that is short again', () => {
    const passed = { by: 'olga', code: 'line-incomplete' }
    const kept = { 'weigh/over:0010': passed, 'weigh/line:0020': passed, 'test/line:0010': passed }
    const overrides = { 'weigh/line:0010': passed, 'weigh/signature:performed': passed, ...kept }
    expect(saved(reversing({}, {}, { order: drawnFor({ overrides }) }), 'order')).toHaveProperty('overrides', kept)
  })

  test('is refused for every reason at once', () => {
    const found = {
      order: drawnFor({ holds: ['H-1'], steps: { weigh: { status: 'completed' } } }),
      lot: lot({ status: 'shipped' }),
    }
    expect(codes(reversing({ quantity: kg('26') }, {}, found))).toEqual([
      'forbidden',
      'order-on-hold',
      'return-exceeded',
      'lot-wrong-status',
    ])
    expect(codes(reversing({}, {}, { order: createdOrder(), lot: undefined }))).toEqual([
      'order-wrong-status',
      'lot-unknown',
    ])
  })
})

describe('a consumption cannot be reversed', () => {
  test('when the step was left out', () => {
    const status = 'skipped'
    expect(whyNot(reversing({}, {}, { order: drawnFor({ steps: { weigh: { status } } }) }))).toEqual([
      because('step-not-running/to-return', { stepId: 'weigh', status }, 'step:weigh'),
    ])
  })

  test('by its workers when the step is over, nor by anybody once the batch is decided', () => {
    const over = { steps: { weigh: { status: 'completed' } } } as const
    expect(whyNot(reversing({}, {}, { order: drawnFor(over) }))).toEqual([
      because(
        'forbidden/step-over',
        { person: ada.name, stepId: 'weigh', roles: ['supervisor', 'quality'] },
        'step:weigh',
      ),
    ])
    const decided = { order: drawnFor({ ...over, decision: 'released' }) }
    expect(codes(reversing({}, {}, decided, olga))).toEqual(['batch-decided'])
    expect(saved(reversing({}, {}, { order: drawnFor(over) }, olga), 'order')).toMatchObject({
      exceptions: ['exception-1'],
      signers: { 'exception-1': 'olga' },
      steps: over.steps,
    })
  })

  test('but can be before the step starts', () => {
    const preIssued = { weigh: { consumed: { '0010': '25', '0020': '1' }, workers: ['ben'] } }
    const decision = reversing({}, {}, { order: drawnFor({ steps: {}, preIssued }) })
    expect(saved(decision, 'order')).toHaveProperty('preIssued', {
      weigh: { consumed: { '0020': '1' }, workers: ['ben', 'ada'] },
    })
  })

  test('when it was weighed: its container is rejected instead', () => {
    const weighing = {
      containerId: 'CUP-1',
      equipmentId: 'BAL-1',
      method: 'net',
      source: 'typed',
      net: kg('25'),
    } as const
    expect(whyNot(reversing({}, { weighing }))).toEqual([
      because('line-weighed/return', { containerId: 'CUP-1' }, 'dispensed:CUP-1'),
    ])
  })

  test('when it is no part of a unit: no other step gives it back', () => {
    const both = drawnFor({ steps: { ...drawnFor().steps, test: running() } })
    expect(whyNot(reversing({ stepId: 'test' }, {}, { order: both }))).toEqual([
      because('unit-unfit/not-built-in', { stepId: 'weigh' }, 'stepId'),
    ])
    expect(reversing({ stepId: 'weigh' }).outcome).toBe('accepted')
  })

  test('when its line is no longer in the definition', () => {
    expect(whyNot(reversing({}, {}, { snapshot: frozen({ lineId: '0020' }) }))).toEqual([
      because('line-unknown', { stepId: 'weigh', lineId: '0010' }, 'consumptionId'),
    ])
  })
})

describe('the stock of a reversal', () => {
  test('must exist, with one reason if not', () => {
    expect(whyNot(reversing({}, {}, { lot: undefined }))).toEqual([
      because('lot-unknown', { lotId: 'SUC-1' }, 'lot:SUC-1'),
    ])
  })

  test('may be held or rejected, because the same decision covers what comes back', () => {
    for (const more of [{ holds: ['H-1'] }, { status: 'rejected' }, { status: 'quarantine' }] as const)
      expect(reversing({}, {}, { lot: lot(more) }).outcome).toBe('accepted')
    expect(whyNot(reversing({}, {}, { lot: lot({ status: 'shipped' }) }))).toEqual([
      because('lot-wrong-status/to-return', { lotId: 'SUC-1' }, 'lot:SUC-1'),
    ])
  })

  test('is the sublot that it came from', () => {
    const of = { sublotId: 'A' }
    expect(reversing({}, of, { sublot: sublot() })).toMatchObject({
      fact: { data: of },
      changes: [{ kind: 'order' }, { change: 'reverse-issue', lotId: 'SUC-1', sublotId: 'A', value: '25' }],
    })
    const ref = 'lot:SUC-1/A'
    expect(whyNot(reversing({}, of))).toEqual([
      because('sublot-unknown/to-return', { lotId: 'SUC-1', sublotId: 'A' }, ref),
    ])
    expect(whyNot(reversing({}, of, { sublot: sublot({ containerId: 'CASE-1' }) }))).toEqual([
      because('sublot-packed', { lotId: 'SUC-1', sublotId: 'A', containerId: 'CASE-1' }, ref),
    ])
  })

  test('gets back so much as can be kept in its unit and in that of the line', () => {
    const quantity = { value: '0.000000000001', unit: 'kg' } as const
    const tons = { lot: lot({ unit: 't' }), snapshot: frozen({ quantity: { value: '1', unit: 't' } }) }
    expect(whyNot(reversing({ quantity }, {}, tons))).toEqual([
      because('unit-mismatch/return-precision', { quantity, keptIn: ['t'] }, 'quantity'),
    ])
    expect(whyNot(reversing({ quantity }, {}, { ...tons, snapshot: frozen() }))).toEqual([
      because('unit-mismatch/return-precision', { quantity, keptIn: ['t', 'kg'] }, 'quantity'),
    ])
  })

  test('gets back a serialised piece as a whole', () => {
    const pieces = {
      sublot: sublot({ serial: 'S-9', unit: '{each}' }),
      lot: lot({ unit: '{each}' }),
      snapshot: frozen({ quantity: each('1') }),
    }
    const of = { sublotId: 'A', quantity: each('1') }
    expect(reversing({}, of, pieces).outcome).toBe('accepted')
    expect(whyNot(reversing({ quantity: each('0.5') }, of, pieces))).toEqual([
      because('unit-mismatch/return-piece', { serial: 'S-9' }, 'quantity'),
    ])
  })
})

describe('a reservation', () => {
  const of = { fromReservation: kg('10') }
  const back = (value: string, more: Parameters<typeof order>[0] = {}) => {
    const decision = reversing({ quantity: kg(value) }, of, { order: drawnFor(more) })
    const [, restored] = decision.outcome === 'accepted' ? decision.changes : []
    return { restored, reserved: saved(decision, 'order').reserved }
  }

  test('comes back last, because it was used first', () => {
    expect(back('15')).toEqual({
      restored: { change: 'reverse-issue', lotId: 'SUC-1', value: '15', from: 'consumed' },
      reserved: undefined,
    })
    expect(back('15.5')).toMatchObject({
      restored: { value: '15.5', reserved: '0.5' },
      reserved: { 'SUC-1': kg('0.5') },
    })
    expect(back('25')).toMatchObject({ restored: { value: '25', reserved: '10' }, reserved: { 'SUC-1': kg('10') } })
  })

  test('is added to what the order still has of the lot', () => {
    expect(back('25', { reserved: { 'SUC-1': kg('3') } }).reserved).toEqual({ 'SUC-1': kg('13') })
  })

  test('becomes free stock if the order has reserved as many lots as it can', () => {
    const lots = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, it) => [`L-${it}`, kg('1')]))
    expect(back('25', { reserved: lots(mostReservedLots - 1) }).restored).toMatchObject({ reserved: '10' })
    const full = back('25', { reserved: lots(mostReservedLots) })
    expect(full.restored).not.toHaveProperty('reserved')
    expect(full.reserved).toEqual(lots(mostReservedLots))
    const ownToo = { ...lots(mostReservedLots - 1), 'SUC-1': kg('1') }
    expect(back('25', { reserved: ownToo }).restored).toMatchObject({ reserved: '10' })
  })
})

describe('taking a component out of its unit', () => {
  const into = { materialId: 'PUMP', lotId: 'PUMP-7', serial: 'S-1' }
  const [component] =
    announced({
      components: [
        {
          consumptionId: 'C-1',
          stepId: 'weigh',
          lineId: '0010',
          materialId: 'SUCROSE',
          lotId: 'SUC-1',
          quantity: kg('25'),
          counted: kg('25'),
          at: noon,
          by: { id: 'ada', name: 'Ada Moreau' },
        },
      ],
    }).components ?? []
  const built = announced({ components: component ? [component] : [] })
  const outOf = { serial: 'S-1', unit: built, sublot: undefined }
  const bound = { product: 'PUMP', begun: ['S-1'] }
  const removing = (body: object = {}, more: Parameters<typeof order>[0] = {}, found: Partial<Floor> = {}) =>
    reversing(body, { into }, { order: drawnFor({ ...bound, ...more }), outOf, ...found })

  test('leaves the unit without it, and the order without a begun unit', () => {
    const decision = removing()
    expect(decision).toMatchObject({ fact: { data: { outOf: into } } })
    expect(saved(decision, 'serial').components).toEqual([])
    expect(saved(decision, 'order')).not.toHaveProperty('begun')
  })

  test('leaves the rest of a component that is taken out in part', () => {
    const decision = removing({ quantity: kg('10') })
    expect(saved(decision, 'serial').components).toMatchObject([{ quantity: kg('15'), counted: kg('15') }])
    expect(saved(decision, 'order')).toMatchObject({ begun: ['S-1'] })
  })

  test('may be done in a later step that runs, and leaves the record of the first one as it was signed', () => {
    const steps = {
      weigh: { status: 'completed', workers: ['ben'] },
      test: running({ signed: { performed: 'ben' } }),
    } as const
    const decision = removing({ stepId: 'test' }, { steps })
    expect(decision).toMatchObject({ fact: { data: { stepId: 'weigh', inStep: 'test' } } })
    const now = saved(decision, 'order')
    expect(now).toHaveProperty('steps.weigh', steps.weigh)
    expect(now).toHaveProperty('steps.test', running({ workers: ['ada'] }))
    expect(now).not.toHaveProperty('inputs')
  })

  test('uses up the overrides of the step in which it is done', () => {
    const steps = { weigh: { status: 'completed' }, test: running() } as const
    const passed = { by: 'olga', code: 'signature-missing' }
    const overrides = { 'weigh/signature:performed': passed, 'test/signature:performed': passed }
    expect(saved(removing({ stepId: 'test' }, { steps, overrides }), 'order')).toHaveProperty('overrides', {
      'weigh/signature:performed': passed,
    })
  })

  test('is refused in a step that does not run', () => {
    const over = { weigh: { status: 'completed' } } as const
    expect(whyNot(removing({}, { steps: over }))).toEqual([
      because('step-not-running/to-remove', { stepId: 'weigh', status: 'completed', serial: 'S-1' }, 'step:weigh'),
    ])
    expect(whyNot(removing({ stepId: 'test' }, { steps: over }))).toEqual([
      because('step-not-running', { stepId: 'test' }, 'step:test'),
    ])
  })

  test('is refused for a unit that is packed, built in or gone', () => {
    const scrapped = { ...outOf, unit: announced({ status: 'scrapped' }) }
    expect(whyNot(removing({}, {}, { outOf: scrapped }))).toEqual([
      because('unit-unfit/scrapped', { serial: 'S-1' }, 'unit:PUMP/S-1'),
    ])
  })

  test('says of a component that is a unit itself what it is taken out of', () => {
    const motor = { sublot: sublot({ serial: 'M-1', unit: '{each}' }), lot: lot({ unit: '{each}' }) }
    const decision = reversing(
      {},
      { into, sublotId: 'A', quantity: each('1') },
      { ...motor, outOf, snapshot: frozen({ quantity: each('1') }), order: drawnFor(bound) },
    )
    expect(decision).toMatchObject({ changes: [{}, { change: 'reverse-issue', outOf: 'PUMP@S-1' }, {}] })
  })
})

describe('where consumed material goes when it is taken back', () => {
  const into = { materialId: 'PUMP', lotId: 'PUMP-7', serial: 'S-1' }
  const outOf = { serial: 'S-1', unit: announced(), sublot: undefined }
  const bound = { product: 'PUMP' }
  const each1 = { quantity: each('1') }
  const theMotor = sublot({ serial: 'M-1', unit: '{each}', quantity: dec('1'), remaining: dec('0') })
  const motor = { sublot: theMotor, lot: lot({ unit: '{each}' }), snapshot: frozen(each1), order: drawnFor(bound) }
  const taken = { sublotId: 'A', ...each1 } as const

  test('is quarantine for what was built into a unit: a unit with a number under its number', () => {
    const decision = reversing({}, { ...taken, into }, { ...motor, outOf })
    expect(decision).toMatchObject({
      fact: { data: { disposition: 'quarantine' } },
      changes: [{}, { change: 'reverse-issue', sublotId: 'A', status: 'quarantine', outOf: 'PUMP@S-1' }, {}],
    })
    expect(decision).not.toHaveProperty('fact.data.toSublotId')
  })

  test('leaves a rejected unit rejected', () => {
    const rejected = { ...motor, outOf, sublot: { ...theMotor, status: 'rejected' } as const }
    expect(reversing({}, { ...taken, into }, rejected)).toMatchObject({ changes: [{}, { status: 'rejected' }, {}] })
  })

  test('is a sublot of its own in quarantine for material without a number, and reserves nothing again', () => {
    const fromReservation = kg('25')
    const decision = reversing({}, { into, fromReservation }, { order: drawnFor(bound), outOf })
    expect(decision).toMatchObject({
      fact: { data: { disposition: 'quarantine', toSublotId: 'back-1' } },
      changes: [
        {},
        { change: 'reverse-issue', lotId: 'SUC-1', value: '25', apart: true },
        {
          change: 'create-sublot',
          sublot: { sublotId: 'back-1', quantity: '25', remaining: '25', status: 'quarantine' },
        },
        {},
      ],
    })
    expect(decision).not.toHaveProperty('changes.1.reserved')
    expect(saved(decision, 'order')).not.toHaveProperty('reserved')
  })

  test('keeps the dates and the place of the sublot that it came from, also of a packed one', () => {
    const location = 'SHELF' as EquipmentId
    const box = sublot({ expiresAt: noon, location, containerId: 'BOX' as ContainerId })
    const decision = reversing({ disposition: 'quarantine' }, { sublotId: 'A' }, { sublot: box })
    expect(decision).toMatchObject({
      changes: [{}, { sublotId: 'A', apart: true }, { sublot: { sublotId: 'back-1', expiresAt: noon, location } }],
    })
  })

  test('is the stock that it came from if the caller says so', () => {
    const decision = reversing({ disposition: 'stock' }, { ...taken, into }, { ...motor, outOf })
    expect(decision).toMatchObject({ fact: { data: { disposition: 'stock' } } })
    expect(decision).not.toHaveProperty('changes.1.status')
  })

  test('is scrap, which stays an input of the order and is an output of it', () => {
    const decision = reversing({ disposition: 'scrap' }, { ...taken, into }, { ...motor, outOf })
    expect(decision).toMatchObject({
      fact: { data: { disposition: 'scrap' } },
      changes: [{}, { change: 'rebook', from: 'consumed', into: 'scrapped', value: '1', outOf: 'PUMP@S-1' }, {}],
    })
    const part = reversing({ disposition: 'scrap', quantity: kg('10') })
    expect(saved(part, 'order')).toMatchObject({
      inputs: { 'SUC-1': kg('15') },
      rejected: { 'SUC-1': kg('10') },
      steps: { weigh: { consumed: { '0010': '15' }, rejected: { '0010': '10' } } },
    })
    const rest = reversing({ disposition: 'scrap' }, {}, { order: saved(part, 'order') })
    const now = saved(rest, 'order')
    expect(now).toMatchObject({ rejected: { 'SUC-1': kg('25') } })
    expect(now.status === 'created' ? [] : balancesOfOrder(now, frozen())).toMatchObject([{ in: '25', out: '25' }])
  })

  test('may be scrap when its lot is shipped, because it comes back to nothing', () => {
    const gone = { lot: lot({ status: 'shipped' }) }
    expect(codes(reversing({}, {}, gone))).toEqual(['lot-wrong-status'])
    expect(codes(reversing({ disposition: 'scrap' }, {}, gone))).toEqual([])
  })
})

/** What the fact of a draw says. @throws where nothing was drawn. */
function consumptionOf(draw: ReturnType<typeof consume>) {
  if (draw.outcome === 'accepted' && draw.fact.type === 'andon.material.consumed.v1') return draw.fact.data
  throw new Error(`Nothing was drawn: ${JSON.stringify(draw)}.`)
}

describe('parts that come back', () => {
  test('come to what was drawn exactly, through units and factors that do not divide', () => {
    const millionths = fc.integer({ min: 1, max: 2_000_000_000 })
    const lineUnit = fc.constantFrom('kg', 'g', '[oz_av]' as const)
    const factor = fc.constantFrom('1', '3', '0.7', '1.1')
    fc.assert(
      fc.property(fc.array(millionths, { minLength: 1, maxLength: 6 }), lineUnit, factor, (parts, unit, replaced) => {
        const pounds = (of: number) => ({ value: product(dec(String(of)), dec('0.000001')), unit: '[lb_av]' }) as const
        const alternates = [{ materialId: 'GLUCOSE', factor: replaced }]
        const floor = {
          snapshot: frozen({ quantity: { value: '25', unit }, alternates, policy: 'off' }),
          person: person(),
          lot: lot({ materialId: 'GLUCOSE', quantity: '100000', remaining: '100000' }),
          sublot: undefined,
        }
        const before = order({ steps: { weigh: running({ workers: ['ada'] }) }, reserved: { 'SUC-1': kg('500') } })
        const quantity = pounds(parts.reduce((sum, it) => sum + it, 0))
        const body = consumeBody.parse({ stepId: 'weigh', lineId: '0010', lotId: 'SUC-1', quantity })
        const draw = consume({ ...floor, order: before }, body, by(ada))
        const { warnings: _none, ...data } = consumptionOf(draw)
        const taken = fact('andon.material.consumed.v1', data)
        let now = saved(draw, 'order')
        let restored = '0'
        for (const part of parts) {
          const back = reverseConsumption(
            { ...floor, newSublotId, exceptionId: 'exception-1', order: now },
            taken,
            { consumptionId: 'C-1', quantity: pounds(part), reason: 'Too much was taken' },
            by(ada),
          )
          const [, change] = back.outcome === 'accepted' ? back.changes : []
          now = saved(back, 'order')
          restored = add(dec(restored), change?.change === 'reverse-issue' ? change.value : dec('0'))
        }
        expect(draw).toHaveProperty('changes.1.value', restored)
        const weigh = { ...before.steps.weigh, lastAt: noon }
        const returned = [{ consumptionId: 'C-1', value: data.quantity.value }]
        expect(now).toEqual({ ...before, steps: { weigh }, returned })
      }),
    )
  })
})
