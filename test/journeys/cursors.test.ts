import * as fc from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type * as z from 'zod'
import { allRoutes } from '../../docs/routes.ts'
import { cursorAfter, type List, positionIn } from '../../shared/http/cursor.ts'
import { expectProblem, get, useBadSender } from '../support/bad-request.ts'
import { accepted, approvedRecipe, type Crew, crewOf, kg, releasedLot, runningOrder } from '../support/crew.ts'
import { histories, patience } from '../support/seeded.ts'
import type { UntypedAnswer } from '../support/untyped.ts'

vi.setConfig({ testTimeout: patience, hookTimeout: patience })

const { plant, send, remember } = useBadSender()

/** A list with filters, and a page of its first row. */
interface Asked {
  readonly operationId: string
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
const lastDays = { from: daysAgo(2), to: daysAgo(0) }

/** Every list of the API, and some of them with several filters. */
const lists: readonly Asked[] = [
  { operationId: 'listEquipment' },
  { operationId: 'listEquipmentClasses' },
  { operationId: 'listMaterials' },
  { operationId: 'listPersons' },
  { operationId: 'listPersons', query: { expiringWithin: '30' } },
  { operationId: 'listRecipes' },
  { operationId: 'listRecipeVersions', path: { recipeId: 'SYRUP' } },
  { operationId: 'listOrders' },
  { operationId: 'listOrders', query: { status: 'running' } },
  { operationId: 'listOrders', query: { status: 'created' } },
  { operationId: 'listOrders', query: { workCenter: 'LINE-1' } },
  { operationId: 'listUnits', path: { orderId: 'RUN-1' } },
  { operationId: 'getDispatch', query: { workCenter: 'LINE-1' } },
  { operationId: 'listLots' },
  { operationId: 'listLots', query: { materialId: 'SUGAR' } },
  { operationId: 'listLots', query: { materialId: 'SALT' } },
  { operationId: 'listLots', query: { status: 'released' } },
  { operationId: 'listLots', query: { supplierId: 'SEL' } },
  { operationId: 'listLots', query: { location: 'RACK-1' } },
  { operationId: 'listLots', query: { status: 'expired' } },
  { operationId: 'listStock' },
  { operationId: 'listStock', query: { by: 'lot' } },
  { operationId: 'listStock', query: { location: 'RACK-1', by: 'sublot' } },
  { operationId: 'listStock', query: { materialId: 'SALT', status: 'quarantine' } },
  { operationId: 'listDue', query: { kind: 'expiry' } },
  { operationId: 'listDue', query: { kind: 'expiry', order: 'newest' } },
  { operationId: 'listDue', query: { kind: 'retest' } },
  { operationId: 'listDue', query: { kind: 'calibration' } },
  { operationId: 'listDue', query: { kind: 'maintenance' } },
  { operationId: 'listDue', query: { kind: 'cleaning' } },
  { operationId: 'listDue', query: { kind: 'qualification' } },
  { operationId: 'listSublots', path: { lotId: 'SUGAR-1' } },
  { operationId: 'listContainers' },
  { operationId: 'listContainers', query: { location: 'RACK-1' } },
  { operationId: 'traceLot', path: { lotId: 'SALT-1' }, query: { direction: 'forward' } },
  { operationId: 'traceLot', path: { lotId: 'SALT-1' }, query: { direction: 'backward' } },
  { operationId: 'mockRecall', path: { lotId: 'SALT-1' } },
  { operationId: 'listAffectedUnits', path: { lotId: 'SALT-1' } },
  { operationId: 'listLabour', query: { orderId: 'RUN-1' } },
  { operationId: 'listLabour', query: { personId: 'ada' } },
  { operationId: 'listOnTheClock' },
  { operationId: 'listHolds' },
  { operationId: 'listHolds', query: { order: 'newest' } },
  { operationId: 'listHolds', query: { subject: 'lot:SALT-1' } },
  { operationId: 'listHolds', query: { subject: 'lot:SALT-2' } },
  { operationId: 'listAffected', path: { holdId: 'H-1' } },
  { operationId: 'listBatches' },
  { operationId: 'listCalls' },
  { operationId: 'listCalls', query: { equipmentId: 'LINE-1' } },
  { operationId: 'listCalls', query: { status: 'ended' } },
  { operationId: 'listCalls', query: { status: 'ended', order: 'oldest' } },
  { operationId: 'listStates', path: { equipmentId: 'LINE-1' }, query: lastDays },
  { operationId: 'listOee', query: lastDays },
  { operationId: 'listMaintenance' },
  { operationId: 'listMaintenance', query: { equipmentId: 'LINE-1' } },
  { operationId: 'listMaintenance', query: { status: 'completed' } },
  { operationId: 'listMaintenance', query: { status: 'completed', order: 'oldest' } },
  { operationId: 'listMeasured', path: { maintenanceId: 'CAL-3' } },
  { operationId: 'listCalibrations', path: { equipmentId: 'PROBE-1' } },
  { operationId: 'listDevices' },
  { operationId: 'listDeviations' },
  { operationId: 'listDeviations', query: { status: 'open' } },
  { operationId: 'getAudit', query: { subject: 'lot:SUGAR-1' } },
  { operationId: 'getAudit', query: { subject: 'lot:SUGAR-1', order: 'newest' } },
  { operationId: 'getAudit', query: { subject: 'order:RUN-1' } },
  { operationId: 'listExecutions', query: { workflow: 'deviation-hold' } },
]

const routeOf = ({ operationId }: Asked) => {
  const route = allRoutes.find((it) => it.operationId === operationId)
  if (!route) throw new Error(`No route is called ${operationId}.`)
  return route
}
const listOf = (asked: Asked): List => ({
  operationId: asked.operationId,
  path: asked.path ?? {},
  query: routeOf(asked).query?.parse(asked.query ?? {}) ?? {},
})
const ask = (asked: Asked, more: Readonly<Record<string, string>> = {}): Promise<UntypedAnswer> => {
  const path = routeOf(asked).path.replaceAll(/\{(\w+)\}/g, (_, name) => asked.path?.[name] ?? '')
  return send({ user: 'quinn', ...get(`${path}?${new URLSearchParams({ ...asked.query, ...more })}`) })
}

/** The rows of a page, by what names each. */
const rowsOf = ({ body }: UntypedAnswer): string[] => {
  const rows = ['items', 'nodes', 'lots', 'orders', 'shipments'].flatMap((name) => body[name] ?? [])
  return rows.map((row: Readonly<Record<string, unknown>>) =>
    Object.keys(row)
      .filter((name) => /id$|^type$|^version$/i.test(name))
      .sort()
      .map((name) => `${name}=${row[name]}`)
      .join(' '),
  )
}

/** Each list that has a second page, with the cursor of it. */
const begun: { asked: Asked; cursor: string; position: string }[] = []
const whole = new Map<Asked, ReadonlySet<string>>()

beforeAll(async () => {
  const crew = await crewOf(plant().url)
  const post = async (user: 'ada' | 'olga' | 'quinn', path: string, body: object) =>
    accepted(await crew[user].post(`/v1/${path}`, body))
  const date = '2031-01-31'
  const due = { calibrationDueAt: date, cleanUntil: date }
  for (const [equipmentId, level] of [
    ['LINE-1', 'work-center'],
    ['LINE-2', 'work-center'],
    ['RACK-1', 'storage-unit'],
  ])
    accepted(await crew.erik.put(`/v1/equipment/${equipmentId}`, { name: 'Place', level, gateway: 'GW-1', ...due }))
  for (const lotId of ['SUGAR-2', 'SUGAR-3'])
    await post('ada', 'lots', { lotId, materialId: 'SUGAR', quantity: kg('9'), expiresAt: date, retestAt: date })
  await releasedLot(crew, 'SALT-1', 'SALT', kg('9'))
  for (const lotId of ['SALT-2', 'SALT-3'])
    await post('ada', 'lots', { lotId, materialId: 'SALT', quantity: kg('9'), location: 'RACK-1' })
  await post('ada', 'lots/SALT-1/split', {
    parts: ['1', '2'].map((it) => ({ lotId: `SALT-1${it}`, quantity: kg(it) })),
  })
  for (const [id, holds] of Object.entries({ 'SALT-1': ['H-1', 'H-2'], 'SALT-2': ['H-3', 'H-4'] }))
    for (const holdId of holds) await post('quinn', 'holds', { holdId, subject: { type: 'lot', id }, reason: 'Wet' })
  for (const deviationId of ['D-1', 'D-2', 'D-3'])
    await post('quinn', 'deviations', {
      deviationId,
      subject: { type: 'lot', id: 'SALT-3' },
      title: 'Wet',
      description: 'It is wet.',
    })
  for (const personId of ['ada', 'ben', 'quinn'])
    accepted(
      await crew.erik.put(`/v1/persons/${personId}`, {
        name: personId,
        qualifications: [{ qualificationId: 'TORQUE', validUntil: date }],
      }),
    )
  // Nothing was heard of the lines; that they stood an hour ago is what a person says.
  const anHourAgo = daysAgo(1 / 24).replace(/[-:]/g, '')
  for (const line of ['LINE-1', 'LINE-2'])
    await post('olga', `equipment/${line}/states/${anHourAgo}/correct`, { state: 'stopped', reason: 'It stood' })
  for (const equipmentId of ['LINE-1', 'LINE-2'])
    for (const kind of ['help', 'quality', 'material'])
      for (const isOver of [true, false]) {
        const { body } = await post('ada', `equipment/${equipmentId}/calls`, { kind })
        if (isOver) await post('ada', `equipment/${equipmentId}/calls/${body.data.callId}/end`, {})
      }
  await maintain(crew)
  for (const user of ['ada', 'quinn'] as const)
    await post(user, 'labour/clock-on', { activity: 'production', orderId: 'RUN-1' })
  await remember()
  for (const asked of lists) {
    const first = await ask(asked, { limit: '1' })
    expect({ asked, status: first.status }).toEqual({ asked, status: 200 })
    whole.set(asked, new Set(rowsOf(await ask(asked))))
    const cursor = first.body.nextCursor
    if (cursor !== undefined) begun.push({ asked, cursor, position: positionIn(listOf(asked), cursor) })
  }
})

/** Work orders that go on and that are over, and three steps with what was calibrated before and after them. */
async function maintain(crew: Crew): Promise<void> {
  const point = { pointId: 'zero', nominal: { value: '0', unit: 'Cel' }, tolerance: { value: '1', unit: 'Cel' } }
  const every = { days: 30 }
  const plans = [
    { planId: 'PROBE', name: 'Calibrate', kind: 'calibration', every, points: [point] },
    { planId: 'CLEAN', name: 'Clean', every, policy: 'off' },
    { planId: 'GREASE', name: 'Grease', every: { cycles: '100' }, policy: 'off' },
  ] as const
  const equipmentId = 'PROBE-1'
  const definition = { name: 'Probe', level: 'work-unit', calibrationDueAt: '2031-01-31', plans } as const
  accepted(await crew.erik.defineEquipment({ equipmentId }, definition))
  for (const place of ['LINE-1', 'LINE-2'])
    for (const name of ['A', 'B', 'C']) {
      const maintenanceId = `${place}-${name}`
      accepted(await crew.ada.openMaintenance({ maintenanceId, equipmentId: place }))
      if (name !== 'C') await complete(crew, maintenanceId)
    }
  const parameters = [{ parameterId: 'heat', unit: 'Cel', source: 'operator', policy: 'off' }] as const
  await approvedRecipe(crew, 'HEATED', [{ stepId: 'heat', workCenter: equipmentId, parameters }])
  const readings = [{ pointId: 'zero', asFound: '0' }]
  const calibration = { standard: { standardId: 'PT-100', certificate: 'C-1', dueAt: '2031-01-31' }, readings }
  for (const maintenanceId of ['CAL-1', 'CAL-2', 'CAL-3']) {
    if (maintenanceId === 'CAL-3')
      for (const orderId of ['HOT-1', 'HOT-2', 'HOT-3']) {
        await runningOrder(crew, orderId, 'HEATED', [{ stepId: 'heat', equipmentId }])
        accepted(await crew.ada.completeStep({ orderId, stepId: 'heat' }, {}))
      }
    accepted(await crew.ada.openMaintenance({ maintenanceId, equipmentId, planId: 'PROBE' }))
    await complete(crew, maintenanceId, { calibration })
  }
}

async function complete(crew: Crew, maintenanceId: string, more = {}): Promise<void> {
  accepted(await crew.erik.startMaintenance({ maintenanceId }, {}))
  const signed = await crew.sign('erik', 'performed')
  accepted(await crew.erik.completeMaintenance({ maintenanceId }, { comment: 'Done', ...signed, ...more }))
}

test('every list of the API is asked here', () => {
  const paged = allRoutes.filter(({ query }) => query && 'cursor' in (query as z.ZodObject).shape)
  expect(new Set(lists.map(({ operationId }) => operationId))).toEqual(
    new Set(paged.map(({ operationId }) => operationId)),
  )
})

describe('a cursor', () => {
  test('of another list, or of the same list with other filters, is refused', async () => {
    expect(begun.length).toBeGreaterThan(20)
    for (const { asked, cursor } of begun)
      for (const other of lists)
        if (other !== asked) expectProblem(await ask(other, { cursor }), 400, 'invalid-request', ['query#/cursor'])
  })

  test('goes on where its page ended, whatever the number of items', async () => {
    for (const { asked, cursor: first } of begun) {
      const rows = rowsOf(await ask(asked, { limit: '1' }))
      for (let cursor: string | undefined = first; cursor !== undefined; ) {
        const answer: UntypedAnswer = await ask(asked, { cursor, limit: '2' })
        expect({ asked, status: answer.status }).toEqual({ asked, status: 200 })
        rows.push(...rowsOf(answer))
        cursor = answer.body.nextCursor
      }
      // Only containers and units are on every page of a recall.
      expect({ asked, rows: [...new Set(rows)].sort() }).toEqual({ asked, rows: [...(whole.get(asked) ?? [])].sort() })
    }
  })

  test('that is damaged is refused', async () => {
    const damage = fc.oneof(
      fc.nat().map((at) => (text: string) => text.slice(0, at % text.length)),
      fc.tuple(fc.nat(), fc.base64String({ minLength: 1 })).map(([at, put]) => (text: string) => {
        const place = at % text.length
        return text.slice(0, place) + put.replaceAll(/[^A-Za-z0-9]/g, 'x') + text.slice(place + 1)
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...begun), damage, async ({ asked, cursor }, damaged) => {
        fc.pre(damaged(cursor) !== cursor)
        expectProblem(await ask(asked, { cursor: damaged(cursor) }), 400, 'invalid-request', ['query#/cursor'])
      }),
      { numRuns: histories(100) },
    )
  })

  test.each(['', 'A', 'QUFB', 'x'.repeat(1025), '%00', '\u{1f600}'])('is not %j', async (cursor) => {
    for (const asked of lists) {
      const answer = await ask(asked, { cursor })
      expectProblem(answer, 400, 'invalid-request', ['query#/cursor'])
      expect(answer.body.detail).toContain('begin again without cursor')
    }
  })

  test('that is forged shows no row that the filters exclude, and is no fault of ours', async () => {
    const positions = fc.oneof(
      fc.constantFrom(...begun.map(({ position }) => position)),
      fc.constantFrom('\u0000', ' ', '#', '~', '\uffff', '\u{1f600}', 'SALT#', 'SUGAR', 'lot:SALT-1', 'x'.repeat(700)),
      fc.string({ minLength: 1, maxLength: 150, unit: 'binary' }),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...whole.keys()), positions, async (asked, position) => {
        const answer = await ask(asked, { cursor: cursorAfter(listOf(asked), position) })
        if (answer.status !== 400) expect(answer.status).toBe(200)
        else return expectProblem(answer, 400, 'invalid-request', ['query#/cursor'])
        const strange = rowsOf(answer).filter((row) => !whole.get(asked)?.has(row))
        expect({ asked, strange }).toEqual({ asked, strange: [] })
      }),
      { numRuns: histories(300) },
    )
  })
})
