import { type Edge, loopsIn } from '../../domain/genealogy/genealogy.ts'
import { named, type Point } from '../../domain/stock/destination.ts'
import type { Sources } from './destinations.ts'
import { type Direction, type Passing, type Visit, walk } from './walk.ts'

export interface Trace extends Omit<Picture<Visit>, 'visits'> {
  readonly loops: readonly Pick<Edge, 'from' | 'to'>[]
  readonly nodes: readonly Node[]
  /** Lots whose destinations the index does not list completely yet. */
  readonly pending: readonly string[]
  readonly complete: boolean
}

export type Node = Point & Pick<Visit, 'lot' | 'order'>

/** Each page is traced again from the root; its loops are those that close within it. */
export async function trace(sources: Sources, root: Point, direction: Direction, window: Window = {}): Promise<Trace> {
  const { visits, ...rest } = await picture(walk(sources, [root], direction), root, window)
  const nodes = visits.flatMap(({ point, lot, order, again }) =>
    again ? [] : { ...point, ...(lot && { lot }), ...(order && { order }) },
  )
  const pending = visits.flatMap((visit) => (visit.pending ? visit.point.id : []))
  return {
    ...rest,
    nodes,
    loops: loopsIn(rest.root, rest.edges, direction),
    pending,
    complete: pending.length === 0,
  }
}

/** The part of a trace to return: a number of points, after the point of a name. */
export interface Window {
  readonly limit?: number | undefined
  readonly after?: string | undefined
}

/** A trace, or the part of it that was requested. */
export interface Picture<It extends Passing> {
  readonly root: string
  readonly visits: readonly It[]
  readonly edges: readonly It['edges'][number][]
  /** The name of the last point of a page, if there are more. */
  readonly last?: string
  /** The trace did not reach the point after which the page begins. */
  readonly isLost?: true
}

export async function picture<It extends Passing>(
  levels: AsyncIterable<readonly It[]>,
  root: Point,
  window: Window,
): Promise<Picture<It>> {
  const take = windowed<It>(window)
  for await (const page of levels) {
    for (const visit of page) take.visit(visit)
    if (take.isFull()) break
  }
  const { visits, last } = take.page()
  const edges = visits.flatMap((visit) => visit.edges)
  return {
    root: named(root),
    visits,
    edges,
    ...(last !== undefined && { last }),
    ...(!take.hasBegun() && { isLost: true }),
  }
}

export function windowed<It extends Passing = Visit>({ limit = Number.POSITIVE_INFINITY, after }: Window) {
  const visits: It[] = []
  let points = 0
  let begun = after === undefined
  return {
    visit(visit: It): void {
      if (!begun) begun = named(visit.point) === after
      else if (points <= limit) {
        if (!visit.again) points += 1
        // Points reached again before the first point of this page are on the page before.
        if (points <= limit && (points > 0 || after === undefined)) visits.push(visit)
      }
    },
    isFull: (): boolean => points > limit,
    /** Whether the trace reached the point after which the page begins; a change since may have removed it. */
    hasBegun: (): boolean => begun,
    page: (): { visits: readonly It[]; last?: string } => {
      const last = points > limit ? visits.findLast(({ again }) => !again) : undefined
      return { visits, ...(last && { last: named(last.point) }) }
    },
  }
}
