import type { Consume } from '../../../events/order.ts'
import type { Amount, Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { BuildUnit } from '../../../events/unit.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import type { Decision, FactPayload, Pointer } from '../decision.ts'
import type { Order, Snapshot } from '../orders/order.ts'
import { one } from '../quantity.ts'
import { distinct, hasReasons, refuse, violation } from '../refusal.ts'
import type { Sublot } from '../stock/lot.ts'
import type { Serial } from '../stock/serial.ts'
import { consume, type IssueContext } from './consumption.ts'
import type { Installing } from './installation.ts'
import { nameOfUnit, unitLines } from './unit.ts'

/** The stock of one component, read for its issue. */
export type ComponentContext = IssueContext & { readonly into: NonNullable<Installing['into']> }

/**
 * Builds all components of a request into one unit, or none. Each is judged as an issue of its own, upon the order and the unit as the issues before
 * it leave them. A commit changes each lot once, so a lot gives one component.
 */
export function buildUnit(
  contexts: readonly ComponentContext[],
  { stepId, serial, components, reason }: BuildUnit,
  circumstances: Circumstances,
): Decision {
  const found: Violation[] = lotsNamedTwice(serial, components)
  const consumed: Told['consumed'][number][] = []
  const warnings: Violation[] = []
  const changes = new Map<string, Change>()
  const pointers: Pointer[] = []
  let [order, unit] = [contexts[0]?.order, contexts[0]?.into.unit]
  let preIssued: true | undefined
  for (const [index, context] of contexts.entries()) {
    const component = components[index]
    if (!component || !order) continue
    const at = `components/${index}`
    const quantity = component.quantity ?? quantityOf(component.lineId, context)
    if (!quantity) {
      found.push(violation('unit-missing/quantity', { lineId: component.lineId }, `${at}/quantity`))
      continue
    }
    const body: Consume = { stepId, ...component, quantity, into: serial, ...(reason !== undefined && { reason }) }
    const decision = consume({ ...context, order, into: { ...context.into, unit } }, body, circumstances)
    if (decision.outcome === 'refused') {
      found.push(...decision.violations.map(placedIn(at)))
      continue
    }
    for (const change of decision.changes) changes.set(nameOf(change), withoutSecond(changes, change))
    order = savedOrder(decision.changes) ?? order
    unit = savedUnit(decision.changes) ?? unit
    const { fact } = decision
    if (fact.type !== 'andon.material.consumed.v1') continue
    const { lineId, lotId, sublotId, materialId, replaces, entered, fromReservation } = fact.data
    const { consumptionId } = context.into
    consumed.push({
      consumptionId,
      lineId,
      materialId,
      lotId,
      ...(sublotId !== undefined && { sublotId }),
      quantity: fact.data.quantity,
      ...(replaces && { replaces }),
      ...(entered && { entered }),
      ...(fromReservation && { fromReservation }),
    })
    preIssued = fact.data.preIssued ?? preIssued
    warnings.push(...(fact.data.warnings ?? []))
    // The history of the lot shows an issue.
    const into = fact.data.into
    const card = { type: fact.type, quantity: fact.data.quantity, materialId, sublotId, into, consumptionId }
    pointers.push({ about: { type: 'lot', id: lotId }, card })
  }
  const objections = distinct(found)
  if (hasReasons(objections)) return refuse(objections)
  if (!order || !unit) throw new Error('A unit that is built has an order and at least one component.')
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.unit.built.v1',
      data: {
        orderId: order.orderId,
        stepId,
        into: nameOfUnit(unit),
        consumed,
        ...(preIssued && { preIssued }),
        ...(reason !== undefined && { reason }),
        ...(warnings.length > 0 && { warnings }),
      },
    },
    changes: [...changes.values()],
    pointers,
  }
}

type Told = Extract<FactPayload, { readonly type: 'andon.unit.built.v1' }>['data']

const lotsNamedTwice = (serial: string, components: BuildUnit['components']): Violation[] =>
  components.flatMap(({ lotId }, index) =>
    components.findIndex((it) => it.lotId === lotId) < index
      ? [violation('unit-unfit/lot-twice', { serial, lotId }, `components/${index}/lotId`)]
      : [],
  )

/** The one piece of a serialised sublot, else what the line gives each unit. */
function quantityOf(
  lineId: string,
  { sublot, snapshot }: { readonly sublot: Sublot | undefined; readonly snapshot: Snapshot | undefined },
): Quantity | undefined {
  if (sublot?.serial !== undefined) return { value: one, unit: '{each}' }
  const line = snapshot && unitLines(snapshot).find((it) => it.lineId === lineId)
  const amount: Amount | undefined = line?.perUnit.quantity
  return amount
}

/** A reference into the body becomes one into the component's part of it; a reference to an entity such as `lot:L-1` stays. */
const placedIn =
  (place: string) =>
  (it: Violation): Violation =>
    it.ref !== undefined && /^(lineId|lotId|sublotId|quantity)(\/|$)/.test(it.ref)
      ? { ...it, ref: `${place}/${it.ref}` }
      : it

/** What a change is about: a later change of the same document replaces an earlier one. */
function nameOf(change: Change): string {
  if (change.change === 'save') return `${change.kind} ${change.id}`
  return 'lotId' in change ? `${change.change === 'build' ? 'unit' : 'lot'} ${change.lotId}` : change.change
}

/** An issue from a lot judges its holds itself. */
const withoutSecond = (before: ReadonlyMap<string, Change>, change: Change): Change =>
  (change.change === 'require-no-hold' && before.get(nameOf(change))) || change

const savedOrder = (changes: readonly Change[]): Order | undefined =>
  changes.flatMap((it) => (it.change === 'save' && it.kind === 'order' ? it.value : [])).at(-1)

const savedUnit = (changes: readonly Change[]): Serial | undefined =>
  changes.flatMap((it) => (it.change === 'save' && it.kind === 'serial' ? it.value : [])).at(-1)
