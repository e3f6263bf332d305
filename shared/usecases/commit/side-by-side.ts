/** Maps items with limited concurrency. The answers are in the order of the items. */
export async function sideBySide<Item, Answer>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers = new Array<Answer>(items.length)
  const waiting = items.entries()
  const worker = async () => {
    for (const [index, item] of waiting) answers[index] = await act(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return answers
}
