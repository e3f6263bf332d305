import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { read, type Told } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import type { Subject } from '../../app/pages.ts'
import { Button } from '../../look/button.tsx'
import { Id } from '../../look/marks.tsx'
import { useSubjectWord } from '../../words/subjects.ts'
import type { AuditFact } from './changed.ts'

type Verdict = Told<'verifyAudit'>

/** A chain of facts, and what its proof has found. */
interface Proof {
  readonly subject: Subject
  readonly verdict: Verdict | Error
}

/** A shipment, and often a unit, has no facts of its own: their facts stand in the chains of lots and orders. */
const chainsOf = (subject: Subject, facts: readonly AuditFact[]): readonly Subject[] => {
  const own = subject.type === 'shipment' || subject.type === 'unit' ? [] : [subject]
  const all = [...own, ...facts.filter(({ sequence }) => sequence > 0).map((fact) => fact.subject)]
  return [...new Map(all.map((it) => [`${it.type}:${it.id}`, it])).values()]
}

/** Chains are read whole; a few at a time leave the plant free for its work. */
const atOnce = 4

/** Proves that no fact was taken out or changed: in the chain of the subject, and in those of all facts that are shown with it. */
export function Verify({ subject, facts }: { readonly subject: Subject; readonly facts: readonly AuditFact[] }) {
  const { t } = useLingui()
  const { plant } = useHere()
  const [proofs, setProofs] = useState<readonly Proof[]>([])
  const [isBusy, setBusy] = useState(false)
  const chains = chainsOf(subject, facts)
  const prove = async () => {
    setBusy(true)
    setProofs([])
    const left = [...chains]
    const next = async (): Promise<void> => {
      const chain = left.shift()
      if (!chain) return
      const verdict = await read(plant.verifyAudit({ subject: `${chain.type}:${chain.id}` })).catch((fault: unknown) =>
        fault instanceof Error ? fault : new Error(String(fault)),
      )
      setProofs((before) => [...before, { subject: chain, verdict }])
      return next()
    }
    await Promise.all(Array.from({ length: atOnce }, next))
    setBusy(false)
  }
  const isDone = !isBusy && proofs.length > 0
  return (
    <section className="verify" aria-label={t`Proof of the trail`}>
      <div className="verify-act">
        <Button
          isBusy={isBusy}
          why={chains.length === 0 ? t`There is no fact to prove` : undefined}
          onPress={() => void prove()}
        >
          {isDone ? t`Prove it again` : t`Prove that it is whole`}
        </Button>
        <span className="label">
          <Trans>
            Each fact carries the fingerprint of the one before it: one that is missing or changed breaks the chain.
          </Trans>
        </span>
      </div>
      {isBusy && (
        <div className="verify-progress" role="status">
          <progress value={proofs.length} max={chains.length} aria-label={t`Chains proven`} />
          <Trans>
            {proofs.length} of {chains.length} chains
          </Trans>
        </div>
      )}
      {isDone && <Verdicts of={proofs} facts={facts} />}
    </section>
  )
}

function Verdicts({ of, facts }: { readonly of: readonly Proof[]; readonly facts: readonly AuditFact[] }) {
  const { t } = useLingui()
  const wordOf = useSubjectWord()
  const wrong = of.filter(({ verdict }) => verdict instanceof Error || !verdict.intact)
  const broken = wrong.filter(({ verdict }) => !(verdict instanceof Error))
  const count = of.reduce((sum, { verdict }) => sum + (verdict instanceof Error ? 0 : verdict.entries), 0)
  const told = ({ verdict }: Proof) => {
    if (verdict instanceof Error) return t`not proven: ${verdict.message}`
    if (verdict.intact) return t`whole, ${verdict.entries} facts`
    const { firstBroken } = verdict
    if (firstBroken === undefined) return t`broken: the newest fact is missing, ${verdict.entries} are there`
    const fact = facts.find(({ factId }) => factId === firstBroken)
    return fact
      ? t`broken at no. ${fact.sequence} by ${fact.actor.name}: this fact was changed, or the one before it is missing`
      : t`broken at ${firstBroken}: this fact was changed, or the one before it is missing`
  }
  return (
    <div className={broken.length > 0 ? 'verified broken' : 'verified'} role="status">
      <b>
        {broken.length > 0 ? (
          <Trans>The trail is broken. Keep it as it is, and call whoever runs the plant.</Trans>
        ) : wrong.length > 0 ? (
          <Trans>Not everything could be proven.</Trans>
        ) : (
          <Plural
            value={of.length}
            one={`Whole and unchanged: ${count} facts in # chain.`}
            other={`Whole and unchanged: ${count} facts in # chains.`}
          />
        )}
      </b>
      <details open={wrong.length > 0}>
        <summary>{t`What was proven`}</summary>
        <ul>
          {of.map((proof) => (
            <li key={`${proof.subject.type}:${proof.subject.id}`}>
              {wordOf(proof.subject.type)} <Id of={proof.subject.id} />: {told(proof)}
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}
