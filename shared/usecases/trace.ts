import type { Quantity } from '../../events/quantity.ts'

/** What a genealogy is read from. Each question takes the whole frontier, so that a level costs one round of questions. */
export interface Genealogy {
  /** Which orders drew from each of these lots. */
  usesOf(lotIds: readonly string[]): Promise<readonly Use[]>
  /** Which lots each of these orders drew from. */
  inputsOf(orderIds: readonly string[]): Promise<readonly Use[]>
  /** Which lots each of these orders made. */
  outputsOf(orderIds: readonly string[]): Promise<readonly Use[]>
  /** Which order made each of these lots; the bought ones are absent. */
  originsOf(lotIds: readonly string[]): Promise<readonly { lotId: string; orderId: string }[]>
}

/** One movement of material between a lot and an order. */
export interface Use {
  readonly lotId: string
  readonly orderId: string
  readonly quantity: Quantity
  readonly at: string
}

export interface Trace {
  readonly root: string
  readonly nodes: readonly { readonly type: 'lot' | 'order'; readonly id: string }[]
  readonly edges: readonly {
    readonly from: string
    readonly to: string
    readonly quantity: Quantity
    readonly orderId: string
    readonly at: string
  }[]
  readonly complete: true
}

/**
 * Follows a lot through every order, without a cap on the depth. A lot or order that was met is not walked again, so that rework
 * into itself ends.
 */
export async function trace(genealogy: Genealogy, lotId: string, direction: 'forward' | 'backward'): Promise<Trace> {
  const lots = new Set([lotId])
  const orders = new Set<string>()
  const edges: Trace['edges'][number][] = []
  const made: Use[] = []
  const into = ({ lotId: lot, orderId, quantity, at }: Use) =>
    edges.push({ from: `lot:${lot}`, to: `order:${orderId}`, quantity, orderId, at })
  const outOf = ({ lotId: lot, orderId, quantity, at }: Use) =>
    edges.push({ from: `order:${orderId}`, to: `lot:${lot}`, quantity, orderId, at })
  for (let frontier = [lotId]; frontier.length > 0; ) {
    const found = direction === 'forward' ? await genealogy.usesOf(frontier) : await genealogy.originsOf(frontier)
    const newOrders = fresh(
      found.map((it) => it.orderId),
      orders,
    )
    const [inputs, outputs] = await Promise.all([
      genealogy.inputsOf(direction === 'backward' ? newOrders : []),
      genealogy.outputsOf(newOrders),
    ])
    if (direction === 'forward') for (const use of found as readonly Use[]) into(use)
    else for (const use of inputs) into(use)
    made.push(...outputs)
    frontier = fresh(
      (direction === 'forward' ? outputs : inputs).map((it) => it.lotId),
      lots,
    )
  }
  // Backward, an order's other products are left out; which of them the root descends from is known when the walk is over.
  for (const use of made) if (lots.has(use.lotId)) outOf(use)
  const nodes = [
    ...[...lots].map((id) => ({ type: 'lot', id }) as const),
    ...[...orders].map((id) => ({ type: 'order', id }) as const),
  ]
  return { root: `lot:${lotId}`, nodes, edges, complete: true }
}

function fresh(ids: readonly string[], known: Set<string>): string[] {
  const found = [...new Set(ids)].filter((id) => !known.has(id))
  for (const id of found) known.add(id)
  return found
}

/** These lots and all that was made of them, however far. */
export async function descendants(genealogy: Genealogy, lotIds: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (let frontier = fresh(lotIds, found); frontier.length > 0; ) {
    const uses = await genealogy.usesOf(frontier)
    const outputs = await genealogy.outputsOf([...new Set(uses.map((use) => use.orderId))])
    frontier = fresh(
      outputs.map((use) => use.lotId),
      found,
    )
  }
  return [...found]
}
