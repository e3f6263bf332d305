import { useLingui } from '@lingui/react/macro'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, useReason } from '../../look/ask-act.tsx'
import { Amount, Id } from '../../look/marks.tsx'
import { type Signed, SignedAct } from '../../look/signed-act.tsx'
import type { Lot } from './lot.tsx'
import { wholeAnd } from './parts.ts'
import { useSublots } from './sublots.tsx'

interface Props {
  readonly lot: Lot
}

/** What is signed: the lot, what it is of, and how much of it is left. */
const What = ({ lot: { lotId, materialId, remaining } }: Props) => (
  <>
    <Id of={lotId} /> · <Id of={materialId} /> · <Amount of={remaining} />
  </>
)

/** Quality's decision: it waits while the lot is in quarantine, and can be turned while it is not. */
export function Decisions({ lot }: Props) {
  const { t } = useLingui()
  const { lotId, status } = lot
  const release = useAct(
    (plant, { reason, signature }: Signed, key) =>
      plant.releaseLot(
        { lotId },
        { ...(reason !== '' && { reason }), signature: { ...signature, meaning: 'released' } },
        { key },
      ),
    { done: () => ({ what: t`${lotId} is released` }) },
  )
  const reject = useAct(
    (plant, { reason, signature }: Signed, key) =>
      plant.rejectLot({ lotId }, { reason, signature: { ...signature, meaning: 'rejected' } }, { key }),
    { done: () => ({ what: t`${lotId} is rejected` }) },
  )
  const isInHouse = status === 'quarantine' || status === 'released' || status === 'rejected' || status === 'expired'
  if (!isInHouse) return null
  const what = <What lot={lot} />
  return (
    <>
      {status !== 'released' && (
        <SignedAct
          word={t`Release`}
          operation="releaseLot"
          meaning="released"
          kind={status === 'quarantine' ? 'primary' : 'plain'}
          what={what}
          {...(status === 'rejected' && { asksReason: true })}
          why={lot.releaseViolations[0]?.detail}
          act={release}
        />
      )}
      {status !== 'rejected' && (
        <SignedAct
          word={t`Reject`}
          operation="rejectLot"
          meaning="rejected"
          kind="grave"
          what={what}
          asksReason
          why={lot.rejectViolations[0]?.detail}
          act={reject}
        />
      )}
    </>
  )
}

/** A lot that was tested again has new dates. */
export function Retest({ lot }: Props) {
  const { t } = useLingui()
  const { lotId, potency } = lot
  const retest = useAct(
    (plant, { answers: { retestAt = '', expiresAt = '', potency: found = '' }, signature }: Signed, key) =>
      plant.retestLot(
        { lotId },
        {
          ...(retestAt !== '' && { retestAt }),
          ...(expiresAt !== '' && { expiresAt }),
          ...(found !== '' && { potency: found }),
          signature: { ...signature, meaning: 'verified' },
        },
        { key },
      ),
    { done: () => ({ what: t`The retest of ${lotId} is on record` }) },
  )
  return (
    <SignedAct
      word={t`Retest`}
      operation="retestLot"
      meaning="verified"
      what={<What lot={lot} />}
      questions={[
        { name: 'retestAt', label: t`Next retest`, type: 'date', isOptional: true },
        { name: 'expiresAt', label: t`Expires`, type: 'date', isOptional: true },
        ...(potency === undefined
          ? []
          : [{ name: 'potency', label: t`Potency`, keys: 'decimal', unit: '%', isOptional: true } as const]),
      ]}
      act={retest}
    />
  )
}

/** A hold on the lot, or on a part of it, and on all that was made of it. */
export function HoldLot({ lot }: Props) {
  const { t } = useLingui()
  const askWhy = useReason()
  const { lotId } = lot
  const parts = useSublots(lotId, lot.inSublots !== undefined).data?.items ?? []
  const hold = useAct(
    (plant, { part = '', reason = '' }: Answers, key) =>
      plant.placeHold(
        {
          subject: part === '' ? { type: 'lot', id: lotId } : { type: 'sublot', id: `${lotId}@${part}` },
          reason,
        },
        { key },
      ),
    {
      done: (_, { part = '' }) => ({ what: part === '' ? t`${lotId} is on hold` : t`${part} of ${lotId} is on hold` }),
    },
  )
  return (
    <AskAct
      word={t({ message: 'Hold', context: 'act' })}
      operation="placeHold"
      questions={[...wholeAnd(parts, t`Only this part`), { ...askWhy, hint: t`What was made of it is held, too.` }]}
      act={hold}
    />
  )
}
