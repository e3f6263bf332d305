import type { MachineState } from '../../../events/device.ts'

/** The states of PackML by their numbers (ISA-TR88.00.02, StateCurrent). */
const numbered: readonly MachineState[] = [
  'clearing',
  'stopped',
  'starting',
  'idle',
  'suspended',
  'execute',
  'stopping',
  'aborting',
  'aborted',
  'holding',
  'held',
  'unholding',
  'suspending',
  'unsuspending',
  'resetting',
  'completing',
  'complete',
]

/** By the number as a machine says it, from 1 to 17. */
export const packMlStates: ReadonlyMap<string, MachineState> = new Map(
  numbered.map((state, index) => [String(index + 1), state]),
)

/** The modes of PackML by their numbers (ISA-TR88.00.02, UnitModeCurrent); a machine has others of its own from 4 on. */
export const packMlModes: ReadonlyMap<string, string> = new Map([
  ['1', 'production'],
  ['2', 'maintenance'],
  ['3', 'manual'],
])
