import { beforeAll, describe, expect, test, vi } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, crewOf, read, runningOrder } from '../support/crew.ts'
import { dataOf } from '../support/facts.ts'
import { usePlant } from '../support/plant.ts'
import { complete, completed, type Desk, deskOf, making, visits } from './desk.ts'

// A day lasts a second and a half: a major deviation waits a quarter of a second, a record ten seconds and a half.
const timeScale = 1.5 / (24 * 60 * 60)
const plant = usePlant({ timeScale })
// The waits alone come to half a minute, on a machine that does nothing else.
vi.setConfig({ testTimeout: 180_000 })
let desk: Desk

beforeAll(async () => {
  const crew = await crewOf(plant().url)
  desk = deskOf(plant(), crew)
  await approvedRecipe(crew, 'BOIL', [{ stepId: 'make' }])
})

const toSign = 'Wait for the quality signature'

/** Waits until the execution has come to that state so many times; in which one it is just now passes by while nobody looks. */
const often = (name: string, state: string, times: number) =>
  desk.came(name, (execution) => visits(execution, state) >= times, `${times} times "${state}"`)

/** What the notes of that type on a record waited for; of those within a minute only the first is noted. */
const notedOn = async (subject: string, type: string) =>
  new Set((await desk.factsOf(subject, type)).map((fact) => dataOf(fact).waitingFor))
const escalationsOf = async (deviationId: string) =>
  (await desk.factsOf(`deviation:${deviationId}`, 'andon.deviation.escalated.v1')).map(({ data }) => data)

describe.concurrent('a deviation that nobody decides in time', () => {
  test('is escalated again and again, to its class and to its disposition, and ends well when they come', async () => {
    await runningOrder(desk.crew, 'LATE', 'BOIL')
    await desk.report('dev-LATE', 'order:LATE')
    await often('dev-LATE', 'Escalate the classification', 3)
    expect(await desk.order('LATE')).toMatchObject({ status: 'held' })
    await desk.classify('dev-LATE', 'minor')
    await often('dev-LATE', 'Escalate the disposition', 2)
    expect(await desk.order('LATE')).toMatchObject({ status: 'held' })
    await desk.decide('dev-LATE', 'use-as-is', true)

    const execution = await desk.ended('dev-LATE')

    expect(execution.status).toBe('SUCCEEDED')
    expect(visits(execution, 'Wait for the classification')).toBe(visits(execution, 'Escalate the classification') + 1)
    expect(visits(execution, 'Wait for the signed disposition')).toBe(visits(execution, 'Escalate the disposition') + 1)
    expect(visits(execution, 'Record that a corrective action is due')).toBe(1)
    const escalations = await escalationsOf('dev-LATE')
    expect(escalations).toContainEqual({ deviationId: 'dev-LATE', waitingFor: 'classification', severity: 'major' })
    expect(escalations).toContainEqual({ deviationId: 'dev-LATE', waitingFor: 'disposition', severity: 'minor' })
    expect(await desk.order('LATE')).toMatchObject({
      status: 'running',
      holds: [],
      deviations: { 'dev-LATE': 'closed' },
    })
    expect(await desk.factsOf('order:LATE', 'andon.deviation.opened.v1')).toHaveLength(1)
    expect((await read(desk.crew.vera.verifyAudit({ subject: 'deviation:dev-LATE' }))).intact).toBe(true)
  })

  test('is escalated, then scrapped: its order is aborted and its lot rejected', async () => {
    const lotId = await making(desk, 'LATE-SCRAP', 'BOIL')
    await desk.report('dev-SCRAP', 'order:LATE-SCRAP', { severity: 'minor' })
    await often('dev-SCRAP', 'Escalate the classification', 1)
    await desk.classify('dev-SCRAP', 'minor')
    await desk.decide('dev-SCRAP', 'scrap')
    const execution = await desk.ended('dev-SCRAP')
    expect(execution.status).toBe('SUCCEEDED')
    expect(await desk.order('LATE-SCRAP')).toMatchObject({ status: 'aborted', holds: [] })
    expect(await desk.carries(lotId, [])).toMatchObject({ status: 'rejected' })
    expect(await escalationsOf('dev-SCRAP')).toContainEqual({
      deviationId: 'dev-SCRAP',
      waitingFor: 'classification',
      severity: 'minor',
    })
  })
})

describe.concurrent('a batch that nobody looks at in time', () => {
  test('is reminded of, for its review and for its signature, and released when they come', async () => {
    const lotId = await making(desk, 'FORGOTTEN', 'BOIL')
    await desk.report('dev-FORGOTTEN', 'order:FORGOTTEN')
    await desk.classify('dev-FORGOTTEN', 'minor')
    await desk.decide('dev-FORGOTTEN', 'use-as-is')
    await desk.ended('dev-FORGOTTEN')
    await complete(desk, 'FORGOTTEN')
    await often('FORGOTTEN', 'Remind quality', 1)
    await desk.review('FORGOTTEN', 'dev-FORGOTTEN')
    const atReview = visits(await often('FORGOTTEN', toSign, 1), 'Remind quality')
    await often('FORGOTTEN', 'Remind quality', atReview + 2)
    expect((await desk.lot(lotId)).status).toBe('quarantine')
    accepted(await desk.sign('FORGOTTEN', 'released'))
    expect((await desk.ended('FORGOTTEN')).status).toBe('SUCCEEDED')
    expect((await desk.lot(lotId)).status).toBe('released')
    expect(await notedOn('order:FORGOTTEN', 'andon.batch.reminded.v1')).toEqual(new Set(['review', 'signature']))
    expect(await desk.factsOf('order:FORGOTTEN', 'andon.performance.reported.v1')).toHaveLength(1)
  })

  test('is reminded of while its record is not complete, and of a deviation that came while it waited to be signed', async () => {
    const lotId = await completed(desk, 'OPEN', 'BOIL')
    await often('OPEN', toSign, 1)
    await desk.report('dev-OPEN', 'order:OPEN', { severity: 'minor' })
    // The state of the reminder is entered before its fact is on the record, so that the fact is what is waited for.
    await until(
      () => notedOn('order:OPEN', 'andon.batch.reminded.v1'),
      (noted) => noted.has('record'),
      'The reminder of the record',
      60,
    )
    await desk.classify('dev-OPEN', 'minor')
    await desk.decide('dev-OPEN', 'use-as-is')
    const signatures = visits(await often('OPEN', 'Wait for the exceptions to be reviewed', 1), toSign)
    await desk.review('OPEN', 'dev-OPEN')
    await often('OPEN', toSign, signatures + 1)
    accepted(await desk.sign('OPEN', 'released'))
    expect((await desk.ended('OPEN')).status).toBe('SUCCEEDED')
    expect((await desk.lot(lotId)).status).toBe('released')
  })
})
