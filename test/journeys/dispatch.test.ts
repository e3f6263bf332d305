import { beforeAll, describe, expect, test } from 'vitest'
import type { Said } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const minute = 60_000
const fromNow = (minutes: number) => new Date(Date.now() + minutes * minute).toISOString()

/** A line of one mixer that weighs, mixes and packs; nobody else uses it. */
async function aLine(name: string, more: Partial<Said<'defineEquipment'>> = {}): Promise<string> {
  const mixer = { name, level: 'work-center' as const, ...more }
  accepted(await crew.erik.defineEquipment({ equipmentId: name }, mixer))
  accepted(await crew.erik.defineMaterial({ materialId: `MADE-ON-${name}` }, { name, unit: 'kg' }))
  const hour = { fixed: { value: '1', unit: 'h' as const } }
  await approvedRecipe(crew, `MADE-ON-${name}`, [
    { stepId: 'mix', workCenter: name, duration: hour },
    { stepId: 'pack', workCenter: name, after: ['mix'], duration: hour },
  ])
  return `MADE-ON-${name}`
}

async function anOrder(
  orderId: string,
  recipeId: string,
  more: Partial<Said<'createOrder'>> = {},
  ...moves: ('release' | 'start')[]
) {
  const order = { orderId, recipeId, product: recipeId, quantity: kg('100'), ...more }
  accepted(await crew.paula.createOrder(order))
  for (const move of moves)
    accepted(await (move === 'release' ? crew.olga.releaseOrder({ orderId }) : crew.olga.startOrder({ orderId })))
}

const dispatch = (workCenter: string, more: Partial<Said<'getDispatch'>> = {}) =>
  read(crew.ada.getDispatch({ workCenter, ...more }))
const schedule = (workCenter: string, more: Said<'getSchedule'> = {}) =>
  read(crew.ada.getSchedule({ workCenter, ...more }))
type Dispatch = Awaited<ReturnType<typeof dispatch>>
const linesOf = ({ items }: Dispatch) =>
  items.map(({ orderId, stepId, canStart, violations }) =>
    [orderId, stepId, ...(canStart ? ['may start'] : violations.map(({ code }) => code))].join(' '),
  )
function operationOf({ operations }: Awaited<ReturnType<typeof schedule>>, orderId: string, stepId: string) {
  const found = operations.find((it) => it.orderId === orderId && it.stepId === stepId)
  if (found === undefined) throw new Error(`Step ${stepId} of ${orderId} is not planned.`)
  return found
}

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

describe('the dispatch list', () => {
  test('has the priority first, then the due date, then the id, and says of the rest why not', async () => {
    const recipe = await aLine('LINE-1')
    await anOrder('L1-D', recipe, {}, 'release', 'start')
    await anOrder('L1-C', recipe, { dueAt: fromNow(9000) }, 'release', 'start')
    await anOrder('L1-B', recipe, { priority: 1, dueAt: fromNow(9000) }, 'release')
    await anOrder('L1-A', recipe, { priority: 1, dueAt: fromNow(8000) }, 'release', 'start')
    await anOrder('L1-0', recipe, { priority: 1 })
    expect(linesOf(await dispatch('LINE-1'))).toEqual([
      'L1-A mix may start',
      'L1-A pack predecessor-incomplete',
      'L1-B mix order-wrong-status',
      'L1-B pack order-wrong-status predecessor-incomplete',
      'L1-C mix may start',
      'L1-C pack predecessor-incomplete',
      'L1-D mix may start',
      'L1-D pack predecessor-incomplete',
    ])
  })

  test('keeps its word: what may start does, and then nothing else on that machine may', async () => {
    const first = (await dispatch('LINE-1')).items[0]
    expect(first).toMatchObject({ orderId: 'L1-A', stepId: 'mix', equipmentIds: ['LINE-1'], priority: 1 })
    accepted(await crew.ada.startStep({ orderId: 'L1-A', stepId: 'mix' }, { equipmentId: 'LINE-1' }))
    const after = await dispatch('LINE-1')
    expect(after.units).toMatchObject([{ equipmentId: 'LINE-1', running: { orderId: 'L1-A', stepId: 'mix' } }])
    expect(linesOf(after).slice(0, 2)).toEqual([
      'L1-A pack predecessor-incomplete equipment-occupied',
      'L1-B mix order-wrong-status equipment-occupied',
    ])
    const refused = await crew.ada.startStep({ orderId: 'L1-C', stepId: 'mix' }, { equipmentId: 'LINE-1' })
    const line = after.items.find(({ orderId, stepId }) => orderId === 'L1-C' && stepId === 'mix')
    expect(line?.violations).toEqual(refused.problem?.violations)
  })

  test('follows the planner who changes a rank while the orders run', async () => {
    const recipe = await aLine('LINE-8')
    await anOrder('L8-A', recipe, { priority: 2 }, 'release', 'start')
    await anOrder('L8-B', recipe, {}, 'release', 'start')
    const first = async () => linesOf(await dispatch('LINE-8'))[0]
    expect(await first()).toBe('L8-A mix may start')
    const urgent = { priority: 1, dueAt: fromNow(60), reason: 'The truck is here' }
    expect((await crew.ada.prioritizeOrder({ orderId: 'L8-B' }, urgent)).status).toBe(403)
    accepted(await crew.paula.prioritizeOrder({ orderId: 'L8-B' }, urgent))
    expect(await first()).toBe('L8-B mix may start')
    accepted(await crew.paula.prioritizeOrder({ orderId: 'L8-B' }, { priority: null, reason: 'It is gone' }))
    expect(await first()).toBe('L8-A mix may start')
  })

  test('says so when a hold rests on the order or on the machine', async () => {
    const recipe = await aLine('LINE-2')
    await anOrder('L2-A', recipe, {}, 'release', 'start')
    for (const subject of [
      { type: 'order', id: 'L2-A' },
      { type: 'equipment', id: 'LINE-2' },
    ] as const)
      accepted(await crew.quinn.placeHold({ subject, reason: 'Something smells' }))
    expect(linesOf(await dispatch('LINE-2'))[0]).toBe('L2-A mix order-on-hold equipment-on-hold')
    expect((await schedule('LINE-2')).infeasible).toMatchObject([{ orderId: 'L2-A', cause: 'order-on-hold' }])
  })

  test('keeps a machine in maintenance out, and the plan goes around it', async () => {
    const [from, to] = [fromNow(-10), fromNow(120)]
    const recipe = await aLine('LINE-3', { maintenance: [{ from, to, reason: 'Filter change' }] })
    await anOrder('L3-A', recipe, {}, 'release', 'start')
    const answer = await dispatch('LINE-3')
    expect(linesOf(answer)[0]).toBe('L3-A mix equipment-in-maintenance')
    expect(answer.units[0]?.maintenance).toEqual({ from, to, reason: 'Filter change' })
    expect(operationOf(await schedule('LINE-3'), 'L3-A', 'mix')).toMatchObject({ status: 'planned', from: to })
  })

  test('comes in pages, of which each goes on where the one before ended', async () => {
    const whole = (await dispatch('LINE-1')).items
    const found: Dispatch['items'] = []
    let cursor: string | undefined
    do {
      const page: Dispatch = await dispatch('LINE-1', { limit: '2', cursor })
      expect(page.items.length).toBeLessThanOrEqual(2)
      found.push(...page.items)
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(found).toEqual(whole)
  })
})

describe('the schedule', () => {
  test('names the order that cannot be on time, and whether it or the others are why', async () => {
    const recipe = await aLine('LINE-4')
    await anOrder('L4-A', recipe, { priority: 1, dueAt: fromNow(600) }, 'release')
    await anOrder('L4-B', recipe, { priority: 2, dueAt: fromNow(180) }, 'release')
    await anOrder('L4-C', recipe, { priority: 3, dueAt: fromNow(60) }, 'release')
    const body = await schedule('LINE-4')
    expect(body.infeasible.map(({ orderId, cause }) => [orderId, cause])).toEqual([
      ['L4-B', 'capacity-short'],
      ['L4-C', 'time-too-short'],
    ])
    expect(body.infeasible[0]?.detail).toMatch(
      /^Order L4-B is due on .+ and would end on .+ late: orders that come first /,
    )
    expect(body.orders.map(({ orderId }) => orderId)).toEqual(['L4-A', 'L4-B', 'L4-C'])
    expect(body.orders[0]).not.toHaveProperty('lateBySeconds')
  })

  test('follows the facts, and does not move what runs when a more urgent order comes', async () => {
    const recipe = await aLine('LINE-5')
    await anOrder('L5-A', recipe, { priority: 5 }, 'release', 'start')
    accepted(await crew.ada.startStep({ orderId: 'L5-A', stepId: 'mix' }, { equipmentId: 'LINE-5' }))
    const before = await schedule('LINE-5')
    const running = operationOf(before, 'L5-A', 'mix')
    expect(running).toMatchObject({ status: 'running', equipmentId: 'LINE-5' })
    expect(operationOf(before, 'L5-A', 'pack').from).toBe(running.to)
    await anOrder('L5-URGENT', recipe, { priority: 1 }, 'release')
    const after = await schedule('LINE-5')
    expect(operationOf(after, 'L5-A', 'mix')).toEqual(running)
    expect(operationOf(after, 'L5-URGENT', 'mix').from).toBe(running.to)
    expect(operationOf(after, 'L5-A', 'pack').from >= operationOf(after, 'L5-URGENT', 'pack').to).toBe(true)
    accepted(await crew.olga.abortOrder({ orderId: 'L5-URGENT' }, { reason: 'No demand' }))
    expect(operationOf(await schedule('LINE-5'), 'L5-A', 'pack').from).toBe(running.to)
  })

  test('sets up from the family that the machine made last, also when that order is over', async () => {
    const setUps = [{ duration: { value: '30', unit: 'min' as const } }]
    const recipe = await aLine('LINE-6', { setUps })
    accepted(await crew.erik.defineMaterial({ materialId: recipe }, { name: recipe, unit: 'kg', family: 'GELS' }))
    await approvedRecipe(crew, 'OTHER', [{ stepId: 'mix', workCenter: 'LINE-6' }])
    await runningOrder(crew, 'L6-OVER', recipe, [{ stepId: 'mix', equipmentId: 'LINE-6' }])
    accepted(await crew.olga.abortOrder({ orderId: 'L6-OVER' }, { reason: 'No demand' }))
    await anOrder('L6-SAME', recipe, { priority: 1 }, 'release')
    await anOrder('L6-OTHER', 'OTHER', { priority: 2 }, 'release')
    const plan = await schedule('LINE-6')
    expect(operationOf(plan, 'L6-SAME', 'mix')).not.toHaveProperty('setUpFrom')
    const { setUpFrom, from } = operationOf(plan, 'L6-OTHER', 'mix')
    expect(Date.parse(from) - Date.parse(setUpFrom ?? '')).toBe(30 * minute)
    expect(plan.orders[1]).toMatchObject({ orderId: 'L6-OTHER', withoutDuration: ['mix'] })
  })

  test('shows a part of the time, of one work center or of all', async () => {
    const body = await schedule('LINE-4', { from: fromNow(190), to: fromNow(200) })
    expect(body.operations.map(({ orderId, stepId }) => [orderId, stepId])).toEqual([['L4-B', 'pack']])
    const all = await read(crew.vera.getSchedule({ to: fromNow(1) }))
    expect(all.operations.some(({ orderId }) => orderId === 'L5-A')).toBe(true)
    expect(all.operations.every(({ from }) => from < fromNow(1))).toBe(true)
    expect(all.orders.length).toBeGreaterThan(5)
  })
})

describe('the days of a calendar', () => {
  const holidays = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR'].join('\r\n')
  const labourDay = [
    'BEGIN:VEVENT',
    'UID:labour@example',
    'DTSTART;VALUE=DATE:20270501',
    'SUMMARY:Labour Day',
    'END:VEVENT',
  ]

  test('come from an iCalendar file, once however often it is sent, and go out as one', async () => {
    const recipe = await aLine('LINE-9')
    const today = new Date().toISOString().slice(0, 10)
    const closure = ['BEGIN:VEVENT', 'UID:w', `DTSTART;VALUE=DATE:${today.replaceAll('-', '')}`, 'DURATION:P3D']
    const file = holidays(...labourDay, ...closure, 'SUMMARY:Works closed', 'END:VEVENT')
    accepted(await crew.erik.importDays({ equipmentId: 'LINE-9' }, file))
    expect((await crew.erik.importDays({ equipmentId: 'LINE-9' }, file)).text).toBe('{}')
    const { items } = await read(crew.vera.listDays({ equipmentId: 'LINE-9' }))
    expect(items.map(({ uid, name }) => [uid, name])).toContainEqual(['labour@example', 'Labour Day'])
    expect(items).toHaveLength(2)
    const { text } = await crew.vera.listDays({ equipmentId: 'LINE-9' }, { accept: 'text/calendar' })
    expect((await crew.erik.importDays({ equipmentId: 'LINE-9' }, text)).text).toBe('{}')
    await anOrder('L9-A', recipe, {}, 'release')
    expect(operationOf(await schedule('LINE-9'), 'L9-A', 'mix').from > fromNow(2 * 24 * 60 - 180)).toBe(true)
    expect((await dispatch('LINE-9')).units[0]?.closedUntil).toBe(
      operationOf(await schedule('LINE-9'), 'L9-A', 'mix').from,
    )
  })

  test('are refused by line, and then none is taken', async () => {
    const meeting = ['BEGIN:VEVENT', 'UID:m', 'DTSTART:20270502T090000Z', 'SUMMARY:Meeting', 'END:VEVENT']
    const refused = await crew.erik.importDays({ equipmentId: 'LINE-1' }, holidays(...labourDay, ...meeting))
    expect(refused.status).toBe(400)
    expect(refused.problem?.violations?.map(({ ref }) => ref)).toEqual(['body#line=10'])
    expect((await read(crew.vera.listDays({ equipmentId: 'LINE-1' }))).items).toEqual([])
  })

  test('of weekly maintenance keep a step from starting', async () => {
    const always = { days: [...'sunday monday tuesday wednesday thursday friday saturday'.split(' ')] as ['sunday'] }
    const regularMaintenance = [{ ...always, from: '00:00', to: '24:00', reason: 'Cleaning of the oven' }]
    const recipe = await aLine('LINE-10', { regularMaintenance })
    await anOrder('L10-A', recipe, {}, 'release', 'start')
    expect(codesOf(await crew.ada.startStep({ orderId: 'L10-A', stepId: 'mix' }, { equipmentId: 'LINE-10' }))).toEqual([
      'equipment-in-maintenance',
    ])
    expect(linesOf(await dispatch('LINE-10'))[0]).toBe('L10-A mix equipment-in-maintenance')
  })
})

describe('the picture of the schedule', () => {
  test('is drawn for whoever asks for one', async () => {
    const answer = await crew.vera.getSchedule({ workCenter: 'LINE-5' }, { accept: 'image/svg+xml' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(answer.text).toMatch(/^<svg [\s\S]+ class="running"[\s\S]+L5-A mix[\s\S]+<\/svg>$/)
  })
})

describe('the list of orders', () => {
  const listed = (query: Said<'listOrders'>) => read(crew.vera.listOrders(query))
  const idsOf = ({ items }: Awaited<ReturnType<typeof listed>>) => items.map(({ orderId }) => orderId)

  test('shows those of one work center, of one status or all, page by page', async () => {
    const all = await listed({ workCenter: 'LINE-4' })
    expect(idsOf(all)).toEqual(['L4-A', 'L4-B', 'L4-C'])
    expect(all.items[0]).toMatchObject({ workCenters: ['LINE-4'], priority: 1, status: 'released' })
    expect(idsOf(await listed({ workCenter: 'LINE-1', status: 'running' }))).toEqual(['L1-A', 'L1-C', 'L1-D'])
    const first = await listed({ workCenter: 'LINE-4', limit: '2' })
    expect(idsOf(first)).toEqual(['L4-A', 'L4-B'])
    const second = await listed({ workCenter: 'LINE-4', limit: '2', cursor: first.nextCursor })
    expect([idsOf(second), second.nextCursor]).toEqual([['L4-C'], undefined])
    expect(idsOf(await listed({ workCenter: 'NOWHERE' }))).toEqual([])
  })
})

describe('what is wrong is refused by name', () => {
  test.each([
    ['/v1/dispatch', 400, 'query#/workCenter'],
    ['/v1/dispatch?workCenter=', 400, 'query#/workCenter'],
    ['/v1/dispatch?workCenter=a/b', 400, 'query#/workCenter'],
    ['/v1/dispatch?workCenter=__proto__', 400, 'query#/workCenter'],
    ['/v1/dispatch?workCenter=NOWHERE', 404, 'equipment:NOWHERE'],
    ['/v1/dispatch?workCenter=LINE-1&limit=0', 400, 'query#/limit'],
    ['/v1/dispatch?workCenter=LINE-1&cursor=nonsense', 400, 'query#/cursor'],
    ['/v1/dispatch?workCenter=LINE-1&cursor=!', 400, 'query#/cursor'],
    ['/v1/dispatch?workCenter=LINE-1&colour=red', 400, 'query#/colour'],
    ['/v1/schedule?workCenter=NOWHERE', 404, 'equipment:NOWHERE'],
    ['/v1/schedule?from=yesterday', 400, 'query#/from'],
    ['/v1/schedule?from=2026-03-02T12:00:00Z&to=2026-03-02T12:00:00Z', 400, 'query#/to'],
    ['/v1/orders?workCenter=a%20b', 400, 'query#/workCenter'],
  ])('%s', async (path, status, reference) => {
    const answer = await crew.ada.get(path)
    expect([answer.status, answer.body.violations.map(({ ref }: { ref: string }) => ref)]).toEqual([
      status,
      [reference],
    ])
    expect(codesOf(answer)).toEqual([status === 404 ? 'not-found' : 'invalid-request'])
  })

  test.each([
    ['calendar', { calendar: { shifts: [{ days: ['someday'], from: '06:00', to: '14:00' }] } }],
    ['calendar', { calendar: { shifts: [{ days: ['monday'], from: '6', to: '14:00' }] } }],
    ['maintenance', { maintenance: [{ from: '2026-03-02T13:00:00Z', to: '2026-03-02T12:00:00Z', reason: 'Service' }] }],
    ['setUps', { setUps: [{ duration: { value: '-1', unit: 'min' } }] }],
    ['setUps', { setUps: [{ duration: { value: '1', unit: 'kg' } }] }],
  ])('a %s that no plant has: %j', async (part, more) => {
    const answer = await crew.erik.put('/v1/equipment/LINE-9', { name: 'Line 9', level: 'work-center', ...more })
    expect([answer.status, answer.body.violations[0].ref]).toEqual([400, expect.stringContaining(`body#/${part}/`)])
  })
})
