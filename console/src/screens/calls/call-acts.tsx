import { useLingui } from '@lingui/react/macro'
import { useHere } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct } from '../../look/ask-act.tsx'
import type { Call } from './use-calls.ts'

/** Who is not the caller comes; whoever helped or was helped ends it; only the caller or a supervisor says that it was nothing. */
export function CallActs({ call }: { readonly call: Call }) {
  const { t } = useLingui()
  const { session } = useHere()
  const { equipmentId, callId, status, calledBy } = call
  const path = { equipmentId, callId }
  const { name } = calledBy
  const isOwn = calledBy.id === session.personId
  const come = useAct((plant, _: Answers, key) => plant.answerCall(path, {}, { key }), {
    done: () => ({ what: t`${name} sees that you are coming` }),
  })
  const end = useAct(
    (plant, { result = '' }: Answers, key) =>
      plant.endCall(path, result.trim() === '' ? {} : { result: result.trim() }, { key }),
    { done: () => ({ what: t`The call has ended` }) },
  )
  if (status === 'answered')
    return (
      <AskAct
        word={t`End the call`}
        operation="endCall"
        questions={[{ name: 'result', label: t`What came of it`, isLong: true, isOptional: true }]}
        act={end}
      />
    )
  return (
    <>
      {!isOwn && <AskAct word={t`I am coming`} operation="answerCall" act={come} />}
      {(isOwn || session.roles.includes('supervisor')) && (
        <AskAct word={t`False alarm`} operation="endCall" act={end} />
      )}
    </>
  )
}
