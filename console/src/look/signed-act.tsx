import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import type { Meaning } from '../../../events/signature.ts'
import { mayCall, type Operation } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import type { Act } from './acts.tsx'
import { type Answers, plainAnswers, type Question, Questions, startOf, useLacking } from './ask-act.tsx'
import { Button } from './button.tsx'
import { useCommand } from './command.ts'
import { useLeaveMore } from './more.tsx'
import { Sign, type Signature } from './sign.tsx'
import './signed-act.css'

/** What a person has answered and signed. */
export interface Signed {
  readonly answers: Answers
  readonly reason: string
  readonly signature: Signature
}

interface Props {
  readonly word: string
  /** What the window is called; default: the word. */
  readonly title?: string
  readonly operation: Operation
  readonly meaning: Meaning
  /** What is signed. */
  readonly what: ReactNode
  readonly questions?: readonly Question[]
  /** Whether a reason goes with the signature. */
  readonly asksReason?: boolean
  /** What is asked instead of a reason. */
  readonly comment?: string
  /** Whether a second person may sign beside the first, or has to. */
  readonly second?: 'none' | 'allowed' | 'needed'
  readonly kind?: 'primary' | 'plain' | 'grave'
  readonly why?: string | undefined
  readonly act: Act<Signed>
}

/** An act with a signature: its questions stand beside what is signed, so that both are before the eyes of whoever signs. */
export function SignedAct({
  word,
  title = word,
  operation,
  meaning,
  what,
  questions = [],
  asksReason,
  comment,
  second,
  kind,
  why,
  act,
}: Props) {
  const { t } = useLingui()
  const { session } = useHere()
  const [isOpen, setOpen] = useState(false)
  const [given, setGiven] = useState<Answers>({})
  const leaveMore = useLeaveMore()
  const begin = () => {
    leaveMore()
    act.forget()
    setGiven({})
    setOpen(true)
  }
  const may = mayCall(operation, session.roles)
  useCommand(may ? { word, why, run: begin } : undefined)
  const answers = { ...startOf(questions), ...given }
  const lacking = useLacking(questions, answers)
  if (!may) return null
  const asked = comment ?? (asksReason ? t`Reason` : undefined)
  const close = () => {
    setOpen(false)
    act.forget()
  }
  return (
    <>
      <Button {...(kind && { kind })} why={why} isBusy={act.isBusy} onPress={begin}>
        {`${word}…`}
      </Button>
      <Sign
        title={title}
        meaning={meaning}
        what={
          <div className="to-sign">
            <div>{what}</div>
            <Questions of={questions} answers={answers} onAnswer={setGiven} />
          </div>
        }
        {...(asked !== undefined && { comment: asked })}
        why={lacking}
        {...(second && { second })}
        isOpen={isOpen && !act.isDone}
        onClose={close}
        isBusy={act.isBusy}
        refusal={act.refusal}
        onSigned={(signature, reason) => act.run({ answers: plainAnswers(questions, answers), reason, signature })}
      />
    </>
  )
}
