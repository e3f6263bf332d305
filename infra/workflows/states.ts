/** A definition in the Amazon States Language, JSONPath. */
export interface Definition {
  readonly Comment: string
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

export interface State {
  readonly Type: 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail'
  readonly [field: string]: unknown
}

/** The next step after a state: the name of a state, or the end of the execution. */
export type Onward = { readonly next: string } | { readonly end: true }

export interface Ask {
  readonly functionArn: string
  /** The input of the function; `name.$` takes its value from the state's input. */
  readonly question: Readonly<Record<string, string>>
  /** The fields of the answer that are kept, and where; without it the answer is dropped. */
  readonly keep?: { readonly at: string; readonly fields: readonly string[] }
  readonly onward: Onward
}

export interface Wait {
  readonly functionArn: string
  readonly question: Readonly<Record<string, string>>
  /** Seconds, or the path of the seconds in the state's input. */
  readonly patience: number | `$.${string}`
  readonly keepAt: string | null
  /** The state that escalates when the wait times out. */
  readonly late: string
  readonly next: string
}

export const stopped = 'The workflow stopped'

/** Calls the function and waits only for its answer. */
export function ask({ functionArn, question, keep, onward }: Ask): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionArn, Payload: question },
    ...(keep === undefined
      ? { ResultPath: null }
      : {
          ResultSelector: Object.fromEntries(keep.fields.map((field) => [`${field}.$`, `$.Payload.${field}`])),
          ResultPath: keep.at,
        }),
    TimeoutSeconds: 60,
    Retry: retry,
    Catch: [giveUp],
    ...('next' in onward ? { Next: onward.next } : { End: true }),
  }
}

/** Gives a task token to the function and waits until a person acts or the wait times out. */
export function waitFor({ functionArn, question, patience, keepAt, late, next }: Wait): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: functionArn, Payload: { task: 'await', ...question, 'token.$': '$$.Task.Token' } },
    ...(typeof patience === 'number' ? { TimeoutSeconds: patience } : { TimeoutSecondsPath: patience }),
    ResultPath: keepAt,
    Retry: retry,
    Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: null, Next: late }, giveUp],
    Next: next,
  }
}

/** @param cause the sentence for the person who finds the failed execution. */
export function fail(error: string, cause: string): State {
  return { Type: 'Fail', Error: error, Cause: cause }
}

const giveUp = { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: stopped }

const retry = [
  {
    ErrorEquals: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    // 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 s: three minutes, longer than a deployment or a burst of throttling.
    IntervalSeconds: 1,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    MaxAttempts: 8,
    JitterStrategy: 'FULL',
  },
  // 2 + 4 + 8 + 16 s: if a handler still fails after half a minute, a person must look at the reason.
  { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 4, JitterStrategy: 'FULL' },
]
