import { Trans } from '@lingui/react/macro'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Refused } from '../api/client.ts'
import './asked.css'
import { Button } from './button.tsx'
import { Refusal } from './refusal.tsx'

interface Props<Body> {
  readonly of: UseQueryResult<Body>
  readonly children: (body: Body) => ReactNode
  /** What stands there when nothing is there yet, and what to do about it. */
  readonly empty?: { readonly when: (body: Body) => boolean; readonly say: ReactNode }
}

/** Something that the plant was asked for, in each of its states: on its way, there, empty, refused, not reached. */
export function Asked<Body>({ of, children, empty }: Props<Body>) {
  if (of.data !== undefined && empty?.when(of.data)) return <p className="nothing">{empty.say}</p>
  if (of.data !== undefined) return children(of.data)
  if (of.error instanceof Refused && of.error.status === 403)
    return (
      <p className="nothing">
        <Trans>Your roles do not let you see this. Somebody with another role can show it to you.</Trans>
      </p>
    )
  if (of.error)
    return (
      <div className="nothing">
        <Refusal of={of.error} />
        <Button onPress={() => void of.refetch()}>
          <Trans>Try again</Trans>
        </Button>
      </div>
    )
  return (
    <div className="skeleton" role="status" aria-busy="true">
      <span className="unseen">
        <Trans>Loading</Trans>
      </span>
      <i /> <i /> <i />
    </div>
  )
}
