import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as faults from '../../../shared/domain/recipes/step-faults.ts'
import { aStep, dec, draftOf, each, kg, litres, syrup, whyNot } from '../../support/given.ts'

type Draft = Parameters<typeof draftOf>[0] & object
type Told = NonNullable<Parameters<typeof aStep>[1]>
type Line = NonNullable<Told['materials']>[number]

const line = (more: Partial<Line> = {}): Line => ({
  lineId: '1',
  materialId: 'SUCROSE',
  quantity: kg('1'),
  tolerance: { minusPercent: '1', plusPercent: '1' },
  ...more,
})
const parameter = { parameterId: 'x', unit: 'Cel', source: 'operator' } as const
const minutes = (value: string) => ({ value, unit: 'min' }) as const
const found = (steps: readonly Told[], more: Partial<Draft> = {}) =>
  whyNot(
    faults.stepsFaults(
      draftOf({
        ...syrup,
        ...more,
        steps: steps.map((step, index) => aStep(['a', 'b', 'c'][index] ?? '', step)) as Draft['steps'],
      }),
    ),
  )
const pieces = { batchSize: { min: each('1'), nominal: each('2'), max: each('3') } }
const partOfEach = { perUnit: { quantity: kg('1') } }
const [atLine, here] = ['steps/a/materials/1', { stepId: 'a', lineId: '1' }]

test('a step with nothing that is wrong has no fault', () => {
  expect(whyNot(faults.stepsFaults(draftOf()))).toEqual([])
})

describe('a step', () => {
  test.each<[what: string, steps: readonly Told[], ...faults: unknown[]]>([
    ['comes after nothing unknown', [{ after: ['z'] }], ['after-unknown', { stepId: 'a', after: 'z' }, 'steps/a']],
    [
      'has each result once',
      [{ parameters: [parameter, parameter], checks: [{ checkId: 'x', question: 'Is it?' }] }],
      ['same-result-id', { stepId: 'a', id: 'x' }, 'steps/a'],
    ],
    [
      'names equipment of whatever it says something',
      [{ kind: 'set-up', capabilities: ['vacuum'], needsSetUp: true, leavesDirty: true }],
      ['no-equipment-for-kind', { stepId: 'a', kind: 'set-up' }, 'steps/a'],
      ['no-equipment-for-capabilities', { stepId: 'a' }, 'steps/a'],
      ['no-equipment-for-set-up', { stepId: 'a' }, 'steps/a'],
      ['no-equipment-to-clean', { stepId: 'a' }, 'steps/a'],
    ],
    [
      'has a transfer batch if it counts units, in a unit of the product',
      [
        { flow: 'units', transferBatch: litres('5') },
        { transferBatch: kg('5') },
        { flow: 'units', transferBatch: kg('5') },
      ],
      ['transfer-unit', { stepId: 'a', unit: 'L', made: 'kg' }, 'steps/a/transferBatch'],
      ['transfer-of-batch', { stepId: 'b' }, 'steps/b/transferBatch'],
    ],
    [
      'cleans for a time if it is a cleaning, and only then',
      [
        { kind: 'cleaning', equipmentClass: 'mixer' },
        { workCenter: 'W-1', cleanFor: minutes('5') },
        { kind: 'cleaning', equipmentClass: 'mixer', cleanFor: minutes('5') },
      ],
      ['cleaning-without-time', { stepId: 'a' }, 'steps/a'],
      ['time-without-cleaning', { stepId: 'b' }, 'steps/b'],
    ],
    [
      'is repeated for what a person records',
      [
        {
          equipmentClass: 'mixer',
          parameters: [{ ...parameter, source: 'device' }],
          repeat: { until: 'x', atMost: 2 },
        },
        { parameters: [parameter], repeat: { until: 'x', atMost: 2 } },
        { checks: [{ checkId: 'y', question: 'Is it?' }], repeat: { until: 'y', atMost: 2 } },
      ],
      ['repeat-until-unknown', { stepId: 'a', until: 'x' }, 'steps/a'],
    ],
    [
      'is signed once with each meaning',
      [{ signatures: ['operator', 'quality', 'operator'].map((role) => ({ meaning: 'verified', role })) as never }],
      ['same-meaning', { stepId: 'a', meaning: 'verified' }, 'steps/a'],
    ],
    [
      'is for other people than one that comes before it, at whatever distance',
      [{}, { after: ['a'] }, { after: ['b'], notBySamePersonAs: ['a', 'c', 'z'] }],
      ['same-person-not-before', { stepId: 'c', earlier: 'c' }, 'steps/c'],
      ['same-person-not-before', { stepId: 'c', earlier: 'z' }, 'steps/c'],
    ],
  ])('%s', (_, steps, ...expected) => {
    expect(found(steps)).toEqual(expected.map((it) => named(it as [string, object, string])))
  })

  const named = ([variant, params, ref]: readonly [string, object, string]) => [
    `recipe-invalid/${variant}`,
    params,
    ref,
  ]
})

describe('a parameter', () => {
  const of = (more: object, step: Told = {}) => found([{ ...step, parameters: [{ ...parameter, ...more }] }])
  const at = 'steps/a/parameters/x'

  test('has limits that are not crossed, and may be a single value', () => {
    expect(of({ low: '2', high: '1.999' })).toEqual([
      ['recipe-invalid/limits-crossed', { parameterId: 'x', low: '2', high: '1.999' }, at],
    ])
    expect(of({ low: '2', high: '2', target: '2' })).toEqual([])
  })

  test('has a target within its limits, which are within', () => {
    expect(of({ low: '1', high: '2', target: '1' })).toEqual([])
    expect(of({ low: '1', high: '2', target: '2' })).toEqual([])
    expect(of({ high: '2', target: '2.1' })).toEqual([
      ['recipe-invalid/target-outside', { parameterId: 'x', target: '2.1' }, at],
    ])
    expect(of({ low: '1', target: '-1' })).toEqual([
      ['recipe-invalid/target-outside', { parameterId: 'x', target: '-1' }, at],
    ])
  })

  test('with crossed limits has no fault about its target', () => {
    expect(of({ low: '2', high: '1', target: '5' }).map(([key]) => key)).toEqual(['recipe-invalid/limits-crossed'])
  })

  test('is measured by a device where there is equipment', () => {
    expect(of({ source: 'device' })).toEqual([['recipe-invalid/device-without-equipment', { parameterId: 'x' }, at]])
    expect(of({ source: 'device' }, { equipmentClass: 'mixer' })).toEqual([])
    expect(of({ source: 'device' }, { workCenter: 'W-1' })).toEqual([])
  })
})

describe('a charge', () => {
  const weighed = { materials: [line({ weighing: { verify: 'block' } }), line({ lineId: '2' })] }
  const charge = (more: object = {}, of: object = {}) =>
    ({ after: ['a'], equipmentClass: 'mixer', charges: [{ from: 'a', ...more }], ...of }) as Told
  const at = 'steps/b/charges/a'

  test('takes the containers of weighed lines of a step before, into the equipment of its own step', () => {
    expect(found([weighed, charge()])).toEqual([])
    expect(found([weighed, charge({ lineIds: ['1'] })])).toEqual([])
    expect(found([weighed, charge({ lineIds: ['1', '2', '9'] })])).toEqual([
      ['recipe-invalid/charges-no-line', { stepId: 'b', from: 'a', lineId: '2' }, at],
      ['recipe-invalid/charges-no-line', { stepId: 'b', from: 'a', lineId: '9' }, at],
    ])
    expect(found([{ materials: [line()] }, charge()])).toEqual([
      ['recipe-invalid/charges-nothing', { stepId: 'b', from: 'a' }, at],
    ])
    expect(found([weighed, charge({}, { after: [] })])).toEqual([
      ['recipe-invalid/charge-not-before', { stepId: 'b', from: 'a' }, at],
    ])
    expect(found([weighed, charge({}, { equipmentClass: undefined })])).toEqual([
      ['recipe-invalid/no-equipment-to-charge', { stepId: 'b' }, 'steps/b/charges'],
    ])
    expect(found([weighed, charge({}, { flow: 'units' })], pieces).map(([key]) => key)).toContain(
      'recipe-invalid/charge-of-units',
    )
  })

  test('takes each container once', () => {
    const twice = charge({}, { charges: [{ from: 'a' }, { from: 'a', lineIds: ['1'] }] })
    expect(found([weighed, twice])).toEqual([['recipe-invalid/same-charge', { stepId: 'b', from: 'a' }, at]])
    expect(found([weighed, charge(), charge({ lineIds: ['1'] })])).toEqual([
      ['recipe-invalid/charged-twice', { stepId: 'c', from: 'a', lineId: '1', other: 'b' }, 'steps/c/charges/a'],
    ])
  })
})

describe('a timer', () => {
  const timer = { timerId: 't', rule: 'at-least', duration: minutes('5') } as const
  const at = 'steps/a/timers/t'

  test('has an id of its own', () => {
    expect(found([{ timers: [timer, { ...timer, from: 'a' }] }]).map(([key]) => key)).toEqual([
      'recipe-invalid/same-timer-id',
      'recipe-invalid/timer-not-before',
    ])
  })

  test('runs from a step that comes before', () => {
    expect(found([{ timers: [{ ...timer, from: 'b' }] }, {}])).toEqual([
      ['recipe-invalid/timer-not-before', { stepId: 'a', timerId: 't', from: 'b' }, at],
    ])
    expect(found([{ after: ['b'], timers: [{ ...timer, from: 'b' }] }, {}])).toEqual([])
  })

  test('does not run between two steps that count units, because a unit has no clock', () => {
    const counted = { after: ['b'], flow: 'units', timers: [{ ...timer, from: 'b' }] } as const
    expect(found([{ ...counted, after: ['b'], timers: [...counted.timers] }, { flow: 'units' }])).toEqual([
      ['recipe-invalid/timer-of-units', { stepId: 'a', timerId: 't', from: 'b' }, at],
    ])
    expect(found([{ ...counted, after: ['b'], timers: [...counted.timers] }, {}])).toEqual([])
  })

  test('that has passed cannot be waited for, so that it does not block', () => {
    const late = { ...timer, rule: 'at-most' } as const
    expect(found([{ timers: [late] }])).toEqual([['recipe-invalid/timer-blocks', { stepId: 'a', timerId: 't' }, at]])
    expect(found([{ timers: [{ ...late, policy: 'block-unless-signed' }] }])).toEqual([])
  })

  test('about values is about one device parameter with limits, by its own rule, from its own start, in one round', () => {
    const probe = { parameterId: 'TEMP', unit: 'Cel', low: '62', high: '66', source: 'device' } as const
    const ofProbe = { workCenter: 'W', parameters: [probe] }
    const [least, most] = [{ ...timer, rule: 'at-least' } as const, { ...timer, rule: 'at-most' } as const]
    const range = { parameterId: 'TEMP' }
    const variants = (timers: object, more: object = {}) =>
      found([{ ...ofProbe, ...more, timers: [timers] } as Parameters<typeof found>[0][number]]).map(([code]) => code)
    expect(variants({ ...least, while: range })).toEqual([])
    expect(variants({ ...most, outside: range })).toEqual([])
    expect(variants({ ...most, until: { ...range, high: '30' } })).toEqual([])
    expect(variants({ ...most, while: range })).toEqual(['recipe-invalid/timer-rule'])
    expect(variants({ ...least, outside: range })).toEqual(['recipe-invalid/timer-rule'])
    expect(variants({ ...most, outside: range, until: range })).toEqual(['recipe-invalid/timer-of-many'])
    expect(variants({ ...least, while: { parameterId: 'pH' } })).toContain('recipe-invalid/timer-parameter')
    expect(variants({ ...least, while: { ...range, low: '66', high: '62' } })).toEqual([
      'recipe-invalid/limits-crossed',
    ])
    const crossed = { ...probe, low: '67' }
    const twice = [
      { ...least, while: range },
      { ...most, timerId: 'u', outside: range },
    ]
    // What the timers have from their parameter is said of it once.
    expect(found([{ ...ofProbe, parameters: [crossed], timers: twice }]).map(([code]) => code)).toEqual([
      'recipe-invalid/limits-crossed',
    ])
    expect(variants({ ...least, silence: { value: '30', unit: 's' } })).toEqual(['recipe-invalid/timer-silence'])
    const { low: _low, high: _high, ...open } = probe
    expect(variants({ ...most, outside: range }, { parameters: [open] })).toEqual(['recipe-invalid/timer-no-limits'])
  })

  test('requires no more than another one of the same start allows, in any unit', () => {
    const most = (value: string, more: object = {}) =>
      ({ timerId: 'm', rule: 'at-most', duration: { value, unit: 's' }, policy: 'warn', ...more }) as const
    expect(found([{ timers: [timer, most('299')] }])).toEqual([
      ['recipe-invalid/timers-crossed', { stepId: 'a', timerId: 't' }, at],
    ])
    expect(found([{ timers: [timer, most('300')] }])).toEqual([])
    expect(found([{ after: ['b'], timers: [timer, most('1', { from: 'b' })] }, {}])).toEqual([])
  })
})

describe('a material line', () => {
  const of = (more: Partial<Line>, step: Told = {}, draft: Partial<Draft> = {}) =>
    found([{ ...step, materials: [line(more)] }], draft)

  test('that is consumed has a tolerance, unless its amount follows from what was made', () => {
    expect(of({ tolerance: undefined })).toEqual([['recipe-invalid/no-tolerance', here, atLine]])
    expect(of({ tolerance: undefined, backflush: 'actual' })).toEqual([['recipe-invalid/no-tolerance', here, atLine]])
    expect(of({ tolerance: undefined, backflush: 'standard' })).toEqual([])
    expect(of({ tolerance: undefined, use: 'by-product' })).toEqual([])
  })

  test('that is weighed is consumed, not booked, not drawn ahead and has no alternate', () => {
    const weighed = { weighing: {}, backflush: 'actual', early: 'warn', alternates: [{ materialId: 'SALT' }] } as const
    expect(of({ ...weighed, alternates: [...weighed.alternates] })).toEqual(
      ['backflush', 'early', 'alternates'].map((rule) => [`recipe-invalid/weighed-and-${rule}`, here, atLine]),
    )
    expect(of({ weighing: {}, use: 'co-product' })).toEqual([['recipe-invalid/weighed-not-consumed', here, atLine]])
  })

  test('is never its own alternate, and has each alternate once', () => {
    const alternates = ['SUCROSE', 'SALT', 'SALT'].map((materialId) => ({ materialId }))
    expect(of({ alternates })).toEqual([
      ['recipe-invalid/alternate-itself', { lineId: '1', materialId: 'SUCROSE' }, atLine],
      ['recipe-invalid/alternate-twice', { lineId: '1', materialId: 'SALT' }, atLine],
    ])
    expect(of({ use: 'by-product', alternates: [{ materialId: 'SALT' }] })).toEqual([
      ['recipe-invalid/alternate-of-made', { lineId: '1' }, atLine],
    ])
  })

  test('makes nothing that is the product, and is booked only if it is consumed', () => {
    expect(of({ use: 'co-product', materialId: 'SYRUP', backflush: 'standard' })).toEqual([
      ['recipe-invalid/makes-product', { ...here, product: 'SYRUP' }, atLine],
      ['recipe-invalid/booked-not-consumed', { ...here, use: 'co-product' }, atLine],
    ])
    expect(of({ materialId: 'SYRUP' })).toEqual([])
  })

  test('with a component for every unit is consumed into pieces, in a step that is never skipped', () => {
    expect(of(partOfEach, {}, pieces)).toEqual([])
    expect(of({ ...partOfEach, use: 'by-product' }, { skip: {} }, { ...pieces, purpose: 'rework' })).toEqual([
      ['recipe-invalid/unit-part-not-consumed', here, atLine],
      ['recipe-invalid/unit-part-optional', here, atLine],
      ['recipe-invalid/unit-part-of-rework', here, atLine],
    ])
    expect(of({ ...partOfEach, backflush: 'standard' }, {}, pieces)).toEqual([
      ['recipe-invalid/unit-part-not-drawn', here, atLine],
    ])
    expect(of({ ...partOfEach, weighing: {} }, {}, pieces)).toEqual([
      ['recipe-invalid/unit-part-not-drawn', here, atLine],
    ])
    expect(of(partOfEach)).toEqual([['recipe-invalid/unit-part-of-no-piece', { ...here, unit: 'kg' }, atLine]])
    expect(of({ perUnit: { quantity: { value: '1', unit: 'g' } } }, {}, pieces)).toEqual([])
    expect(of({ perUnit: { quantity: litres('1') } }, {}, pieces)).toEqual([
      ['recipe-invalid/unit-part-unit', { ...here, unit: 'kg', partUnit: 'L' }, atLine],
    ])
  })

  test('is fixed or for each unit, and a compensator is fixed as its active is', () => {
    expect(of({ ...partOfEach, fixed: true }, {}, pieces)).toEqual([['recipe-invalid/fixed-unit-part', here, atLine]])
    expect(of({ fixed: true }, {}, pieces)).toEqual([])
    const pair = (active: boolean, filler: boolean) =>
      found([
        {
          materials: [
            line({ potency: { role: 'compensator', of: '2' }, fixed: filler }),
            line({ lineId: '2', potency: { role: 'active' }, fixed: active }),
          ],
        },
      ])
    expect([...pair(true, true), ...pair(false, false)]).toEqual([])
    const fault = ['recipe-invalid/fixed-compensator', { ...here, compensates: '2' }, atLine]
    expect([...pair(true, false), ...pair(false, true)]).toEqual([fault, fault])
  })

  test('compensates one active of its step, in a unit that compares with it', () => {
    const active = line({ lineId: '2', potency: { role: 'active' } })
    const filler = (more: Partial<Line> = {}) => line({ potency: { role: 'compensator', of: '2' }, ...more })
    expect(found([{ materials: [filler(), active] }])).toEqual([])
    expect(found([{ materials: [filler({ quantity: { value: '1', unit: 'g' } }), active] }])).toEqual([])
    expect(found([{ materials: [filler()] }, { materials: [active] }])).toEqual([
      ['recipe-invalid/compensates-no-active', { ...here, compensates: '2' }, atLine],
    ])
    expect(found([{ materials: [filler({ quantity: litres('1') }), active] }])).toEqual([
      ['recipe-invalid/compensator-unit', { ...here, unit: 'L', compensates: '2', activeUnit: 'kg' }, atLine],
    ])
    expect(found([{ materials: [filler(), active, filler({ lineId: '3' })] }])).toEqual([
      ['recipe-invalid/compensated-twice', { ...here, compensates: '2', others: ['3'] }, atLine],
      [
        'recipe-invalid/compensated-twice',
        { stepId: 'a', lineId: '3', compensates: '2', others: ['1'] },
        'steps/a/materials/3',
      ],
    ])
  })
})

describe('what follows the quantity of the order', () => {
  const max = kg('1000')
  const sizes = { batchSize: { min: kg('10'), nominal: kg('100'), max } }
  const filled = { parameterId: 'x', unit: 'L', target: '5', scaled: true, source: 'operator' } as const
  const stir = { timerId: 't', rule: 'at-most', duration: minutes('5'), policy: 'warn', scaled: true } as const

  test('is a value that depends on a quantity, in a step that makes something', () => {
    const atParameter = 'steps/a/parameters/x'
    const item = { stepId: 'a', item: 'x' }
    expect(found([{ parameters: [filled], timers: [stir] }], sizes)).toEqual([])
    expect(found([{ parameters: [{ ...filled, target: undefined }] }], sizes)).toEqual([
      ['recipe-invalid/scaled-nothing', item, atParameter],
    ])
    for (const unit of ['Cel', 'K', '[degF]', '[pH]'] as const)
      expect(found([{ parameters: [{ ...filled, unit }] }], sizes)).toEqual([
        ['recipe-invalid/scaled-unit', { ...item, unit }, atParameter],
      ])
    const cleaning = { kind: 'cleaning', equipmentClass: 'mixer', cleanFor: minutes('5') } as const
    expect(found([{ ...cleaning, parameters: [filled], timers: [stir] }], sizes)).toEqual(
      ['x', 't'].map((it) => ['recipe-invalid/scaled-kind', { stepId: 'a', item: it, kind: 'cleaning' }, 'steps/a']),
    )
  })

  test('can be written for the greatest batch', () => {
    const digits = (value: string, more = {}) =>
      found(
        [{ materials: [line({ quantity: kg(value), ...more })], parameters: [{ ...filled, target: value }] }],
        sizes,
      )
    const fault = (item: string) => ['recipe-invalid/scaled-too-great', { stepId: 'a', item, max }, 'steps/a']
    expect(digits('99999999999999')).toEqual([])
    expect(digits('100000000000000')).toEqual([fault('1'), fault('x')])
    expect(digits('100000000000000', { fixed: true })).toEqual([fault('x')])
    expect(found([{ timers: [{ ...stir, duration: minutes('99999.9') }] }], sizes)).toEqual([])
    expect(found([{ timers: [{ ...stir, duration: minutes('100000') }] }], sizes)).toEqual([fault('t')])
  })

  test('crosses no time that does not follow, for the least and the greatest batch too', () => {
    const timers = (least: object, most: object) =>
      found(
        [
          {
            timers: [
              { timerId: 'least', rule: 'at-least', duration: minutes('10'), ...least },
              { timerId: 'most', rule: 'at-most', duration: minutes('20'), policy: 'warn', ...most },
            ],
          },
        ],
        sizes,
      )
    const crossed = [['recipe-invalid/timers-crossed', { stepId: 'a', timerId: 'least' }, 'steps/a/timers/least']]
    expect(timers({}, {})).toEqual([])
    expect(timers({ scaled: true }, { scaled: true })).toEqual([])
    expect(timers({ scaled: true }, {})).toEqual(crossed)
    expect(timers({}, { scaled: true })).toEqual(crossed)
  })
})

describe('a rule about what comes out', () => {
  const range = (lowPercent: string, highPercent: string) =>
    ({ lowPercent: dec(lowPercent), highPercent: dec(highPercent), policy: 'block' }) as const

  test('has limits that are not crossed, of a step and of the order', () => {
    expect(found([{ yield: range('100.1', '100') }])).toEqual([
      ['recipe-invalid/yield-of-step', { low: '100.1', high: '100', stepId: 'a' }, 'steps/a/yield'],
    ])
    expect(faults.yieldFaults(range('100.1', '100'))).toMatchObject({
      code: 'recipe-invalid',
      variant: 'yield-of-order',
      params: { low: '100.1', high: '100' },
      ref: 'yield',
    })
    expect(faults.yieldFaults(range('100', '100'))).toBeUndefined()
    expect(faults.yieldFaults(undefined)).toBeUndefined()
  })

  test('is of a step that makes something', () => {
    const set = { kind: 'set-up', equipmentClass: 'mixer' } as const
    const nothing = ['recipe-invalid/makes-nothing', { stepId: 'a', kind: 'set-up' }, 'steps/a']
    expect(found([{ ...set, yield: range('1', '2') }])).toEqual([nothing])
    expect(found([{ ...set, balance: { tolerancePercent: '1' } }])).toEqual([nothing])
    expect(found([set])).toEqual([])
  })

  test('is about forty booked lines at most, which one commit holds', () => {
    const booked = (count: number) =>
      found([{ materials: Array.from({ length: count }, (_, at) => line({ lineId: `${at}`, backflush: 'standard' })) }])
    expect(booked(40)).toEqual([])
    expect(booked(41)).toEqual([['recipe-invalid/too-many-booked', { stepId: 'a', booked: 41, atMost: 40 }, 'steps/a']])
  })

  test('names each reason of scrap once', () => {
    expect(found([{ scrapCodes: ['bent', 'dirty', 'bent', 'bent'] }])).toEqual([
      ['recipe-invalid/same-scrap-code', { stepId: 'a', reasonCode: 'bent' }, 'steps/a/scrapCodes'],
    ])
  })
})

describe('ids', () => {
  const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })

  test('that come again are named once each, and none that comes once', () => {
    fc.assert(
      fc.property(ids, (all) => {
        const twice = [...new Set(all)].filter((id) => all.filter((it) => it === id).length > 1)
        expect(faults.repeated(all).toSorted()).toEqual(twice.toSorted())
      }),
    )
  })

  test('that are unknown are listed, each time', () => {
    expect(faults.strangers(['a', 'z', 'b', 'z'], new Set(['a', 'b']))).toEqual(['z', 'z'])
  })
})
