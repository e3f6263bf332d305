import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { MachineState } from '../../../events/device.ts'
import type { Role } from '../../../events/identifiers.ts'
import type { OrderStatus } from '../../../events/order.ts'
import type { DeviationStatus, Disposition, Severity } from '../../../events/quality.ts'
import type { Meaning } from '../../../events/signature.ts'

/** States of machines (PackML) in the words of the floor. */
export const machineStates: Readonly<Record<MachineState, MessageDescriptor>> = {
  execute: msg({ message: 'Running', context: 'machine' }),
  starting: msg`Starting`,
  completing: msg`Completing`,
  unholding: msg`Resuming`,
  unsuspending: msg`Resuming`,
  idle: msg`Idle`,
  complete: msg`Complete`,
  resetting: msg`Resetting`,
  clearing: msg`Clearing`,
  suspended: msg`Waiting`,
  suspending: msg`Waiting`,
  held: msg`Held`,
  holding: msg`Holding`,
  stopped: msg`Stopped`,
  stopping: msg`Stopping`,
  aborted: msg`Aborted`,
  aborting: msg`Aborting`,
  unknown: msg`Unknown`,
}

export const orderStates: Readonly<Record<OrderStatus, MessageDescriptor>> = {
  created: msg`Created`,
  released: msg({ message: 'Released', context: 'order' }),
  running: msg`Running`,
  held: msg`On hold`,
  completed: msg`Completed`,
  closed: msg`Closed`,
  aborted: msg`Aborted`,
}

type StepStatus = 'waiting' | 'running' | 'completed' | 'skipped' | 'ended' | 'not-done'

export const stepStates: Readonly<Record<StepStatus, MessageDescriptor>> = {
  waiting: msg`Not yet`,
  running: msg`At work`,
  completed: msg`Done`,
  skipped: msg`Left out`,
  ended: msg`Ended`,
  'not-done': msg`Not done`,
}

export const meanings: Readonly<Record<Meaning, MessageDescriptor>> = {
  authored: msg`I wrote it`,
  reviewed: msg`I reviewed it`,
  approved: msg`I approve it`,
  performed: msg`I did it`,
  verified: msg`I verified it`,
  released: msg`I release it`,
  rejected: msg`I reject it`,
  dispositioned: msg`I decide so`,
}

export const deviationStates: Readonly<Record<DeviationStatus, MessageDescriptor>> = {
  open: msg`Open`,
  classified: msg`Classified`,
  investigated: msg`Cause found`,
  dispositioned: msg`Decided`,
  closed: msg`Closed`,
}

export const severities: Readonly<Record<Severity, MessageDescriptor>> = {
  minor: msg`Minor`,
  major: msg`Major`,
  critical: msg`Critical`,
}

export const dispositions: Readonly<Record<Disposition, MessageDescriptor>> = {
  'use-as-is': msg`Use as it is`,
  rework: msg`Rework`,
  scrap: msg`Scrap`,
  return: msg`Return`,
  reject: msg`Reject`,
}

type ExceptionKind =
  | 'deviation'
  | 'override'
  | 'change'
  | 'correction'
  | 'closed-short'
  | 'warning'
  | 'late-booking'
  | 'refused-attempt'

export const exceptionKinds: Readonly<Record<ExceptionKind, MessageDescriptor>> = {
  deviation: msg`Deviation`,
  override: msg`Let pass by a signature`,
  change: msg`Change while it ran`,
  correction: msg`Correction`,
  'closed-short': msg`Closed short`,
  warning: msg`Warning`,
  'late-booking': msg`Booked late`,
  'refused-attempt': msg`Refused attempt`,
}

export const exceptionStates = {
  open: msg`Open`,
  'to-review': msg`To review`,
  reviewed: msg`Reviewed`,
  'for-information': msg`For information`,
} satisfies Readonly<Record<string, MessageDescriptor>>

export const batchStates = {
  'awaiting-review': msg`Waits for review`,
  'awaiting-release': msg`Waits for release`,
  released: msg`Released`,
  rejected: msg`Rejected`,
} satisfies Readonly<Record<string, MessageDescriptor>>

export const roles: Readonly<Record<Role, MessageDescriptor>> = {
  viewer: msg({ message: 'viewer', context: 'role' }),
  operator: msg({ message: 'operator', context: 'role' }),
  supervisor: msg({ message: 'supervisor', context: 'role' }),
  quality: msg({ message: 'quality', context: 'role' }),
  engineer: msg({ message: 'engineer', context: 'role' }),
  planner: msg({ message: 'planner', context: 'role' }),
  integration: msg({ message: 'integration', context: 'role' }),
  admin: msg({ message: 'administrator', context: 'role' }),
}
