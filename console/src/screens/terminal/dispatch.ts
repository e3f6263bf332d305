import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'

export type Dispatch = Told<'getDispatch'>

/** Lists change by facts; the clock lets steps start as well. */
const askAgainMs = 30_000

/** What there is to do at a work center, and what its units do. */
export const useDispatch = (workCenter: string) =>
  useAsk(['dispatch', workCenter], (plant) => plant.getDispatch({ workCenter, limit: '100' }), { every: askAgainMs })
