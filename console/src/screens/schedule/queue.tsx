import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type PointerEvent, useRef, useState } from 'react'
import { useMaterials } from '../../api/named.ts'
import { useAsk, useMay } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { Choice } from '../../look/field.tsx'
import { Amount, Until, When } from '../../look/marks.tsx'
import { Part } from '../../look/page.tsx'
import { duration } from '../../words/told.ts'
import type { Plan, PlannedOrder, Unit } from './plan.ts'
import { type Place, Proposal } from './proposal.tsx'

/** The orders of a work center in the order of their rank. Who plans moves one: the plant says what that would change, and only then it is done. */
export function Queue({ plan: whole, units }: { readonly plan: Plan; readonly units: readonly Unit[] }) {
  const { t } = useLingui()
  const search = useSearch({ strict: false })
  const navigate = useNavigate()
  const centers = centersOf(units)
  const chosen = centers.find(({ id }) => id === search.at) ?? busiest(centers, whole)
  const plan = useAsk(
    ['schedule', 'queue', chosen?.id],
    (plant) => plant.getSchedule(chosen ? { workCenter: chosen.id } : {}),
    { when: chosen !== undefined },
  )
  return (
    <Part title={t`Queue`}>
      <Choice
        label={t`Work center`}
        value={chosen?.id ?? ''}
        options={centers}
        onChange={(at) =>
          void navigate({
            to: '.',
            replace: true,
            search: (before: object) => ({ ...before, at }),
          })
        }
      />
      <Asked
        of={plan}
        empty={{
          when: ({ orders }) => orders.length === 0,
          say: <Trans>No released order has a step here.</Trans>,
        }}
      >
        {({ orders }) => <Orders orders={orders} />}
      </Asked>
    </Part>
  )
}

interface Center {
  readonly id: string
  readonly word: string
}

function centersOf(units: readonly Unit[]): readonly Center[] {
  const centers = units.map(({ workCenter, equipmentId, name }) => workCenter ?? { equipmentId, name })
  return [...new Map(centers.map((it) => [it.equipmentId, { id: it.equipmentId, word: it.name }])).values()]
}

/** The work center with the most to do: it is the one that somebody looks at first. */
function busiest(centers: readonly Center[], { operations }: Plan): Center | undefined {
  const load = (id: string) =>
    operations.filter(({ workCenter, status }) => workCenter === id && status === 'planned').length
  return centers.toSorted((one, other) => load(other.id) - load(one.id))[0]
}

function Orders({ orders }: { readonly orders: readonly PlannedOrder[] }) {
  const { t } = useLingui()
  const mayMove = useMay('prioritizeOrder')
  const [place, setPlace] = useState<Place>()
  const materials = useMaterials()
  const { list, from, to, grip } = useDrag((moved, onto) => propose(moved, onto))
  const propose = (moved: number, onto: number) => {
    const [order, other] = [orders[moved], orders[onto]]
    if (order && other && moved !== onto) setPlace({ order, other, side: onto < moved ? 'before' : 'after' })
  }
  return (
    <>
      <ol className="queue" ref={list}>
        {orders.map(({ orderId, product, quantity, priority, dueAt, plannedEnd, lateBySeconds }, index) => (
          <li key={orderId} className={classOf(index, from, to)}>
            {mayMove && (
              <span className="grip" aria-hidden="true" title={t`Drag to another place`} {...grip(index)}>
                ⠿
              </span>
            )}
            <span className="rank num">{index + 1}</span>
            <div>
              <Link to={pageOf({ type: 'order', id: orderId })} className="id">
                {orderId}
              </Link>{' '}
              <span className="label">
                {materials.of(product)?.name ?? product}, <Amount of={quantity} />
              </span>
              <p className="label">
                {priority !== undefined && <Trans>priority {priority}</Trans>}
                {priority !== undefined && dueAt !== undefined && ', '}
                {dueAt !== undefined && (
                  <Trans>
                    due <Until at={dueAt} />
                  </Trans>
                )}
                {plannedEnd !== undefined && (
                  <>
                    {(priority !== undefined || dueAt !== undefined) && ', '}
                    <Trans>
                      ends <When at={plannedEnd} />
                    </Trans>
                  </>
                )}
                {lateBySeconds !== undefined && (
                  <b className="late-word"> ▲ {t`${duration(lateBySeconds * 1000)} late`}</b>
                )}
              </p>
            </div>
            {mayMove && (
              <span className="moves">
                {index > 0 && (
                  <Button kind="quiet" label={t`${orderId} earlier`} onPress={() => propose(index, index - 1)}>
                    ↑
                  </Button>
                )}
                {index < orders.length - 1 && (
                  <Button kind="quiet" label={t`${orderId} later`} onPress={() => propose(index, index + 1)}>
                    ↓
                  </Button>
                )}
              </span>
            )}
          </li>
        ))}
      </ol>
      {place && <Proposal place={place} onPlace={setPlace} onClose={() => setPlace(undefined)} />}
    </>
  )
}

const classOf = (index: number, from: number | undefined, to: number | undefined) => {
  if (from === undefined || to === undefined) return ''
  if (index === from) return 'dragged'
  return index === to ? (to < from ? 'drop-before' : 'drop-after') : ''
}

/** Drags a row by its grip, with a mouse, a pen or a finger. Escape leaves it where it was. */
function useDrag(onDrop: (from: number, to: number) => void) {
  const list = useRef<HTMLOListElement>(null)
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>()
  const rowAt = (y: number) => {
    const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect())
    const found = rows.findIndex(({ bottom }) => y < bottom)
    return found < 0 ? rows.length - 1 : found
  }
  const grip = (index: number) => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      setDrag({ from: index, to: index })
    },
    onPointerMove(event: PointerEvent) {
      if (drag) setDrag({ from: drag.from, to: rowAt(event.clientY) })
    },
    onPointerUp() {
      setDrag(undefined)
      if (drag) onDrop(drag.from, drag.to)
    },
    onPointerCancel() {
      setDrag(undefined)
    },
  })
  return { list, grip, from: drag?.from, to: drag?.to }
}
