import type { Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { allOf, amount, anyOf, span } from './words.ts'

/** A step that finds no place in the plan, and its order. */
export interface Unplaced {
  readonly orderId: string
  readonly stepId: string
}

/** Where a step runs: at a work center, on an equipment of a class, or both. */
interface Asked {
  readonly workCenter?: string
  readonly equipmentClass?: string
}

/** A qualification, with its level where one is asked for. */
export interface NeededQualification {
  readonly qualificationId: string
  readonly level?: number
}

interface Late {
  readonly orderId: string
  readonly dueAt: string
  readonly end: string
  readonly lateBySeconds: number
}

/** A line that the stock does not cover. */
interface Lacking extends Unplaced {
  readonly materialId: string
  readonly needed: Amount
  readonly short: Amount
  readonly neededAt: string
}

/** An operation that decides by when an order can be done. */
interface Promised {
  readonly stepId: string
  readonly equipmentId?: string
  readonly from: string
  readonly to: string
}
export type WaitedFor = 'unit' | 'qualification' | 'calendar' | 'maintenance'
interface Waiting {
  readonly readyAt: string
  readonly waitsFor: readonly WaitedFor[]
  readonly behind: readonly string[]
}

const onUnit = ({ equipmentId }: Promised) => (equipmentId === undefined ? '' : ` on ${equipmentId}`)
const waitsFor: Readonly<Record<WaitedFor, string>> = {
  unit: 'its units are taken',
  qualification: 'everyone who is qualified is at work elsewhere',
  calendar: 'its units are closed',
  maintenance: 'its units are in maintenance',
}
const stepOf = ({ orderId, stepId }: Unplaced) => `step ${stepId} of order ${orderId}`
const runsOn = ({ orderId, stepId, workCenter, equipmentClass }: Unplaced & Asked) =>
  `Step ${stepId} of order ${orderId} runs on ${
    workCenter === undefined
      ? `an equipment of class ${equipmentClass}`
      : `${workCenter}${equipmentClass === undefined ? '' : ` with class ${equipmentClass}`}`
  }`
const all = (qualifications: readonly NeededQualification[]) =>
  allOf(
    qualifications.map(({ qualificationId, level }) =>
      level === undefined ? qualificationId : `${qualificationId} at level ${level}`,
    ),
  )
const late = ({ orderId, dueAt, end, lateBySeconds }: Late) =>
  `Order ${orderId} is due on ${dueAt} and would end on ${end}, ${span(lateBySeconds)} late`

export const schedule = {
  'infeasible/order-on-hold': (p: { orderId: string }) =>
    `Order ${p.orderId} is on hold or paused; what is left of it is planned when it goes on.`,
  'infeasible/duration-unknown': (p: Unplaced & { per: string; unit: string }) =>
    `The recipe gives the time of ${stepOf(p)} per ${p.per}, and the order is for ${p.unit}; correct the recipe.`,
  'infeasible/no-equipment': (p: Unplaced & Asked) => `${runsOn(p)}, and the site has no such unit; define one.`,
  'infeasible/no-equipment/held': (p: Unplaced & Asked & { units: readonly string[] }) =>
    `${runsOn(p)}; ${allOf(p.units)} ${p.units.length === 1 ? 'is' : 'are'} on hold. The step is planned when a hold is released.`,
  'infeasible/no-qualified-person': (p: Unplaced & { qualifications: readonly NeededQualification[] }) =>
    `No person has all qualifications that ${stepOf(p)} asks for (${all(p.qualifications)}); qualify a person.`,
  'infeasible/no-qualified-person/expiring': (p: Unplaced & { qualifications: readonly NeededQualification[] }) =>
    `No person's qualifications (${all(p.qualifications)}) last until ${stepOf(p)} could end; renew them in time.`,
  'infeasible/window-too-short': (p: Unplaced & { units: readonly string[]; seconds: number }) =>
    `Step ${p.stepId} of order ${p.orderId} takes ${span(p.seconds)}; ${anyOf(p.units)} is never open for so long at a stretch. Let the step span breaks, or change calendar or maintenance.`,
  'infeasible/beyond-horizon': (p: Unplaced & { horizon: string }) =>
    `Step ${p.stepId} of order ${p.orderId} finds no place that ends by ${p.horizon}; nothing is planned beyond that.`,
  'infeasible/capacity-short': (p: Late & { alone: string }) =>
    `${late(p)}: orders that come first take the units and people. Alone it would end on ${p.alone}.`,
  'infeasible/time-too-short': (p: Late) =>
    `${late(p)}; even without any other order to come it would end after its due date.`,
  'shortage/line': (p: Lacking) =>
    `Step ${p.stepId} of order ${p.orderId} needs ${amount(p.needed)} of ${p.materialId} from ${p.neededAt} on; ${amount(p.short)} are missing: no free and released stock that is still good then is left for it.`,
  'promise/works': (p: Promised) => `Step ${p.stepId} runs${onUnit(p)} from ${p.from} to ${p.to}, as soon as it can.`,
  'promise/waits': (p: Promised & Waiting) =>
    `Step ${p.stepId} is ready on ${p.readyAt} and runs${onUnit(p)} from ${p.from} to ${p.to}: ${allOf(p.waitsFor.map((it) => waitsFor[it] ?? it))}${p.behind.length > 0 ? ` (orders that come first: ${p.behind.join(', ')})` : ''}.`,
  'invalid-request/not-in-plan': (p: { orderId: string }) =>
    `Order ${p.orderId} is not in the plan: it is not released, or it is over.`,
  'invalid-request/no-rank-before': (p: { orderId: string; other: string }) =>
    `No priority puts order ${p.orderId} before order ${p.other}, which has the first one; give ${p.other} a later priority.`,
  'invalid-request/no-rank-after': (p: { orderId: string; other: string }) =>
    `No priority puts order ${p.orderId} after order ${p.other}, which has none and is due later; bring ${p.other} forward instead.`,
  'invalid-request/plan-too-large': (p: { operations: number; atMost: number }) =>
    `The plan has ${p.operations} operations in this time, and ${p.atMost} are shown at most; name a workCenter or a shorter time.`,
} as const satisfies Sentences
