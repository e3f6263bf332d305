import { ExecutionStatus, InvalidToken, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import { foreignCursor } from '../../shared/http/cursor.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'

const client = trimmed(new SFNClient({ cacheMiddleware: true }))

const machines = {
  'batch-release': environment(variable.batchRelease),
  'deviation-hold': environment(variable.deviationHold),
  'hold-spread': environment(variable.holdSpread),
} as const

const statuses = {
  running: ExecutionStatus.RUNNING,
  succeeded: ExecutionStatus.SUCCEEDED,
  failed: ExecutionStatus.FAILED,
  'timed-out': ExecutionStatus.TIMED_OUT,
  aborted: ExecutionStatus.ABORTED,
} as const
type Status = keyof typeof statuses

const statusOf = (status: ExecutionStatus | undefined): Status =>
  (Object.keys(statuses) as Status[]).find((name) => statuses[name] === status) ?? 'running'

/** The executions of a workflow, the newest first, as Step Functions lists them; their history is kept 90 days after their end. */
export async function executionsOf(
  workflow: keyof typeof machines,
  {
    status,
    limit,
    cursor,
  }: { readonly status?: Status | undefined; readonly limit: number; readonly cursor?: string | undefined },
) {
  const { executions = [], nextToken } = await client
    .send(
      new ListExecutionsCommand({
        stateMachineArn: machines[workflow],
        maxResults: limit,
        ...(status && { statusFilter: statuses[status] }),
        ...(cursor !== undefined && { nextToken: cursor }),
      }),
    )
    .catch((fault: unknown) => {
      // Step Functions gave the token, and it is good for a day; a caller can also forge it.
      throw fault instanceof InvalidToken ? foreignCursor() : fault
    })
  return {
    items: executions.map((it) => ({
      workflow,
      executionId: it.name ?? '',
      status: statusOf(it.status),
      startedAt: (it.startDate ?? new Date(0)).toISOString(),
      ...(it.stopDate && { stoppedAt: it.stopDate.toISOString() }),
    })),
    ...(nextToken !== undefined && { nextCursor: nextToken }),
  }
}
