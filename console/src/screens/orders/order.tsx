import { Trans, useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { TimeLine } from '../../facts/time-line.tsx'
import { Asked } from '../../look/asked.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Amount, Until, When } from '../../look/marks.tsx'
import { DeviationLink, HoldLinks, MaterialLink } from '../../look/named-link.tsx'
import { OrderSign } from '../../look/order-sign.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { OrderActs } from './acts.tsx'
import { Changes } from './change.tsx'
import './order.css'
import { Steps } from './steps.tsx'

export type Order = Told<'getOrder'>

export function OrderPage() {
  const { orderId } = useParams({ from: '/orders/$orderId' })
  const order = useAsk(['order', orderId], (plant) => plant.getOrder({ orderId }))
  return <Asked of={order}>{(it) => <OrderShown order={it} />}</Asked>
}

function OrderShown({ order }: { readonly order: Order }) {
  const { t } = useLingui()
  const { orderId, status, product, quantity, recipeId, version, dueAt, priority, holds } = order
  const produced = 'produced' in order ? Object.entries(order.produced) : []
  const deviations = 'deviations' in order ? Object.entries(order.deviations) : []
  return (
    <Page kind={t`Order`} id={orderId} sign={<OrderSign status={status} />} acts={<OrderActs order={order} />}>
      <Known
        of={[
          [t`Product`, <MaterialLink key="id" id={product} />],
          [t`Quantity`, <Amount key="amount" of={quantity} />],
          [
            t`Recipe`,
            <IdLink key="recipe" type="recipe" id={version === undefined ? recipeId : `${recipeId}@${version}`} />,
          ],
          [t`Due`, dueAt && <Until at={dueAt} />],
          [t`Priority`, priority],
          [t`Ready`, 'releasedAt' in order && order.releasedAt && <When at={order.releasedAt} />],
          [t`Started`, 'startedAt' in order && order.startedAt && <When at={order.startedAt} />],
          [t`Ended`, 'endedAt' in order && order.endedAt && <When at={order.endedAt} />],
          [
            t`Made`,
            produced.length > 0 &&
              produced.map(([lotId, it]) => (
                <div key={lotId}>
                  <Amount of={it} /> <IdLink type="lot" id={lotId} />
                </div>
              )),
          ],
          [t`Holds`, holds.length > 0 && <HoldLinks key="holds" ids={holds} />],
          [
            t`Deviations`,
            deviations.length > 0 &&
              deviations.map(([id, state]) => (
                <div key={id}>
                  <DeviationLink id={id} /> · {state === 'open' ? t`open` : t`closed`}
                </div>
              )),
          ],
          [
            t`Batch`,
            'decision' in order && order.decision && (order.decision === 'released' ? t`released` : t`rejected`),
          ],
        ]}
      />
      {status === 'created' ? (
        <p className="nothing">
          <Trans>
            The order has not been released. Its steps come with the version of the recipe that its release chooses.
          </Trans>
        </p>
      ) : (
        <Part title={t`Steps`}>
          <Steps orderId={orderId} />
        </Part>
      )}
      {status !== 'created' && <Changes orderId={orderId} />}
      {status !== 'created' && <Materials orderId={orderId} />}
      <TimeLine subject={{ type: 'order', id: orderId }} />
    </Page>
  )
}

/** What went in and what came out, as the balance of the order has it. */
function Materials({ orderId }: { readonly orderId: string }) {
  const { t } = useLingui()
  const balance = useAsk(['order', orderId, 'balance'], (plant) => plant.getOrderBalance({ orderId }))
  return (
    <Part title={t`Materials`}>
      <Asked
        of={balance}
        empty={{
          when: ({ inputs, outputs }) => inputs.length + outputs.length === 0,
          say: <Trans>Nothing has been used or made yet.</Trans>,
        }}
      >
        {({ inputs, outputs, samples }) => (
          <div className="balance">
            <Entries title={t`Used`} of={inputs} />
            <Entries title={t`Made`} of={outputs} />
            <Entries title={t`Samples`} of={samples} />
          </div>
        )}
      </Asked>
    </Part>
  )
}

type Entry = Told<'getOrderBalance'>['inputs'][number]

const Entries = ({ title, of }: { readonly title: string; readonly of: readonly Entry[] }) =>
  of.length > 0 && (
    <div>
      <h3 className="label">{title}</h3>
      <ul className="entries">
        {of.map(({ lotId, materialId, quantity, use }) => (
          <li key={`${lotId} ${use}`}>
            <MaterialLink id={materialId} /> <IdLink type="lot" id={lotId} /> <Amount of={quantity} />
          </li>
        ))}
      </ul>
    </div>
  )
