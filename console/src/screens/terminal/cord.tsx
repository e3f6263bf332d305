import { CallList, PullCord } from '../calls/later.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { type Dispatch, useDispatch } from './dispatch.ts'

interface At {
  readonly workCenter: string
  readonly name: string
}

interface Props extends At {
  readonly orderId: string | undefined
  readonly stepId: string | undefined
}

/** The cord of the unit at which the step at hand runs, or of the only one; otherwise that of the work center. */
export function Cord({ workCenter, name, orderId, stepId }: Props) {
  const dispatch = useDispatch(workCenter)
  const { units = [], items = [] } = dispatch.data ?? {}
  const isAtHand = (it: Job | undefined) => it?.orderId === orderId && it?.stepId === stepId
  const unit = units.find(({ running }) => running && isAtHand(running)) ?? (units.length === 1 ? units[0] : undefined)
  // What has ended a moment ago is no work of the call: whoever needs help is heard all the same.
  const isHere = units.some(({ running }) => running && isAtHand(running)) || items.some(isAtHand)
  return (
    <PullCord
      equipmentId={unit?.equipmentId ?? workCenter}
      name={unit?.name ?? name}
      job={isHere && orderId !== undefined && stepId !== undefined ? { orderId, stepId } : undefined}
    />
  )
}

type Job = Pick<Dispatch['items'][number], 'orderId' | 'stepId'>

/** Who has called from this work center and its units. */
export function CallsHere({ workCenter, name }: At) {
  const calls = useCalls()
  const dispatch = useDispatch(workCenter)
  const places = new Map<string, string>([
    [workCenter, name],
    ...(dispatch.data?.units ?? []).map((it) => [it.equipmentId, it.name] as const),
  ])
  const here = calls.data?.items.filter(({ equipmentId }) => places.has(equipmentId)) ?? []
  return <CallList calls={here} nameOf={(id) => places.get(id) ?? id} />
}
