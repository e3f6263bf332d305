import type { HistoryEvent, Machine } from './machine.ts'

export interface MachinePlan {
  readonly name: string
  readonly arn: string
  readonly roleArn: string
  readonly machine: Machine
}

export interface Execution {
  readonly arn: string
  readonly name: string
  readonly machine: string
  readonly input: unknown
  readonly startedAt: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED'
  stoppedAt?: string
  state?: string
  /** When the present wait ends. */
  until?: string
  output?: unknown
  error?: string
  cause?: string
  readonly history: HistoryEvent[]
}

/** Journal entries of an execution: its start, the outcome of each task, and its end. */
export type ExecutionEntry =
  | { readonly begun: Omit<Execution, 'status' | 'history'>; readonly secret: string }
  | { readonly of: string; readonly call: number; readonly asked: number }
  | { readonly of: string; readonly call: number; readonly state: string; readonly outcome: Outcome }
  | { readonly of: string; readonly ended: Partial<Execution> }
  /** An execution that ended long ago: only its name is kept, and when it ended in epoch milliseconds. */
  | { readonly past: string; readonly at: number }

export type Outcome =
  | { readonly result: unknown }
  | { readonly error: string; readonly cause: string; readonly late: boolean }

export interface Waiting {
  readonly machineArn: string
  /** @throws DiskFault when the outcome cannot be kept; then the task waits on. */
  readonly settle: (outcome: Outcome) => void
}
