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
/** The keys of the acts that this tab sends at the moment. After a reload they wait like others. */
const underWay = new Set<string>()
const listeners = new Set<() => void>()
/** Two tabs of a browser have one queue, and each shows what the other has done with it. */
const otherTabs = new BroadcastChannel('andon.terminal')
otherTabs.onmessage = () => void recall()
let opened: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open('andon.terminal', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('acts', { keyPath: 'place', autoIncrement: true })
    opening.onsuccess = () => {
      opening.result.onclose = forgetDatabase
      resolve(opening.result)
    }
    opening.onerror = () => {
      forgetDatabase()
      reject(opening.error)
    }
  })
  return opened
}

function forgetDatabase(): void {
  opened = undefined
}

async function inStore<Value>(
  mode: IDBTransactionMode,
  work: (acts: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  const store = await openStore(mode).catch(() => {
    // Somebody has cleared the browser under the open page.
    forgetDatabase()
    return openStore(mode)
  })
  return new Promise((resolve, reject) => {
    const request = work(store)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

const openStore = async (mode: IDBTransactionMode) => (await database()).transaction('acts', mode).objectStore('acts')

/** Reads what this browser has kept, also for another tab's sake. */
export async function recall(): Promise<void> {
  const kept = await inStore<KeptAct[]>('readonly', (store) => store.getAll())
  acts = kept.filter(({ key }) => !underWay.has(key))
  for (const tell of listeners) tell()
}

/**
 * Keeps an act before it is sent, until the plant has answered it: neither a reload nor the end of the sign-in loses it.
 * @throws where this browser keeps nothing
 */
export async function keep(act: Omit<KeptAct, 'place' | 'refusal'>): Promise<KeptAct> {
  underWay.add(act.key)
  try {
    const place = await inStore<IDBValidKey>('readwrite', (store) => store.add(act))
    return { ...act, place: Number(place) }
  } catch (error) {
    underWay.delete(act.key)
    throw error
  }
}

/** The plant has not answered: the act waits. */
export const letWait = ({ key }: KeptAct): Promise<void> => changed(key)

export async function putAway({ place, key }: KeptAct): Promise<void> {
  await inStore('readwrite', (store) => store.delete(place))
  await changed(key)
}

async function changed(key: string): Promise<void> {
  underWay.delete(key)
  await recall()
  otherTabs.postMessage('changed')
}

/** What may differ between two tries of one act: whoever measures again means the same value. */
const measured: ReadonlySet<string> = new Set(['value', 'unit', 'reason'])

/** The act that waits already, and would be done twice. */
export const waitingTwin = (act: Pick<Said, 'operation' | 'asked'>): KeptAct | undefined =>
  acts.find((it) => !it.refusal && it.operation === act.operation && meaningOf(it) === meaningOf(act))

const meaningOf = ({ operation, asked }: Pick<Said, 'operation' | 'asked'>): string =>
  JSON.stringify(asked, (name, value) => (operation === 'recordResult' && measured.has(name) ? undefined : value))

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

/** Whether the plant has not judged the act: it cannot be reached, it is busy, or the person has to sign in again. */
export const isNoAnswer = (error: unknown): boolean =>
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
  await changed(act.key)
}
