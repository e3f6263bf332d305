import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useHere } from '../../api/plant.tsx'
import { Button } from '../../look/button.tsx'
import { TextField } from '../../look/field.tsx'

/** The sign-in of the person for calls by hand: a command that carries their token. */
export function Token() {
  const { t } = useLingui()
  const { session } = useHere()
  const [command, setCommand] = useState('')
  const [said, say] = useState('')
  const show = async () => {
    const token = await session.token()
    const text = `TOKEN=${token}\ncurl -s ${location.origin}/v1/orders -H "Authorization: Bearer $TOKEN"\n`
    setCommand(text)
    // A browser lets a page use the clipboard on this machine and over HTTPS, not over plain HTTP from elsewhere.
    const isCopied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    )
    say(isCopied ? t`It is on the clipboard.` : t`Copy it from here.`)
  }
  return (
    <section className="stage">
      <h3>
        <Trans>Call the API yourself</Trans>
      </h3>
      {command === '' ? (
        <p className="label">
          <Trans>A command for a terminal, with the token of {session.name}</Trans>
        </p>
      ) : (
        <TextField label={t`Command`} hint={said} value={command} isLong onChange={() => undefined} />
      )}
      <Button onPress={() => void show()}>
        <Trans>Get a token</Trans>
      </Button>
    </section>
  )
}
