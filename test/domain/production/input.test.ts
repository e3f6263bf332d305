import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fractionOf } from '../../../events/fraction.ts'
import { consume as consumeBody } from '../../../events/order.ts'
import { consume } from '../../../shared/domain/production/consumption.ts'
import { afterDraw, withLine } from '../../../shared/domain/production/input.ts'
import {
  ada,
  aLine,
  aStep,
  by,
  dec,
  g,
  kg,
  later,
  lot,
  noon,
  order,
  person,
  quinn,
  running,
  saved,
  snapshot,
} from '../../support/given.ts'

describe('the order after an issue', () => {
  const grams = fc.integer({ min: 1, max: 25_000 })
  const generous = aLine({ tolerance: { minusPercent: '0', plusPercent: '1000' } })
  const frozen = snapshot({ steps: [{ ...aStep('weigh'), materials: [generous] }, aStep('mix')] })

  test('is the same for any parts and order of issues, with a reservation', () => {
    fc.assert(
      fc.property(fc.array(grams, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 60 }), (parts, own) => {
        const drawn = (amounts: readonly number[]) =>
          amounts.reduce(
            (now, amount) => {
              const of = { stepId: 'weigh', lineId: '0010', lotId: 'SUC-1', quantity: g(String(amount)) }
              const reserved = now.reserved?.['SUC-1']?.value ?? '0'
              const stock = lot({ remaining: '1000', ...(reserved !== '0' && { reserved }) })
              const context = { order: now, snapshot: frozen, person: person(), lot: stock, sublot: undefined }
              return saved(consume(context, consumeBody.parse(of), by(ada)), 'order') as typeof now
            },
            order({ steps: { weigh: running() }, ...(own > 0 && { reserved: { 'SUC-1': kg(String(own)) } }) }),
          )
        const whole = drawn([parts.reduce((sum, it) => sum + it, 0)])
        expect(drawn(parts)).toEqual(whole)
        expect(drawn([...parts].reverse())).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })

  test('has its inputs by lot', () => {
    const one = afterDraw(order(), lot(), dec('3'), dec('0'), noon)
    const both = afterDraw(one, lot({ lotId: 'SUC-2', unit: 'g' }), dec('500'), dec('0'), later(60))
    const materialId = 'SUCROSE'
    expect(both.inputs).toEqual({
      'SUC-1': { ...kg('3'), materialId, at: noon },
      'SUC-2': { ...g('500'), materialId, at: later(60) },
    })
  })

  test('drops an empty line, and the pre-issues with the last one', () => {
    const inStep = order({ steps: { weigh: running({ consumed: { '0010': '5', '0020': '1' } }) } })
    expect(withLine(inStep, 'weigh', '0010', fractionOf('0'), by(quinn)).steps).toMatchObject({
      weigh: { consumed: { '0020': '1' }, workers: ['quinn'] },
    })
    const ahead = order({ preIssued: { weigh: { consumed: { '0010': '5' }, workers: ['ada'] } } })
    expect(withLine(ahead, 'weigh', '0010', fractionOf('0'), by(quinn)).preIssued).toBeUndefined()
    expect(withLine(ahead, 'weigh', '0010', fractionOf('4'), by(quinn)).preIssued).toEqual({
      weigh: { consumed: { '0010': '4' }, workers: ['ada', 'quinn'] },
    })
  })
})
