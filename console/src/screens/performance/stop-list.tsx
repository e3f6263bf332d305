import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { usePeople } from '../../api/named.ts'
import { useMay } from '../../api/plant.tsx'
import { Button } from '../../look/button.tsx'
import { When } from '../../look/marks.tsx'
import { StateSign } from '../../look/state.tsx'
import { duration } from '../../words/told.ts'
import './performance.css'
import { StopSheet } from './stop-sheet.tsx'
import { pathOf } from './told-of-time.ts'
import { isOfNote, kindLooks, kindWords, type State } from './words-of-time.ts'

interface Props {
  readonly equipmentId: string
  readonly states: readonly State[]
}

/** What lasted less and needs no reason is told as a number. */
const shortSeconds = 60
/** A page of a week has the newest; an earlier stop is found on the page of its shift. */
const mostShown = 40

const isStop = (it: State) => isOfNote(it) && it.kind !== 'producing' && it.kind !== 'unknown' && it.kind !== 'closed'
const isShort = ({ kind, needsReason, reasonId, seconds }: State) =>
  kind === 'micro-stop' || (!needsReason && reasonId === undefined && Number(seconds) < shortSeconds)

/** The stops of a time, the newest first, each with its reason or that it has none yet; one is chosen to say more of it. */
export function StopList({ equipmentId, states }: Props) {
  const { t } = useLingui()
  const [chosenId, choose] = useState<string>()
  const stops = states.filter((it) => isStop(it) && !isShort(it)).toReversed()
  const short = states.filter((it) => isStop(it) && isShort(it))
  const shortMs = short.reduce((sum, { seconds }) => sum + Number(seconds) * 1000, 0)
  const chosen = states.find(({ stateId }) => stateId === chosenId)
  const shown = stops.slice(0, mostShown)
  const [count, inAll, hidden] = [short.length, duration(shortMs), stops.length - shown.length]
  return (
    <div className="stops">
      {stops.length === 0 ? (
        <p className="nothing">
          <Trans>It did not stand in this time. Look at another time above.</Trans>
        </p>
      ) : (
        <ul aria-label={t`Stops`}>
          {shown.map((it) => (
            <Stop key={it.stateId} of={it} onChoose={() => choose(it.stateId)} />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <p className="label">{t`${plural(hidden, { one: '# earlier stop is not shown.', other: '# earlier stops are not shown.' })}`}</p>
      )}
      {count > 0 && (
        <p className="label">{t`Besides ${plural(count, { one: '# stop', other: '# stops' })} of less than a minute, ${inAll} in all`}</p>
      )}
      {chosen && (
        <StopSheet
          key={chosen.stateId}
          equipmentId={equipmentId}
          state={chosen}
          later={shown.toReversed().filter(({ from }) => from > chosen.from)}
          onClose={() => choose(undefined)}
        />
      )}
    </div>
  )
}

function Stop({ of, onChoose }: { readonly of: State; readonly onChoose: () => void }) {
  const { t, i18n } = useLingui()
  const nameOf = usePeople()
  const may = useMay('explainStop')
  const { from, to, seconds, kind, names, needsReason, givenBy, machineReason, comment, stateSaid } = of
  const by = givenBy === undefined ? undefined : nameOf(givenBy)
  return (
    <li className={needsReason ? 'open' : ''}>
      <span className="stop-time">
        <When at={from} />{' '}
        {to === undefined ? (
          <Trans>until now</Trans>
        ) : (
          <span className="label">{duration(Number(seconds) * 1000)}</span>
        )}
      </span>
      <span className="stop-why">
        <StateSign look={kindLooks[kind]} word={i18n._(kindWords[kind])} />
        <b>{names ? pathOf(names) : needsReason && <Trans>Nobody has said why yet</Trans>}</b>
        <span className="label">
          {machineReason !== undefined && <>{t`the machine: ${machineReason}`} </>}
          {by !== undefined && <>{t`said by ${by}`} </>}
          {stateSaid !== undefined && <>{t`the machine said another state`} </>}
          {comment}
        </span>
      </span>
      {may && (
        <Button onPress={onChoose} label={needsReason ? t`Say why it stood` : t`Change the stop`}>
          {needsReason ? t({ message: 'Say why', context: 'act' }) : t`Change`}
        </Button>
      )}
    </li>
  )
}
