import { Trans, useLingui } from '@lingui/react/macro'
import { useMay } from '../../api/plant.tsx'
import { useTell } from '../../facts/tell.ts'
import { Button } from '../../look/button.tsx'
import { When } from '../../look/marks.tsx'
import { useBench } from './bench.ts'
import { useTakeBack } from './take-back.tsx'

/** What can be taken back, by the types of facts. */
const reversible: Readonly<Record<string, 'consumptionId' | 'productionId'>> = {
  'andon.material.consumed.v1': 'consumptionId',
  'andon.material.produced.v1': 'productionId',
}

/** What was done in this step, the newest first; a consumption or a production can be taken back from here at any time. */
export function DoneList() {
  const { t } = useLingui()
  const { facts } = useBench()
  const tell = useTell()
  const takeBack = useTakeBack()
  const mayReverse = useMay('reverse')
  const gone = new Set(
    facts.flatMap(({ data }) =>
      'consumptionId' in data ? [data.consumptionId] : 'productionId' in data ? [data.productionId] : [],
    ),
  )
  const shown = facts.filter(({ type }) => !type.endsWith('.command-refused.v1')).toReversed()
  if (shown.length === 0) return null
  const count = shown.length
  return (
    <details className="done-list">
      <summary>
        <Trans>What was done here: {count}</Trans>
      </summary>
      <ul>
        {shown.map((fact) => {
          const id = reversible[fact.type]
          return (
            <li key={fact.factId}>
              <span className="label">
                <When at={fact.occurredAt} /> {fact.actor.name}
              </span>
              <span>{tell?.(fact)}</span>
              {gone.has(fact.factId) && <span className="label">{t`taken back`}</span>}
              {id !== undefined && !gone.has(fact.factId) && mayReverse && (
                <Button onPress={() => takeBack({ [id]: fact.factId })?.act()}>{t`Take back`}</Button>
              )}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
