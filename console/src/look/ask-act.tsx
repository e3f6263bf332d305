import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { mayCall, type Operation } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import { type Act, Refused } from './acts.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'

/** What a person is asked before the act: a text for each name. */
export interface Question {
  readonly name: string
  readonly label: string
  readonly isLong?: boolean
  readonly keys?: 'text' | 'decimal' | 'numeric'
  readonly type?: 'text' | 'date' | 'datetime-local'
  readonly unit?: string
  readonly hint?: string
  readonly isOptional?: boolean
  readonly proposals?: readonly string[]
  readonly start?: string
}

export type Answers = Readonly<Record<string, string>>

interface Props {
  /** What the act does, in one or two words; its button says it. */
  readonly word: string
  /** Whoever may not call it does not see it. */
  readonly operation: Operation
  readonly questions?: readonly Question[]
  /** What will happen, above the questions. */
  readonly about?: ReactNode
  readonly kind?: 'primary' | 'plain' | 'grave'
  /** Why it cannot be done now. */
  readonly why?: string | undefined
  readonly act: Act<Answers>
}

/** An act on what is shown: at once, or after its questions. The refusal stands where the act was tried, and what was typed stays. */
export function AskAct({ word, operation, questions = [], about, kind = 'plain', why, act }: Props) {
  const { t } = useLingui()
  const { session } = useHere()
  const [isOpen, setOpen] = useState(false)
  const [given, setGiven] = useState<Answers>({})
  if (!mayCall(operation, session.roles)) return null
  const isAsking = questions.length > 0 || about !== undefined
  const answers = { ...Object.fromEntries(questions.map(({ name, start = '' }) => [name, start])), ...given }
  const missing = questions.filter(({ name, isOptional }) => !isOptional && answers[name]?.trim() === '')
  const names = missing.map(({ label }) => label).join(', ')
  const close = () => {
    setOpen(false)
    setGiven({})
    act.forget()
  }
  const isShown = isAsking ? isOpen : act.refusal !== null
  return (
    <>
      <Button kind={kind} why={why} isBusy={act.isBusy} onPress={() => (isAsking ? setOpen(true) : act.run({}))}>
        {isAsking ? `${word}…` : word}
      </Button>
      <Dialog title={word} isOpen={isShown && !act.isDone} onClose={close}>
        {about}
        {questions.map(({ name, isOptional, label, start: _, ...more }) => (
          <TextField
            key={name}
            label={isOptional ? t`${label} (if you like)` : label}
            value={answers[name] ?? ''}
            onChange={(value) => setGiven({ ...given, [name]: value })}
            {...more}
          />
        ))}
        <Refused of={act} />
        <div className="acts">
          <Button kind="quiet" onPress={close}>
            <Trans>Leave it</Trans>
          </Button>
          {isAsking && (
            <Button
              kind={kind === 'grave' ? 'grave' : 'primary'}
              isBusy={act.isBusy}
              why={missing.length > 0 ? t`Missing: ${names}` : undefined}
              onPress={() => act.run(answers)}
            >
              {word}
            </Button>
          )}
        </div>
      </Dialog>
    </>
  )
}
