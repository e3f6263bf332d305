import type { MachineState } from '../../../events/device.ts'
import { machineStates } from '../../../events/names.ts'
import type { OpcuaMachine } from './config.ts'

type StateMapping = NonNullable<OpcuaMachine['state']>

/** The numbers of ISA-TR88.00.02, which OPC 30050 gives to its states. */
const packmlNumbers: Readonly<Record<string, MachineState>> = {
  1: 'clearing',
  2: 'stopped',
  3: 'starting',
  4: 'idle',
  5: 'suspended',
  6: 'execute',
  7: 'stopping',
  8: 'aborting',
  9: 'aborted',
  10: 'holding',
  11: 'held',
  12: 'unholding',
  13: 'suspending',
  14: 'unsuspending',
  15: 'resetting',
  16: 'completing',
  17: 'complete',
}

/** States of OPC 30050 that have a state machine inside, which says more. */
const outer = ['cleared', '19', 'running', '18']

/**
 * The states of a machinery item (OPC 40001-1, 12.2). Out of service is a fault or a blockage; one that is not available is switched off or saves
 * energy, and says nothing of its work.
 */
const machinery: Readonly<Record<string, MachineState>> = {
  executing: 'execute',
  notexecuting: 'idle',
  outofservice: 'aborted',
  notavailable: 'unknown',
  3: 'execute',
  2: 'idle',
  1: 'aborted',
  0: 'unknown',
}

/**
 * The state of a machine from what its nodes say, the outermost state machine first.
 * @param said the text of each node; undefined for one that said nothing yet, or cannot be read
 * @returns `unknown` if the nodes leave it open
 */
export function stateOf({ model, states }: StateMapping, said: readonly (string | undefined)[]): MachineState {
  for (const text of said) {
    if (text === undefined) return 'unknown'
    const own = states[text]
    if (own !== undefined) return own
    const name = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
    if (model === 'machinery') return machinery[name] ?? 'unknown'
    if (packmlNumbers[name] !== undefined) return packmlNumbers[name]
    if (isPackml(name)) return name
    if (!outer.includes(name)) return 'unknown'
  }
  return 'unknown'
}

const isPackml = (name: string): name is MachineState =>
  name !== 'unknown' && (machineStates as readonly string[]).includes(name)
