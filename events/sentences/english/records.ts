import { acts } from '../acts/english.ts'
import type { Say, Sentences } from '../sentence.ts'
import { type Amount, actIn, ended } from '../words.ts'
import { allOf, amount } from './words.ts'

interface Result {
  readonly item: string
  /** Of a parameter. */
  readonly measured?: Amount
  /** Of a check. */
  readonly answer?: string
  /** Of a parameter: what a device sent and cannot be read. */
  readonly unreadable?: string
}

/** Output that was taken back. */
interface OutputCorrected {
  readonly quantity: Amount
  readonly materialId: string
  readonly lotId: string
  readonly stepId: string
}

interface Limits {
  readonly low?: Amount
  readonly high?: Amount
}

interface CalibratedPoint {
  readonly pointId: string
  readonly nominal: Amount
  readonly tolerance: Amount
  readonly asFound: string
  readonly asLeft?: string
}

const pointOf = ({ pointId, nominal, tolerance, asFound, asLeft }: CalibratedPoint) =>
  `${pointId}: ${asFound} at ${amount(nominal)} +-${amount(tolerance)}${asLeft === undefined ? '' : `, left at ${asLeft}`}.`

interface TimedValue {
  readonly parameterId: string
  readonly passed: Amount
  readonly stepId: string
  readonly orderId: string
}

const resultOf = ({ item, measured, answer, unreadable }: Result) =>
  unreadable === undefined
    ? `${item} ${measured ? amount(measured) : answer}`
    : `${item} "${unreadable}" cannot be read`
const allowed = ({ low, high }: Limits) => {
  const limit = low ?? high
  return limit ? `${low?.value ?? 'any'} to ${high?.value ?? 'any'} ${limit.unit}` : 'pass'
}

const effects: Readonly<Record<string, string>> = {
  'next-batch': 'from the next batch',
  'remaining-quantity': 'for the remaining quantity',
  immediately: 'immediately',
}

/** What the record of an order says by itself: titles and descriptions that no person has written. */
export const records = {
  'record/limit-broken': (p: Result & { stepId: string; orderId: string }) =>
    `${resultOf(p)} in step ${p.stepId} of order ${p.orderId}`,
  'record/limit-broken-by-unit': (p: Result & { serial: string; stepId: string; orderId: string }) =>
    `${resultOf(p)}, unit ${p.serial}, in step ${p.stepId} of order ${p.orderId}`,
  'record/limit-broken-by-unknown-unit': (p: Result & { sentSerial?: string; stepId: string; orderId: string }) =>
    `${resultOf(p)} of a unit that cannot be told${p.sentSerial === undefined ? '' : ` (sent as "${p.sentSerial}")`}, in step ${p.stepId} of order ${p.orderId}`,
  'record/limit-measured': (p: Result & Limits & { measuredAt: string; equipmentId?: string }) =>
    `Measured at ${p.measuredAt}${p.equipmentId === undefined ? '' : ` on ${p.equipmentId}`}: ${resultOf(p)}; allowed is ${allowed(p)}.`,
  'record/timer-outside': (p: TimedValue) =>
    `${p.parameterId} out of its limits for ${amount(p.passed)} in one piece in step ${p.stepId} of order ${p.orderId}`,
  'record/timer-until': (p: TimedValue) =>
    `${p.parameterId} too late after ${amount(p.passed)} in step ${p.stepId} of order ${p.orderId}`,
  'record/timer-measured': (p: TimedValue & { since: string; duration: Amount; equipmentId?: string }) =>
    `Since ${p.since}${p.equipmentId === undefined ? '' : ` on ${p.equipmentId}`}: ${amount(p.passed)}; allowed are ${amount(p.duration)}.`,
  'record/calibration-out': (p: { equipmentId: string; planId: string }) =>
    `Calibration ${p.planId} of ${p.equipmentId} found it out of tolerance`,
  'record/calibration-failed': (p: { equipmentId: string; planId: string }) =>
    `Calibration ${p.planId} of ${p.equipmentId} left it out of tolerance`,
  'record/calibration-points': (p: { calibrated: readonly CalibratedPoint[]; maintenanceId: string; since?: string }) =>
    `${p.calibrated.map(pointOf).join(' ')} ${p.since === undefined ? 'No good calibration is on record before it' : `It was good on ${p.since}`}; what was measured with it since is listed with maintenance ${p.maintenanceId}.`,
  'record/maintenance-failed': (p: { maintenanceId: string; comment: string }) =>
    `Maintenance ${p.maintenanceId} did not put it right: ${p.comment}`,
  'record/maintenance-unchecked': (p: { maintenanceId: string }) =>
    `To be checked after maintenance ${p.maintenanceId}, before it is used`,
  'record/override': (p: { stepId: string; orderId: string; code: string }) =>
    `Override in step ${p.stepId} of order ${p.orderId}: ${p.code}`,
  'record/override-reason': (p: { because: unknown; person: string; reason: string }, say: Say) =>
    `${say(p.because)} ${p.person} let it pass: ${p.reason}`,
  'record/exception-override': (p: { person: string; passed: string }) => `${p.person} let pass: ${p.passed}`,
  'record/exception-change': (p: { changeId: string; version: string; effect: string }) =>
    `Change ${p.changeId} to version ${p.version}, in effect ${effects[p.effect] ?? p.effect}`,
  'record/exception-closed-short': (
    p: { person: string; orderId: string; made: Amount; asked: Amount; reason: string; warnings: readonly unknown[] },
    say: Say,
  ) =>
    [
      `${p.person} closed order ${p.orderId} short, at ${amount(p.made)} of ${amount(p.asked)}: ${ended(p.reason)}`,
      ...p.warnings.map(say),
    ].join(' '),
  'record/exception-step-ended': (p: { orderId: string; stepId: string }) =>
    `Step ${p.stepId} ran when order ${p.orderId} was closed short; it did not come to its end.`,
  'record/exception-step-not-done': (p: { orderId: string; stepId: string }) =>
    `Step ${p.stepId} is not done, because order ${p.orderId} was closed short.`,
  'record/exception-reversed': (
    p: OutputCorrected & { person: string; reason: string; warnings: readonly unknown[] },
    say: Say,
  ) =>
    [
      `${p.person} took ${amount(p.quantity)} of ${p.materialId}, lot ${p.lotId}, back from step ${p.stepId}: ${ended(p.reason)}`,
      ...p.warnings.map(say),
    ].join(' '),
  'record/exception-scrapped': (p: {
    person: string
    materialId: string
    lotId: string
    serials: readonly string[]
    reason: string
  }) =>
    `${p.person} scrapped ${allOf(p.serials)} of ${p.materialId}, announced for lot ${p.lotId}, after the last step${p.reason && `: ${ended(p.reason)}`}`,
  'record/exception-made-late': (
    p: OutputCorrected & { person: string; use: string; reason: string; warnings: readonly unknown[] },
    say: Say,
  ) =>
    [
      `${p.person} recorded ${amount(p.quantity)} of ${p.materialId}, lot ${p.lotId}, as ${p.use === 'scrap' ? 'scrap' : 'made'} after step ${p.stepId}: ${ended(p.reason)}`,
      ...p.warnings.map(say),
    ].join(' '),
  'record/exception-returned': (
    p: OutputCorrected & { person: string; reason: string; warnings: readonly unknown[] },
    say: Say,
  ) =>
    [
      `${p.person} took ${amount(p.quantity)} of ${p.materialId}, lot ${p.lotId}, off step ${p.stepId}: ${ended(p.reason)}`,
      ...p.warnings.map(say),
    ].join(' '),
  'record/exception-corrected': (
    p: {
      person: string
      item: string
      stepId: string
      serial: string
      was: string
      value: string
      unit: string
      reason: string
      warnings: readonly unknown[]
    },
    say: Say,
  ) =>
    [
      `${p.person} corrected ${p.item}${p.serial && ` of ${p.serial}`} in step ${p.stepId} from ${p.was} to ${[p.value, p.unit].join(' ').trim()}: ${ended(p.reason)}`,
      ...p.warnings.map(say),
    ].join(' '),
  'record/exception-refused': (p: { person: string; command: string; because: unknown }, say: Say) =>
    `${p.person} wanted to ${actIn(acts, p.command)}, and was refused: ${say(p.because)}`,
  'record/exception-warning': (p: { warnings: readonly unknown[]; reason: string }, say: Say) =>
    `${p.warnings.map(say).join(' ')} ${p.reason}`.trim(),
  'record/exception-warnings': (p: { count: number; stepId: string; people: readonly string[]; once: string }) =>
    `${p.count} times in step ${p.stepId}, by ${p.people.join(', ')}; the first: ${p.once}`,
  'record/exception-late': (p: {
    count: number
    people: readonly string[]
    stepId?: string
    occurredAt: string
    recordedAt: string
    reason: string
  }) =>
    `${p.people.join(', ')} booked ${p.count === 1 ? 'an act' : `${p.count} acts`}${p.stepId === undefined ? '' : ` in step ${p.stepId}`} late${p.count === 1 ? '' : '; the first'}: of ${p.occurredAt}, recorded on ${p.recordedAt}. ${p.reason}`,
  'record/batch-decided': (p: { orderId: string; decision: string }) =>
    `The batch of order ${p.orderId} is ${p.decision}.`,
  'record/disposition': (p: { deviationId: string; disposition: string }) =>
    `Disposition of deviation ${p.deviationId}: ${p.disposition}.`,
  'record/disposition-applied': (p: { disposition: string }) => `The disposition ${p.disposition} is applied.`,
  'record/cancelled-by-erp': () => 'Cancelled by the ERP.',
} as const satisfies Sentences
