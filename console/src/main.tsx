import '@fontsource/ibm-plex-sans/latin-400.css'
import '@fontsource/ibm-plex-sans/latin-600.css'
import '@fontsource/ibm-plex-mono/latin-400.css'
import './look/tokens.css'
import './main.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { ConsoleSettings } from '../../shared/client/settings.ts'
import { plantOf, Refused, read } from './api/client.ts'
import { HereProvider } from './api/plant.tsx'
import { NothingSignedIn, NotOpened } from './app/not-opened.tsx'
import { router } from './app/router.tsx'
import { hearTime } from './live/clock.ts'
import { follow, knownAt } from './live/facts.ts'
import { preferredTheme, wear } from './look/theme.ts'
import { keepAnswers, recallAnswers } from './offline/kept-answers.ts'
import { keepForOffline } from './offline/version.ts'
import { isAnswerPage, signedIn } from './session/oidc.ts'
import type { Session } from './session/session.ts'
import { type Language, preferredLanguage, speak } from './words/language.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root.')
const show = (screen: ReactNode) =>
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>{screen}</I18nProvider>
    </StrictMode>,
  )

keepForOffline()
wear(preferredTheme())
const language = preferredLanguage()
await speak(language)
/** How often a page that could not open tries again. */
const tryAgainMs = 5000
/** The window of a signature is closed by then. */
const closedWithinMs = 2000
await begin().catch((error: unknown) => {
  show(<NotOpened why={error instanceof Error ? error : new Error(String(error))} />)
  // A screen in a hall has nobody who presses a button.
  if (!(error instanceof Refused)) setTimeout(() => location.reload(), tryAgainMs)
})

async function begin(): Promise<void> {
  const answer = await fetch('/console.json')
  const settings: ConsoleSettings = await answer.json()
  const session = await signedIn(settings, language)
  if (session) await open(settings, session)
  else if (isAnswerPage()) setTimeout(() => show(<NothingSignedIn />), closedWithinMs)
}

async function open(settings: ConsoleSettings, session: Session): Promise<void> {
  const plant = plantOf(session, () => i18n.locale as Language)
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // Facts tell what is old (live/facts.ts); a screen that one comes back to is asked again all the same.
        staleTime: 5000,
        retry: (failures, error) => failures < 2 && !(error instanceof Refused && error.status < 500),
      },
    },
  })
  const { site, zone, shifts } = await read(plant.getHealth()).then(
    ({ site, timeZone, shifts, at }) => {
      hearTime(at)
      return { site, zone: timeZone, shifts }
    },
    (error: unknown) => knownBefore(error, queries, session),
  )
  document.title = `Andon, ${site}`
  keepAnswers(queries, { personId: session.personId, site, zone, shifts })
  if (settings.mqtt) void follow(settings.mqtt, session, queries)
  show(
    <QueryClientProvider client={queries}>
      <HereProvider value={{ plant, session, site, zone, shifts, isLocal: settings.local }}>
        <RouterProvider router={router} />
      </HereProvider>
    </QueryClientProvider>,
  )
}

/** A terminal opens without a connection, with what it knew when there was one, and says how old that is. */
async function knownBefore(error: unknown, queries: QueryClient, session: Session) {
  const isTerminal = location.pathname.startsWith('/terminal/')
  const kept = isTerminal && !(error instanceof Refused) && (await recallAnswers(queries, session.personId))
  if (!kept) throw error
  hearTime(new Date(Date.now() + kept.aheadMs).toISOString())
  knownAt(kept.at)
  return kept
}
