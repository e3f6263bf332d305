import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dispensed } from '../../../shared/domain/weighing/dispensed.ts'
import { dispensing, displayOf, stateOf, targetOf } from '../../../shared/domain/weighing/dispensing.ts'
import { balance, benchOf, checked, dispense, shelves } from '../../support/dispensing.ts'
import {
  ada,
  aLine,
  by,
  codes,
  dec,
  g,
  kg,
  later,
  litres,
  noon,
  order,
  person,
  running,
  snapshot,
  told,
} from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'

describe('the target weight for a person at the scale', () => {
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

  test('is the band of the gate: every reading from low to high completes the line, and none outside', () => {
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

  test('is under, within or over, by the last weight of the scale', () => {
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

  test('is for the lines of the material in hand, with what the other lines lack', () => {
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

describe('a lot that has less than the line still needs', () => {
  const lots = shelves.map((it) => (it.lotId === 'SALT-1' ? { ...it, remaining: dec('99.96') } : it))

  test('is asked of the gate with what there is of it, in the increments of the scale', () => {
    const { lot, target, violations } = benchOf(undefined, { lots }).outlook('30', 'SALT-1')
    expect(lot).toEqual({ most: g('99.9') })
    expect(target?.target).toEqual(g('250'))
    expect(violations).toEqual([])
  })

  test('is weighed to its end, and then there is nothing of it', () => {
    const bench = benchOf(undefined, { lots })
    expect(bench.weigh({ net: g('99.9') }).outcome).toBe('accepted')
    const { lot, violations } = bench.outlook('30', 'SALT-1')
    expect(lot).toEqual({ most: g('0') })
    expect(violations?.map(({ code }) => code)).toEqual(['lot-insufficient'])
  })

  test('says its potency', () => {
    expect(benchOf().outlook('10', 'ACT-2').lot).toMatchObject({ potency: '90' })
  })
})

describe('the target weight of a lot', () => {
  const scale = { capacity: g('6000'), increment: g('0.5'), dailyCheck: { weights: [] } }
  const tolerance = { minusPercent: '1', plusPercent: '2' }
  const line = aLine({ quantity: kg('0.25'), tolerance })
  const target = (of = line, done = '0', potency?: string, increment = '0.5') =>
    targetOf(of, dec(done), potency === undefined ? undefined : dec(potency), { ...scale, increment: g(increment) })

  test('is in the unit and the increments of the scale, within the tolerance of the line', () => {
    expect(target()).toEqual({ target: g('250'), low: g('247.5'), high: g('255') })
    expect(target(line, '0.1')).toEqual({ target: g('150'), low: g('147.5'), high: g('155') })
    // 247.5 to 255 g in steps of 2 g.
    expect(target(line, '0', undefined, '2')).toEqual({ target: g('250'), low: g('248'), high: g('254') })
  })

  test('is nothing more, once the line is full', () => {
    expect(target(line, '0.25')).toEqual({ target: g('0'), low: g('0'), high: g('5') })
    expect(target(line, '0.255')).toEqual({ target: g('0'), low: g('0'), high: g('0') })
    expect(target(line, '0.3')).toMatchObject({ high: g('0') })
  })

  test('is the most that may be weighed, where no increment lies in the band', () => {
    const exact = aLine({ quantity: g('250.3') })
    expect(target(exact)).toEqual({ target: g('250'), low: g('250.5'), high: g('250') })
  })

  test('is not known where line and scale measure different things, or without the potency of an active', () => {
    expect(target(aLine({ quantity: litres('1') }))).toBeUndefined()
    const active = aLine({ quantity: g('250'), potency: { role: 'active' } })
    expect(target(active)).toBeUndefined()
    expect(target(active, '0', '50')).toMatchObject({ target: g('500') })
    // A potency says nothing of a line that does not count by it.
    expect(target(line, '0', '50')).toEqual(target())
  })
})

describe('the display of a scale', () => {
  const shown = (value: string, unit?: 'g' | 'kg') => ({
    ...(unit && { unit }),
    value: dec(value),
    occurredAt: noon,
    since: noon,
  })
  const scale = { capacity: g('6000'), increment: g('0.5'), dailyCheck: { weights: [] } }
  const band = { target: g('250'), low: g('247.5'), high: g('255') }
  const state = (value: string, tare = '0', unit: 'g' | 'kg' | 'L' = 'g') =>
    stateOf({ value: dec(value), unit, occurredAt: noon }, dec(tare), band)

  test('is its newest weight, in its own unit where it says none', () => {
    const machine = checked({ weights: [shown('250'), shown('100')] })
    expect(displayOf(machine, scale)).toEqual({ ...g('250'), occurredAt: noon })
    expect(displayOf(checked({ weights: [shown('0.25', 'kg')] }), scale)).toMatchObject(kg('0.25'))
    expect(displayOf(checked(), scale)).toBeUndefined()
    expect(displayOf(undefined, scale)).toBeUndefined()
  })

  test('is within the band on its very limits, less the tare', () => {
    expect([state('247.5'), state('255'), state('250')]).toEqual(['within', 'within', 'within'])
    expect([state('247.499999999999'), state('255.000000000001')]).toEqual(['under', 'over'])
    expect([state('297.5', '50'), state('297.4', '50')]).toEqual(['within', 'under'])
    expect(state('0.25', '0', 'kg')).toBe('within')
    expect(state('250', '0', 'L')).toBeUndefined()
  })
})

describe('the lines of a step at the scale', () => {
  const step = dispense()
  const cup = (more: object = {}) =>
    told<Dispensed>({
      containerId: 'C-1',
      equipmentId: 'BAL-1',
      method: 'net',
      source: 'typed',
      net: g('500'),
      equivalent: g('475'),
      orderId: 'O-1',
      stepId: 'dispense',
      lineId: '10',
      materialId: 'ACTIVE',
      lotId: 'ACT-1',
      weighed: { id: 'ada', name: 'Ada Moreau', at: noon },
      ...more,
    })
  const lines = (
    progress: ReturnType<typeof order>['steps'],
    containers: readonly Dispensed[] = [],
    { stepId = 'dispense', lineId }: { stepId?: string; lineId?: string } = {},
  ) =>
    dispensing(
      {
        order: order({ steps: progress }),
        snapshot: snapshot({ steps: [step] }),
        person: person(),
        lot: undefined,
        sublot: undefined,
        scale: { equipment: balance(), machine: checked() },
      },
      stepId as Parameters<typeof dispensing>[1],
      lineId,
      undefined,
      containers,
      by(ada),
    )

  test('are those of a step that there is, and all that are weighed unless one is named', () => {
    expect(lines({}, [], { stepId: 'boil' })).toBeUndefined()
    expect(lines({})?.map((it) => it.line.lineId)).toEqual(['10', '20', '30'])
    expect(lines({}, [], { lineId: '20' })?.map((it) => it.line.lineId)).toEqual(['20'])
    expect(lines({}, [], { lineId: '99' })).toEqual([])
  })

  test('have what the running step says, and the containers of their own', () => {
    const containers = [cup(), cup({ containerId: 'C-2', lineId: '30' }), cup({ containerId: 'C-3', stepId: 'other' })]
    const [active, , salt] = lines({ dispense: running({ consumed: { '10': '475' } }) }, containers) ?? []
    expect(active).toMatchObject({ done: g('475'), containers: [{ containerId: 'C-1' }] })
    expect(salt).toMatchObject({ done: g('0'), containers: [{ containerId: 'C-2' }] })
    expect(active).not.toHaveProperty('target')
  })

  test('have what their containers come to, once the step is over: content before mass, and nothing rejected', () => {
    const rejected = { id: 'ada', name: 'Ada Moreau', at: later(60), reason: 'It fell over' }
    const containers = [
      cup(),
      cup({ containerId: 'C-2', net: kg('0.1'), equivalent: undefined }),
      cup({ containerId: 'C-3', rejected }),
    ]
    const [active] = lines({ dispense: { status: 'completed' } }, containers) ?? []
    expect(active).toMatchObject({ done: g('575') })
    expect(active?.containers).toHaveLength(3)
  })
})
