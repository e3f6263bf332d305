import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { useTell } from '../../facts/tell.ts'
import { FactRow } from '../../facts/time-line.tsx'
import { plantNow } from '../../live/clock.ts'
import { type Fact, onFacts, useConnection } from '../../live/facts.ts'
import { Button } from '../../look/button.tsx'
import { When } from '../../look/marks.tsx'
import './facts.css'

/** A busy hour; older facts leave the page, never the record. */
const longest = 500

/** Facts as they happen: who did what, and what was refused and why. */
export function Facts() {
  const { t } = useLingui()
  const tell = useTell()
  const [all, setAll] = useState<readonly Fact[]>([])
  const [isPaused, setPaused] = useState(false)
  const [waiting, setWaiting] = useState<readonly Fact[]>([])
  const [wanted, setWanted] = useState('')
  useEffect(() => {
    const keep = isPaused ? setWaiting : setAll
    return onFacts((facts) => keep((before) => withNew(before, facts)))
  }, [isPaused])
  const gap = useGap()
  const text = (fact: Fact) =>
    `${fact.actor.name} ${tell?.(fact)} ${fact.subject.type} ${fact.subject.id}`.toLowerCase()
  const shown = wanted === '' ? all : all.filter((fact) => text(fact).includes(wanted.toLowerCase()))
  return (
    <>
      <h1>
        <Trans>Facts, as they happen</Trans>
      </h1>
      <div className="facts-tools">
        <input
          type="search"
          aria-label={t`Filter`}
          placeholder={t`Filter`}
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
        />
        <Button
          onPress={() => {
            if (isPaused) {
              setAll(withNew(all, waiting))
              setWaiting([])
            }
            setPaused(!isPaused)
          }}
        >
          {isPaused ? t`Go on` : t`Pause`}
        </Button>
        <span className="label" role="status">
          {t`${shown.length} of ${all.length}`}
          {waiting.length > 0 && ` · ${t`${waiting.length} more while paused`}`}
        </span>
      </div>
      {gap !== undefined && (
        <p className="gap" role="status">
          <Trans>
            There was no connection from <When at={gap.from} /> to <When at={gap.to} />. What happened then is on
            record, and not shown here.
          </Trans>
        </p>
      )}
      {all.length === 0 ? (
        <p className="nothing">
          <Trans>
            Nothing has happened since this page was opened. What has happened before stands on the page of each thing.
          </Trans>
        </p>
      ) : (
        <ol className="facts-list">
          {shown.map((fact) => (
            <FactRow key={fact.factId} fact={fact} />
          ))}
        </ol>
      )}
    </>
  )
}

/** From when to when nothing was heard, the last time. */
function useGap() {
  const connection = useConnection()
  const lostAt = connection.state === 'lost' ? connection.since : undefined
  const before = useRef<number>(undefined)
  const [gap, setGap] = useState<{ readonly from: string; readonly to: string }>()
  useEffect(() => {
    if (lostAt === undefined && before.current !== undefined)
      setGap({ from: new Date(before.current).toISOString(), to: new Date(plantNow()).toISOString() })
    before.current = lostAt
  }, [lostAt])
  return gap
}

/** The newest first. The live topic may bring a fact again; its id tells. */
function withNew(before: readonly Fact[], facts: readonly Fact[]): readonly Fact[] {
  const known = new Set(before.map(({ factId }) => factId))
  return [...facts.filter(({ factId }) => !known.has(factId)).toReversed(), ...before].slice(0, longest)
}
