import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedRecipe, codesOf, crewOf, read, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'
import {
  completed,
  type Desk,
  deskOf,
  killing,
  making,
  retries,
  statesOf,
  straight,
  toSignature,
  withCapa,
} from './desk.ts'

// A task that fails is tried again every half a second, four times; no wait for a person runs out within the tests.
const plant = usePlant({ timeScale: 0.25 })
let desk: Desk

beforeAll(async () => {
  const crew = await crewOf(plant().url)
  desk = deskOf(plant(), crew)
  await approvedRecipe(crew, 'BOIL', [{ stepId: 'make' }])
})

const executionsOf = (name: string) =>
  plant()
    .executions()
    .filter((it) => it.name === name)
const tried = (name: string) => executionsOf(name).reduce((sum, it) => sum + retries(it), 0)
const isOver = (name: string) => executionsOf(name).some(({ status }) => status !== 'RUNNING')

describe('quality', () => {
  test('that is faster than the workflow is not waited for, and everything ends as it would', async () => {
    await runningOrder(desk.crew, 'FAST', 'BOIL')
    await desk.report('dev-FAST', 'order:FAST')
    await desk.classify('dev-FAST')
    await desk.decide('dev-FAST', 'use-as-is', true)
    const execution = await desk.ended('dev-FAST')
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', withCapa])
    expect(await desk.order('FAST')).toMatchObject({ status: 'running', holds: [] })
    expect((await desk.deviation('dev-FAST')).status).toBe('closed')
    expect(await desk.holdsOn('order:FAST')).toEqual(['released'])
  })

  test('that classifies twice is answered by the newer class', async () => {
    await runningOrder(desk.crew, 'TWICE', 'BOIL')
    await desk.report('dev-TWICE', 'order:TWICE', { severity: 'minor' })
    await desk.waitsIn('dev-TWICE', 'Wait for the classification')
    await desk.classify('dev-TWICE', 'minor')
    await desk.classify('dev-TWICE', 'critical')
    const investigated = { rootCause: 'The valve stuck open' }
    accepted(await desk.crew.quinn.investigateDeviation({ deviationId: 'dev-TWICE' }, investigated))
    await desk.waitsIn('dev-TWICE', 'Wait for the signed disposition')
    await desk.decide('dev-TWICE', 'use-as-is')
    expect((await desk.ended('dev-TWICE')).status).toBe('SUCCEEDED')
    expect(await desk.deviation('dev-TWICE')).toMatchObject({ status: 'closed', severity: 'critical' })
  })

  test('that closes the deviation before its workflow does is told that it still holds, and everything ends as it would', async () => {
    await runningOrder(desk.crew, 'CLOSED', 'BOIL')
    let refused = false
    const kept = killing(plant(), 'quality-task', () => refused)
    await desk.report('dev-CLOSED', 'order:CLOSED')
    await desk.classify('dev-CLOSED')
    await desk.decide('dev-CLOSED', 'use-as-is', true)
    const close = () => desk.crew.quinn.closeDeviation({ deviationId: 'dev-CLOSED' }, { reason: 'All is done' })
    const answer = await close().finally(() => {
      refused = true
    })
    expect(codesOf(answer)).toEqual(['hold-open'])
    await kept
    const execution = await desk.ended('dev-CLOSED')
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', withCapa])
    expect(await desk.order('CLOSED')).toMatchObject({
      status: 'running',
      holds: [],
      deviations: { 'dev-CLOSED': 'closed' },
    })
    expect(await desk.factsOf('deviation:dev-CLOSED', 'andon.deviation.closed.v1')).toHaveLength(1)
  })
})

describe('a deviation whose workflow is disturbed', () => {
  test('a deviation that is reported twice is refused or answered the same, and starts one workflow', async () => {
    await runningOrder(desk.crew, 'ONCE', 'BOIL')
    const body = {
      deviationId: 'dev-ONCE',
      subject: { type: 'order', id: 'ONCE' },
      title: 'Odd',
      description: 'Odd smell',
    } as const
    const first = accepted(await desk.crew.ada.openDeviation(body, { key: 'report-once' }))
    const replayed = accepted(await desk.crew.ada.openDeviation(body, { key: 'report-once' }))
    expect(replayed.body.hash).toBe(first.body.hash)
    expect(codesOf(await desk.crew.ben.openDeviation(body))).toEqual(['already-exists'])
    expect((await desk.carriedThrough('dev-ONCE', 'use-as-is')).status).toBe('SUCCEEDED')
    expect(executionsOf('dev-ONCE')).toHaveLength(1)
    expect(await desk.holdsOn('order:ONCE')).toEqual(['released'])
  })

  test('an outbox that dies over the report, and carries it on again, starts one workflow', async () => {
    await runningOrder(desk.crew, 'CARRIED', 'BOIL')
    const reported = desk.report('dev-CARRIED', 'order:CARRIED')
    for (const end = Date.now() + 10_000; executionsOf('dev-CARRIED').length === 0 && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 1))
    // The workflow has begun, and the outbox has not heard so yet.
    expect(await plant().killFunction('outbox-stream')).toBe(true)
    await reported
    expect((await desk.carriedThrough('dev-CARRIED', 'use-as-is')).status).toBe('SUCCEEDED')
    expect(executionsOf('dev-CARRIED')).toHaveLength(1)
    expect(await desk.factsOf('order:CARRIED', 'andon.deviation.opened.v1')).toHaveLength(1)
  })

  test('a task that dies in the middle is tried again and does nothing twice', async () => {
    const lotId = await making(desk, 'DYING', 'BOIL')
    const killed = killing(plant(), 'quality-task', () => tried('dev-DYING') > 0)
    await desk.report('dev-DYING', 'order:DYING')
    await killed
    const execution = await desk.carriedThrough('dev-DYING', 'scrap')
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', straight])
    expect(await desk.holdsOn('order:DYING')).toEqual(['released'])
    await desk.carries(lotId, [])
    expect(await desk.factsOf(`lot:${lotId}`, 'andon.lot.hold-ended.v1')).toHaveLength(1)
    expect(await desk.order('DYING')).toMatchObject({ status: 'aborted', holds: [] })
    expect((await read(desk.crew.vera.verifyAudit({ subject: 'deviation:dev-DYING' }))).intact).toBe(true)
  })

  test('a task that dies every time stops the workflow, and what is held stays held', async () => {
    await runningOrder(desk.crew, 'STOPPED', 'BOIL')
    await desk.report('dev-STOPPED', 'order:STOPPED')
    await desk.waitsIn('dev-STOPPED', 'Wait for the classification')
    await desk.classify('dev-STOPPED')
    await desk.waitsIn('dev-STOPPED', 'Wait for the signed disposition')
    const killed = killing(plant(), 'quality-task', () => isOver('dev-STOPPED'))
    await desk.decide('dev-STOPPED', 'use-as-is')
    await killed
    const { status, error, cause } = await desk.ended('dev-STOPPED')
    expect([status, error]).toEqual(['FAILED', 'DeviationHold.Stopped'])
    expect(cause).toContain('docs/runbook.md#quality-workflow')
    expect(await desk.order('STOPPED')).toMatchObject({ status: 'held', deviations: { 'dev-STOPPED': 'open' } })
    expect(await desk.holdsOn('order:STOPPED')).toEqual(['active'])
  })
})

describe('a batch whose workflow is disturbed', () => {
  test('a completion that is sent again is answered the same and starts one workflow', async () => {
    await making(desk, 'BATCH-ONCE', 'BOIL')
    accepted(await desk.crew.ada.completeStep({ orderId: 'BATCH-ONCE', stepId: 'make' }))
    const first = accepted(await desk.crew.ada.completeOrder({ orderId: 'BATCH-ONCE' }, {}, { key: 'complete-once' }))
    const again = accepted(await desk.crew.ada.completeOrder({ orderId: 'BATCH-ONCE' }, {}, { key: 'complete-once' }))
    expect(again.body.hash).toBe(first.body.hash)
    expect(codesOf(await desk.crew.ada.completeOrder({ orderId: 'BATCH-ONCE' }))).toEqual(['order-wrong-status'])
    await desk.waitsIn('BATCH-ONCE', 'Wait for the quality signature')
    accepted(await desk.sign('BATCH-ONCE', 'released'))
    expect((await desk.ended('BATCH-ONCE')).status).toBe('SUCCEEDED')
    expect(executionsOf('BATCH-ONCE')).toHaveLength(1)
  })

  test('a task that dies in the middle is tried again and does nothing twice', async () => {
    const lotId = await completed(desk, 'BATCH-DYING', 'BOIL')
    await desk.waitsIn('BATCH-DYING', 'Wait for the quality signature')
    const killed = killing(plant(), 'release-task', () => tried('BATCH-DYING') > 0)
    accepted(await desk.sign('BATCH-DYING', 'released'))
    await killed
    const execution = await desk.ended('BATCH-DYING')
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', toSignature])
    expect(await desk.factsOf(`lot:${lotId}`, 'andon.lot.status-changed.v1')).toHaveLength(1)
    expect(await desk.factsOf('order:BATCH-DYING', 'andon.performance.reported.v1')).toHaveLength(1)
  })

  test('a task that dies every time stops the workflow, and the lots stay as they are', async () => {
    const lotId = await making(desk, 'BATCH-STOPPED', 'BOIL')
    accepted(await desk.crew.ada.completeStep({ orderId: 'BATCH-STOPPED', stepId: 'make' }))
    const killed = killing(plant(), 'release-task', () => isOver('BATCH-STOPPED'))
    accepted(await desk.crew.ada.completeOrder({ orderId: 'BATCH-STOPPED' }))
    await killed
    const { status, error, cause } = await desk.ended('BATCH-STOPPED')
    expect([status, error]).toEqual(['FAILED', 'BatchRelease.Stopped'])
    expect(cause).toContain('docs/runbook.md#release-workflow')
    expect((await desk.lot(lotId)).status).toBe('quarantine')
  })
})
