import { createHmac, randomBytes } from 'node:crypto'
import { DiskFault } from './disk.ts'
import type { Execution, ExecutionEntry, MachinePlan, Outcome, Waiting } from './execution.ts'
import type { Journal } from './journal.ts'
import { type Kept, keptEnded, nameTakenMs, remember } from './kept-executions.ts'
import { FunctionFailed, type Functions } from './lambda.ts'
import { type TaskCall, TaskFailed, timedOut } from './machine.ts'
import { judge, refusalOf, type Statement } from './policy.ts'
import { statesService } from './states.ts'
import type { Service } from './wire.ts'

export interface Workflows {
  readonly service: Service
  executions(): readonly Execution[]
  stop(): void
}

export interface WorkflowSurroundings {
  readonly functions: Functions
  readonly roleOf: (roleArn: string) => readonly Statement[]
  readonly timeScale: number
  /** The time of the plant, at which an execution begins and ends; how long it waits is told by the machine. */
  readonly now: () => Date
  readonly complain: (text: string) => void
}

/**
 * Step Functions. After a restart of the plant, a running execution begins again and replays the outcomes of its finished tasks until it reaches the
 * task that was running. A wait continues with the same token and the same end.
 */
export function startWorkflows(
  plans: readonly MachinePlan[],
  journal: Journal<ExecutionEntry>,
  surroundings: WorkflowSurroundings,
): Workflows {
  const executions = new Map<string, Execution>()
  /** Ended executions, the first to end first. */
  const ended: string[] = []
  const { kept, past } = remember(journal)
  const waiting = new Map<string, Waiting>()
  const aborts = new Set<() => void>()
  let stopped = false

  /** False when the disk does not take it. Then the plant stops, and after its restart the execution goes on from its last entry. */
  const keeps = (entry: ExecutionEntry): boolean => {
    try {
      journal.append(entry)
      return true
    } catch (error) {
      if (error instanceof DiskFault) return false
      throw error
    }
  }

  const launch = (plan: MachinePlan, record: Kept) => {
    const execution: Execution = { ...record.entry.begun, status: 'RUNNING', history: [] }
    executions.set(execution.arn, execution)
    let tokens = 0
    let calls = 0
    let halted = false
    const run = plan.machine.run(
      execution.input,
      contextOf(plan, execution),
      () => tokenOf(execution.arn, tokens++, record.entry.secret),
      async (call) => {
        const number = calls++
        const token = tokenOf(execution.arn, number, record.entry.secret)
        const before = record.outcomes.get(number)
        if (before !== undefined) return replay(before, call)
        execution.state = call.state
        let isKept = false
        const keep = (outcome: Outcome) => {
          if (isKept) return
          journal.append({ of: execution.arn, call: number, state: call.state, outcome })
          isKept = true
        }
        const outcome = await unlessHalted(perform(plan, execution, call, number, token, record, keep))
        try {
          keep(outcome)
        } catch (error) {
          if (!(error instanceof DiskFault)) throw error
          halted = true
          throw new Halted()
        }
        delete execution.until
        return unwrap(outcome)
      },
      (event) => execution.history.push(event),
    )
    aborts.add(run.abort)
    const end = (how: Partial<Execution>) => {
      aborts.delete(run.abort)
      if (stopped || halted) return
      const outcome = { ...how, stoppedAt: surroundings.now().toISOString() }
      if (!keeps({ of: execution.arn, ended: outcome })) return
      delete execution.state
      delete execution.until
      Object.assign(execution, outcome)
      leave(execution)
      if (execution.status === 'FAILED')
        surroundings.complain(
          `The execution ${plan.name} ${execution.name} failed: ${execution.error}: ${execution.cause}`,
        )
    }
    run.result.then(
      (output) => end({ status: 'SUCCEEDED', output }),
      (failure: unknown) => {
        const cause =
          failure instanceof Error && failure.cause instanceof Error ? failure.cause : new Error(String(failure))
        end({ status: 'FAILED', error: cause.name, cause: cause.message })
      },
    )
  }

  /** Above `keptEnded`, only the name of the oldest ended execution is kept. */
  const leave = (execution: Execution) => {
    ended.push(execution.arn)
    if (ended.length <= keptEnded) return
    const arn = ended.shift() ?? ''
    past.set(arn, Date.parse(executions.get(arn)?.stoppedAt ?? ''))
    executions.delete(arn)
    for (const [oldest, at] of past) {
      if (at > surroundings.now().getTime() - nameTakenMs) break
      past.delete(oldest)
    }
  }

  /** `Promise.race` with one promise of the whole plant would keep every outcome in memory until the plant stops. */
  const unlessHalted = async (outcome: Promise<Outcome>): Promise<Outcome> => {
    const halted = Promise.withResolvers<never>()
    const halt = () => halted.reject(new Halted())
    aborts.add(halt)
    try {
      return await Promise.race([outcome, halted.promise])
    } finally {
      aborts.delete(halt)
    }
  }

  const perform = async (
    plan: MachinePlan,
    execution: Execution,
    call: TaskCall,
    number: number,
    token: string,
    record: Kept,
    keep: (outcome: Outcome) => void,
  ): Promise<Outcome> => {
    const askedBefore = record.asked.get(number)
    const begun = askedBefore ?? Date.now()
    // A task that only computes takes its real time; only waits are shortened.
    const scale = call.waitsForToken || call.waitsForTime ? surroundings.timeScale : 1
    const patience = call.timeoutSeconds === undefined ? undefined : call.timeoutSeconds * 1000 * scale
    if (patience !== undefined) execution.until = new Date(begun + patience).toISOString()
    if (call.waitsForToken || call.waitsForTime) {
      record.asked.set(number, begun)
      if (askedBefore === undefined && call.waitsForTime) keeps({ of: execution.arn, call: number, asked: begun })
    }
    const timer = startTimer(patience === undefined ? undefined : begun + patience)
    aborts.add(timer.stop)
    const late = timer.over.then((): Outcome => ({ error: 'States.Timeout', cause: '', late: true }))
    const done = new Promise<Outcome>((settle) => {
      if (call.waitsForTime) return
      if (call.waitsForToken)
        waiting.set(token, {
          machineArn: plan.arn,
          settle(outcome) {
            // On the disk first: the caller takes its answer for kept as soon as this returns.
            keep(outcome)
            settle(outcome)
          },
        })
      if (call.waitsForToken && askedBefore !== undefined) return
      invoke(plan, call, surroundings).then((outcome) => {
        if ('error' in outcome || !call.waitsForToken) settle(outcome)
        // From here on the function keeps the token, and a restart must not call it again.
        else if (!stopped) keeps({ of: execution.arn, call: number, asked: begun })
      })
    })
    const outcome = await (call.waitsForTime
      ? late.then((): Outcome => ({ result: null }))
      : Promise.race([done, late]))
    timer.stop()
    aborts.delete(timer.stop)
    waiting.delete(token)
    return outcome
  }

  for (const record of kept) {
    const plan = plans.find(({ arn }) =>
      record.entry.begun.arn.startsWith(`${arn.replace(':stateMachine:', ':execution:')}:`),
    )
    if (record.ended !== undefined) {
      const execution: Execution = { ...record.entry.begun, status: 'RUNNING', history: [], ...record.ended }
      executions.set(execution.arn, execution)
      leave(execution)
    } else if (plan === undefined)
      surroundings.complain(
        `The execution ${record.entry.begun.name} waits for a state machine that is no longer there.`,
      )
    else launch(plan, record)
  }

  return {
    executions: () => [...executions.values()],
    stop() {
      stopped = true
      for (const abort of aborts) abort()
    },
    service: statesService(plans, executions, past, waiting, (plan, name, input) => {
      const entry = {
        begun: {
          arn: `${plan.arn.replace(':stateMachine:', ':execution:')}:${name}`,
          name,
          machine: plan.name,
          input,
          startedAt: surroundings.now().toISOString(),
        },
        secret: randomBytes(16).toString('hex'),
      }
      journal.append(entry)
      launch(plan, { entry, asked: new Map(), outcomes: new Map() })
    }),
  }
}

async function invoke(
  plan: MachinePlan,
  call: TaskCall,
  { functions, roleOf }: WorkflowSurroundings,
): Promise<Outcome> {
  const verdict = judge(roleOf(plan.roleArn), 'lambda:InvokeFunction', call.functionArn)
  if (verdict !== 'allowed')
    return {
      error: 'Lambda.AWSLambdaException',
      cause: refusalOf(verdict, plan.roleArn, 'lambda:InvokeFunction', call.functionArn),
      late: false,
    }
  try {
    return { result: await functions.invoke(call.functionArn, call.payload) }
  } catch (error) {
    if (!(error instanceof FunctionFailed)) return { error: 'States.Runtime', cause: String(error), late: false }
    const { errorType, message: errorMessage, trace } = error
    return { error: errorType, cause: JSON.stringify({ errorType, errorMessage, trace }), late: false }
  }
}

function replay(before: { readonly state: string; readonly outcome: Outcome }, call: TaskCall): unknown {
  if (before.state !== call.state)
    throw new TaskFailed(
      'States.Runtime',
      `The definition has changed: this execution had done "${before.state}" where "${call.state}" now stands.`,
    )
  return unwrap(before.outcome)
}

function unwrap(outcome: Outcome): unknown {
  if ('result' in outcome) return outcome.result
  throw outcome.late ? timedOut() : new TaskFailed(outcome.error, outcome.cause)
}

function contextOf(plan: MachinePlan, execution: Execution): object {
  return {
    Execution: { Id: execution.arn, Name: execution.name, RoleArn: plan.roleArn },
    StateMachine: { Id: plan.arn, Name: plan.name },
  }
}

/** Ends the running tasks when the plant stops; no Retry or Catch of a definition applies to it. */
class Halted extends Error {
  readonly isRetryable = false
  readonly isCatchable = false
}

/** After a restart, the same call of the same execution gets the same token. The secret makes the token impossible to guess. */
function tokenOf(executionArn: string, call: number, secret: string): string {
  const proof = createHmac('sha256', secret).update(`${executionArn}#${call}`).digest('base64url')
  return Buffer.from(`${executionArn}#${call}#${proof}`).toString('base64url')
}

/** @param end epoch milliseconds, possibly further away than one timer can count. */
function startTimer(end: number | undefined): { over: Promise<void>; stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    const next = () => {
      if (end === undefined) return
      const left = end - Date.now()
      if (left <= 0) return resolve()
      timer = setTimeout(next, Math.min(left, 2 ** 31 - 1))
    }
    next()
  })
  return { over, stop: () => clearTimeout(timer) }
}
