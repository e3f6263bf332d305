import { describe, expect, test } from 'vitest'
import { consume as consumeBody } from '../../../events/order.ts'
import { finding } from '../../../shared/domain/orders/gate.ts'
import { consume, type IssueContext, type Weighed } from '../../../shared/domain/production/consumption.ts'
import { violation } from '../../../shared/domain/refusal.ts'
import {
  ada,
  aLine,
  aStep,
  because,
  by,
  codes,
  createdOrder,
  dec,
  g,
  kg,
  later,
  litres,
  lot,
  material,
  noon,
  order,
  person,
  running,
  saved,
  snapshot,
  sublot,
  whyNot,
} from '../../support/given.ts'

const tolerance = { minusPercent: '0', plusPercent: '100' }
const other = aLine({ lineId: '0020', materialId: 'ACTIVE', quantity: g('1500') })
type LineTold = NonNullable<Parameters<typeof aLine>[0]>
/** A definition whose first line is as told. */
const withLineOf = (more: LineTold, step: object = {}) =>
  snapshot({ steps: [{ ...aStep('weigh', step), materials: [aLine({ tolerance, ...more }), other] }, aStep('mix')] })

/** Draws 25 kg of SUC-1 into line 0010 of a step that runs, or whatever is told. */
const consuming = (body: object = {}, found: Partial<IssueContext> = {}, weighed?: Weighed) =>
  consume(
    {
      order: order({ steps: { weigh: running() } }),
      snapshot: withLineOf({}),
      person: person(),
      lot: lot(),
      sublot: undefined,
      ...found,
    },
    consumeBody.parse({ stepId: 'weigh', lineId: '0010', lotId: 'SUC-1', quantity: kg('25'), ...body }),
    by(ada),
    weighed,
  )

describe('consuming', () => {
  test('adds to its line and takes from its lot, each in its own unit', () => {
    const grams = lot({ unit: 'g', quantity: '100000', remaining: '100000' })
    const decision = consuming(
      { quantity: { value: '0.0245', unit: 't' } },
      { lot: grams, order: order({ steps: { weigh: running({ consumed: { '0010': '0.5' } }) } }) },
    )
    expect(decision).toMatchObject({
      outcome: 'accepted',
      fact: {
        type: 'andon.material.consumed.v1',
        data: { orderId: 'O-1', materialId: 'SUCROSE', quantity: { value: '0.0245', unit: 't' } },
        about: { type: 'lot', id: 'SUC-1' },
      },
      changes: [
        { kind: 'order', value: { steps: { weigh: { consumed: { '0010': '25' } } } } },
        { change: 'issue', lotId: 'SUC-1', value: '24500', into: 'consumed', at: noon, to: ['order:O-1'] },
      ],
    })
    expect(saved(decision, 'order')).toMatchObject({ inputs: { 'SUC-1': { ...g('24500'), at: noon } } })
  })

  test('has only fields in its fact that apply', () => {
    const { fact } = consuming() as { fact: { data: object } }
    expect(fact.data).toEqual({
      stepId: 'weigh',
      lineId: '0010',
      lotId: 'SUC-1',
      quantity: kg('25'),
      orderId: 'O-1',
      materialId: 'SUCROSE',
    })
  })

  test('makes the person a worker of the step, and signatures before it lapse', () => {
    const signed = order({ steps: { weigh: running({ workers: ['ben'], signed: { performed: 'ben' } }) } })
    const after = saved(consuming({}, { order: signed }), 'order')
    expect(after).toMatchObject({ steps: { weigh: { workers: ['ben', 'ada'] } } })
    expect(after).not.toHaveProperty('steps.weigh.signed')
  })

  test('keeps the time of the first issue from the lot', () => {
    const before = order({ steps: { weigh: running() }, inputs: { 'SUC-1': { ...kg('3'), at: later(-60) } } })
    expect(saved(consuming({}, { order: before }), 'order')).toMatchObject({
      inputs: { 'SUC-1': { ...kg('28'), at: later(-60) } },
    })
  })

  test('may reach exactly the upper tolerance, in any number of parts', () => {
    const part = (value: string) =>
      consuming(
        { quantity: kg(value) },
        {
          order: order({ steps: { weigh: running({ consumed: { '0010': '25.4' } }) } }),
          snapshot: withLineOf({ tolerance: { minusPercent: '1', plusPercent: '2' } }),
        },
      )
    expect(part('0.1').outcome).toBe('accepted')
    expect(whyNot(part('0.100000000001'))).toEqual([
      because('line-over-tolerance', { lineId: '0010', total: kg('25.500000000001'), most: kg('25.5') }, 'over:0010'),
    ])
  })

  test('may take exactly what is left of a lot', () => {
    const left = (remaining: string) => consuming({}, { lot: lot({ remaining }) })
    expect(left('25').outcome).toBe('accepted')
    expect(whyNot(left('24.999999999999'))).toEqual([
      because(
        'lot-insufficient/lot',
        { lotId: 'SUC-1', remaining: kg('24.999999999999'), wanted: kg('25') },
        'lot:SUC-1',
      ),
    ])
  })

  test('may take from a lot until the exact instant of its expiry', () => {
    expect(consuming({}, { lot: lot({ expiresAt: later(0.001) }) }).outcome).toBe('accepted')
    expect(whyNot(consuming({}, { lot: lot({ expiresAt: noon }) }))).toEqual([
      because('lot-expired', { lotId: 'SUC-1', on: noon }, 'lot:SUC-1'),
    ])
  })

  test('must name a sublot of stock in sublots, and takes from lot and sublot', () => {
    const whole = lot({ inSublots: '100' })
    expect(codes(consuming({}, { lot: whole }))).toEqual(['sublot-missing'])
    expect(consuming({ sublotId: 'A' }, { lot: whole, sublot: sublot() })).toMatchObject({
      changes: [{ kind: 'order' }, { change: 'issue', lotId: 'SUC-1', sublotId: 'A', value: '25' }],
    })
    const bad = sublot({ status: 'rejected', expiresAt: noon, remaining: '24' })
    expect(codes(consuming({ sublotId: 'A' }, { lot: whole, sublot: bad }))).toEqual([
      'sublot-not-released',
      'lot-expired',
      'lot-insufficient',
    ])
  })

  test('is for the material of its line only', () => {
    expect(whyNot(consuming({ lineId: '0020', quantity: kg('1') }))).toEqual([
      because('lot-wrong-material/line', { lotId: 'SUC-1', materialId: 'SUCROSE', materials: ['ACTIVE'] }, 'lot:SUC-1'),
    ])
  })

  test('has the dimension of its line and its lot', () => {
    expect(whyNot(consuming({ quantity: litres('25') }))).toEqual([
      because('unit-mismatch/line', { lineId: '0010', lineUnit: 'kg', unit: 'L' }, 'quantity/unit'),
      because('unit-mismatch/lot', { lotId: 'SUC-1', unit: 'kg', told: 'L' }, 'quantity/unit'),
    ])
  })

  test('is refused where the amount is too small for the unit of the line', () => {
    const quantity = g('0.000000000001')
    expect(whyNot(consuming({ quantity }, { lot: lot({ unit: 'g' }) }))).toEqual([
      because('unit-mismatch/line-precision', { quantity, lineId: '0010', lineUnit: 'kg' }, 'quantity'),
    ])
  })

  test('is refused for every reason at once, those of the step first and those of the stock last', () => {
    const decision = consuming(
      { quantity: kg('50.1'), equipmentId: 'MIXER-2' },
      {
        order: order({ holds: ['H-1'], steps: { weigh: running({ equipmentId: 'MIXER-1' }) } }),
        snapshot: withLineOf({}, { qualifications: ['weighing'] }),
        person: person({ qualifications: [] }),
        lot: lot({ status: 'quarantine', holds: ['H-2'], remaining: '50' }),
      },
    )
    expect(codes(decision)).toEqual([
      'order-on-hold',
      'person-not-qualified',
      'equipment-wrong',
      'line-over-tolerance',
      'lot-on-hold',
      'lot-not-released',
      'lot-insufficient',
    ])
  })

  test('needs a released order, and still checks the stock', () => {
    expect(codes(consuming({}, { order: createdOrder(), lot: undefined }))).toEqual([
      'order-wrong-status',
      'lot-unknown',
    ])
  })
})

describe('the line of an issue', () => {
  const noLine = because('line-unknown', { stepId: 'weigh', lineId: '0010' }, 'lineId')

  test('must be a consumed line of the step', () => {
    expect(whyNot(consuming({ lineId: '0099' }))).toEqual([
      because('line-unknown', { stepId: 'weigh', lineId: '0099' }, 'lineId'),
    ])
    expect(whyNot(consuming({}, { snapshot: withLineOf({ use: 'by-product' }) }))).toEqual([noLine])
  })

  test('gets no issue after its step is over', () => {
    const over = order({ steps: { weigh: { status: 'completed' } } })
    expect(whyNot(consuming({}, { order: over }))).toEqual([
      because('step-not-running', { stepId: 'weigh' }, 'step:weigh'),
    ])
  })

  test('may be unknown before the start: both reasons are given', () => {
    const waiting = { order: order(), snapshot: withLineOf({ use: 'by-product' }) }
    expect(whyNot(consuming({}, waiting))).toEqual([
      because('step-not-running', { stepId: 'weigh' }, 'step:weigh'),
      noLine,
    ])
  })

  test('is weighed if the recipe says so', () => {
    expect(whyNot(consuming({}, { snapshot: withLineOf({ weighing: {} }) }))).toEqual([
      because('line-weighed', { lineId: '0010' }, 'lineId'),
    ])
  })

  test('counts an alternate by its factor, and the fact says what it replaces', () => {
    const frozen = withLineOf({ alternates: [{ materialId: 'GLUCOSE', factor: '1.25' }] })
    const decision = consuming({}, { snapshot: frozen, lot: lot({ materialId: 'GLUCOSE' }) })
    expect(decision).toMatchObject({
      fact: { data: { materialId: 'GLUCOSE', replaces: { materialId: 'SUCROSE', quantity: kg('20') } } },
      changes: [{ kind: 'order' }, { change: 'issue', value: '25' }],
    })
    expect(saved(decision, 'order')).toMatchObject({
      steps: { weigh: { consumed: { '0010': '20' } } },
      inputs: { 'SUC-1': kg('25') },
    })
  })

  test('must name the equipment of the step, if any', () => {
    const on = order({ steps: { weigh: running({ equipmentId: 'MIXER-1' }) } })
    expect(consuming({ equipmentId: 'MIXER-1' }, { order: on }).outcome).toBe('accepted')
    expect(consuming({ equipmentId: 'MIXER-2' }).outcome).toBe('accepted')
    expect(whyNot(consuming({ equipmentId: 'MIXER-2' }, { order: on }))).toEqual([
      because(
        'equipment-wrong/consumption',
        { stepId: 'weigh', running: 'MIXER-1', equipmentId: 'MIXER-2' },
        'equipmentId',
      ),
    ])
  })
})

describe('pre-issue', () => {
  const early = (rule: LineTold['early'], body: object = {}, before: object = {}) =>
    consuming(body, { order: order(before), snapshot: withLineOf({ early: rule }) })

  test('is refused, unless the line allows it', () => {
    expect(whyNot(early(undefined))).toEqual([because('step-not-running', { stepId: 'weigh' }, 'early:0010')])
    expect(whyNot(early('warn'))).toMatchObject([
      ['reason-missing/warning', { because: { code: 'step-not-running', variant: 'ahead' } }, 'early:0010'],
    ])
    expect(early('warn', { reason: 'The line is cleared' })).toMatchObject({
      fact: { data: { preIssued: true, reason: 'The line is cleared', warnings: [{ ref: 'early:0010' }] } },
    })
  })

  test('is stored for the step until its start, with the person', () => {
    const decision = early('off')
    expect(decision).toMatchObject({ fact: { data: { preIssued: true } } })
    expect(saved(decision, 'order')).toMatchObject({
      preIssued: { weigh: { consumed: { '0010': '25' }, workers: ['ada'] } },
      steps: {},
      inputs: { 'SUC-1': kg('25') },
    })
    const more = early('off', {}, { preIssued: { weigh: { consumed: { '0010': '5' }, workers: ['ben'] } } })
    expect(saved(more, 'order')).toMatchObject({
      preIssued: { weigh: { consumed: { '0010': '30' }, workers: ['ben', 'ada'] } },
    })
  })

  test('counts towards the tolerance', () => {
    const before = { preIssued: { weigh: { consumed: { '0010': '25.1' }, workers: [] } } }
    expect(codes(early('off', {}, before))).toEqual(['line-over-tolerance'])
  })

  test('is not possible by weighing', () => {
    expect(whyNot(consuming({}, { order: order(), snapshot: withLineOf({ early: 'off' }) }, weighedWith({})))).toEqual([
      because('step-not-running', { stepId: 'weigh' }, 'step:weigh'),
    ])
  })
})

describe('what is reserved for the order', () => {
  const reserving = (value: string, quantity = kg('25')) =>
    consuming(
      { quantity },
      {
        order: order({ steps: { weigh: running() }, reserved: { 'SUC-1': kg(value) } }),
        lot: lot({ reserved: '90' }),
      },
    )

  test('is used first, and the rest is free stock', () => {
    const decision = reserving('20')
    expect(decision).toMatchObject({
      fact: { data: { fromReservation: kg('20') } },
      changes: [{ kind: 'order' }, { change: 'issue', value: '25', reserved: '20' }],
    })
    expect(saved(decision, 'order').reserved).toBeUndefined()
  })

  test('stays as far as it is not drawn', () => {
    const decision = reserving('40')
    expect(decision).toMatchObject({ fact: { data: { fromReservation: kg('25') } } })
    expect(saved(decision, 'order').reserved).toEqual({ 'SUC-1': kg('15') })
  })

  test('is all that the order can have of a fully reserved lot', () => {
    expect(reserving('15', kg('25')).outcome).toBe('accepted')
    expect(whyNot(reserving('15', kg('25.1')))).toEqual([
      because(
        'lot-reserved',
        { lotId: 'SUC-1', remaining: kg('100'), reserved: kg('90'), free: kg('25') },
        'lot:SUC-1',
      ),
    ])
  })

  test('is not mentioned without a reservation', () => {
    expect(consuming()).not.toHaveProperty('fact.data.fromReservation')
    expect(consuming()).not.toHaveProperty('changes.1.reserved')
  })
})

describe('the rules of a line', () => {
  test('are settled as the recipe enforces them: another lot that comes first is a warning with a reason', () => {
    const context = {
      snapshot: withLineOf({ picking: 'warn' }),
      next: { lot: lot({ lotId: 'SUC-0', expiresAt: later(60) }), issueRule: 'fefo' },
    } as const
    expect(codes(consuming({}, context))).toEqual(['reason-missing'])
    expect(consuming({ reason: 'SUC-0 is out of reach' }, context)).toMatchObject({
      fact: { data: { warnings: [{ code: 'lot-not-next', ref: 'picking:0010' }] } },
    })
  })

  test('accept expired stock as its material allows, and the transaction does not check again', () => {
    const old = { lot: lot({ expiresAt: noon }), material: material({ expiryPolicy: 'warn' }) }
    expect(codes(consuming({}, old))).toEqual(['reason-missing'])
    expect(consuming({ reason: 'Tested this morning' }, old)).toMatchObject({
      fact: { data: { warnings: [{ code: 'lot-expired', ref: 'expiry:SUC-1' }] } },
      changes: [{ kind: 'order' }, { change: 'issue', unless: ['held', 'unreleased', 'incomplete'] }],
    })
  })

  test('use up the overrides of the line and the lot, and of no other', () => {
    const passed = { by: 'olga', code: 'line-over-tolerance' }
    const spent = ['weigh/over:0010', 'weigh/picking:0010', 'weigh/expiry:SUC-1', 'weigh/signature:performed']
    const kept = { 'weigh/over:0020': passed, 'weigh/expiry:SUC-2': passed, 'mix/over:0010': passed }
    const overrides = { ...Object.fromEntries(spent.map((it) => [it, passed])), ...kept }
    const decision = consuming({}, { order: order({ steps: { weigh: running() }, overrides }) })
    expect(saved(decision, 'order')).toHaveProperty('overrides', kept)
  })
})

/** A weighing that nothing is wrong with. */
function weighedWith(more: Partial<Weighed>): Weighed {
  return { violations: [], findings: [], progress: (it) => it, changes: () => [], ...more }
}

describe('a consumption that was weighed', () => {
  test('counts by its equivalent on its line, and takes its mass from the lot', () => {
    const decision = consuming({ equipmentId: 'BAL-1' }, {}, weighedWith({ equivalent: dec('20') }))
    expect(saved(decision, 'order')).toMatchObject({
      steps: { weigh: { consumed: { '0010': '20' } } },
      inputs: { 'SUC-1': kg('25') },
    })
    expect(decision).toMatchObject({ changes: [{ kind: 'order' }, { change: 'issue', value: '25' }] })
  })

  test('may be of a line that is weighed, and names its scale though the step runs on something else', () => {
    const on = order({ steps: { weigh: running({ equipmentId: 'MIXER-1' }) } })
    const context = { order: on, snapshot: withLineOf({ weighing: {} }) }
    expect(consuming({ equipmentId: 'BAL-1' }, context, weighedWith({})).outcome).toBe('accepted')
  })

  test('is refused for faults of the weighing, and its findings follow their policies', () => {
    const violations = [violation('scale-not-checked/due', { equipmentId: 'BAL-1' }, 'equipment:BAL-1')]
    const typed = finding({ policy: 'block' }, 'parameter-from-device/weight', { lineId: '0010' }, 'weighing:0010')
    const weighed = weighedWith({ violations, findings: [typed] })
    expect(codes(consuming({}, { lot: undefined }, weighed))).toEqual([
      'parameter-from-device',
      'scale-not-checked',
      'lot-unknown',
    ])
  })

  test('leaves what it records beside the draw', () => {
    const pointers = [{ about: { type: 'equipment', id: 'BAL-1' }, card: {} }] as const
    const decision = consuming(
      {},
      {},
      weighedWith({
        progress: (it) => ({ ...it, unverified: { 'C-1': '0010' } }),
        changes: () => [{ change: 'require-no-hold', lotId: 'SUC-9' }],
        pointers,
        once: { spent: ['BAL-1 noon'] },
      }),
    )
    expect(saved(decision, 'order')).toMatchObject({
      steps: { weigh: { consumed: { '0010': '25' }, unverified: { 'C-1': '0010' } } },
    })
    expect(decision).toMatchObject({ pointers, spent: ['BAL-1 noon'] })
    expect(decision).toHaveProperty('changes.2', { change: 'require-no-hold', lotId: 'SUC-9' })
  })
})
