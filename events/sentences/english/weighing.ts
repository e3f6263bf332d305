import type { Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { amount, anyOf } from './words.ts'

/** What a scale says by itself; one that says no unit is read in its own. */
export interface Shown {
  readonly value: string
  readonly unit?: string | undefined
}

/** Two readings of a weighing: the one that has to be more, and the other. */
export interface TwoReadings {
  readonly more: Amount
  readonly less: Amount
}

const shown = ({ value, unit }: Shown) => (unit === undefined ? value : `${value} ${unit}`)

export const weighing = {
  'not-a-scale': (p: { equipmentId: string }) =>
    `${p.equipmentId} is not defined as a scale; name one, or let an engineer define it.`,
  'unit-mismatch/scale': (p: { scaleUnit: string; unit: string }) =>
    `The scale shows ${p.scaleUnit}, not ${p.unit}; give the reading in ${p.scaleUnit}.`,
  'scale-out-of-range/capacity': (p: { reading: Amount; capacity: Amount }) =>
    `${amount(p.reading)} is more than the scale carries; its capacity is ${amount(p.capacity)}.`,
  'scale-out-of-range/minimum': (p: { net: Amount; minimum: Amount }) =>
    `${amount(p.net)} is less than ${amount(p.minimum)}, below which the scale is not accurate enough; use a finer one.`,
  'reading-off-increment': (p: { reading: Amount; increment: Amount }) =>
    `${amount(p.reading)} is no multiple of ${amount(p.increment)}, in which the scale reads; read it again.`,
  'equipment-unknown/scale': (p: { equipmentId: string }) =>
    `There is no equipment ${p.equipmentId} at this site; name a scale.`,
  'scale-not-checked/failed': (p: { equipmentId: string; at: string }) =>
    `${p.equipmentId} failed its check on ${p.at}; have it mended, and check it again.`,
  'scale-not-checked/incomplete': (p: { equipmentId: string }) =>
    `The check of ${p.equipmentId} is not complete; read its other weights.`,
  'scale-not-checked/due': (p: { equipmentId: string }) =>
    `${p.equipmentId} was not checked today; check it with its weights.`,
  'scale-check-unfit/no-weight': (p: { equipmentId: string; nominal: Amount; weights: readonly Amount[] }) =>
    `The check of ${p.equipmentId} has no weight of ${amount(p.nominal)}; check with ${anyOf(p.weights.map(amount))}.`,
  'scale-check-unfit/twice': (p: { nominal: Amount }) =>
    `The weight of ${amount(p.nominal)} is read twice; check with it once.`,
  'scale-check-unfit/one-by-one': () =>
    'A scale that sends its readings carries one weight at a time; check each by itself.',

  'reading-not-from-device/last': (p: { reading: Amount; seconds: number; last: Shown; on: string }) =>
    `The scale has not said ${amount(p.reading)} last and within ${p.seconds} s; it said ${shown(p.last)} on ${p.on}. Let it come to rest and read it again.`,
  'reading-not-from-device/silent': (p: { reading: Amount; seconds: number }) =>
    `The scale has not said ${amount(p.reading)} within ${p.seconds} s; it has said nothing yet. Let it come to rest and read it again.`,
  'reading-not-from-device/earlier': (p: { reading: Amount; minutes: number }) =>
    `The scale has not said ${amount(p.reading)} within the last ${p.minutes} min, before what was read last; weigh that again.`,
  'reading-not-from-device/used': (p: { equipmentId: string; readings: readonly (Shown & { since: string })[] }) =>
    `The reading of ${p.equipmentId}, ${anyOf(p.readings.map((it) => `${shown(it)} since ${it.since}`))}, is on record for a container or a check already; empty the scale, and weigh this anew.`,

  'not-found/step-to-weigh': (p: { orderId: string; stepId: string }) =>
    `There is no released order ${p.orderId} with a step ${p.stepId} at this site.`,
  'container-used': (p: { containerId: string; lineId: string }) =>
    `Container ${p.containerId} was used for line ${p.lineId}; weigh into another one.`,
  'potency-unknown': (p: { lotId: string; lineId: string }) =>
    `The potency of lot ${p.lotId} is not known, and line ${p.lineId} counts by it; have quality test the lot.`,
  'weighing-unbalanced/no-reading': () => 'There is no reading; give what the scale shows.',
  'weighing-unbalanced/gross-tare': (p: TwoReadings) =>
    `The gross weight ${amount(p.more)} is not more than the tare ${amount(p.less)}; nothing was weighed.`,
  'weighing-unbalanced/by-difference': (p: TwoReadings) =>
    `The weight before, ${amount(p.more)}, is not more than the weight after, ${amount(p.less)}; nothing was weighed.`,
  'weighing-unbalanced/net': (p: TwoReadings & { is: Amount; net: Amount }) =>
    `${amount(p.more)} less ${amount(p.less)} is ${amount(p.is)}, not ${amount(p.net)}; correct the net weight.`,
  'unit-mismatch/readings': (p: TwoReadings) =>
    `One reading is in ${p.more.unit} and the other in ${p.less.unit}; give both in the unit of the scale.`,

  'dispensed-unknown': (p: { containerId: string; orderId: string }) =>
    `Nothing was weighed into container ${p.containerId} for order ${p.orderId}.`,
  'container-not-verified': (p: { containerId: string; lineId: string }) =>
    `Container ${p.containerId} of line ${p.lineId} has to be verified by another person than who weighed it.`,
  'container-decided/rejected': (p: { containerId: string; by: string; on: string }) =>
    `Container ${p.containerId} was rejected by ${p.by} on ${p.on}.`,
  'container-decided/verified': (p: { containerId: string; by: string; on: string }) =>
    `Container ${p.containerId} was verified by ${p.by} on ${p.on}.`,
  'container-decided/charged': (p: { containerId: string; by: string; on: string; stepId: string }) =>
    `Container ${p.containerId} was charged in step ${p.stepId} by ${p.by} on ${p.on}.`,
  'container-not-taken': (p: { containerId: string; from: string; lineId: string; stepId: string }) =>
    `Container ${p.containerId} was weighed for line ${p.lineId} of step ${p.from}, which step ${p.stepId} does not charge; put it back.`,
  'container-not-charged': (p: { containerId: string; from: string; lineId: string }) =>
    `Container ${p.containerId} of line ${p.lineId} of step ${p.from} is not charged; scan it at the vessel, or reject it.`,
  'container-not-charged/to-reverse': (p: { containerId: string }) =>
    `Container ${p.containerId} is not charged, so there is no charge to take back.`,
  'equipment-wrong/charge': (p: { stepId: string; running: string; equipmentId: string }) =>
    `Step ${p.stepId} runs on ${p.running}, not on ${p.equipmentId}; charge the container there.`,
  'signature-same-person/charged': (p: { signer: string }) =>
    `${p.signer} charges the container; another person has to sign as the witness.`,
  'container-mismatch': (p: { scanned: string; containerId: string }) =>
    `The code ${p.scanned} is not that of container ${p.containerId}; take the right one, or reject this one.`,
  'signature-same-person/weighed': (p: { signer: string; containerId: string }) =>
    `${p.signer} has weighed container ${p.containerId}; another person has to verify it.`,
} as const satisfies Sentences
