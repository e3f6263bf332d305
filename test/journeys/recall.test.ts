import { beforeAll, describe, expect, test } from 'vitest'
import { type BodyOf, type Said, until } from '../../local/demo/client.ts'
import {
  accepted,
  approvedRecipe,
  type Crew,
  codesOf,
  crewOf,
  kg,
  read,
  releasedLot,
  runningOrder,
} from '../support/crew.ts'
import { epcisFaultsOf } from '../support/epcis.ts'
import { usePlant } from '../support/plant.ts'
import { complete, deskOf } from '../workflows/desk.ts'

const plant = usePlant({ timeScale: 0.1 })
type Recall = BodyOf<'mockRecall'>
let crew: Crew
beforeAll(async () => {
  crew = await crewOf(plant().url)
  const drawn = (materialId: string) => [{ lineId: '0010', materialId, quantity: kg('10') }]
  await approvedRecipe(crew, 'BULK', [{ stepId: 'make', materials: drawn('SUGAR') }])
  await approvedRecipe(crew, 'FILL', [{ stepId: 'make', materials: drawn('BULK') }])
  for (const materialId of ['BULK', 'FILL'])
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg' }))
})

const consumed = (orderId: string, lotId: string) =>
  crew.ada.consume({ orderId }, { stepId: 'make', lineId: '0010', lotId, quantity: kg('10') })
const produced = (orderId: string, lotId: string) =>
  crew.ada.produce({ orderId }, { stepId: 'make', lotId, quantity: kg('100') })
const shipped = (lotId: string, shipmentId: string, to: Said<'shipLot'>['to'], value: string) =>
  crew.ada.shipLot({ lotId }, { shipmentId, to, quantity: kg(value) })

/** A raw lot that went through one order, whose product was split and shipped, and in part into a second order. */
async function story(run: string) {
  const names = { raw: `RAW-${run}`, bulk: `BULK-${run}`, part: `PART-${run}`, fill: `FILL-${run}` }
  const desk = deskOf(plant(), crew)
  await releasedLot(crew, names.raw, 'SUGAR', kg('100'))
  await runningOrder(crew, `O1-${run}`, 'BULK', [{ stepId: 'make' }])
  accepted(await consumed(`O1-${run}`, names.raw))
  accepted(await produced(`O1-${run}`, names.bulk))
  await complete(desk, `O1-${run}`)
  await desk.waitsIn(`O1-${run}`, 'Wait for the quality signature')
  accepted(await desk.sign(`O1-${run}`, 'released'))
  await desk.ended(`O1-${run}`)
  accepted(await crew.ada.splitLot({ lotId: names.bulk }, { parts: [{ lotId: names.part, quantity: kg('40') }] }))
  accepted(await shipped(names.part, `SH-${run}`, { type: 'customer', id: 'ACME', name: 'Acme' }, '15'))
  accepted(await shipped(names.part, `SC-${run}`, { type: 'site', id: 'cork' }, '5'))
  await runningOrder(crew, `O2-${run}`, 'FILL', [{ stepId: 'make' }])
  accepted(await consumed(`O2-${run}`, names.bulk))
  accepted(await produced(`O2-${run}`, names.fill))
  return names
}

describe('the recall of a raw lot', () => {
  test('is rehearsed without holding anything: what it reaches, where that is, and who has got what', async () => {
    const { raw, bulk, part, fill } = await story('MOCK')
    const report = await read(crew.vera.mockRecall({ lotId: raw }))
    expect(report).toMatchObject({ lotId: raw, recalls: [], complete: true, pending: [] })
    expect(report.balance).toMatchObject({
      received: kg('100'),
      remaining: kg('90'),
      consumed: kg('10'),
      isBalanced: true,
    })
    expect(report.counts).toEqual({ lots: 4, orders: 2, containers: 0, units: 0, shipments: 2, held: 0 })
    expect(report.lots.map(({ lotId }) => lotId).sort()).toEqual([bulk, part, fill, raw].sort())
    expect(report.lots).toContainEqual(expect.objectContaining({ lotId: part, remaining: kg('20'), held: false }))
    expect(report.orders).toMatchObject([
      { orderId: 'O1-MOCK', status: 'completed' },
      { orderId: 'O2-MOCK', status: 'running' },
    ])
    expect(report.inHouse).toContainEqual({ materialId: 'BULK', lots: 2, remaining: kg('70') })
    expect(report.consignees).toMatchObject([
      { type: 'site', id: 'cork', deliveries: [{ lotId: part, shipmentId: 'SC-MOCK', quantity: kg('5') }] },
      { type: 'customer', id: 'ACME', deliveries: [{ lotId: part, shipmentId: 'SH-MOCK', quantity: kg('15') }] },
    ])
    expect(await read(crew.vera.getLot({ lotId: fill }))).toMatchObject({ holds: [] })

    const backward = await read(crew.vera.traceLot({ lotId: fill }))
    expect(backward.nodes.map(({ id }) => id)).toEqual([fill, 'O2-MOCK', bulk, 'O1-MOCK', raw])
    const forward = await read(crew.vera.traceLot({ lotId: raw }, { direction: 'forward' }))
    expect(forward.edges).toEqual(expect.arrayContaining(backward.edges))
    expect(forward.loops).toEqual([])

    const names: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages === 0 || (cursor !== undefined && pages < 20); pages += 1) {
      const page: typeof forward = await read(
        crew.vera.traceLot(
          { lotId: raw },
          { direction: 'forward', limit: '3', ...(cursor !== undefined && { cursor }) },
        ),
      )
      names.push(...page.nodes.map(({ type, id }) => `${type}:${id}`))
      cursor = page.nextCursor
    }
    expect(names).toEqual(forward.nodes.map(({ type, id }) => `${type}:${id}`))
  })

  test('is had as the events of EPCIS, as a table and as a picture', async () => {
    const { raw, part } = await story('FORM')
    const get = (format: string) => plant().request('vera', 'GET', `/v1/lots/${raw}/recall?format=${format}`)
    const events = await get('epcis')
    expect(events.headers.get('content-type')).toBe('application/ld+json')
    const document = (await events.json()) as { epcisBody: { eventList: Record<string, unknown>[] } }
    expect(epcisFaultsOf(document)).toEqual([])
    const told = document.epcisBody.eventList
    expect(told.map(({ eventID }) => eventID)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^ni:.*CBV2\.0$/)]),
    )
    const subjects = new Set(told.map((event) => event['andon:subject']))
    for (const subject of [`lot:${raw}`, `lot:${part}`, 'order:O1-FORM', 'order:O2-FORM'])
      expect(subjects).toContain(subject)
    expect([...subjects].filter((it) => String(it).startsWith('order:')).sort()).toEqual([
      'order:O1-FORM',
      'order:O2-FORM',
    ])

    const table = await get('csv')
    expect(table.headers.get('content-disposition')).toBe(`attachment; filename="${raw}-forward.csv"`)
    const lines = (await table.text()).trimEnd().split('\r\n')
    expect(lines[0]).toBe('record,type,site,id,from,to,quantity,unit,orderId,at')
    expect(lines).toContainEqual(expect.stringMatching(/^node,site,,cork,/))
    expect(lines).toContainEqual(expect.stringMatching(`^edge,,,,lot:${raw},order:O1-FORM,10,kg,O1-FORM,`))

    const first = await plant().request('vera', 'GET', `/v1/lots/${raw}/trace?direction=forward&format=csv&limit=3`)
    const next = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const rest = await plant().request('vera', 'GET', next)
    expect((await rest.text()).split('\r\n')[1]).toMatch(/^node,/)
    expect(rest.headers.get('content-disposition')).toContain('.csv')

    const picture = await get('svg')
    expect(picture.headers.get('content-type')).toBe('image/svg+xml')
    expect(await picture.text()).toContain(`<rect class="lot root"`)
    expect((await get('pdf')).status).toBe(400)
  })

  test('holds all of it with one command, at once, and lets it go with one signature', async () => {
    const { raw, bulk, part, fill } = await story('REAL')
    const key = { 'idempotency-key': 'recall-of-the-real-raw-lot' }
    const wanted = { holdId: 'RC-REAL', reason: 'Glass in a bag' }
    const first = await plant().request('olga', 'POST', `/v1/lots/${raw}/recall`, wanted, key)
    expect([first.status, first.headers.get('location')]).toEqual([201, '/v1/holds/RC-REAL'])
    expect(await first.json()).toMatchObject({ type: 'andon.hold.placed.v1', data: { purpose: 'recall' } })

    // Before any workflow has come to it, nothing of it moves.
    expect(codesOf(await shipped(part, 'SH-LATE', { type: 'customer', id: 'ACME' }, '1'))).toEqual(['lot-on-hold'])
    expect(codesOf(await produced('O2-REAL', 'FILL-LATE'))).toEqual(['order-on-hold'])
    expect(await read(crew.vera.getLot({ lotId: fill }))).toMatchObject({ holds: ['RC-REAL'] })
    const again = await plant().request('olga', 'POST', `/v1/lots/${raw}/recall`, wanted, key)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])

    const isThere = ({ recalls }: Recall) => recalls.every(({ spreading }) => !spreading)
    const report = await until(() => read(crew.vera.mockRecall({ lotId: raw })), isThere, 'The end of the recall')
    expect(report.counts).toMatchObject({ lots: 4, held: 4 })
    expect(report.recalls).toMatchObject([{ holdId: 'RC-REAL', reason: 'Glass in a bag', spreading: false }])
    const affected = await read(crew.vera.listAffected({ holdId: 'RC-REAL' }))
    expect(affected.items.map(({ type, id, held }) => [type, id, held])).toEqual([
      ['lot', bulk, true],
      ['lot', fill, true],
      ['lot', part, true],
      ['order', 'O2-REAL', true],
    ])
    expect((await read(crew.vera.listHolds({ subject: `lot:${fill}` }))).items).toMatchObject([
      { holdId: 'RC-REAL', inherited: true },
    ])
    expect(await read(crew.vera.getOrder({ orderId: 'O2-REAL' }))).toMatchObject({ status: 'held' })

    const signed = { reason: 'It was ice', ...(await crew.sign('quinn', 'released')) }
    accepted(await crew.quinn.releaseHold({ holdId: 'RC-REAL' }, signed))
    const isFree = ({ counts }: Recall) => counts.held === 0
    await until(() => read(crew.vera.mockRecall({ lotId: raw })), isFree, 'The end of the hold everywhere')
    const order = await until(
      () => read(crew.vera.getOrder({ orderId: 'O2-REAL' })),
      (it) => it.status === 'running',
      'The order to go on',
    )
    expect(order.holds).toEqual([])
    accepted(await shipped(part, 'SH-AFTER', { type: 'customer', id: 'ACME' }, '1'))
  })

  test('is for supervisors and quality, of a lot that is there', async () => {
    expect((await crew.ada.recallLot({ lotId: 'RAW-MOCK' }, { reason: 'Glass in a bag' })).status).toBe(403)
    expect((await crew.quinn.recallLot({ lotId: 'NONE' }, { reason: 'Glass in a bag' })).status).toBe(404)
    expect((await crew.vera.mockRecall({ lotId: 'NONE' })).status).toBe(404)
    expect((await crew.vera.listAffected({ holdId: 'NONE' })).status).toBe(404)
  })

  test('a hold on a material holds every lot of it, now and later, and one on a sublot that sublot', async () => {
    await releasedLot(crew, 'SALT-1', 'SALT', kg('10'))
    const hold = { holdId: 'H-SALT', subject: { type: 'material', id: 'SALT' }, reason: 'The supplier warns' } as const
    accepted(await crew.quinn.placeHold(hold))
    const more = { supplierId: 'SALT-CO', quantity: kg('10') }
    accepted(await crew.ada.receiveLot({ lotId: 'SALT-2', materialId: 'SALT', ...more }))
    for (const lotId of ['SALT-1', 'SALT-2']) {
      expect(await read(crew.vera.getLot({ lotId }))).toMatchObject({ holds: ['H-SALT'] })
      expect(codesOf(await shipped(lotId, 'SH-SALT', { type: 'customer', id: 'ACME' }, '1'))).toContain('lot-on-hold')
    }
    const signed = { reason: 'It was another', ...(await crew.sign('quinn', 'released')) }
    accepted(await crew.quinn.releaseHold({ holdId: 'H-SALT' }, signed))
    accepted(await shipped('SALT-2', 'SH-SALT', { type: 'supplier', id: 'SALT-CO' }, '1'))
    const nothing = { subject: { type: 'sublot', id: 'SALT-1@NONE' }, reason: 'The bag is torn' } as const
    expect((await crew.quinn.placeHold(nothing)).status).toBe(404)
  })
})
