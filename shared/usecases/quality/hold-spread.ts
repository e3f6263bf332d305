import type { FactSubject } from '../../../events/subject.ts'
import type { Circumstances } from '../../domain/caller.ts'
import { sourcesOf } from '../../domain/genealogy/genealogy.ts'
import {
  completeSpread,
  type Descent,
  endInheritance,
  type Heir,
  inheritHold,
  startSpread,
} from '../../domain/genealogy/inheritance.ts'
import { lotsOf, type Order, underWay } from '../../domain/orders/order.ts'
import { type Alerts, spreads } from '../../domain/quality/alerts.ts'
import type { Hold } from '../../domain/quality/deviation.ts'
import { named, orderNamed, type Point, pointOf } from '../../domain/stock/destination.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { type Clock, type Outcome, run } from '../commit/command.ts'
import { sideBySide } from '../commit/side-by-side.ts'
import { type Refs, ref, type Store } from '../commit/store.ts'
import { mustBeDone, workflowCommand } from '../commit/workflow.ts'
import { destinationsOf, type Sources } from '../genealogy/destinations.ts'
import { alertsOf } from './holds-above.ts'

/** What inherited a hold, and from what; direct descendants have level 1. */
export interface InheritedHold {
  readonly type: 'lot' | 'order'
  readonly id: string
  readonly from: FactSubject
  readonly level: number
  readonly at: string
}

/** The things that inherited a hold; strongly consistent. */
export interface Heirs {
  /** In a fixed order, after a name such as `lot:LOT-1`; `last` is present if there are more. */
  heirsOf(
    holdId: string,
    window: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly items: readonly InheritedHold[]; readonly last?: string }>
}

/** The dependencies of the HoldSpread workflow's tasks. Each task is idempotent. */
export interface Deps extends Sources {
  readonly store: Store
  readonly heirs: Heirs
  readonly site: string
  readonly now: Clock
}

/** The progress on a hold; the workflow passes it from task to task. */
export interface Progress {
  readonly doing: 'spread' | 'end'
  readonly level: number
  /** The last thing of the level that is done; null because a path of Step Functions needs a value. */
  readonly after: string | null
  /** How often in a row it waited for the index. */
  readonly waits: number
}

export interface Step extends Progress {
  readonly next: 'go-on' | 'wait' | 'done'
  readonly waitSeconds: number
}

export const atStart: Progress = { doing: 'spread', level: 0, after: null, waits: 0 }

/**
 * Five hundred commits, eight at a time, take about ten seconds, a third of a task's limit. A raw material with more descendants needs several tasks.
 */
const most = 500
const lotsAtOnce = 100
const commitsAtOnce = 8

/** 1 + 2 + 4 + ... + 60 s. The index is usually moments behind; after a quarter of an hour a person has to check it. */
const mostWaits = 20

/**
 * The next part of the work on a hold. Level by level, descendants inherit it. An order under way is held before its lots are read, and a lot before
 * its uses, so that nothing new is made of it unnoticed. If the hold is released, it is removed from all that inherited it.
 */
export async function carryOn(deps: Deps, holdId: string, progress: Progress, atMost = most): Promise<Step> {
  const hold = await readHold(deps, holdId)
  if (hold.status === 'released')
    return takeBack(deps, hold, progress.doing === 'end' ? progress : { ...atStart, doing: 'end' })
  if (!spreads(hold.subject)) return { ...progress, next: 'done', waitSeconds: 0 }
  if (progress.level === 0) await start(deps, hold)
  const { points, after } = await frontier(deps, hold, progress)
  if (points.length === 0 && progress.after === null) {
    await complete(deps, hold)
    return { ...progress, next: 'done', waitSeconds: 0 }
  }
  const { pending, left } = await spreadFrom(deps, hold, points, progress.level, atMost)
  if (left) return { ...progress, waits: 0, next: 'go-on', waitSeconds: 0 }
  if (pending.length > 0) return waitFor(progress, pending)
  const level = after === null ? progress.level + 1 : progress.level
  return { doing: 'spread', level, after, waits: 0, next: 'go-on', waitSeconds: 0 }
}

function waitFor(progress: Progress, pending: readonly string[]): Step {
  const waits = progress.waits + 1
  if (waits > mostWaits) throw new Error(`The index does not account for what left these lots: ${pending.join(', ')}.`)
  return { ...progress, waits, next: 'wait', waitSeconds: Math.min(60, 2 ** progress.waits) }
}

async function readHold({ store }: Deps, holdId: string): Promise<Hold> {
  const { hold } = await store.load({ hold: ref.hold(holdId) })
  if (!hold) throw new Error(`There is no hold ${holdId}; the workflow has nothing to work on.`)
  return hold.value
}

/** The things of this level after a name, as many as one task handles. */
async function frontier(
  { heirs }: Deps,
  { holdId, subject }: Hold,
  { level, after }: Progress,
): Promise<{ points: readonly Point[]; after: string | null }> {
  if (level === 0) return { points: [subject as Point], after: null }
  for (let from = after; ; ) {
    const { items, last } = await heirs.heirsOf(holdId, { limit: 1000, after: from ?? undefined })
    const here = items.filter((it) => it.level === level && it.type === 'lot')
    const points = here.slice(0, lotsAtOnce).map(({ type, id }): Point => ({ type, id }))
    const cut = here.length > lotsAtOnce ? points.at(-1) : undefined
    const end = cut ? named(cut) : (last ?? null)
    if (points.length > 0 || end === null) return { points, after: end }
    from = end
  }
}

/**
 * Holds the direct descendants of these. `left` says that one task was not enough, `pending` names lots that the index does not account for yet; in
 * both cases the same things must be processed again.
 */
async function spreadFrom(
  deps: Deps,
  hold: Hold,
  points: readonly Point[],
  level: number,
  atMost: number,
): Promise<{ pending: readonly string[]; left: boolean }> {
  const { goals, pending } = await destinationsOf(
    deps,
    points.filter(({ type }) => type === 'lot'),
  )
  const drew = new Map(byType(goals, 'order'))
  for (const { type, id } of points) if (type === 'order') drew.set(id, [named(orderNamed(id))])
  const isMadeOf = (order: Order) => {
    const [first = ''] = drew.get(order.orderId) ?? []
    return (
      first === named(orderNamed(order.orderId)) ||
      inputNames(order).some((it) => drew.get(order.orderId)?.includes(it))
    )
  }

  const orders = (await load(deps.store, 'order', [...drew.keys()])).filter(isMadeOf)
  const working = orders.filter((order) => underWay(order) && !order.holds.includes(hold.holdId))
  const stopped = working.slice(0, atMost)
  await sideBySide(stopped, commitsAtOnce, ({ orderId }) =>
    inherit(deps, hold, { type: 'order', id: orderId }, { from: subjectOf(drew.get(orderId)), level: level + 1 }),
  )
  if (working.length > stopped.length) return { pending, left: true }

  // Read again: it now has everything that the order made before its hold, and nothing can be added.
  const settled =
    stopped.length > 0
      ? await load(
          deps.store,
          'order',
          orders.map(({ orderId }) => orderId),
        )
      : orders
  const reached = new Map(byType(goals, 'lot'))
  for (const order of settled)
    if (order.status !== 'created') for (const id of lotsOf(order)) reached.set(id, [named(orderNamed(order.orderId))])
  const lots = await load(deps.store, 'lot', [...reached.keys()])
  const free = lots.filter(({ holds }) => !holds.includes(hold.holdId))
  const held = free.slice(0, atMost - stopped.length)
  await sideBySide(held, commitsAtOnce, ({ lotId }) =>
    inherit(deps, hold, { type: 'lot', id: lotId }, { from: subjectOf(reached.get(lotId)), level: level + 1 }),
  )
  return { pending, left: free.length > held.length }
}

/** The destinations of one type by id, each with its sources. */
const byType = (goals: ReadonlyMap<string, readonly string[]>, type: Point['type']) =>
  [...goals].flatMap(([name, led]) => (pointOf(name).type === type ? [[pointOf(name).id, led] as const] : []))

const inputNames = (order: Order): string[] =>
  sourcesOf({ type: 'order', value: order }).map(({ point }) => named(point))

/** The first source, as a subject. */
function subjectOf(led: readonly string[] = []): FactSubject {
  const { type, id } = pointOf(led[0] ?? '')
  return { type: type === 'order' ? 'order' : 'lot', id }
}

async function load<Kind extends 'lot' | 'order'>(
  store: Store,
  kind: Kind,
  ids: readonly string[],
): Promise<(Kind extends 'lot' ? Lot : Order)[]> {
  const basis = await store.load(Object.fromEntries(ids.map((id) => [id, { kind, id }])) as Refs)
  return Object.values(basis).flatMap((stored) => (stored ? [stored.value as Kind extends 'lot' ? Lot : Order] : []))
}

type HeirPoint = { readonly type: 'lot' | 'order'; readonly id: string }

const command = (deps: Deps, id: string) => workflowCommand('HoldSpread', deps.site, deps.now, id, {})

const onHeir = (
  deps: Deps,
  holdId: string,
  { type, id }: HeirPoint,
  act: 'inherited' | 'ended',
  decide: (heir: Heir, hold: Hold) => ReturnType<typeof inheritHold>,
): Promise<Outcome> =>
  run(deps.store, command(deps, `${holdId}/${act}/${type}:${id}`), {
    subject: { type, id },
    of: 'heir',
    load: { heir: type === 'lot' ? ref.lot(id) : ref.order(id), hold: ref.hold(holdId) },
    decide: ({ heir, hold }) => (heir && hold ? decide({ type, value: heir.value } as Heir, hold.value) : 'unknown'),
  })

const inherit = async (deps: Deps, { holdId }: Hold, heir: HeirPoint, descent: Descent): Promise<void> =>
  mustBeDone(
    await onHeir(deps, holdId, heir, 'inherited', (it, hold) => inheritHold(it, hold, descent)),
    `Holding ${heir.type} ${heir.id}`,
  )

/** Removes the hold from those that inherited it, one page per task. */
async function takeBack(deps: Deps, { holdId }: Hold, { after }: Progress): Promise<Step> {
  const { items, last } = await deps.heirs.heirsOf(holdId, { limit: most, after: after ?? undefined })
  await sideBySide(items, commitsAtOnce, async (heir) =>
    mustBeDone(await onHeir(deps, holdId, heir, 'ended', endInheritance), `Ending the hold of ${heir.type} ${heir.id}`),
  )
  const next = last === undefined ? 'done' : 'go-on'
  return { doing: 'end', level: 0, after: last ?? null, waits: 0, next, waitSeconds: 0 }
}

const onHold = (
  deps: Deps,
  { holdId }: Hold,
  act: string,
  decide: (hold: Hold, alerts: Alerts, circumstances: Circumstances) => ReturnType<typeof startSpread>,
): Promise<Outcome> =>
  run(deps.store, command(deps, `${holdId}/${act}`), {
    subject: { type: 'hold', id: holdId },
    of: 'hold',
    load: { hold: ref.hold(holdId), alerts: ref.alerts() },
    decide: ({ hold, alerts }, circumstances) =>
      hold ? decide(hold.value, alertsOf(alerts), circumstances) : 'unknown',
  })

const start = async (deps: Deps, hold: Hold): Promise<void> =>
  mustBeDone(await onHold(deps, hold, 'spread-started', startSpread), `Spreading hold ${hold.holdId}`)
const complete = async (deps: Deps, hold: Hold): Promise<void> =>
  mustBeDone(await onHold(deps, hold, 'spread-completed', completeSpread), `Completing hold ${hold.holdId}`)
