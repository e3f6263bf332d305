import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Told } from '../../api/client.ts'
import { useAsk, useMay } from '../../api/plant.tsx'
import { useTell } from '../../facts/tell.ts'
import { Button } from '../../look/button.tsx'
import { When } from '../../look/marks.tsx'
import { type Fact, useBench } from './bench.ts'
import { RejectContainer } from './reject.tsx'
import { useTakeBack } from './take-back.tsx'

type Container = Told<'listDispensed'>['items'][number]

/** What can be taken back, by the types of facts. */
const reversible: Readonly<Record<string, 'consumptionId' | 'productionId'>> = {
  'andon.material.consumed.v1': 'consumptionId',
  'andon.material.produced.v1': 'productionId',
}

/** The container of a weighing: what is in it goes back into no lot. */
const containerOf = ({ data }: Fact): string | undefined =>
  'weighing' in data ? data.weighing?.containerId : undefined

/**
 * What was done in this step, the newest first; a consumption or a production can be taken back from here at any time. A weighed container is rejected
 * instead.
 */
export function DoneList() {
  const { t } = useLingui()
  const { facts, orderId } = useBench()
  const tell = useTell()
  const takeBack = useTakeBack()
  const [mayReverse, mayReject] = [useMay('reverse'), useMay('rejectContainer')]
  const [thrown, setThrown] = useState<string>()
  const dispensed = useAsk(['order', orderId, 'dispensed'], (plant) => plant.listDispensed({ orderId }), {
    when: facts.some((it) => containerOf(it) !== undefined),
  })
  const containers = new Map<string, Container>(dispensed.data?.items.map((it) => [it.containerId, it]))
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
          const container = containers.get(containerOf(fact) ?? '')
          const id = containerOf(fact) === undefined ? reversible[fact.type] : undefined
          return (
            <li key={fact.factId}>
              <span className="label">
                <When at={fact.occurredAt} /> {fact.actor.name}
              </span>
              <span>{tell?.(fact)}</span>
              {gone.has(fact.factId) && <span className="label">{t`taken back`}</span>}
              {container?.rejected && <span className="label">{t`rejected`}</span>}
              {container && !container.rejected && !container.charged && mayReject && (
                <Button onPress={() => setThrown(container.containerId)}>{t`Reject the container…`}</Button>
              )}
              {id !== undefined && !gone.has(fact.factId) && mayReverse && (
                <Button onPress={() => takeBack({ [id]: fact.factId })?.act()}>{t`Take back`}</Button>
              )}
            </li>
          )
        })}
      </ul>
      {thrown !== undefined && <RejectContainer containerId={thrown} close={() => setThrown(undefined)} />}
    </details>
  )
}
