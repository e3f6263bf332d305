import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useBench } from './bench.ts'

/** The one act that comes next: the largest button of the screen, at the lower right, under the thumb. */
export function Next({ children }: { readonly children: ReactNode }) {
  const { foot } = useBench()
  return foot && createPortal(children, foot)
}
