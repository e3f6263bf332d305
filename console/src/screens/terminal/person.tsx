import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAsk, useHere } from '../../api/plant.tsx'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { Ago } from '../../look/marks.tsx'
import { Preferences } from '../../look/preferences.tsx'
import { useWaysOut } from '../../session/leaving.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { useKeptActs } from './kept-acts.ts'
import { useLeaving } from './leaving.ts'

interface Props {
  readonly orderId: string | undefined
  readonly stepId: string | undefined
}

/** Who is at the terminal, on the clock for what; another person takes over with a fresh sign-in, at the same step. */
export function Person({ orderId, stepId }: Props) {
  const { t } = useLingui()
  const { session } = useHere()
  const { personId, name } = session
  const ways = useWaysOut()
  const waiting = useKeptActs().filter((it) => it.personId === personId && !it.refusal).length
  const [isOpen, setOpen] = useState(false)
  const labour = useAsk(['labour', personId], (plant) => plant.listLabour({ personId, limit: '50' }))
  const open = labour.data?.items.filter((it) => it.open) ?? []
  const rest = open.find(({ activity }) => activity === 'break')
  const work = open.filter(({ activity }) => activity !== 'break')
  const [last] = work
  const clockOn = useFloorAct(
    'clockOn',
    (_: Why) => [
      orderId !== undefined && stepId !== undefined
        ? { orderId, stepId, activity: 'production' }
        : { activity: 'other' },
    ],
    { what: () => t`${name} is on the clock` },
  )
  const clockOff = useFloorAct('clockOff', (_: Why) => [last ? { entryId: last.entryId } : {}], {
    what: () => t`${name} is off the clock`,
  })
  const startBreak = useFloorAct('startBreak', (_: Why) => [{}], { what: () => t`Break` })
  const endBreak = useFloorAct('endBreak', (_: Why) => [{}], { what: () => t`The break is over` })
  const secondsLeft = useLeaving()
  const initials = name
    .split(' ')
    .map((part) => part[0])
    .join('')
  return (
    <>
      <button type="button" className="who" onClick={() => setOpen(true)}>
        <span className="initials" aria-hidden="true" data-initials={initials} />
        <span>
          <b>{name}</b>
          <span className="label">
            {secondsLeft !== undefined ? (
              <span role="timer">{t`leaves in ${secondsLeft} s: touch to stay`}</span>
            ) : rest ? (
              <>
                {t`break`} <Ago at={rest.from} />
              </>
            ) : last ? (
              <>
                {t`on the clock`} <Ago at={last.from} />
              </>
            ) : (
              t`not on the clock`
            )}
          </span>
        </span>
      </button>
      <span className="change">
        <Button onPress={() => ways.change()}>
          <Trans>Change</Trans>
        </Button>
      </span>
      <Dialog title={name} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p className="label">{t`Your badge scanned at this terminal, or Change, lets another person take over at this step.`}</p>
        <div className="stack">
          {work.length === 0 && !rest && (
            <FloorButton
              kind="primary"
              word={orderId === undefined ? t`Clock on` : t`Clock on for this step`}
              operation="clockOn"
              act={clockOn}
              said={{}}
            />
          )}
          {rest ? (
            <FloorButton kind="primary" word={t`End the break`} operation="endBreak" act={endBreak} said={{}} />
          ) : (
            <FloorButton word={t`Break`} operation="startBreak" act={startBreak} said={{}} />
          )}
          {last && <FloorButton word={t`Clock off`} operation="clockOff" act={clockOff} said={{}} />}
          <Button onPress={() => ways.change()}>
            <Trans>Another person</Trans>
          </Button>
          <Preferences />
          {waiting > 0 && (
            <p className="warning">
              <Plural
                value={waiting}
                one="# act of yours is not sent yet. It is sent when you sign in here again."
                other="# acts of yours are not sent yet. They are sent when you sign in here again."
              />
            </p>
          )}
          <Button onPress={() => ways.signOut()}>
            <Trans>Sign out</Trans>
          </Button>
        </div>
      </Dialog>
    </>
  )
}
