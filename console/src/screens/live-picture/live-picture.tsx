import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAsk, useHere } from '../../api/plant.tsx'
import { ConnectionSign } from '../../app/frame.tsx'
import { useNow } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { instant } from '../../words/told.ts'
import './live-picture.css'
import { Needs } from './needs.tsx'
import { UnitCard } from './unit-card.tsx'

type Board = Told<'getBoard'>
type Unit = Board['units'][number]

/** Facts bring the picture up to date; the clock of the plant and silent machines are asked for besides. */
const askAgainMs = 15_000

/** The plant as it is now: its areas and work centers with their units, and beside them what needs a person. */
export function LivePicture() {
  const board = useAsk(['board'], (plant) => plant.getBoard(), { every: askAgainMs })
  return (
    <div className={board.isError ? 'live-picture stale' : 'live-picture'}>
      <h1 className="unseen">
        <Trans>Live picture</Trans>
      </h1>
      <div className="floor">
        <Asked
          of={board}
          empty={{
            when: ({ units }) => units.length === 0,
            say: (
              <Trans>
                This plant has no equipment yet. An engineer defines it, or applies a folder: npm run plant -- apply
                plants/lyon
              </Trans>
            ),
          }}
        >
          {({ units }) =>
            [...groupsOf(units)].map(([name, members]) => <Group key={name} name={name} units={members} />)
          }
        </Asked>
      </div>
      <Needs units={board.data?.units ?? []} />
    </div>
  )
}

/** The live picture for the wall of a hall: nothing to touch, read at three metres. */
export function Board() {
  const { site, zone } = useHere()
  const now = useNow()
  return (
    <div className="board">
      <header className="bar">
        <b>{site.charAt(0).toUpperCase() + site.slice(1)}</b>
        <Link to="/" className="label">
          <Trans>Desk</Trans>
        </Link>
        <span className="push" />
        <time className="id">{instant(new Date(now).toISOString(), zone, now, true)}</time>
        <ConnectionSign />
      </header>
      <LivePicture />
    </div>
  )
}

function Group({ name, units }: { readonly name: string; readonly units: readonly Unit[] }) {
  const { t } = useLingui()
  const working = units.filter(({ work }) => work).length
  return (
    <section aria-label={name} style={{ flexGrow: units.length, flexBasis: Math.min(units.length, 3) * 320 }}>
      <h2>
        {name} <span className="label">{units.length > 1 && t`${working} of ${units.length} with an order`}</span>
      </h2>
      <div className="units">
        {units.map((unit) => (
          <UnitCard key={unit.equipmentId} unit={unit} />
        ))}
      </div>
    </section>
  )
}

/** Units by their area; within a plant of one area, by their work center. */
function groupsOf(units: readonly Unit[]): Map<string, Unit[]> {
  const areas = new Set(units.map(({ area }) => area?.equipmentId))
  return Map.groupBy(units, ({ area, workCenter, name }) =>
    areas.size > 1 ? (area?.name ?? workCenter?.name ?? name) : (workCenter?.name ?? area?.name ?? name),
  )
}
