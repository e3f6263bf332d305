import { Trans } from '@lingui/react/macro'
import { Button } from '../look/button.tsx'
import { useNewVersion } from '../offline/version.ts'
import './new-version.css'

/** Told and not forced: somebody may be in the middle of something, and the page goes on with the files that it has. */
export function NewVersion() {
  if (!useNewVersion()) return null
  return (
    <p className="new-version" role="status">
      <Trans>There is a new version of the console.</Trans>{' '}
      <Button kind="quiet" onPress={() => location.reload()}>
        <Trans>Load it</Trans>
      </Button>
    </p>
  )
}
