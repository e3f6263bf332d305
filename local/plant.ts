import { mkdirSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { type Breakdown, watchForBreakdown } from './breakdown.ts'
import { CannotStart } from './cannot-start.ts'
import { startClock } from './clock.ts'
import { definePeople } from './define-people.ts'
import { type DeadLetter, deadLettersOf, openDesk } from './desk.ts'
import { fullDisk } from './disk.ts'
import { startDatabase } from './dynamodb.ts'
import { startDynoxide } from './dynoxide.ts'
import { startBuses } from './eventbridge.ts'
import type { Execution, ExecutionEntry } from './execution.ts'
import { takeFolder } from './folder-lock.ts'
import { type Desk, makeFront } from './front.ts'
import { watchDatabase } from './heartbeat.ts'
import { openHttpApi } from './http-api.ts'
import { startIdentity } from './identity.ts'
import { listenMqtt, startBroker } from './iot.ts'
import { openJournal } from './journal.ts'
import { startFunctions } from './lambda.ts'
import { listen } from './listen.ts'
import { keepLog, type LogLine } from './log.ts'
import { pollQueue } from './mapping.ts'
import {
  busPlans,
  deadLetterQueues,
  functionPlans,
  httpApiPlan,
  iotPlan,
  queuePlans,
  readRoles,
  tablePlans,
  topicPlans,
} from './plans.ts'
import { startSchedules } from './scheduler.ts'
import { type Mail, startTopics } from './sns.ts'
import { type QueueEntry, sqsService, startQueues } from './sqs.ts'
import { pollStream } from './stream.ts'
import { assemblyOf, isChecked } from './synth.ts'
import { readAssembly } from './template.ts'
import { startTopicRules } from './topic-rules.ts'
import { startUserPool } from './user-pool.ts'
import { openWire, type Service } from './wire.ts'
import {
  busesElsewhere,
  checkMachines,
  eventRules,
  machinePlans,
  readMappings,
  schedulePlans,
  topicRules,
} from './wiring.ts'
import { workerFile } from './worker-file.ts'
import { startWorkflows } from './workflows.ts'

export interface PlantOptions {
  /** The site's short name, such as `lyon`. */
  readonly site: string
  /** 0 takes any free port. */
  readonly port: number
  readonly mqttPort: number
  /** The folder of all data; without it, the data is deleted at the end. */
  readonly dataDir?: string | undefined
  /** Gets a line for each part as it starts. */
  readonly say?: (line: string) => void
  /** Gets the present step of the start, for a person who waits. */
  readonly doing?: (what: string) => void
  /** Gets a sentence about what a person should know of the kept data. */
  readonly warn?: (sentence: string) => void
  /** Gets the log lines of functions and parts. */
  readonly watch?: (line: LogLine) => void
  /** By how many seconds the clock of a new plant is ahead of that of the machine; less than 0 for a history. */
  readonly secondsAhead?: number
  /** How many seconds a second of waiting lasts: timeouts of workflows, visibility of messages, pauses before a retry. Default 1. */
  readonly timeScale?: number
  /** A cloud assembly from an earlier synthesis, instead of one from the present sources. */
  readonly assembly?: string
  /** The stages beside this one, whose buses its events go to. */
  readonly company?: Company
}

/** Stages by the address of each of their buses. */
export type Company = Map<string, { receive(busArn: string, event: object): void }>

export interface Plant {
  readonly url: string
  readonly mqttUrl: string
  /** The time by the clock of the plant. */
  readonly now: () => Date
  readonly synthMs: number
  /** From the first line to the last part, without the synthesis. */
  readonly readyMs: number
  /** Serves more routes under /local, for whoever plays on this stage. */
  serve(desk: Desk): void
  /** Writes a line into the log of the plant. */
  note(text: string): void
  /** The network is cut for so many seconds, for browsers and integrations. */
  cutNetwork(seconds: number): void
  /** The power of the database is cut for so many seconds: meanwhile the API answers 503. Settles when the database is back. */
  cutDatabase(seconds: number): Promise<void>
  /** Ends the thread of a function during an invocation, as a crash would; false when it is not running. */
  killFunction(name: string): Promise<boolean>
  deadLetters(): readonly DeadLetter[]
  executions(): readonly Execution[]
  mail(): readonly Mail[]
  logs(): readonly LogLine[]
  stop(): Promise<void>
  /** Settles with a sentence for people when the plant has stopped by itself: its database has ended, or its disk takes no more. */
  readonly broken: Promise<string>
}

/** The account number that AWS uses in examples. */
const account = '123456789012'

/**
 * Runs a site's synthesized template on this machine.
 * @throws CannotStart with a sentence for people when it cannot.
 */
export async function startPlant(options: PlantOptions): Promise<Plant> {
  const undo: (() => unknown)[] = []
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= undoAll(undo)
    return stopping
  }
  const breakdown = watchForBreakdown()
  try {
    return await start(options, (step) => undo.push(step), stop, breakdown)
  } catch (error) {
    await stop()
    const sentence = breakdown.sentence()
    throw sentence === undefined ? error : new CannotStart(sentence)
  }
}

/** A part that does not stop keeps no other from stopping. */
async function undoAll(steps: readonly (() => unknown)[]): Promise<void> {
  const faults: unknown[] = []
  for (const step of steps.toReversed()) {
    try {
      await step()
    } catch (error) {
      faults.push(error)
    }
  }
  if (faults.length > 0) throw faults[0]
}

async function start(
  {
    site,
    port,
    mqttPort,
    dataDir,
    say = () => undefined,
    warn = () => undefined,
    doing,
    watch,
    timeScale = 1,
    secondsAhead = 0,
    assembly,
    company,
  }: PlantOptions,
  afterwards: (step: () => unknown) => void,
  stop: () => Promise<void>,
  breakdown: Breakdown,
): Promise<Plant> {
  const began = performance.now()
  const report = (part: string, since: number) => say(`${part} (${Math.round(performance.now() - since)} ms)`)
  const folder = dataDir === undefined ? undefined : join(dataDir, site)
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true })
    afterwards(takeFolder(folder))
  }
  const fileIn = (name: string) => (folder === undefined ? undefined : join(folder, name))
  const log = keepLog(watch)
  const breaks = (sentence: string) =>
    breakdown.tell(folder === undefined ? sentence : `${sentence} Nothing that was acknowledged is lost.`)
  const kept = <Entry>(name: string) =>
    openJournal<Entry>(fileIn(name), {
      say(sentence) {
        log.write('disk', sentence)
        warn(sentence)
      },
      failed: ({ message }) => breaks(message),
    })

  const clock = startClock(fileIn('clock.json'), secondsAhead)
  const front = makeFront()
  let accept: Parameters<typeof listenMqtt>[0] = (socket) => void socket.destroy()
  const mqtt = listenMqtt((socket) => accept(socket))
  const url = `http://127.0.0.1:${await listen(front.server, port, '--port')}`
  afterwards(() => close(front.server))
  const mqttUrl = `mqtt://127.0.0.1:${await listen(mqtt, mqttPort, '--mqtt-port')}`
  afterwards(() => close(mqtt))

  const databaseProcess = startDynoxide(fileIn('dynamodb.sqlite'))
  afterwards(() =>
    databaseProcess.then(
      ({ stop: end }) => end(),
      () => undefined,
    ),
  )
  databaseProcess.then(
    ({ died }) => died.then(breaks),
    () => undefined,
  )
  // The error of a missing database comes when it is awaited, after the synthesis, which runs meanwhile.
  databaseProcess.catch(() => undefined)
  const worker = workerFile()
  worker.catch(() => undefined)
  const identity = startIdentity(
    () => url,
    folder,
    clock,
    (...signedIn) => userPool.complete(...signedIn),
  )
  const signingKey = identity.publicKeyOf(site)

  const synthBegan = performance.now()
  const outdir = assembly ?? (await assemblyOf(site, doing))
  const synthMs = performance.now() - synthBegan
  if (assembly === undefined) report(`Cloud assembly of ${site}`, synthBegan)
  doing?.(`starting ${site}`)

  let mark = performance.now()
  const services: Record<string, Service> = {}
  const wire = await openWire(
    services,
    (key) => functions.callerOf(key),
    (arn) => roles.get(arn) ?? [],
  )
  afterwards(() => wire.stop())
  const issuer = identity.issuerOf(site)
  const template = readAssembly(outdir, { account, issuer, queueUrl: (name) => `${wire.url}/${account}/${name}` })
  const roles = readRoles(template)
  if (!isChecked(outdir)) checkMachines(template)
  report('Template, roles and AWS endpoint', mark)

  mark = performance.now()
  const running = await databaseProcess
  const database = await startDatabase(running, tablePlans(template), () => {
    const sentence = running.folder === undefined ? undefined : fullDisk(running.folder)
    if (sentence !== undefined) breaks(sentence)
  })
  afterwards(() => database.stop())
  const heartbeat = watchDatabase(running.url)
  afterwards(() => heartbeat.stop())
  front.askBeforeHealth(heartbeat.trouble)
  report('DynamoDB', mark)

  mark = performance.now()
  const queues = startQueues(queuePlans(template), kept<QueueEntry>('queues.jsonl'), timeScale)
  afterwards(() => {
    for (const queue of queues.values()) queue.stop()
  })
  const topics = startTopics(topicPlans(template))
  const parts = {
    template,
    queues,
    topics,
    roleOf: (arn: string) => roles.get(arn) ?? [],
    sendOn: (arn: string, event: object) => company?.get(arn)?.receive(arn, event),
  }
  const buses = startBuses(busPlans(template), eventRules(parts), template)
  for (const arn of buses.arns) company?.set(arn, buses)
  afterwards(() => {
    for (const arn of buses.arns) company?.delete(arn)
  })
  report('SQS, SNS and EventBridge', mark)
  if (company === undefined)
    for (const arn of busesElsewhere(template))
      log.write('eventbridge', `What goes to ${arn} goes nowhere: no such bus runs beside this plant.`)

  const userPool = startUserPool(template, () => functions)

  mark = performance.now()
  const functions = startFunctions(
    functionPlans(template, { issuer, keysUrl: `${issuer}/.well-known/jwks.json` }),
    {
      worker: await worker,
      region: template.region,
      clock: clock.shared,
      wireUrl: wire.url,
      database: database.direct,
    },
    log,
  )
  afterwards(() => functions.stop())
  report(`Lambda: ${functions.names().length} functions`, mark)

  mark = performance.now()
  const complain = (from: string) => (text: string) => log.write(from, text)
  const broker = await startBroker(
    iotPlan(template),
    startTopicRules(topicRules(parts), complain('topic rules')),
    functions,
    clock,
    complain('mqtt'),
  )
  afterwards(() => broker.stop())
  accept = broker.accept
  broker.attach(front.server)
  report(`IoT Core: ${mqttUrl}`, mark)

  mark = performance.now()
  const machines = machinePlans(template, timeScale)
  const workflows = startWorkflows(machines, kept<ExecutionEntry>('executions.jsonl'), {
    functions,
    roleOf: parts.roleOf,
    timeScale,
    now: clock.now,
    complain: complain('workflows'),
  })
  afterwards(() => workflows.stop())
  report(`Step Functions: ${machines.map(({ name }) => name).join(', ') || 'none'}`, mark)

  Object.assign(services, {
    dynamodb: database.service,
    sqs: sqsService(queues),
    events: buses.service,
    states: workflows.service,
    iotdata: broker.service,
    'cognito-idp': userPool.service,
  } satisfies Record<string, Service>)

  mark = performance.now()
  const mappings = readMappings(parts)
  for (const { queue, plan } of mappings.queues) {
    const poller = pollQueue(queue, plan, functions)
    afterwards(() => poller.stop())
  }
  for (const [index, plan] of mappings.streams.entries()) {
    const poller = await pollStream(database, plan, functions, fileIn(`stream-${index}.json`), timeScale, log)
    afterwards(() => poller.stop())
  }
  const schedules = startSchedules(schedulePlans(parts), functions, clock, complain('schedules'))
  afterwards(() => schedules.stop())
  report(
    `Schedules: ${schedules.plans.map(({ name }) => name).join(', ') || 'none'}; event-source mappings: ${mappings.queues.length + mappings.streams.length}`,
    mark,
  )

  mark = performance.now()
  await signingKey
  const api = httpApiPlan(template, issuer)
  const deadLetters = () => deadLettersOf(queues, deadLetterQueues(template))
  const desk = openDesk({
    site,
    url,
    clock,
    template,
    identity,
    userPool,
    topics,
    workflows,
    schedules,
    log,
    deadLetters,
  })
  front.open(
    openHttpApi(api, functions, clock, async () => ({ keys: [await identity.publicKeyOf(site)] })),
    desk,
    // The enterprise has no opening page as a plant has.
    site === 'enterprise' ? '/reference/' : undefined,
  )
  report(`HTTP API: ${api.routes.length} routes`, mark)

  mark = performance.now()
  const servesPeople = api.routes.some(({ key }) => key === 'PUT /v1/persons/{personId}')
  const undefinedPeople = servesPeople
    ? await definePeople(url).then(
        () => undefined,
        (error: unknown) => error,
      )
    : undefined
  if (servesPeople) report('The people of the plant', mark)

  const fault = breakdown.sentence()
  if (fault !== undefined) throw new CannotStart(fault)
  if (undefinedPeople !== undefined) throw undefinedPeople
  const broken = breakdown.told.then(async (sentence) => {
    log.write('plant', sentence)
    await front.end(sentence)
    await stop().catch((error: unknown) => log.write('plant', String(error)))
    return sentence
  })

  return {
    url,
    mqttUrl,
    now: clock.now,
    synthMs,
    readyMs: performance.now() - began - synthMs,
    serve: (more) => void Object.assign(desk, more),
    note: complain('life'),
    cutNetwork: front.cut,
    cutDatabase(seconds) {
      const back = running.cutPower(seconds)
      front.refuseApi('The database has no power for some seconds. Nothing that was acknowledged is lost.', back)
      return back
    },
    killFunction: (name) => functions.kill(name),
    deadLetters,
    executions: () => workflows.executions(),
    mail: () => topics.mail(),
    logs: () => log.lines(),
    stop,
    broken,
  }
}

async function close(server: Server & { closeAllConnections?: () => void }): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections?.()
  await closed
}
