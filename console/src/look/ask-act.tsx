import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { mayCall, type Operation } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import { type Act, Refused } from './acts.tsx'
import { Button } from './button.tsx'
import { useCommand } from './command.ts'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Pick, type PickProps } from './pick.tsx'

/** What a person is asked before the act: a text for each name, or one of what the plant knows. */
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
  /** What is picked or scanned, and not typed. */
  readonly options?: PickProps['options']
  readonly onScan?: PickProps['onScan']
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
  const isAsking = questions.length > 0 || about !== undefined
  const open = () => {
    // The act may have been done before, on the same page.
    act.forget()
    setGiven({})
    setOpen(true)
  }
  const begin = () => (isAsking ? open() : act.run({}))
  const may = mayCall(operation, session.roles)
  useCommand(may ? { word, why, run: begin } : undefined)
  if (!may) return null
  const answers = { ...startOf(questions), ...given }
  const names = missingOf(questions, answers)
  const close = () => {
    setOpen(false)
    setGiven({})
    act.forget()
  }
  const isShown = isAsking ? isOpen : act.refusal !== null
  return (
    <>
      <Button kind={kind} why={why} isBusy={act.isBusy} onPress={begin}>
        {isAsking ? `${word}…` : word}
      </Button>
      <Dialog title={word} isOpen={isShown && !act.isDone} onClose={close}>
        {about}
        <Questions of={questions} answers={answers} onAnswer={setGiven} />
        <Refused of={act} />
        <div className="acts">
          <Button kind="quiet" onPress={close}>
            <Trans>Leave it</Trans>
          </Button>
          {isAsking && (
            <Button
              kind={kind === 'grave' ? 'grave' : 'primary'}
              isBusy={act.isBusy}
              why={names === '' ? undefined : t`Missing: ${names}`}
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

interface QuestionsProps {
  readonly of: readonly Question[]
  readonly answers: Answers
  readonly onAnswer: (answers: Answers) => void
}

/** The questions of an act, one below the other. */
export function Questions({ of, answers, onAnswer }: QuestionsProps) {
  const { t } = useLingui()
  return of.map(({ name, isOptional, label, start: _, options, onScan, ...more }) => {
    const common = {
      label: isOptional ? t`${label} (if you like)` : label,
      value: answers[name] ?? '',
      onChange: (value: string) => onAnswer({ ...answers, [name]: value }),
      ...(more.hint !== undefined && { hint: more.hint }),
    }
    return options ? (
      <Pick key={name} {...common} options={options} isFolded={isOptional === true} {...(onScan && { onScan })} />
    ) : (
      <TextField key={name} {...more} {...common} />
    )
  })
}

/** What the plant proposes before anybody has answered. */
export const startOf = (questions: readonly Question[]): Answers =>
  Object.fromEntries(questions.map(({ name, start = '' }) => [name, start]))

/** The labels of what is not answered yet, as a text. */
export const missingOf = (questions: readonly Question[], answers: Answers): string =>
  questions
    .filter(({ name, isOptional }) => !isOptional && (answers[name] ?? '').trim() === '')
    .map(({ label }) => label)
    .join(', ')
