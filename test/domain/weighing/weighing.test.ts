import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { weigh as weighBody } from '../../../events/dispensing.ts'
import type { Step } from '../../../events/recipe.ts'
import { overrideStep } from '../../../shared/domain/execution/sign-off.ts'
import { balancesOfStep } from '../../../shared/domain/production/mass-balance.ts'
import { proposePicks } from '../../../shared/domain/production/picking.ts'
import { equivalentOf } from '../../../shared/domain/production/potency.ts'
import { isBalanced, type Sublot } from '../../../shared/domain/stock/lot.ts'
import { rejectContainer } from '../../../shared/domain/weighing/verification.ts'
import { balance, balanceId, benchOf, checked, dispense, g, shelves } from '../../support/dispensing.ts'
import { ada, by, codes, dec, later, noon, olga, person, quinn, signedBy, snapshot } from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'
import { say } from '../../support/words.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const ben = { ...ada, id: 'ben', name: 'Ben Okafor' }

describe('a weighing', () => {
  test('consumes its net weight, and leaves its container on record', () => {
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

  test('by difference takes what its source has lost', () => {
    const bench = benchOf()
    bench.weigh({ method: 'by-difference', before: g('1000.3'), after: g('750.3') })
    expect(bench.running().consumed).toEqual({ '30': '250' })
  })

  test('goes on over several containers, and is judged on their total', () => {
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

  test('of less than the scale weighs accurately enough is refused', () => {
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

  test('obeys every rule of a consumption, and says all that is wrong with it and with the scale at once', () => {
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

  test('is the only way into a line that is weighed', () => {
    const bench = benchOf()
    expect(codes(bench.consume({ lineId: '30', lotId: 'SALT-1', quantity: g('250') }))).toEqual(['line-weighed'])
    expect(codes(bench.consume({ lineId: '20', lotId: 'LAC-1', quantity: kg('4') }))).toEqual(['line-weighed'])
  })

  test('of a line that need not be weighed is a consumption with a container all the same', () => {
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

describe('who reads a scale', () => {
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
  ] as const)('is the recipe’s to say: %s', (policy, without, withReason) => {
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

  test('is the device, where the device has said both readings', () => {
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

  test('is nobody any more when the reading has become old', () => {
    const bench = benchOf()
    bench.shows('250')
    bench.clock(61)
    expect(codes(bench.weigh({ net: g('250'), source: 'device' }))).toEqual(['reading-not-from-device'])
  })
})

describe('potency', () => {
  test('makes an active count for what it is worth at the basis of the line, and takes its mass from the lot', () => {
    const bench = benchOf()
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('500') })
    expect(bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('500') })).toMatchObject({
      fact: {
        data: {
          quantity: g('500'),
          weighing: { potency: '90', basis: '95', equivalent: g('473.684210526316') },
        },
      },
    })
    expect(bench.running()).toMatchObject({ consumed: { '10': '973.684210526316' }, weighed: { '10': '1000' } })
    expect(bench.lot('ACT-2')).toMatchObject({ remaining: '99.5', left: { consumed: '0.5' } })
  })

  test('has to be known', () => {
    expect(codes(benchOf().weigh({ lineId: '10', lotId: 'ACT-3', net: g('500') }))).toEqual(['potency-unknown'])
    expect(codes(benchOf().weigh({ lineId: '20', lotId: 'LAC-1', net: g('500') }))).toEqual([
      'compensation-out-of-order',
    ])
  })

  test('of a sublot comes before that of its lot', () => {
    const sublot = { ...shelves[0], sublotId: 'A', potency: '50' } as unknown as Sublot
    const bench = benchOf(undefined, { sublot })
    bench.weigh({ lineId: '10', lotId: 'ACT-1', sublotId: 'A', net: g('95') })
    expect(bench.running().consumed).toEqual({ '10': '50' })
  })

  /** Readings to tenths of a gram, potencies to a hundredth of a percent: what a plant has. */
  const mass = fc.integer({ min: 1, max: 60_000 }).map((tenths) => new Big(tenths).div(10).toFixed())
  const percent = fc.integer({ min: 5000, max: 12_000 }).map((hundredths) => new Big(hundredths).div(100).toFixed())

  test('counts exactly at a basis of 100 percent, and to twelve decimals at every other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(mass, percent), { minLength: 1, maxLength: 20 }), percent, (parts, basis) => {
        const sum = (of: string) =>
          parts.reduce((total, [net, potency]) => total.plus(equivalentOf(dec(net), dec(potency), dec(of))), new Big(0))
        const worth = parts.reduce((total, [net, potency]) => total.plus(new Big(net).times(potency)), new Big(0))
        expect(sum('100').times(100).toFixed()).toBe(worth.toFixed())
        const off = sum(basis).times(basis).minus(worth).abs()
        expect(off.lte(new Big('0.0000000000005').times(parts.length).times(basis))).toBe(true)
      }),
    )
  })

  test('is filled up by the compensator, so that both together fill what the recipe fills', () => {
    fc.assert(
      fc.property(percent, percent, fc.integer({ min: 0, max: 8 }), (potency, basis, split) => {
        const tolerance = { minusPercent: '100', plusPercent: '200' }
        const step = dispense({
          materials: [
            { lineId: '10', materialId: 'ACTIVE', quantity: g('1000'), tolerance, potency: { role: 'active', basis } },
            {
              lineId: '20',
              materialId: 'LACTOSE',
              quantity: g('2000'),
              tolerance: { minusPercent: '0', plusPercent: '0' },
              potency: { role: 'compensator', of: '10' },
            },
          ],
        })
        const lots = shelves.map((it) => (it.lotId === 'ACT-1' ? { ...it, potency: dec(potency) } : it))
        const bench = benchOf(step, { lots })
        const first = { lineId: '10', lotId: 'ACT-1', net: g(`${100 * (split + 1)}`) }
        expect(codes(bench.weigh(first))).toEqual([])
        expect(codes(bench.weigh({ ...first, net: g('33.3') }))).toEqual([])
        const { consumed, weighed } = bench.running()
        const { line } = bench.outlook('20', 'LAC-1')
        const filled = new Big(weighed?.['10'] ?? 0).plus(line.quantity.value)
        // What the recipe fills for as much active as was taken: its worth, and the compensator.
        const expected = new Big(consumed['10'] ?? 0).plus(2000)
        expect(filled.toFixed()).toBe(expected.toFixed())
      }),
    )
  })

  test('asks for nothing of the compensator where the active needs all the room', () => {
    const tolerance = { minusPercent: '0', plusPercent: '0' }
    const step = dispense({
      materials: [
        { lineId: '10', materialId: 'ACTIVE', quantity: g('900'), tolerance, potency: { role: 'active' } },
        {
          lineId: '20',
          materialId: 'LACTOSE',
          quantity: g('50'),
          tolerance,
          potency: { role: 'compensator', of: '10' },
        },
      ],
    })
    const bench = benchOf(step)
    bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('1000') })
    expect(bench.running().consumed).toEqual({ '10': '900' })
    expect(bench.outlook('20', 'LAC-1')).toMatchObject({ line: { quantity: { value: '0' } }, target: { high: g('0') } })
    expect(codes(bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('0.1') }))).toEqual(['line-over-tolerance'])
    expect(codes(bench.complete())).toEqual([])
  })

  test('is compensated when the active is complete, and the active is closed when its compensator has begun', () => {
    const bench = benchOf()
    const active = (value: string) => bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g(value) })
    const filler = (value: string) => bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g(value) })
    active('989.9')
    expect(codes(filler('100'))).toEqual(['compensation-out-of-order'])
    active('0.1')
    expect(codes(filler('100'))).toEqual([])
    expect(codes(active('0.1'))).toEqual(['compensation-out-of-order'])
    bench.reject('C-3')
    expect(codes(active('0.1'))).toEqual([])
  })
})

describe('a compensator', () => {
  test('that has become too much, because its active was rejected late, keeps the step open', () => {
    const lots = shelves.map((it) => (it.lotId === 'ACT-2' ? { ...it, potency: dec('120') } : it))
    const step = dispense({
      materials: [
        {
          lineId: '10',
          materialId: 'ACTIVE',
          quantity: g('1000'),
          tolerance: { minusPercent: '50', plusPercent: '50' },
          potency: { role: 'active' },
        },
        {
          lineId: '20',
          materialId: 'LACTOSE',
          quantity: g('1000'),
          tolerance: { minusPercent: '1', plusPercent: '1' },
          potency: { role: 'compensator', of: '10' },
        },
      ],
    })
    const bench = benchOf(step, { lots })
    for (const net of [g('500'), g('500')]) bench.weigh({ lineId: '10', lotId: 'ACT-2', net })
    expect(codes(bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('1200') }))).toEqual([])
    expect(codes(bench.complete())).toEqual([])
    bench.reject('C-1')
    expect(codes(bench.complete())).toEqual(['line-over-tolerance'])
    bench.reject('C-3')
    bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('1100') })
    expect(codes(bench.complete())).toEqual([])
  })
})

describe('what a person at the scale is told', () => {
  test('is how much of this lot the line still needs, in the increments of the scale', () => {
    const bench = benchOf()
    expect(bench.outlook('10', 'ACT-1')).toMatchObject({
      target: { target: g('1000'), low: g('990'), high: g('1020') },
    })
    expect(bench.outlook('10', 'ACT-2')).toMatchObject({
      // 1000 g at 95 percent are 1055.555… g at 90 percent.
      target: { target: g('1055.6'), low: g('1045'), high: g('1076.6') },
      violations: [],
    })
    bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('500') })
    expect(bench.outlook('10', 'ACT-1')).toMatchObject({
      done: g('473.684210526316'),
      target: { target: g('526.3'), low: g('516.4'), high: g('546.3') },
    })
  })

  test('is a band that the gate takes: every reading from low to high completes the line, and none beyond', () => {
    const percent = fc.integer({ min: 5000, max: 12_000 }).map((hundredths) => new Big(hundredths).div(100).toFixed())
    const width = fc.integer({ min: 0, max: 300 }).map((tenths) => new Big(tenths).div(10).toFixed())
    const scenario = fc.record({
      potency: percent,
      basis: percent,
      minusPercent: width,
      plusPercent: width,
      isActive: fc.boolean(),
      first: fc.integer({ min: 0, max: 3000 }),
      unit: fc.constantFrom('g', 'kg', 'mg', '[oz_av]' as const),
      increment: fc.constantFrom('0.1', '0.2', '0.5', '0.05'),
      where: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(
        scenario,
        ({ potency, basis, minusPercent, plusPercent, isActive, first, unit, increment, where }) => {
          const quantity = { g: '800', kg: '0.8', mg: '800000', '[oz_av]': '28' }[unit]
          const step = dispense({
            materials: [
              {
                lineId: '10',
                materialId: 'ACTIVE',
                quantity: { value: quantity, unit },
                tolerance: { minusPercent, plusPercent },
                weighing: {},
                ...(isActive && { potency: { role: 'active' as const, basis } }),
              },
            ],
          })
          const scale = balance({ scale: { ...balance().scale, increment: g(increment) } as never })
          const lots = shelves.map((it) => (it.lotId === 'ACT-1' ? { ...it, potency: dec(potency) } : it))
          const started = () => {
            const bench = benchOf(step, { lots, scale })
            if (first > 0)
              bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g(new Big(first).times(increment).toFixed()) })
            return bench
          }
          const having = (net: Big) => {
            const bench = started()
            const refused = net.lte(0)
              ? []
              : codes(bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g(net.toFixed()) }))
            return { refused, lacking: codes(bench.complete()) }
          }
          const target = started().outlook('10', 'ACT-1').target
          if (!target) throw new Error('There is a target for every lot of known potency.')
          const [low, high, aim] = [target.low, target.high, target.target].map(({ value }) => new Big(value)) as [
            Big,
            Big,
            Big,
          ]
          expect(having(high)).toEqual({ refused: [], lacking: low.gt(high) ? ['line-incomplete'] : [] })
          expect(having(high.plus(increment)).refused).toEqual(['line-over-tolerance'])
          if (low.gt(high)) return
          const steps = high.minus(low).div(increment)
          const between = low.plus(new Big(steps.times(where).toFixed(0)).times(increment))
          for (const net of [low, between, aim]) expect(having(net)).toEqual({ refused: [], lacking: [] })
          if (low.gt(0)) expect(having(low.minus(increment))).toEqual({ refused: [], lacking: ['line-incomplete'] })
        },
      ),
      { numRuns: histories(300) },
    )
  })

  test('is under, within or over, with what the scale has shown last', () => {
    const bench = benchOf()
    const shown = (value: string, tare?: string) => {
      bench.clock(Number(value))
      bench.shows(value)
      return bench.outlook('30', 'SALT-1', tare).state
    }
    expect(shown('247.4')).toBe('under')
    expect(shown('247.5')).toBe('within')
    expect(shown('255')).toBe('within')
    expect(shown('255.1')).toBe('over')
    expect(shown('295.1', '40')).toBe('over')
    expect(shown('295.2', '40.2')).toBe('within')
  })

  test('is about the lines of the material in hand, and of the others what they lack', () => {
    const told = benchOf()
      .outlooks('SALT-1')
      .map(({ line, target }) => [line.lineId, target?.target])
    expect(told).toEqual([
      ['10', undefined],
      ['20', undefined],
      ['30', g('250')],
    ])
  })

  test('is the gate’s own answer, before anything is weighed', () => {
    const { scaleCheck: _check, ...machine } = checked()
    const bench = benchOf(undefined, { machine })
    const told = (lineId: string, lotId: string) => bench.outlook(lineId, lotId).violations?.map(({ code }) => code)
    expect(told('30', 'SALT-1')).toEqual(['scale-not-checked'])
    expect(told('30', 'LAC-1')).toEqual(['scale-not-checked', 'lot-wrong-material'])
    expect(told('10', 'ACT-3')).toEqual(['scale-not-checked', 'potency-unknown'])
    expect(told('20', 'LAC-1')).toEqual(['scale-not-checked', 'compensation-out-of-order'])
  })
})

describe('a container', () => {
  const actives = () => {
    const bench = benchOf()
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('600'), containerId: 'C-1' })
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('400'), containerId: 'C-2' }, ben)
    bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('4000'), containerId: 'C-3' })
    bench.weigh({ lineId: '30', lotId: 'SALT-1', net: g('250'), containerId: 'C-4' })
    return bench
  }

  test('of a line that asks for it is verified by another person before the step is completed', () => {
    const bench = actives()
    expect(codes(bench.complete())).toEqual(['container-not-verified', 'container-not-verified'])
    expect(codes(bench.verify('C-1', ada))).toEqual(['signature-same-person'])
    expect(bench.verify('C-1', ben)).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.dispensing.verified.v1', data: { containerId: 'C-1', lotId: 'ACT-1', lineId: '10' } },
      signatures: [{ personId: 'ben', meaning: 'verified' }],
    })
    expect(codes(bench.complete())).toEqual(['container-not-verified'])
    expect(codes(bench.verify('C-2', ada))).toEqual([])
    expect(codes(bench.complete())).toEqual([])
    expect(bench.container('C-2').verified).toEqual({ id: 'ada', name: 'Ada Moreau', at: noon })
  })

  test('is verified once', () => {
    const bench = actives()
    bench.verify('C-1')
    expect(codes(bench.verify('C-1'))).toEqual(['container-decided'])
  })

  test('is the one whose code is scanned', () => {
    const bench = actives()
    expect(codes(bench.verify('C-1', olga, 'C-2'))).toEqual(['container-mismatch'])
    expect(codes(bench.verify('C-1', olga, 'C-1'))).toEqual([])
    expect(codes(bench.verify('C-9'))).toEqual(['dispensed-unknown'])
  })

  test('that waits may be let pass by a supervisor, where the line says so', () => {
    const bench = actives()
    bench.verify('C-2')
    const overridden = overrideStep(
      { order: bench.order(), snapshot: snapshot({ steps: [dispense()] }) },
      'dispense',
      { ref: 'dispensed:C-1', reason: 'Seen on camera' },
      signedBy(quinn, 'approved'),
      { exceptionId: 'override-1', deviationId: 'dev-1' as never },
      say,
      by(quinn),
    )
    bench.take(overridden)
    expect(codes(overridden)).toEqual([])
    expect(codes(bench.complete())).toEqual([])
    bench.reject('C-1')
    expect(bench.order().overrides).toEqual({})
  })

  test('is not decided about where its line or its lot is not there any more, and it is said which', () => {
    const bench = actives()
    const on = { order: bench.order(), container: bench.container('C-2'), lot: undefined }
    const reject = (step: Step) => {
      const floor = { ...on, snapshot: snapshot({ steps: [step] }) }
      return codes(rejectContainer(floor, 'C-2', { reason: 'It fell over' }, by(ada)))
    }
    expect(reject(dispense())).toEqual(['lot-unknown'])
    expect(reject({ ...dispense(), materials: [] })).toEqual(['line-unknown'])
  })

  test('that is rejected counts for nothing, and what is in it is scrap', () => {
    const bench = actives()
    expect(bench.reject('C-2')).toMatchObject({
      fact: {
        type: 'andon.dispensing.rejected.v1',
        data: { containerId: 'C-2', quantity: g('400'), reasonCode: 'SPILLED', reason: 'It fell over' },
      },
    })
    expect(bench.running()).toMatchObject({
      consumed: { '10': '600' },
      weighed: { '10': '600' },
      unverified: { 'C-1': '10' },
    })
    expect(bench.lot('ACT-1').left).toEqual({ consumed: '0.6', scrapped: '0.4' })
    expect(bench.order().inputs?.['ACT-1' as never]).toMatchObject(kg('0.6'))
    expect(codes(bench.complete())).toContain('line-incomplete')
    expect(codes(bench.reject('C-2'))).toEqual(['container-decided'])
    expect(codes(bench.verify('C-2'))).toEqual(['container-decided'])
    expect(codes(bench.weigh({ net: g('1'), containerId: 'C-2' }))).toContain('container-used')
  })

  test('leaves nothing behind, whatever is weighed and rejected in whatever order', () => {
    const act = fc.record({
      kind: fc.constantFrom('weigh', 'weigh', 'reject', 'verify'),
      lineId: fc.constantFrom('10', '20', '30'),
      lotId: fc.constantFrom('ACT-1', 'ACT-2', 'LAC-1', 'SALT-1'),
      tenths: fc.integer({ min: 1, max: 20_000 }),
      of: fc.nat(12),
    })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const bench = benchOf()
        for (const { kind, lineId, lotId, tenths, of } of acts) {
          if (kind === 'weigh') bench.weigh({ lineId, lotId, net: g(new Big(tenths).div(10).toFixed()) })
          if (kind === 'reject') bench.reject(`C-${of}`)
          if (kind === 'verify') bench.verify(`C-${of}`)
        }
        const containers = bench.containers()
        const good = containers.filter(({ rejected }) => !rejected)
        const { consumed, weighed = {}, unverified = {} } = bench.running()
        const sum = (of: readonly { value: string }[]) =>
          of.reduce((total, { value }) => total.plus(value), new Big(0)).toFixed()
        for (const lineId of ['10', '30']) {
          const own = good.filter((it) => it.lineId === lineId)
          expect(new Big(consumed[lineId] ?? 0).toFixed()).toBe(sum(own.map((it) => it.equivalent ?? it.net)))
          if (lineId === '10') expect(new Big(weighed[lineId] ?? 0).toFixed()).toBe(sum(own.map(({ net }) => net)))
        }
        expect(Object.keys(unverified).sort()).toEqual(
          good.flatMap((it) => (it.lineId === '10' && !it.verified ? it.containerId : [])).sort(),
        )
        for (const { lotId } of shelves) {
          const lot = bench.lot(lotId)
          expect(isBalanced(lot)).toBe(true)
          const own = good.filter((it) => it.lotId === lotId)
          const scale = lot.unit === 'kg' ? '0.001' : '1'
          const used = new Big(sum(own.map(({ net }) => net))).times(scale).toFixed()
          expect(new Big(lot.left?.consumed ?? 0).toFixed()).toBe(used)
          expect(new Big(bench.order().inputs?.[lotId]?.value ?? 0).toFixed()).toBe(used)
        }
      }),
    )
  })
})

test('the person who weighs has to be qualified for the step', () => {
  const step = dispense({ qualifications: ['weighing'] })
  const bench = benchOf(step, { person: person({ qualifications: [] }) })
  expect(codes(bench.weigh({ net: g('1') }))).toEqual(['person-not-qualified'])
  expect(balance().equipmentId).toBe(balanceId)
})

test('what a line counts by potency is proposed by mass, and its compensator as much as is left for it', () => {
  const step = dispense()
  const bench = benchOf(step)
  const picks = () =>
    proposePicks(
      bench.order(),
      snapshot({ steps: [step] }),
      shelves.map((it) => ({ lot: { ...bench.lot(it.lotId), reserved: dec('0') }, issueRule: 'fefo' as const })),
      noon,
    ).map(({ lineId, needed, lots }) => [lineId, needed.value, lots.map((it) => [it.lotId, it.quantity.value])])
  bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('500') })
  expect(picks()[0]).toEqual(['10', '526.315789473684', [['ACT-1', '0.526315789474']]])
  bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('555.6') })
  expect(picks()[0]).toEqual(['20', '3.944442105263', [['LAC-1', '3.944442105263']]])
})

test('what was weighed of an active goes into the balance of its step as mass', () => {
  const bench = benchOf()
  bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('500') })
  bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('100') })
  bench.reject('C-2')
  expect(balancesOfStep(dispense(), bench.running())).toMatchObject([{ in: '0.6', out: '0.1', difference: '0.5' }])
})
