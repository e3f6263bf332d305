import type { Commit, Store } from '../../shared/usecases/commit/store.ts'
import type { Chance } from './chance.ts'
import type { Stage } from './stage.ts'

/** The process ended, or the database did not answer: whoever sent the command knows nothing of what came of it. */
export class Lost extends Error {}

export const faults = [
  'none',
  'crash before the commit',
  'crash after the commit',
  'conflict',
  'throttled',
  'slow',
] as const
export type Fault = (typeof faults)[number]

/** A store that another of the clients may use between any two calls, and that now and then fails as a database or a process does. */
export function faultyStore(
  store: Store,
  { turn }: Stage,
  chance: Chance,
  share: number,
  happened: (fault: Fault) => void,
): Store {
  const drawFault = (): Fault => {
    const fault = chance.happens(share) ? chance.pick(faults) : 'none'
    happened(fault)
    return fault
  }
  return {
    ...store,
    async load(wanted) {
      await turn()
      if (chance.happens(share / 4)) {
        happened('throttled')
        throw new Lost('Throttled while reading.')
      }
      const basis = await store.load(wanted)
      await turn()
      return basis
    },
    async commit(commit: Commit) {
      await turn()
      const fault = drawFault()
      if (fault === 'crash before the commit' || fault === 'throttled') throw new Lost(fault)
      if (fault === 'conflict') return { result: 'stale' }
      for (let pauses = fault === 'slow' ? chance.below(10) : 0; pauses > 0; pauses -= 1) await turn()
      const committed = await store.commit(commit)
      if (fault === 'crash after the commit') throw new Lost(fault)
      await turn()
      return committed
    },
    async keep(change) {
      await turn()
      return store.keep(change)
    },
  }
}
