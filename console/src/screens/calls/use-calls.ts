import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'

export type Call = Told<'listCalls'>['items'][number]

/** The calls for help that have not ended, of the whole plant: it has few at a time. */
export const useCalls = () => useAsk(['call', 'open'], (plant) => plant.listCalls({ limit: '200', order: 'oldest' }))
