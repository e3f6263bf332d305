import { Trans, useLingui } from '@lingui/react/macro'
import { useHere, useMay } from '../../api/plant.tsx'
import { plantNow } from '../../live/clock.ts'
import { type Act, useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, type Question, useReason } from '../../look/ask-act.tsx'
import { Until } from '../../look/marks.tsx'
import { More } from '../../look/more.tsx'
import { fieldAt, instantOf } from '../../words/local-time.ts'
import { type Changed, changed, type Definition } from './changed.ts'
import type { Equipment, Machine } from './equipment-page.tsx'

const day = 86_400_000

/** What the roles of the person allow: a stop for everybody who may stop, and what keeps it fit for those who define it. */
export function EquipmentActs({
  equipment,
  machine,
}: {
  readonly equipment: Equipment
  readonly machine: Machine | undefined
}) {
  const mayDefine = useMay('defineEquipment')
  return (
    <>
      <Hold equipment={equipment} />
      {mayDefine && (
        <More>
          <Calibrated equipment={equipment} />
          <Cleaned equipment={equipment} machine={machine} />
          <PlannedStop equipment={equipment} />
        </More>
      )}
      <OpenDeviation equipment={equipment} />
    </>
  )
}

function Hold({ equipment: { equipmentId } }: { readonly equipment: Equipment }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const act = useAct(
    (plant, { reason = '' }: Answers, key) =>
      plant.placeHold({ subject: { type: 'equipment', id: equipmentId }, reason }, { key }),
    { done: () => ({ what: t`${equipmentId} is on hold` }) },
  )
  return (
    <AskAct
      word={t({ message: 'Hold', context: 'act' })}
      operation="placeHold"
      kind="grave"
      about={<p>{t`Nothing starts on it until quality has released the hold.`}</p>}
      questions={[askWhy]}
      act={act}
    />
  )
}

function OpenDeviation({ equipment: { equipmentId } }: { readonly equipment: Equipment }) {
  const { t } = useLingui()
  const act = useAct(
    (plant, { title = '', description = '' }: Answers, key) =>
      plant.openDeviation({ subject: { type: 'equipment', id: equipmentId }, title, description }, { key }),
    { done: () => ({ what: t`The deviation is open; quality decides` }) },
  )
  return (
    <AskAct
      word={t`Report a deviation`}
      operation="openDeviation"
      questions={[
        { name: 'title', label: t`What is wrong, in a few words`, least: 3 },
        { name: 'description', label: t`What was seen`, isLong: true, least: 3 },
      ]}
      act={act}
    />
  )
}

interface Change {
  readonly what: string
  readonly to: (definition: Definition, said: Answers) => Changed
  /** What takes it back, by what was before the act, in the definition of then: somebody else may have changed it since. */
  readonly back: (said: Answers) => (definition: Definition) => Changed
}

/** Changes some fields of the definition as it is now, and can take it back. */
function useChange({ equipmentId }: Equipment, { what, to, back }: Change): Act<Answers> {
  const { t } = useLingui()
  const undo = useAct((plant, before: ReturnType<Change['back']>) => changed(plant, equipmentId, before), {
    done: () => ({ what: t`Taken back: ${what}` }),
  })
  const act = useAct(
    (plant, { said }: { readonly said: Answers; readonly before: ReturnType<Change['back']> }) =>
      changed(plant, equipmentId, (definition) => to(definition, said)),
    { done: (_, { before }) => ({ what, takeBack: { word: t`Take back`, act: () => undo.run(before) } }) },
  )
  return { ...act, run: (said) => act.run({ said, before: back(said) }) }
}

function Calibrated({ equipment }: { readonly equipment: Equipment }) {
  const { t } = useLingui()
  const { zone } = useHere()
  const { equipmentId, calibrationDueAt, calibratedAt } = equipment
  const act = useChange(equipment, {
    what: t`${equipmentId} is calibrated`,
    to: (_, { due = '', at = '' }) => ({
      calibrationDueAt: due,
      calibratedAt: instantOf(at, zone),
    }),
    back: () => () => ({ calibrationDueAt, calibratedAt }),
  })
  return (
    <AskAct
      word={t`Calibrated`}
      operation="defineEquipment"
      questions={[
        { name: 'due', label: t`Due again on`, type: 'date', hint: t`Good until the end of that day.` },
        {
          name: 'at',
          label: t`Calibrated at`,
          type: 'datetime-local',
          isOptional: true,
          hint: t`If it was before now: work that is booked late asks for it.`,
        },
      ]}
      act={act}
    />
  )
}

function Cleaned({ equipment, machine }: { readonly equipment: Equipment; readonly machine: Machine | undefined }) {
  const { t } = useLingui()
  const { zone } = useHere()
  const { equipmentId } = equipment
  const until = machine?.cleanUntil ?? equipment.cleanUntil
  const act = useChange(equipment, {
    what: t`${equipmentId} is clean`,
    to: (_, { until: end = '' }) => ({ cleanUntil: instantOf(end, zone) ?? '' }),
    back: () => () => ({ cleanUntil: until }),
  })
  return (
    <AskAct
      word={t`Cleaned`}
      operation="defineEquipment"
      about={
        <p>
          <Trans>A cleaning step of an order says so by itself. This is for a cleaning without an order.</Trans>{' '}
          {until !== undefined && (
            <Trans>
              Clean until now: <Until at={until} />
            </Trans>
          )}
        </p>
      }
      questions={[
        {
          name: 'until',
          label: t`Clean until`,
          type: 'datetime-local',
          start: fieldAt(plantNow() + day, zone),
        },
      ]}
      act={act}
    />
  )
}

function PlannedStop({ equipment }: { readonly equipment: Equipment }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const { zone } = useHere()
  const { equipmentId } = equipment
  const windowOf = ({ from = '', to = '', reason = '' }: Answers): Window => ({
    from: instantOf(from, zone) ?? '',
    to: instantOf(to, zone) ?? '',
    reason: reason.trim(),
  })
  const act = useChange(equipment, {
    what: t`The stop of ${equipmentId} is planned`,
    to: ({ maintenance = [] }, said) => ({ maintenance: [...maintenance, windowOf(said)] }),
    back:
      (said) =>
      ({ maintenance = [] }) => ({ maintenance: without(maintenance, windowOf(said)) }),
  })
  const now = plantNow()
  const questions: readonly Question[] = [
    { name: 'from', label: t`From`, type: 'datetime-local', start: fieldAt(now + day / 24, zone) },
    { name: 'to', label: t`To`, type: 'datetime-local', start: fieldAt(now + day / 6, zone) },
    { ...askWhy, isLong: false },
  ]
  return (
    <AskAct
      word={t`Plan a stop`}
      operation="defineEquipment"
      about={<p>{t`The plan goes around it, and no step starts on it in this time.`}</p>}
      questions={questions}
      act={act}
    />
  )
}

type Window = NonNullable<Definition['maintenance']>[number]

const without = (stops: readonly Window[], gone: Window): Window[] =>
  stops.filter(({ from, to, reason }) => from !== gone.from || to !== gone.to || reason !== gone.reason)

/** Takes a planned stop out of the calendar. */
export function NoStop({ equipment, stop }: { readonly equipment: Equipment; readonly stop: Window }) {
  const { t } = useLingui()
  const act = useChange(equipment, {
    what: t`The stop is taken out`,
    to: ({ maintenance = [] }) => ({ maintenance: without(maintenance, stop) }),
    back:
      () =>
      ({ maintenance = [] }) => ({ maintenance: [...maintenance, stop] }),
  })
  return <AskAct word={t`Take out`} operation="defineEquipment" act={act} />
}
