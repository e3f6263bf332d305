import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../shared/domain/decision.ts'
import { madeBy } from '../../../shared/domain/production/output.ts'
import { finishedUnits } from '../../../shared/domain/production/unit-counts.ts'
import { aStep, because, codes, kg, whyNot } from '../../support/given.ts'
import { floorOf } from '../../support/recipes.ts'
import { seeded } from '../../support/seeded.ts'

const units = (stepId: string, ...after: string[]) => aStep(stepId, { flow: 'units', after })
/** An order of 100, whose units are built and tested; packing works on all of them. */
const line = () => floorOf([units('build'), units('test', 'build'), aStep('pack', { after: ['test'] })])
const scrap = { use: 'scrap' } as const
const refusals = (decision: Decision) => whyNot(decision.outcome === 'refused' ? decision.violations : [])

describe('product of a step that counts units', () => {
  test('is what the step has started and not scrapped, and no more', () => {
    const floor = line()
    floor.start('build', { quantity: kg('10') })
    expect(refusals(floor.make('build', '11'))).toEqual([
      because('units-not-available/to-make', { stepId: 'build', left: kg('10'), asked: kg('11') }, 'quantity'),
    ])
    expect(codes(floor.make('build', '6'))).toEqual([])
    floor.complete('build', { quantity: kg('6'), scrapped: kg('1') })
    expect(codes(floor.make('build', '4'))).toEqual(['units-not-available'])
    expect(codes(floor.make('build', '3'))).toEqual([])
  })

  test('is not made again in a later step', () => {
    const floor = line()
    floor.start('build', { quantity: kg('10') })
    floor.make('build', '10')
    floor.complete('build', { quantity: kg('10') })
    floor.start('test', { quantity: kg('10') })
    expect(refusals(floor.make('test', '1'))).toEqual([
      because('units-not-available/to-make', { stepId: 'test', left: kg('0'), asked: kg('1') }, 'quantity'),
    ])
  })

  test('is what comes to a step after it that works on the whole batch', () => {
    const floor = line()
    floor.start('build')
    floor.complete('build', { quantity: kg('98'), scrapped: kg('2') })
    floor.start('test')
    floor.complete('test')
    floor.start('pack')
    expect(codes(floor.make('pack', '60'))).toEqual([])
    expect(codes(floor.make('pack', '38.5'))).toEqual(['units-not-available'])
    expect(codes(floor.make('pack', '38'))).toEqual([])
  })

  test('is as much as is made, where no step counts units', () => {
    const floor = floorOf([aStep('mix')])
    floor.start('mix')
    expect(codes(floor.make('mix', '250'))).toEqual([])
    expect(codes(floor.complete('mix'))).toEqual([])
  })
})

describe('scrap of a step that counts units', () => {
  test('is of units under way, which are then not finished', () => {
    const floor = line()
    floor.start('build', { quantity: kg('10') })
    expect(codes(floor.make('build', '2', scrap))).toEqual([])
    expect(floor.order().steps).toMatchObject({ build: { units: { started: '10', finished: '0', scrapped: '2' } } })
    floor.complete('build')
    expect(floor.order().steps).toMatchObject({ build: { units: { finished: '8', scrapped: '2' } } })
    expect(refusals(floor.make('build', '1', scrap))).toEqual([
      because('units-not-available/under-way', { stepId: 'build', underWay: kg('0'), asked: kg('1') }, 'quantity'),
    ])
  })

  test('of another material leaves the units as they are', () => {
    const floor = floorOf([aStep('build', { ...units('build'), materials: [{ ...offcut }] as never })])
    floor.start('build', { quantity: kg('10') })
    expect(codes(floor.make('build', '50', { ...scrap, lineId: '0090' }))).toEqual([])
    expect(floor.order().steps).toMatchObject({ build: { units: { scrapped: '0' } } })
  })
})

const offcut = { lineId: '0090', materialId: 'OFFCUT', quantity: kg('1'), use: 'by-product' }

describe('the counts of an order', () => {
  const worked = (made: string) => {
    const floor = line()
    floor.start('build')
    floor.make('build', '2', scrap)
    floor.complete('build')
    floor.start('test')
    floor.complete('test', { quantity: kg('97'), scrapped: kg('1') })
    floor.start('pack')
    floor.make('pack', made)
    return floor
  }

  test('agree at the end of its last step', () => {
    expect(codes(worked('97').complete('pack'))).toEqual([])
    expect(refusals(worked('90').complete('pack'))).toEqual([
      because('counts-differ', { orderId: 'O-1', finished: kg('97'), made: kg('90') }, 'counts:order'),
    ])
  })

  test('have scrap after the last step that counts as a part', () => {
    const floor = worked('95')
    floor.make('pack', '2', scrap)
    expect(floor.order().lost).toEqual({ later: '2' })
    expect(codes(floor.make('pack', '1'))).toEqual(['units-not-available'])
    expect(codes(floor.complete('pack'))).toEqual([])
  })

  test('may differ with the signature of another person, which opens a deviation', () => {
    const floor = worked('90')
    expect(codes(floor.override('counts:order', 'pack'))).toEqual([])
    expect(floor.order().deviations).toEqual({ 'dev-1': 'open' })
    expect(codes(floor.complete('pack'))).toEqual([])
  })

  test('do not agree as long as nothing is made, which no signature lets pass', () => {
    const floor = line()
    for (const stepId of ['build', 'test']) {
      floor.start(stepId)
      floor.complete(stepId)
    }
    floor.start('pack')
    const differ = [because('counts-differ', { orderId: 'O-1', finished: kg('100'), made: kg('0') }, 'counts:order')]
    expect(refusals(floor.complete('pack'))).toEqual(differ)
    expect(codes(floor.override('counts:order', 'pack'))).not.toEqual([])
    floor.make('pack', '100')
    expect(codes(floor.complete('pack'))).toEqual([])
  })

  test('agree where every unit is scrapped', () => {
    const floor = floorOf([units('build')])
    floor.start('build')
    expect(codes(floor.complete('build', { scrapped: kg('100') }))).toEqual([])
  })

  test('can be let pass beforehand where the last step counts units', () => {
    const floor = floorOf([units('build')])
    floor.start('build')
    floor.make('build', '90')
    expect(codes(floor.complete('build'))).toEqual(['counts-differ'])
    expect(codes(floor.override('counts:order', 'build'))).toEqual([])
    expect(codes(floor.complete('build'))).toEqual([])
  })

  test('of an order whose counting steps are all left out are not asked for', () => {
    const floor = floorOf([
      aStep('build', { flow: 'units', skip: { policy: 'off' } as never }),
      aStep('pack', { after: ['build'] }),
    ])
    floor.skip('build')
    floor.start('pack')
    floor.make('pack', '42')
    expect(codes(floor.complete('pack'))).toEqual([])
  })

  test('agree in every history: what the last step has finished is made, or is not made yet', () => {
    const act = fc.record({
      does: fc.constantFrom('start', 'start', 'finish', 'finish', 'make', 'make', 'scrap'),
      step: fc.constantFrom('build', 'test', 'pack'),
      quantity: fc.integer({ min: 1, max: 40 }),
      bad: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), fc.boolean(), (acts, packsUnits) => {
        const last = packsUnits ? units('pack', 'test') : aStep('pack', { after: ['test'] })
        const floor = floorOf([units('build'), units('test', 'build'), last])
        const makes = (stepId: string, value: string, use = 'produced') => floor.make(stepId, value, { use })
        // Packing makes the product, as the recipe says.
        for (const { does, step, quantity, bad } of acts) {
          const counts = step !== 'pack' || packsUnits
          const amount = kg(String(quantity))
          if (does === 'start') floor.start(step, counts ? { quantity: amount } : {})
          else if (does === 'make') makes('pack', amount.value)
          else if (does === 'scrap') makes(step, String(bad + 1), 'scrap')
          else floor.complete(step, counts ? { quantity: amount, scrapped: kg(String(bad)) } : {})
          const order = floor.order()
          const finished = Number(finishedUnits(order, floor.snapshot()))
          const { pack } = order.steps
          const started = Number(pack?.status === 'running' && pack.units ? pack.units.started : finished)
          const lost = pack?.status === 'running' && pack.units ? pack.units.scrapped : order.lost?.later
          expect(Number(madeBy(order)) + Number(lost ?? 0)).toBeLessThanOrEqual(started)
          if (pack?.status === 'completed' && Number(madeBy(order)) > 0)
            expect(Number(madeBy(order)) + Number(order.lost?.later ?? 0)).toBe(finished)
        }
      }),
      seeded('counts', 2000),
    )
  })
})
