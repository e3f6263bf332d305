/** Where each node of a flow stands: columns in the order of the flow, rows so that few lines cross. */

export interface Line {
  readonly from: string
  readonly to: string
}

export interface Spot {
  readonly column: number
  /** Rows of a column lie around the middle: the number may be half. */
  readonly row: number
}

export interface Layers {
  readonly spots: ReadonlyMap<string, Spot>
  /** Where a line passes the columns between its ends, by both ends as `bendsOf` takes them: nothing else stands there. */
  readonly bendsOf: (from: string, to: string) => readonly Spot[]
}

/** Each sweep draws nodes nearer to their neighbours; after four hardly anything moves. */
const sweeps = 4

/**
 * Layers by the longest way, ordered by the mean place of their neighbours (Sugiyama): a line over several columns has a place of its own in each. Its time
 * grows with nodes and lines: the 5,000 nodes of a large genealogy take some hundredths of a second, for which general layouts take many seconds.
 */
export function layered(names: readonly string[], lines: readonly Line[]): Layers {
  const known = new Set(names)
  const between = lines.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to)
  const columnOf = columns(names, between)
  const passed = new Map<string, readonly string[]>()
  for (const { from, to } of between) {
    const [first, last] = [columnOf.get(from) ?? 0, columnOf.get(to) ?? 0]
    const bends = Array.from({ length: Math.max(0, last - first - 1) }, (_, at) => bendName(from, to, first + 1 + at))
    for (const [at, bend] of bends.entries()) columnOf.set(bend, first + 1 + at)
    passed.set(lineName(from, to), bends)
  }
  const drawn = between.flatMap(({ from, to }) => {
    const way = [from, ...(passed.get(lineName(from, to)) ?? []), to]
    return way.slice(1).map((end, at) => ({ from: way[at] ?? from, to: end }))
  })
  const layers: string[][] = []
  for (const name of columnOf.keys()) {
    const column = columnOf.get(name) ?? 0
    layers[column] ??= []
    layers[column].push(name)
  }
  const before = Map.groupBy(drawn, ({ to }) => to)
  const after = Map.groupBy(drawn, ({ from }) => from)
  const row = new Map<string, number>()
  const place = (layer: readonly string[]) => {
    for (const [index, name] of layer.entries()) row.set(name, index - (layer.length - 1) / 2)
  }
  for (const layer of layers) place(layer)
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const isForward = sweep % 2 === 0
    for (const layer of isForward ? layers : layers.toReversed()) {
      const meanOf = (name: string) => {
        const near = isForward
          ? (before.get(name) ?? []).map(({ from }) => from)
          : (after.get(name) ?? []).map(({ to }) => to)
        const own = row.get(name) ?? 0
        return near.length === 0 ? own : near.reduce((sum, it) => sum + (row.get(it) ?? 0), 0) / near.length
      }
      const wanted = new Map(layer.map((name) => [name, meanOf(name)]))
      layer.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0))
      place(layer)
    }
  }
  const spotOf = (name: string): Spot => ({ column: columnOf.get(name) ?? 0, row: row.get(name) ?? 0 })
  return {
    spots: new Map(names.map((name) => [name, spotOf(name)])),
    bendsOf: (from, to) => (passed.get(lineName(from, to)) ?? []).map(spotOf),
  }
}

/** No id has a line feed. */
const lineName = (from: string, to: string): string => `${from}\n${to}`
const bendName = (from: string, to: string, column: number): string => `${lineName(from, to)}\n${column}`

/** Each node stands to the right of all that flows into it. Nodes of a circle are never ready, and stand where the flow reaches them first. */
function columns(names: readonly string[], lines: readonly Line[]): Map<string, number> {
  const column = new Map(names.map((name) => [name, 0]))
  const after = Map.groupBy(lines, ({ from }) => from)
  const waits = new Map([...Map.groupBy(lines, ({ to }) => to)].map(([to, coming]) => [to, coming.length]))
  const ready = names.filter((name) => !waits.has(name))
  for (let name = ready.pop(); name !== undefined; name = ready.pop())
    for (const { to } of after.get(name) ?? []) {
      column.set(to, Math.max(column.get(to) ?? 0, (column.get(name) ?? 0) + 1))
      const left = (waits.get(to) ?? 1) - 1
      waits.set(to, left)
      if (left === 0) ready.push(to)
    }
  return column
}
