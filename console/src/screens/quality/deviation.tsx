import { useLingui } from '@lingui/react/macro'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { DeviationStatus, Disposition, Severity } from '../../../../events/quality.ts'
import type { Plant, Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { TimeLine } from '../../facts/time-line.tsx'
import { useAct } from '../../look/acts.tsx'
import { AskAct, useReason } from '../../look/ask-act.tsx'
import { Asked } from '../../look/asked.tsx'
import { Choice } from '../../look/field.tsx'
import { Said, When } from '../../look/marks.tsx'
import { HoldLinks } from '../../look/named-link.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { type Signed, SignedAct } from '../../look/signed-act.tsx'
import { StateSign } from '../../look/state.tsx'
import { deviationStates, dispositions, severities } from '../../words/states.ts'
import { decimal, unitName } from '../../words/told.ts'
import { Excursion } from './excursion.tsx'
import './quality.css'

type Deviation = Told<'getDeviation'>
type Answers = Readonly<Record<string, string>>

export function DeviationPage() {
  const { deviationId } = useParams({ from: '/deviations/$deviationId' })
  const deviation = useAsk(['deviation', deviationId], (plant) => plant.getDeviation({ deviationId }))
  return <Asked of={deviation}>{(it) => <DeviationShown deviation={it} />}</Asked>
}

const states: readonly DeviationStatus[] = ['open', 'classified', 'investigated', 'dispositioned', 'closed']

function DeviationShown({ deviation }: { readonly deviation: Deviation }) {
  const { t, i18n } = useLingui()
  const { deviationId, title, status, severity, subject, openedAt, closedAt, orderId, breach, override, holds } =
    deviation
  const { description, rootCause, disposition, capaRequired } = deviation
  return (
    <Page
      kind={t`Deviation`}
      id={deviationId}
      title={<Said of={title} />}
      isNamed
      sign={<StateSign look={status === 'closed' ? 'rest' : 'waiting'} word={i18n._(deviationStates[status])} />}
      acts={<Acts deviation={deviation} />}
    >
      <ol className="workflow" aria-label={t`Where it stands`}>
        {states.map((state, at) => (
          <li
            key={state}
            className={at < states.indexOf(status) ? 'past' : ''}
            aria-current={state === status ? 'step' : undefined}
          >
            {i18n._(deviationStates[state])}
          </li>
        ))}
      </ol>
      <Known
        of={[
          [t`About`, <SubjectLink key="subject" of={subject} />],
          [t`Order`, orderId && <SubjectLink of={{ type: 'order', id: orderId }} />],
          [t`Severity`, severity && i18n._(severities[severity])],
          [t`Opened`, <When key="opened" at={openedAt} />],
          [t`Closed`, closedAt && <When at={closedAt} />],
          [
            t`Measured`,
            breach &&
              [
                breach.parameterId,
                decimal(breach.value),
                unitName(breach.unit ?? ''),
                rangeOf(breach.low, breach.high),
                breach.serial,
              ]
                .filter((part) => part)
                .join(' '),
          ],
          [t`Let pass`, override && <Said of={`${override.detail} ${override.reason}`} />],
          [t`Cause`, rootCause && <Said of={rootCause} />],
          [t`Decision`, disposition && i18n._(dispositions[disposition])],
          [t`Corrective action`, capaRequired && t`needed`],
          [t`Holds`, holds.length > 0 && <HoldLinks key="holds" ids={holds} />],
        ]}
      />
      <p className="written">
        <Said of={description} />
      </p>
      {breach?.curve && (
        <Part title={t`How it ran`}>
          <Excursion breach={breach} />
        </Part>
      )}
      <TimeLine subject={{ type: 'deviation', id: deviationId }} />
    </Page>
  )
}

const rangeOf = (low: string | undefined, high: string | undefined) =>
  low === undefined && high === undefined
    ? ''
    : `(${[low, high].map((it) => (it === undefined ? '' : decimal(it))).join(' – ')})`

const SubjectLink = ({ of }: { readonly of: { readonly type: string; readonly id: string } }) => (
  <Link to={pageOf(of)} className="id">
    {of.id}
  </Link>
)

/** The next act of the workflow is the primary one; the others are greyed with what comes before them. */
function Acts({ deviation }: { readonly deviation: Deviation }) {
  const { deviationId, status } = deviation
  const { t, i18n } = useLingui()
  const id = { deviationId }
  const reason = useReason()
  const [severity, setSeverity] = useState<Severity>('minor')
  const said = (what: string) => ({ done: () => ({ what }) })
  const classify = useAct(
    (plant, { reason: why = '' }: Answers, key) => plant.classifyDeviation(id, { severity, reason: why }, { key }),
    said(t`The deviation is classified.`),
  )
  const investigate = useAct(
    (plant, { rootCause = '' }: Answers, key) => plant.investigateDeviation(id, { rootCause }, { key }),
    said(t`The cause is recorded.`),
  )
  const close = useAct(
    (plant, { reason: why = '' }: Answers, key) => plant.closeDeviation(id, { reason: why }, { key }),
    said(t`The deviation is closed.`),
  )
  if (status === 'closed') return null
  const isOpen = status === 'open'
  const isDecided = status === 'dispositioned'
  return (
    <>
      <AskAct
        word={t`Classify`}
        operation="classifyDeviation"
        kind={isOpen ? 'primary' : 'plain'}
        why={isDecided ? t`It is decided` : undefined}
        about={
          <Choice
            label={t`Severity`}
            value={severity}
            onChange={(it) => setSeverity(it as Severity)}
            options={Object.entries(severities).map(([value, word]) => ({ id: value, word: i18n._(word) }))}
          />
        }
        questions={[reason]}
        act={classify}
      />
      <AskAct
        word={t`Record the cause`}
        operation="investigateDeviation"
        why={isOpen ? t`First classify it` : isDecided ? t`It is decided` : undefined}
        questions={[{ name: 'rootCause', label: t`Cause`, isLong: true, least: 3 }]}
        act={investigate}
      />
      <Decide deviation={deviation} why={isOpen ? t`First classify it` : isDecided ? t`It is decided` : undefined} />
      <AskAct
        word={t({ message: 'Close', context: 'act' })}
        operation="closeDeviation"
        kind={isDecided ? 'primary' : 'plain'}
        why={isDecided ? undefined : t`First decide`}
        questions={[reason]}
        act={close}
      />
    </>
  )
}

function Decide({ deviation, why }: { readonly deviation: Deviation; readonly why: string | undefined }) {
  const { t, i18n } = useLingui()
  const { deviationId, orderId } = deviation
  const [disposition, setDisposition] = useState<Disposition>('use-as-is')
  const [rework, setRework] = useState<Rework>()
  const act = useAct(
    (plant, { signature, reason }: Signed, key) =>
      plant.dispositionDeviation(
        { deviationId },
        { disposition, reason, signature, ...(disposition === 'rework' && rework && { rework }) },
        { key },
      ),
    { done: () => ({ what: t`The deviation is decided.` }) },
  )
  return (
    <SignedAct
      word={t`Decide`}
      title={t`Decide about the deviation`}
      operation="dispositionDeviation"
      meaning="dispositioned"
      second="allowed"
      asksReason
      why={why}
      what={
        <div style={{ display: 'grid', gap: 12 }}>
          <Choice
            label={t`Decision`}
            value={disposition}
            onChange={(it) => setDisposition(it as Disposition)}
            options={Object.entries(dispositions).map(([value, word]) => ({ id: value, word: i18n._(word) }))}
          />
          {disposition === 'rework' &&
            orderId !== undefined &&
            (deviation.subject.type === 'unit' ? (
              <StepAgain orderId={orderId} rework={rework} onChange={setRework} />
            ) : (
              <ReworkRecipe rework={rework} onChange={setRework} />
            ))}
        </div>
      }
      act={act}
    />
  )
}

type Rework = NonNullable<Parameters<Plant['dispositionDeviation']>[1]['rework']>

interface ReworkProps {
  readonly rework: Rework | undefined
  readonly onChange: (rework: Rework | undefined) => void
}

/** A unit goes through a step again, and through those behind it. Without one, it is measured again in the step where it stands. */
function StepAgain({ orderId, rework, onChange }: ReworkProps & { readonly orderId: string }) {
  const { t } = useLingui()
  const steps = useAsk(['order', orderId, 'steps'], (plant) => plant.listSteps({ orderId }))
  const begun = steps.data?.items.filter(({ flow, status }) => flow === 'units' && status !== 'waiting') ?? []
  return (
    <Choice
      label={t`From which step on it is done again`}
      value={rework && 'stepIds' in rework ? (rework.stepIds[0] ?? '') : ''}
      onChange={(it) => onChange(it === '' ? undefined : { stepIds: [it] })}
      options={[
        { id: '', word: t`Only what was outside its limits` },
        ...begun.map(({ stepId, name }) => ({ id: stepId, word: name })),
      ]}
    />
  )
}

function ReworkRecipe({ rework, onChange }: ReworkProps) {
  const { t } = useLingui()
  const recipes = useAsk(['recipe', 'list'], (plant) => plant.listRecipes({ limit: '200' }))
  return (
    <Choice
      label={t`By which recipe`}
      value={rework && 'recipeId' in rework ? rework.recipeId : ''}
      onChange={(recipeId) => onChange(recipeId === '' ? undefined : { recipeId })}
      options={[
        { id: '', word: '–' },
        ...(recipes.data?.items ?? []).map(({ recipeId: one }) => ({ id: one, word: one })),
      ]}
    />
  )
}
