import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useMemo } from 'react'
import type { Told } from '../../api/client.ts'
import { useAll, useAsk, useHere, useMay } from '../../api/plant.tsx'
import { Clock, ConnectionSign } from '../../app/frame.tsx'
import { useConnection } from '../../live/facts.ts'
import { Asked } from '../../look/asked.tsx'
import { type Call, useCalls } from '../calls/use-calls.ts'
import { CallSigns, Needs } from './later.tsx'
import './live-picture.css'
import { UnitCard } from './unit-card.tsx'

type Board = Told<'getBoard'>
type Unit = Board['units'][number]
type Present = Told<'listOnTheClock'>['items'][number]

/** Facts bring the picture up to date; the clock of the plant and silent machines are asked for besides. */
const askAgainMs = 15_000

const none: readonly Call[] = []

/** The plant as it is now: its areas and work centers with their units, and beside them what needs a person. */
export function LivePicture({ isWall = false }: { readonly isWall?: boolean }) {
  const board = useAsk(['board'], (plant) => plant.getBoard(), { every: askAgainMs })
  const isStale = useConnection().state === 'lost' || board.isError
  const mayTime = useMay('listOnTheClock')
  const clock = useAll(['labour', 'on-the-clock'], (plant, page) => plant.listOnTheClock(page), mayTime)
  const calls = useCalls().data?.items ?? none
  const called = useMemo(() => Map.groupBy(calls, ({ equipmentId }) => equipmentId), [calls])
  return (
    <div className={isStale ? 'live-picture stale' : 'live-picture'}>
      <h1 className="unseen">
        <Trans>Live picture</Trans>
      </h1>
      <div className="areas">
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
          {({ units }) => (
            <>
              {clock.data && <OnTheClock people={clock.data.items} />}
              {!isWall && (
                <Link to="/shifts" className="to-shift">
                  <Trans>What this shift comes to</Trans>
                </Link>
              )}
              <Groups units={units} people={clock.data?.items ?? []} called={called} />
            </>
          )}
        </Asked>
      </div>
      <Needs units={board.data?.units ?? []} calls={calls} isWall={isWall} />
    </div>
  )
}

/** The live picture for the wall of a hall: nothing to touch, read at three metres. */
export function Board() {
  const { site } = useHere()
  return (
    <div className="board">
      <header className="bar">
        <b>{site.charAt(0).toUpperCase() + site.slice(1)}</b>
        <Link to="/" className="label">
          <Trans>Desk</Trans>
        </Link>
        <span className="push" />
        <Clock className="id" />
        <ConnectionSign />
      </header>
      <main>
        <LivePicture isWall />
      </main>
    </div>
  )
}

/** Who is there; those who work at a unit stand at it. */
function OnTheClock({ people }: { readonly people: readonly Present[] }) {
  const { t } = useLingui()
  const count = people.length
  const resting = people.filter(({ onBreak }) => onBreak).length
  const said =
    count === 0
      ? t`Nobody is on the clock`
      : t`${plural(count, { one: '# person on the clock', other: '# people on the clock' })}`
  return <p className="on-clock">{resting === 0 ? said : t`${said}, ${resting} in a break`}</p>
}

/** At the unit whose step they are on the clock for. */
function presentAt({ work }: Unit, people: readonly Present[]): string {
  if (work === undefined) return ''
  const isHere = ({ onBreak, open }: Present) =>
    !onBreak && open.some(({ orderId, stepId }) => orderId === work.orderId && stepId === work.stepId)
  return people
    .filter(isHere)
    .map(({ personId, name }) => name ?? personId)
    .join(', ')
}

interface GroupProps {
  readonly name: string
  readonly units: readonly Unit[]
  readonly people: readonly Present[]
  /** The calls for help by the place that they came from. */
  readonly called: ReadonlyMap<string, readonly Call[]>
}

/** A picture of many units is drawn in parts, between which a touch is answered and a frame is shown. */
function Groups({ units, ...more }: Omit<GroupProps, 'name'>) {
  const drawn = useDeferredValue(units)
  return [...groupsOf(drawn)].map(([name, members]) => <Group key={name} name={name} units={members} {...more} />)
}

function Group({ name, units, people, called }: GroupProps) {
  const { t } = useLingui()
  const working = units.filter(({ work }) => work).length
  return (
    <section aria-label={name} style={{ flexGrow: units.length, flexBasis: Math.min(units.length, 3) * 320 }}>
      <h2>
        {name} <span className="label">{units.length > 1 && t`${working} of ${units.length} with an order`}</span>
      </h2>
      <CallSigns calls={placesAbove(units).flatMap((id) => called.get(id) ?? [])} />
      <div className="units">
        {units.map((unit) => (
          <UnitCard
            key={unit.equipmentId}
            unit={unit}
            present={presentAt(unit, people)}
            calls={called.get(unit.equipmentId)}
          />
        ))}
      </div>
    </section>
  )
}

/** The work centers and areas of these units, from which people call as well. */
const placesAbove = (units: readonly Unit[]): string[] => [
  ...new Set(units.flatMap(({ workCenter, area }) => [workCenter?.equipmentId ?? [], area?.equipmentId ?? []]).flat()),
]

/** Units by their area; within a plant of one area, by their work center. */
function groupsOf(units: readonly Unit[]): Map<string, Unit[]> {
  const areas = new Set(units.map(({ area }) => area?.equipmentId))
  return Map.groupBy(units, ({ area, workCenter, name }) =>
    areas.size > 1 ? (area?.name ?? workCenter?.name ?? name) : (workCenter?.name ?? area?.name ?? name),
  )
}
