import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Fact } from '../../events/envelope.ts'
import { lanesOf } from '../../functions/outbox/lanes.ts'
import { logger } from '../../shared/runtime/logger.ts'
import { factItems } from '../../shared/storage/fact-items.ts'
import { noChain } from '../../shared/usecases/commit/chain.ts'
import { sealed } from '../support/facts.ts'
import { setFunctionEnvironment } from '../support/function-environment.ts'
import { portion, seeded } from '../support/seeded.ts'

setFunctionEnvironment()
const { handler } = await import('../../functions/outbox/stream.ts')

const bus = mockClient(EventBridgeClient)
const iot = mockClient(IoTDataPlaneClient)
const workflows = mockClient(SFNClient)

/** Every fact starts a workflow, so that each of them passes all three places. */
const factOf = (orderId: string, number: number): Fact =>
  sealed(
    {
      factId: `${orderId}/${number}`,
      type: 'andon.deviation.opened.v1',
      site: 'lyon',
      subject: { type: 'order', id: orderId },
      occurredAt: '2026-03-02T12:00:00.000Z',
      recordedAt: '2026-03-02T12:00:00.100Z',
      actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
      data: { deviationId: `${orderId}/${number}` },
      requestHash: 'request',
    },
    noChain,
  )
const record = (fact: Fact, sequence: number): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    NewImage: marshall(factItems(fact)[0], { removeUndefinedValues: true }) as Record<string, never>,
    SequenceNumber: String(sequence),
  },
})
const factsIn = (payload: unknown) => JSON.parse(Buffer.from(payload as Uint8Array).toString()) as Fact[]

beforeEach(() => {
  vi.spyOn(logger, 'warn').mockReturnValue(undefined)
  for (const client of [bus, iot, workflows]) client.reset()
})

describe('lanes', () => {
  const pieces = fc.array(
    fc.record({
      subject: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'),
      bytes: fc.oneof(fc.integer({ min: 200, max: 2000 }), fc.integer({ min: 1, max: 150_000 })),
    }),
    { maxLength: 100 },
  )

  test('carry all of a batch, each subject in one of them and in its order, in portions that fit into a call', () => {
    fc.assert(
      fc.property(pieces, (batch) => {
        const lanes = lanesOf(batch)
        expect(new Set(lanes.flat(2))).toEqual(new Set(batch))
        expect(lanes.flat(2)).toHaveLength(batch.length)
        for (const lane of lanes) {
          const places = lane.flat().map((piece) => batch.indexOf(piece))
          expect(places).toEqual(places.toSorted((one, other) => one - other))
          for (const portion of lane) {
            expect(portion.length).toBeLessThanOrEqual(10)
            if (portion.length > 1)
              expect(portion.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(120_000)
          }
        }
        for (const { subject } of batch)
          expect(lanes.filter((lane) => lane.flat().some((it) => it.subject === subject))).toHaveLength(1)
        expect(lanes.length).toBeLessThanOrEqual(Math.ceil(batch.length / 10))
      }),
      seeded('lanes', 500),
    )
  })
})

describe('a thousand facts, at 20 ms for each call', () => {
  const latency = 20
  beforeEach(() => {
    vi.useFakeTimers()
    const later = <Answer>(answer: Answer) =>
      new Promise<Answer>((resolve) => setTimeout(() => resolve(answer), latency))
    bus.on(PutEventsCommand).callsFake(() => later({ Entries: [] }))
    iot.on(PublishCommand).callsFake(() => later({}))
    workflows.on(StartExecutionCommand).callsFake(() => later({}))
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** How many calls stand one after the other, by the clock that only they move. */
  async function waitsFor(subjects: number): Promise<number> {
    const began = Date.now()
    let carried = 0
    for (let batch = 0; batch < 10; batch += 1) {
      const Records = Array.from({ length: 100 }, (_, index) =>
        record(factOf(`O-${index % subjects}`, index), batch * 100 + index),
      )
      const answer = handler({ Records }).then(({ batchItemFailures }) => {
        expect(batchItemFailures).toEqual([])
        carried += Records.length
      })
      while (carried < (batch + 1) * 100) await vi.advanceTimersByTimeAsync(latency)
      await answer
    }
    return (Date.now() - began) / latency
  }

  // One after the other they were 10 x (1 + 10 x 1) = 110 waits for each hundred, 1,100 in all.
  test.each([
    [100, 30, 'bus, live topic and workflow, once for each hundred'],
    [20, 70, 'five facts of a subject start their workflows one after the other'],
    [1, 1200, 'a single subject is as slow as its workflows, of which each fact here starts one'],
  ])('of %d subjects wait %d times one after the other: %s', async (subjects, waits) => {
    expect(await waitsFor(subjects)).toBe(waits)
    const calls = [bus, iot].map((client) => client.calls().length)
    expect(calls).toEqual([100, 100])
  })
})

describe('whatever fails and however often it comes again', () => {
  const place = fc.constantFrom('bus', 'bus entry', 'live', 'workflow', 'kill')
  const fault = fc.record({ place, at: fc.nat({ max: 40 }) })
  const history = fc.record({
    subjects: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 60 }),
    faults: fc.array(fault, { maxLength: 12 }),
    batchSize: fc.integer({ min: 1, max: 40 }),
  })

  test('a fact that never passes holds up its subject, and no other that shares its lane', async () => {
    const told = Array.from({ length: 44 }, (_, index) => factOf(`O-${index % 11}`, index))
    bus.on(PutEventsCommand).resolves({ Entries: [] })
    iot.on(PublishCommand).resolves({})
    const started: string[] = []
    workflows.on(StartExecutionCommand).callsFake(async ({ name }) => {
      if (name === told[0]?.factId) throw new Error('No execution bears such a name')
      started.push(name)
      return {}
    })
    const Records = told.map((fact, index) => record(fact, index))
    expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] })
    const ofOthers = told.filter(({ subject }) => subject.id !== 'O-0').map(({ factId }) => factId)
    expect(started.sort()).toEqual(ofOthers.sort())
  })

  test('every fact reaches every place, and none is shown or starts its workflow before the facts of its subject that precede it', async () => {
    let killed = 0
    let again = 0
    await fc.assert(
      fc.asyncProperty(history, async ({ subjects, faults, batchSize }) => {
        const told = subjects.map((subject, index) => factOf(`O-${subject}`, index))
        const log = { bus: [] as string[], live: [] as string[], workflow: [] as string[] }
        const waiting = [...faults]
        let calls = 0
        let isDead = false
        const meets = (here: (typeof faults)[number]['place']) => {
          calls += 1
          const index = waiting.findIndex((it) => it.place === here && it.at <= calls)
          if (index !== -1) waiting.splice(index, 1)
          return index !== -1
        }
        /** The function is gone from here on: nothing that it says is heard. */
        const orDies = () => {
          if (meets('kill')) isDead = true
          if (isDead) throw new Error('The function was killed')
        }
        for (const client of [bus, iot, workflows]) client.reset()
        bus.on(PutEventsCommand).callsFake(async ({ Entries }) => {
          orDies()
          if (meets('bus')) throw new Error('EventBridge is away')
          const refused = meets('bus entry') ? calls % Entries.length : -1
          return {
            Entries: Entries.map(({ Detail }: { Detail: string }, index: number) => {
              if (index === refused) return { ErrorCode: 'ThrottlingException' }
              log.bus.push(JSON.parse(Detail).factId)
              return { EventId: 'event' }
            }),
          }
        })
        iot.on(PublishCommand).callsFake(async ({ payload }) => {
          orDies()
          if (meets('live')) throw new Error('IoT Core is away')
          for (const { factId } of factsIn(payload)) log.live.push(factId)
          return {}
        })
        workflows.on(StartExecutionCommand).callsFake(async ({ name }) => {
          orDies()
          if (meets('workflow')) throw new Error('Step Functions is away')
          const isThere = log.workflow.includes(name)
          log.workflow.push(name)
          if (isThere) throw new ExecutionAlreadyExists({ $metadata: {}, message: 'as AWS says' })
          return {}
        })

        // Lambda's part: from the first record that failed all come again, or all of a batch whose function is gone.
        for (let from = 0; from < told.length; ) {
          const Records = told.slice(from, from + batchSize).map((fact, index) => record(fact, from + index))
          isDead = false
          const { batchItemFailures } = await handler({ Records })
          const first = batchItemFailures[0]?.itemIdentifier
          if (isDead) killed += 1
          else from = first === undefined ? from + Records.length : Number(first)
          if (first !== undefined) again += 1
        }

        for (const heard of [log.bus, log.live, log.workflow])
          expect(new Set(heard)).toEqual(new Set(told.map((it) => it.factId)))
        const ofSubject = (ids: readonly string[], subject: number) =>
          ids.filter((id) => id.startsWith(`O-${subject}/`))
        for (const subject of new Set(subjects)) {
          const order = ofSubject(
            told.map(({ factId }) => factId),
            subject,
          )
          // Each is heard for the first time after the one before it, however often either comes again.
          for (const heard of [log.live, log.workflow]) expect([...new Set(ofSubject(heard, subject))]).toEqual(order)
        }
      }),
      seeded('the outbox under faults', 500),
    )
    expect(killed).toBeGreaterThan(portion(50))
    expect(again).toBeGreaterThan(portion(200))
  })
})
