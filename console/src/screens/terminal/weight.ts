import { useEffect, useState } from 'react'
import { type LiveWeight, onWeight } from '../../live/facts.ts'

/** What the scale shows now, as it moves; undefined until it is heard. */
export function useWeight(equipmentId: string | undefined): LiveWeight | undefined {
  const [weight, setWeight] = useState<LiveWeight>()
  useEffect(() => {
    setWeight(undefined)
    return equipmentId === undefined ? undefined : onWeight(equipmentId, setWeight)
  }, [equipmentId])
  return weight
}
