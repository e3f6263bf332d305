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

/** Each sweep draws nodes nearer to their neighbours; after four hardly anything moves. */
const sweeps = 4

/**
 * Layers by the longest way, ordered by the mean place of their neighbours (Sugiyama, without bends). Its time grows with nodes and lines: the 5,000 nodes of
 * a large genealogy take some hundredths of a second, for which general layouts take many seconds.
 */
export function layered(names: readonly string[], lines: readonly Line[]): ReadonlyMap<string, Spot> {
  const known = new Set(names)
  const drawn = lines.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to)
  const columnOf = columns(names, drawn)
  const layers: string[][] = []
  for (const name of names) {
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
  return new Map(names.map((name) => [name, { column: columnOf.get(name) ?? 0, row: row.get(name) ?? 0 }]))
}

/** Each node stands to the right of all that flows into it. Nodes of a circle are never ready, and stand where the flow reaches them first. */
function columns(names: readonly string[], lines: readonly Line[]): ReadonlyMap<string, number> {
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
