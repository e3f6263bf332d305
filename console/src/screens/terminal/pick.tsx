import { Trans, useLingui } from '@lingui/react/macro'
import { Link, Navigate, useSearch } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAll } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import './terminal.css'

/** Where this browser stands; whoever signs in here finds its work. */
const kept = 'andon.terminal'
export const keptWorkCenter = (): string | undefined => localStorage.getItem(kept) ?? undefined
export const keepWorkCenter = (workCenter: string): void => localStorage.setItem(kept, workCenter)

type Place = Told<'listEquipment'>['items'][number]

/** Which work center, or which of its units, this terminal stands at. It is asked once in a browser; `?choose` asks again. */
export function PickWorkCenter() {
  const { t } = useLingui()
  const { choose } = useSearch({ from: '/terminal' })
  const equipment = useAll(['equipment', 'list'], (plant, page) => plant.listEquipment(page))
  const known = keptWorkCenter()
  if (known !== undefined && choose === undefined)
    return <Navigate to="/terminal/$workCenter" params={{ workCenter: known }} replace />
  return (
    <div className="terminal pick">
      <h1>
        <Trans>Where does this terminal stand?</Trans>
      </h1>
      <Asked
        of={equipment}
        empty={{
          when: ({ items }) => !items.some(isWorkCenter),
          say: <Trans>This plant has no work center yet. An engineer defines it.</Trans>,
        }}
      >
        {({ items }) => (
          <ul aria-label={t`Work centers`}>
            {items.filter(isWorkCenter).map((center) => (
              <li key={center.equipmentId}>
                <PlaceLink place={center} />
                {items
                  .filter(({ parentId, level }) => parentId === center.equipmentId && level === 'work-unit')
                  .map((unit) => (
                    <PlaceLink key={unit.equipmentId} place={unit} />
                  ))}
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </div>
  )
}

const isWorkCenter = ({ level }: Place) => level === 'work-center'

const PlaceLink = ({ place: { equipmentId, name, level } }: { readonly place: Place }) => (
  <Link
    className={level === 'work-unit' ? 'place unit' : 'place'}
    to="/terminal/$workCenter"
    params={{ workCenter: equipmentId }}
    onClick={() => keepWorkCenter(equipmentId)}
  >
    <b>{name}</b>
    <span className="id">{equipmentId}</span>
  </Link>
)
