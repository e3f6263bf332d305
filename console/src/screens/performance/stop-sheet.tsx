import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import type { MachineState } from '../../../../events/device.ts'
import { mayCall } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { plantNow } from '../../live/clock.ts'
import { type Act, Refused, useAct } from '../../look/acts.tsx'
import { type Answers, type Question, Questions, startOf, useLacking, useReason } from '../../look/ask-act.tsx'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { When } from '../../look/marks.tsx'
import { fieldAt, instantOf } from '../../words/local-time.ts'
import { machineStates } from '../../words/states.ts'
import { duration, instant } from '../../words/told.ts'
import { useExplain } from './explain.ts'
import './performance.css'
import { ReasonChoice } from './reason-choice.tsx'
import { leavesOf } from './reasons.ts'
import { pathOf } from './told-of-time.ts'
import { useReasons } from './use-reasons.ts'
import type { State } from './words-of-time.ts'

interface Of {
  readonly equipmentId: string
  readonly state: State
  readonly onClose: () => void
}

interface Props extends Of {
  /** The stops after it, the next first. */
  readonly later: readonly State[]
}

/** All that may be said of a stop: why it stood, that it was two, that it was one with others, or that the machine told a wrong state. */
export function StopSheet({ equipmentId, state, later, onClose }: Props) {
  const { t } = useLingui()
  const { session } = useHere()
  const words = [
    ['explainStop', t`Reason`],
    ['splitState', t`Part in two`],
    ['mergeStates', t`Make one of several`],
    ['correctState', t`Correct the state`],
  ] as const
  const [way, choose] = useState<(typeof words)[number][0]>('explainStop')
  const of = { equipmentId, state, onClose }
  const { from, to, seconds, machineReason } = state
  return (
    <Dialog title={t`The stop`} isOpen isWide onClose={onClose}>
      <p>
        <When at={from} withSeconds /> – {to === undefined ? <Trans>now</Trans> : <When at={to} withSeconds />} (
        {duration(Number(seconds) * 1000)}){machineReason !== undefined && <>, {t`the machine: ${machineReason}`}</>}
      </p>
      <div className="stop-ways" role="tablist" aria-label={t`What to say of it`}>
        {words
          .filter(([operation]) => mayCall(operation, session.roles))
          .map(([operation, word]) => (
            <button
              key={operation}
              type="button"
              role="tab"
              aria-selected={operation === way}
              onClick={() => choose(operation)}
            >
              {word}
            </button>
          ))}
      </div>
      {way === 'explainStop' && <Explain {...of} />}
      {way === 'splitState' && <Split {...of} />}
      {way === 'mergeStates' && <Merge {...of} later={later} />}
      {way === 'correctState' && <Correct {...of} />}
    </Dialog>
  )
}

function Explain({ equipmentId, state, onClose }: Of) {
  const explain = useExplain(equipmentId, { onDone: onClose })
  return (
    <>
      {state.names && (
        <p>
          <Trans>So far: {pathOf(state.names)}</Trans>
        </p>
      )}
      <ReasonChoice
        equipmentId={equipmentId}
        isBusy={explain.isBusy}
        onChoose={(reason) => explain.run({ state, reason })}
      />
      <Refused of={explain} />
      <Leave onClose={onClose} />
    </>
  )
}

function Split({ equipmentId, state, onClose }: Of) {
  const { t } = useLingui()
  const { zone } = useHere()
  const { of } = useReasons(equipmentId)
  const { stateId, from, to } = state
  const middle = (Date.parse(from) + (to === undefined ? plantNow() : Date.parse(to))) / 2
  const act = useAct(
    (plant, { at = '', reasonId = '', comment = '' }: Answers, key) =>
      plant.splitState(
        { equipmentId, stateId },
        { at: instantOf(at, zone) ?? '', ...(reasonId !== '' && { reasonId }), ...said(comment) },
        { key },
      ),
    { onDone: onClose, done: () => ({ what: t`The stop is two now` }) },
  )
  const questions: readonly Question[] = [
    { name: 'at', label: t`The second began at`, type: 'datetime-local', start: fieldAt(middle, zone) },
    { name: 'reasonId', label: t`Reason of the second`, options: leavesOf(of), isOptional: true },
    { name: 'comment', label: t`Comment`, isOptional: true },
  ]
  return <Form word={t`Part in two`} questions={questions} act={act} onClose={onClose} />
}

function Merge({ equipmentId, state: { stateId, reasonId: before }, later, onClose }: Props) {
  const { t } = useLingui()
  const { zone } = useHere()
  const { of } = useReasons(equipmentId)
  const act = useAct(
    (plant, { until = '', reasonId = '', comment = '' }: Answers, key) =>
      plant.mergeStates({ equipmentId, stateId }, { until, reasonId, ...said(comment) }, { key }),
    { onDone: onClose, done: () => ({ what: t`The stops are one now` }) },
  )
  const timeOf = (at: string) => instant(at, zone, plantNow())
  const ends = later.map(({ stateId: id, from, to, names }) => {
    const span = to === undefined ? timeOf(from) : `${timeOf(from)} – ${timeOf(to)}`
    return { id, word: names ? `${span} · ${pathOf(names)}` : span }
  })
  if (ends.length === 0)
    return (
      <>
        <p>
          <Trans>No stop follows it in the time that is shown. Choose the first of those that were one.</Trans>
        </p>
        <Leave onClose={onClose} />
      </>
    )
  const questions: readonly Question[] = [
    {
      name: 'until',
      label: t`Up to and with the stop of`,
      options: ends,
      hint: t`What lies between them becomes a part of the stop. Both are of one shift.`,
    },
    {
      name: 'reasonId',
      label: t`Reason of all`,
      options: leavesOf(of),
      ...(before !== undefined && { start: before }),
    },
    { name: 'comment', label: t`Comment`, isOptional: true },
  ]
  return <Form word={t`Make one of several`} questions={questions} act={act} onClose={onClose} />
}

/** States that a person can have seen; those in between last for seconds. */
const seen = ['execute', 'idle', 'suspended', 'held', 'stopped', 'aborted'] as const satisfies readonly MachineState[]

function Correct({ equipmentId, state: { stateId, state }, onClose }: Of) {
  const { t, i18n } = useLingui()
  const askWhy = useReason()
  const act = useAct(
    (plant, { real = '', reason = '' }: Answers, key) =>
      plant.correctState({ equipmentId, stateId }, { state: real as MachineState, reason }, { key }),
    { onDone: onClose, done: () => ({ what: t`The state is corrected; what the machine said stays known` }) },
  )
  const questions: readonly Question[] = [
    {
      name: 'real',
      label: t`What it really was`,
      options: seen.filter((it) => it !== state).map((it) => ({ id: it, word: i18n._(machineStates[it]) })),
    },
    askWhy,
  ]
  return <Form word={t`Correct the state`} questions={questions} act={act} onClose={onClose} />
}

const said = (comment: string) => (comment.trim() === '' ? {} : { comment: comment.trim() })

interface FormProps {
  readonly word: string
  readonly questions: readonly Question[]
  readonly act: Act<Answers>
  readonly onClose: () => void
}

function Form({ word, questions, act, onClose }: FormProps) {
  const [given, setGiven] = useState<Answers>({})
  const answers = { ...startOf(questions), ...given }
  const lacking = useLacking(questions, answers)
  return (
    <>
      <Questions of={questions} answers={answers} onAnswer={setGiven} />
      <Refused of={act} />
      <Leave onClose={onClose}>
        <Button kind="primary" isBusy={act.isBusy} why={lacking} onPress={() => act.run(answers)}>
          {word}
        </Button>
      </Leave>
    </>
  )
}

const Leave = ({ onClose, children }: { readonly onClose: () => void; readonly children?: ReactNode }) => (
  <div className="acts">
    <Button kind="quiet" onPress={onClose}>
      <Trans>Leave it</Trans>
    </Button>
    {children}
  </div>
)
