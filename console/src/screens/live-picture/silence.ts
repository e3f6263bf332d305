import type { MachineState } from '../../../../events/device.ts'

/** A machine that says nothing is shown so, and not as the last thing that it said. */
export const isSilent = (state: MachineState): boolean => state === 'unknown'
