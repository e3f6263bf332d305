import type { Fact } from '../../../events/envelope.ts'
import type { DeviationId, HoldId, Instant } from '../../../events/identifiers.ts'
import type { Holdable, HoldOrigin, HoldPurpose, RecallLot } from '../../../events/quality.ts'
import type { FactSubject } from '../../../events/subject.ts'
import { unknownMachine } from '../../domain/equipment/machine.ts'
import type { Order } from '../../domain/orders/order.ts'
import type * as domain from '../../domain/quality/deviation.ts'
import * as holding from '../../domain/quality/holding.ts'
import { judgeSignature } from '../../domain/signature.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { serialKey } from '../../domain/stock/serial.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Ref, type Refs, ref, type Store } from '../commit/store.ts'
import { type Surroundings, surroundings } from '../genealogy/built-into.ts'
import { alertsOf } from './holds-above.ts'

/** An id for something that the caller did not name, the same for every replay of the command. No client can give an id with this prefix. */
export const derived = (prefix: string, command: Command): string => `${prefix}.${digest(command.id).slice(0, 16)}`

/** The refs of a hold's subject, whatever its type. */
export function heldRefs({ type, id }: Holdable) {
  return {
    order: type === 'order' ? ref.order(id) : undefined,
    lot: type === 'lot' ? ref.lot(id) : undefined,
    sublot: type === 'sublot' ? ref.namedSublot(id) : undefined,
    material: type === 'material' ? ref.material(id) : undefined,
    equipment: type === 'equipment' ? ref.equipment(id) : undefined,
    machine: type === 'equipment' ? ref.machine(id) : undefined,
    recipe: type === 'recipe' ? ({ kind: 'recipe', id } as Ref<'recipe'>) : undefined,
  }
}

type HeldBasis = Partial<Basis<ReturnType<typeof heldRefs>>>

/**
 * The unit that is the subject, and the units around it, which are held with it. They take further round trips. The record of the unit that a sublot is,
 * or was before it left that lot, is under the material of the lot.
 */
export function unitsHeld(
  { type, id }: Holdable,
  { sublot }: Pick<HeldBasis, 'sublot'>,
  read: Partial<Basis<Refs>>,
): Surroundings {
  const { lotId, serial } = sublot?.value ?? {}
  if (lotId === undefined || serial === undefined) return surroundings(type === 'unit' ? id : undefined, read)
  const lot = read.lotOfUnit?.value as Lot | undefined
  const { refs, found } = surroundings(lot && serialKey(lot.materialId, serial), read)
  return { refs: { lotOfUnit: ref.lot(lotId), ...refs }, found }
}

/** The order that made a lot, the lot of a sublot, or a unit: a further round trip, or two. */
export function makerOf(held: holding.Held, read: Partial<Basis<Refs>>) {
  const partOf = held.type === 'sublot' ? held.value?.lotId : undefined
  const lot = held.type === 'lot' ? held.value : (read.lotOfUnit?.value as Lot | undefined)
  const orderId = held.type === 'unit' ? held.value?.unit.orderId : lot?.orderId
  return {
    refs: {
      ...(partOf !== undefined && { lotOfUnit: ref.lot(partOf) }),
      ...(orderId !== undefined && { maker: ref.order(orderId) }),
    },
    found: read.maker?.value as Order | undefined,
  }
}

export function heldOf(subject: Holdable, basis: HeldBasis, read: Partial<Basis<Refs>>): holding.Held {
  const { type } = subject
  const [unit, ...around] = unitsHeld(subject, basis, read).found
  switch (type) {
    case 'order':
      return { type, value: basis.order?.value }
    case 'lot':
      return { type, value: basis.lot?.value }
    case 'sublot':
      return { type, value: basis.sublot?.value, around, unit }
    case 'unit':
      return { type, value: unit, around }
    case 'material':
      return { type, value: basis.material?.value }
    case 'equipment':
      return {
        type,
        value: basis.machine?.value ?? (basis.equipment && unknownMachine(basis.equipment.value.equipmentId)),
      }
    case 'recipe':
      return { type, value: basis.recipe?.value }
  }
}

interface PlaceHold {
  readonly holdId?: HoldId | undefined
  readonly subject: Holdable
  readonly reason: string
  readonly deviationId?: DeviationId
  readonly purpose?: HoldPurpose | undefined
  readonly origin?: HoldOrigin
}

/** Read by every hold, and changed by holds that reach further than their subject. */
const alerts = ref.alerts()

export const placeHold = (store: Store, command: Command<PlaceHold>): Promise<Outcome> => {
  const { subject, reason, deviationId, purpose, origin } = command.body
  const holdId = command.body.holdId ?? (derived('hold', command) as HoldId)
  const isRecall = purpose === 'recall' && origin === undefined
  return run(store, command, {
    subject: { type: 'hold', id: holdId },
    of: 'hold',
    creates: command.body.holdId !== undefined,
    load: {
      ...heldRefs(subject),
      hold: ref.hold(holdId),
      alerts,
      deviation: deviationId && ref.deviation(deviationId),
    },
    loadMore: (basis, more): Refs => ({
      ...unitsHeld(subject, basis, more).refs,
      ...(isRecall && basis.lot && holdRefs(basis.lot.value)),
    }),
    decide: ({ hold, deviation, ...basis }, circumstances, more) =>
      isRecall && recallAmong(more, subject.id)
        ? 'nothing'
        : holding.placeHold(
            heldOf(subject, basis, more),
            hold?.value,
            { holdId, subject, reason, purpose, origin, ...(deviation && { deviation: deviation.value }) },
            alertsOf(basis.alerts),
            circumstances,
          ),
  })
}

const holdRefs = ({ holds }: Lot): Record<string, Ref<'hold'>> =>
  Object.fromEntries(holds.map((id) => [id, ref.hold(id)]))

/** The recall of this lot that is under way; a recall from another site does not count. */
const recallAmong = (found: Partial<Basis<Refs>>, lotId: string): domain.Hold | undefined =>
  Object.values(found)
    .flatMap((stored) => (stored?.ref.kind === 'hold' ? (stored.value as domain.Hold) : []))
    .find((it) => it.status === 'active' && it.purpose === 'recall' && !it.origin && it.subject.id === lotId)

/**
 * A recall places a hold on the lot: all descendants are held from then on, and the workflow records the hold on them. A second recall of the same
 * lot is not placed, because it would need a second release; the answer is the recall under way.
 */
export const recallLot =
  (factsOf: (subject: FactSubject) => Promise<readonly Fact[]>) =>
  async (store: Store, command: Command<RecallLot>, { lotId }: { lotId: string }): Promise<Outcome> => {
    const subject = { type: 'lot', id: lotId } as const
    const outcome = await placeHold(store, { ...command, body: { ...command.body, subject, purpose: 'recall' } })
    if (outcome.outcome !== 'nothing') return outcome
    const { lot } = await store.load({ lot: ref.lot(lotId) })
    const recall = lot && recallAmong(await store.load(holdRefs(lot.value)), lotId)
    // The recall ended in between; the same command, sent again, starts a new one.
    if (!recall) return { outcome: 'busy' }
    const fact = (await factsOf({ type: 'hold', id: recall.holdId })).find(
      ({ type }) => type === 'andon.hold.placed.v1',
    )
    if (!fact) throw new Error(`Hold ${recall.holdId} was placed by no fact.`)
    if (fact.factId === command.id && fact.requestHash !== command.requestHash) return { outcome: 'key-reused' }
    return { outcome: 'done', fact, replayed: true }
  }

export const releaseHold = (
  store: Store,
  command: Command<{ reason: string }>,
  { holdId }: { holdId: string },
): Promise<Outcome> => endHold(store, command, holdId, 'signature')

/** The workflow ends the holds of a deviation by the authority of its signed disposition. */
export const liftHold = (
  store: Store,
  command: Command<{ reason: string }>,
  { holdId }: { holdId: string },
): Promise<Outcome> => endHold(store, command, holdId, 'disposition')

/** Three round trips: only the hold names its subject. */
const endHold = (
  store: Store,
  command: Command<{ reason: string }>,
  holdId: string,
  authority: 'signature' | 'disposition',
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'hold', id: holdId },
    of: 'hold',
    load: { hold: ref.hold(holdId), alerts },
    loadMore: ({ hold }, more): Refs | undefined => {
      if (!hold) return undefined
      const { subject } = hold.value
      return {
        ...heldRefs(subject),
        ...unitsHeld(subject, more as HeldBasis, more).refs,
      }
    },
    decide: ({ hold, alerts }, circumstances, basis) => {
      if (!hold) return 'unknown'
      if (authority === 'disposition' && hold.value.status === 'released') return 'nothing'
      const signed =
        authority === 'disposition'
          ? authority
          : judgeSignature(command.signature, { meanings: ['released', 'approved'], roles: ['quality'] }, circumstances)
      return holding.releaseHold(
        hold.value,
        heldOf(hold.value.subject, basis as HeldBasis, basis),
        command.body.reason,
        signed,
        alertsOf(alerts),
        circumstances,
      )
    },
  })

/** The enterprise reports that the original hold at another site was released. */
export const noteOriginReleased = (
  store: Store,
  command: Command<{ origin: HoldOrigin; releasedAt: Instant }>,
  { holdId }: { holdId: string },
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'hold', id: holdId },
    of: 'hold',
    load: { hold: ref.hold(holdId) },
    decide: ({ hold }) =>
      hold ? holding.noteOriginReleased(hold.value, command.body.origin, command.body.releasedAt) : 'unknown',
  })
