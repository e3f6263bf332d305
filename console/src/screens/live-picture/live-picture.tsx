import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Plant, read } from '../../api/client.ts'
import './live-picture.css'
import { type BoardUnit, UnitCard } from './unit-card.tsx'

/** The plant as it is now: areas and work centers with their units, and beside them what needs a person. */
export function LivePicture({ plant }: { readonly plant: Plant }) {
  const now = useNow()
  const health = useQuery({
    queryKey: ['health'],
    queryFn: () => read(plant.getHealth()),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const board = useQuery({ queryKey: ['board'], queryFn: () => read(plant.getBoard()), refetchInterval: 5000 })
  const deviations = useQuery({
    queryKey: ['deviations', 'open'],
    queryFn: () => read(plant.listDeviations({ status: 'open' })),
    refetchInterval: 5000,
  })
  const waiting = useQuery({
    queryKey: ['batches', 'awaiting-review'],
    queryFn: () => read(plant.listBatches({ status: 'awaiting-review' })),
    refetchInterval: 15_000,
  })
  const groups = Map.groupBy(
    board.data?.units ?? [],
    ({ area, workCenter, name }) => workCenter?.name ?? area?.name ?? name,
  )
  return (
    <div className="live-picture">
      <header className="top">
        <b>{health.data && siteName(health.data.site)}</b>
        <span className="push id">{new Date(now).toLocaleTimeString('en-GB')}</span>
        <span className="label">{board.isError ? 'no connection' : 'live'}</span>
      </header>
      <main aria-busy={board.isPending}>
        {board.isError && <p className="notice">{board.error.message}</p>}
        {board.data?.units.length === 0 && (
          <p className="notice">
            No equipment is defined yet. An engineer defines it, or loads a folder: npm run plant.
          </p>
        )}
        {[...groups].map(([name, units]) => (
          <Group key={name} name={name} units={units} now={now} />
        ))}
      </main>
      <aside aria-label="Needs a person">
        <h2>Needs a person</h2>
        {(deviations.data?.items ?? []).map((it) => (
          <div key={it.deviationId} className="need bad">
            <b>{it.title}</b>
            <small>quality classifies</small>
          </div>
        ))}
        {(waiting.data?.items ?? []).map((it) => (
          <div key={it.orderId} className="need info">
            <b>Batch {it.orderId} waits for its review</b>
            <small>{it.product}</small>
          </div>
        ))}
        {deviations.data?.items.length === 0 && waiting.data?.items.length === 0 && (
          <p className="label">Nothing waits.</p>
        )}
      </aside>
    </div>
  )
}

function Group({
  name,
  units,
  now,
}: {
  readonly name: string
  readonly units: readonly BoardUnit[]
  readonly now: number
}) {
  const working = units.filter(({ work }) => work).length
  return (
    <section>
      <h2>
        {name} <span className="label">{`${working} of ${units.length} at work`}</span>
      </h2>
      <div className="units">
        {units.map((unit) => (
          <UnitCard key={unit.equipmentId} unit={unit} now={now} />
        ))}
      </div>
    </section>
  )
}

const siteName = (site: string): string => site.charAt(0).toUpperCase() + site.slice(1)

function useNow(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
