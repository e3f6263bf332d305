import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { mayCall, type Operation } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import { typedAs } from '../words/typed.ts'
import { type Act, Refused } from './acts.tsx'
import { Button } from './button.tsx'
import { useCommand } from './command.ts'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { faultIn, leastReason, plain, type Taken } from './given.ts'
import { useLeaveMore } from './more.tsx'
import { Pick, type PickProps } from './pick.tsx'

/** What a person is asked before the act: a text for each name, or one of what the plant knows. */
export interface Question extends Taken {
  readonly name: string
  readonly label: string
  readonly isLong?: boolean
  readonly type?: 'text' | 'date' | 'datetime-local'
  readonly unit?: string
  readonly hint?: string
  readonly isOptional?: boolean
  readonly proposals?: readonly string[]
  /** What the plant proposes, as the plant writes it. */
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
  const leaveMore = useLeaveMore()
  const begin = () => {
    leaveMore()
    if (isAsking) open()
    else act.run({})
  }
  const may = mayCall(operation, session.roles)
  useCommand(may ? { word, why, run: begin } : undefined)
  const answers = { ...startOf(questions), ...given }
  const lacking = useLacking(questions, answers)
  if (!may) return null
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
              why={lacking}
              onPress={() => act.run(plainAnswers(questions, answers))}
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
  Object.fromEntries(questions.map(({ name, keys, start = '' }) => [name, keys === 'decimal' ? typedAs(start) : start]))

/** The answers as the plant writes them. */
export const plainAnswers = (questions: readonly Question[], answers: Answers): Answers => ({
  ...answers,
  ...Object.fromEntries(questions.map((it) => [it.name, plain(answers[it.name] ?? '', it)])),
})

/** Why the answers cannot be sent yet: what is not answered, or else the first answer that cannot be meant. */
export function useLacking(questions: readonly Question[], answers: Answers): string | undefined {
  const { t } = useLingui()
  const given = ({ name }: Question) => answers[name] ?? ''
  const missing = questions.filter((it) => !it.isOptional && given(it).trim() === '')
  const names = missing.map(({ label }) => label).join(', ')
  if (names !== '') return t`Missing: ${names}`
  const wrong = questions.find((it) => faultIn(given(it), it) !== undefined)
  return wrong && `${wrong.label}: ${faultIn(given(wrong), wrong)}`
}

/** The question that most acts ask. */
export function useReason(): Question {
  const { t } = useLingui()
  return { name: 'reason', label: t`Reason`, isLong: true, least: leastReason }
}
