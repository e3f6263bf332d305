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
  /** The state that it is in, while it runs. */
  state?: string
  /** When the wait that it is in runs out. */
  until?: string
  output?: unknown
  error?: string
  cause?: string
  readonly history: HistoryEvent[]
}

/** What is kept of an execution: how it began, what each of its tasks ended with, and how it ended. */
export type ExecutionEntry =
  | { readonly begun: Omit<Execution, 'status' | 'history'>; readonly secret: string }
  | { readonly of: string; readonly call: number; readonly asked: number }
  | { readonly of: string; readonly call: number; readonly state: string; readonly outcome: Outcome }
  | { readonly of: string; readonly ended: Partial<Execution> }
  /** An execution that ended so long ago that only its name is kept, and when it ended: epoch milliseconds. */
  | { readonly past: string; readonly at: number }

export type Outcome =
  | { readonly result: unknown }
  | { readonly error: string; readonly cause: string; readonly late: boolean }

/** A task that waits for its token. */
export interface Waiting {
  readonly machineArn: string
  readonly settle: (outcome: Outcome) => void
}
