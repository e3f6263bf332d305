import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useAsk, useHere, useMay } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { Said, When } from '../../look/marks.tsx'
import { StateSign } from '../../look/state.tsx'

interface Wish {
  readonly recipeId: string
  readonly version: string | undefined
  readonly quantity: string
  readonly unit: string
  readonly priority: string
}

/** Nobody waits for the plan of each digit that is typed. */
const restMs = 400

/** By when the plan could have it done, what decides that, and what it lacks. Nothing is written by asking. */
export function Promised({ wish, due }: { readonly wish: Wish; readonly due: string }) {
  const { t } = useLingui()
  const may = useMay('getPromise')
  const asked = useRested(wish)
  const { recipeId, version, quantity, unit, priority } = asked
  const isWhole = recipeId !== '' && quantity !== '' && unit !== ''
  const found = useAsk(
    ['schedule', 'promise', recipeId, version, quantity, unit, priority],
    (plant) =>
      plant.getPromise({
        recipeId,
        ...(version !== undefined && { version }),
        quantity,
        unit,
        ...(priority.trim() !== '' && { priority: priority.trim() }),
      }),
    { when: may && isWhole },
  )
  if (!may) return null
  return (
    <section className="promised" aria-label={t`By when`}>
      <h3>
        <Trans>By when</Trans>
      </h3>
      {isWhole ? (
        <Asked of={found}>
          {({ promisedEnd, chain, delayedOrders, shortages, infeasible }) => (
            <>
              <p className="end">
                {promisedEnd === undefined ? <Trans>It finds no end in the plan.</Trans> : <When at={promisedEnd} />}
              </p>
              {due !== '' && promisedEnd !== undefined && <AgainstDue end={promisedEnd} due={due} />}
              <p className="label">
                <Trans>By the plan of now, if it were released now.</Trans>
              </p>
              <ul className="reasons">
                {infeasible.map(({ cause, stepId, detail }) => (
                  <li key={`${cause} ${stepId}`}>
                    <Said of={detail} />
                  </li>
                ))}
                {chain
                  .filter(({ waitsFor }) => waitsFor.length > 0)
                  .map(({ stepId, detail }) => (
                    <li key={stepId}>
                      <Said of={detail} />
                    </li>
                  ))}
                {shortages.map(({ stepId, lineId, detail }) => (
                  <li key={`${stepId} ${lineId}`}>
                    <Said of={detail} />
                  </li>
                ))}
              </ul>
              {delayedOrders.length > 0 && (
                <>
                  <StateSign look="waiting" word={t`It would make others late`} />
                  <p>
                    {delayedOrders.map(({ orderId }) => (
                      <Link key={orderId} to={pageOf({ type: 'order', id: orderId })} className="id">
                        {orderId}{' '}
                      </Link>
                    ))}
                  </p>
                </>
              )}
            </>
          )}
        </Asked>
      ) : (
        <p className="label">
          <Trans>What is made and how much of it, and the plan says by when.</Trans>
        </p>
      )}
    </section>
  )
}

/** The date is one of the plant, and so is that of the end. */
function AgainstDue({ end, due }: { readonly end: string; readonly due: string }) {
  const { t } = useLingui()
  const { zone } = useHere()
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date(end))
  return day > due ? <StateSign look="waiting" word={t`Later than it is due`} /> : <p>{t`In time for its due date.`}</p>
}

/** The value once it has not changed for a moment. */
function useRested(value: Wish): Wish {
  const text = JSON.stringify(value)
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs)
    return () => clearTimeout(timer)
  }, [text])
  return JSON.parse(rested) as Wish
}
