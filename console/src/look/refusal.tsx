import { Trans, useLingui } from '@lingui/react/macro'
import { Refused } from '../api/client.ts'
import { isCurable } from './curable.ts'
import { Said } from './marks.tsx'
import './refusal.css'

interface Props {
  readonly of: Error
  readonly title?: string
}

/** Why the plant refuses: every reason at once, each with the page that tells what cures it. */
export function Refusal({ of, title }: Props) {
  const { t } = useLingui()
  const violations = of instanceof Refused ? (of.problem?.violations ?? []) : []
  // What a reason cures comes behind what it does not.
  const reasons = violations.toSorted((one, other) => Number(isCurable(one)) - Number(isCurable(other)))
  const isAnswered = of instanceof Refused && of.status < 500
  const heading =
    title ??
    (isAnswered
      ? (of.problem?.title ?? t`The plant refuses this.`)
      : of instanceof Refused
        ? t`The plant has not answered.`
        : t`The plant cannot be reached.`)
  return (
    <div className="refusal" role="alert">
      <b>{heading}</b>
      {reasons.length === 0 ? (
        <p>
          {isAnswered ? (
            <Said of={of.message} />
          ) : of instanceof Refused ? (
            <Trans>Try again in a moment: what was done already is not done twice.</Trans>
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
