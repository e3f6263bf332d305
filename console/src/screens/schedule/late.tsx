import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMaterials } from '../../api/named.ts'
import { useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { Amount, Said, Until, When } from '../../look/marks.tsx'
import { Part } from '../../look/page.tsx'
import { StateSign } from '../../look/state.tsx'
import { duration } from '../../words/told.ts'
import { inTrouble, type Plan, type PlannedOrder, reasonsOf } from './plan.ts'

/** The orders that will be late, have no place in the plan or lack material, each with the reasons of the plan. */
export function Late({ plan }: { readonly plan: Plan }) {
  const { t } = useLingui()
  const orders = inTrouble(plan)
  const { uncheckedMaterials = [] } = plan
  return (
    <Part title={t`Late, and why`}>
      {orders.length === 0 ? (
        <p className="nothing">
          {plan.orders.length === 0 ? (
            <Trans>No order is released, so nothing is planned.</Trans>
          ) : (
            <Plural
              value={plan.orders.length}
              one="The one order of the plan ends in time, and has its material."
              other="All # orders of the plan end in time, and have their material."
            />
          )}
        </p>
      ) : (
        <ol className="troubles">
          {orders.map((it) => (
            <Trouble key={it.orderId} order={it} plan={plan} />
          ))}
        </ol>
      )}
      {uncheckedMaterials.length > 0 && (
        <p className="label">
          <Trans>Too much stock to check: {uncheckedMaterials.join(', ')}</Trans>
        </p>
      )}
    </Part>
  )
}

function Trouble({ order, plan }: { readonly order: PlannedOrder; readonly plan: Plan }) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  const materials = useMaterials()
  const { orderId, product, quantity, dueAt, plannedEnd, lateBySeconds, shortages = [] } = order
  const word =
    lateBySeconds !== undefined
      ? t`${duration(lateBySeconds * 1000)} late`
      : plannedEnd === undefined
        ? t`No end in the plan`
        : t`Material is short`
  return (
    <li>
      <header>
        <Link to={pageOf({ type: 'order', id: orderId })} className="id">
          {orderId}
        </Link>
        <span className="label">
          {materials.of(product)?.name ?? product}, <Amount of={quantity} />
        </span>
        <StateSign look="waiting" word={word} />
      </header>
      <p className="label">
        {dueAt !== undefined && (
          <Trans>
            due <Until at={dueAt} />
          </Trans>
        )}
        {dueAt !== undefined && plannedEnd !== undefined && ', '}
        {plannedEnd !== undefined && (
          <Trans>
            ends <When at={plannedEnd} />
          </Trans>
        )}
      </p>
      <ul className="plan-reasons">
        {reasonsOf(plan, orderId).map(({ cause, stepId, detail }) => (
          <li key={`${cause} ${stepId}`}>
            <Said of={detail} />
          </li>
        ))}
        {shortages.map(({ stepId, lineId, detail }) => (
          <li key={`${stepId} ${lineId}`}>
            <Said of={detail} />
          </li>
        ))}
      </ul>
      {plannedEnd !== undefined && (
        <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
          <summary>
            <Trans>What decides its end</Trans>
          </summary>
          {isOpen && <Chain orderId={orderId} />}
        </details>
      )}
    </li>
  )
}

/** The operations that decide the end of the order: each waits for a unit, a person, a shift or the end of a maintenance, or only for the one before. */
function Chain({ orderId }: { readonly orderId: string }) {
  const found = useAsk(['schedule', 'order', orderId], (plant) => plant.getOrderPlan({ orderId }))
  return (
    <Asked
      of={found}
      empty={{
        when: ({ chain }) => chain.length === 0,
        say: <Trans>Only what runs now decides it.</Trans>,
      }}
    >
      {({ chain }) => (
        <ol className="chain">
          {chain.map(({ stepId, detail, behind }) => (
            <li key={stepId}>
              <Said of={detail} />{' '}
              {behind.map((id) => (
                <Link key={id} to={pageOf({ type: 'order', id })} className="id">
                  {id}
                </Link>
              ))}
            </li>
          ))}
        </ol>
      )}
    </Asked>
  )
}
