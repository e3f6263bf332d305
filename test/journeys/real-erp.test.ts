import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Said } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import type { UntypedAnswer } from '../support/untyped.ts'

const folder = new URL('../../../shared/data/b2mml/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`SKIPPED: the ERP's own messages are not beside this repository (../shared/data/b2mml).`)

/** In the order in which the ERP sends them: the material, its lot, the sublot, the schedule. */
const messages = ['MAT-', 'LOT-', 'INV-', 'PRO-'] as const

const textOf = (prefix: string): string => {
  const name = readdirSync(folder).find((file) => file.startsWith(prefix) && file.endsWith('.xml')) ?? ''
  return readFileSync(new URL(name, folder), 'utf8')
}

describe.skipIf(!present)('the messages of a real ERP', () => {
  const plant = useSharedPlant()
  let crew: Crew
  const send = (prefix: string, key: string, edited = (text: string) => text): Promise<UntypedAnswer> =>
    fetch(`${plant().url}/v1/erp/b2mml`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/xml', 'idempotency-key': key },
      body: edited(textOf(prefix)),
    }).then(async (answer) => {
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) }
    })
  let token: string
  const first: Record<string, UntypedAnswer> = {}

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    token = await plant().token('sap')
    for (const prefix of messages) first[prefix] = await send(prefix, `first-${prefix}`)
  })

  const state = async () => {
    const { vera } = crew
    return {
      material: await read(vera.getMaterial({ materialId: 'CRBN0001' })),
      lot: await read(vera.getLot({ lotId: 'CRBN0001_LOT01' })),
      order: await read(vera.getOrder({ orderId: '258456' })),
    }
  }
  const factsOf = async (subject: string): Promise<unknown[]> => (await read(crew.vera.getAudit({ subject }))).items

  test('are taken whole: the material, the lot, its sublot, the order', () => {
    expect(messages.map((prefix) => first[prefix]?.body)).toMatchObject([
      { accepted: [{ object: 'material:CRBN0001' }], refused: [] },
      { accepted: [{ object: 'lot:CRBN0001_LOT01' }], refused: [] },
      { accepted: [{ object: 'lot:CRBN0001_LOT01/CRBN0001_LOT01_01' }], refused: [] },
      { accepted: [{ object: 'order:258456' }], refused: [] },
    ])
  })

  test('make an order of four lines, of which two are of the same material', async () => {
    const body = await read(crew.vera.getOrder({ orderId: '258456' }))
    expect(body).toMatchObject({ status: 'created', product: 'SO1215', quantity: { value: '1.000', unit: 'kg' } })
    expect('materials' in body && body.materials).toMatchObject([
      { lineId: '0010', materialId: 'CRBN0001', quantity: kg('5.000') },
      { lineId: '0020', materialId: 'CRBN0002', quantity: kg('50.000') },
      { lineId: '0030', materialId: 'CRBN0001', quantity: kg('811.000') },
      { lineId: '0040', materialId: 'CRBN0003', quantity: kg('100.000') },
    ])
  })

  test('make a lot that expired in 2013 and holds what its sublot holds', async () => {
    const { body } = await crew.vera.getLot({ lotId: 'CRBN0001_LOT01' })
    expect(body).toMatchObject({
      materialId: 'CRBN0001',
      expiresAt: '2013-12-08T00:00:00.000Z',
      status: 'expired',
      remaining: kg('24.91'),
    })
  })

  test.each(messages)(
    'of which %s, sent again under the same key, is answered the same and changes nothing',
    async (prefix) => {
      const before = {
        state: await state(),
        order: await factsOf('order:258456'),
        lot: await factsOf('lot:CRBN0001_LOT01'),
      }
      const again = await send(prefix, `first-${prefix}`)
      expect(again.body).toEqual(first[prefix]?.body)
      expect(again.headers.get('idempotency-replayed')).toBe('true')
      expect({
        state: await state(),
        order: await factsOf('order:258456'),
        lot: await factsOf('lot:CRBN0001_LOT01'),
      }).toEqual(before)
    },
  )

  test.each(messages)('of which %s, sent anew under another key, leaves everything as it is', async (prefix) => {
    const before = await state()
    const again = await send(prefix, `second-${prefix}`)
    expect([again.status, again.body.refused]).toEqual([200, []])
    expect(await state()).toEqual(before)
  })

  test('of which the material, without a property, leaves what the plant and former messages said', async () => {
    const materialId = 'CRBN0001'
    const { name, unit, hazards, ...rest } = await read(crew.erik.getMaterial({ materialId }))
    expect(hazards).toEqual(['C', 'XN'])
    const { materialId: _id, ...more } = rest
    const own = { ...more, family: 'CARBONS', storage: ['dry'], shelfLifeDays: 365, gtin: '9521234549871' }
    accepted(await crew.erik.defineMaterial({ materialId }, { name, unit, hazards, ...own }, { ifMatch: '*' }))
    const defined = await read(crew.erik.getMaterial({ materialId }))
    const without = (id: string) => (text: string) =>
      text.replace(
        new RegExp(`<MaterialDefinitionProperty>\\s*<ID>${id}</ID>[\\s\\S]*?</MaterialDefinitionProperty>`),
        '',
      )
    for (const id of ['HazardousMaterialWarning', 'BaseUnitOfMeasure']) {
      const answer = await send('MAT-', `without-${id}`, without(id))
      expect([answer.body.accepted.length, answer.body.refused]).toEqual([1, []])
      expect(await read(crew.erik.getMaterial({ materialId }))).toEqual(defined)
    }
    const asNew = (text: string) => without('BaseUnitOfMeasure')(text).replace(materialId, 'CRBN0009')
    expect((await send('MAT-', 'without-a-unit', asNew)).body.refused).toMatchObject([
      { object: 'material:CRBN0009', violations: [{ detail: expect.stringContaining('BaseUnitOfMeasure') }] },
    ])
  })

  test('have the gate refuse the lot for its expiry and the sublot for its status', async () => {
    const lines = [
      ['0010', 'CRBN0001', '5'],
      ['0020', 'CRBN0002', '50'],
      ['0030', 'CRBN0001', '811'],
      ['0040', 'CRBN0003', '100'],
    ] as const
    const materials = lines.map(([lineId, materialId, value]) => ({ lineId, materialId, quantity: kg(value) }))
    await approvedRecipe(crew, 'SO1215', [{ stepId: 'Weighing', materials }])
    accepted(await crew.paula.releaseOrder({ orderId: '258456' }))
    accepted(await crew.ada.startOrder({ orderId: '258456' }))
    accepted(await crew.ada.startStep({ orderId: '258456', stepId: 'Weighing' }))
    const take = (lineId: string, more: Partial<Said<'consume'>>) =>
      crew.ada.consume(
        { orderId: '258456' },
        {
          stepId: 'Weighing',
          lineId,
          lotId: 'CRBN0001_LOT01',
          quantity: kg('5'),
          ...more,
        },
      )
    const inSublot = await take('0010', { sublotId: 'CRBN0001_LOT01_01' })
    expect([inSublot.status, codesOf(inSublot)]).toEqual([409, ['lot-expired', 'sublot-not-released']])
    const inLot = await take('0030', {})
    expect([inLot.status, codesOf(inLot)]).toEqual([409, ['lot-expired', 'sublot-missing']])
    const elsewhere = await take('0020', { sublotId: 'CRBN0001_LOT01_01' })
    expect(codesOf(elsewhere)).toEqual(['lot-expired', 'lot-wrong-material', 'sublot-not-released'])
    const { remaining } = await read(crew.vera.getLot({ lotId: 'CRBN0001_LOT01' }))
    expect(remaining).toEqual(kg('24.91'))
  })

  test('change nothing of the order once it is on the floor, and are refused by field where they would', async () => {
    const facts = await factsOf('order:258456')
    const again = await send('PRO-', 'third-PRO-')
    expect(again.body).toMatchObject({ accepted: [{ object: 'order:258456', factId: '' }], refused: [] })
    expect(await factsOf('order:258456')).toEqual(facts)
    const late = await send('PRO-', 'fourth-PRO-', (text) => text.replace('>1.000<', '>2.000<'))
    expect(late.body).toMatchObject({
      accepted: [],
      refused: [{ object: 'order:258456', violations: [{ code: 'order-wrong-status', ref: 'quantity' }] }],
    })
  })
})
