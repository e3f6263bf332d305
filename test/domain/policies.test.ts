import { describe, expect, test } from 'vitest'
import { consume as consumeBody } from '../../events/order.ts'
import { consume } from '../../shared/domain/production/consumption.ts'
import { ada, aStep, caller, codes, kg, lot, olga } from '../support/given.ts'
import { floorOf } from '../support/recipes.ts'

const ben = caller('ben', 'Ben Okafor', 'operator')
const clear = { checkId: 'clear', question: 'Is it clear?' }
const pass = { checkId: 'clear', value: 'pass' }

type Policy = 'block' | 'block-unless-signed' | 'warn' | 'off'

describe('an issue above the tolerance of its line', () => {
  const weighing = (policy: Policy) =>
    floorOf([
      aStep('weigh', {
        materials: [{ lineId: '0010', materialId: 'SUCROSE', quantity: kg('25'), policy }],
      }),
    ])
  const draw = (floor: ReturnType<typeof floorOf>, reason?: string) =>
    floor.take(
      consume(
        { ...floor.basis(), lot: lot(), sublot: undefined },
        consumeBody.parse({
          stepId: 'weigh',
          lineId: '0010',
          lotId: 'SUC-1',
          quantity: kg('26'),
          ...(reason && { reason }),
        }),
        floor.at(),
      ),
    )

  test('is blocked, warned about, overridden once, or not checked', () => {
    const of = (policy: Policy) => {
      const floor = weighing(policy)
      floor.start('weigh')
      return floor
    }
    expect(codes(draw(of('block'), 'A spill'))).toEqual(['line-over-tolerance'])
    expect(codes(draw(of('warn')))).toEqual(['reason-missing'])
    expect(draw(of('warn'), 'A spill')).toMatchObject({
      fact: { data: { reason: 'A spill', warnings: [{ code: 'line-over-tolerance' }] } },
    })
    expect(codes(draw(of('off')))).toEqual([])
    const floor = of('block-unless-signed')
    expect(codes(draw(floor))).toEqual(['line-over-tolerance'])
    floor.override('over:0010', 'weigh')
    expect(codes(draw(floor))).toEqual([])
    expect(codes(draw(floor))).toEqual(['line-over-tolerance'])
  })
})

describe('a warning that was passed', () => {
  const exceptionsAfter = (item: object, draw: string) => {
    const floor = floorOf([
      aStep('weigh', {
        materials: [{ lineId: '0010', materialId: 'SUCROSE', quantity: kg('25'), policy: 'warn', ...item }],
      }),
    ])
    floor.start('weigh')
    const body = { stepId: 'weigh', lineId: '0010', lotId: 'SUC-1', quantity: kg(draw), reason: 'A spill' }
    floor.take(consume({ ...floor.basis(), lot: lot(), sublot: undefined }, consumeBody.parse(body), floor.at()))
    const { order } = floor.basis()
    return order.exceptions
  }

  test('is an exception for quality, unless its item needs no review', () => {
    expect(exceptionsAfter({}, '26')).toEqual(['weigh.line-over-tolerance'])
    expect(exceptionsAfter({ review: false }, '26')).toBeUndefined()
    expect(exceptionsAfter({}, '25')).toBeUndefined()
  })
})

describe('a step that another person must do', () => {
  test('is refused to every person who worked on the first step', () => {
    const floor = floorOf([
      aStep('weigh', { checks: [clear] }),
      aStep('mix', { after: ['weigh'], notBySamePersonAs: ['weigh'] }),
    ])
    floor.start('weigh', {}, ada)
    floor.record('weigh', pass, ben)
    floor.complete('weigh', {}, ada)
    expect(codes(floor.start('mix', {}, ada))).toEqual(['same-person'])
    expect(codes(floor.start('mix', {}, ben))).toEqual(['same-person'])
    expect(codes(floor.start('mix', {}, olga))).toEqual([])
  })

  test('is refused to them even if another person has started it', () => {
    const floor = floorOf([
      aStep('weigh'),
      aStep('mix', { after: ['weigh'], notBySamePersonAs: ['weigh'], checks: [clear] }),
    ])
    floor.start('weigh', {}, ada)
    floor.complete('weigh', {}, ada)
    floor.start('mix', {}, ben)
    expect(codes(floor.record('mix', pass, ada))).toEqual(['same-person'])
    floor.record('mix', pass, ben)
    expect(codes(floor.complete('mix', {}, ada))).toEqual(['same-person'])
  })
})

describe('a step that is repeated', () => {
  const measure = (floor: ReturnType<typeof floorOf>, value: string) =>
    floor.record('mix', { parameterId: 'density', value })
  const of = () =>
    floorOf([
      aStep('mix', {
        parameters: [{ parameterId: 'density', unit: 'kg/L', low: '1.2', source: 'operator' }],
        repeat: { until: 'density', atMost: 3 },
        checks: [clear],
      }),
    ])

  test('begins its next round without results, until the last round fails', () => {
    const floor = of()
    floor.start('mix')
    expect(measure(floor, '1.0')).toMatchObject({
      fact: { type: 'andon.step.repeated.v1', data: { round: 2, because: { value: '1.0', inSpec: false } } },
    })
    expect(floor.order().steps.mix).toMatchObject({ round: 2, results: {} })
    measure(floor, '1.1')
    expect(measure(floor, '1.1')).toMatchObject({ fact: { type: 'andon.deviation.opened.v1' } })
  })

  test('ends with the first good result', () => {
    const floor = of()
    floor.start('mix')
    measure(floor, '1.0')
    measure(floor, '1.3')
    expect(codes(floor.complete('mix'))).toEqual(['parameter-missing'])
  })
})

describe('an instruction that must be read', () => {
  test('is answered with confirmed', () => {
    const floor = floorOf([aStep('mix', { checks: [{ checkId: 'read', question: 'Read?', kind: 'read-confirm' }] })])
    floor.start('mix')
    const answer = (value: string) => floor.record('mix', { checkId: 'read', value })
    expect(codes(answer('pass'))).toEqual(['invalid-request'])
    expect(answer('confirmed')).toMatchObject({ fact: { data: { checkId: 'read', inSpec: true } } })
  })
})
