import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { Shift } from '../../../events/labour.ts'
import { plantNow } from '../live/clock.ts'

/** What a terminal knew when it last had a connection, and of whom. */
interface Kept {
  readonly personId: string
  readonly site: string
  readonly zone: string
  readonly shifts: readonly Shift[]
  /** By the clock of the plant. */
  readonly at: number
  /** How far the plant's clock was from the browser's. */
  readonly aheadMs: number
  readonly answers: readonly { readonly key: QueryKey; readonly data: unknown; readonly updatedAt: number }[]
}

export type KeptPlant = Pick<Kept, 'site' | 'zone' | 'shifts' | 'at' | 'aheadMs'>

const databaseName = 'andon.answers'
/** The longest shift: what is older helps nobody to work. */
const goodForMs = 12 * 3600_000
/** Answers come in bursts. */
const gatherMs = 1000

/**
 * Keeps the answers of a terminal in the browser, so that it opens again without a connection. A page that is no terminal keeps nothing: what it shows
 * is for looking, and old.
 */
export function keepAnswers(queries: QueryClient, of: Pick<Kept, 'personId' | 'site' | 'zone' | 'shifts'>): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const keep = () => {
    timer = undefined
    const at = plantNow()
    const answers = queries
      .getQueryCache()
      .getAll()
      .filter(({ meta, state }) => meta?.isOfPlant === true && state.data !== undefined)
      .map(({ queryKey: key, state: { data, dataUpdatedAt: updatedAt } }) => ({ key, data, updatedAt }))
    void inStore('readwrite', (store) => store.put({ ...of, at, aheadMs: at - Date.now(), answers }, 'last')).catch(
      () => undefined,
    )
  }
  queries.getQueryCache().subscribe(({ type, query }) => {
    const isAnswer = type === 'updated' && query.state.status === 'success' && query.state.fetchStatus === 'idle'
    // What is kept says how old it is by its newest answer: without one, it stays as it is.
    if (isAnswer && timer === undefined && location.pathname.startsWith('/terminal/'))
      timer = setTimeout(keep, gatherMs)
  })
}

/** Puts back what the person's terminal knew. @returns what it knew of the plant; undefined where there is nothing of this person, or nothing recent. */
export async function recallAnswers(queries: QueryClient, personId: string): Promise<KeptPlant | undefined> {
  const kept = await inStore<Kept | undefined>('readonly', (store) => store.get('last')).catch(() => undefined)
  if (!kept || kept.personId !== personId || Date.now() + kept.aheadMs - kept.at > goodForMs) return undefined
  for (const { key, data, updatedAt } of kept.answers) queries.setQueryData(key, data, { updatedAt })
  return kept
}

/** Whoever signs out leaves nothing behind. */
export const forgetAnswers = (): Promise<unknown> =>
  inStore('readwrite', (store) => store.clear()).catch(() => undefined)

async function inStore<Value>(
  mode: IDBTransactionMode,
  work: (answers: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  const database = await settled(opening())
  try {
    return await settled(work(database.transaction('answers', mode).objectStore('answers')))
  } finally {
    database.close()
  }
}

function opening(): IDBOpenDBRequest {
  const request = indexedDB.open(databaseName, 1)
  request.onupgradeneeded = () => request.result.createObjectStore('answers')
  return request
}

const settled = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
