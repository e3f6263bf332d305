import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Amount } from '../../../events/quantity.ts'
import {
  balancesOf,
  balancesOfOrder,
  balancesOfStep,
  type Mass,
  objectionToBalance,
} from '../../../shared/domain/production/mass-balance.ts'
import { withDensities } from '../../../shared/domain/recipes/line-densities.ts'
import { benchOf, dispense } from '../../support/dispensing.ts'
import {
  aLine,
  aStep,
  because,
  caller,
  codes,
  dec,
  each,
  g,
  kg,
  litres,
  order,
  running,
  snapshot,
  whyNot,
} from '../../support/given.ts'
import { mixing } from '../../support/recipes.ts'
import { spoken } from '../../support/words.ts'

const ben = caller('ben', 'Ben Okafor', 'operator')
const tolerance = (more: object = {}) => ({ tolerancePercent: dec('2'), policy: 'block', ...more }) as const

describe('the balance of a step', () => {
  const lines = [
    { lineId: '10', materialId: 'SUCROSE', quantity: kg('60'), tolerance: { minusPercent: '100', plusPercent: '0' } },
    { lineId: '20', materialId: 'WATER', quantity: kg('40'), tolerance: { minusPercent: '100', plusPercent: '0' } },
  ]
  const consumed = { '10': '60', '20': '40' }
  const filled = (rule: ReturnType<typeof tolerance>, more: object = {}) => {
    const floor = mixing({ materials: lines, balance: rule }, {}, more)
    const { steps } = floor.order()
    const order = { ...floor.order(), steps: { mix: { ...steps.mix, consumed } } }
    floor.take({ outcome: 'accepted', changes: [{ kind: 'order', id: 'O-1', value: order }] })
    return floor
  }

  test('may differ by exactly its tolerance, on both sides', () => {
    const off = (made: string) => {
      const floor = filled(tolerance())
      floor.make('mix', made)
      return codes(floor.complete('mix'))
    }
    expect(off('98')).toEqual([])
    expect(off('97.999999999999')).toEqual(['balance-open'])
    expect(off('102')).toEqual([])
    expect(off('102.000000000001')).toEqual(['balance-open'])
  })

  test('closes when the scrap is recorded', () => {
    const floor = filled(tolerance())
    floor.make('mix', '90')
    expect(spoken(floor.complete('mix'))).toMatchObject({
      violations: [
        {
          detail: 'The balance of step mix is open: 100 kg went in and 90 kg came out, 10 % apart; 2 % are allowed.',
          code: 'balance-open',
          variant: 'step',
          params: { stepId: 'mix', open: [{ in: kg('100'), out: kg('90'), percent: '10' }], tolerancePercent: '2' },
          ref: 'balance:step',
        },
      ],
    })
    floor.make('mix', '8', { use: 'scrap' })
    expect(codes(floor.complete('mix'))).toEqual([])
  })

  test('requires an output, if nothing is made at all', () => {
    expect(codes(filled(tolerance()).complete('mix'))).toEqual(['balance-open'])
  })

  test('is overridden with a signature, and once', () => {
    const floor = filled(tolerance({ policy: 'block-unless-signed' }))
    floor.make('mix', '90')
    floor.override('balance:step')
    expect(codes(floor.complete('mix', {}, ben))).toEqual([])
    expect(floor.order().overrides).toEqual({})
  })
})

describe('the balance of an order', () => {
  test('of the order counts its inputs from each lot', () => {
    const inputs = { 'SUC-1': kg('60'), 'WAT-1': g('40000') }
    const floor = mixing({}, { inputs }, { balance: tolerance() })
    floor.make('mix', '90')
    expect(floor.complete('mix')).toMatchObject({ violations: [{ code: 'balance-open', ref: 'balance:order' }] })
    floor.make('mix', '8', { use: 'scrap' })
    expect(codes(floor.complete('mix'))).toEqual([])
  })

  const percent = fc.integer({ min: 0, max: 15_000 }).map((hundredths) => new Big(hundredths).div(100).toFixed())
  const mass = fc
    .integer({ min: 1, max: 200_000_000 })
    .map((milligrams) => new Big(milligrams).div(1_000_000).toFixed())

  test('refuses a balance if and only if it differs by more than the tolerance', () => {
    fc.assert(
      fc.property(percent, mass, mass, (tolerancePercent, went, came) => {
        const floor = mixing(
          {},
          { inputs: { 'SUC-1': kg(went) } },
          { balance: { tolerancePercent: dec(tolerancePercent), policy: 'block' } },
        )
        floor.make('mix', came)
        const isOff = new Big(went).minus(came).abs().times(100).gt(new Big(went).times(tolerancePercent))
        expect(codes(floor.complete('mix'))).toEqual(isOff ? ['balance-open'] : [])
      }),
    )
  })
})

describe('a balance', () => {
  const amount = fc
    .tuple(
      fc.integer({ min: 1, max: 1_000_000_000 }),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom('kg', 'g', 'mg', '[lb_av]', 'L', 'mL', '[gal_us]', '{each}'),
    )
    .map(([digits, places, unit]) => ({ value: new Big(digits).div(`1e${places}`).toFixed(), unit }) as Amount)
  const grams: Record<string, string> = { kg: '1000', g: '1', mg: '0.001', '[lb_av]': '453.59237' }

  test('never mixes dimensions, and is the exact sum in each', () => {
    fc.assert(
      fc.property(fc.array(amount), fc.array(amount), (inputs, outputs) => {
        const found = balancesOf(inputs, outputs)
        expect(new Set(found.map(({ dimension }) => dimension)).size).toBe(found.length)
        const sum = (all: readonly Amount[]) =>
          all.reduce((total, { value, unit }) => total.plus(new Big(value).times(grams[unit] ?? '0')), new Big(0))
        const mass = found.find(({ dimension }) => dimension === 'mass')
        expect(new Big(mass?.in ?? '0').times(1000).eq(sum(inputs))).toBe(true)
        expect(new Big(mass?.out ?? '0').times(1000).eq(sum(outputs))).toBe(true)
        expect(mass?.unit ?? 'kg').toBe('kg')
        for (const it of found) expect(new Big(it.in).minus(it.out).eq(it.difference)).toBe(true)
      }),
    )
  })

  test('is the same for any order of movements', () => {
    fc.assert(
      fc.property(fc.array(amount), fc.array(amount), (inputs, outputs) => {
        const byDimension = (all: readonly { dimension: string; difference: string }[]) =>
          Object.fromEntries(all.map((it) => [it.dimension, it.difference]))
        expect(byDimension(balancesOf([...inputs].reverse(), [...outputs].reverse()))).toEqual(
          byDimension(balancesOf(inputs, outputs)),
        )
      }),
    )
  })
})

describe('what goes into a balance', () => {
  const step = {
    ...aStep('mix'),
    materials: [
      aLine({ lineId: '10' }),
      aLine({ lineId: '20', quantity: g('500') }),
      aLine({ lineId: '30', quantity: each('3') }),
    ],
  }
  const summed = (of: object) => balancesOfStep(step, running(of), snapshot()).map((it) => [it.in, it.out, it.unit])

  test('of a step is what its lines have consumed, each in its own unit, and what it turned out', () => {
    expect(
      summed({
        consumed: { '10': '60', '20': '500', '30': '3' },
        outputs: [
          { use: 'produced', materialId: 'SYRUP', ...kg('50') },
          { use: 'by-product', materialId: 'FOAM', ...g('400') },
          { use: 'scrap', materialId: 'SYRUP', ...kg('1') },
        ],
      }),
    ).toEqual([
      ['60.5', '51.4', 'kg'],
      ['3', '0', '{each}'],
    ])
  })

  test('of a step is no sample, which was part of what came out before', () => {
    expect(summed({ outputs: [{ use: 'sample', materialId: 'SYRUP', ...kg('1') }] })).toEqual([])
  })

  test('of a step is the mass of an active and not its content', () => {
    expect(summed({ consumed: { '10': '57' }, weighed: { '10': '60' } })).toEqual([['60', '0', 'kg']])
  })

  test('of a step is what a rejected container held, on both sides', () => {
    expect(summed({ consumed: { '10': '60' }, rejected: { '10': '2' } })).toEqual([['62', '2', 'kg']])
  })

  test('of a step is nothing of a line that it does not have', () => {
    expect(summed({ consumed: { '99': '60' } })).toEqual([])
  })

  test('of an order is what it has of each lot, and all that it made, lost and rejected', () => {
    const balances = balancesOfOrder(
      order({
        inputs: { 'SUC-1': kg('60'), 'WAT-1': litres('40') },
        rejected: { 'SUC-1': kg('2') },
        produced: { 'SYR-1': kg('50'), 'FOAM-1': { ...kg('1'), materialId: 'FOAM' } },
        scrapped: { SYRUP: kg('3') },
      }),
      snapshot(),
    )
    expect(balances).toEqual([
      { dimension: 'mass', unit: 'kg', in: '62', out: '56', difference: '6', percent: '9.6774' },
      { dimension: 'volume', unit: 'L', in: '40', out: '0', difference: '40', percent: '100' },
    ])
    expect(balancesOfOrder(order(), snapshot())).toEqual([])
  })

  test('has no percentage where nothing went in, and is below zero where too much came out', () => {
    expect(balancesOf([], [kg('1')])).toEqual([{ dimension: 'mass', unit: 'kg', in: '0', out: '1', difference: '-1' }])
  })

  test('stands in the base unit of its dimension, and in its own unit where there is none', () => {
    expect(balancesOf([{ value: dec('2'), unit: '[gal_us]' }], [])).toMatchObject([{ unit: 'L', in: '7.570823568' }])
    expect(balancesOf([{ value: dec('2'), unit: 'V' }], [])).toMatchObject([{ dimension: 'V', unit: 'V', in: '2' }])
  })
})

describe('a rule of balance', () => {
  const of = (
    into: readonly Amount[],
    out: readonly Amount[],
    rule = tolerance(),
    productUnit: Amount['unit'] = 'kg',
  ) => objectionToBalance(rule, balancesOf(into, out), snapshot({ productUnit }), order())
  const open = (...told: Parameters<typeof of>) => of(...told) !== undefined

  test('asks in every dimension in which something went in and something came out', () => {
    expect(open([kg('100'), litres('10')], [kg('100'), litres('10')])).toBe(false)
    expect(open([kg('100'), litres('10')], [kg('100'), litres('9')])).toBe(true)
    // Water that boiled off and packaging that was counted come out as nothing.
    expect(open([kg('100'), litres('10'), each('3')], [kg('100')])).toBe(false)
  })

  test('asks in the dimension of the product even where nothing came out, and never where nothing went in', () => {
    expect(open([kg('100')], [])).toBe(true)
    expect(open([kg('100')], [], tolerance(), 'L')).toBe(false)
    expect(open([], [kg('100')])).toBe(false)
  })

  test('says every dimension that is open, as a finding about the step or the order', () => {
    const found = of([kg('100'), litres('10'), each('4')], [kg('90'), litres('11'), each('4')])
    expect(found).toMatchObject({ policy: 'block' })
    const parts = {
      open: [
        { in: kg('100'), out: kg('90'), percent: '10' },
        { in: litres('10'), out: litres('11'), percent: '-10' },
      ],
      tolerancePercent: '2',
    }
    expect(found && whyNot([found.violation])).toEqual([
      because('balance-open/order', { orderId: 'O-1', ...parts }, 'balance:order'),
    ])
    const ofStep = objectionToBalance(tolerance(), balancesOf([kg('100')], []), snapshot(), aStep('mix'))
    expect(ofStep && whyNot([ofStep.violation])).toMatchObject([
      ['balance-open/step', { stepId: 'mix' }, 'balance:step'],
    ])
  })

  test('is asked for where there is one that is enforced', () => {
    expect(objectionToBalance(undefined, balancesOf([kg('100')], []), snapshot(), order())).toBeUndefined()
    expect(of([kg('100')], [], tolerance({ policy: 'off' }))).toBeUndefined()
  })
})

describe('a mass balance over kilograms and litres', () => {
  const by = (value: string) => ({ value: dec(value), unit: 'kg/L' }) as const
  const lyon = snapshot({
    product: 'SYR',
    productUnit: 'L',
    density: by('1.21'),
    steps: [
      aStep('dissolve', {
        materials: [
          aLine({ lineId: '10', materialId: 'SUC', quantity: kg('800.5') }),
          aLine({ lineId: '40', materialId: 'WAT', quantity: litres('410') }),
          aLine({ lineId: '50', materialId: 'FLA', quantity: litres('1.2') }),
        ],
      }),
    ].map((step) => withDensities(step, { WAT: by('0.9982'), FLA: by('0.95') })),
  })
  const made = (litresMade: string, more: object = {}) =>
    order({
      product: 'SYR',
      quantity: litres('1000'),
      inputs: {
        'SUC-1': { ...kg('800.5'), materialId: 'SUC' },
        'WAT-1': { ...litres('410'), materialId: 'WAT' },
        'FLA-1': { ...litres('1.2'), materialId: 'FLA' },
        'CART-1': { ...each('1'), materialId: 'CARTRIDGE' },
      },
      produced: { 'SYR-1': litres(litresMade) },
      ...more,
    })

  test('counts litres in kilograms by the density of their own material, and says by which', () => {
    expect(balancesOfOrder(made('1000'), lyon)).toEqual([
      {
        dimension: 'mass',
        unit: 'kg',
        in: '1210.902',
        out: '1210',
        difference: '0.902',
        percent: '0.0745',
        densities: [
          { materialId: 'WAT', ...by('0.9982') },
          { materialId: 'FLA', ...by('0.95') },
          { materialId: 'SYR', ...by('1.21') },
        ],
      },
      { dimension: 'count', unit: '{each}', in: '1', out: '0', difference: '1', percent: '100' },
    ])
  })

  test('is the same whatever of it a scale has booked in kilograms', () => {
    const [inLitres] = balancesOfOrder(made('1000'), lyon)
    const scrapped = { SYR: kg('121') }
    const [weighed] = balancesOfOrder(made('900', { scrapped }), lyon)
    expect([weighed?.in, weighed?.out]).toEqual([inLitres?.in, inLitres?.out])
  })

  test('judges the step and the order by its tolerance', () => {
    const rule = { tolerancePercent: dec('1.5'), policy: 'block' } as const
    const open = (litresMade: string) =>
      objectionToBalance(rule, balancesOfOrder(made(litresMade), lyon), lyon, made(litresMade)) !== undefined
    // 1.5 % of 1,210.902 kg are 18.16353 kg: from 985.734272 to 1,015.756636 L.
    expect(['985.73', '985.74', '1015.75', '1015.76'].map(open)).toEqual([true, false, false, true])
    const [step] = lyon.steps
    const consumed = { '10': '800.5', '40': '410', '50': '1.2' }
    const outputs = [{ use: 'produced', materialId: 'SYR', ...litres('1000') }]
    expect(step && balancesOfStep(step, running({ consumed, outputs }), lyon)).toMatchObject([
      { unit: 'kg', in: '1210.902', out: '1210' },
    ])
    // The product is in litres, but what came out is asked for in kilograms.
    const nothing = made('0', { produced: {} })
    expect(objectionToBalance(rule, balancesOfOrder(nothing, lyon), lyon, nothing)).toBeDefined()
  })

  test('is refused by name where a material in litres has no density', () => {
    const { density: _ofProduct, ...without } = lyon
    const rule = { tolerancePercent: dec('1.5'), policy: 'block' } as const
    const found = objectionToBalance(rule, balancesOfOrder(made('1000'), without), without, made('1000'))
    expect(found && whyNot([found.violation])).toEqual([
      because('balance-open/order-density', { orderId: 'O-1', materials: ['SYR'] }, 'balance:order'),
    ])
    const bare = { ...without, steps: without.steps.map((step) => ({ ...step, materials: [] })) }
    expect(balancesOfOrder(made('1000'), bare)).toContainEqual({
      dimension: 'volume',
      unit: 'L',
      in: '411.2',
      out: '1000',
      difference: '-588.8',
      percent: '-143.1907',
      without: ['WAT', 'FLA', 'SYR'],
    })
  })

  test('stays in litres where all is in litres and not all of it has a density', () => {
    const inputs = { 'WAT-1': { ...litres('410'), materialId: 'WAT' }, 'DYE-1': { ...litres('1'), materialId: 'DYE' } }
    expect(balancesOfOrder(made('411', { inputs }), lyon)).toEqual([
      { dimension: 'volume', unit: 'L', in: '411', out: '411', difference: '0', percent: '0' },
    ])
  })

  test('asks for no density of what only a cleaning uses', () => {
    const cleaned = {
      ...lyon,
      steps: [
        ...lyon.steps,
        aStep('clean', {
          kind: 'cleaning',
          materials: [aLine({ lineId: '90', materialId: 'LYE', quantity: litres('5') })],
        }),
      ],
    }
    const inputs = { ...made('1000').inputs, 'LYE-1': { ...litres('5'), materialId: 'LYE' } }
    const rule = { tolerancePercent: dec('1.5'), policy: 'block' } as const
    const found = made('1000', { inputs })
    expect(objectionToBalance(rule, balancesOfOrder(found, cleaned), cleaned, found)).toBeUndefined()
  })

  test('says that a sum without an end was rounded', () => {
    const thirds = { value: dec('1'), unit: '[gal_us]', density: { value: dec('1'), unit: '[lb_av]/[gal_us]' } } as Mass
    expect(balancesOf([kg('1'), thirds], [])).toMatchObject([{ in: '1.45359237' }])
    const endless = { ...kg('1'), unit: '[oz_av]', value: dec('1') } as Mass
    expect(balancesOf([endless], [])[0]).not.toHaveProperty('rounded')
    const inSevenths = { value: dec('1'), unit: 'L', density: { value: dec('1'), unit: 'kg/(7.L)' } } as Mass
    expect(balancesOf([kg('1'), inSevenths], [])).toMatchObject([{ in: '1.142857142857', rounded: true }])
  })

  test('scales with the order', () => {
    const scale = fc.integer({ min: 1, max: 10_000 })
    const tenths = fc.integer({ min: 1, max: 1_000_000 }).map((it) => new Big(it).div(10).toFixed())
    fc.assert(
      fc.property(scale, tenths, tenths, tenths, tenths, (factor, sugar, water, syrup, scrap) => {
        const of = (times: number) => {
          const many = (value: string) => new Big(value).times(times).toFixed()
          const inputs = {
            'SUC-1': { ...kg(many(sugar)), materialId: 'SUC' },
            'WAT-1': { ...litres(many(water)), materialId: 'WAT' },
          }
          const [balance] = balancesOfOrder(made(many(syrup), { inputs, scrapped: { SYR: kg(many(scrap)) } }), lyon)
          return balance
        }
        const [one, many] = [of(1), of(factor)]
        for (const sum of ['in', 'out', 'difference'] as const)
          expect(new Big(one?.[sum] ?? '0').times(factor).eq(many?.[sum] ?? 'NaN')).toBe(true)
        expect(many?.percent).toBe(one?.percent)
      }),
    )
  })
})

test('the weighed mass of an active is in the balance of its step', () => {
  const bench = benchOf()
  bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('500') })
  bench.weigh({ lineId: '10', lotId: 'ACT-2', net: g('100') })
  bench.reject('C-2')
  expect(balancesOfStep(dispense(), bench.running(), snapshot())).toMatchObject([
    { in: '0.6', out: '0.1', difference: '0.5' },
  ])
})
