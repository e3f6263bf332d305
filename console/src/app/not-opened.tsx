import { Trans } from '@lingui/react/macro'
import { Button } from '../look/button.tsx'
import { Refusal } from '../look/refusal.tsx'
import './not-opened.css'

/** In place of every screen, where the console could not open; it tries again by itself. */
export const NotOpened = ({ why }: { readonly why: Error }) => (
  <main className="not-opened">
    <h1>Andon</h1>
    <Refusal of={why} />
    <Button kind="primary" onPress={() => location.reload()}>
      <Trans>Try again</Trans>
    </Button>
  </main>
)

/** Where the answer of a sign-in came to nothing: it was too old, of another tab, or the issuer has refused. */
export const NothingSignedIn = () => (
  <main className="not-opened">
    <h1>
      <Trans>Nobody was signed in here</Trans>
    </h1>
    <p>
      <Trans>
        The sign-in was left for too long, or it belongs to another page. If this is a window for a signature, close it
        and begin again.
      </Trans>
    </p>
    <Button kind="primary" onPress={() => location.replace('/')}>
      <Trans>To the sign-in</Trans>
    </Button>
  </main>
)
