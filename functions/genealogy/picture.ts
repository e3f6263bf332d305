import { Graph, layout } from '@dagrejs/dagre'
import { idInPath } from '../../events/id-rule.ts'
import type { Amount } from '../../events/quantity.ts'
import { format } from '../../shared/domain/quantity.ts'
import { escaped, px } from '../svg.ts'

/** The picture of a trace: material flows from left to right; holds and the lot of the question are marked. */

export interface Drawn {
  readonly root: string
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly {
    readonly from: string
    readonly to: string
    readonly quantity: Amount
    readonly at: string
  }[]
  readonly loops: readonly { readonly from: string; readonly to: string }[]
}

interface DrawnNode {
  readonly type: string
  readonly id: string
  readonly site?: string | undefined
  readonly materialId?: string
  readonly product?: string
  readonly status?: string
  readonly remaining?: Amount
  readonly held?: boolean
}

const box = { width: 168, height: 46 } as const
const margin = 16
const head = 34
/** A picture with more nodes is unreadable; the lists have the rest. */
const mostNodes = 250
/**
 * A line over three columns has two bends and counts three times. The layout of 1,000 takes up to three seconds; of 6,000 it would take the 29
 * seconds of the API.
 */
const mostSpans = 1000
/** The most characters in a line of a box; the second line has a smaller font. */
const mostCharacters = { id: 22, under: 27 } as const

const nameOf = ({ type, id, site }: DrawnNode): string =>
  site === undefined ? `${type}:${idInPath(id)}` : `${type}:${site}/${idInPath(id)}`

export function pictureOf({ root, nodes, edges, loops }: Drawn): string {
  const shown = nearest(nodes, edges)
  const graph = new Graph({ multigraph: false, compound: false })
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 64, marginx: margin, marginy: margin })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of shown) graph.setNode(nameOf(node), { ...box })
  const flows = [...Map.groupBy(edges, ({ from, to }) => JSON.stringify([from, to])).values()].flatMap((parallel) => {
    const [first] = parallel
    return first && graph.hasNode(first.from) && graph.hasNode(first.to) ? [{ ...first, parallel }] : []
  })
  for (const { from, to } of flows) graph.setEdge(from, to)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  const [wide, high] = [Math.max(Math.ceil(width), 420), Math.ceil(height) + head]
  const left = nodes.length - shown.length
  const others = nodes.length === 2 ? 'the thing' : `the ${nodes.length - 1} things`
  const title = `${root.replace(':', ' ')}${nodes.length === 1 ? ' by itself' : ` and ${others} that it is connected with`}`
  const note = left > 0 ? `${title}; ${left} of them are not drawn` : title
  const isLoop = (from: string, to: string) => loops.some((loop) => loop.from === from && loop.to === to)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" width="${wide}" height="${high}" role="img" aria-labelledby="name">`,
    `<title id="name">${escaped(note)}</title>`,
    style,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    `<rect class="paper" width="${wide}" height="${high}"/>`,
    `<text class="note" x="${margin}" y="22">${escaped(note)}</text>`,
    `<g transform="translate(0 ${head})">`,
    ...flows.map(({ from, to, parallel }) => {
      const { points = [] } = graph.edge(from, to) as { points?: { x: number; y: number }[] }
      const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')
      const told = parallel.map(({ quantity, at }) => `${format(quantity)} on ${at}`).join(', ')
      const kind = isLoop(from, to) ? 'flow loop' : 'flow'
      return `<g><title>${escaped(`${from} to ${to}: ${told}`)}</title><path class="${kind}" d="${path}" marker-end="url(#tip)"/></g>`
    }),
    ...shown.map((node) => {
      const { x, y } = graph.node(nameOf(node)) as { x: number; y: number }
      return boxOf(node, x - box.width / 2, y - box.height / 2, nameOf(node) === root)
    }),
    '</g>',
    '</svg>',
  ].join('\n')
}

/** The nearest nodes, as many as fit into a picture; binary search finds the number. */
function nearest(nodes: Drawn['nodes'], edges: Drawn['edges']): Drawn['nodes'] {
  let [fits, most] = [1, Math.min(nodes.length, mostNodes)]
  while (fits < most) {
    const half = Math.ceil((fits + most) / 2)
    if (spansOf(nodes.slice(0, half), edges) <= mostSpans) fits = half
    else most = half - 1
  }
  return nodes.slice(0, fits)
}

/** The sum of columns that all lines cross, where each node stands to the right of all its predecessors. */
function spansOf(nodes: Drawn['nodes'], edges: Drawn['edges']): number {
  const column = new Map(nodes.map((node) => [nameOf(node), 0]))
  const lines = [...new Set(edges.map(({ from, to }) => JSON.stringify([from, to])))]
    .map((line): [string, string] => JSON.parse(line))
    .filter(([from, to]) => column.has(from) && column.has(to))
  const onward = Map.groupBy(lines, ([from]) => from)
  const waits = new Map([...Map.groupBy(lines, ([, to]) => to)].map(([to, coming]) => [to, coming.length]))
  const ready = [...column.keys()].filter((name) => !waits.has(name))
  // A node in a cycle is never ready; it stays in the first column, where its lines count as one each.
  for (let name = ready.pop(); name !== undefined; name = ready.pop())
    for (const [, to] of onward.get(name) ?? []) {
      column.set(to, Math.max(column.get(to) ?? 0, (column.get(name) ?? 0) + 1))
      const left = (waits.get(to) ?? 1) - 1
      waits.set(to, left)
      if (left === 0) ready.push(to)
    }
  return lines.reduce((sum, [from, to]) => sum + Math.max(1, (column.get(to) ?? 0) - (column.get(from) ?? 0)), 0)
}

function boxOf(node: DrawnNode, x: number, y: number, isRoot: boolean): string {
  const { type, id, site, materialId, product, status, remaining, held } = node
  const under = [site, materialId ?? product ?? type, remaining && format(remaining), held ? 'on hold' : status]
    .filter((it) => it !== undefined)
    .join(' · ')
  const kind = [type, ...(held ? ['held'] : []), ...(isRoot ? ['root'] : [])].join(' ')
  const line = (className: 'id' | 'under', text: string, down: number) =>
    `<text class="${className}" x="${px(x + 9)}" y="${px(y + down)}">${escaped(cut(text, mostCharacters[className]))}</text>`
  return [
    `<g><title>${escaped(`${type} ${id}: ${under}`)}</title>`,
    `<rect class="${kind}" x="${px(x)}" y="${px(y)}" width="${box.width}" height="${box.height}" rx="${type === 'order' ? 0 : 6}"/>`,
    line('id', id, 19),
    line('under', under, 36),
    '</g>',
  ].join('')
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

const style = `<style>
text { font: 12px system-ui, "Segoe UI", Arial, sans-serif; fill: #1b2327 }
.id { font-weight: 600 } .under { font-size: 10px; fill: #566167 } .note { font-size: 13px }
.paper { fill: #ffffff }
rect { stroke-width: 1 }
rect.lot { fill: #e7f0f4; stroke: #0d5573 }
rect.order { fill: #f1f1ee; stroke: #566167 }
rect.container { fill: #efe8d6; stroke: #8a6a1f }
rect.shipment, rect.customer, rect.site, rect.supplier { fill: #e6efe2; stroke: #3f6b2f }
rect.held { fill: #fbecea; stroke: #a32a1f; stroke-width: 2 }
rect.root { stroke-width: 3 }
.flow { fill: none; stroke: #566167; stroke-width: 1.2 } .loop { stroke: #a32a1f; stroke-dasharray: 5 3 }
marker path { fill: #566167 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6eaea } .under { fill: #a2adb1 } .paper { fill: #1b2226 }
  rect.lot { fill: #1d313a; stroke: #7cc0dc } rect.order { fill: #262d31; stroke: #a2adb1 }
  rect.container { fill: #3a3220; stroke: #c9a24d }
  rect.shipment, rect.customer, rect.site, rect.supplier { fill: #22301d; stroke: #9cc98a }
  rect.held { fill: #35201f; stroke: #f0968c } .flow { stroke: #a2adb1 } .loop { stroke: #f0968c } marker path { fill: #a2adb1 }
}
</style>`
