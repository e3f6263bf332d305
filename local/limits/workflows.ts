import { type Limit, noLonger } from './limit.ts'

const machine = 'AWS::StepFunctions::StateMachine'

interface States {
  readonly States?: Readonly<Record<string, State>>
}

interface State {
  readonly Branches?: readonly States[]
  readonly ItemProcessor?: States
  readonly Iterator?: States
  readonly TimeoutSeconds?: number
  readonly HeartbeatSeconds?: number
  readonly Seconds?: number
}

/** Ninety-nine million seconds: the longest wait of a state. */
const longest = 99_999_999

/** "Step Functions quotas", and CreateStateMachine. */
export const workflowLimits: readonly Limit[] = [
  noLonger(machine, 'StateMachineName', 80),
  {
    type: machine,
    broken: ({ DefinitionString }) => {
      if (DefinitionString === undefined) return undefined
      for (const [name, state] of statesIn(JSON.parse(String(DefinitionString)))) {
        if (name.length > 80) return `has the state "${name}"; the name of a state may have 80 characters.`
        const { TimeoutSeconds: ends, HeartbeatSeconds: beats, Seconds: waits } = state
        if ([ends, beats, waits].some((seconds) => seconds !== undefined && (seconds < 0 || seconds > longest)))
          return `has the state "${name}", which waits longer than 99,999,999 s.`
        if (ends !== undefined && beats !== undefined && beats >= ends)
          return `has the state "${name}" with a heartbeat that is not shorter than its timeout.`
      }
      return undefined
    },
  },
  {
    type: machine,
    broken: ({ LoggingConfiguration }) => {
      const { Level = 'OFF', Destinations = [] } = (LoggingConfiguration ?? {}) as {
        readonly Level?: string
        readonly Destinations?: readonly unknown[]
      }
      return Level !== 'OFF' && Destinations.length !== 1 && 'keeps a log and does not name one log group for it.'
    },
  },
]

function statesIn({ States = {} }: States): [string, State][] {
  return Object.entries(States).flatMap(([name, state]): [string, State][] => {
    const inner = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator]
    return [[name, state], ...inner.flatMap((it) => (it === undefined ? [] : statesIn(it)))]
  })
}
