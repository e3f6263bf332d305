import { Trans } from '@lingui/react/macro'
import { Button } from '../../look/button.tsx'
import { useWaysOut } from '../../session/leaving.ts'

/** In place of the person, where nobody is at the terminal: a badge or a touch brings somebody. */
export function Nobody() {
  const ways = useWaysOut()
  return (
    <>
      <span className="nobody label">
        <Trans>Nobody is signed in</Trans>
      </span>
      <Button onPress={() => ways.change()}>
        <Trans>Sign in</Trans>
      </Button>
    </>
  )
}

/** In place of the next act of a step. */
export function Arrive() {
  const ways = useWaysOut()
  return (
    <div className="next">
      <span className="label">
        <Trans>Scan your badge to work at this step, or</Trans>
      </span>
      <Button kind="primary" onPress={() => ways.change()}>
        <Trans>Sign in</Trans>
      </Button>
    </div>
  )
}
