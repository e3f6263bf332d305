import { beforeAll, describe, expect, test } from 'vitest'
import { idInPath } from '../../events/id-rule.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
/** As labels print them: with the separators of paths, refs, queries and spreadsheets. */
const printed = ['24/117', '=24:117?a&b', '..', '(10)%2F+24', '"24",;<117>'] as const

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const [materialId, gtin] of [
    ['WHEAT', '9521234543237'],
    ['OTHER-WHEAT', undefined],
  ] as const)
    accepted(await crew.erik.defineMaterial({ materialId }, { name: 'Wheat flour', unit: 'kg', gtin }))
  accepted(await crew.erik.defineEquipment({ equipmentId: 'SILO-1' }, { name: 'Silo', level: 'storage-zone' }))
})

describe('a lot with the number that its label has', () => {
  test.each(printed)('%s is received, read, released, moved, split and traced', async (lotId) => {
    const receipt = await crew.ada.receiveLot({ lotId, materialId: 'WHEAT', quantity: kg('100') })
    expect(receipt.status).toBe(201)
    const location = receipt.headers.get('location') ?? ''
    expect(location).toMatch(/^\/v1\/lots\/[A-Za-z0-9._~-]+$/)
    expect((await crew.vera.get(location)).body).toMatchObject({ lotId })
    accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
    accepted(await crew.ada.moveLot({ lotId }, { to: 'SILO-1' }))
    accepted(await crew.ada.divideLot({ lotId }, { sublots: [{ sublotId: '117', quantity: kg('10') }] }))
    const part = `${lotId.slice(0, 15)}/part`
    accepted(await crew.ada.splitLot({ lotId }, { parts: [{ lotId: part, quantity: kg('5') }] }))
    expect(await read(crew.vera.getLot({ lotId }))).toMatchObject({ lotId, remaining: kg('95'), status: 'released' })
    expect(await read(crew.vera.getSublot({ lotId, sublotId: '117' }))).toMatchObject({ lotId, sublotId: '117' })
    const listed = await read(crew.vera.listLots({ materialId: 'WHEAT' }))
    expect(listed.items.map((it) => it.lotId)).toContain(lotId)
    const trace = await crew.vera.traceLot({ lotId }, { direction: 'forward' })
    expect(accepted(trace).body).toMatchObject({
      edges: [{ from: `lot:${idInPath(lotId)}`, to: `lot:${idInPath(part)}` }],
      complete: true,
    })
    expect(await read(crew.vera.getLotBalance({ lotId }))).toMatchObject({ lotId })
  })

  test('is held, with what was split off, and its hold is listed under it', async () => {
    const [lotId, part] = ['24/118', '24/118/B']
    accepted(await crew.ada.receiveLot({ lotId, materialId: 'WHEAT', quantity: kg('100') }))
    accepted(await crew.ada.splitLot({ lotId }, { parts: [{ lotId: part, quantity: kg('5') }] }))
    const hold = await read(crew.quinn.placeHold({ subject: { type: 'lot', id: lotId }, reason: 'Smells of mould' }))
    const holds = async (subject: string) => (await read(crew.vera.listHolds({ subject }))).items.map((it) => it.holdId)
    expect(await holds(`lot:${lotId}`)).toEqual([hold.subject.id])
    expect(await holds(`lot:${part}`)).toEqual([hold.subject.id])
    const refused = await crew.ada.moveLot({ lotId: part }, { to: 'SILO-1' })
    expect(refused).toMatchObject({ status: 409, problem: { violations: [{ ref: 'lot:24~2F118~2FB' }] } })
  })

  test('is named in a refusal as in a path, also where the refusal is about another lot', async () => {
    for (const [lotId, materialId] of [
      ['24/122', 'WHEAT'],
      ['24/123', 'OTHER-WHEAT'],
    ] as const)
      accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: kg('10') }))
    const refused = await crew.ada.mergeLots({ lotId: '24/124' }, { from: [{ lotId: '24/122' }, { lotId: '24/123' }] })
    const refs = refused.problem?.violations.map(({ code, ref }) => `${code} ${ref}`)
    expect(refs).toContain('lots-not-alike lot:24~2F123')
    const scanned = await crew.vera.scan({ code: '24/999' })
    expect(scanned.problem?.violations).toMatchObject([{ ref: 'lot:24~2F999' }])
  })

  test('is consumed, and its date overridden, without being mistaken', async () => {
    const lotId = '24/119'
    accepted(
      await crew.erik.defineMaterial(
        { materialId: 'OLD-WHEAT' },
        { name: 'Flour', unit: 'kg', expiryPolicy: 'block-unless-signed' },
      ),
    )
    const line = { lineId: '10', materialId: 'OLD-WHEAT', quantity: kg('20') }
    await approvedRecipe(crew, 'OLD-LOAF', [{ stepId: 'mix', materials: [line] }])
    const old = { expiresAt: '2026-01-31', manufacturedAt: '2025-01-31T00:00:00.000Z' }
    accepted(await crew.ada.receiveLot({ lotId, materialId: 'OLD-WHEAT', quantity: kg('100'), ...old }))
    const fresh = { expiresAt: '2099-01-31', ...(await crew.sign('quinn', 'verified')) }
    accepted(await crew.quinn.retestLot({ lotId }, fresh))
    accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
    await runningOrder(crew, 'OLD-LOAF-1', 'OLD-LOAF', [{ stepId: 'mix' }])
    const body = { stepId: 'mix', lineId: '10', lotId, quantity: kg('20') }
    expect((await read(crew.ada.consume({ orderId: 'OLD-LOAF-1' }, body))).data).toMatchObject({ lotId })
    const trace = await crew.vera.traceLot({ lotId }, { direction: 'forward' })
    expect(accepted(trace).body).toMatchObject({ edges: [{ from: 'lot:24~2F119', to: 'order:OLD-LOAF-1' }] })
  })

  test('is not taken for a lot of the site that its number begins with', async () => {
    const line = { lineId: '10', materialId: 'WHEAT', quantity: kg('10') }
    const tolerance = { minusPercent: '100', plusPercent: '100' }
    await approvedRecipe(crew, 'TWO-WHEATS', [{ stepId: 'mix', materials: [{ ...line, tolerance }] }])
    await runningOrder(crew, 'TWO-WHEATS-1', 'TWO-WHEATS', [{ stepId: 'mix' }])
    const uses = async (lotId: string, from: object) => {
      accepted(await crew.ada.receiveLot({ lotId, materialId: 'WHEAT', quantity: kg('10'), ...from }))
      accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
      const body = { stepId: 'mix', lineId: '10', lotId, quantity: kg('1') }
      accepted(await crew.ada.consume({ orderId: 'TWO-WHEATS-1' }, body))
    }
    await uses('cork/24', { supplierId: 'ACME' })
    await uses('24-OF-CORK', { origin: { site: 'cork', lotId: '24' } })
    accepted(await crew.ada.produce({ orderId: 'TWO-WHEATS-1' }, { stepId: 'mix', lotId: 'TWO', quantity: kg('5') }))
    const trace = accepted(await crew.vera.traceLot({ lotId: 'TWO' }, { direction: 'backward' })).body
    expect(trace).toMatchObject({
      nodes: expect.arrayContaining([
        expect.objectContaining({ type: 'lot', id: 'cork/24', materialId: 'WHEAT' }),
        expect.objectContaining({ type: 'lot', id: '24', site: 'cork' }),
        expect.objectContaining({ type: 'supplier', id: 'ACME' }),
      ]),
      edges: expect.arrayContaining([
        expect.objectContaining({ from: 'lot:cork~2F24', to: 'order:TWO-WHEATS-1' }),
        expect.objectContaining({ from: 'supplier:ACME', to: 'lot:cork~2F24' }),
        expect.objectContaining({ from: 'lot:cork/24', to: 'lot:24-OF-CORK' }),
      ]),
    })
  })

  test('is not taken for a sublot of another lot', async () => {
    const quantity = kg('10')
    accepted(
      await crew.ada.receiveLot({ lotId: '25', materialId: 'WHEAT', quantity, sublots: [{ sublotId: '1', quantity }] }),
    )
    accepted(await crew.ada.receiveLot({ lotId: '25/1', materialId: 'OTHER-WHEAT', quantity }))
    expect(await read(crew.vera.getLot({ lotId: '25/1' }))).toMatchObject({ materialId: 'OTHER-WHEAT' })
    expect((await crew.vera.get('/v1/lots/25/sublots/1')).body).toMatchObject({ materialId: 'WHEAT' })
  })

  test('is found by its symbol, by GTIN and lot and as it is printed', async () => {
    accepted(await crew.ada.receiveLot({ lotId: '24/120', materialId: 'WHEAT', quantity: kg('10') }))
    for (const code of [
      '24/120',
      '(01)09521234543237(10)24/120',
      '(10)24/120',
      'https://id.gs1.org/01/09521234543237/10/24%2F120',
    ])
      expect((await read(crew.vera.scan({ code }))).matches).toMatchObject([{ type: 'lot', lotId: '24/120' }])
  })

  test('is found by a label that carries more than a plant uses, and what the label lacks is said', async () => {
    accepted(await crew.ada.receiveLot({ lotId: '24/129', materialId: 'WHEAT', quantity: kg('10') }))
    const whole = await read(crew.vera.scan({ code: '(01)09521234543237(10)24/129(422)250(7030)250A1' }))
    expect(whole).toMatchObject({
      elements: [{}, {}, { ai: '422', title: 'ORIGIN', value: '250' }, { ai: '7030', title: 'PROCESSOR' }],
      matches: [{ type: 'lot', lotId: '24/129' }],
    })
    expect(whole.warnings).toBeUndefined()
    const part = await crew.vera.scan({ code: '(10)24/129' }, { accept: 'application/json' })
    expect(accepted(part).body.warnings).toMatchObject([
      { code: 'barcode-invalid', detail: expect.stringMatching(/^\(10\) BATCH\/LOT stands beside \(01\)/) },
    ])
    const both = await crew.vera.scan({ code: '(01)09521234543237(10)24/129(37)12' })
    expect(codesOf(both)).toEqual(['barcode-invalid'])
    expect(both.text).toContain('(01) and (37), which never stand on one label')
  })

  test('is proposed by the label of its delivery before it is in stock, and found by it afterwards', async () => {
    const code = '(01)09521234543237(3102)002500(15)371231(10)24/140'
    const asked = { code, for: 'receipt' } as const
    expect(codesOf(await crew.vera.scan({ code }))).toEqual(['not-found'])
    const { receipt = {}, matches } = await read(crew.vera.scan(asked))
    expect(matches).toMatchObject([{ type: 'material' }])
    expect(receipt).toMatchObject({
      lotId: '24/140',
      quantity: { value: '25.00', unit: 'kg' },
      expiresAt: '2037-12-31T23:00:00.000Z',
    })
    const { lotId = '', materialId = '', quantity = kg('0'), expiresAt } = receipt
    accepted(await crew.ada.receiveLot({ lotId, materialId, quantity, ...(expiresAt && { expiresAt }) }))
    expect(await read(crew.vera.scan(asked))).toMatchObject({ matches: [{ type: 'lot', lotId: '24/140' }] })
  })

  test('is the whole of a label without elements, and of an unknown GTIN the label is refused', async () => {
    const plain = await read(crew.vera.scan({ code: '24/141', for: 'receipt' }))
    expect(plain).toMatchObject({ matches: [], receipt: { lotId: '24/141' } })
    const unknown = await crew.vera.scan({ code: '(01)09521234543206(10)24/142', for: 'receipt' })
    expect(codesOf(unknown)).toEqual(['not-found'])
    expect(unknown.text).toContain('09521234543206')
  })

  test('comes from an ERP', async () => {
    const message = `<SyncMaterialLot><ApplicationArea/><DataArea><Sync/><MaterialLot><ID>24/121</ID>
      <MaterialDefinitionID>WHEAT</MaterialDefinitionID><Status>Valid</Status>
      <Quantity><QuantityString>10</QuantityString><UnitOfMeasure>KGM</UnitOfMeasure></Quantity></MaterialLot></DataArea></SyncMaterialLot>`
    const token = await plant().token('sap')
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/xml',
      'idempotency-key': crypto.randomUUID(),
    }
    const answer = await fetch(`${plant().url}/v1/erp/b2mml`, { method: 'POST', headers, body: message })
    expect(await answer.json()).toMatchObject({ accepted: [{ object: 'lot:24~2F121' }], refused: [] })
    expect(await read(crew.vera.getLot({ lotId: '24/121' }))).toMatchObject({ status: 'released' })
  })

  test.each(['24 117', '24#117', '24@117', '24~2F117', '123456789012345678901/', 'é', ''])(
    '%j is no lot number',
    async (lotId) => {
      const refused = await crew.ada.receiveLot({ lotId, materialId: 'WHEAT', quantity: kg('10') })
      expect(codesOf(refused)).toEqual(['invalid-request'])
    },
  )

  test('is not in a path by its percent-encoding, because API Gateway decodes it before the route', async () => {
    expect((await crew.vera.get('/v1/lots/24%2F117')).status).toBe(404)
  })
})
