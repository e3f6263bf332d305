import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useHere } from '../../api/plant.tsx'
import { hearTime } from '../../live/clock.ts'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { type Mishap, mishaps } from './mishaps.ts'
import './stage.css'
import { Token } from './token.tsx'

/** What only a plant on this machine can do: be anybody, let time pass, let something go wrong, and look behind the scenes. */
export function Stage({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useLingui()
  const { session } = useHere()
  const queries = useQueryClient()
  const [said, say] = useState('')
  const [isPassing, setPassing] = useState(false)
  const { life, tell } = useLife(isOpen)
  const pass = async (minutes: number, word: string) => {
    say(life ? t`The plant works through it…` : '')
    const told = life
      ? await tell({ pass: { hours: minutes / 60 } })
      : await answerOf(await fetch('/local/clock', { method: 'POST', body: JSON.stringify({ minutes }) }))
    if (told.now !== undefined) hearTime(told.now)
    say(told.message ?? t`${word} later`)
    await queries.invalidateQueries()
  }
  const passOnce = async (minutes: number, word: string) => {
    setPassing(true)
    await pass(minutes, word).finally(() => setPassing(false))
  }
  const spans = [
    [5, t`5 minutes`],
    [35, t`35 minutes`],
    [8 * 60, t`A shift`],
    [24 * 60, t`A day`],
  ] as const
  return (
    <Dialog title={t`Stage`} isOpen={isOpen} onClose={onClose}>
      <p className="label">
        <Trans>This plant runs on your machine: nothing here can break anything for anybody.</Trans>
      </p>
      <section className="stage">
        <h3>
          <Trans>Be somebody else</Trans>
        </h3>
        <p>{session.name}</p>
        <Button onPress={() => void session.signOut()}>
          <Trans>Choose a person</Trans>
        </Button>
      </section>
      <Token />
      <section className="stage">
        <h3>
          <Trans>Let time pass</Trans>
        </h3>
        <p role="status">{said}</p>
        <div>
          {spans.map(([minutes, word]) => (
            <Button key={minutes} isBusy={isPassing} onPress={() => void passOnce(minutes, word)}>
              {word}
            </Button>
          ))}
        </div>
      </section>
      {life && <AtWork life={life} tell={tell} />}
      <section className="stage">
        <h3>
          <Trans>Behind the scenes</Trans>
        </h3>
        <ul>
          <li>
            <a href="/reference/">{t`Every operation of the API, to be tried out`}</a>
          </li>
          <li>
            <a href="/local/mail">{t`What would have been sent`}</a>
          </li>
          <li>
            <a href="/local/executions">{t`Where each workflow stands`}</a>
          </li>
          <li>
            <a href="/local/dead-letters">{t`Messages that could not be dealt with, and why`}</a>
          </li>
          <li>
            <a href="/local/log">{t`What the functions wrote`}</a>
          </li>
        </ul>
      </section>
    </Dialog>
  )
}

/** People and machines of the demo, if any work at this plant. */
interface Life {
  readonly isResting: boolean
  readonly breaks: readonly string[]
}

interface Told {
  readonly now?: string
  /** Why it did not happen. */
  readonly message?: string
}

const answerOf = async (answer: Response): Promise<Told> => answer.json()

function useLife(isOpen: boolean) {
  const [life, setLife] = useState<Life>()
  useEffect(() => {
    if (!isOpen) return
    fetch('/local/life').then(
      async (answer) => setLife(answer.ok ? await answer.json() : undefined),
      () => setLife(undefined),
    )
  }, [isOpen])
  const tell = async (wish: object): Promise<Told> => {
    const answer = await fetch('/local/life', { method: 'POST', body: JSON.stringify(wish) })
    const told = await answer.json()
    if (answer.ok) setLife(told)
    return told
  }
  return { life, tell }
}

interface AtWorkProps {
  readonly life: Life
  readonly tell: (wish: object) => Promise<Told>
}

function AtWork({ life: { isResting, breaks }, tell }: AtWorkProps) {
  const { i18n } = useLingui()
  const [said, say] = useState('')
  const happen = async (name: string, { after, notNow }: Mishap) => {
    const { message } = await tell({ break: name }).catch((): Told => ({}))
    say(message === undefined ? i18n._(after) : notNow ? i18n._(notNow) : message)
  }
  return (
    <>
      <section className="stage">
        <h3>
          <Trans>Who works</Trans>
        </h3>
        <p>
          {isResting ? (
            <Trans>The people of the plant rest. What they would do is yours; the machines go on.</Trans>
          ) : (
            <Trans>People work on the orders of the plant. Orders that you make are left to you.</Trans>
          )}
        </p>
        <Button onPress={() => void tell({ rest: !isResting })}>
          {isResting ? <Trans>Let them work</Trans> : <Trans>Let them rest</Trans>}
        </Button>
      </section>
      <section className="stage">
        <h3>
          <Trans>Let something go wrong</Trans>
        </h3>
        <p role="status">{said}</p>
        <div>
          {breaks.map((it) => {
            const mishap = mishaps[it]
            return (
              mishap && (
                <Button key={it} onPress={() => void happen(it, mishap)}>
                  {i18n._(mishap.word)}
                </Button>
              )
            )
          })}
        </div>
      </section>
    </>
  )
}
