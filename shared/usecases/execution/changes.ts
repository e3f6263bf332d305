import type { ProposeChange } from '../../../events/change.ts'
import type { ChangeId, Instant, Role } from '../../../events/identifiers.ts'
import type { Meaning } from '../../../events/signature.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Decision } from '../../domain/decision.ts'
import type { Densities } from '../../domain/density.ts'
import * as domain from '../../domain/execution/change.ts'
import { type Affected, differenceMade, objectionsToChange } from '../../domain/execution/change-effect.ts'
import { remainderIdOf } from '../../domain/execution/remainder.ts'
import { differenceOf } from '../../domain/execution/step-difference.ts'
import type { ChangeRequest, Effect } from '../../domain/orders/change-request.ts'
import type { Order } from '../../domain/orders/order.ts'
import { type Judged, judgeSignature } from '../../domain/signature.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, ref, type Store } from '../commit/store.ts'
import { densitiesFor } from '../recipes/recipes.ts'

type Path = { orderId: string }
type ChangePath = Path & { changeId: string }
const subject = (id: string) => ({ type: 'order', id }) as const

/** The refs that an order and its change request name. */
const onward = ({ recipeId }: Order, change: Effect & { readonly version: string }) => ({
  recipe: ref.recipe(recipeId, change.version),
  effective: ref.effective(recipeId),
  remainder: change.effect === 'remaining-quantity' ? ref.order(change.remainderOrderId) : undefined,
})

type Near = { order: ReturnType<typeof ref.order>; snapshot: ReturnType<typeof ref.snapshot> }
type Far = ReturnType<typeof onward>

const affected = (
  order: Order,
  { snapshot }: Pick<Basis<Near>, 'snapshot'>,
  { recipe, effective, remainder }: Partial<Basis<Far>>,
  densities: Densities | undefined,
): Affected => ({
  order,
  snapshot: snapshot?.value,
  recipe: recipe?.value,
  effective: effective?.value,
  remainder: remainder?.value,
  densities,
})

/** Four round trips: only the order names the recipe of the version, and only the recipe its materials. */
export const proposeChange = (store: Store, command: Command<ProposeChange>, { orderId }: Path): Promise<Outcome> => {
  const { version, effect, reason } = command.body
  const changeId = command.body.changeId ?? (`change.${digest(`${orderId} ${command.id}`).slice(0, 16)}` as ChangeId)
  const effectOn = (order: Order): Effect =>
    effect === 'remaining-quantity'
      ? { effect, remainderOrderId: command.body.remainderOrderId ?? remainderIdOf(order) }
      : { effect }
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), change: ref.change(orderId, changeId) },
    loadMore: ({ order }) => order && onward(order.value, { version, ...effectOn(order.value) }),
    find: (_, { recipe }, _at, reading) => densitiesFor(reading, recipe?.value),
    decide: ({ order, snapshot, change }, circumstances, more, densities) =>
      order
        ? domain.proposeChange(
            change?.value,
            affected(order.value, { snapshot }, more, densities),
            { changeId, version, reason, ...effectOn(order.value) },
            circumstances,
          )
        : 'unknown',
  })
}

type Decide<Body> = (
  change: ChangeRequest,
  on: Affected,
  command: Command<Body>,
  circumstances: Circumstances,
) => Decision

/** Four round trips: only the change request names the new version, and only the recipe its materials. */
const onChange =
  <Body>(decide: Decide<Body>) =>
  (store: Store, command: Command<Body>, { orderId, changeId }: ChangePath): Promise<Outcome> =>
    run(store, command, {
      subject: subject(orderId),
      of: 'order',
      versioned: 'change',
      load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), change: ref.change(orderId, changeId) },
      loadMore: ({ order, change }) => (order && change ? onward(order.value, change.value) : undefined),
      find: (_, { recipe }, _at, reading) => densitiesFor(reading, recipe?.value),
      decide: ({ order, snapshot, change }, circumstances, more, densities) =>
        order && change
          ? decide(change.value, affected(order.value, { snapshot }, more, densities), command, circumstances)
          : 'unknown',
    })

const signed = (
  { signature }: Command<unknown>,
  meaning: Meaning,
  roles: readonly Role[],
  circumstances: Circumstances,
): Judged => judgeSignature(signature, { meanings: [meaning], roles }, circumstances)

/** Roles that know the process well enough to attest a change. */
const reviewers = ['supervisor', 'engineer', 'quality'] as const

export const reviewChange = onChange<{ comment?: string }>((change, on, command, circumstances) =>
  domain.reviewChange(
    change,
    on,
    command.body.comment,
    signed(command, 'reviewed', reviewers, circumstances),
    circumstances,
  ),
)

export const approveChange = onChange<object>((change, on, command, circumstances) => {
  const exceptionId = `exception-${digest(`${change.orderId}/${change.changeId}`).slice(0, 16)}`
  return domain.approveChange(
    change,
    on,
    signed(command, 'approved', ['quality'], circumstances),
    exceptionId,
    circumstances,
  )
})

export const rejectChange = onChange<{ reason: string }>((change, _, command, circumstances) =>
  domain.rejectChange(
    change,
    command.body.reason,
    signed(command, 'rejected', ['quality'], circumstances),
    circumstances,
  ),
)

export const withdrawChange = onChange<{ reason: string }>((change, _, command, circumstances) =>
  domain.withdrawChange(change, command.body.reason, circumstances),
)

/** A change request for the people who decide: the differences by step, and the present violations. */
export interface ChangeView {
  readonly change: ChangeRequest
  readonly version: number
  readonly difference: ReturnType<typeof differenceMade> | undefined
  readonly violations: ReturnType<typeof objectionsToChange>
}

export async function readChange(
  store: Store,
  { orderId, changeId }: ChangePath,
  at: Instant,
): Promise<ChangeView | undefined> {
  const near = { order: ref.order(orderId), snapshot: ref.snapshot(orderId), change: ref.change(orderId, changeId) }
  const { order, snapshot, change } = await store.load(near)
  if (!order || !change) return undefined
  const { revision, status, effect } = change.value
  const { superseded, next, ...more } = await store.load({
    ...onward(order.value, change.value),
    superseded: ref.superseded(orderId, revision),
    next: ref.superseded(orderId, revision + 1),
  })
  const on = affected(order.value, { snapshot }, more, await densitiesFor(store, more.recipe?.value))
  const [before, now] = [superseded?.value ?? snapshot?.value, next?.value ?? snapshot?.value]
  const isDone = status === 'approved' && effect === 'immediately'
  return {
    change: change.value,
    version: change.version,
    // For an applied change the record shows the difference; otherwise it is computed from the order as it is now.
    difference: isDone && before && now ? differenceOf(before.steps, now.steps) : differenceMade(on, before),
    violations: domain.isOpen(change.value) ? objectionsToChange(change.value, on, at) : [],
  }
}
