import { plural } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { useAsk, useMay } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { FactRow } from '../../facts/time-line.tsx'
import { useAct } from '../../look/acts.tsx'
import { Asked } from '../../look/asked.tsx'
import { Amount, Said, When } from '../../look/marks.tsx'
import { Known, Part } from '../../look/page.tsx'
import { type Signed, SignedAct } from '../../look/signed-act.tsx'
import { type Look, StateSign } from '../../look/state.tsx'
import { exceptionKinds, exceptionStates } from '../../words/states.ts'
import { decimal, unitName } from '../../words/told.ts'
import './review.css'

type Record = Told<'getBatchRecord'>
type Exception = Record['exceptions'][number]
type Fact = Record['facts'][number]

/** The record of a batch for quality: what is not as the recipe wants it comes first, the record beside it, and then the decision. */
export function Review() {
  const { orderId } = useParams({ from: '/batches/$orderId' })
  const record = useAsk(['batch', orderId, 'record'], (plant) => plant.getBatchRecord({ orderId }))
  return <Asked of={record}>{(it) => <ReviewShown record={it} />}</Asked>
}

const looks: Readonly<{ [Status in Exception['status']]: Look }> = {
  open: 'stopped',
  'to-review': 'waiting',
  reviewed: 'running',
  'for-information': 'rest',
}

function ReviewShown({ record }: { readonly record: Record }) {
  const { t } = useLingui()
  const materials = useMaterials()
  const { orderId, product, quantity, decision, exceptions, integrity } = record
  const { look: chosen }: { readonly look?: string } = useSearch({ strict: false })
  const toLookAt = exceptions.filter(({ status }) => status !== 'for-information')
  const shown =
    exceptions.find(({ exceptionId }) => exceptionId === chosen) ??
    toLookAt.find(({ status }) => status !== 'reviewed') ??
    toLookAt[0]
  const others = exceptions.filter(({ status }) => status === 'for-information')
  const entries = integrity.entries
  return (
    <div className="review">
      <header>
        <h1>
          <Trans>
            Batch <span className="id">{orderId}</span>
          </Trans>
        </h1>
        <span>
          {materials.of(product)?.name ?? product}, <Amount of={quantity} />
        </span>
        {decision === undefined ? (
          <StateSign look="waiting" word={t`Waits for release`} />
        ) : decision === 'released' ? (
          <StateSign look="rest" word={t`Released`} />
        ) : (
          <StateSign look="stopped" word={t`Rejected`} />
        )}
        <span className="push label">
          {integrity.intact
            ? t`${entries} entries of the order itself, none missing and none changed`
            : t`The record has been changed`}
        </span>
      </header>
      <nav aria-label={t`Exceptions`}>
        <p className="label">
          {toLookAt.length === 0
            ? t`Everything is as the recipe wants it.`
            : t`${plural(toLookAt.length, { one: '# to look at', other: '# to look at' })}; everything else is as the recipe wants it.`}
        </p>
        {toLookAt.map((it) => (
          <Exceptional key={it.exceptionId} exception={it} isShown={it === shown} />
        ))}
        {others.length > 0 && (
          <details open={shown?.status === 'for-information'}>
            <summary className="label">{t`For information: ${others.length}`}</summary>
            {others.map((it) => (
              <Exceptional key={it.exceptionId} exception={it} isShown={it === shown} />
            ))}
          </details>
        )}
      </nav>
      <section aria-label={t`The exception and the record`}>
        {shown && <ExceptionShown exception={shown} record={record} />}
        <Steps record={record} />
      </section>
      <aside aria-label={t`Your review`}>
        {shown && <ReviewOne orderId={orderId} exception={shown} isDecided={decision !== undefined} />}
        <Decision record={record} />
      </aside>
    </div>
  )
}

function Exceptional({ exception, isShown }: { readonly exception: Exception; readonly isShown: boolean }) {
  const navigate = useNavigate()
  const { exceptionId, status, title, at } = exception
  return (
    <button
      type="button"
      className={`exception ${status}`}
      aria-current={isShown}
      onClick={() => void navigate({ to: '.', search: { look: exceptionId }, replace: true })}
    >
      <ExceptionSign exception={exception} />
      <b>
        <Said of={title} />
      </b>
      <When at={at} />
    </button>
  )
}

function ExceptionSign({ exception: { status, kind } }: { readonly exception: Exception }) {
  const { i18n } = useLingui()
  const word = status === 'reviewed' ? i18n._(exceptionStates.reviewed) : i18n._(exceptionKinds[kind])
  return <StateSign look={looks[status]} word={word} />
}

function ExceptionShown({ exception, record }: { readonly exception: Exception; readonly record: Record }) {
  const { t, i18n } = useLingui()
  const { title, kind, status, ref, count, at } = exception
  // The facts of the order are the record beside it; those of a deviation or lot stand with the exception.
  const about = record.facts.filter(
    ({ subject }) => ref.type !== 'order' && subject.type === ref.type && subject.id === ref.id,
  )
  return (
    <article>
      <h2>
        <Said of={title} />
      </h2>
      <Known
        of={[
          [t`Kind`, i18n._(exceptionKinds[kind])],
          [t`Status`, i18n._(exceptionStates[status])],
          [t`When`, <When key="at" at={at} withSeconds />],
          [t`How many`, count],
          [
            t`About`,
            <Link key="ref" to={pageOf(ref)} className="id">
              {ref.id}
            </Link>,
          ],
        ]}
      />
      {about.length > 0 && (
        <ol className="facts">
          {about.map((fact) => (
            <FactRow key={fact.factId} fact={fact} of={ref} />
          ))}
        </ol>
      )}
    </article>
  )
}

/** The record step by step; each can be opened. */
function Steps({ record: { orderId, steps, facts, values } }: { readonly record: Record }) {
  const { t } = useLingui()
  const stepOf = ({ data }: Fact) => ('stepId' in data ? String(data.stepId) : '')
  const bySteps = Map.groupBy(facts, (it) => (steps.some(({ stepId }) => stepId === stepOf(it)) ? stepOf(it) : ''))
  const ofNoStep = bySteps.get('') ?? []
  const own = facts.filter(({ subject }) => subject.type === 'order' && subject.id === orderId).length
  const others = facts.length - own
  return (
    <Part title={t({ message: 'Record', context: 'document' })}>
      <p className="label">
        {others === 0
          ? t`${plural(facts.length, { one: '# entry', other: '# entries' })} of the order itself.`
          : t`${plural(facts.length, { one: '# entry', other: '# entries' })}: ${own} of the order itself, ${others} of its lots, deviations and holds.`}
      </p>
      {steps.map(({ stepId, name }) => {
        const own = bySteps.get(stepId) ?? []
        const measured = values.filter((it) => it.stepId === stepId)
        return (
          <details key={stepId} className="step">
            <summary>
              <b>{name}</b> <span className="id label">{stepId}</span>
              <EntryCount of={own} />
            </summary>
            {measured.length > 0 && (
              <ul className="measured">
                {measured.map(({ parameterId, serial, lowest, highest, mean, count, unit }) => (
                  <li key={`${parameterId} ${serial}`}>
                    <b>{parameterId}</b> {serial !== undefined && <span className="id">{serial}</span>}
                    {decimal(lowest.value)} – {decimal(highest.value)} {unitName(unit)}{' '}
                    <span className="label">{t`mean ${shortened(mean)}, ${plural(count, { one: '# value', other: '# values' })}`}</span>
                  </li>
                ))}
              </ul>
            )}
            <ol className="facts">
              {own.map((fact) => (
                <FactRow key={fact.factId} fact={fact} of={fact.subject} />
              ))}
            </ol>
          </details>
        )
      })}
      {ofNoStep.length > 0 && (
        <details className="step">
          <summary>
            <b>
              <Trans>Of no step alone</Trans>
            </b>
            <EntryCount of={ofNoStep} />
          </summary>
          <ol className="facts">
            {ofNoStep.map((fact) => (
              <FactRow key={fact.factId} fact={fact} of={fact.subject} />
            ))}
          </ol>
        </details>
      )}
    </Part>
  )
}

const EntryCount = ({ of }: { readonly of: readonly Fact[] }) => (
  <span className="push label">
    <Plural value={of.length} one="# entry" other="# entries" />
  </span>
)

/** A mean of twelve decimals says no more than one of four. */
const shortened = (value: string) => decimal(value.replace(/(\.\d{4})\d+$/, '$1'))

function ReviewOne({
  orderId,
  exception,
  isDecided,
}: {
  readonly orderId: string
  readonly exception: Exception
  readonly isDecided: boolean
}) {
  const { t } = useLingui()
  const may = useMay('reviewException')
  const { exceptionId, title, status } = exception
  const act = useAct(
    (plant, { signature, reason: comment }: Signed, key) =>
      plant.reviewException({ orderId, exceptionId }, { comment, signature }, { key }),
    { done: () => ({ what: t`Reviewed: ${title}` }) },
  )
  if (!may || isDecided || status === 'for-information') return null
  const why =
    status === 'reviewed'
      ? t`It is reviewed`
      : status === 'open'
        ? t`It is still open: first its deviation is closed`
        : undefined
  return (
    <Part title={t`Your review`}>
      <p className="label">
        <Trans>Each exception has a comment and a signature of its own.</Trans>
      </p>
      <SignedAct
        key={exceptionId}
        word={t`Comment and sign this one`}
        title={t`Review the exception`}
        operation="reviewException"
        meaning="reviewed"
        what={<Said of={title} />}
        comment={t`Comment`}
        why={why}
        act={act}
      />
    </Part>
  )
}

function Decision({ record }: { readonly record: Record }) {
  const { orderId, exceptions, decision, produced, product } = record
  const { t } = useLingui()
  const may = useMay('releaseBatch')
  const materials = useMaterials()
  const left = exceptions.filter(({ status }) => status === 'open' || status === 'to-review').length
  const release = useAct(
    (plant, { signature }: Signed, key) => plant.releaseBatch({ orderId }, { signature }, { key }),
    { done: () => ({ what: t`Batch ${orderId} is released.` }) },
  )
  const reject = useAct(
    (plant, { signature, reason }: Signed, key) => plant.rejectBatch({ orderId }, { reason, signature }, { key }),
    { done: () => ({ what: t`Batch ${orderId} is rejected.` }) },
  )
  const lots = Object.entries(produced)
  const what = (
    <>
      {materials.of(product)?.name ?? product}{' '}
      {lots.map(([lotId, it]) => (
        <span key={lotId}>
          <Amount of={it} /> <span className="id">{lotId}</span>{' '}
        </span>
      ))}
    </>
  )
  if (decision !== undefined) return <Decided record={record} />
  if (!may) return null
  return (
    <Part title={t`Release the batch`}>
      <SignedAct
        word={t`Sign and release`}
        title={t`Release the batch`}
        operation="releaseBatch"
        meaning="released"
        kind="primary"
        second="allowed"
        what={what}
        why={left > 0 ? t`Not yet: ${left} to review` : undefined}
        act={release}
      />
      <SignedAct
        word={t`Reject`}
        title={t`Reject the batch`}
        operation="rejectBatch"
        meaning="rejected"
        kind="grave"
        what={what}
        asksReason
        act={reject}
      />
    </Part>
  )
}

/** Who has decided by signature, and when, as the record has it. */
function Decided({ record: { decision, signatures } }: { readonly record: Record }) {
  const { t } = useLingui()
  const isReleased = decision === 'released'
  const signed = signatures.filter(({ fact }) => fact === `andon.batch.${decision}.v1`)
  return (
    <Part title={t`Decision`}>
      <p>{isReleased ? t`The batch is released.` : t`The batch is rejected.`}</p>
      {signed.map(({ personId, name, signedAt }) => (
        <p key={personId}>
          <Trans>
            Signed by <b>{name}</b>, <When at={signedAt} />
          </Trans>
        </p>
      ))}
    </Part>
  )
}
