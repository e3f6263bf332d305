import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { MachineState } from '../../../events/device.ts'
import type { OrderStatus } from '../../../events/order.ts'

/** States of machines (PackML) in the words of the floor. */
export const machineStates: Readonly<Record<MachineState, MessageDescriptor>> = {
  execute: msg`Running`,
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
  released: msg`Released`,
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
