import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useAsk, useHere } from '../../api/plant.tsx'
import { ConnectionSign } from '../../app/frame.tsx'
import { useClockOfPlant } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { useWaysOut } from '../../session/leaving.ts'
import { WhyItStood } from '../performance/later.tsx'
import { CallsHere, Cord } from './cord.tsx'
import { useDispatch } from './dispatch.ts'
import { Jobs } from './jobs.tsx'
import { KeptActs } from './kept-list.tsx'
import { Nobody } from './nobody.tsx'
import { Person } from './person.tsx'
import { keepWorkCenter } from './pick.tsx'
import { Scanner, useTaker } from './scanner.tsx'
import { StepWork } from './step.tsx'
import './terminal.css'

/** The terminal of a work center: what may start, and the step at hand. Its address keeps both, so that another person finds them. */
export function Terminal() {
  const { workCenter } = useParams({ from: '/terminal/$workCenter' })
  useClockOfPlant()
  useEffect(() => keepWorkCenter(workCenter), [workCenter])
  const place = useAsk(['equipment', workCenter], (plant) => plant.getEquipment({ equipmentId: workCenter }))
  const name = place.data?.name ?? workCenter
  return (
    <div className="terminal floor">
      <Head workCenter={workCenter} name={name} />
      <CallsHere workCenter={workCenter} name={name} />
      <StopsHere workCenter={workCenter} />
      <Scanner>
        <Work key={workCenter} workCenter={workCenter} />
      </Scanner>
    </div>
  )
}

function Head({ workCenter, name }: { readonly workCenter: string; readonly name: string }) {
  const { t } = useLingui()
  const { order: orderId, step: stepId } = useSearch({ from: '/terminal/$workCenter' })
  const { session } = useHere()
  return (
    <header>
      <Link to="/terminal" search={{ choose: 'yes' }} title={t`Another work center`}>
        <b>{name}</b>
      </Link>
      {!session.isTerminal && (
        <Link to="/" className="label desk">
          <Trans>Desk</Trans>
        </Link>
      )}
      <span className="push" />
      <Cord workCenter={workCenter} name={name} orderId={orderId} stepId={stepId} />
      <ConnectionSign />
      <KeptActs />
      {session.isTerminal ? <Nobody /> : <Person orderId={orderId} stepId={stepId} />}
    </header>
  )
}

function StopsHere({ workCenter }: { readonly workCenter: string }) {
  const { data } = useDispatch(workCenter)
  return data && <WhyItStood units={data.units} />
}

function Work({ workCenter }: { readonly workCenter: string }) {
  const { t } = useLingui()
  const { order: orderId, step: stepId } = useSearch({ from: '/terminal/$workCenter' })
  const navigate = useNavigate()
  const { session } = useHere()
  const ways = useWaysOut()
  const dispatch = useDispatch(workCenter)
  const open = (next: { readonly orderId: string; readonly stepId: string } | undefined) =>
    void navigate({
      to: '/terminal/$workCenter',
      params: { workCenter },
      search: next ? { order: next.orderId, step: next.stepId } : {},
    })
  useTaker((code, matches) => {
    const person = matches?.find((it) => it.type === 'person')
    if (person && !session.isTerminal && person.personId === session.personId)
      return t`You are at this terminal already.`
    if (person) {
      ways.change(person.personId)
      return t`${person.name} takes over`
    }
    const named = matches?.find((it) => it.type === 'order')?.orderId ?? code
    const { units = [], items = [] } = dispatch.data ?? {}
    const running = units.flatMap(({ running: at }) => (at?.orderId === named ? [at] : []))
    const next = [...running, ...items].find((it) => it.orderId === named)
    if (next) open(next)
    else if (matches?.some(({ type }) => type === 'order')) return t`Order ${named} has nothing to do here.`
    return next && t`Order ${named}`
  })
  const isOpen = orderId !== undefined && stepId !== undefined
  return (
    <div className={isOpen ? 'work open' : 'work'}>
      <nav aria-label={t`What there is to do`}>
        <Asked of={dispatch}>
          {(it) => <Jobs dispatch={it} open={open} {...(isOpen && { chosen: { orderId, stepId } })} />}
        </Asked>
      </nav>
      {isOpen ? (
        <StepWork
          key={`${orderId} ${stepId}`}
          orderId={orderId}
          stepId={stepId}
          units={dispatch.data?.units.map(({ equipmentId, name }) => ({ equipmentId, name })) ?? []}
          close={() => open(undefined)}
          open={open}
        />
      ) : (
        <main className="nothing">
          <h1>
            {session.isTerminal ? (
              <Trans>Scan your badge, or look what there is to do</Trans>
            ) : (
              <Trans>Choose what to do, or scan its order</Trans>
            )}
          </h1>
        </main>
      )}
    </div>
  )
}
