import { noChain } from './chain.ts'
import { remembered } from './remembered.ts'
import type { Commit, GuardedChange, Store, Stored } from './store.ts'

/**
 * The store for acts that follow one another at once, such as those of the samples of a message: what one of them has read or written, the next does not
 * read again. A change by somebody else fails the guards of the next commit, after which everything is read anew.
 */
export function carriedOn(store: Store): Store {
  const known = remembered(store)
  const anew = (): void => {
    known.forgetAll()
    store.anew?.()
  }
  /** What fails may have been done nevertheless. */
  const orAnew = <Result>(doing: Promise<Result>): Promise<Result> =>
    doing.catch((error: unknown) => {
      known.forgetAll()
      throw error
    })
  return {
    load: known.load,
    factWith: (subject, factId) => store.factWith(subject, factId),
    inStock: (materialId, first) => store.inStock(materialId, first),
    sublotsOf: (lotId) => store.sublotsOf(lotId),
    openLabour: (orderId) => store.openLabour(orderId),
    anew,
    async commit(commit) {
      const committed = await orAnew(store.commit(commit))
      if (committed.result === 'done' && isWhole(commit)) {
        for (const guarded of commit.changes) known.put(...savedBy(guarded))
        if (commit.chainedOnly) known.chain(commit.chainedOnly)
      } else if (committed.result === 'done') known.forgetAll()
      return committed
    },
    async keep(guarded) {
      const kept = await orAnew(store.keep(guarded))
      const saved = savedBy(guarded)
      if (kept === 'done') known.put(...saved)
      else known.forget(...saved)
      return kept
    },
  }
}

/** Whether the changes themselves say what is there after them: stock is counted on in its place. */
const isWhole = ({ changes }: Commit): boolean =>
  changes.every(({ change }) => change.change === 'save' || change.change === 'require-unchanged')

/** The documents that a change replaces, as they are read afterwards. */
function savedBy({ change, read, chain = read?.chain ?? noChain }: GuardedChange): Stored<unknown>[] {
  if (change.change !== 'save') return []
  const value: unknown = JSON.parse(JSON.stringify(change.value))
  return [{ ref: { kind: change.kind, id: change.id }, value, version: (read?.version ?? 0) + 1, chain }]
}
