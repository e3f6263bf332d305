import { useAsk } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import type { Reason, Used } from './reasons.ts'

const day = 86_400_000
const usedWithin = 7 * day

interface Reasons {
  readonly of: readonly Reason[]
  /** In the last 7 days, here. */
  readonly used: Used
  /** The answers are there. */
  readonly isKnown: boolean
  readonly equipmentClass: string | undefined
}

/** The reasons for which an equipment stands, as its class has them, and how often each was given here of late. */
export function useReasons(equipmentId: string): Reasons {
  const today = Math.ceil(useMinute() / day) * day
  const equipment = useAsk(['equipment', equipmentId], (plant) => plant.getEquipment({ equipmentId }))
  const equipmentClass = equipment.data?.equipmentClass
  const found = useAsk(
    ['class', equipmentClass],
    (plant) => plant.getEquipmentClass({ equipmentClassId: equipmentClass ?? '' }),
    { when: equipmentClass !== undefined },
  )
  const losses = useAsk(['equipment', equipmentId, 'losses', today], (plant) =>
    plant.listLosses({
      equipmentId,
      from: new Date(today - usedWithin).toISOString(),
      to: new Date(today).toISOString(),
    }),
  )
  return {
    of: found.data?.stopReasons ?? [],
    used: new Map(
      (losses.data?.items ?? []).flatMap(({ reasonId, stops }) => (reasonId === undefined ? [] : [[reasonId, stops]])),
    ),
    // Buttons that change their places under a finger are worse than late ones.
    isKnown: (equipment.isFetched && equipmentClass === undefined) || (found.isFetched && losses.isFetched),
    equipmentClass,
  }
}
