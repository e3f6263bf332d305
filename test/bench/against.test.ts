import { describe, expect, it } from 'vitest'
import { compared, inTurns } from './against.ts'

describe('The comparison of two checkouts', () => {
  it('lets them take turns, the earlier one first', async () => {
    const order: string[] = []
    const turns = await inTurns(2, { before: 'A', now: 'B' }, async (side, round) => {
      order.push(side)
      return `${side}${round}`
    })
    expect(order).toEqual(['A', 'B', 'A', 'B'])
    expect(turns).toEqual({ before: ['A1', 'A2'], now: ['B1', 'B2'] })
  })

  it('gives the median of each side and the median of the ratios of neighbouring turns', () => {
    // In the third turn the machine was busy for both sides, so its ratio is as good as the others.
    const turns = { before: [10, 20, 100], now: [20, 30, 200] }
    const figures = compared('Speed', turns, [{ what: 'draws', figureOf: (value: number) => value }])
    expect(figures.map(({ column, value }) => [column, value])).toEqual([
      ['before', 20],
      ['now', 30],
      ['now / before', 2],
    ])
    expect(figures.at(-1)?.note).toBe('ratios 2.00, 1.50, 2.00')
  })

  it('leaves out a turn without a measurement', () => {
    const turns = { before: [undefined], now: [1] }
    expect(compared('Memory', turns, [{ what: 'resident', figureOf: (value?: number) => value }])).toEqual([])
  })
})
