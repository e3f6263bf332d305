import { useLingui } from '@lingui/react/macro'
import { useAct } from '../../look/acts.tsx'
import type { Reason } from './reasons.ts'
import type { State } from './words-of-time.ts'

interface Said {
  readonly stateId: string
  readonly reason: Pick<Reason, 'reasonId' | 'name'>
}

/** Gives a stop its reason; the one that it had before takes its place again. */
export function useExplain(equipmentId: string, { onDone }: { readonly onDone?: () => void } = {}) {
  const { t } = useLingui()
  const back = useAct((plant, { stateId, reason }: Said, key) =>
    plant.explainStop({ equipmentId, stateId }, { reasonId: reason.reasonId }, { key }),
  )
  return useAct(
    (plant, { state: { stateId }, reason: { reasonId } }: { readonly state: State; readonly reason: Reason }, key) =>
      plant.explainStop({ equipmentId, stateId }, { reasonId }, { key }),
    {
      ...(onDone && { onDone }),
      done: (_, { state: { stateId, reasonId: before, names }, reason }) => {
        const what = t`The stop has a reason: ${reason.name}`
        if (before === undefined) return { what }
        const reasonBefore = { reasonId: before, name: names?.at(-1) ?? before }
        return {
          what,
          takeBack: { word: t`Take back`, act: () => back.run({ stateId, reason: reasonBefore }) },
        }
      },
    },
  )
}
