import { beforeAll, describe, expect, test } from 'vitest'
import type { Fact } from '../../events/envelope.ts'
import { crossingFacts } from '../../events/site-to-enterprise.ts'
import { CannotStart } from '../../local/cannot-start.ts'
import { startCompany } from '../../local/company.ts'
import { type Said, signIn, until } from '../../local/demo/client.ts'
import type { Plant } from '../../local/plant.ts'
import { cursorAfter } from '../../shared/http/cursor.ts'
import { useCompany } from '../support/company.ts'
import { accepted, approvedRecipe, type Crew, companyViewer, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { told } from '../support/crossing.ts'
import { complete, deskOf } from '../workflows/desk.ts'

const company = useCompany('lyon', 'cork')
const plantOf = (name: string): Plant => {
  const plant = company().plants[name]
  if (!plant) throw new Error(`${name} does not run.`)
  return plant
}
let lyon: Crew
let cork: Crew
type TraceQuery = NonNullable<Parameters<Awaited<ReturnType<typeof companyViewer>>['traceLotAcrossSites']>[1]>
type Page = { nodes: { type: string; id: string; site?: string }[]; nextCursor?: string | undefined }
let viewer: Awaited<ReturnType<typeof companyViewer>>
beforeAll(async () => {
  lyon = await crewOf(plantOf('lyon').url)
  cork = await crewOf(plantOf('cork').url)
  viewer = await companyViewer(plantOf('enterprise').url)
  for (const crew of [lyon, cork])
    for (const materialId of ['SUGAR', 'BULK', 'FILL'])
      accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg' }))
  const drawn = (materialId: string) => [{ lineId: '0010', materialId, quantity: kg('10') }]
  await approvedRecipe(lyon, 'BULK', [{ stepId: 'make', materials: drawn('SUGAR') }])
  await approvedRecipe(cork, 'FILL', [{ stepId: 'make', materials: drawn('BULK') }])
  await story()
}, 120_000)

const orderId = 'O-1'
/** An order of that recipe, of which the lot is made of the other. */
async function made(crew: Crew, recipeId: string, of: string, lotId: string): Promise<void> {
  await runningOrder(crew, orderId, recipeId, [{ stepId: 'make' }])
  const consumed = { stepId: 'make', lineId: '0010', lotId: of, quantity: kg('10') }
  accepted(await crew.ada.consume({ orderId }, consumed))
  accepted(await crew.ada.produce({ orderId }, { stepId: 'make', lotId, quantity: kg('100') }))
}
const received = async (crew: Crew, body: Said<'receiveLot'>) => {
  accepted(await crew.ada.receiveLot(body))
  accepted(await crew.quinn.releaseLot({ lotId: body.lotId }, await crew.sign('quinn', 'released')))
}
const shipped = async (crew: Crew, lotId: string, shipmentId: string, to: Said<'shipLot'>['to'], value: string) =>
  accepted(await crew.ada.shipLot({ lotId }, { shipmentId, to, quantity: kg(value) }))

/** Lyon makes bulk of sugar and sends some to cork, which fills it and sells it; both count orders, lots and shipments for themselves. */
async function story(): Promise<void> {
  await received(lyon, { lotId: 'L-1', materialId: 'SUGAR', quantity: kg('50'), supplierId: 'SUGAR-CO' })
  await made(lyon, 'BULK', 'L-1', 'L-2')
  await shipped(lyon, 'L-2', 'SH-1', { type: 'site', id: 'cork' }, '40')
  const origin = { site: 'lyon', lotId: 'L-2', shipmentId: 'SH-1' }
  await received(cork, { lotId: 'L-1', materialId: 'BULK', quantity: kg('39.5'), origin })
  await made(cork, 'FILL', 'L-1', 'L-2')
  const desk = deskOf(plantOf('cork'), cork)
  await complete(desk, orderId)
  await desk.waitsIn(orderId, 'Wait for the quality signature')
  accepted(await desk.sign(orderId, 'released'))
  await desk.ended(orderId)
  await shipped(cork, 'L-2', 'SH-1', { type: 'customer', id: 'ACME' }, '25')
}

const traceOf = (site: string, lotId: string, query: TraceQuery = {}) =>
  viewer.traceLotAcrossSites({ site, lotId }, query)
const recallOf = (site: string, lotId: string, limit?: string) =>
  viewer.mockRecallAcrossSites({ site, lotId }, { limit })
const namesOf = ({ nodes }: { nodes: { type: string; id: string; site?: string }[] }) =>
  nodes.map(({ type, id, site }) => (site === undefined ? `${type}:${id}` : `${type}:${site}/${id}`))
const forward = { direction: 'forward' } as const

const wayToAcme = [
  'lot:lyon/L-1',
  'order:lyon/O-1',
  'lot:lyon/L-2',
  'shipment:lyon/SH-1',
  'lot:cork/L-1',
  'site:cork',
  'order:cork/O-1',
  'lot:cork/L-2',
  'shipment:cork/SH-1',
  'customer:ACME',
]

describe('a company of two sites', () => {
  test('traces the raw lot of one site forward to the customer of the other', async () => {
    const found = await until(
      async () => {
        const { ok, body } = await traceOf('lyon', 'L-1', forward)
        return ok ? body : { nodes: [], edges: [] }
      },
      ({ nodes }) => namesOf({ nodes }).includes('customer:ACME'),
      'The trace to the customer',
    )
    expect(namesOf(found)).toEqual(wayToAcme)
    const flow = (from: string) => found.edges.filter((edge) => edge.from === from)
    expect(flow('shipment:lyon/SH-1')).toMatchObject([
      { to: 'lot:cork/L-1', quantity: kg('39.5'), lotId: 'L-2' },
      { to: 'site:cork', quantity: kg('0.5') },
    ])
    expect(flow('lot:cork/L-1')).toMatchObject([{ to: 'order:cork/O-1', quantity: kg('10'), orderId: 'O-1' }])
    expect(found.nodes).toContainEqual({ type: 'lot', id: 'L-1', site: 'cork', materialId: 'BULK' })
  })

  test('traces what one site has sold back to the supplier of the other', async () => {
    const found = await read(traceOf('cork', 'L-2'))
    expect(namesOf(found)).toEqual([
      'lot:cork/L-2',
      'order:cork/O-1',
      'lot:cork/L-1',
      'shipment:lyon/SH-1',
      'lot:lyon/L-2',
      'order:lyon/O-1',
      'lot:lyon/L-1',
      'supplier:SUGAR-CO',
    ])
    expect(found.loops).toEqual([])
  })

  test('tells of a recall how much is affected where, and who has got what', async () => {
    const found = await read(recallOf('lyon', 'L-1'))
    expect(found).toMatchObject({
      root: 'lot:lyon/L-1',
      sites: [
        { site: 'cork', lots: 2, orders: 1, shipments: 1 },
        { site: 'lyon', lots: 2, orders: 1, shipments: 1 },
      ],
      orders: [
        { site: 'lyon', orderId: 'O-1' },
        { site: 'cork', orderId: 'O-1' },
      ],
    })
    expect(found.consignees).toMatchObject([
      { type: 'site', id: 'cork', deliveries: [{ site: 'lyon', lotId: 'L-2', quantity: kg('0.5') }] },
      { type: 'customer', id: 'ACME', deliveries: [{ site: 'cork', shipmentId: 'SH-1', quantity: kg('25') }] },
    ])
    const page = await read(recallOf('lyon', 'L-1', '3'))
    expect(page).toMatchObject({
      sites: found.sites,
      consignees: found.consignees,
      lots: [{ lotId: 'L-1' }, { lotId: 'L-2' }],
    })
  })

  test('answers the same page by page', async () => {
    const names: string[] = []
    for (let cursor: string | undefined, pages = 0; pages === 0 || (cursor !== undefined && pages < 20); pages += 1) {
      const page: Page = await read(traceOf('lyon', 'L-1', { ...forward, limit: '3', cursor }))
      names.push(...namesOf(page))
      cursor = page.nextCursor
    }
    expect(names).toEqual(wayToAcme)
    const lost = await traceOf('cork', 'L-2', {
      ...forward,
      cursor: cursorAfter(
        { operationId: 'traceLotAcrossSites', path: { site: 'cork', lotId: 'L-2' }, query: forward },
        'lot:lyon/GONE',
      ),
    })
    expect(lost).toMatchObject({ status: 400, problem: { code: 'invalid-request' } })
    expect(lost.text).toContain('does not reach the point')
  })

  test('answers the same when every fact is told again', async () => {
    const ways = () =>
      Promise.all([read(traceOf('lyon', 'L-1', forward)), read(traceOf('cork', 'L-2')), read(recallOf('lyon', 'L-1'))])
    const before = await ways()
    const { buses } = company()
    const [arn = ''] = [...buses.keys()].filter((name) => name.endsWith('/andon-enterprise'))
    let again = 0
    for (const crew of [lyon, cork])
      for (const subject of ['lot:L-1', 'lot:L-2', 'order:O-1'])
        for (const fact of (await read(crew.vera.getAudit({ subject }))).items as Fact[]) {
          if (!(crossingFacts as readonly string[]).includes(fact.type)) continue
          const event = { source: 'andon', account: '123456789012', 'detail-type': fact.type, detail: told(fact) }
          buses.get(arn)?.receive(arn, event)
          again += 1
        }
    expect(again).toBeGreaterThan(8)
    // What is told after all of it is heard after all of it, but for the batches that are under way.
    await received(lyon, { lotId: 'LATE', materialId: 'SUGAR', quantity: kg('1'), supplierId: 'SUGAR-CO' })
    await until(
      () => traceOf('lyon', 'LATE'),
      ({ status }) => status === 200,
      'The late lot',
    )
    expect(await ways()).toEqual(before)
    expect(plantOf('enterprise').deadLetters()).toEqual([])
  })

  test('hears a site only from the account and under the name of the site', async () => {
    const { buses } = company()
    const [arn = ''] = [...buses.keys()].filter((name) => name.endsWith('/andon-enterprise'))
    const facts = accepted(await lyon.vera.getAudit({ subject: 'lot:L-1' })).body.items as Fact[]
    const [fact] = facts.filter(({ type }) => type === 'andon.lot.received.v1')
    if (!fact) throw new Error('The lot was received.')
    const forged = (site: string, account: string, lotId: string) => ({
      source: 'andon',
      account,
      'detail-type': fact.type,
      detail: { ...told(fact), site, data: { ...fact.data, lotId } },
    })
    buses.get(arn)?.receive(arn, forged('lyon', '999999999999', 'FORGED-1'))
    buses.get(arn)?.receive(arn, forged('paris', '123456789012', 'FORGED-2'))
    buses.get(arn)?.receive(arn, forged('lyon', '123456789012', 'GENUINE'))
    await until(
      () => traceOf('lyon', 'GENUINE'),
      ({ status }) => status === 200,
      'The genuine lot',
    )
    expect((await traceOf('lyon', 'FORGED-1')).status).toBe(404)
    expect((await traceOf('paris', 'FORGED-2')).status).toBe(404)
  })

  test('says that it does not know of a lot rather than that nothing is affected', async () => {
    for (const answer of [await recallOf('lyon', 'L-9'), await traceOf('paris', 'L-1')])
      expect(answer).toMatchObject({ status: 404, problem: { code: 'not-found' } })
  })

  test('lets its own people in, and nobody by the token of a site', async () => {
    const { url } = plantOf('enterprise')
    const path = `${url}/v1/sites/lyon/lots/L-1/trace?direction=forward`
    expect((await fetch(path)).status).toBe(401)
    const authorization = `Bearer ${await signIn(plantOf('lyon').url, 'vera')}`
    expect((await fetch(path, { headers: { authorization } })).status).toBe(401)
    expect(await (await fetch(`${url}/v1/health`)).json()).toMatchObject({ status: 'ok' })
    expect(await (await fetch(`${url}/v1/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' })
    expect((await fetch(`${url}/v1/orders`)).status).toBe(404)
  })
})

test('a site that is named twice does not run twice', async () => {
  const twice = startCompany({ sites: ['lyon', 'lyon'], port: 0, mqttPort: 0 })
  await expect(twice).rejects.toThrow(new CannotStart('The site lyon is named twice; each runs once.'))
})
