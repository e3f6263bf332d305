import { type ChargeContainer, type Weigh, weigh as weighBody } from '../../events/dispensing.ts'
import type { DeviationId, EquipmentId, LotId, MaterialId, StepId } from '../../events/identifiers.ts'
import { consume as consumeBody } from '../../events/order.ts'
import type { Unit } from '../../events/quantity.ts'
import type { Step } from '../../events/recipe.ts'
import { type CheckScale, checkScale as checkBody } from '../../events/scale.ts'
import type { Caller } from '../../shared/domain/caller.ts'
import type { Change } from '../../shared/domain/change.ts'
import type { Decision } from '../../shared/domain/decision.ts'
import { hear, type Machine, unknownMachine } from '../../shared/domain/equipment/machine.ts'
import { overrideStep } from '../../shared/domain/execution/override.ts'
import { completeStep } from '../../shared/domain/execution/step-completion.ts'
import { skipStep } from '../../shared/domain/execution/step-skip.ts'
import type { Equipment, Person } from '../../shared/domain/master-data.ts'
import type { BoundOrder } from '../../shared/domain/orders/order.ts'
import { consume } from '../../shared/domain/production/consumption.ts'
import { add, subtract, zero } from '../../shared/domain/quantity.ts'
import type { PresentedSignature } from '../../shared/domain/signature.ts'
import type { Lot, Sublot } from '../../shared/domain/stock/lot.ts'
import { chargeContainer, reverseCharge } from '../../shared/domain/weighing/charging.ts'
import type { Dispensed, ScannedCode } from '../../shared/domain/weighing/dispensed.ts'
import { type Bench, dispensing } from '../../shared/domain/weighing/dispensing.ts'
import { rejectContainer } from '../../shared/domain/weighing/rejection.ts'
import { checkScale } from '../../shared/domain/weighing/scale.ts'
import { verifyContainer } from '../../shared/domain/weighing/verification.ts'
import { weigh } from '../../shared/domain/weighing/weighing.ts'
import {
  ada,
  aStep,
  by,
  dec,
  g,
  later,
  lot,
  noon,
  olga,
  order,
  person,
  quinn,
  running,
  signedBy,
  snapshot,
} from './given.ts'
import { say } from './words.ts'

export const balanceId = 'BAL-1' as EquipmentId

/** A scale for up to 6 kg that reads tenths of a gram. */
export const balance = (more: Partial<Equipment> = {}): Equipment => ({
  equipmentId: balanceId,
  name: 'Balance',
  level: 'equipment-module',
  capabilities: [],
  scale: {
    capacity: g('6000'),
    increment: g('0.1'),
    dailyCheck: {
      weights: [
        { nominal: g('100'), tolerance: g('0.1') },
        { nominal: g('5000'), tolerance: g('0.5') },
      ],
    },
  },
  ...more,
})

const passed = {
  outcome: 'passed',
  readings: [],
  source: 'typed',
  checkedAt: noon,
  checkedBy: 'ada',
  validUntil: later(36_000),
} as const satisfies Machine['scaleCheck']

/** The scale after its daily check. */
export const checked = (more: Partial<Machine> = {}): Machine => ({
  ...unknownMachine(balanceId),
  scaleCheck: passed,
  ...more,
})

const tolerance = { minusPercent: '1', plusPercent: '2' }

/** An active with a standard potency of 95 percent, a filler that compensates it, and a salt that is weighed without correction. */
export const dispense = (lines: Parameters<typeof aStep>[1] = {}): Step =>
  aStep('dispense', {
    materials: [
      {
        lineId: '10',
        materialId: 'ACTIVE',
        quantity: g('1000'),
        tolerance,
        potency: { role: 'active', basis: '95' },
        weighing: { verify: 'block-unless-signed' },
      },
      {
        lineId: '20',
        materialId: 'LACTOSE',
        quantity: { value: '4', unit: 'kg' },
        tolerance,
        potency: { role: 'compensator', of: '10' },
      },
      { lineId: '30', materialId: 'SALT', quantity: g('250'), tolerance, weighing: {} },
    ],
    ...lines,
  })

const lotOf = (lotId: string, materialId: string, more: Partial<Lot> = {}) =>
  lot({ lotId: lotId as LotId, materialId: materialId as MaterialId, ...more })

/** Lots of each material; the actives differ in their potency. */
export const shelves: readonly Lot[] = [
  lotOf('ACT-1', 'ACTIVE', { potency: dec('95') }),
  lotOf('ACT-2', 'ACTIVE', { potency: dec('90') }),
  lotOf('ACT-3', 'ACTIVE'),
  lotOf('LAC-1', 'LACTOSE'),
  lotOf('SALT-1', 'SALT', { unit: 'g', quantity: dec('100000'), remaining: dec('100000') }),
]

/** Who charges, what the label says besides the id, and the signature of the witness. */
interface Charging {
  readonly who?: Caller
  readonly code?: Partial<ScannedCode>
  readonly presented?: PresentedSignature
}

/** The step that charges all containers of the dispensing into a mixer. */
export const charging = (more: Parameters<typeof aStep>[1] = {}): Step =>
  aStep('charge', { after: ['dispense'], equipmentClass: 'mixer', charges: [{ from: 'dispense' }], ...more })

type Body = Partial<Record<keyof Weigh, unknown>>

/** A dispensing step; acts follow each other as on the shop floor, and a refused act changes nothing. */
export function benchOf(
  step: Step = dispense(),
  more: {
    scale?: Equipment
    machine?: Machine
    lots?: readonly Lot[]
    person?: Person
    sublot?: Sublot
    /** Steps after the dispensing, such as the one that charges its containers. */
    after?: readonly Step[]
  } = {},
) {
  let now = order({ steps: { [step.stepId]: running() } })
  let machine = more.machine ?? checked()
  let at = noon
  const lots = new Map((more.lots ?? shelves).map((it) => [it.lotId as string, it]))
  const containers = new Map<string, Dispensed>()
  const scale = () => ({ equipment: more.scale ?? balance(), machine })
  const floor = () => ({
    order: now,
    snapshot: snapshot({ steps: [step, ...(more.after ?? [])] }),
    person: more.person ?? person(),
  })
  const take = (decision: Decision): Decision => {
    for (const change of decision.outcome === 'accepted' ? decision.changes : []) put(change)
    return decision
  }
  function put(change: Change): void {
    if (change.change === 'save' && change.kind === 'order') now = change.value as BoundOrder
    if (change.change === 'save' && change.kind === 'machine') machine = change.value
    if (change.change === 'save' && change.kind === 'dispensed') containers.set(change.value.containerId, change.value)
    if (change.change !== 'issue' && change.change !== 'rebook') return
    const before = lots.get(change.lotId)
    if (!before) return
    const { consumed = zero, scrapped = zero } = before.left ?? {}
    lots.set(
      change.lotId,
      change.change === 'issue'
        ? {
            ...before,
            remaining: subtract(before.remaining, change.value),
            left: { ...before.left, consumed: add(consumed, change.value) },
          }
        : {
            ...before,
            left: { consumed: subtract(consumed, change.value), scrapped: add(scrapped, change.value) },
          },
    )
  }
  const stockOf = (lotId: unknown) => ({ lot: lots.get(String(lotId)), sublot: more.sublot })
  let next = 0
  const outlooks = (lotId: string, lineId?: string, tare?: string) => {
    const bench: Bench = {
      lotId: lotId as LotId,
      equipmentId: balanceId,
      ...(tare !== undefined && { tare: dec(tare) }),
    }
    const on = { ...floor(), ...stockOf(lotId), scale: scale() }
    return dispensing(on, step.stepId, lineId, bench, [...containers.values()], by(ada, at)) ?? []
  }
  return {
    take,
    order: () => now,
    containers: () => [...containers.values()],
    running: () => now.steps[step.stepId] as Extract<BoundOrder['steps'][string], { status: 'running' }>,
    lot: (lotId: string) => lots.get(lotId) as Lot,
    container: (containerId: string) => containers.get(containerId) as Dispensed,
    machine: () => machine,
    clock: (seconds: number) => {
      at = later(seconds)
    },
    /** What the scale publishes when its display is stable. */
    shows: (value: string, unit: Unit = 'g') => {
      const sample = { parameterId: 'weight', value, unit, occurredAt: at }
      next += 1
      machine = hear(machine, { name: 'sample', sequence: next, samples: [sample] } as Parameters<typeof hear>[1])
    },
    check: (body: Omit<Partial<CheckScale>, 'readings'> & { readings: object[] }, who: Caller = ada) =>
      take(
        checkScale(
          more.scale ?? balance(),
          machine,
          checkBody.parse({ source: 'typed', ...body }),
          later(36_000),
          by(who, at),
        ),
      ),
    weigh: (body: Body = {}, who: Caller = ada) => {
      const { lotId = 'SALT-1', containerId = `C-${containers.size + 1}` } = body
      const whole = weighBody.parse({
        stepId: step.stepId,
        lineId: '30',
        equipmentId: balanceId,
        method: 'net',
        source: 'typed',
        reason: 'The cable is broken',
        ...body,
        lotId,
        containerId,
      })
      const container = containers.get(whole.containerId)
      return take(weigh({ ...floor(), ...stockOf(lotId), scale: scale(), container }, whole, by(who, at)))
    },
    consume: (body: object, who: Caller = ada) => {
      const whole = consumeBody.parse({ stepId: step.stepId, ...body })
      return take(consume({ ...floor(), ...stockOf(whole.lotId) }, whole, by(who, at)))
    },
    verify: (containerId: string, who: Caller = olga, scanned?: string) =>
      take(
        verifyContainer(
          { ...floor(), container: containers.get(containerId) },
          containerId,
          { names: scanned === undefined ? [] : [scanned], ...(scanned !== undefined && { scanned }) },
          signedBy(who, 'verified', at),
          by(who, at),
        ),
      ),
    reject: (containerId: string, who: Caller = ada) => {
      const container = containers.get(containerId)
      const on = { ...floor(), container, lot: lots.get(container?.lotId ?? '') }
      return take(rejectContainer(on, containerId, { reasonCode: 'SPILLED', reason: 'It fell over' }, by(who, at)))
    },
    complete: (who: Caller = ada) => completeStep(floor(), undefined, step.stepId, {}, by(who, at)),
    /** Completes the dispensing, and the next step begins on its mixer. */
    handOver: (reason?: string) => {
      take(completeStep(floor(), undefined, step.stepId, { ...(reason !== undefined && { reason }) }, by(ada, at)))
      const mixing = running({ equipmentId: 'MIX-1' })
      now = order({ ...now, steps: { ...now.steps, [more.after?.[0]?.stepId ?? '']: mixing } })
    },
    hold: () => {
      now = order({ ...now, holds: ['H-1'] })
    },
    charge: (
      containerId: string,
      { who = ada, code = {}, presented, ...body }: Partial<ChargeContainer> & Charging = {},
    ) =>
      take(
        chargeContainer(
          { ...floor(), container: containers.get(containerId) },
          containerId,
          { stepId: 'charge' as StepId, scanned: containerId, names: [body.scanned ?? containerId], ...body, ...code },
          presented,
          by(who, at),
        ),
      ),
    reverseCharge: (containerId: string, who: Caller = ada) =>
      take(
        reverseCharge(
          { ...floor(), container: containers.get(containerId) },
          containerId,
          { reason: 'It is another drum' },
          by(who, at),
        ),
      ),
    override: (stepId: string, ref: string, who: Caller = quinn) =>
      take(
        overrideStep(
          floor(),
          stepId,
          { ref, reason: 'Seen on camera' },
          signedBy(who, 'approved', at),
          { exceptionId: 'override-1', deviationId: 'dev-1' as DeviationId },
          say,
          by(who, at),
        ),
      ),
    completeStep: (stepId: string, reason?: string) =>
      completeStep(floor(), undefined, stepId, { ...(reason !== undefined && { reason }) }, by(ada, at)),
    skip: (stepId: string, reason?: string) => skipStep(floor(), stepId, reason, by(ada, at)),
    outlooks,
    outlook: (lineId: string, lotId: string, tare?: string) => {
      const [found] = outlooks(lotId, lineId, tare)
      if (!found) throw new Error(`The step has no line ${lineId}.`)
      return found
    },
  }
}
