import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAsk } from '../../api/plant.tsx'
import { reopenedLines, useBench } from './bench.ts'
import { lotOf, useTaker } from './scanner.tsx'
import type { Place } from './step.tsx'
import { WeighCard } from './weigh.tsx'

interface Props {
  readonly places: readonly Place[]
  readonly close: () => void
}

/** A step that is over, of which a container was rejected since: its line is weighed once more, of the same lot or of one that is scanned. */
export function WeighAnew({ places, close }: Props) {
  const { t } = useLingui()
  const { orderId, order, step, nameOf } = useBench()
  const again = reopenedLines(order, step.stepId)
  const line = step.materials.find(({ lineId }) => lineId === again.at(-1))
  const dispensed = useAsk(['order', orderId, 'dispensed'], (plant) => plant.listDispensed({ orderId }), {
    when: line !== undefined,
  })
  const before = dispensed.data?.items.findLast(({ lineId }) => lineId === line?.lineId)
  const [scanned, setScanned] = useState<{ readonly lotId: string; readonly sublotId?: string }>()
  useTaker((_, matches) => {
    const lot = matches && lotOf(matches)
    if (lot?.materialId !== line?.materialId || lot === undefined) return undefined
    setScanned(lot)
    const { lotId } = lot
    return t`Lot ${lotId} of ${nameOf(lot.materialId)}`
  })
  const lot = scanned ?? (before && { lotId: before.lotId, ...(before.sublotId && { sublotId: before.sublotId }) })
  return line && lot ? <WeighCard key={lot.lotId} line={line} lot={lot} places={places} next={close} /> : null
}
