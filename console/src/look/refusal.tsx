import { Trans, useLingui } from '@lingui/react/macro'
import { Refused } from '../api/client.ts'
import { Said } from './marks.tsx'
import './refusal.css'

interface Props {
  readonly of: Error
  readonly title?: string
}

/** Why the plant refuses: every reason at once, each with the page that tells what cures it. */
export function Refusal({ of, title }: Props) {
  const { t } = useLingui()
  const reasons = of instanceof Refused ? (of.problem?.violations ?? []) : []
  const heading =
    title ??
    (of instanceof Refused ? (of.problem?.title ?? t`The plant refuses this.`) : t`The plant cannot be reached.`)
  return (
    <div className="refusal" role="alert">
      <b>{heading}</b>
      {reasons.length === 0 ? (
        <p>
          {of instanceof Refused ? (
            <Said of={of.message} />
          ) : (
            <Trans>Nothing was lost. Look at the connection, then try again.</Trans>
          )}
        </p>
      ) : (
        <ul>
          {reasons.map(({ code, detail, ref }) => (
            <li key={`${code} ${JSON.stringify(ref)} ${detail}`}>
              <Said of={detail} />{' '}
              <a href={`/problems/${code}`} target="_blank" rel="noreferrer">
                <Trans>What is that?</Trans>
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
