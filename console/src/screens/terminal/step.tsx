import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAsk, useHere } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { OrderSign } from '../../look/order-sign.tsx'
import { StateSign } from '../../look/state.tsx'
import { stepStates } from '../../words/states.ts'
import { amount } from '../../words/told.ts'
import { StepAtWork, StepLookedAt } from './at-work.tsx'
import {
  type Bench,
  BenchProvider,
  type Fact,
  isLastOf,
  type Order,
  type Step,
  useNamesOfMaterials,
  useUnits,
} from './bench.ts'
import { Instruction } from './instruction.tsx'
import type { Job } from './jobs.tsx'
import { KeptHere } from './kept-here.tsx'
import { Arrive } from './nobody.tsx'
import { OtherActs } from './other-acts.tsx'
import { StartStep } from './start.tsx'
import { TakingBack } from './take-back.tsx'
import { WeighAnew } from './weigh-anew.tsx'

interface Props extends Job {
  readonly units: readonly Place[]
  readonly close: () => void
  readonly open: (job: Job) => void
}

/** A unit of the work center. */
export interface Place {
  readonly equipmentId: string
  readonly name: string
}

/** Values of devices and the time of timers are no facts. */
const askAgainMs = 5000

/** A step of an order at the terminal: before its start, at work, and after it. */
export function StepWork({ orderId, stepId, units: places, close, open }: Props) {
  const steps = useAsk(['order', orderId, 'steps'], (plant) => plant.listSteps({ orderId }), { every: askAgainMs })
  const order = useAsk(['order', orderId], (plant) => plant.getOrder({ orderId }))
  return (
    <Asked of={steps}>
      {({ items }) => (
        <Asked of={order}>
          {(it) => {
            const step = items.find((one) => one.stepId === stepId)
            return step ? (
              <StepShown order={it} step={step} steps={items} places={places} close={close} open={open} />
            ) : (
              <main className="nothing">
                <Trans>The order has no such step.</Trans>
              </main>
            )
          }}
        </Asked>
      )}
    </Asked>
  )
}

interface Shown {
  readonly order: Order
  readonly step: Step
  readonly steps: readonly Step[]
  readonly places: readonly Place[]
  readonly close: () => void
  readonly open: (job: Job) => void
}

function StepShown({ order, step, steps, places, close, open }: Shown) {
  const { t, i18n } = useLingui()
  const { session } = useHere()
  const { orderId, quantity, product, status: orderStatus } = order
  const { stepId, name, status } = step
  const [foot, setFoot] = useState<HTMLElement | null>(null)
  const [used, sayUsed] = useState<Bench['used']>({})
  const nameOf = useNamesOfMaterials()
  const picks = useAsk(['order', orderId, 'picks'], (plant) => plant.listPicks({ orderId }))
  const facts = useAsk(['order', orderId, 'facts'], (plant) =>
    plant.getAudit({ subject: `order:${orderId}`, limit: '1000' }),
  )
  const units = useUnits(orderId, step.flow === 'units')
  const bench: Bench = {
    orderId,
    step,
    order,
    isLast: isLastOf(steps, step),
    picks: picks.data?.items.filter((it) => it.stepId === stepId) ?? [],
    facts: facts.data?.items.filter(({ data }) => stepOf(data) === stepId) ?? [],
    units,
    nameOf,
    nameOfStep: (id) => steps.find((it) => it.stepId === id)?.name ?? id,
    open: (id) => open({ orderId, stepId: id }),
    used,
    sayUsed,
    foot,
  }
  const at = steps.findIndex((it) => it.stepId === stepId)
  const [place, of] = [at + 1, steps.length]
  const next = steps.find((it) => it.status === 'waiting' && it.after.includes(stepId))
  return (
    <BenchProvider value={bench}>
      <TakingBack>
        <main>
          <header className="title">
            <span className="back">
              <Button kind="quiet" onPress={close}>
                <Trans>← List</Trans>
              </Button>
            </span>
            <h1>{name}</h1>
            <span className="label">
              <Trans>
                step {place} of {of}
              </Trans>{' '}
              · <span className="id">{orderId}</span> · {nameOf(product)}, {amount(quantity)}
            </span>
            {orderStatus !== 'running' && <OrderSign status={orderStatus} />}
          </header>
          <div className="progress" role="img" aria-label={t`step ${place} of ${of}`}>
            {steps.map((it) => (
              <i key={it.stepId} className={it.stepId === stepId ? 'on' : it.status === 'waiting' ? '' : 'past'} />
            ))}
          </div>
          <KeptHere />
          {status === 'waiting' && !session.isTerminal && <StartStep places={places} />}
          {status === 'running' && (session.isTerminal ? <StepLookedAt /> : <StepAtWork places={places} />)}
          {status !== 'waiting' && status !== 'running' && (
            <p className="over">
              <StateSign look={status === 'completed' ? 'rest' : 'waiting'} word={i18n._(stepStates[status])} />
              {next && (
                <Button kind="primary" onPress={() => bench.open(next.stepId)}>
                  {t`Next: ${next.name}`}
                </Button>
              )}
            </p>
          )}
          {status === 'completed' && !session.isTerminal && <WeighAnew places={places} close={close} />}
          {status !== 'running' && <Instruction />}
        </main>
      </TakingBack>
      <footer>
        {session.isTerminal ? (
          <>
            <span className="push" />
            <Arrive />
          </>
        ) : (
          <>
            <OtherActs />
            <span className="push" />
            <div className="next" ref={setFoot} />
          </>
        )}
      </footer>
    </BenchProvider>
  )
}

/** The step that a fact is about; that of a deviation is the one in which the limit was broken. */
function stepOf(data: Fact['data']): string | undefined {
  if ('stepId' in data) return data.stepId
  return 'breach' in data ? data.breach?.stepId : undefined
}
