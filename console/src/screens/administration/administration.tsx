import { Trans, useLingui } from '@lingui/react/macro'
import { useHere } from '../../api/plant.tsx'
import { Part } from '../../look/page.tsx'
import './administration.css'
import { DeadLetters } from './dead-letters.tsx'
import { Executions } from './executions.tsx'

/** What got stuck between the parts of the plant, with its way out, and the workflows that run by themselves. */
export function Administration() {
  const { t } = useLingui()
  const { isLocal } = useHere()
  return (
    <div className="administration">
      <h1>
        <Trans>Administration</Trans>
      </h1>
      <Part title={t`Put aside`}>
        <DeadLetters />
      </Part>
      <Part title={t`Workflows`}>
        <Executions />
      </Part>
      {isLocal && (
        <p className="label">
          <Trans>
            On this machine alone there are more: <a href="/local/log">what the functions log</a>,{' '}
            <a href="/local/schedules">the schedules</a> and <a href="/local/mail">the mail</a>.
          </Trans>
        </p>
      )}
    </div>
  )
}
