import { useSyncExternalStore } from 'react'
import type { Answer } from '../../../../shared/client/client.ts'
import { type Operation, type Plant, Refused, read } from '../../api/client.ts'
import { hearTime, plantNow } from '../../live/clock.ts'

/** The acts that wait for the connection when there is none. A signature cannot wait: its sign-in is good for five minutes. */
export type KeepableOperation = Extract<
  Operation,
  | 'startOrder'
  | 'startStep'
  | 'completeStep'
  | 'skipStep'
  | 'consume'
  | 'produce'
  | 'announceUnits'
  | 'buildUnits'
  | 'recordResult'
  | 'correctResult'
  | 'reverse'
  | 'commentOrder'
  | 'weigh'
  | 'rejectContainer'
  | 'chargeContainer'
  | 'checkScale'
  | 'clockOn'
  | 'clockOff'
  | 'startBreak'
  | 'endBreak'
>

/** Whose body takes the time of the act and why it is booked late (docs/adr/0061). */
const takesLate: ReadonlySet<KeepableOperation> = new Set([
  'startOrder',
  'startStep',
  'completeStep',
  'skipStep',
  'consume',
  'produce',
  'recordResult',
  'clockOn',
  'clockOff',
])

/** What was said to the plant: an operation with its ids and its body. */
export interface Said {
  readonly operation: KeepableOperation
  readonly asked: readonly unknown[]
  /** The act in the words of the screen, for the person who waits for it. */
  readonly what: string
}

export interface KeptAct extends Said {
  /** Its place in the queue. */
  readonly place: number
  /** The idempotency key: the plant takes the act once, however often it is sent. */
  readonly key: string
  readonly personId: string
  readonly personName: string
  /** When it was done, by the clock of the plant. */
  readonly at: string
  /** What the plant has said to it: it is not sent again by itself. */
  readonly refusal?: { readonly title: string; readonly reasons: readonly string[] }
}

/** A cut of a minute is no late booking: the plant takes the act as one of now. */
const lateAfterMs = 60_000

let acts: readonly KeptAct[] = []
const listeners = new Set<() => void>()
let opened: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open('andon.terminal', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('acts', { keyPath: 'place', autoIncrement: true })
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  return opened
}

async function inStore<Value>(
  mode: IDBTransactionMode,
  work: (acts: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  const store = (await database()).transaction('acts', mode).objectStore('acts')
  return new Promise((resolve, reject) => {
    const request = work(store)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Reads what this browser has kept, also for another tab's sake. */
export async function recall(): Promise<void> {
  acts = await inStore<KeptAct[]>('readonly', (store) => store.getAll())
  for (const tell of listeners) tell()
}

/** Keeps an act until the plant has answered it. */
export async function keep(act: Omit<KeptAct, 'place' | 'refusal'>): Promise<void> {
  await inStore('readwrite', (store) => store.add(act))
  await recall()
}

export async function putAway({ place }: KeptAct): Promise<void> {
  await inStore('readwrite', (store) => store.delete(place))
  await recall()
}

/** The acts of this browser that the plant has not taken, the oldest first. */
export const useKeptActs = (): readonly KeptAct[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => acts,
  )

export function send(
  { operation, asked }: Pick<Said, 'operation' | 'asked'>,
  plant: Plant,
  key: string,
): Promise<Answer> {
  const call = plant[operation] as (...asked: readonly unknown[]) => Promise<Answer>
  return call(...asked, { key })
}

/** The act with its own time, where it is late and the plant takes one. */
function asLate({ operation, asked, at }: KeptAct, lateReason: string): readonly unknown[] {
  if (!takesLate.has(operation) || plantNow() - Date.parse(at) < lateAfterMs) return asked
  return [...asked.slice(0, -1), { ...(asked.at(-1) as object), occurredAt: at, lateReason }]
}

/** Whether the plant has not judged the act: it is busy, or the person has to sign in again. */
const isNoAnswer = (error: unknown): boolean =>
  !(error instanceof Refused) || error.status >= 500 || error.status === 401 || error.status === 429

/**
 * Sends the person's acts in their order, each until it is answered. Where the first try had reached the plant before the connection broke, the plant
 * knows the key with the act as it was said then; it is asked for that answer.
 * @returns whether one was taken
 */
export async function sendKept(plant: Plant, personId: string, lateReason: string): Promise<boolean> {
  await recall()
  const waiting = acts.filter((it) => it.personId === personId && it.refusal === undefined)
  if (waiting.length === 0) return false
  // Whether an act is late is said by the plant's clock, which a terminal without a connection knew from before.
  const health = await read(plant.getHealth()).catch(() => undefined)
  if (health === undefined) return false
  hearTime(health.at)
  let taken = false
  for (const act of waiting) {
    try {
      await read(send({ ...act, asked: asLate(act, lateReason) }, plant, act.key)).catch((error: unknown) => {
        if (error instanceof Refused && error.problem?.code === 'idempotency-key-reused')
          return read(send(act, plant, act.key))
        throw error
      })
    } catch (error) {
      if (isNoAnswer(error)) return taken
      await refuse(act, error as Refused)
      continue
    }
    taken = true
    await putAway(act)
  }
  return taken
}

async function refuse(act: KeptAct, { message, problem }: Refused): Promise<void> {
  const reasons = problem?.violations.map(({ detail }) => detail) ?? []
  const refused: KeptAct = { ...act, refusal: { title: problem?.title ?? message, reasons } }
  await inStore('readwrite', (store) => store.put(refused))
  await recall()
}
