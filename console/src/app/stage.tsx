import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useHere } from '../api/plant.tsx'
import { hearTime } from '../live/clock.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import './stage.css'

/** What only a plant on this machine can do: be anybody, let time pass, and look behind the scenes. */
export function Stage({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useLingui()
  const { session } = useHere()
  const queries = useQueryClient()
  const [said, say] = useState('')
  const pass = async (minutes: number, word: string) => {
    const answer = await fetch('/local/clock', { method: 'POST', body: JSON.stringify({ minutes }) })
    const told: { readonly now?: string; readonly message?: string } = await answer.json()
    if (told.now !== undefined) hearTime(told.now)
    say(answer.ok ? t`${word} later` : (told.message ?? ''))
    await queries.invalidateQueries()
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
      <section className="stage">
        <h3>
          <Trans>Let time pass</Trans>
        </h3>
        <p role="status">{said}</p>
        <div>
          {spans.map(([minutes, word]) => (
            <Button key={minutes} onPress={() => void pass(minutes, word)}>
              {word}
            </Button>
          ))}
        </div>
      </section>
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
