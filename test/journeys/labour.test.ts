import { beforeAll, describe, expect, test } from 'vitest'
import { type BodyOf, type Said, until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const plant = usePlant()
let crew: Crew
const hour = 3_600_000
const day = 24 * hour
/** The full hour before this one, so that whatever is corrected to around it is past and less than a day old. */
const past = Math.floor(Date.now() / hour) * hour - hour
const at = (seconds: number) => new Date(past + seconds * 1000).toISOString()

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const validUntil = new Date(Date.now() + 365 * day).toISOString()
  for (const personId of ['ada', 'ben', 'olga'])
    accepted(
      await crew.erik.definePerson(
        { personId },
        {
          name: personId,
          qualifications: [{ qualificationId: 'weighing', validUntil }],
        },
        { ifMatch: '*' },
      ),
    )
  await approvedRecipe(crew, 'SYRUP', [{ stepId: 'weigh', qualifications: ['weighing'] }, { stepId: 'mix' }])
  for (const orderId of ['L-1', 'L-2', 'L-3', 'L-4']) await runningOrder(crew, orderId, 'SYRUP')
})

type Worker = 'ada' | 'ben' | 'olga'
const clockOn = async (who: Worker, work: Said<'clockOn'>): Promise<string> =>
  (await read(crew[who].clockOn(work))).data.entryId
const clockOff = async (who: Worker, asked: Said<'clockOff'> = {}) => accepted(await crew[who].clockOff(asked))
const correct = (personId: string, entryId: string, body: Partial<Said<'correctEntry'>>) =>
  crew.olga.correctEntry({ entryId }, { personId, reason: 'By the gate log', ...body })
/** Work of the past, as a supervisor corrects it to. */
async function worked(who: Worker, work: Said<'clockOn'>, from: number, to: number): Promise<string> {
  const entryId = await clockOn(who, work)
  await clockOff(who, { entryId })
  accepted(await correct(who, entryId, { from: at(from), to: at(to) }))
  return entryId
}
const step = (orderId: string, stepId: string) => ({ activity: 'production', orderId, stepId }) as const
const hours = async (query: Said<'listHours'>) => (await read(crew.quinn.listHours(query))).items
const facts = async (subject: string) => (await read(crew.quinn.getAudit({ subject }))).items

describe('people on the clock', () => {
  test('are several on one step, and one on several; hours are shared and summed by order, step, person and activity', async () => {
    await worked('ada', step('L-1', 'weigh'), 0, 1800)
    await worked('ben', step('L-1', 'weigh'), 0, 600)
    await worked('ada', step('L-2', 'weigh'), 900, 1800)
    await worked('ada', { activity: 'meeting' }, 1800, 2400)

    const perStep = await until(
      () => hours({ by: 'step', orderId: 'L-1' }),
      ([sum]) => sum?.entries === 2,
      'The hours of L-1',
    )
    const known = { open: false, provisional: false }
    expect(perStep).toEqual([{ orderId: 'L-1', stepId: 'weigh', seconds: 900 + 450 + 600, entries: 2, ...known }])
    expect(await hours({ by: 'order', orderId: 'L-2' })).toEqual([
      { orderId: 'L-2', seconds: 450, entries: 1, ...known },
    ])
    expect(await hours({ by: 'person', orderId: 'L-1' })).toEqual([
      { personId: 'ada', seconds: 1350, entries: 1, ...known },
      { personId: 'ben', seconds: 600, entries: 1, ...known },
    ])
    expect(await hours({ by: 'activity', personId: 'ada' })).toEqual([
      { activity: 'meeting', direct: false, seconds: 600, entries: 1, ...known },
      { activity: 'production', direct: true, seconds: 1800, entries: 2, ...known },
    ])
    expect(await hours({ by: 'person', from: at(0), to: at(3600) })).toEqual([
      {
        personId: 'ada',
        seconds: 2400,
        entries: 3,
        ...known,
        attendanceSeconds: 2400,
        workSeconds: 1800,
        efficiency: '0.7500',
      },
      {
        personId: 'ben',
        seconds: 600,
        entries: 1,
        ...known,
        attendanceSeconds: 600,
        workSeconds: 600,
        efficiency: '1.0000',
      },
    ])
    expect(await hours({ by: 'order', personId: 'ada', from: at(0), to: at(900) })).toMatchObject([
      { orderId: 'L-1', seconds: 900 },
    ])
  })

  test('are shown with what they are on the clock for, until they clock off', async () => {
    const entryId = await clockOn('ada', step('L-3', 'mix'))
    await clockOn('ada', { activity: 'cleaning', orderId: 'L-3' })
    accepted(await crew.ada.startBreak())
    const shown = async () => (await read(crew.quinn.listOnTheClock())).items
    const [ada] = await until(shown, ([found]) => found?.onBreak === true, 'Ada on the clock')
    expect(ada).toMatchObject({
      personId: 'ada',
      name: 'ada',
      open: [{ entryId, stepId: 'mix' }, { activity: 'cleaning' }, {}],
    })
    expect(codesOf(await crew.ada.clockOff({ entryId }))).toEqual(['on-break'])
    accepted(await crew.ada.endBreak())
    expect(codesOf(await crew.ada.clockOff())).toEqual(['clock-off-ambiguous'])
    await clockOff('ada', { stepId: 'mix' })
    await clockOff('ada')
    await until(shown, (items) => items.length === 0, 'Nobody on the clock')
  })

  test('take breaks, which no work counts', async () => {
    const entryId = await clockOn('ben', step('L-3', 'weigh'))
    const { entryId: pause } = (await read(crew.ben.startBreak())).data
    accepted(await crew.ben.endBreak())
    await clockOff('ben')
    accepted(await correct('ben', entryId, { from: at(2400), to: at(3600) }))
    accepted(await correct('ben', pause, { from: at(2700), to: at(3000) }))
    expect(
      await until(
        () => hours({ by: 'step', orderId: 'L-3' }),
        ([, found]) => (found?.seconds ?? 0) > 0,
        'The hours of L-3',
      ),
    ).toContainEqual({ orderId: 'L-3', stepId: 'weigh', seconds: 900, entries: 1, open: false, provisional: false })
    const { items } = await read(crew.quinn.listLabour({ personId: 'ben' }))
    expect(items.map(({ activity }) => activity)).toEqual(['production', 'production', 'break'])
  })

  test('answer the same command once', async () => {
    const key = crypto.randomUUID()
    const first = accepted(await crew.ben.clockOn({ activity: 'training' }, { key }))
    const again = accepted(await crew.ben.clockOn({ activity: 'training' }, { key }))
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true'])
    await clockOff('ben')
  })
})

describe('a forgotten clock-off', () => {
  test('stops once at the end of the shift, is told to people, and gets its end from the person or a supervisor', async () => {
    const entryId = await clockOn('ada', step('L-4', 'mix'))
    const asOf = new Date(Date.now() + day).toISOString()
    const shiftEnds = (when: string) =>
      fetch(`${plant().url}/local/schedules`, {
        method: 'POST',
        body: JSON.stringify({ name: 'LabourShiftEnds', asOf: when }),
      }).then(async (answer) => (await answer.json()) as { answer: { flagged: number } })
    await clockOn('ben', step('L-2', 'mix'))
    const aborted = accepted(await crew.olga.abortOrder({ orderId: 'L-2' }, { reason: 'The mixer broke' }))
    expect(aborted.body.data).toMatchObject({ openLabour: [{ personId: 'ben', orderId: 'L-2', stepId: 'mix' }] })
    await clockOff('ben')
    expect(await shiftEnds(new Date().toISOString())).toEqual({ answer: { flagged: 0 } })
    await until(
      () => shiftEnds(asOf),
      ({ answer }) => answer.flagged === 1,
      'The flag',
    )
    expect(await shiftEnds(asOf)).toEqual({ answer: { flagged: 0 } })

    const open = (await read(crew.quinn.listLabour({ orderId: 'L-4' }))).items
    expect(open).toMatchObject([
      { entryId, open: false, stoppedBy: 'shift-end', missing: { shiftId: expect.any(String) }, corrections: [] },
    ])
    expect(open[0]).toHaveProperty('to')
    expect(await hours({ by: 'order', orderId: 'L-4' })).toMatchObject([{ open: false }])
    expect(
      accepted(await crew.olga.abortOrder({ orderId: 'L-4' }, { reason: 'The mixer broke' })).body.data,
    ).not.toHaveProperty('openLabour')
    const forgotten = await crew.ada.clockOff({})
    expect([forgotten.status, forgotten.problem]).toMatchObject([
      409,
      { violations: [{ code: 'not-clocked-on', ref: `entry:${entryId}` }] },
    ])
    accepted(
      await crew.ada.correctEntry({ entryId }, { personId: 'ada', to: open[0]?.to, reason: 'I stayed until then' }),
    )
    const mail = await until(
      async () =>
        plant()
          .mail()
          .map(({ message }) => message),
      (all) => all.some((text) => text.startsWith('"A clock-off is missing')),
      'The notice',
    )
    expect(mail[0]).toContain('person ada')

    accepted(
      await correct('ada', entryId, { from: at(3000), to: at(3300), reason: 'She left by the gate at that time' }),
    )
    const [closed] = (await read(crew.quinn.listLabour({ orderId: 'L-4' }))).items
    expect(closed).toMatchObject({
      open: false,
      seconds: 300,
      missing: open[0]?.missing,
      corrections: [
        { was: { to: open[0]?.to }, reason: 'I stayed until then', by: 'ada' },
        { was: { from: open[0]?.from }, reason: 'She left by the gate at that time', by: 'olga' },
      ],
    })
    expect(closed).not.toHaveProperty('stoppedBy')
    expect((await facts('person:ada')).filter(({ type }) => type.includes('missing'))).toHaveLength(1)
    expect(await read(crew.quinn.verifyAudit({ subject: 'person:ada' }))).toMatchObject({ intact: true })
    expect((await facts('order:L-4')).map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'andon.labour.clocked-on.v1',
        'andon.labour.clock-off-missing.v1',
        'andon.labour.corrected.v1',
      ]),
    )
  })
})

describe('a qualification', () => {
  test('that ends within thirty days is listed, warned of once with its name, and blocks from the moment it ends', async () => {
    const until30 = new Date(Date.now() + 29 * day).toISOString()
    const qualifications = [{ qualificationId: 'filling', validUntil: until30 }]
    accepted(await crew.erik.definePerson({ personId: 'olga' }, { name: 'Olga', qualifications }, { ifMatch: '*' }))
    const expiring = async () => (await read(crew.quinn.listPersons({ expiringWithin: '30' }))).items
    await until(expiring, (items) => items.length === 1, 'The list')
    const warn = () =>
      fetch(`${plant().url}/local/schedules`, {
        method: 'POST',
        body: JSON.stringify({ name: 'LabourQualifications' }),
      })
    await warn()
    await warn()
    const warned = (await facts('person:olga')).filter(({ type }) => type.includes('expiring'))
    expect(warned.map(({ data }) => data)).toEqual([
      { personId: 'olga', qualificationId: 'filling', validUntil: until30 },
    ])
    await until(
      async () =>
        plant()
          .mail()
          .map(({ message }) => message),
      (all) => all.some((text) => text.startsWith('"The qualification filling expires soon at lyon: person olga')),
      'The notice',
    )
    const expired = [{ qualificationId: 'weighing', validUntil: at(0) }]
    accepted(
      await crew.olga.definePerson({ personId: 'ben' }, { name: 'Ben', qualifications: expired }, { ifMatch: '*' }),
    )
    expect(codesOf(await crew.ben.clockOn(step('L-1', 'weigh')))).toEqual(['qualification-expired'])
    expect(codesOf(await crew.ben.startStep({ orderId: 'L-1', stepId: 'weigh' }))).toContain('qualification-expired')
  })
})

describe('the clock refuses', () => {
  const meeting = { activity: 'meeting' } as const
  test.each<[string, Worker, string, object, number, string]>([
    ['work for no order', 'ada', 'clock-on', { activity: 'production' }, 400, 'invalid-request'],
    ['a step of no order', 'ada', 'clock-on', { ...meeting, stepId: 'mix' }, 400, 'invalid-request'],
    ['an activity that nobody knows', 'ada', 'clock-on', { activity: 'sleeping' }, 400, 'invalid-request'],
    [
      'a word of the language as a person',
      'olga',
      'clock-on',
      { ...meeting, personId: 'constructor' },
      400,
      'invalid-request',
    ],
    ['a person who is not defined', 'olga', 'clock-on', { ...meeting, personId: 'nobody' }, 404, 'not-found'],
    ['an order that there is not', 'ada', 'clock-on', step('NONE', 'mix'), 404, 'not-found'],
    ['a step that the recipe does not have', 'ada', 'clock-on', step('L-1', 'bake'), 409, 'step-unknown'],
    ['the time of another', 'ada', 'clock-on', { ...meeting, personId: 'ben' }, 403, 'forbidden'],
    ['the clock-off of another', 'ada', 'clock-off', { personId: 'ben' }, 403, 'forbidden'],
    ['an end of nothing', 'ada', 'clock-off', {}, 409, 'not-clocked-on'],
    ['a break from nothing', 'ada', 'break-start', {}, 409, 'not-clocked-on'],
    ['the end of no break', 'ada', 'break-end', {}, 409, 'not-on-break'],
    ['a field that it does not know', 'ada', 'break-end', { at: 'noon' }, 400, 'invalid-request'],
  ])('%s', async (_, who, what, body, status, code) => {
    const answer = await crew[who].post(`/v1/labour/${what}`, body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  test('work for an order that is not on the floor', async () => {
    const order = { orderId: 'L-9', recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100') }
    accepted(await crew.paula.createOrder(order))
    expect(codesOf(await crew.ada.clockOn(step('L-9', 'mix')))).toEqual(['order-wrong-status'])
    accepted(await crew.paula.releaseOrder({ orderId: 'L-9' }))
    expect(codesOf(await crew.ada.clockOn(step('L-9', 'mix')))).toEqual(['order-wrong-status'])
    await clockOn('ada', { ...step('L-9', 'mix'), activity: 'set-up' })
    await clockOff('ada')
  })

  test('a key of a supervisor for a second person', async () => {
    const key = crypto.randomUUID()
    accepted(await crew.olga.clockOn({ ...meeting, personId: 'ada' }, { key }))
    expect((await crew.olga.clockOn({ ...meeting, personId: 'ben' }, { key })).status).toBe(422)
    await clockOff('ada')
  })

  test.each<[object, number, string]>([
    [{}, 400, 'invalid-request'],
    [{ to: 'yesterday' }, 400, 'invalid-request'],
    [{ to: at(-7200) }, 409, 'interval-invalid'],
    [{ to: '2999-01-01T00:00:00.000Z' }, 409, 'interval-invalid'],
    [{ work: { activity: 'production' } }, 400, 'invalid-request'],
    [{ work: step('NONE', 'mix') }, 404, 'not-found'],
    [{ to: at(0), reason: ' ' }, 400, 'invalid-request'],
  ])('the correction %j', async (body, status, code) => {
    const entryId = await clockOn('ada', meeting)
    await clockOff('ada')
    const answer = await crew.olga.post(`/v1/labour/entries/${entryId}/correct`, {
      personId: 'ada',
      reason: 'By the gate log',
      ...body,
    })
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  test('the correction of an entry that there is not, and one by an operator', async () => {
    expect((await correct('ada', 'none', { to: at(0) })).status).toBe(404)
    const own = await crew.ada.correctEntry({ entryId: 'none' }, { personId: 'ada', to: at(0), reason: 'Mine' })
    expect(own.status).toBe(404)
    const entryId = await clockOn('ada', meeting)
    await clockOff('ada')
    const late = await crew.ada.correctEntry({ entryId }, { personId: 'ada', to: at(0), reason: 'Mine' })
    expect([late.status, late.problem]).toMatchObject([403, { code: 'forbidden' }])
    const others = await crew.ben.correctEntry({ entryId }, { personId: 'ada', to: at(0), reason: 'Not mine' })
    expect([others.status, others.problem]).toMatchObject([403, { code: 'forbidden' }])
  })

  test.each([
    '',
    '?personId=a%23b',
    '?personId=ada&from=yesterday',
    `?personId=ada&from=${at(1)}&to=${at(1)}`,
    `?personId=ada&from=${new Date(past - 93 * day).toISOString()}`,
    '?personId=ada&limit=0',
    '?personId=ada&weather=fine',
    '/hours?by=weather',
    '/hours',
  ])('the question /v1/labour%s', async (query) => {
    const answer = await crew.quinn.get(`/v1/labour${query}`)
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request'])
  })

  test('a question about a person or an order that there is not', async () => {
    for (const query of ['?personId=nobody', '?orderId=NONE', '/hours?by=step&orderId=NONE'])
      expect((await crew.quinn.get(`/v1/labour${query}`)).status).toBe(404)
  })
})

type Page = BodyOf<'listLabour'>

describe('the list of entries', () => {
  test('of a time shows the shares of time that each has, with what ended before it too', async () => {
    const training = await worked('olga', { activity: 'training' }, 0, 1200)
    await worked('olga', { activity: 'meeting' }, 0, 600)
    const { items } = await read(crew.quinn.listLabour({ personId: 'olga', from: at(600), to: at(1200) }))
    expect(items).toMatchObject([{ entryId: training, from: at(0), to: at(1200), seconds: 900, provisional: false }])
  })

  test('of an order may be narrowed to one person', async () => {
    const { items } = await read(crew.quinn.listLabour({ orderId: 'L-1', personId: 'ben' }))
    expect(items).toMatchObject([{ personId: 'ben', orderId: 'L-1', seconds: 600 }])
  })

  test('comes page by page, each entry once', async () => {
    const ids: string[] = []
    for (let cursor: string | undefined; ; ) {
      const body: Page = await read(crew.quinn.listLabour({ personId: 'ada', limit: '2', cursor }))
      ids.push(...body.items.map(({ entryId }) => entryId))
      if (body.nextCursor === undefined) break
      cursor = body.nextCursor
    }
    const { items } = await read(crew.quinn.listLabour({ personId: 'ada', limit: '200' }))
    expect(ids).toEqual(items.map(({ entryId }) => entryId))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(4)
  })
})

describe('the time and the audit of a person', () => {
  const questions = (personId: string) => [
    `/v1/labour?personId=${personId}`,
    `/v1/labour?orderId=L-1&personId=${personId}`,
    `/v1/labour/hours?by=person&personId=${personId}`,
    `/v1/labour/hours?by=step&personId=${personId}`,
    `/v1/audit?subject=person:${personId}`,
    `/v1/audit/verify?subject=person:${personId}`,
    `/v1/persons/${personId}`,
  ]
  const ofEverybody = [
    '/v1/labour?orderId=L-1',
    '/v1/labour/on-the-clock',
    '/v1/labour/hours?by=person',
    '/v1/labour/hours?by=person&orderId=L-1',
    '/v1/persons',
    '/v1/persons?expiringWithin=30',
  ]
  const statuses = (who: 'ada' | 'olga' | 'quinn' | 'adam' | 'sap' | 'vera' | 'paula', paths: readonly string[]) =>
    Promise.all(paths.map(async (path) => `${(await crew[who].get(path)).status} ${path}`))
  const all = (status: number, paths: readonly string[]) => paths.map((path) => `${status} ${path}`)

  test('are read by the people who have to see to them', async () => {
    const paths = [...questions('ben'), ...ofEverybody]
    for (const who of ['olga', 'quinn', 'adam', 'sap'] as const)
      expect(await statuses(who, paths), who).toEqual(all(200, paths))
  })

  test('are read by the person, and are not by others', async () => {
    expect(await statuses('ada', questions('ada'))).toEqual(all(200, questions('ada')))
    const paths = [...questions('ben'), ...ofEverybody]
    for (const who of ['ada', 'vera', 'paula'] as const)
      expect(await statuses(who, paths), who).toEqual(all(403, paths))
    const refused = await crew.ada.get('/v1/audit?subject=person:ben')
    expect(refused.body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('supervisor') })
  })

  test('are not in the sums of an order, which anyone reads', async () => {
    const paths = ['order', 'step', 'activity'].map((by) => `/v1/labour/hours?by=${by}&orderId=L-1`)
    expect(await statuses('vera', paths)).toEqual(all(200, paths))
  })

  test('are not read by the way of the order that they were at work for', async () => {
    const about = async (who: 'vera' | 'olga' | 'ada') => {
      const { body } = await crew[who].get('/v1/audit?subject=order:L-1')
      return new Set(
        (body.items as { subject: { type: string; id: string } }[]).map(({ subject: { type, id } }) => `${type}:${id}`),
      )
    }
    expect([...(await about('vera'))].filter((name) => name.startsWith('person:'))).toEqual([])
    expect([...(await about('olga'))].filter((name) => name.startsWith('person:')).length).toBeGreaterThan(1)
    expect([...(await about('ada'))].filter((name) => name.startsWith('person:'))).toEqual(['person:ada'])
  })
})
