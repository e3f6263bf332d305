import { Handle, Position } from '@xyflow/react'

/** Where lines come in and go out: the flow is from left to right. */
export const Ends = () => (
  <>
    <Handle type="target" position={Position.Left} isConnectable={false} />
    <Handle type="source" position={Position.Right} isConnectable={false} />
  </>
)
