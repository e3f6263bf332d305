import { randomUUID } from 'node:crypto'
import type { Execution, MachinePlan, Outcome, Waiting } from './execution.ts'
import { type Service, ServiceError } from './wire.ts'

/**
 * Step Functions as functions call it.
 * @param past the names of executions whose history is no longer kept.
 * @param begin starts an execution under a name that is free.
 */
export function statesService(
  plans: readonly MachinePlan[],
  executions: ReadonlyMap<string, Execution>,
  past: ReadonlyMap<string, number>,
  waiting: ReadonlyMap<string, Waiting>,
  begin: (plan: MachinePlan, name: string, input: unknown) => void,
): Service {
  const planOf = (arn: unknown): MachinePlan => {
    const plan = plans.find((candidate) => candidate.arn === arn)
    if (plan === undefined)
      throw new ServiceError(400, 'StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
    return plan
  }
  const start = (json: Readonly<Record<string, unknown>>) => {
    const plan = planOf(json.stateMachineArn)
    const name = String(json.name ?? randomUUID())
    const input = parseJson(json.input ?? '{}')
    const arn = `${plan.arn.replace(':stateMachine:', ':execution:')}:${name}`
    const before = executions.get(arn)
    // A name stands for one execution: while it runs, the same call returns the same execution.
    if (
      past.has(arn) ||
      (before !== undefined && (before.status !== 'RUNNING' || JSON.stringify(before.input) !== JSON.stringify(input)))
    )
      throw new ServiceError(400, 'ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
    if (before === undefined) begin(plan, name, input)
    return { executionArn: arn, startDate: Date.parse(executions.get(arn)?.startedAt ?? '') / 1000 }
  }
  const settle = (json: Readonly<Record<string, unknown>>, outcome: Outcome) => {
    const found = waiting.get(String(json.taskToken))
    if (found === undefined)
      throw new ServiceError(400, 'TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
    found.settle(outcome)
    return {}
  }
  const operations: Readonly<Record<string, (json: Readonly<Record<string, unknown>>) => object>> = {
    StartExecution: start,
    SendTaskSuccess: (json) => settle(json, { result: parseJson(json.output) }),
    SendTaskFailure: (json) =>
      settle(json, { error: String(json.error ?? ''), cause: String(json.cause ?? ''), late: false }),
    ListExecutions: (json) => {
      const { name } = planOf(json.stateMachineArn)
      const found = [...executions.values()]
        .filter((it) => it.machine === name && (json.statusFilter === undefined || it.status === json.statusFilter))
        .sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1))
      const from = Number(json.nextToken ?? 0)
      if (!Number.isInteger(from)) throw new ServiceError(400, 'InvalidToken', "Invalid Token: 'Invalid token'")
      const to = from + Number(json.maxResults ?? 100)
      return {
        executions: found.slice(from, to).map((it) => ({
          executionArn: it.arn,
          stateMachineArn: json.stateMachineArn,
          name: it.name,
          status: it.status,
          startDate: Date.parse(it.startedAt) / 1000,
          ...(it.stoppedAt !== undefined && { stopDate: Date.parse(it.stoppedAt) / 1000 }),
        })),
        ...(found.length > to && { nextToken: String(to) }),
      }
    },
    DescribeExecution: (json) => {
      const execution = executions.get(String(json.executionArn))
      if (execution === undefined)
        throw new ServiceError(400, 'ExecutionDoesNotExist', `Execution Does Not Exist: '${json.executionArn}'`)
      return {
        executionArn: execution.arn,
        name: execution.name,
        status: execution.status,
        startDate: Date.parse(execution.startedAt) / 1000,
        ...(execution.stoppedAt === undefined ? {} : { stopDate: Date.parse(execution.stoppedAt) / 1000 }),
        input: JSON.stringify(execution.input),
        ...(execution.output === undefined ? {} : { output: JSON.stringify(execution.output) }),
      }
    },
  }
  return {
    needs({ operation, json }) {
      if (!(operation in operations)) throw ServiceError.unknown('states', operation)
      const action = `states:${operation}`
      if (operation === 'StartExecution' || operation === 'ListExecutions')
        return [{ action, resource: planOf(json.stateMachineArn).arn }]
      if (operation === 'DescribeExecution') return [{ action, resource: String(json.executionArn) }]
      // An unknown token belongs to no state machine, so none can be named.
      const machineArn = waiting.get(String(json.taskToken))?.machineArn
      return machineArn === undefined ? [] : [{ action, resource: machineArn }]
    },
    answer: async ({ operation, json }) => ({ json: operations[operation]?.(json) ?? {} }),
  }
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    throw new ServiceError(400, 'InvalidOutput', `Invalid JSON: '${String(text).slice(0, 200)}'`)
  }
}
