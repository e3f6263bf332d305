import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useAll, useHere, useMay } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import { Refused } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { When } from '../../look/marks.tsx'
import { useWaysOut } from '../../session/leaving.ts'
import { duration } from '../../words/told.ts'
import { useExplain } from './explain.ts'
import './performance.css'
import { ReasonChoice } from './reason-choice.tsx'
import { spanOf } from './spans.ts'

/** A stop needs a reason when it has lasted for a while, and nobody tells that. */
const askAgainMs = 20_000

interface Unit {
  readonly equipmentId: string
  readonly name: string
}

/** The stops of this shift at these units for which nobody has said why, one of each unit at a time. */
export const WhyItStood = ({ units }: { readonly units: readonly Unit[] }) =>
  units.map((it) => <OfUnit key={it.equipmentId} unit={it} />)

function OfUnit({ unit: { equipmentId, name } }: { readonly unit: Unit }) {
  const { t } = useLingui()
  const { shifts, zone } = useHere()
  const may = useMay('explainStop')
  const ways = useWaysOut()
  const explain = useExplain(equipmentId)
  const { from, to } = spanOf('shift', { shifts, timeZone: zone }, useMinute())
  const states = useAll(
    ['equipment', equipmentId, 'states', new Date(from).toISOString(), new Date(to).toISOString()],
    (plant, page) =>
      plant.listStates(
        { equipmentId },
        { ...page, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
      ),
    true,
    askAgainMs,
  )
  const open = (states.data?.items ?? []).filter(({ needsReason }) => needsReason)
  const state = open.at(-1)
  if (!state) return null
  const { machineReason } = state
  const [long, more] = [duration(Number(state.seconds) * 1000), open.length - 1]
  return (
    <section className="why-it-stood" aria-label={t`Why did ${name} stand?`}>
      <h2>
        {state.to === undefined ? t`Why does ${name} stand?` : t`Why did ${name} stand?`}{' '}
        <span className="label">
          <Trans>
            since <When at={state.from} />, {long}
          </Trans>
          {machineReason !== undefined && <> · {t`the machine: ${machineReason}`}</>}
          {more > 0 && <> · {t`${plural(more, { one: '# more stop', other: '# more stops' })}`}</>}
        </span>
      </h2>
      {may ? (
        <ReasonChoice
          key={state.stateId}
          equipmentId={equipmentId}
          isBusy={explain.isBusy}
          onChoose={(reason) => explain.run({ state, reason })}
        />
      ) : (
        <p>
          <Trans>Somebody has to be signed in to say why.</Trans>{' '}
          <Button onPress={() => ways.change()}>
            <Trans>Sign in</Trans>
          </Button>
        </p>
      )}
      <Refused of={explain} />
    </section>
  )
}
