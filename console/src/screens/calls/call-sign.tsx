import { useLingui } from '@lingui/react/macro'
import { useClock } from '../../live/clock.ts'
import { StateSign } from '../../look/state.tsx'
import { duration } from '../../words/told.ts'
import './calls.css'
import { callKinds, lookOfCall } from './calls.ts'
import type { Call } from './use-calls.ts'

/** That somebody waits for a person, for what, and since when. */
export function CallSign({ call }: { readonly call: Call }) {
  const { t, i18n } = useLingui()
  const since = useClock((now) => duration(now - Date.parse(call.calledAt)))
  const what = i18n._(callKinds[call.kind])
  return <StateSign look={lookOfCall(call)} word={t`Call: ${what}`} since={since} />
}

/** Who comes, or that nobody has said so yet. */
export function WhoComes({ call: { answeredBy } }: { readonly call: Call }) {
  const { t } = useLingui()
  const name = answeredBy?.name
  return name === undefined ? <span className="label">{t`nobody is coming yet`}</span> : <b>{t`${name} is coming`}</b>
}

/** The calls at one place, each with who comes; nothing where there is none. */
export const CallSigns = ({ calls = [] }: { readonly calls: readonly Call[] | undefined }) =>
  calls.map((call) => (
    <p key={call.callId} className="call-sign">
      <CallSign call={call} />
      <WhoComes call={call} />
    </p>
  ))
