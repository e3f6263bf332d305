import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { descendants, type Genealogy, trace, type Use } from '../../shared/usecases/trace.ts'
import { later } from '../support/floor.ts'

interface Movements {
  readonly consumed: readonly Use[]
  readonly produced: readonly Use[]
}

const use = (lotId: string, orderId: string, number = 0): Use => ({
  lotId,
  orderId,
  quantity: { value: '1', unit: 'kg' },
  at: later(number),
})

const genealogy = ({ consumed, produced }: Movements): Genealogy => ({
  usesOf: async (lotIds) => consumed.filter(({ lotId }) => lotIds.includes(lotId)),
  inputsOf: async (orderIds) => consumed.filter(({ orderId }) => orderIds.includes(orderId)),
  outputsOf: async (orderIds) => produced.filter(({ orderId }) => orderIds.includes(orderId)),
  originsOf: async (lotIds) => produced.filter(({ lotId }) => lotIds.includes(lotId)),
})

const lotNames = Array.from({ length: 8 }, (_, index) => `L${index}`)
const orderNames = Array.from({ length: 5 }, (_, index) => `O${index}`)

/** Any plant: whatever consumes and produces whatever, rework into itself included; a lot is made by one order at most. */
const movements: fc.Arbitrary<Movements> = fc
  .record({
    consumed: fc.uniqueArray(fc.tuple(fc.constantFrom(...lotNames), fc.constantFrom(...orderNames)), {
      maxLength: 16,
      selector: ([lot, order]) => `${lot} ${order}`,
    }),
    origin: fc.tuple(
      ...lotNames.map((lot) => fc.option(fc.constantFrom(...orderNames)).map((order) => [lot, order] as const)),
    ),
  })
  .map(({ consumed, origin }) => ({
    consumed: consumed.map(([lot, order], index) => use(lot, order, index)),
    produced: origin.flatMap(([lot, order], index) => (order ? [use(lot, order, 100 + index)] : [])),
  }))

const lotsIn = (found: { nodes: readonly { type: string; id: string }[] }) =>
  found.nodes.flatMap(({ type, id }) => (type === 'lot' ? [id] : []))
const edgesIn = (found: { edges: readonly { from: string; to: string }[] }) =>
  found.edges.map(({ from, to }) => `${from} -> ${to}`).sort()

describe('the trace of a lot', () => {
  test('leads back to exactly the lots whose own trace leads forward to it', async () => {
    await fc.assert(
      fc.asyncProperty(movements, async (plant) => {
        const of = genealogy(plant)
        const reach = async (direction: 'forward' | 'backward') =>
          new Map(
            await Promise.all(
              lotNames.map(async (lot) => [lot, new Set(lotsIn(await trace(of, lot, direction)))] as const),
            ),
          )
        const [forward, backward] = [await reach('forward'), await reach('backward')]
        for (const one of lotNames)
          for (const other of lotNames) expect(backward.get(one)?.has(other)).toBe(forward.get(other)?.has(one))
      }),
      { numRuns: 200 },
    )
  })

  test('has every movement between what it found, once, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(movements, fc.constantFrom(...lotNames), async (plant, root) => {
        const of = genealogy(plant)
        for (const direction of ['forward', 'backward'] as const) {
          const found = await trace(of, root, direction)
          const known = new Set(found.nodes.map(({ type, id }) => `${type}:${id}`))
          const all = [
            ...plant.consumed.map(({ lotId, orderId }) => [`lot:${lotId}`, `order:${orderId}`]),
            ...plant.produced.map(({ lotId, orderId }) => [`order:${orderId}`, `lot:${lotId}`]),
          ]
          // Backward every input of an order counts, forward every product: a movement belongs if both of its ends do.
          const expected = all.flatMap(([from = '', to = '']) =>
            known.has(from) && known.has(to) ? [`${from} -> ${to}`] : [],
          )
          expect(edgesIn(found)).toEqual(expected.sort())
        }
      }),
      { numRuns: 200 },
    )
  })

  test('finds the same lots as the walk that holds descendants', async () => {
    await fc.assert(
      fc.asyncProperty(movements, fc.constantFrom(...lotNames), async (plant, root) => {
        const of = genealogy(plant)
        expect((await descendants(of, [root])).sort()).toEqual(lotsIn(await trace(of, root, 'forward')).sort())
      }),
    )
  })

  test('ends where rework leads into itself', async () => {
    const plant = { consumed: [use('L0', 'O0'), use('L1', 'O1')], produced: [use('L1', 'O0'), use('L0', 'O1')] }
    const found = await trace(genealogy(plant), 'L0', 'forward')
    expect(found).toMatchObject({ root: 'lot:L0', complete: true })
    expect(edgesIn(found)).toEqual([
      'lot:L0 -> order:O0',
      'lot:L1 -> order:O1',
      'order:O0 -> lot:L1',
      'order:O1 -> lot:L0',
    ])
  })

  test('goes through a thousand orders in a row', async () => {
    const numbers = Array.from({ length: 1000 }, (_, index) => index)
    const plant = {
      consumed: numbers.map((number) => use(`L${number}`, `O${number}`)),
      produced: numbers.map((number) => use(`L${number + 1}`, `O${number}`)),
    }
    const index = (of: readonly Use[], by: 'lotId' | 'orderId') => {
      const map = new Map(of.map((it) => [it[by], it]))
      return async (ids: readonly string[]) => ids.flatMap((id) => map.get(id) ?? [])
    }
    const of: Genealogy = {
      usesOf: index(plant.consumed, 'lotId'),
      inputsOf: index(plant.consumed, 'orderId'),
      outputsOf: index(plant.produced, 'orderId'),
      originsOf: index(plant.produced, 'lotId'),
    }
    expect(lotsIn(await trace(of, 'L0', 'forward'))).toHaveLength(1001)
    expect(lotsIn(await trace(of, 'L1000', 'backward'))).toHaveLength(1001)
  })

  test('shows two ways from one order to one product', async () => {
    const plant = {
      consumed: [use('A', 'O2'), use('B', 'O3'), use('C', 'O3')],
      produced: [use('A', 'O1'), use('B', 'O1'), use('C', 'O2'), use('D', 'O3')],
    }
    const found = await trace(genealogy(plant), 'D', 'backward')
    expect(edgesIn(found)).toContain('order:O1 -> lot:A')
    expect(edgesIn(found)).toContain('order:O1 -> lot:B')
  })
})
