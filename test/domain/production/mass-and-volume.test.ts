import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LotId, MaterialId, OrderId, SublotId } from '../../../events/identifiers.ts'
import { completeStep as completeBody, consume as consumeBody, produce as produceBody } from '../../../events/order.ts'
import type { Densities } from '../../../shared/domain/density.ts'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
import type { BoundOrder, Snapshot } from '../../../shared/domain/orders/order.ts'
import { consume } from '../../../shared/domain/production/consumption.ts'
import { reverseProduction } from '../../../shared/domain/production/output-reversal.ts'
import { proposePicks } from '../../../shared/domain/production/picking.ts'
import { produce } from '../../../shared/domain/production/production.ts'
import { reverseConsumption } from '../../../shared/domain/production/reversal.ts'
import { add, subtract } from '../../../shared/domain/quantity.ts'
import { withDensities } from '../../../shared/domain/recipes/line-densities.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { benchOf, dispense, shelves } from '../../support/dispensing.ts'
import {
  accepted,
  ada,
  aStep,
  because,
  by,
  codes,
  dec,
  fact,
  g,
  kg,
  litres,
  lot,
  noon,
  order,
  running,
  saved,
  snapshot,
  whyNot,
} from '../../support/given.ts'

const newSublotId = 'back-1' as SublotId

const density = (value: string) => ({ value: dec(value), unit: 'kg/L' }) as const
const tolerance = { minusPercent: '2', plusPercent: '2' }
const water = { lineId: '40', materialId: 'WAT', quantity: litres('410'), tolerance } as const

/** A step that takes 410 L of water and makes syrup in litres; both have a density. */
const lyon = (line: object = {}, densities: Densities = { WAT: density('0.9982'), ICE: density('0.917') }): Snapshot =>
  snapshot({
    product: 'SYR',
    productUnit: 'L',
    density: density('1.21'),
    steps: [withDensities(aStep('mix', { materials: [{ ...water, ...line }] }), densities)],
  })
const mixing = (more: Parameters<typeof order>[0] = {}) =>
  order({ product: 'SYR', quantity: litres('1000'), steps: { mix: running() }, ...more })
const inKg = (more: Partial<Lot> = {}): Lot =>
  lot({
    lotId: 'WAT-1' as LotId,
    materialId: 'WAT' as MaterialId,
    quantity: dec('1000'),
    remaining: dec('1000'),
    ...more,
  })
const inLitres = (more: Partial<Lot> = {}): Lot => inKg({ unit: 'L', ...more })

const consuming = (quantity: object, from: Lot = inKg(), frozen = lyon(), found = mixing()) =>
  consume(
    { order: found, snapshot: frozen, person: undefined, lot: from, sublot: undefined },
    consumeBody.parse({ stepId: 'mix', lineId: '40', lotId: 'WAT-1', quantity }),
    by(ada),
  )

describe('a line in litres and a lot in kilograms', () => {
  const drawn = {
    fact: { data: { quantity: kg('409.262'), materialId: 'WAT' } },
    changes: [
      { value: { steps: { mix: { consumed: { '40': '410' } } }, inputs: { 'WAT-1': kg('409.262') } } },
      { change: 'issue', lotId: 'WAT-1', value: '409.262' },
    ],
  }

  test('take what is said in either, each in its own unit', () => {
    expect(consuming(kg('409.262'))).toMatchObject(drawn)
    expect(consuming(kg('409.262'))).not.toHaveProperty('fact.data.entered')
    expect(consuming(litres('410'))).toMatchObject(drawn)
    expect(consuming(litres('410'))).toHaveProperty('fact.data.entered', litres('410'))
  })

  test('leave nothing of the lot where what is said differs from all that is left by roundings only', () => {
    const last = kg('409.262000000001')
    for (const left of [{ remaining: last.value }, { remaining: dec('500'), reserved: dec('90.737999999999') }]) {
      expect(consuming(litres('410'), inKg(left))).toMatchObject({
        fact: { data: { quantity: last, entered: litres('410') } },
        changes: [{ value: { steps: { mix: { consumed: { '40': '410' } } } } }, { value: '409.262000000001' }],
      })
      expect(consuming(kg('409.262'), inKg(left))).toMatchObject({ changes: [{}, { value: '409.262' }] })
    }
    expect(codes(consuming(litres('410'), inKg({ remaining: dec('409.261999999999') })))).toEqual([])
    expect(codes(consuming(litres('410'), inKg({ remaining: dec('409.26199') })))).toEqual(['lot-insufficient'])
  })

  test('are judged by the tolerance of the line', () => {
    // 410 L + 2 % are 418.2 L, which are 417.44724 kg.
    expect(codes(consuming(kg('417.44724')))).toEqual([])
    expect(whyNot(consuming(kg('417.4473')))).toMatchObject([
      ['line-over-tolerance', { total: litres('418.200060108195'), most: litres('418.2') }, expect.anything()],
    ])
  })

  test('are refused without a density, as before', () => {
    const without = lyon({}, {})
    expect(whyNot(consuming(kg('400'), inKg(), without))).toEqual([
      because('unit-mismatch/line', { lineId: '40', lineUnit: 'L', unit: 'kg' }, 'quantity/unit'),
    ])
    expect(whyNot(consuming(litres('400'), inKg(), without))).toEqual([
      because('unit-mismatch/lot', { lotId: 'WAT-1', unit: 'kg', told: 'L' }, 'quantity/unit'),
    ])
    expect(codes(consuming({ value: '4', unit: '{each}' }))).toEqual(['unit-mismatch', 'unit-mismatch'])
  })

  test('count an alternate by its own density, and then by its factor', () => {
    const frozen = lyon({ alternates: [{ materialId: 'ICE', factor: '2' }] })
    const ice = inKg({ materialId: 'ICE' as MaterialId })
    // 91.7 kg of ice are 100 L, which replace 50 L of water.
    expect(consuming(kg('91.7'), ice, frozen)).toMatchObject({
      fact: { data: { quantity: kg('91.7'), replaces: { materialId: 'WAT', quantity: litres('50') } } },
    })
  })

  test('are proposed in the unit of the lot', () => {
    const [proposal] = proposePicks(mixing(), lyon(), [{ lot: inKg(), issueRule: 'fefo' }], noon)
    expect(proposal).toMatchObject({ needed: litres('410'), lots: [{ lotId: 'WAT-1', quantity: kg('409.262') }] })
    expect(proposal).not.toHaveProperty('short')
  })

  test('are booked by the completion, for what was made or for what was given', () => {
    const completing = (line: object, backflush: object[], made = '500') =>
      completeStep(
        {
          order: mixing({ produced: { 'SYR-1': litres(made) } }),
          snapshot: lyon(line),
          person: undefined,
          shelf: { lots: [inKg()], sublots: [] },
        },
        undefined,
        'mix',
        completeBody.parse({ backflush }),
        by(ada),
      )
    expect(completing({ backflush: 'standard' }, [{ lineId: '40', lotId: 'WAT-1' }])).toMatchObject({
      fact: { data: { consumed: [{ lotId: 'WAT-1', quantity: kg('204.631') }] } },
    })
    expect(
      completing({ backflush: 'actual' }, [{ lineId: '40', lotId: 'WAT-1', quantity: litres('405') }]),
    ).toMatchObject({
      fact: { data: { consumed: [{ lotId: 'WAT-1', quantity: kg('404.271') }] } },
    })
  })

  test('give back what they took, at once or in parts', () => {
    const millilitres = fc.integer({ min: 2, max: 410_000 })
    fc.assert(
      fc.property(millilitres, fc.integer({ min: 1, max: 99 }), fc.boolean(), (amount, percent, saidInKg) => {
        const said = saidInKg
          ? kg(new Big(amount).div(1001).round(9).toFixed())
          : litres(new Big(amount).div(1000).toFixed())
        for (const from of [inKg(), inLitres()]) {
          const decision = accepted(consuming(said, from))
          if (decision.fact.type !== 'andon.material.consumed.v1') throw new Error('It was consumed.')
          const { quantity } = decision.fact.data
          const { warnings: _none, ...data } = decision.fact.data
          const taken = fact('andon.material.consumed.v1', data, { factId: 'C-1' })
          let now = saved(decision, 'order') as BoundOrder
          let back = dec('0')
          const part = {
            value: dec(new Big(quantity.value).times(percent).div(100).round(12).toFixed()),
            unit: quantity.unit,
          }
          for (const of of [part, undefined]) {
            const reversal = accepted(
              reverseConsumption(
                {
                  order: now,
                  snapshot: lyon(),
                  person: undefined,
                  lot: from,
                  sublot: undefined,
                  newSublotId,
                  exceptionId: 'X-1',
                },
                taken,
                { consumptionId: 'C-1', reason: 'Too much', ...(of && { quantity: of }) },
                by(ada),
              ),
            )
            now = saved(reversal, 'order') as BoundOrder
            for (const it of reversal.changes) if (it.change === 'reverse-issue') back = add(back, it.value)
          }
          expect(subtract(back, quantity.value)).toBe('0')
          expect(now.inputs ?? {}).toEqual({})
          expect(now.steps.mix).toHaveProperty('consumed', {})
        }
      }),
      { numRuns: 200 },
    )
  })

  test('give back a part that is said in the other unit', () => {
    const decision = accepted(consuming(litres('410')))
    if (decision.fact.type !== 'andon.material.consumed.v1') throw new Error('It was consumed.')
    const { warnings: _none, ...data } = decision.fact.data
    const taken = fact('andon.material.consumed.v1', data, { factId: 'C-1' })
    const now = saved(decision, 'order') as BoundOrder
    expect(
      reverseConsumption(
        {
          order: now,
          snapshot: lyon(),
          person: undefined,
          lot: inKg(),
          sublot: undefined,
          newSublotId,
          exceptionId: 'X-1',
        },
        taken,
        { consumptionId: 'C-1', reason: 'Too much', quantity: { ...litres('10') } },
        by(ada),
      ),
    ).toMatchObject({
      fact: { data: { quantity: kg('9.982') } },
      changes: [
        { value: { steps: { mix: { consumed: { '40': '400' } } } } },
        { change: 'reverse-issue', value: '9.982' },
      ],
    })
  })
})

describe('output that a scale weighs of a product in litres', () => {
  const making = (body: object, found: { lot?: Lot; order?: BoundOrder } = {}) =>
    produce(
      { order: found.order ?? mixing(), snapshot: lyon(), person: undefined, lot: found.lot },
      produceBody.parse({ stepId: 'mix', lotId: 'SYR-1', use: 'produced', ...body }),
      by(ada),
    )

  test('is stock in litres, and the fact says what was weighed', () => {
    const decision = making({ quantity: kg('1210') })
    expect(decision).toMatchObject({
      fact: { data: { quantity: litres('1000'), entered: kg('1210') } },
      changes: [
        {
          value: {
            produced: { 'SYR-1': litres('1000') },
            steps: { mix: { outputs: [{ use: 'produced', ...litres('1000') }] } },
          },
        },
        { change: 'create-lot', lot: { unit: 'L', quantity: '1000', remaining: '1000' } },
      ],
    })
    expect(making({ quantity: litres('1000') })).not.toHaveProperty('fact.data.entered')
  })

  test('is scrapped and sampled in either, too', () => {
    expect(making({ quantity: kg('12.1'), use: 'scrap' })).toMatchObject({
      fact: { data: { quantity: litres('10'), entered: kg('12.1') } },
      changes: [{ value: { scrapped: { SYR: litres('10') } } }],
    })
    const own = inLitres({
      lotId: 'SYR-1' as LotId,
      materialId: 'SYR' as MaterialId,
      orderId: 'O-1' as OrderId,
      status: 'quarantine',
    })
    expect(making({ quantity: g('1210'), use: 'sample' }, { lot: own })).toMatchObject({
      fact: { data: { quantity: litres('1'), entered: g('1210') } },
      changes: [{ value: { sampled: { 'SYR-1': litres('1') } } }, { change: 'issue', value: '1', into: 'sampled' }],
    })
  })

  test('is taken back as it was booked, also a part that is said in kilograms', () => {
    const decision = accepted(making({ quantity: kg('1210') }))
    if (decision.fact.type !== 'andon.material.produced.v1') throw new Error('It was made.')
    const { warnings: _none, ...data } = decision.fact.data
    const made = fact('andon.material.produced.v1', data, { factId: 'P-1' })
    const now = saved(decision, 'order') as BoundOrder
    const own = inLitres({
      lotId: 'SYR-1' as LotId,
      materialId: 'SYR' as MaterialId,
      orderId: 'O-1' as OrderId,
      status: 'quarantine',
    })
    const reversing = (quantity?: ReturnType<typeof kg>) =>
      reverseProduction(
        { order: now, snapshot: lyon(), person: undefined, lot: own, known: undefined },
        made,
        { productionId: 'P-1', reason: 'Typed twice', ...(quantity && { quantity }) },
        'X-1',
        by(ada),
      )
    expect(reversing(kg('121'))).toMatchObject({
      fact: { data: { quantity: litres('100') } },
      changes: [{ value: { produced: { 'SYR-1': litres('900') } } }, {}],
    })
    expect(saved(reversing(), 'order')).toMatchObject({ produced: {} })
  })
})

describe('a line in litres that is weighed on a scale', () => {
  const flavour = { lineId: '30', materialId: 'SALT', quantity: litres('1.2'), tolerance, weighing: {} } as const
  const step = withDensities(dispense({ materials: [flavour] }), { SALT: density('0.95') })
  const salt = (more: Partial<Lot>) =>
    shelves.filter((it) => it.materialId === 'SALT').map((it) => ({ ...it, ...more }))

  test('has a target in the unit of the scale, and bounds that the gate keeps', () => {
    const bench = benchOf(step)
    expect(bench.outlook('30', 'SALT-1').target).toEqual({ target: g('1140'), low: g('1117.2'), high: g('1162.8') })
    bench.weigh({ lineId: '30', lotId: 'SALT-1', net: g('1162.8') })
    expect(bench.running().consumed).toEqual({ '30': '1.224' })
    expect(codes(benchOf(step).weigh({ lineId: '30', lotId: 'SALT-1', net: g('1162.9') }))).toEqual([
      'line-over-tolerance',
    ])
  })

  test('takes from a lot in litres by volume, and a rejected container is scrap by volume', () => {
    const bench = benchOf(step, { lots: salt({ unit: 'L', quantity: dec('10'), remaining: dec('10') }) })
    const decision = bench.weigh({ lineId: '30', lotId: 'SALT-1', net: g('1140') })
    expect(decision).toMatchObject({ fact: { data: { quantity: litres('1.2'), entered: g('1140') } } })
    expect(bench.lot('SALT-1').remaining).toBe('8.8')
    expect(bench.reject('C-1')).toMatchObject({ fact: { data: { quantity: litres('1.2'), entered: g('1140') } } })
    expect(bench.lot('SALT-1').left).toEqual({ consumed: '0', scrapped: '1.2' })
    expect(bench.running()).toMatchObject({ consumed: { '30': '0' }, rejected: { '30': '1.2' } })
    expect(bench.order()).toMatchObject({
      inputs: {},
      rejected: { 'SALT-1': { ...litres('1.2'), materialId: 'SALT' } },
    })
  })
})
