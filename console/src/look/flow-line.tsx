import { BaseEdge, type Edge, type EdgeProps, getBezierPath, Position } from '@xyflow/react'
import { memo } from 'react'

interface Point {
  readonly x: number
  readonly y: number
}

/** A line with where it passes the columns between its ends: the left and the right end of each passage. */
export type Flow = Edge<{ readonly passages: readonly (readonly [left: Point, right: Point])[] }, 'flow'>

/** The way of some material with its quantity. React Flow would measure each text on the screen to draw a ground behind it; here it has a rim. */
export const FlowLine = memo(function FlowLine({
  label,
  markerEnd,
  data,
  sourceX,
  sourceY,
  targetX,
  targetY,
}: EdgeProps<Flow>) {
  const points = [{ x: sourceX, y: sourceY }, ...(data?.passages ?? []).flat(), { x: targetX, y: targetY }]
  const curves = points.flatMap((from, at) => {
    const to = points[at + 1]
    return to && at % 2 === 0 ? [curve(from, to)] : []
  })
  const path = curves.map(([way], at) => (at === 0 ? way : way.replace('M', 'L'))).join(' ')
  const [, x, y] = curves[0] ?? ['', sourceX, sourceY]
  return (
    <>
      <BaseEdge path={path} interactionWidth={0} {...(markerEnd !== undefined && { markerEnd })} />
      {label !== undefined && (
        <text className="flow-amount" x={x} y={y}>
          {label}
        </text>
      )}
    </>
  )
})

const curve = (from: Point, to: Point) =>
  getBezierPath({
    sourceX: from.x,
    sourceY: from.y,
    sourcePosition: Position.Right,
    targetX: to.x,
    targetY: to.y,
    targetPosition: Position.Left,
  })

/** The passages of a line through a grid of boxes. */
export const passagesThrough = (
  bends: readonly { readonly column: number; readonly row: number }[],
  apart: Point,
  box: { readonly width: number; readonly height: number },
) =>
  bends.map(({ column, row }) => {
    const [x, y] = [column * apart.x, row * apart.y + box.height / 2]
    return [
      { x, y },
      { x: x + box.width, y },
    ] as const
  })
