import { Trans, useLingui } from '@lingui/react/macro'
import { useAsk, useMay } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Amount, Said, Until } from '../../look/marks.tsx'
import { MaterialLink } from '../../look/named-link.tsx'
import { Part } from '../../look/page.tsx'
import { StateSign } from '../../look/state.tsx'

/** As many as somebody looks ahead for; the terminal has them all. */
const shown = '6'

/** The plant judges for whoever asks; to somebody who starts no steps, their own qualifications say nothing. */
const ofThePerson: ReadonlySet<string> = new Set(['person-not-qualified', 'qualification-expired'])

/** What may start here next, the most urgent first, and why the rest may not. */
export function Next({ workCenter }: { readonly workCenter: string }) {
  const { t } = useLingui()
  const isWorker = useMay('startStep')
  const dispatch = useAsk(['dispatch', workCenter, 'next'], (plant) => plant.getDispatch({ workCenter, limit: shown }))
  return (
    <Part title={t`What comes next here`}>
      <Asked
        of={dispatch}
        empty={{ when: ({ items }) => items.length === 0, say: <Trans>Nothing waits for this place.</Trans> }}
      >
        {({ items }) => (
          <ul className="parts">
            {items.map(({ orderId, stepId, name, product, quantity, dueAt, canStart, violations }) => {
              const against = violations.filter(({ code }) => isWorker || !ofThePerson.has(code))
              const isFree = canStart || (violations.length > 0 && against.length === 0)
              return (
                <li key={`${orderId} ${stepId}`}>
                  <IdLink type="order" id={orderId} />
                  <span>{name}</span>
                  <MaterialLink id={product} />
                  <Amount of={quantity} />
                  {dueAt !== undefined && (
                    <span className="label">
                      <Trans>
                        due <Until at={dueAt} />
                      </Trans>
                    </span>
                  )}
                  <span className="push" />
                  <StateSign look={isFree ? 'running' : 'rest'} word={isFree ? t`may start` : t`not yet`} />
                  {!isFree && (
                    <ul className="why">
                      {against.map(({ code, detail }) => (
                        <li key={`${code} ${detail}`}>
                          <Said of={detail} />
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              )
            })}
          </ul>
        )}
      </Asked>
    </Part>
  )
}
