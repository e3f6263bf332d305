import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions'
import { CannotStart } from './cannot-start.ts'

/** A call of a task state, with its fields filled from the execution's data. */
export interface TaskCall {
  readonly state: string
  readonly functionArn: string
  readonly payload: unknown
  readonly waitsForToken: boolean
  /** True for a state of Type Wait, which calls no function. */
  readonly waitsForTime: boolean
  readonly timeoutSeconds: number | undefined
}

export interface Machine {
  /**
   * Runs an execution.
   * @param tokenOf makes the token of the next task; the definition may put it into the task's parameters.
   */
  run(
    input: unknown,
    context: object,
    tokenOf: () => string,
    perform: (call: TaskCall) => Promise<unknown>,
    heard: (event: HistoryEvent) => void,
  ): { result: Promise<unknown>; abort: () => void }
}

export interface HistoryEvent {
  readonly at: string
  readonly type: string
  readonly state?: string
  readonly output?: unknown
  readonly error?: string
  readonly cause?: unknown
}

type State = Readonly<Record<string, unknown>> & { readonly Type: string }

/** Seconds, the most that the library's timer can count (2^31 ms): it never ends before the plant's own timer. */
const beyondAnyTimeout = 2_000_000

/** The library's own timeout error, which `States.TaskFailed` does not match; only a task that times out can make one. */
const TimeoutError = await learnTimeoutError()

export function timedOut(): Error {
  return new TimeoutError()
}

/** A task's failure, as Step Functions names it for Retry and Catch. */
export class TaskFailed extends Error {
  constructor(error: string, cause: string) {
    super(cause)
    this.name = error
  }
}

/**
 * Reads a definition in the Amazon States Language that `checkMachine` accepts; each of its tasks calls `perform`.
 * @param retryScale shortens the pauses before a retry.
 * @throws CannotStart when it uses what the local plant cannot run.
 */
export function readMachine(definitionText: string, place: string, retryScale: number): Machine {
  const definition = JSON.parse(definitionText) as { States: Record<string, State>; [field: string]: unknown }
  if (definition.QueryLanguage !== undefined && definition.QueryLanguage !== 'JSONPath')
    throw cannot(place, `the query language ${definition.QueryLanguage}`)
  if (definition.TimeoutSeconds !== undefined) throw cannot(place, 'TimeoutSeconds of the whole machine')
  const original = definition as unknown as StateMachineDefinition
  const states = Object.entries(definition.States)
  const machine = new StateMachine(
    {
      ...original,
      States: Object.fromEntries(states.map(([name, state]) => [name, rewrite(name, state, place)])),
    } as StateMachineDefinition,
    { validationOptions: { noValidate: true } },
  )
  const tasks = states.filter(([, { Type }]) => Type === 'Task' || Type === 'Wait')
  const retryIntervalOverrides =
    retryScale === 1 ? {} : Object.fromEntries(tasks.map(([name, state]) => [name, pauses(state, retryScale)]))

  return {
    run(input, context, tokenOf, perform, heard) {
      const task = { Token: tokenOf() }
      const handlers = tasks.map(([name, state]) => {
        const handler = async (given: unknown) => {
          const { parameters, timeoutSeconds } = given as { parameters: unknown; timeoutSeconds?: number }
          task.Token = tokenOf()
          return wrap(
            await perform({ state: name, timeoutSeconds, ...readCall(name, state, parameters, place) }),
            state,
          )
        }
        return [name, handler as (given: unknown) => Promise<never>] as const
      })
      const run = machine.run(input as never, {
        context: { ...context, Task: task },
        overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers), retryIntervalOverrides },
        noThrowOnAbort: true,
      })
      void listen(run.eventLogs, heard)
      return { result: run.result, abort: run.abort }
    },
  }
}

/**
 * Checks a definition against the Amazon States Language, which takes a third of a second.
 * @throws CannotStart
 */
export function checkMachine(definitionText: string, place: string): void {
  try {
    new StateMachine(JSON.parse(definitionText), { validationOptions: { checkArn: false } })
  } catch (error) {
    throw new CannotStart(
      `The state machine ${place} is not valid: ${error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error)}`,
    )
  }
}

/** The same state, whose task passes its token and timeout to `perform` beside its parameters. */
function rewrite(name: string, state: State, place: string): State {
  if (state.Type === 'Parallel' || state.Type === 'Map') throw cannot(place, `the ${state.Type} state "${name}"`)
  if (state.Type === 'Wait') return rewriteWait(state)
  if (state.Type !== 'Task') return state
  if (state.HeartbeatSeconds !== undefined || state.HeartbeatSecondsPath !== undefined)
    throw cannot(place, `the heartbeat of the state "${name}"`)
  integrationOf(name, state, place)
  const { TimeoutSeconds, TimeoutSecondsPath, Parameters, ...rest } = state
  return {
    ...rest,
    Type: 'Task',
    Parameters: {
      ...(Parameters === undefined ? { 'parameters.$': '$' } : { parameters: Parameters }),
      ...(TimeoutSeconds === undefined ? {} : { timeoutSeconds: TimeoutSeconds }),
      ...(TimeoutSecondsPath === undefined ? {} : { 'timeoutSeconds.$': TimeoutSecondsPath }),
    },
    TimeoutSeconds: beyondAnyTimeout,
  }
}

/** A wait becomes a task, so that after a restart it waits only for the rest of its time. */
function rewriteWait({ Seconds, SecondsPath, Timestamp, TimestampPath, Type: _type, ...rest }: State): State {
  return {
    ...rest,
    Type: 'Task',
    Resource: 'wait',
    Parameters: {
      parameters: {
        ...(Timestamp === undefined ? {} : { until: Timestamp }),
        ...(TimestampPath === undefined ? {} : { 'until.$': TimestampPath }),
      },
      ...(Seconds === undefined ? {} : { timeoutSeconds: Seconds }),
      ...(SecondsPath === undefined ? {} : { 'timeoutSeconds.$': SecondsPath }),
    },
    ResultPath: null,
    TimeoutSeconds: beyondAnyTimeout,
  } as unknown as State
}

type Integration = 'function' | 'invoke' | 'invoke-and-wait'

function integrationOf(name: string, state: State, place: string): Integration {
  const resource = String(state.Resource)
  if (resource === 'arn:aws:states:::lambda:invoke') return 'invoke'
  if (resource === 'arn:aws:states:::lambda:invoke.waitForTaskToken') return 'invoke-and-wait'
  if (/^arn:aws:lambda:[^:]+:[^:]+:function:/.test(resource)) return 'function'
  throw cannot(place, `the resource ${resource} of the state "${name}"`)
}

function readCall(
  name: string,
  state: State,
  parameters: unknown,
  place: string,
): Omit<TaskCall, 'state' | 'timeoutSeconds'> & { timeoutSeconds?: number } {
  const none = { functionArn: '', payload: undefined, waitsForToken: false, waitsForTime: true }
  if (state.Type === 'Wait') {
    const { until } = parameters as { until?: string }
    return until === undefined ? none : { ...none, timeoutSeconds: (Date.parse(until) - Date.now()) / 1000 }
  }
  const integration = integrationOf(name, state, place)
  if (integration === 'function')
    return { functionArn: String(state.Resource), payload: parameters, waitsForToken: false, waitsForTime: false }
  const { FunctionName, Payload } = parameters as { FunctionName: string; Payload?: unknown }
  return {
    functionArn: FunctionName,
    payload: Payload ?? {},
    waitsForToken: integration === 'invoke-and-wait',
    waitsForTime: false,
  }
}

/** `lambda:invoke` returns the whole invocation; the function's own answer is a part of it. */
function wrap(result: unknown, state: State): unknown {
  if (state.Resource !== 'arn:aws:states:::lambda:invoke') return result
  return { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 }
}

function pauses(state: State, scale: number): number[] {
  const retriers = (state.Retry ?? []) as { IntervalSeconds?: number }[]
  return retriers.map(({ IntervalSeconds }) => (IntervalSeconds ?? 1) * 1000 * scale)
}

async function listen(
  events: AsyncGenerator<{ type: string; timestamp: number }>,
  heard: (event: HistoryEvent) => void,
): Promise<void> {
  for await (const event of events) {
    const {
      state,
      Error: error,
      Cause: cause,
    } = event as {
      state?: { name: string; output?: unknown }
      Error?: string
      Cause?: unknown
    }
    heard({
      at: new Date(event.timestamp).toISOString(),
      type: event.type,
      ...(state === undefined ? {} : { state: state.name }),
      ...(state?.output === undefined ? {} : { output: state.output }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    })
  }
}

async function learnTimeoutError(): Promise<new () => Error> {
  const late = new StateMachine(
    { StartAt: 'Late', States: { Late: { Type: 'Task', Resource: 'late', TimeoutSeconds: 0.001, End: true } } },
    { validationOptions: { noValidate: true } },
  )
  const never = () => new Promise<never>(() => undefined)
  const { result } = late.run(null, { overrides: { taskResourceLocalHandlers: { Late: never } } })
  const error = await result.then(
    () => undefined,
    (failure: Error) => failure.cause,
  )
  if (!(error instanceof Error) || error.name !== 'States.Timeout')
    throw new Error(
      'aws-local-stepfunctions no longer ends a late task with States.Timeout; local/machine.ts relies on it.',
    )
  return error.constructor as new () => Error
}

function cannot(place: string, what: string): CannotStart {
  return new CannotStart(
    `The state machine ${place} uses ${what}, which the local plant cannot run; say it otherwise or add it to local/machine.ts.`,
  )
}
