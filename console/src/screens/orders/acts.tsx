import { useLingui } from '@lingui/react/macro'
import { useAct } from '../../look/acts.tsx'
import { AskAct, useReason } from '../../look/ask-act.tsx'
import { amount } from '../../words/told.ts'
import { ProposeChange } from './change.tsx'
import type { Order } from './order.tsx'

/** What may be done with an order in its state. Who may not do it does not see it; what the plant refuses says why. */
export function OrderActs({ order }: { readonly order: Order }) {
  const { t } = useLingui()
  const { orderId, status, quantity } = order
  const id = { orderId }
  const reason = useReason()
  const said = (what: string) => ({ done: () => ({ what: t`${orderId}: ${what}` }) })

  const release = useAct<object, unknown>((plant, _, key) => plant.releaseOrder(id, {}, { key }), said(t`released`))
  const start = useAct<object, unknown>((plant, _, key) => plant.startOrder(id, {}, { key }), said(t`started`))
  const resume = useAct<object, unknown>((plant, _, key) => plant.resumeOrder(id, {}, { key }), said(t`resumed`))
  const complete = useAct<object, unknown>((plant, _, key) => plant.completeOrder(id, {}, { key }), said(t`completed`))
  const close = useAct<object, unknown>((plant, _, key) => plant.closeOrder(id, {}, { key }), said(t`closed`))
  const pause = useAct((plant, { reason: why = '' }: Answers, key) => plant.pauseOrder(id, { reason: why }, { key }), {
    done: () => ({ what: t`${orderId} stands`, takeBack: { word: t`Resume`, act: () => resume.run({}) } }),
  })
  const abort = useAct(
    (plant, { reason: why = '' }: Answers, key) => plant.abortOrder(id, { reason: why }, { key }),
    said(t`aborted`),
  )
  const cancel = useAct(
    (plant, { reason: why = '' }: Answers, key) => plant.cancelOrder(id, { reason: why }, { key }),
    said(t`cancelled`),
  )
  const closeShort = useAct(
    (plant, { reason: why = '' }: Answers, key) => plant.closeShort(id, { reason: why }, { key }),
    said(t`closed short`),
  )
  const change = useAct(
    (plant, { value = '', reason: why = '' }: Answers, key) =>
      plant.changeQuantity(id, { quantity: { value, unit: quantity.unit }, reason: why }, { key }),
    { done: (_, { value = '' }) => ({ what: t`${orderId} is for ${amount({ value, unit: quantity.unit })} now` }) },
  )
  const split = useAct(
    (plant, { value = '', orderId: part = '', reason: why = '' }: Answers, key) =>
      plant.splitOrder(id, { orderId: part, quantity: { value, unit: quantity.unit }, reason: why }, { key }),
    { done: (_, { orderId: part = '' }) => ({ what: t`Order ${part} was split off ${orderId}` }) },
  )
  const prioritize = useAct(
    (plant, { priority = '', reason: why = '' }: Answers, key) =>
      plant.prioritizeOrder(id, { priority: Number(priority), reason: why }, { key }),
    { done: (_, { priority = '' }) => ({ what: t`${orderId} has priority ${priority} now` }) },
  )
  const comment = useAct(
    (plant, { text = '' }: Answers, key) => plant.commentOrder(id, { text }, { key }),
    said(t`commented`),
  )

  const unit = quantity.unit === '{each}' ? '' : quantity.unit
  const isOpen = status === 'created' || status === 'released' || status === 'running' || status === 'held'
  const isAtWork = status === 'running' || status === 'held'
  return (
    <>
      {status === 'created' && (
        <AskAct
          word={t({ message: 'Release', context: 'order' })}
          operation="releaseOrder"
          kind="primary"
          act={release}
        />
      )}
      {status === 'released' && <AskAct word={t`Start`} operation="startOrder" kind="primary" act={start} />}
      {status === 'running' && (
        <AskAct
          word={t({ message: 'Pause', context: 'act' })}
          operation="pauseOrder"
          questions={[reason]}
          act={pause}
        />
      )}
      {status === 'held' && <AskAct word={t`Resume`} operation="resumeOrder" act={resume} />}
      {isAtWork && (
        <AskAct word={t({ message: 'Complete', context: 'act' })} operation="completeOrder" act={complete} />
      )}
      {isOpen && (
        <>
          <AskAct
            word={t`Change the quantity`}
            operation="changeQuantity"
            questions={[
              { name: 'value', label: t`New quantity`, keys: 'decimal', unit, start: quantity.value },
              reason,
            ]}
            act={change}
          />
          <AskAct
            word={t`Split off`}
            operation="splitOrder"
            questions={[
              { name: 'value', label: t`Quantity of the new order`, keys: 'decimal', unit },
              { name: 'orderId', label: t`Its order number`, start: `${orderId}-2` },
              reason,
            ]}
            act={split}
          />
          <AskAct
            word={t`Priority`}
            operation="prioritizeOrder"
            questions={[{ name: 'priority', label: t`Priority (1 comes first)`, keys: 'numeric' }, reason]}
            act={prioritize}
          />
        </>
      )}
      {isOpen && status !== 'created' && <ProposeChange order={order} />}
      {(status === 'created' || status === 'released') && (
        <AskAct word={t`Cancel the order`} operation="cancelOrder" questions={[reason]} kind="grave" act={cancel} />
      )}
      {isAtWork && (
        <>
          <AskAct word={t`Close short`} operation="closeShort" questions={[reason]} act={closeShort} />
          <AskAct word={t`Abort`} operation="abortOrder" questions={[reason]} kind="grave" act={abort} />
        </>
      )}
      {status === 'completed' && (
        <AskAct word={t({ message: 'Close', context: 'act' })} operation="closeOrder" act={close} />
      )}
      <AskAct
        word={t`Comment`}
        operation="commentOrder"
        questions={[{ name: 'text', label: t`Comment`, isLong: true }]}
        act={comment}
      />
    </>
  )
}

type Answers = Readonly<Record<string, string>>
