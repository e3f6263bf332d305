interface Waiting<Item> {
  readonly item: Item
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Items that come at once share one write, in the order in which they came: a write to disk takes milliseconds, whatever it carries.
 * @param write all of them or none
 * @returns settles when the item is written
 */
export function groupedOnDisk<Item>(
  write: (items: readonly Item[]) => void,
  log: (line: string) => void,
): (item: Item) => Promise<void> {
  let waiting: Waiting<Item>[] = []
  const flush = () => {
    const taken = waiting
    waiting = []
    try {
      write(taken.map(({ item }) => item))
      for (const { done } of taken) done()
    } catch (error) {
      log(
        `${taken.length} messages cannot be kept on disk, so that they are not acknowledged: ${String(error)}. Make room.`,
      )
      for (const { failed } of taken) failed(error)
    }
  }
  return (item) =>
    new Promise<void>((done, failed) => {
      waiting.push({ item, done, failed })
      if (waiting.length === 1) setImmediate(flush)
    })
}
