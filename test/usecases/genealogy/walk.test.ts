import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Direction, type Visit, walk } from '../../../shared/usecases/genealogy/walk.ts'
import { type Graph, graphOf, levels, movements, sourcesOf } from '../../support/material-graph.ts'
import { histories } from '../../support/seeded.ts'

const lotNamed = (id: string) => ({ type: 'lot', id }) as const
const most = fc.integer({ min: 0, max: 12 })
const directions = ['forward', 'backward'] as const

describe('the walk along the movements of a lot', () => {
  test('comes in pieces as it comes by whole levels, whatever the size of a piece', async () => {
    await fc.assert(
      fc.asyncProperty(movements, most, fc.integer({ min: 1, max: 4 }), async (happened, named, atOnce) => {
        const graph = graphOf(happened, named)
        for (const lotId of graph.lots.keys())
          for (const direction of directions) {
            const levels = await visitsOf(sourcesOf(graph), lotId, direction, Number.POSITIVE_INFINITY)
            expect(await visitsOf(sourcesOf(graph), lotId, direction, atOnce)).toEqual(levels)
          }
      }),
      { numRuns: histories(200) },
    )
  })

  test('reads a wide level piece by piece, and has no more than eight under way', async () => {
    const { sources, most: mostAsked } = watched(levels(1, 200))
    const pages: number[] = []
    for await (const page of walk(sources, [lotNamed('L0-0')], 'forward', 10)) pages.push(page.length)
    expect(pages).toEqual([1, 1, ...Array.from({ length: 20 }, () => 10)])
    expect(mostAsked).toEqual({ atOnce: 10, underWay: 80 })
  })

  test('reads no further than whoever follows it wants to see, and does not mind what fails behind', async () => {
    const graph = levels(1, 100)
    const whole = sourcesOf(graph)
    let asked = 0
    const load: typeof whole.store.load = async (wanted) => {
      asked += Object.keys(wanted).length
      if (asked > 12) throw new Error('The network is gone.')
      return whole.store.load(wanted)
    }
    const sources = { ...whole, store: { load } }
    const seen: string[] = []
    for await (const page of walk(sources, [lotNamed('L0-0')], 'forward', 10)) {
      seen.push(...page.map(({ point }) => point.id))
      if (seen.length > 10) break
    }
    expect(seen).toHaveLength(12)
    await expect(visitsOf(sources, 'L0-0', 'forward', 10)).rejects.toThrow('The network is gone.')
  })
})

async function visitsOf(
  sources: ReturnType<typeof sourcesOf>,
  lotId: string,
  direction: Direction,
  atOnce: number,
): Promise<Visit[]> {
  const visits: Visit[] = []
  for await (const page of walk(sources, [lotNamed(lotId)], direction, atOnce)) visits.push(...page)
  return visits
}

/** The graph, with how many of its things are asked for by one question, and by all that are under way. */
function watched(graph: Graph) {
  const sources = sourcesOf(graph)
  const most = { atOnce: 0, underWay: 0 }
  let underWay = 0
  const load: typeof sources.store.load = async (wanted) => {
    const count = Object.keys(wanted).length
    underWay += count
    most.atOnce = Math.max(most.atOnce, count)
    most.underWay = Math.max(most.underWay, underWay)
    const found = await sources.store.load(wanted)
    underWay -= count
    return found
  }
  return { sources: { ...sources, store: { load } }, most }
}
