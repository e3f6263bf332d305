import { Trans, useLingui } from '@lingui/react/macro'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { mayCall } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import { useClock, useClockOfPlant } from '../live/clock.ts'
import { useConnection } from '../live/facts.ts'
import { DoneBar } from '../look/acts.tsx'
import { Button } from '../look/button.tsx'
import { Preferences } from '../look/preferences.tsx'
import { wordsOf } from '../words/language.ts'
import { roles } from '../words/states.ts'
import { duration, instant, shiftNow } from '../words/told.ts'
import { Finder } from './finder.tsx'
import './frame.css'
import { NewVersion } from './new-version.tsx'
import { pageOf } from './pages.ts'
import { places } from './places.tsx'

const Stage = lazy(async () => {
  const [{ Stage }] = await Promise.all([import('../screens/stage/stage.tsx'), wordsOf('stage')])
  return { default: Stage }
})

/** What is around every screen of a desk: the rail of places, and the bar with the site, the person and the connection. */
export function Frame() {
  const { t, i18n } = useLingui()
  const { session, site, isLocal } = useHere()
  useClockOfPlant()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const [isOpen, setOpen] = useState(false)
  const [isStage, setStage] = useState(false)
  const isBare = path.startsWith('/terminal/') || path === '/board'
  if (isBare)
    return (
      <DoneBar>
        <Outlet />
        <NewVersion />
      </DoneBar>
    )
  return (
    <DoneBar>
      <div className="frame">
        <a className="skip" href="#content">
          <Trans>To the content</Trans>
        </a>
        <nav className={isOpen ? 'places open' : 'places'} aria-label={t`Places`}>
          {places
            .filter(({ needs }) => mayCall(needs, session.roles))
            .map(({ to, word, icon: Icon }) => (
              <Link key={to} to={to} activeOptions={{ exact: to === '/' }} onClick={() => setOpen(false)}>
                <Icon size={20} aria-hidden="true" />
                {i18n._(word)}
              </Link>
            ))}
        </nav>
        <header className="bar">
          <span className="burger">
            <Button kind="quiet" label={t`Places`} onPress={() => setOpen(!isOpen)}>
              ☰
            </Button>
          </span>
          <b>{site.charAt(0).toUpperCase() + site.slice(1)}</b>
          <Finder />
          <span className="push" />
          <ShiftSign />
          <Clock className="id clock" />
          <ConnectionSign />
          {isLocal && (
            <Button kind="quiet" onPress={() => setStage(true)}>
              <Trans>Stage</Trans>
            </Button>
          )}
          <Person />
        </header>
        <NewVersion />
        {isStage && (
          <Suspense>
            <Stage isOpen onClose={() => setStage(false)} />
          </Suspense>
        )}
        <main id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </DoneBar>
  )
}

/** The time of the plant, in its zone. */
export function Clock({ className }: { readonly className: string }) {
  const { zone } = useHere()
  return <time className={className}>{useClock((now) => instant(new Date(now).toISOString(), zone, now, true))}</time>
}

/** Which shift runs; nothing between two shifts. */
function ShiftSign() {
  const { shifts, zone } = useHere()
  const shift = useClock((now) => shiftNow(shifts, zone, now))
  return (
    shift !== undefined && (
      <span className="label shift">
        <Trans>shift {shift}</Trans>
      </span>
    )
  )
}

/** Live, or since when not. It says so with a word, and the screen is greyed (see frame.css). */
export function ConnectionSign() {
  const connection = useConnection()
  const age = useClock((now) => (connection.state === 'lost' ? duration(now - connection.since) : undefined))
  if (connection.state === 'live')
    return (
      <span className="connection">
        <Trans>live</Trans>
      </span>
    )
  if (connection.state !== 'lost')
    return (
      <span className="connection">
        <Trans>connecting</Trans>
      </span>
    )
  return (
    <span className="connection lost" role="status">
      <Trans>no live data for {age}</Trans>
    </span>
  )
}

function Person() {
  const { i18n } = useLingui()
  const { session } = useHere()
  const initials = session.name
    .split(' ')
    .map((part) => part[0])
    .join('')
  return (
    <details className="person">
      <summary>
        <span className="initials" aria-hidden="true" data-initials={initials} />
        <span className="name">{session.name}</span>
      </summary>
      <div>
        <p className="label">{session.roles.map((role) => i18n._(roles[role])).join(', ')}</p>
        <Link to={pageOf({ type: 'person', id: session.personId })}>
          <Trans>My qualifications and time</Trans>
        </Link>
        <Preferences />
        <Button onPress={() => void session.signOut()}>
          <Trans>Sign out</Trans>
        </Button>
      </div>
    </details>
  )
}
