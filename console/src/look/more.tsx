import { Trans } from '@lingui/react/macro'
import { type ReactNode, useEffect, useRef } from 'react'
import './more.css'

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
  return (
    <details className="more" ref={frame}>
      <summary>
        <Trans>More</Trans> ▾
      </summary>
      <div>{children}</div>
    </details>
  )
}
