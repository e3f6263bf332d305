import type { CallKind, MachineState } from '../../names.ts'
import type { Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { allOf, amount, anyOf, helpOf } from './words.ts'

interface OpenCall {
  readonly equipmentId: string
  readonly kind: CallKind
  readonly caller: string
  readonly since: string
  readonly answeredBy?: string
}

export const equipment = {
  'equipment-missing': (p: { stepId: string; workCenter?: string; equipmentClass?: string }) =>
    p.workCenter === undefined
      ? `Step ${p.stepId} runs on an equipment of class ${p.equipmentClass}; name the equipment.`
      : `Step ${p.stepId} runs on ${p.workCenter}; name the equipment.`,
  'equipment-unknown': (p: { equipmentId: string }) =>
    `There is no equipment ${p.equipmentId} at this site; define it first.`,
  'equipment-wrong/work-center': (p: { stepId: string; workCenter: string; equipmentId: string }) =>
    `Step ${p.stepId} runs on ${p.workCenter}, not on ${p.equipmentId}.`,
  'equipment-wrong/class': (p: { stepId: string; equipmentClass: string; equipmentId: string }) =>
    `Step ${p.stepId} runs on an equipment of class ${p.equipmentClass}; ${p.equipmentId} is not of that class.`,
  'equipment-wrong/running': (p: { stepId: string; equipmentId: string }) =>
    `Step ${p.stepId} runs on ${p.equipmentId} already.`,
  'equipment-incapable': (p: { equipmentId: string; stepId: string; capabilities: readonly string[] }) =>
    `${p.equipmentId} lacks what step ${p.stepId} asks for: ${allOf(p.capabilities)}.`,
  'equipment-occupied': (p: { equipmentId: string; orderId: string; stepId: string }) =>
    `${p.equipmentId} is in use by order ${p.orderId}, step ${p.stepId}.`,
  'equipment-on-hold': (p: { equipmentId: string; holds: readonly string[] }) =>
    `${p.equipmentId} is on hold (${allOf(p.holds)}); it can be used when the hold is released.`,
  'equipment-calibration-due': (p: { equipmentId: string; dueAt: string }) =>
    `The calibration of ${p.equipmentId} was due on ${p.dueAt}; have it calibrated.`,
  'equipment-calibration-due/then': (p: { equipmentId: string; dueAt: string; on: string }) =>
    `On ${p.on} the record had a calibration of ${p.equipmentId} that was due on ${p.dueAt}; the present one was entered afterwards. If it was calibrated by then, an engineer says so in its calibratedAt; otherwise open a deviation.`,
  'equipment-in-maintenance': (p: { equipmentId: string; until: string; reason: string }) =>
    `${p.equipmentId} is in maintenance until ${p.until} (${p.reason}).`,
  'equipment-not-clean': (p: { equipmentId: string; until: string }) =>
    `${p.equipmentId} was clean until ${p.until}; clean it. A cleaning step of an order records that, or else an engineer does on its page.`,
  'equipment-not-set-up': (p: { equipmentId: string; product: string; setUpFor?: string }) =>
    p.setUpFor === undefined
      ? `${p.equipmentId} is not set up for ${p.product}; do the set-up first.`
      : `${p.equipmentId} is set up for ${p.setUpFor}, not for ${p.product}; do the set-up first.`,

  'state-no-stop': (p: { stateId: string; state: MachineState }) =>
    `The state ${p.stateId} is ${p.state}: the equipment did not stand. Correct the state first if it did.`,
  'state-no-stop/unknown': (p: { stateId: string; state: MachineState }) =>
    `Nothing is known of the equipment at ${p.stateId}. Correct the state to what it was in, then give the reason.`,
  'state-times-wrong/split': (p: { from: string; to: string }) =>
    `The state lasted from ${p.from} to ${p.to}. Give a time between these two.`,
  'state-times-wrong/correct': (p: { from: string; to: string }) =>
    `The state lasted from ${p.from} to ${p.to}. Give times within it, the first one before the second.`,
  'state-times-wrong/same': (p: { state: MachineState }) =>
    `The time line says ${p.state} already. Give another state.`,
  'state-times-wrong/merge': (p: { stateId: string; until: string }) =>
    `${p.until} is not after ${p.stateId} in the same shift. Stops of two shifts stay two; give each its reason.`,
  'stop-reason-unknown': (p: { reasonId: string; leaves: readonly string[] }) =>
    `There is no reason ${p.reasonId}. Give ${anyOf(p.leaves)}.`,
  'stop-reason-unknown/branch': (p: { reasonId: string; leaves: readonly string[] }) =>
    `${p.reasonId} is a group of reasons. Say which one: ${anyOf(p.leaves)}.`,
  'stop-reason-unknown/none': (p: { equipmentId: string; equipmentClass?: string }) =>
    p.equipmentClass === undefined
      ? `${p.equipmentId} has no class, and so no reasons. An engineer gives it a class that has stopReasons.`
      : `The class ${p.equipmentClass} has no reasons for stops. An engineer adds stopReasons to it.`,
  'call-open': (p: OpenCall) =>
    p.answeredBy === undefined
      ? `${p.caller} called for ${helpOf(p.kind)} at ${p.equipmentId} on ${p.since}, and nobody has answered yet. That call stands for both; end it before you call anew.`
      : `${p.caller} called for ${helpOf(p.kind)} at ${p.equipmentId} on ${p.since}, and ${p.answeredBy} comes. That call stands for both; end it before you call anew.`,
  'call-wrong-status/answered': (p: { by: string; at: string }) =>
    `${p.by} answered this call on ${p.at}; end it when the help is done.`,
  'call-wrong-status/ended': (p: { by: string; at: string }) =>
    `${p.by} ended this call on ${p.at}; if help is needed still, place a new one.`,
  'forbidden/unanswered-call': (p: { caller: string; since: string }) =>
    `Nobody has answered this call since ${p.since}, so only ${p.caller}, who placed it, or a supervisor ends it. Answer it first if you come.`,

  'scale-invalid/increment': (p: { increment: Amount; capacity: Amount }) =>
    `The increment of ${amount(p.increment)} is more than the capacity of ${amount(p.capacity)}.`,
  'scale-invalid/minimum': (p: { minimum: Amount; capacity: Amount }) =>
    `The minimum of ${amount(p.minimum)} is more than the capacity of ${amount(p.capacity)}.`,
  'scale-invalid/check-weight': (p: { nominal: Amount; capacity: Amount }) =>
    `The check weight of ${amount(p.nominal)} is more than the capacity of ${amount(p.capacity)}.`,
  'scale-invalid/two-check-weights': (p: { nominal: Amount }) =>
    `There are two check weights of ${amount(p.nominal)}; keep one.`,

  'already-exists/sparkplug': (p: { name: string; equipmentId: string }) =>
    `${p.name} is the Sparkplug name of ${p.equipmentId}; one name is for one equipment.`,
  'hierarchy-broken/itself': (p: { equipmentId: string }) =>
    `${p.equipmentId} cannot stand below itself; name another parent.`,
  'hierarchy-broken/parent': (p: { equipmentId: string; level: string; parentId: string; parentLevel: string }) =>
    `${p.equipmentId} (${p.level}) cannot stand below ${p.parentId} (${p.parentLevel}); a parent is of a higher level.`,
  'hierarchy-broken/child': (p: { equipmentId: string; level: string; childId: string; childLevel: string }) =>
    `${p.equipmentId} (${p.level}) cannot stand above ${p.childId} (${p.childLevel}); a part is of a lower level.`,
  'hierarchy-broken/too-many-parts': (p: { parentId: string; parts: number }) =>
    `${p.parentId} has ${p.parts} parts already; put a level in between.`,

  'idempotency-key-reused/device': () =>
    'Another message came under the same sequence and time; a device has to count its messages.',
} as const satisfies Sentences
