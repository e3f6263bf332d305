import { describe, expect, test } from 'vitest'
import { withWarnings } from '../../../shared/domain/orders/warning-review.ts'
import { ada, caller, order } from '../../support/given.ts'

const ben = caller('ben', 'Ben Okafor', 'operator')
const over = (lineId: string) =>
  ({ code: 'line-over-tolerance', params: {}, ref: `over:${lineId}`, review: true }) as const
const typed = { code: 'parameter-from-device', params: {}, ref: 'manual:temperature', review: true } as const

describe('warnings that were passed', () => {
  test('are one exception of the order for each kind and step, whoever passed them', () => {
    const once = withWarnings(order(), 'weigh', [over('0010'), over('0020')], ada)
    const twice = withWarnings(once, 'weigh', [over('0030'), typed], ben)
    expect(twice).toMatchObject({
      exceptions: ['weigh.line-over-tolerance', 'weigh.parameter-from-device'],
      signers: { 'weigh.line-over-tolerance': ['ada', 'ben'], 'weigh.parameter-from-device': ['ben'] },
    })
    expect(withWarnings(twice, 'mix', [typed], ada).exceptions).toHaveLength(3)
  })

  test('ask for the review again when more of them follow it', () => {
    const once = withWarnings(order(), 'weigh', [over('0010')], ada)
    const reviewed = { ...once, reviewed: ['dev-1', 'weigh.line-over-tolerance'] }
    expect(withWarnings(reviewed, 'weigh', [typed], ada).reviewed).toEqual(reviewed.reviewed)
    expect(withWarnings(reviewed, 'weigh', [over('0020')], ben).reviewed).toEqual(['dev-1'])
  })

  test('leave the order alone where their item needs no review', () => {
    const { review: _reviewed, ...silent } = over('0010')
    const before = order()
    expect(withWarnings(before, 'weigh', [silent], ada)).toBe(before)
    expect(withWarnings(before, 'weigh', [], ada)).toBe(before)
  })

  test('of a device have nobody who may not review them', () => {
    const device = { kind: 'device', id: 'MIX-1', name: 'MIX-1', roles: [] } as const
    expect(withWarnings(order(), 'weigh', [over('0010')], device).signers).toBeUndefined()
  })
})
