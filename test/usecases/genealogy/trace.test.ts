import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LotId } from '../../../events/identifiers.ts'
import { type Trace, trace } from '../../../shared/usecases/genealogy/trace.ts'
import { type Direction, madeOf, walk } from '../../../shared/usecases/genealogy/walk.ts'
import {
  type Graph,
  graphOf,
  levels,
  type Movement,
  movements,
  sourcesOf,
  stepsIn,
} from '../../support/material-graph.ts'
import { histories, seeded } from '../../support/seeded.ts'

const lotNamed = (id: string) => ({ type: 'lot', id }) as const
const lotsIn = ({ nodes }: Pick<Trace, 'nodes'>) =>
  nodes.flatMap(({ type, id, site }) => (type === 'lot' && !site ? id : []))
const edgesIn = ({ edges }: Pick<Trace, 'edges'>) => edges.map(({ from, to }) => `${from} -> ${to}`).sort()
/** Who got it, and who sent it, stand at the end of a walk and lead nowhere. */
const walked = ({ to, from }: { to: string; from: string }) =>
  /^(lot:[^/]+|order:.+|shipment:.+)$/.test(to) && /^(lot:[^/]+|order:.+)$/.test(from)

/** What can be reached from there by plain steps, and in how many. */
function reach(steps: readonly [string, string][], root: string): Map<string, number> {
  const found = new Map([[root, 0]])
  for (const [name, depth] of found)
    for (const [from, to] of steps) if (from === name && !found.has(to)) found.set(to, depth + 1)
  return found
}
const turned = (steps: readonly [string, string][]) => steps.map(([from, to]): [string, string] => [to, from])

const most = fc.integer({ min: 0, max: 12 })
const directions = ['forward', 'backward'] as const

test('a page that begins after what the walk does not come to is no page that says that nothing is left', async () => {
  const graph = graphOf([], 1)
  const [lotId = ''] = graph.lots.keys()
  const found = await trace(sourcesOf(graph), lotNamed(lotId), 'forward', { limit: 2, after: 'lot:GONE' })
  expect(found.isLost).toBe(true)
})

describe('the trace of a lot', () => {
  test('forward comes to exactly what backward comes from', async () => {
    await fc.assert(
      fc.asyncProperty(movements, most, async (happened, named) => {
        const graph = graphOf(happened, named)
        const steps = stepsIn(graph)
        for (const lotId of graph.lots.keys())
          for (const direction of directions) {
            const found = await trace(sourcesOf(graph), lotNamed(lotId), direction)
            const reached = reach(direction === 'forward' ? steps : turned(steps), `lot:${lotId}`)
            const expected = [...reached.keys()].filter(
              (name) => direction === 'forward' || !name.startsWith('shipment:'),
            )
            const names = found.nodes.filter(({ type, site }) => !site && ['lot', 'order', 'shipment'].includes(type))
            expect(names.map(({ type, id }) => `${type}:${id}`).sort()).toEqual(expected.sort())
            expect(found).toMatchObject({ root: `lot:${lotId}`, complete: true, pending: [] })
          }
      }),
      seeded('forward and backward', 2000),
    )
  }, 120_000)

  test('has every movement between what it found, once, and no other; and both directions tell of it the same', async () => {
    await fc.assert(
      fc.asyncProperty(movements, most, async (happened, named) => {
        const graph = graphOf(happened, named)
        const told = new Map<string, string>()
        for (const lotId of graph.lots.keys())
          for (const direction of directions) {
            const found = await trace(sourcesOf(graph), lotNamed(lotId), direction)
            const known = new Set(found.nodes.map(({ type, id }) => `${type}:${id}`))
            const all = stepsIn(graph).filter(([from, to]) => known.has(from) && known.has(to))
            // Several lines of a shipment may be of one lot.
            const expected = all.map(([from, to]) => `${from} -> ${to}`).sort()
            expect(edgesIn({ edges: found.edges.filter(walked) })).toEqual(expected)
            for (const edge of found.edges.filter(({ to }) => !to.startsWith('shipment:'))) {
              const before = told.get(`${edge.from} ${edge.to}`)
              if (before !== undefined) expect(JSON.stringify(edge)).toBe(before)
              if (walked(edge)) told.set(`${edge.from} ${edge.to}`, JSON.stringify(edge))
            }
          }
      }),
      seeded('the movements of a trace', 2000),
    )
  }, 120_000)

  test('takes as many round trips as the graph is deep, and not one more for what is beside it', async () => {
    await fc.assert(
      fc.asyncProperty(movements, async (happened) => {
        const graph = graphOf(happened)
        const steps = stepsIn(graph)
        for (const lotId of graph.lots.keys())
          for (const direction of directions) {
            const sources = sourcesOf(graph)
            await trace(sources, lotNamed(lotId), direction)
            const depth = Math.max(...reach(direction === 'forward' ? steps : turned(steps), `lot:${lotId}`).values())
            // The root itself, and a way that leads back to what was met.
            expect(sources.rounds()).toBeLessThanOrEqual(depth + 2)
          }
      }),
      { numRuns: histories(200) },
    )
  })

  test.each([1, 50])('of ten levels that are %i wide takes eleven round trips', async (width) => {
    const sources = sourcesOf(levels(5, width))
    expect(lotsIn(await trace(sources, lotNamed('L0-0'), 'forward'))).toHaveLength(1 + 5 * width)
    expect(sources.rounds()).toBe(11)
  })

  test('comes page by page as it comes at once, whatever the size of the page', async () => {
    await fc.assert(
      fc.asyncProperty(movements, most, fc.integer({ min: 1, max: 5 }), async (happened, named, limit) => {
        const graph = graphOf(happened, named)
        for (const direction of directions) {
          const whole = await trace(sourcesOf(graph), lotNamed('L000'), direction)
          const pages: Trace[] = []
          for (let after: string | undefined, more = true; more; ) {
            const page = await trace(sourcesOf(graph), lotNamed('L000'), direction, { limit, after })
            expect(page.nodes.length).toBeLessThanOrEqual(limit)
            pages.push(page)
            after = page.last
            more = after !== undefined
          }
          expect(pages.flatMap(({ nodes }) => nodes)).toEqual(whole.nodes)
          expect(pages.flatMap(({ edges }) => edges)).toEqual(whole.edges)
          expect((await streamed(graph, direction)).toSorted()).toEqual(
            whole.nodes.map(({ type, id }) => `${type}:${id}`).toSorted(),
          )
        }
      }),
      { numRuns: histories(200) },
    )
  })

  test('reports rework into itself, and walks it once', async () => {
    const happened: Movement[] = [
      { does: 'consume', lot: 0, order: 0 },
      { does: 'produce', lot: 0, order: 0 },
      { does: 'consume', lot: 3, order: 1 },
      { does: 'produce', lot: 0, order: 1 },
      { does: 'consume', lot: 4, order: 0 },
    ]
    const graph = graphOf(happened)
    const forward = await trace(sourcesOf(graph), lotNamed('L000'), 'forward')
    expect(forward.loops).toEqual([{ from: 'lot:L004', to: 'order:O0' }])
    expect(edgesIn(forward)).toEqual([
      'lot:L000 -> order:O0',
      'lot:L003 -> order:O1',
      'lot:L004 -> order:O0',
      'order:O0 -> lot:L003',
      'order:O1 -> lot:L004',
    ])
    const around = await trace(sourcesOf(graph), lotNamed('L004'), 'forward')
    expect(around.loops).toEqual([{ from: 'order:O1', to: 'lot:L004' }])
    const backward = await trace(sourcesOf(graph), lotNamed('L004'), 'backward')
    expect(backward.loops).toHaveLength(1)
    expect(edgesIn(backward)).toEqual(edgesIn(forward))
  })

  test('knows no loop where material only meets again', async () => {
    await fc.assert(
      fc.asyncProperty(movements, async (happened) => {
        const isGrown = ({ does }: Movement) => does !== 'consume' && does !== 'produce'
        const graph = graphOf(happened.filter(isGrown))
        for (const lotId of graph.lots.keys())
          expect((await trace(sourcesOf(graph), lotNamed(lotId), 'forward')).loops).toEqual([])
      }),
    )
  })

  test('goes through a thousand orders in a row', async () => {
    const graph = levels(1000, 1)
    expect(lotsIn(await trace(sourcesOf(graph), lotNamed('L0-0'), 'forward'))).toHaveLength(1001)
    expect(lotsIn(await trace(sourcesOf(graph), lotNamed('L1000-0'), 'backward'))).toHaveLength(1001)
  })

  test('tells once what a lot came from that is met twice in a row, whatever the names', async () => {
    const graph = graphOf([
      { does: 'split', lot: 2, other: 0 },
      { does: 'consume', lot: 2, order: 0 },
      { does: 'consume', lot: 3, order: 0 },
      { does: 'produce', lot: 0, order: 0 },
    ])
    const [part, parent] = ['L003', 'L002'].map((id) => graph.lots.get(id))
    const order = graph.orders.get('O0')
    if (!part || !parent || !order) throw new Error('There is a part, what it is of, and an order.')
    // As a business may have it, what was split off stands before what it was split from.
    graph.lots.set('A', { ...part, lotId: 'A' as LotId })
    graph.lots.set('L002', { ...parent, supplierId: 'SUGAR-CO' })
    const { L003: drawn, ...others } = { ...order.inputs }
    graph.orders.set('O0', { ...order, inputs: { ...others, ...(drawn && { A: drawn }) } })
    const { edges } = await trace(sourcesOf(graph), lotNamed('L004'), 'backward')
    expect(edgesIn({ edges }).filter((edge) => edge.startsWith('supplier'))).toEqual(['supplier:SUGAR-CO -> lot:L002'])
  })

  test('leaves an order out that gave back all that it took, and what it made', async () => {
    const graph = graphOf([
      { does: 'consume', lot: 0, order: 0 },
      { does: 'produce', lot: 0, order: 0 },
      { does: 'give-back', lot: 0, order: 0 },
    ])
    expect(lotsIn(await trace(sourcesOf(graph), lotNamed('L000'), 'forward'))).toEqual(['L000'])
    expect(lotsIn(await trace(sourcesOf(graph), lotNamed('L003'), 'backward'))).toEqual(['L003'])
  })

  test('tells who got what was shipped, and another site as that site', async () => {
    const graph = graphOf([
      { does: 'ship', lot: 0, shipment: 1, to: 'customer' },
      { does: 'ship', lot: 0, shipment: 2, to: 'site' },
      { does: 'ship', lot: 1, shipment: 1, to: 'customer' },
    ])
    const { nodes, edges } = await trace(sourcesOf(graph), lotNamed('L000'), 'forward')
    expect(nodes.map(({ type, id, site }) => ({ type, id, site }))).toEqual([
      { type: 'lot', id: 'L000' },
      { type: 'shipment', id: 'S1' },
      { type: 'customer', id: 'ACME' },
      { type: 'shipment', id: 'S2' },
      { type: 'site', id: 'cork' },
    ])
    expect(edgesIn({ edges })).toEqual([
      'lot:L000 -> shipment:S1',
      'lot:L000 -> shipment:S2',
      'shipment:S1 -> customer:ACME',
      'shipment:S2 -> site:cork',
    ])
  })

  test('tells who sent a lot', async () => {
    const graph = graphOf([{ does: 'consume', lot: 0, order: 0 }])
    const [one] = [...graph.lots.values()]
    if (!one) throw new Error('There is a lot.')
    const backward = async (more: object) => {
      graph.lots.set(one.lotId, { ...one, ...more })
      return edgesIn(await trace(sourcesOf(graph), lotNamed(one.lotId), 'backward'))
    }
    expect(await backward({ supplierId: 'SUGAR-CO' })).toEqual(['supplier:SUGAR-CO -> lot:L000'])
    expect(await backward({ origin: { site: 'cork', lotId: 'C-1' } })).toEqual(['lot:cork/C-1 -> lot:L000'])
    expect(await backward({ origin: { site: 'cork', lotId: 'C-1', shipmentId: 'S-9' } })).toEqual([
      'lot:cork/C-1 -> shipment:cork/S-9',
      'shipment:cork/S-9 -> lot:L000',
    ])
  })

  test('says which lots the index does not account for, after it has asked again', async () => {
    const graph = graphOf(
      [
        { does: 'consume', lot: 0, order: 0 },
        { does: 'produce', lot: 0, order: 0 },
      ],
      0,
    )
    const told = graph.departures.get('L000') ?? []
    const lagging = (behind: number) => {
      let asked = 0
      const sources = sourcesOf(graph)
      const departuresOf = async () => new Map([['L000', asked++ < behind ? [] : told]])
      return { ...sources, genealogy: { departuresOf } }
    }
    expect(await trace(lagging(3), lotNamed('L000'), 'forward')).toMatchObject({ complete: true, pending: [] })
    const late = await trace(lagging(9), lotNamed('L000'), 'forward')
    expect(late).toMatchObject({ complete: false, pending: ['L000'] })
    expect(lotsIn(late)).toEqual(['L000'])
    expect((await madeOf(lagging(3), [lotNamed('L000')])).lotIds).toEqual(['L000', 'L003'])
    await expect(madeOf(lagging(9), [lotNamed('L000')])).rejects.toThrow('where all of lot L000 has gone')
  })
})

async function streamed(graph: Graph, direction: Direction): Promise<string[]> {
  const names: string[] = []
  for await (const page of walk(sourcesOf(graph), [lotNamed('L000')], direction))
    for (const { point, again } of page) if (!again) names.push(`${point.type}:${point.id}`)
  return names
}
