import { useLingui } from '@lingui/react/macro'
import {
  Controls,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { Link } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useMemo } from 'react'
import { idInPath } from '../../../../events/id-rule.ts'
import { pageOf } from '../../app/pages.ts'
import { amount } from '../../words/told.ts'
import '../../look/graph.css'
import './point.css'
import { Ends } from '../../look/ends.tsx'
import { FlowLine, type Flow as Line, passagesThrough } from '../../look/flow-line.tsx'
import { layered } from '../../look/layers.ts'
import type { Trace } from './trace.tsx'

type Point = Trace['nodes'][number]
type Drawn = Node<{ readonly point: Point; readonly isRoot: boolean }, 'point'>

const box = { width: 210, height: 62 } as const
/** Where lines end. React Flow would otherwise draw each node once to find out, also those that are out of sight. */
const handles: NonNullable<Drawn['handles']> = [
  { type: 'target', position: Position.Left, x: 0, y: box.height / 2 },
  { type: 'source', position: Position.Right, x: box.width, y: box.height / 2 },
]
const step = { x: 290, y: 80 } as const
/** A text that is drawn smaller cannot be read; what then has no room is a touch away. */
const leastFit = 0.62
/** The buttons of the zoom stand below the nodes, not on them. */
const padding = { x: 0.03, top: 0.06, bottom: '72px' } as const

/** A graph with more nodes opens at its lot, and is not drawn whole: nobody could read it, and a browser could not move it. */
const manyNodes = 150

const siteOf = (point: Point): string | undefined => ('site' in point ? point.site : undefined)

/** As the lines of a trace name it. */
function nameOf(point: Point): string {
  const site = siteOf(point)
  return `${point.type}:${site === undefined ? '' : `${site}/`}${idInPath(point.id)}`
}

const kinds = { point: PointNode }
const lines = { flow: FlowLine }

/** Material flows from left to right, with its quantities; what is on hold is red. Only what is in sight is drawn. */
export function Graph({ traces, root }: { readonly traces: readonly Trace[]; readonly root: string }) {
  const { t } = useLingui()
  const { nodes, edges } = useMemo(() => drawn(traces), [traces])
  const isLarge = nodes.length > manyNodes
  const start = nodes.find(({ data }) => data.isRoot)?.position ?? { x: 0, y: 0 }
  return (
    <section className="graph" style={{ height: heightOf(nodes) }} aria-label={t`Genealogy of ${root}`}>
      <ReactFlow
        // Another direction is another picture, which is fitted anew.
        key={`${nodes.length} ${edges.length}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={kinds}
        edgeTypes={lines}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        nodesFocusable={false}
        minZoom={isLarge ? 0.3 : 0.1}
        maxZoom={1.5}
        {...(isLarge
          ? { defaultViewport: { x: 500 - start.x, y: 260 - start.y, zoom: 1 } }
          : { onInit: (flow: ReactFlowInstance<Drawn, Line>) => void showFitted(flow) })}
      >
        <Controls showInteractive={false} orientation="horizontal" aria-label={t`Zoom`} />
      </ReactFlow>
    </section>
  )
}

const edge = 16

/** The whole; where there is no room for it, the lot, with as little emptiness before it as can be. */
async function showFitted(flow: ReactFlowInstance<Drawn, Line>): Promise<void> {
  await flow.fitView({ minZoom: leastFit, maxZoom: 1, padding })
  const { x, zoom } = flow.getViewport()
  const root = flow.getNodes().find(({ data }) => data.isRoot)
  if (!root || x >= 0) return
  await flow.setCenter(root.position.x + box.width / 2, root.position.y + box.height / 2, { zoom })
  const centred = flow.getViewport()
  if (centred.x > edge) await flow.setViewport({ ...centred, x: edge })
}

/** As high as its rows, between a strip and most of a screen. */
function heightOf(nodes: readonly Drawn[]): number {
  const rows = nodes.map(({ position }) => position.y)
  return Math.min(Math.max(Math.max(...rows) - Math.min(...rows) + 210, 260), 620)
}

function drawn(traces: readonly Trace[]): { readonly nodes: Drawn[]; readonly edges: Line[] } {
  const points = new Map(traces.flatMap(({ nodes }) => nodes).map((it) => [nameOf(it), it]))
  const roots = new Set(traces.map(({ root }) => root))
  const names = [...points.keys()]
  const flows = [
    ...Map.groupBy(
      traces.flatMap(({ edges }) => edges),
      ({ from, to }) => `${from} ${to}`,
    ),
  ].flatMap(([id, [first, ...more]]) => (first ? [{ id, first, more: ofOneWalk(more, first) }] : []))
  const { spots, bendsOf } = layered(
    names,
    flows.map(({ first }) => first),
  )
  return {
    nodes: [...points].map(([id, point]) => {
      const { column = 0, row = 0 } = spots.get(id) ?? {}
      return {
        id,
        type: 'point',
        position: { x: column * step.x, y: row * step.y },
        data: { point, isRoot: roots.has(id) },
        ...box,
        // What is out of sight is not drawn, and not measured either: it would be left out of the fit.
        measured: box,
        handles,
      }
    }),
    edges: flows.map(({ id, first, more }) => ({
      id,
      type: 'flow',
      source: first.from,
      target: first.to,
      data: { passages: passagesThrough(bendsOf(first.from, first.to), step, box) },
      label:
        [first, ...more.slice(0, 1)].map(({ quantity }) => amount(quantity)).join(' + ') +
        (more.length > 1 ? ' …' : ''),
      markerEnd: { type: MarkerType.ArrowClosed, width: 18, height: 18 },
    })),
  }
}

type Flow = Trace['edges'][number]

/** Both walks have the flows next to the lot: the same one is not counted twice. */
const ofOneWalk = (more: readonly Flow[], first: Flow): readonly Flow[] => {
  const seen = new Set([sameAs(first)])
  return more.filter((it) => !seen.has(sameAs(it)) && seen.add(sameAs(it)))
}
const sameAs = ({ at, quantity, orderId }: Flow): string => `${at} ${quantity.value} ${quantity.unit} ${orderId}`

/** A lot, an order, a container or a party on the way of the material. */
function PointNode({ data: { point, isRoot } }: NodeProps<Drawn>) {
  const { type, id } = point
  const site = siteOf(point)
  const held = 'held' in point && (point.held || point.holds.length > 0)
  const under = [
    site,
    'materialId' in point ? point.materialId : 'product' in point ? point.product : undefined,
    'remaining' in point ? amount(point.remaining) : undefined,
  ].filter((it) => it !== undefined)
  const inHouse = site === undefined && type !== 'customer' && type !== 'site' && type !== 'supplier'
  return (
    <div className={['point', type, held ? 'held' : '', isRoot ? 'root' : ''].join(' ')}>
      <Ends />
      <span className="what">
        {held && <Lock size={14} aria-hidden="true" />}
        {inHouse ? (
          <Link to={pageOf({ type, id })} className="id nopan">
            {id}
          </Link>
        ) : (
          <span className="id">{id}</span>
        )}
      </span>
      <KindWord type={type} isHeld={held} more={under} />
    </div>
  )
}

function KindWord({
  type,
  isHeld,
  more,
}: {
  readonly type: Point['type']
  readonly isHeld: boolean
  readonly more: readonly string[]
}) {
  const { t } = useLingui()
  const words: Readonly<Record<Point['type'], string>> = {
    lot: t`lot`,
    order: t`order`,
    container: t`container`,
    shipment: t`shipment`,
    customer: t`customer`,
    site: t`site`,
    supplier: t`supplier`,
  }
  return (
    <span className="under">
      {isHeld && <b>{t`on hold`} · </b>}
      {[words[type], ...more].join(' · ')}
    </span>
  )
}
