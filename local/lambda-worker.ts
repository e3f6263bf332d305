import { parentPort, workerData } from 'node:worker_threads'
import { callDirectly } from './direct.ts'
import { goByClock } from './thread-clock.ts'

// This file and its imports run in the function's own thread, as plain Node.

interface Work {
  readonly id: number
  readonly requestId: string
  readonly event: string
  /** Epoch milliseconds of the machine at which the invocation times out. */
  readonly deadline: number
}

type Handler = (event: unknown, context: object) => unknown

const { file, exported, functionName, functionArn, memoryMb, logGroup, direct, clock } = workerData
const onTheMachine = Date.now
if (clock !== undefined) goByClock(clock)
callDirectly(direct, (what) => parentPort?.postMessage(what))
const loaded: Promise<Handler> = import(file).then((module) => {
  const handler = module[exported] ?? module.default?.[exported]
  if (typeof handler !== 'function') throw new Error(`${functionName} exports no function "${exported}".`)
  return handler
})
loaded.catch(() => undefined)

parentPort?.on('message', async (work: Work) => {
  try {
    const handler = await loaded
    const answer = await handler(JSON.parse(work.event), {
      awsRequestId: work.requestId,
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: functionArn,
      memoryLimitInMB: String(memoryMb),
      logGroupName: logGroup,
      logStreamName: 'local',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, work.deadline - onTheMachine()),
    })
    parentPort?.postMessage({ id: work.id, result: JSON.stringify(answer ?? null) })
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    console.error(error.stack ?? error.message)
    parentPort?.postMessage({
      id: work.id,
      error: {
        errorType: error.name,
        errorMessage: error.message,
        trace: (error.stack ?? '').split('\n').slice(0, 20),
      },
    })
  }
})
