import { useLingui } from '@lingui/react/macro'
import { Controls, MarkerType, type Node, type NodeProps, ReactFlow, type ReactFlowInstance } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useMemo } from 'react'
import { Ends } from '../../look/ends.tsx'
import { type Flow, FlowLine, passagesThrough } from '../../look/flow-line.tsx'
import { layered } from '../../look/layers.ts'
import '../../look/graph.css'
import './step-node.css'
import { DurationText } from './duration-text.tsx'
import { linesOf } from './flow.ts'
import type { Recipe } from './version.tsx'

type Step = Recipe['steps'][number]
type Parts = Pick<Recipe, 'steps' | 'procedures'>

interface StepData extends Record<string, unknown> {
  readonly step: Step
  readonly place: number
  readonly isChosen: boolean
  readonly within: string | undefined
  readonly onChoose: () => void
}
type Drawn = Node<StepData, 'step'>

const box = { width: 184, height: 84 } as const
const apart = { x: 224, y: 104 } as const
/** A text that is drawn smaller cannot be read; what then has no room is a touch away. */
const leastFit = 0.6

const kinds = { step: StepNode }
const lineKinds = { flow: FlowLine }

interface Props {
  readonly recipe: Parts
  readonly chosen: string | undefined
  readonly onChoose: (stepId: string) => void
}

/** The steps from left to right in the order of the work; a touch on one shows it. */
export function StepGraph({ recipe, chosen, onChoose }: Props) {
  const { t } = useLingui()
  const { spots, edges } = useMemo(() => placed(recipe), [recipe])
  const names = new Map<string, string>(recipe.procedures.map(({ procedureId, name }) => [procedureId, name]))
  const nodes: Drawn[] = recipe.steps.map((step, at) => {
    const { column = 0, row = 0 } = spots.get(step.stepId) ?? {}
    return {
      id: step.stepId,
      type: 'step',
      position: { x: column * apart.x, y: row * apart.y },
      data: {
        step,
        place: at + 1,
        isChosen: step.stepId === chosen,
        within: step.within === undefined ? undefined : names.get(step.within),
        onChoose: () => onChoose(step.stepId),
      },
      ...box,
      // What is out of sight is not drawn, and not measured either: it would be left out of the fit.
      measured: box,
    }
  })
  return (
    <section className="graph" style={{ height: heightOf(nodes) }} aria-label={t`Steps in their order`}>
      <ReactFlow
        key={`${nodes.length} ${edges.length}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={kinds}
        edgeTypes={lineKinds}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        nodesFocusable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        minZoom={0.2}
        maxZoom={1.5}
        onInit={(flow) => void showFitted(flow)}
      >
        <Controls showInteractive={false} orientation="horizontal" aria-label={t`Zoom`} />
      </ReactFlow>
    </section>
  )
}

/** The whole; where there is no room for it, it opens where the work begins. */
async function showFitted(flow: ReactFlowInstance<Drawn, Flow>): Promise<void> {
  await flow.fitView({ minZoom: leastFit, maxZoom: 1, padding: 0.06 })
  const { x, y, zoom } = flow.getViewport()
  if (x < 0) await flow.setViewport({ x: 16, y, zoom })
}

function heightOf(nodes: readonly Drawn[]): number {
  const rows = nodes.map(({ position }) => position.y)
  return Math.min(Math.max(Math.max(...rows) - Math.min(...rows) + box.height + 110, 200), 480)
}

function placed(recipe: Parts) {
  const lines = linesOf(recipe)
  const { spots, bendsOf } = layered(
    recipe.steps.map(({ stepId }) => stepId),
    lines,
  )
  return {
    spots,
    edges: lines.map(
      ({ from, to }): Flow => ({
        id: `${from} ${to}`,
        type: 'flow',
        source: from,
        target: to,
        data: { passages: passagesThrough(bendsOf(from, to), apart, box) },
        markerEnd: { type: MarkerType.ArrowClosed, width: 18, height: 18 },
      }),
    ),
  }
}

function StepNode({ data: { step, place, isChosen, within, onChoose } }: NodeProps<Drawn>) {
  const { workCenter, equipmentClass, duration, name } = step
  return (
    <button
      type="button"
      className={isChosen ? 'step-node chosen' : 'step-node'}
      aria-pressed={isChosen}
      onClick={onChoose}
    >
      <Ends />
      <span className="what">
        {place}. {name}
      </span>
      <span className="under">{[within, workCenter, equipmentClass].filter((it) => it !== undefined).join(' · ')}</span>
      <span className="under">
        <DurationText of={duration} />
      </span>
    </button>
  )
}
