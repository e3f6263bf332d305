import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../shared/domain/schedule/schedule.ts'
import type { Basis, Refs, Shelved } from '../../../shared/usecases/commit/store.ts'
import type { StockReading } from '../../../shared/usecases/production/picking.ts'
import { shortfallOf } from '../../../shared/usecases/schedule/shortages.ts'
import { aLine, aStep, kg, lot, material, noon, order, snapshot } from '../../support/given.ts'

/** So many lots of 1 kg of each material, and what is read of them. */
function shelf(lots: Readonly<Record<string, number>>) {
  const counted = { queries: 0, lots: 0 }
  const idOf = (materialId: string, index: number) => `${materialId}-${String(index).padStart(4, '0')}`
  const reading: StockReading = {
    async load<Wanted extends Refs>(refs: Wanted): Promise<Basis<Wanted>> {
      const found = Object.entries(refs).flatMap(([name, it]): [string, { value: unknown }][] => {
        if (it?.kind === 'material') return [[name, { value: material({ materialId: it.id }) }]]
        if (it?.kind !== 'lot') return []
        counted.lots += 1
        const [materialId = ''] = it.id.split('-')
        return [[name, { value: lot({ lotId: it.id, materialId, quantity: '1', remaining: '1' }) }]]
      })
      return Object.fromEntries(found) as Basis<Wanted>
    },
    async inStock(materialId, first = Number.POSITIVE_INFINITY) {
      counted.queries += 1
      const ids = Array.from({ length: Math.min(lots[materialId] ?? 0, first) }, (_, index) => idOf(materialId, index))
      return ids.map((lotId) => ({ lotId, receivedAt: noon }) as Shelved)
    },
    sublotsOf: async () => [],
  }
  return { reading, counted }
}

const ordered = (orderId: string, ...lines: [materialId: string, kilograms: number, alternate?: string][]) => ({
  order: order({ orderId }),
  snapshot: snapshot({
    orderId,
    steps: [
      aStep('mix', {
        materials: lines.map(([materialId, kilograms, alternate], index) =>
          aLine({
            lineId: `${index}`,
            materialId,
            quantity: kg(String(kilograms)),
            ...(alternate !== undefined && { alternates: [{ materialId: alternate }] }),
          }),
        ),
      }),
    ],
  }),
})
const planOf = (open: readonly ReturnType<typeof ordered>[]): Plan => ({
  at: noon,
  horizon: noon,
  orders: open.map(({ order: { orderId } }) => ({ orderId })),
  operations: open.map(({ order: { orderId } }) => ({
    orderId,
    stepId: 'mix',
    status: 'planned',
    from: noon,
    to: noon,
  })),
  infeasible: [],
})
const shortOf = async (lots: Readonly<Record<string, number>>, ...open: ReturnType<typeof ordered>[]) => {
  const { reading, counted } = shelf(lots)
  const { short, unchecked } = await shortfallOf(reading, planOf(open), open)
  return { short: short.map((it) => `${it.orderId} ${it.materialId} ${it.short.value}`), unchecked, ...counted }
}

describe('the stock of a plan', () => {
  test('is not read for a plan that needs nothing', async () => {
    expect(await shortOf({ A: 5 }, ordered('O-1'))).toEqual({ short: [], unchecked: [], queries: 0, lots: 0 })
  })

  test('is read only as far as the need goes', async () => {
    expect(await shortOf({ A: 5000, B: 5000 }, ordered('O-1', ['A', 9], ['B', 30]))).toEqual({
      short: [],
      unchecked: [],
      queries: 3,
      lots: 50,
    })
  })

  test('is read to its end for what is short', async () => {
    expect(await shortOf({ A: 45, B: 3 }, ordered('O-1', ['A', 44]), ordered('O-2', ['A', 2], ['B', 4]))).toMatchObject(
      {
        short: ['O-2 A 1', 'O-2 B 1'],
        unchecked: [],
      },
    )
  })

  test('that is too much to read is named, and nothing is said of what it lacks', async () => {
    expect(await shortOf({ A: 2000 }, ordered('O-1', ['A', 700], ['B', 1]))).toMatchObject({
      short: ['O-1 B 1'],
      unchecked: ['A'],
      lots: 640,
    })
  })

  test('of an alternate is taken by no line whose own material is only not read yet', async () => {
    const open = [ordered('O-1', ['A', 30, 'B']), ordered('O-2', ['B', 5])]
    expect(await shortOf({ A: 40, B: 5 }, ...open)).toMatchObject({ short: [], unchecked: [] })
  })
})
