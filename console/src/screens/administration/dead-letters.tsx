import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { read, type Told } from '../../api/client.ts'
import { useAsk, useHere } from '../../api/plant.tsx'
import { useSay } from '../../look/acts.tsx'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { When } from '../../look/marks.tsx'
import { carriedBy, parsed } from './carried.ts'

type Letter = Told<'listDeadLetters'>['items'][number]

/** Milliseconds. Nothing tells of a message that is put aside but the alarm. */
const lookAgain = 30_000

/** The messages that were put aside: what each is, why it lies there, and the way back. */
export function DeadLetters() {
  const { t } = useLingui()
  const letters = useAsk(['dead-letter'], (plant) => plant.listDeadLetters(), { every: lookAgain })
  return (
    <Asked
      of={letters}
      empty={{
        when: ({ items }) => items.length === 0,
        say: <Trans>Nothing is put aside: every message was delivered and understood.</Trans>,
      }}
    >
      {({ items }) => (
        <>
          <GiveBack letters={items.filter(({ canRedrive }) => canRedrive)} word={t`Give back all that can go back`} />
          <ul className="letters" aria-label={t`Put aside`}>
            {items.map((letter) => (
              <LetterRow key={letter.deadLetterId} letter={letter} />
            ))}
          </ul>
        </>
      )}
    </Asked>
  )
}

function LetterRow({ letter }: { readonly letter: Letter }) {
  const { t } = useLingui()
  const lines = useLines()
  const { queue, reason, sentAt, carries, canRedrive } = letter
  const line = lines[queue]
  const told = parsed(carries)
  const text = typeof told === 'string' ? told : JSON.stringify(told, undefined, 2)
  return (
    <li>
      <div>
        <b>{line?.what ?? queue}</b> <span className="carried">{carriedBy(told)}</span>
        <p>{reason ?? line?.why}</p>
        <p className="label">
          <When at={sentAt} withSeconds /> · <span className="id">{queue}</span>
        </p>
        <details>
          <summary>
            <Trans>What it carries</Trans>
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
          <pre tabIndex={0}>{text}</pre>
        </details>
      </div>
      <GiveBack
        letters={[letter]}
        word={t`Give back`}
        why={canRedrive ? undefined : (line?.instead ?? t`The runbook says how`)}
      />
    </li>
  )
}

interface GiveBackProps {
  readonly letters: readonly Letter[]
  readonly word: string
  readonly why?: string | undefined
}

/** Gives messages back one after the other, and says how many went, and why another did not. */
function GiveBack({ letters, word, why }: GiveBackProps) {
  const { t } = useLingui()
  const { plant } = useHere()
  const queries = useQueryClient()
  const say = useSay()
  const [done, setDone] = useState<number>()
  const [fault, setFault] = useState<string>()
  const count = letters.length
  const give = async () => {
    setFault(undefined)
    let gone = 0
    for (const { deadLetterId } of letters) {
      setDone(gone)
      try {
        await read(plant.redriveDeadLetter({ deadLetterId }))
        gone += 1
      } catch (error) {
        setFault(error instanceof Error ? error.message : String(error))
      }
    }
    setDone(undefined)
    say({ what: t`${gone} of ${count} were given back. They are tried again now.` })
    await queries.invalidateQueries({ queryKey: ['dead-letter'] })
  }
  return (
    <div className="give-back">
      <Button
        isBusy={done !== undefined}
        why={why ?? (count === 0 ? t`Nothing can be given back` : undefined)}
        onPress={() => void give()}
      >
        {word}
      </Button>
      {done !== undefined && count > 1 && (
        <span role="status">
          <Trans>
            {done} of {count}
          </Trans>
        </span>
      )}
      {fault !== undefined && (
        <p role="alert" className="fault">
          {fault}
        </p>
      )}
    </div>
  )
}

/** What lies in each queue, why, and what is done instead where it cannot simply be sent again. */
function useLines(): Readonly<
  Record<string, { readonly what: string; readonly why: string; readonly instead?: string }>
> {
  const { t } = useLingui()
  const tried = t`It was tried five times, and failed each time. Look at the log of that time for the cause.`
  return {
    'refused-messages': {
      what: t`A message of a machine that the plant does not understand`,
      why: t`The machine sends something else than it should.`,
      instead: t`Mend the machine; sent again it would be refused again`,
    },
    'device-messages-dead': { what: t`A message of a machine`, why: tried },
    'device-lanes-dead': { what: t`A message of a machine`, why: tried },
    'hold-crossings-dead': { what: t`A hold of another site`, why: tried },
    'crossing-dead': {
      what: t`A fact that the enterprise was not told`,
      why: t`The enterprise could not be reached.`,
      instead: t`By hand, as the runbook says: crossing-dead`,
    },
    'outbox-dead': {
      what: t`Facts that nobody was told`,
      why: t`They are on record, and were not carried on to screens and workflows.`,
      instead: t`By hand within 24 hours, as the runbook says: outbox-dead`,
    },
    'notices-dead': {
      what: t`A notice to people`,
      why: t`The mail was not taken.`,
      instead: t`Tell the person, then delete it as the runbook says: notices-dead`,
    },
  }
}
