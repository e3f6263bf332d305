import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { Refused, useAct } from '../../look/acts.tsx'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { TextField } from '../../look/field.tsx'
import { leastReason } from '../../look/given.ts'
import { Said, Until, When } from '../../look/marks.tsx'
import { StateSign } from '../../look/state.tsx'
import { duration } from '../../words/told.ts'
import type { PlannedOrder } from './plan.ts'

/** Where an order is to go: before or after another one. */
export interface Place {
  readonly order: PlannedOrder
  readonly other: PlannedOrder
  readonly side: 'before' | 'after'
}

interface Props {
  readonly place: Place
  readonly onPlace: (place: Place) => void
  readonly onClose: () => void
}

type Proposed = NonNullable<Told<'getOrderPlan'>['proposal']>

/** What the place would change, by the judgement of the plant; then the act, with its reason. */
export function Proposal({ place, onPlace, onClose }: Props) {
  const { t } = useLingui()
  const { order, other, side } = place
  const { orderId } = order
  const title = side === 'before' ? t`${orderId} before ${other.orderId}?` : t`${orderId} after ${other.orderId}?`
  const found = useAsk(['schedule', 'proposal', orderId, side, other.orderId], (plant) =>
    plant.getOrderPlan({ orderId }, side === 'before' ? { before: other.orderId } : { after: other.orderId }),
  )
  return (
    <Dialog title={title} isOpen isWide onClose={onClose}>
      <Asked of={found}>
        {({ proposal }) => proposal && <Judged place={place} proposal={proposal} onClose={onClose} />}
      </Asked>
      {found.isError && (
        <div className="acts">
          <Button kind="quiet" onPress={onClose}>
            <Trans>Leave it</Trans>
          </Button>
          {side === 'after' && (
            <Button onPress={() => onPlace({ order: other, other: order, side: 'before' })}>
              {t`Bring ${other.orderId} forward instead`}
            </Button>
          )}
        </div>
      )}
    </Dialog>
  )
}

interface JudgedProps {
  readonly place: Place
  readonly proposal: Proposed
  readonly onClose: () => void
}

function Judged({ place: { order, other, side }, proposal, onClose }: JudgedProps) {
  const { t } = useLingui()
  const [reason, setReason] = useState('')
  const { orderId } = order
  const none = t({ message: 'none', context: 'priority' })
  const [then, now] = [proposal.priority ?? none, order.priority ?? none]
  const back = useAct(
    (plant, said: string, key) =>
      plant.prioritizeOrder({ orderId }, { priority: order.priority ?? null, reason: said }, { key }),
    { done: () => ({ what: t`${orderId} has its priority of before` }) },
  )
  const act = useAct(
    (plant, said: string, key) =>
      plant.prioritizeOrder({ orderId }, { priority: proposal.priority ?? null, reason: said }, { key }),
    {
      onDone: onClose,
      done: (_, said) => ({
        what:
          side === 'before' ? t`${orderId} comes before ${other.orderId}` : t`${orderId} comes after ${other.orderId}`,
        takeBack: { word: t`Take back`, act: () => back.run(t`Taken back: ${said}`) },
      }),
    },
  )
  const worse = proposal.moved.filter((it) => it.worse).length
  return (
    <>
      <p>
        {then === now ? (
          <Trans>Its priority stays {now}: it is there already.</Trans>
        ) : (
          <Trans>
            Its priority becomes {then} (now {now}).
          </Trans>
        )}{' '}
        {worse === 0 && <Trans>No order becomes late by it.</Trans>}
      </p>
      <table className="moved">
        <thead>
          <tr>
            <th>
              <Trans>Order</Trans>
            </th>
            <th>
              <Trans>Due</Trans>
            </th>
            <th>
              <Trans>Ends now</Trans>
            </th>
            <th>
              <Trans>Then</Trans>
            </th>
            <th />
          </tr>
        </thead>
        <tbody>
          {proposal.moved.map((it) => (
            <tr key={it.orderId} className={it.worse ? 'warn' : ''}>
              <th scope="row" className="id">
                {it.orderId}
              </th>
              <td>{it.dueAt && <Until at={it.dueAt} />}</td>
              <td>{it.plannedEndNow ? <When at={it.plannedEndNow} /> : none}</td>
              <td>{it.plannedEnd ? <When at={it.plannedEnd} /> : none}</td>
              <td>
                <Lateness of={it} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {proposal.infeasible.length > 0 && (
        <ul className="plan-reasons">
          {proposal.infeasible.map(({ orderId: id, cause, stepId, detail }) => (
            <li key={`${id} ${cause} ${stepId}`}>
              <Said of={detail} />
            </li>
          ))}
        </ul>
      )}
      <TextField label={t`Reason`} least={leastReason} value={reason} onChange={setReason} isLong />
      <Refused of={act} />
      <div className="acts">
        <Button kind="quiet" onPress={onClose}>
          <Trans>Leave it</Trans>
        </Button>
        <Button
          kind="primary"
          isBusy={act.isBusy}
          why={then === now ? t`Nothing changes` : reason.trim().length < leastReason ? t`Missing: Reason` : undefined}
          onPress={() => act.run(reason)}
        >
          {worse > 0 ? t`Do it, and let them be late` : t`Do it`}
        </Button>
      </div>
    </>
  )
}

function Lateness({
  of: { plannedEnd, lateBySeconds, lateBySecondsNow, worse },
}: {
  readonly of: Proposed['moved'][number]
}) {
  const { t } = useLingui()
  if (worse)
    return (
      <StateSign
        look="waiting"
        word={
          plannedEnd === undefined
            ? t`No end in the plan`
            : lateBySecondsNow === undefined
              ? t`becomes ${duration((lateBySeconds ?? 0) * 1000)} late`
              : t`${duration((lateBySeconds ?? 0) * 1000)} late, not ${duration(lateBySecondsNow * 1000)}`
        }
      />
    )
  if (lateBySecondsNow === undefined) return null
  return lateBySeconds === undefined ? (
    <Trans>in time, not late</Trans>
  ) : (
    t`${duration(lateBySeconds * 1000)} late, not ${duration(lateBySecondsNow * 1000)}`
  )
}
