import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ChangeEffect } from '../../../../events/change.ts'
import type { Told } from '../../api/client.ts'
import { usePeople } from '../../api/named.ts'
import { useAll, useAsk, useMay } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, type Question, useReason } from '../../look/ask-act.tsx'
import { Asked } from '../../look/asked.tsx'
import { Choice } from '../../look/field.tsx'
import { Said, When } from '../../look/marks.tsx'
import { Part } from '../../look/page.tsx'
import { type Signed, SignedAct } from '../../look/signed-act.tsx'
import { type Look, StateSign } from '../../look/state.tsx'
import type { Order } from './order.tsx'

type Change = Told<'listChanges'>['items'][number]
type Difference = NonNullable<Told<'getChange'>['difference']>

const looks: Readonly<Record<Change['status'], Look>> = {
  proposed: 'waiting',
  reviewed: 'waiting',
  approved: 'rest',
  rejected: 'stopped',
  withdrawn: 'rest',
}

function useEffectWords(): Readonly<Record<ChangeEffect, string>> {
  const { t } = useLingui()
  return {
    'next-batch': t`from the next order on`,
    'remaining-quantity': t`for the quantity that is not begun`,
    immediately: t`at once`,
  }
}

/** Proposes that the order goes over to another version of its recipe; it stays as it is until quality has approved. */
export function ProposeChange({ order: { orderId, recipeId, version } }: { readonly order: Order }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const effects = useEffectWords()
  const may = useMay('proposeChange')
  const versions = useAll(
    ['recipe', recipeId, 'list'],
    (plant, page) => plant.listRecipeVersions({ recipeId }, page),
    may,
  )
  const others = (versions.data?.items ?? []).filter(
    (it) => (it.status === 'approved' || it.status === 'effective') && it.version !== version,
  )
  const [effect, setEffect] = useState<ChangeEffect>('immediately')
  const act = useAct(
    (plant, { to = '', reason = '' }: Answers, key) =>
      plant.proposeChange({ orderId }, { version: to, effect, reason }, { key }),
    { done: () => ({ what: t`The change of ${orderId} is proposed; somebody else reviews it` }) },
  )
  const questions: readonly Question[] = [
    {
      name: 'to',
      label: t`To which version`,
      options: others.map((it) => ({ id: it.version, word: recipeId })),
      start: others.at(-1)?.version ?? '',
    },
    askWhy,
  ]
  return (
    <AskAct
      word={t`Change the recipe`}
      operation="proposeChange"
      why={others.length === 0 ? t`No other version of the recipe is approved` : undefined}
      about={
        <Choice
          label={t`From when`}
          value={effect}
          onChange={(it) => setEffect(it as ChangeEffect)}
          options={Object.entries(effects).map(([id, word]) => ({ id, word }))}
        />
      }
      questions={questions}
      act={act}
    />
  )
}

/** What was proposed for this order and what came of it. Nothing is there while nobody has proposed anything. */
export function Changes({ orderId }: { readonly orderId: string }) {
  const { t } = useLingui()
  const changes = useAsk(['order', orderId, 'changes'], (plant) => plant.listChanges({ orderId }))
  const items = changes.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Part title={t`Changes of the recipe`}>
      {items.map((it) => (
        <ChangeShown key={it.changeId} change={it} />
      ))}
    </Part>
  )
}

function ChangeShown({ change }: { readonly change: Change }) {
  const { t } = useLingui()
  const effects = useEffectWords()
  const nameOf = usePeople()
  const { orderId, changeId, recipeId, from, version, effect, reason, status, proposedBy, proposedAt } = change
  const words: Readonly<Record<Change['status'], string>> = {
    proposed: t`Waits for review`,
    reviewed: t`Waits for quality`,
    approved: t({ message: 'Approved', context: 'change' }),
    rejected: t`Rejected`,
    withdrawn: t`Withdrawn`,
  }
  const isOpen = status === 'proposed' || status === 'reviewed'
  return (
    <section className="order-change" aria-label={t`Change ${changeId}`}>
      <header>
        <StateSign look={looks[status]} word={words[status]} />
        <b>
          <Trans>
            Version {from} to {version}, {effects[effect]}
          </Trans>
        </b>
        <Link
          to="/recipes/$recipeId/versions/$version/changes"
          params={{ recipeId, version }}
          search={{ against: from }}
        >
          <Trans>Compare them whole</Trans>
        </Link>
        <span className="push" />
        {isOpen && <ChangeActs change={change} />}
      </header>
      <p>
        <Said of={reason} />
      </p>
      <p className="label">
        <Trans>
          proposed by {nameOf(proposedBy)}, <When at={proposedAt} />
        </Trans>
        {change.review && (
          <Trans>
            {' '}
            · reviewed by {change.review.name}, <When at={change.review.signedAt} />
          </Trans>
        )}
        {change.decision && (
          <Trans>
            {' '}
            · decided by {change.decision.name}, <When at={change.decision.signedAt} />
          </Trans>
        )}
      </p>
      {isOpen && <WhatItDoes orderId={orderId} changeId={changeId} />}
    </section>
  )
}

/** What is different step by step, and what stands against it now. */
function WhatItDoes({ orderId, changeId }: { readonly orderId: string; readonly changeId: string }) {
  const { t } = useLingui()
  const change = useAsk(['order', orderId, 'changes', changeId], (plant) => plant.getChange({ orderId, changeId }))
  return (
    <Asked of={change}>
      {({ difference, violations }) => (
        <>
          {difference && <DifferenceShown of={difference} />}
          {violations.length > 0 && (
            <>
              <b>{t`What stands against it now`}</b>
              <ul className="why">
                {violations.map(({ code, detail }) => (
                  <li key={`${code} ${detail}`}>
                    <Said of={detail} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Asked>
  )
}

function DifferenceShown({ of: { added, removed, changed } }: { readonly of: Difference }) {
  const rows = [
    ...added.map(({ stepId, name }) => ({ stepId, what: <Trans>New step: {name}</Trans> })),
    ...removed.map(({ stepId, name }) => ({ stepId, what: <Trans>No longer a step: {name}</Trans> })),
    ...changed.map(({ stepId, fields }) => ({
      stepId,
      what: <Trans>Changed: {fields.map(({ field }) => field).join(', ')}</Trans>,
    })),
  ]
  return rows.length === 0 ? (
    <p className="label">
      <Trans>Its steps are the same.</Trans>
    </p>
  ) : (
    <ul className="entries">
      {rows.map(({ stepId, what }) => (
        <li key={stepId}>
          <span className="id">{stepId}</span>
          <span>{what}</span>
        </li>
      ))}
    </ul>
  )
}

/** A second person reviews, and quality decides; who proposed it may take it back. */
function ChangeActs({ change: { orderId, changeId, from, version, status } }: { readonly change: Change }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const id = { orderId, changeId }
  const review = useAct(
    (plant, { reason, signature }: Signed, key) =>
      plant.reviewChange(id, { ...(reason.trim() !== '' && { comment: reason }), signature }, { key }),
    { done: () => ({ what: t`The change is reviewed; quality decides` }) },
  )
  const approve = useAct((plant, { signature }: Signed, key) => plant.approveChange(id, { signature }, { key }), {
    done: () => ({ what: t`The change is approved and takes effect` }),
  })
  const reject = useAct(
    (plant, { reason, signature }: Signed, key) => plant.rejectChange(id, { reason, signature }, { key }),
    {
      done: () => ({ what: t`The change is rejected` }),
    },
  )
  const withdraw = useAct((plant, { reason = '' }: Answers, key) => plant.withdrawChange(id, { reason }, { key }), {
    done: () => ({ what: t`The change is withdrawn` }),
  })
  const what = (
    <Trans>
      <span className="id">{orderId}</span>: version {from} to {version}
    </Trans>
  )
  return (
    <span className="acts">
      {status === 'proposed' && (
        <SignedAct
          word={t`Review the change`}
          operation="reviewChange"
          meaning="reviewed"
          kind="primary"
          what={what}
          comment={t`Comment`}
          act={review}
        />
      )}
      <SignedAct
        word={t`Approve the change`}
        operation="approveChange"
        meaning="approved"
        kind="primary"
        why={status === 'proposed' ? t`Somebody reviews it first` : undefined}
        what={what}
        act={approve}
      />
      <SignedAct
        word={t`Reject the change`}
        operation="rejectChange"
        meaning="rejected"
        kind="grave"
        asksReason
        what={what}
        act={reject}
      />
      <AskAct word={t`Withdraw it`} operation="withdrawChange" questions={[askWhy]} act={withdraw} />
    </span>
  )
}
