import { randomBytes, randomUUID } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { DirectCalls } from './direct.ts'
import type { Log } from './log.ts'

export interface FunctionPlan {
  readonly name: string
  readonly arn: string
  readonly roleArn: string
  /** The policy documents of the function's role. */
  readonly policies: readonly unknown[]
  /** The bundle, such as `.../asset.<hash>/index.mjs`. */
  readonly file: string
  readonly exported: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly logGroup: string
}

/** The error of AWS for an invocation that threw, timed out or crashed. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed'
  readonly errorType: string
  readonly trace: readonly string[]
  constructor(errorType: string, message: string, trace: readonly string[] = []) {
    super(message)
    this.errorType = errorType
    this.trace = trace
  }
}

export interface Functions {
  /**
   * The handler's answer to an event.
   * @throws FunctionFailed
   */
  invoke(arn: string, event: unknown): Promise<unknown>
  /** Ends the function's thread in mid-invocation; the next invocation starts a new one. False when none is running. */
  kill(name: string): Promise<boolean>
  callerOf(accessKeyId: string): FunctionPlan | undefined
  names(): string[]
  stop(): Promise<void>
}

/** When the thread of an idle function ends. Its next invocation starts a new thread, which takes a tenth of a second. */
export interface Rest {
  /**
   * This many threads, the most recently used, stay idle longer than the others, so that a person who tries one command after another does not wait.
   */
  readonly near: number
  readonly nearMs: number
  readonly farMs: number
  /** Above this number of threads, idle ones end at once. */
  readonly most: number
}

/**
 * A thread takes 25 to 40 MB, and the plant without threads 125 MB. With 4 threads that is less than 300 MB, ten seconds after all were busy; with 10
 * less than 600 MB while they are busy. AWS keeps an idle function for minutes, too.
 */
const rest: Rest = { near: 4, nearMs: 2 * 60_000, farMs: 10_000, most: 10 }

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: FunctionFailed) => void
  readonly timer: NodeJS.Timeout
}

interface Running {
  readonly worker: Worker
  readonly pending: Map<number, Pending>
  restsSince: number
  restTimer?: NodeJS.Timeout
}

export interface Surroundings {
  /** The code of each thread: worker-file.ts. */
  readonly worker: URL
  readonly region: string
  /** What a thread reads the time of the plant from; without it, the time is that of the machine. */
  readonly clock?: SharedArrayBuffer
  /** Where the functions send every AWS call. */
  readonly wireUrl: string
  /** The database, which a function calls directly where its role allows the call. */
  readonly database: Pick<DirectCalls, 'databaseUrl' | 'tables'> & {
    wrote(): void
    troubled(): void
    /** Settles when the database is there: nothing is invoked before, so that no message or record uses up its retries. */
    present?(): Promise<void>
  }
}

/**
 * One thread per function, started on first use and ended after some idle time, with the variables of the template and the credentials of its own
 * role.
 */
export function startFunctions(
  plans: readonly FunctionPlan[],
  { worker: workerFile, region, clock, wireUrl, database: { wrote, troubled, present, ...database } }: Surroundings,
  log: Log,
  { near, nearMs, farMs, most }: Rest = rest,
): Functions {
  const variables = { AWS_REGION: region, AWS_DEFAULT_REGION: region, AWS_ENDPOINT_URL: wireUrl }
  const running = new Map<string, Running>()
  const byArn = new Map(plans.map((plan) => [plan.arn, plan]))
  const keys = new Map(plans.map((plan) => [plan, `ASIA${randomBytes(8).toString('hex').toUpperCase()}`]))
  const byKey = new Map([...keys].map(([plan, key]) => [key, plan]))
  let next = 0

  const start = (plan: FunctionPlan): Running => {
    const worker = new Worker(workerFile, {
      // Tools show threads by this name.
      name: plan.name,
      env: { ...variables, ...runtimeVariables(plan, keys.get(plan) ?? ''), ...plan.environment },
      workerData: {
        file: pathToFileURL(plan.file).href,
        exported: plan.exported,
        functionName: plan.name,
        functionArn: plan.arn,
        memoryMb: plan.memoryMb,
        logGroup: plan.logGroup,
        clock,
        direct: { ...database, wireUrl, policies: plan.policies } satisfies DirectCalls,
      },
      // A function does not need the plant's own loader. A small young generation keeps a dozen threads small.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: plan.memoryMb },
      stdout: true,
      stderr: true,
    })
    const started: Running = { worker, pending: new Map(), restsSince: 0 }
    worker.stdout.on('data', (text: Buffer) => log.write(plan.name, text.toString()))
    worker.stderr.on('data', (text: Buffer) => log.write(plan.name, text.toString()))
    worker.on('message', (answer: 'wrote' | 'troubled' | { id: number; result?: string; error?: RemoteError }) => {
      if (answer === 'wrote') return wrote()
      if (answer === 'troubled') return troubled()
      const waiting = started.pending.get(answer.id)
      if (waiting === undefined) return
      settle(started, answer.id)
      if (started.pending.size === 0) goToRest(plan, started)
      const { result = 'null' } = answer
      if (answer.error === undefined && Buffer.byteLength(result) > largestResponse) waiting.reject(tooLarge(plan))
      else if (answer.error === undefined) waiting.resolve(JSON.parse(result))
      else waiting.reject(new FunctionFailed(answer.error.errorType, answer.error.errorMessage, answer.error.trace))
    })
    worker.on('error', (error: Error) => {
      log.write(plan.name, error.stack ?? error.message)
      abandon(plan, started, new FunctionFailed('Runtime.ExitError', `${plan.name} crashed: ${error.message}`))
    })
    worker.on('exit', () => abandon(plan, started, new FunctionFailed('Runtime.ExitError', `${plan.name} exited.`)))
    running.set(plan.arn, started)
    return started
  }

  /** Idle functions, the most recently used last. */
  const resting = (): [string, Running][] =>
    [...running].filter(([, { pending }]) => pending.size === 0).sort(([, a], [, b]) => a.restsSince - b.restsSince)

  const goToRest = (plan: FunctionPlan, host: Running) => {
    // The thread may have been replaced during this invocation.
    if (running.get(plan.arn) !== host) return
    host.restsSince = performance.now()
    wakeAfter(plan.arn, host, farMs)
    for (const [arn, one] of resting().slice(0, Math.max(running.size - most, 0))) end(arn, one)
  }

  const wakeAfter = (arn: string, host: Running, milliseconds: number) => {
    host.restTimer = setTimeout(() => {
      const isNear = resting()
        .slice(Math.max(resting().length - near, 0))
        .some(([, one]) => one === host)
      const left = host.restsSince + nearMs - performance.now()
      if (isNear && left > 0) wakeAfter(arn, host, Math.min(farMs, left))
      else end(arn, host)
    }, milliseconds).unref()
  }

  const end = (arn: string, host: Running) => {
    running.delete(arn)
    clearTimeout(host.restTimer)
    void host.worker.terminate()
  }

  const abandon = (plan: FunctionPlan, gone: Running, why: FunctionFailed) => {
    if (running.get(plan.arn) === gone) running.delete(plan.arn)
    clearTimeout(gone.restTimer)
    for (const [id, waiting] of [...gone.pending]) {
      settle(gone, id)
      waiting.reject(why)
    }
  }

  // Lambda ends the sandbox of an invocation that timed out. The other invocations of this thread have their own sandboxes on AWS, so they finish
  // first.
  const timeOut = (plan: FunctionPlan, late: Running, id: number) => {
    const waiting = late.pending.get(id)
    settle(late, id)
    if (running.get(plan.arn) === late) running.delete(plan.arn)
    if (late.pending.size === 0) void late.worker.terminate()
    else {
      const end = setInterval(() => {
        if (late.pending.size > 0) return
        clearInterval(end)
        void late.worker.terminate()
      }, 100)
      end.unref()
    }
    const message = `${plan.name} timed out after ${plan.timeoutSeconds.toFixed(2)} seconds`
    log.write(plan.name, message)
    waiting?.reject(new FunctionFailed('Sandbox.Timedout', message))
  }

  return {
    async invoke(arn, event) {
      const plan = byArn.get(arn)
      if (plan === undefined) throw new FunctionFailed('ResourceNotFoundException', `Function not found: ${arn}`)
      await present?.()
      const host = running.get(arn) ?? start(plan)
      clearTimeout(host.restTimer)
      const id = next++
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => timeOut(plan, host, id), plan.timeoutSeconds * 1000)
        host.pending.set(id, { resolve, reject, timer })
        host.worker.postMessage({
          id,
          requestId: randomUUID(),
          event: JSON.stringify(event),
          deadline: Date.now() + plan.timeoutSeconds * 1000,
        })
      })
    },
    async kill(name) {
      const plan = plans.find((candidate) => candidate.name === name)
      if (plan === undefined)
        throw new Error(`There is no function ${name}; there are ${plans.map((one) => one.name).join(', ')}.`)
      const host = running.get(plan.arn)
      if (host === undefined) return false
      await host.worker.terminate()
      return true
    },
    callerOf: (accessKeyId) => byKey.get(accessKeyId),
    names: () => plans.map((plan) => plan.name),
    async stop() {
      await Promise.all([...running.values()].map((host) => host.worker.terminate()))
    },
  }
}

interface RemoteError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: string[]
}

/** Bytes of a response, as JSON ("Lambda quotas"). */
const largestResponse = 6_291_556

const tooLarge = ({ name }: FunctionPlan): FunctionFailed =>
  new FunctionFailed(
    'Function.ResponseSizeTooLarge',
    `The response of ${name} exceeds the largest that Lambda passes on, ${largestResponse} bytes.`,
  )

function settle(host: Running, id: number): void {
  clearTimeout(host.pending.get(id)?.timer)
  host.pending.delete(id)
}

/** The variables that Lambda itself sets; the machine's own AWS settings never reach a function. */
function runtimeVariables(plan: FunctionPlan, accessKeyId: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: plan.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: '/var/task',
    TZ: ':UTC',
  }
}
