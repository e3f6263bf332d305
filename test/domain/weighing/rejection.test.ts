import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBalanced } from '../../../shared/domain/stock/lot.ts'
import { rejectContainer } from '../../../shared/domain/weighing/rejection.ts'
import { benchOf, shelves } from '../../support/dispensing.ts'
import {
  aLine,
  aStep,
  because,
  by,
  caller,
  codes,
  g,
  kg,
  later,
  noon,
  order,
  saved,
  snapshot,
  whyNot,
} from '../../support/given.ts'
import { cup, floorWith, weighing } from '../../support/weighed-cup.ts'

const ben = caller('ben', 'Ben Okafor', 'operator')

describe('a container that is rejected', () => {
  const actives = () => {
    const bench = benchOf()
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('600'), containerId: 'C-1' })
    bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('400'), containerId: 'C-2' }, ben)
    bench.weigh({ lineId: '20', lotId: 'LAC-1', net: g('4000'), containerId: 'C-3' })
    bench.weigh({ lineId: '30', lotId: 'SALT-1', net: g('250'), containerId: 'C-4' })
    return bench
  }

  test('does not count, and its content is scrap', () => {
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

  test('leaves no difference, for any order of weighings and rejections', () => {
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

describe('rejecting a container', () => {
  const rejecting = (floor: Partial<ReturnType<typeof floorWith>> = {}, said: object = {}) =>
    rejectContainer({ ...floorWith(), ...floor }, 'C-1', { reason: 'It fell over', ...said }, by(ben, later(60)))

  test('takes it off its line and makes it scrap, each in its own unit', () => {
    const decision = rejecting({}, { reasonCode: 'SPILLED' })
    expect(decision).toHaveProperty('fact', {
      type: 'andon.dispensing.rejected.v1',
      data: {
        orderId: 'O-1',
        stepId: 'weigh',
        lineId: '0010',
        containerId: 'C-1',
        lotId: 'SUC-1',
        materialId: 'SUCROSE',
        quantity: g('250'),
        reasonCode: 'SPILLED',
        reason: 'It fell over',
      },
      about: { type: 'lot', id: 'SUC-1' },
    })
    expect(saved(decision, 'order')).toMatchObject({
      inputs: { 'SUC-1': { ...kg('0.75'), at: noon } },
      rejected: { 'SUC-1': kg('0.25') },
      steps: { weigh: { consumed: { '0010': '0.75' }, rejected: { '0010': '0.25' } } },
    })
    expect(saved(decision, 'order')).not.toHaveProperty('steps.weigh.unverified')
    expect(saved(decision, 'dispensed').rejected).toEqual({
      id: 'ben',
      name: 'Ben Okafor',
      at: later(60),
      reasonCode: 'SPILLED',
      reason: 'It fell over',
    })
    expect(decision).toHaveProperty('changes.2', {
      change: 'rebook',
      lotId: 'SUC-1',
      value: '0.25',
      from: 'consumed',
      into: 'scrapped',
    })
  })

  test('adds to what was rejected before', () => {
    const before = order({
      steps: { weigh: weighing({ rejected: { '0010': '0.5' } }) },
      inputs: { 'SUC-1': kg('1') },
      rejected: { 'SUC-1': kg('0.5') },
    })
    expect(saved(rejecting({ order: before }), 'order')).toMatchObject({
      rejected: { 'SUC-1': kg('0.75') },
      steps: { weigh: { rejected: { '0010': '0.75' } } },
    })
  })

  test('leaves no lot among the inputs that the order has nothing of', () => {
    const other = { 'SUC-2': kg('3') }
    const of = (value: string) =>
      saved(
        rejecting({ order: order({ steps: { weigh: weighing() }, inputs: { 'SUC-1': kg(value), ...other } }) }),
        'order',
      )
    expect(of('0.25')).toHaveProperty('inputs', other)
    expect(of('0.250000000001')).toHaveProperty('inputs', {
      ...other,
      'SUC-1': { ...kg('0.000000000001'), materialId: 'SUCROSE' },
    })
  })

  test('takes an active off by its content, and its mass off the lot', () => {
    const active = aLine({ potency: { role: 'active', basis: '95' } })
    const steps = [{ ...aStep('weigh'), materials: [active] }]
    const before = order({
      steps: { weigh: weighing({ consumed: { '0010': '0.9' }, weighed: { '0010': '1' } }) },
      inputs: { 'SUC-1': kg('1') },
    })
    const decision = rejecting({
      order: before,
      snapshot: snapshot({ steps }),
      container: cup({ equivalent: g('225') }),
    })
    expect(saved(decision, 'order')).toMatchObject({
      inputs: { 'SUC-1': kg('0.75') },
      steps: { weigh: { consumed: { '0010': '0.675' }, weighed: { '0010': '0.75' }, rejected: { '0010': '0.25' } } },
    })
  })

  test('books what came from a sublot there', () => {
    expect(rejecting({ container: cup({ sublotId: 'A' }) })).toMatchObject({
      fact: { data: { sublotId: 'A' } },
      changes: [{}, {}, { change: 'rebook', sublotId: 'A' }],
    })
  })

  test('asks anew for what was signed and overridden: the step is less than it was', () => {
    const passed = { by: 'quinn', code: 'line-incomplete' }
    const kept = { 'weigh/over:0010': passed, 'weigh/dispensed:C-2': passed, 'weigh/line:0020': passed }
    const overrides = { 'weigh/dispensed:C-1': passed, 'weigh/line:0010': passed, ...kept }
    const before = order({ steps: { weigh: weighing({ signed: { performed: 'ada' } }) }, overrides })
    const after = saved(rejecting({ order: before }), 'order')
    expect(after).toHaveProperty('overrides', kept)
    expect(after).not.toHaveProperty('steps.weigh.signed')
  })

  test('may be of one that was verified, and is done once', () => {
    expect(rejecting({ container: cup({ verified: cup().weighed }) }).outcome).toBe('accepted')
    const again = cup({ rejected: { ...cup().weighed, reason: 'It fell over' } })
    expect(whyNot(rejecting({ container: again }))).toEqual([
      because('container-decided/rejected', { containerId: 'C-1', by: 'Ada Moreau', on: noon }, 'dispensed:C-1'),
    ])
  })
})
