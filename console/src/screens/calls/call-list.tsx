import { useLingui } from '@lingui/react/macro'
import { CallActs } from './call-acts.tsx'
import { CallSign, WhoComes } from './call-sign.tsx'
import { lookOfCall } from './calls.ts'
import type { Call } from './use-calls.ts'

interface Props {
  readonly calls: readonly Call[]
  /** The name of a place, where the calls are of several. */
  readonly nameOf?: (equipmentId: string) => string
}

/** Calls one below the other: for what and since when, who called, who comes, and what may be done. */
export function CallList({ calls, nameOf }: Props) {
  const { t } = useLingui()
  return (
    <section className="calls" aria-label={t`Calls for help`}>
      <ul className="calls-list">
        {calls.map((call) => (
          <li key={call.callId} className={lookOfCall(call)}>
            <CallSign call={call} />
            <span className="who-called">
              {nameOf && `${nameOf(call.equipmentId)} · `}
              {call.calledBy.name}
              {call.comment !== undefined && `: ${call.comment}`} · <WhoComes call={call} />
            </span>
            <CallActs call={call} />
          </li>
        ))}
      </ul>
    </section>
  )
}
