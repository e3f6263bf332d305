import type { MachineState } from '../../../events/device.ts'
import './state.css'

/** What a state looks like: its sign and its colour, which only the abnormal has. */
export type Look = 'running' | 'rest' | 'planned' | 'waiting' | 'stopped' | 'unknown'

const looks: Readonly<Record<MachineState, Look>> = {
  execute: 'running',
  starting: 'running',
  completing: 'running',
  unholding: 'running',
  unsuspending: 'running',
  idle: 'rest',
  complete: 'rest',
  resetting: 'planned',
  clearing: 'planned',
  suspended: 'waiting',
  suspending: 'waiting',
  held: 'stopped',
  holding: 'stopped',
  stopped: 'stopped',
  stopping: 'stopped',
  aborted: 'stopped',
  aborting: 'stopped',
  unknown: 'unknown',
}

interface Props {
  readonly look: Look
  readonly word: string
  readonly since?: string | undefined
}

/** A state as a sign, its word and since when. The colour is the third thing that says it, not the first. */
export const StateSign = ({ look, word, since }: Props) => (
  <span className={`state ${look}`}>
    <i aria-hidden="true" />
    {word}
    {since !== undefined && <span className="since">{since}</span>}
  </span>
)

export const lookOf = (state: MachineState): Look => looks[state]
