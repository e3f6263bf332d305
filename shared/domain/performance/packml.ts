import type { MachineState } from '../../../events/device.ts'

/** Where each state of PackML may lead (ISA-TR88.00.02-2022, base state model). Stop and abort come from everywhere but where they lead. */
const leadsTo: Readonly<Partial<Record<MachineState, readonly MachineState[]>>> = {
  stopped: ['resetting'],
  resetting: ['idle'],
  idle: ['starting'],
  starting: ['execute'],
  execute: ['completing', 'holding', 'suspending'],
  completing: ['complete'],
  complete: ['resetting'],
  holding: ['held'],
  held: ['unholding'],
  unholding: ['execute'],
  suspending: ['suspended'],
  suspended: ['unsuspending', 'holding'],
  unsuspending: ['execute'],
  stopping: ['stopped'],
  aborting: ['aborted'],
  aborted: ['clearing'],
  clearing: ['stopped'],
}

/** Acting states, which a machine leaves by itself. Simple machines do not tell them, so they may be left out of what is heard. */
const acting = new Set<MachineState>([
  'resetting',
  'starting',
  'completing',
  'holding',
  'unholding',
  'suspending',
  'unsuspending',
  'stopping',
  'aborting',
  'clearing',
])

/**
 * Whether a machine may have gone from one state to another, directly or through acting states that it did not tell. `states` are those of its mode; a
 * machine without a list has all. Nothing is impossible after silence.
 */
export function isPossible(from: MachineState, to: MachineState, states?: readonly MachineState[]): boolean {
  if (from === 'unknown' || to === 'unknown' || from === to) return true
  if (states && !states.includes(to)) return false
  const seen = new Set<MachineState>()
  let next: MachineState[] = reached(from)
  while (next.length > 0) {
    if (next.includes(to)) return true
    for (const it of next) seen.add(it)
    // What is not in the mode is passed through as well: the machine has no such state.
    next = next
      .filter((it) => acting.has(it) || (states !== undefined && !states.includes(it)))
      .flatMap(reached)
      .filter((it) => !seen.has(it))
  }
  return false
}

const reached = (from: MachineState): MachineState[] => [
  ...(leadsTo[from] ?? []),
  ...(isStopped(from) ? [] : (['stopping'] as const)),
  ...(isAborted(from) ? [] : (['aborting'] as const)),
]

const isAborted = (state: MachineState): boolean => ['aborting', 'aborted'].includes(state)
const isStopped = (state: MachineState): boolean =>
  ['stopping', 'stopped', 'clearing'].includes(state) || isAborted(state)
