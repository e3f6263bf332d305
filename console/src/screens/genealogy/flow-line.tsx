import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react'
import { memo } from 'react'

/** The way of some material with its quantity. React Flow would measure each text on the screen to draw a ground behind it; here it has a rim. */
export const FlowLine = memo(function FlowLine({ label, markerEnd, ...ends }: EdgeProps) {
  const [path, x, y] = getBezierPath(ends)
  return (
    <>
      <BaseEdge path={path} interactionWidth={0} {...(markerEnd !== undefined && { markerEnd })} />
      <text className="flow-amount" x={x} y={y}>
        {label}
      </text>
    </>
  )
})
