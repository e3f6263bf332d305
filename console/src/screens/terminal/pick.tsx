import { Trans, useLingui } from '@lingui/react/macro'
import { Link, Navigate, useSearch } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAll, useHere } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
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
      <Keeping />
    </div>
  )
}

/** Whether this browser stays signed in here when nobody is there. */
function Keeping() {
  const { session } = useHere()
  const { terminal } = session
  if (!terminal) return null
  return (
    <section className="keeping">
      <h2>
        {terminal.isKept ? (
          <Trans>This browser is kept as a terminal</Trans>
        ) : (
          <Trans>Keep this browser as a terminal</Trans>
        )}
      </h2>
      <p className="label">
        {terminal.isKept ? (
          <Trans>
            It shows what there is to do while nobody is there. A person who touches nothing for ten minutes is signed
            out.
          </Trans>
        ) : (
          <Trans>
            It then shows what there is to do while nobody is there, for months. Sign in with the account of the
            terminal: what is signed in this way only looks.
          </Trans>
        )}
      </p>
      <Button onPress={() => void (terminal.isKept ? terminal.end() : terminal.keep())}>
        {terminal.isKept ? <Trans>Keep it no longer</Trans> : <Trans>Sign the terminal in</Trans>}
      </Button>
    </section>
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
