import { Trans } from '@lingui/react/macro'
import { createContext, type ReactNode, use, useEffect, useRef } from 'react'
import './more.css'

const LeaveContext = createContext<() => void>(() => undefined)

/** Closes the menu in which an act stands, so that it covers nothing when the act is over. */
export const useLeaveMore = () => use(LeaveContext)

/** The acts that are rare, behind one word: a page that shows them all shows none. */
export function More({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const leave = (event: Event) => {
      const { current } = frame
      // A dialog that an act has opened lies outside of the frame, and closing the frame would close it.
      const isInDialog = event.target instanceof Element && event.target.closest('.veil') !== null
      if (current?.open && !isInDialog && !current.contains(event.target as Node)) current.open = false
    }
    const leaveByKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && frame.current?.contains(document.activeElement)) frame.current.open = false
    }
    // Buttons keep their pointer to themselves, so it is heard on its way down.
    addEventListener('pointerdown', leave, { capture: true })
    addEventListener('keydown', leaveByKey)
    return () => {
      removeEventListener('pointerdown', leave, { capture: true })
      removeEventListener('keydown', leaveByKey)
    }
  }, [])
  const leave = () => {
    const { current } = frame
    if (!current?.open) return
    current.open = false
    // The focus comes back here when the window of the act is closed.
    current.querySelector('summary')?.focus()
  }
  return (
    <details className="more" ref={frame}>
      <summary>
        <Trans>More</Trans> ▾
      </summary>
      <div>
        <LeaveContext value={leave}>{children}</LeaveContext>
      </div>
    </details>
  )
}
