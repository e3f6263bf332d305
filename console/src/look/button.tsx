import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import './button.css'
import { Said } from './marks.tsx'

interface Props {
  readonly children: ReactNode
  readonly onPress?: () => void
  /** The one thing to do next is `primary`; an act that quality or safety fears is `grave`. */
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'grave'
  /** Why it cannot be done now: it is shown with the button, which then does nothing. */
  readonly why?: string | undefined
  readonly isBusy?: boolean
  readonly type?: 'submit' | 'button'
  readonly label?: string
  readonly slot?: string
}

export function Button({
  children,
  onPress,
  kind = 'plain',
  why,
  isBusy = false,
  type = 'button',
  label,
  slot,
}: Props) {
  const more = {
    ...(onPress && { onPress }),
    ...(label !== undefined && { 'aria-label': label }),
    ...(slot !== undefined && { slot }),
  }
  return (
    <AriaButton className={`button ${kind}`} type={type} isDisabled={why !== undefined} isPending={isBusy} {...more}>
      <span>{children}</span>
      {why !== undefined && (
        <small>
          <Said of={why} />
        </small>
      )}
    </AriaButton>
  )
}
