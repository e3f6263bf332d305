export interface Grouped {
  readonly group?: string
}

/** The messages of a queue that wait, group by group. A standard queue has one group, which is never closed. */
export interface WaitingRoom<Message> {
  add(message: Message): void
  /** A message that was handed out and not deleted: it waits again, in a FIFO queue at its old place. */
  comeBack(message: Message): void
  /** A message that was handed out is deleted; a FIFO group is open again once none of its messages is out. */
  leave(message: Message): void
  /** Hands out one message: the oldest of the next open group, or of the same group as the first of a batch. */
  next(first: Message | undefined): Message | undefined
  /** The messages of open groups. */
  ready(): number
  all(): Message[]
}

interface Group<Message> {
  readonly waiting: Message[]
  out: number
}

export function waitingRoom<Message extends Grouped>(isFifo: boolean, found: readonly Message[]): WaitingRoom<Message> {
  /** In the order in which the groups have their turn. */
  const groups = new Map<string, Group<Message>>()
  const places = new WeakMap<Message, number>()
  let lastPlace = 0
  const keyOf = ({ group }: Message) => (isFifo ? (group ?? '') : '')
  const groupOf = (message: Message): Group<Message> => {
    const key = keyOf(message)
    const group = groups.get(key) ?? { waiting: [], out: 0 }
    groups.set(key, group)
    return group
  }
  const isOpen = ({ out }: Group<Message>) => !isFifo || out === 0
  const placeOf = (message: Message) => places.get(message) ?? 0

  const room: WaitingRoom<Message> = {
    add(message) {
      lastPlace += 1
      places.set(message, lastPlace)
      groupOf(message).waiting.push(message)
    },
    comeBack(message) {
      const group = groupOf(message)
      group.out -= 1
      if (!isFifo) return void group.waiting.push(message)
      const later = group.waiting.findIndex((other) => placeOf(other) > placeOf(message))
      group.waiting.splice(later < 0 ? group.waiting.length : later, 0, message)
    },
    leave(message) {
      const group = groupOf(message)
      group.out -= 1
      if (group.out <= 0 && group.waiting.length === 0) groups.delete(keyOf(message))
    },
    next(first) {
      const key =
        isFifo && first ? keyOf(first) : [...groups].find(([, it]) => isOpen(it) && it.waiting.length > 0)?.[0]
      const group = key === undefined ? undefined : groups.get(key)
      const message = group?.waiting.shift()
      if (key === undefined || group === undefined || message === undefined) return undefined
      group.out += 1
      // The group goes to the end of the line of groups.
      groups.delete(key)
      groups.set(key, group)
      return message
    },
    ready: () => [...groups.values()].reduce((sum, group) => sum + (isOpen(group) ? group.waiting.length : 0), 0),
    all: () => [...groups.values()].flatMap(({ waiting }) => waiting),
  }
  for (const message of found) room.add(message)
  return room
}
