import { describe, expect, test } from 'vitest'
import { weigh as weighBody } from '../../../events/dispensing.ts'
import { overrideStep } from '../../../shared/domain/execution/override.ts'
import { balance, balanceId, benchOf, checked, dispense, shelves } from '../../support/dispensing.ts'
import { ada, by, codes, g, kg, later, noon, olga, person, signedBy, snapshot } from '../../support/given.ts'
import { say } from '../../support/words.ts'

describe('a weighing', () => {
  test('consumes its net weight, and records its container', () => {
    const bench = benchOf()
    const decision = bench.weigh({ method: 'gross-tare', tare: g('50.5'), gross: g('300.5'), containerId: 'C-7' })
    expect(decision).toMatchObject({
      outcome: 'accepted',
      fact: {
        type: 'andon.material.consumed.v1',
        data: {
          orderId: 'O-1',
          lineId: '30',
          lotId: 'SALT-1',
          quantity: g('250'),
          weighing: {
            containerId: 'C-7',
            equipmentId: 'BAL-1',
            method: 'gross-tare',
            tare: g('50.5'),
            gross: g('300.5'),
            net: g('250'),
            source: 'typed',
          },
          warnings: [{ code: 'parameter-from-device', ref: 'weighing:30' }],
        },
        about: { type: 'lot', id: 'SALT-1' },
      },
    })
    expect(bench.container('C-7')).toMatchObject({
      orderId: 'O-1',
      stepId: 'dispense',
      lineId: '30',
      lotId: 'SALT-1',
      materialId: 'SALT',
      net: g('250'),
      weighed: { id: 'ada', name: 'Ada Moreau', at: noon },
    })
    expect(bench.lot('SALT-1')).toMatchObject({ remaining: '99750', left: { consumed: '250' } })
    expect(bench.order().inputs).toMatchObject({ 'SALT-1': g('250') })
  })

  test('by difference consumes what its source has lost', () => {
    const bench = benchOf()
    bench.weigh({ method: 'by-difference', before: g('1000.3'), after: g('750.3') })
    expect(bench.running().consumed).toEqual({ '30': '250' })
  })

  test('may use several containers, and is judged on their total', () => {
    const bench = benchOf()
    for (const net of ['100', '100', '55']) expect(codes(bench.weigh({ net: g(net) }))).toEqual([])
    expect(bench.running().consumed['30']).toBe('255')
    expect(codes(bench.weigh({ net: g('0.1') }))).toEqual(['line-over-tolerance'])
  })

  test('does not use a container again', () => {
    const bench = benchOf()
    bench.weigh({ net: g('1'), containerId: 'C-1' })
    expect(codes(bench.weigh({ net: g('1'), containerId: 'C-1' }))).toEqual(['container-used'])
  })

  test.each([
    ['gross that is no more than tare', { method: 'gross-tare', tare: g('50'), gross: g('50') }, 'weighing-unbalanced'],
    ['tare beyond gross', { method: 'gross-tare', tare: g('51'), gross: g('50') }, 'weighing-unbalanced'],
    ['a source that has gained', { method: 'by-difference', before: g('50'), after: g('51') }, 'weighing-unbalanced'],
    [
      'a net that does not follow',
      { method: 'gross-tare', tare: g('50'), gross: g('60'), net: g('9.9') },
      'weighing-unbalanced',
    ],
    ['two units', { method: 'gross-tare', tare: g('50'), gross: kg('1') }, 'unit-mismatch'],
    ['a unit that the scale does not show', { net: kg('0.25') }, 'unit-mismatch'],
    ['another dimension', { net: { value: '1', unit: 'L' } }, 'unit-mismatch'],
    ['a reading between increments', { net: g('1.05') }, 'reading-off-increment'],
    ['a tare between increments', { method: 'gross-tare', tare: g('1.05'), gross: g('2') }, 'reading-off-increment'],
    [
      'a gross beyond the capacity',
      { method: 'gross-tare', tare: g('5900'), gross: g('6000.1') },
      'scale-out-of-range',
    ],
  ])('is not taken from %s', (_, body, code) => {
    expect(codes(benchOf().weigh(body))).toContain(code)
  })

  test('below the minimum weight of the scale is refused', () => {
    const scale = balance({ scale: { ...balance().scale, minimum: g('20') } as never })
    expect(codes(benchOf(undefined, { scale }).weigh({ net: g('19.9') }))).toEqual(['scale-out-of-range'])
    expect(codes(benchOf(undefined, { scale }).weigh({ net: g('20') }))).toEqual([])
  })

  const whole = {
    stepId: 's',
    lineId: '1',
    lotId: 'L',
    containerId: 'C',
    equipmentId: 'BAL-1',
    method: 'net',
    net: g('1'),
    source: 'typed',
  }
  test.each<[string, object]>([
    ['nothing weighed', { net: g('0') }],
    ['less than nothing', { net: g('-1') }],
    ['no number', { net: { value: 'NaN', unit: 'g' } }],
    ['thirty digits', { net: g('123456789012345678901234567890') }],
    ['thirteen decimals', { net: g('1.1234567890123') }],
    ['an exponent', { net: { value: '1e3', unit: 'g' } }],
    ['a number that is no text', { net: { value: 1, unit: 'g' } }],
    ['a unit of nobody', { net: { value: '1', unit: 'stone' } }],
    ['no net by the method net', { net: undefined }],
    ['a gross by the method net', { gross: g('2') }],
    ['no tare by gross and tare', { method: 'gross-tare', net: undefined, gross: g('2') }],
    ['no after by difference', { method: 'by-difference', net: undefined, before: g('2') }],
    ['a method of its own', { method: 'by-eye' }],
    ['a source of its own', { source: 'guessed' }],
    ['a container id that is none', { containerId: 'C 1' }],
    ['something else beside it', { colour: 'red' }],
  ])('is not read from %s', (_, more) => {
    expect(weighBody.safeParse(whole).success).toBe(true)
    expect(weighBody.safeParse({ ...whole, ...more }).success).toBe(false)
  })

  test('has every rule of a consumption, and gives every reason about it and the scale at once', () => {
    const lots = shelves.map((it) => ({ ...it, status: 'quarantine' as const, holds: ['H-1'], expiresAt: noon }))
    const { scaleCheck: _check, ...machine } = checked()
    const bench = benchOf(undefined, { lots, machine, scale: balance({ calibrationDueAt: noon }) })
    expect(codes(bench.weigh({ lotId: 'LAC-1', net: g('6000.05') }))).toEqual([
      'line-over-tolerance',
      'equipment-calibration-due',
      'scale-not-checked',
      'scale-out-of-range',
      'reading-off-increment',
      'lot-wrong-material',
      'lot-on-hold',
      'lot-expired',
      'lot-not-released',
    ])
  })

  test('is the only way to fill a weighed line', () => {
    const bench = benchOf()
    expect(codes(bench.consume({ lineId: '30', lotId: 'SALT-1', quantity: g('250') }))).toEqual(['line-weighed'])
    expect(codes(bench.consume({ lineId: '20', lotId: 'LAC-1', quantity: kg('4') }))).toEqual(['line-weighed'])
  })

  test('of a line without weighing is a consumption with a container', () => {
    const plain = dispense({
      materials: [
        { lineId: '30', materialId: 'SALT', quantity: g('250'), tolerance: { minusPercent: '0', plusPercent: '0' } },
      ],
    })
    const bench = benchOf(plain)
    expect(codes(bench.weigh({ net: g('100') }))).toEqual([])
    expect(codes(bench.consume({ lineId: '30', lotId: 'SALT-1', quantity: g('150') }))).toEqual([])
    expect(codes(bench.complete())).toEqual([])
  })
})

describe('the reader of a scale', () => {
  const manual = (manualEntry: 'block' | 'block-unless-signed' | 'warn' | 'off') =>
    dispense({
      materials: [
        {
          lineId: '30',
          materialId: 'SALT',
          quantity: g('250'),
          tolerance: { minusPercent: '0', plusPercent: '0' },
          weighing: { manualEntry },
        },
      ],
    })

  test.each([
    ['block', ['parameter-from-device'], ['parameter-from-device']],
    ['block-unless-signed', ['parameter-from-device'], ['parameter-from-device']],
    ['warn', ['reason-missing'], []],
    ['off', [], []],
  ] as const)('is set in the recipe: %s', (policy, without, withReason) => {
    const bench = () => benchOf(manual(policy))
    expect(codes(bench().weigh({ net: g('250'), reason: undefined }))).toEqual(without)
    expect(codes(bench().weigh({ net: g('250') }))).toEqual(withReason)
  })

  test('may be overridden by another person, for one weighing', () => {
    const bench = benchOf(manual('block-unless-signed'))
    const override = () =>
      bench.take(
        overrideStep(
          { order: bench.order(), snapshot: snapshot({ steps: [manual('block-unless-signed')] }) },
          'dispense',
          { ref: 'weighing:30', reason: 'The cable is broken' },
          signedBy(olga, 'approved'),
          { exceptionId: 'override-1', deviationId: 'dev-1' as never },
          say,
          by(ada),
        ),
      )
    expect(codes(override())).toEqual([])
    expect(codes(bench.weigh({ net: g('100') }))).toEqual([])
    expect(codes(bench.weigh({ net: g('150') }))).toEqual(['parameter-from-device'])
  })

  test('is the device, if it has sent both readings', () => {
    const bench = benchOf(manual('block'))
    bench.shows('50.5')
    bench.clock(600)
    bench.shows('175')
    bench.clock(610)
    bench.shows('300.5')
    bench.clock(630)
    const body = { method: 'gross-tare', tare: g('50.5'), gross: g('300.5'), source: 'device', reason: undefined }
    expect(codes(bench.weigh({ ...body, gross: g('300.6') }))).toContain('reading-not-from-device')
    expect(codes(bench.weigh({ ...body, tare: g('50.6') }))).toContain('reading-not-from-device')
    expect(bench.weigh(body)).toMatchObject({
      outcome: 'accepted',
      fact: { data: { weighing: { source: 'device', measuredAt: later(610), net: g('250') } } },
    })
  })

  test('is missing when the reading is too old', () => {
    const bench = benchOf()
    bench.shows('250')
    bench.clock(61)
    expect(codes(bench.weigh({ net: g('250'), source: 'device' }))).toEqual(['reading-not-from-device'])
  })
})

test('the person who weighs must be qualified for the step', () => {
  const step = dispense({ qualifications: ['weighing'] })
  const bench = benchOf(step, { person: person({ qualifications: [] }) })
  expect(codes(bench.weigh({ net: g('1') }))).toEqual(['person-not-qualified'])
  expect(balance().equipmentId).toBe(balanceId)
})
