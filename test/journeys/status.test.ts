import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, type Crew, codesOf, crewOf, kg, read, releasedLot } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
beforeAll(async () => {
  crew = await crewOf(plant().url)
  accepted(await crew.erik.defineMaterial({ materialId: 'ICING' }, { name: 'Icing', unit: 'kg' }))
})

const on = (lotId: string, command: string, body: object, user: 'ada' | 'olga' | 'quinn' | 'quentin' = 'olga') =>
  crew[user].post(`/v1/lots/${lotId}/${command}`, body)
const decided = async (lotId: string, command: 'release' | 'reject', user: 'quinn' | 'quentin', more: object = {}) =>
  on(lotId, command, { ...more, ...(await crew.sign(user, command === 'release' ? 'released' : 'rejected')) }, user)

describe('the status of a lot of which nothing is left', () => {
  test.each([
    ['SCRAPPED', 'scrap', { reason: 'Caked' }, 'depleted'],
    ['SPLIT', 'split', { parts: [{ lotId: 'SPLIT-1', quantity: kg('90') }] }, 'depleted'],
    ['COUNTED', 'adjust', { counted: kg('0'), reason: 'Gone' }, 'depleted'],
    ['RETURNED', 'return', { shipmentId: 'SH-WET', supplierId: 'ACME', reason: 'Wet' }, 'shipped'],
  ] as const)('says where it went: %s', async (lotId, command, body, status) => {
    const lot = { lotId, materialId: 'ICING', quantity: kg('90'), supplierId: 'ACME' }
    accepted(await crew.ada.receiveLot(lot))
    accepted(await decided(lotId, 'release', 'quinn'))
    accepted(await on(lotId, command, body, command === 'scrap' || command === 'adjust' ? 'olga' : 'ada'))
    expect(await read(crew.vera.getLot({ lotId }))).toMatchObject({
      status,
      remaining: kg('0'),
      left: { consumed: kg('0') },
    })
    const { items } = await read(crew.vera.listLots({ materialId: 'ICING', status }))
    expect(items).toContainEqual(expect.objectContaining({ lotId, status }))
  })
})

describe('a recall', () => {
  test('is one, whatever key it comes with, and one signature ends it', async () => {
    await releasedLot(crew, 'TWICE', 'ICING', kg('90'))
    const recall = (body: object) => on('TWICE', 'recall', { reason: 'Glass in a bag', ...body })
    const first = accepted(await recall({ holdId: 'RC-1' }))
    for (const body of [{ holdId: 'RC-1' }, {}, { holdId: 'RC-2' }]) {
      const again = await recall(body)
      expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body])
    }
    expect(await read(crew.vera.getLot({ lotId: 'TWICE' }))).toMatchObject({ holds: ['RC-1'] })
    const release = { reason: 'No glass', ...(await crew.sign('quinn', 'released')) }
    accepted(await crew.quinn.releaseHold({ holdId: 'RC-1' }, release))
    expect(await read(crew.vera.getLot({ lotId: 'TWICE' }))).toMatchObject({ holds: [] })
    expect(accepted(await recall({})).body.data.holdId).not.toBe('RC-1')
  })

  test('keeps its lot from being counted away: quality signs the count, which keeps the signature', async () => {
    await releasedLot(crew, 'UNCOUNTED', 'ICING', kg('90'))
    accepted(await on('UNCOUNTED', 'recall', { reason: 'Glass in a bag' }))
    const count = { counted: kg('5'), reason: 'Inventory' }
    expect(codesOf(await on('UNCOUNTED', 'adjust', count))).toEqual(['signature-missing'])
    expect(codesOf(await on('UNCOUNTED', 'adjust', { ...count, ...(await crew.sign('olga', 'verified')) }))).toEqual([
      'signature-wrong-role',
    ])
    expect(await read(crew.vera.getLot({ lotId: 'UNCOUNTED' }))).toMatchObject({ remaining: kg('90') })
    const { body } = accepted(await on('UNCOUNTED', 'adjust', { ...count, ...(await crew.sign('quinn', 'verified')) }))
    expect(body).toMatchObject({ data: { reason: 'Inventory' }, signatures: [{ meaning: 'verified' }] })
    expect(await read(crew.vera.getLot({ lotId: 'UNCOUNTED' }))).toMatchObject({ remaining: kg('5') })
  })
})

describe('the release of a lot', () => {
  test('that is rejected takes a reason, and another person than who rejected it', async () => {
    await releasedLot(crew, 'UNDONE', 'ICING', kg('90'))
    accepted(await decided('UNDONE', 'reject', 'quinn', { reason: 'Caked' }))
    expect(codesOf(await decided('UNDONE', 'release', 'quinn'))).toEqual(['reason-missing', 'signature-same-person'])
    const because = { reason: 'The sample was another' }
    expect(codesOf(await decided('UNDONE', 'release', 'quinn', because))).toEqual(['signature-same-person'])
    expect(await read(crew.vera.getLot({ lotId: 'UNDONE' }))).toMatchObject({ status: 'rejected' })
    expect(accepted(await decided('UNDONE', 'release', 'quentin', because)).body).toMatchObject({ data: because })
    expect(await read(crew.vera.getLot({ lotId: 'UNDONE' }))).toMatchObject({ status: 'released' })
  })

  test('that has expired is refused until it was tested again', async () => {
    const lot = { lotId: 'OLD', materialId: 'ICING', quantity: kg('90'), expiresAt: '2021-06-30T00:00:00.000Z' }
    accepted(await crew.ada.receiveLot(lot))
    expect(codesOf(await decided('OLD', 'release', 'quinn'))).toEqual(['lot-expired'])
    const retest = { expiresAt: '2099-06-30T00:00:00.000Z', ...(await crew.sign('quinn', 'verified')) }
    accepted(await on('OLD', 'retest', retest, 'quinn'))
    accepted(await decided('OLD', 'release', 'quinn'))
    expect(await read(crew.vera.getLot({ lotId: 'OLD' }))).toMatchObject({ status: 'released' })
  })
})

test('what lies in a place is listed by it, and what was used up there is not', async () => {
  for (const equipmentId of ['BAY-1', 'BAY-2'])
    accepted(await crew.erik.defineEquipment({ equipmentId }, { name: equipmentId, level: 'storage-unit' }))
  for (const [lotId, location] of [
    ['HERE', 'BAY-1'],
    ['GONE', 'BAY-1'],
    ['THERE', 'BAY-2'],
  ] as const)
    accepted(await crew.ada.receiveLot({ lotId, materialId: 'ICING', quantity: kg('90'), location }))
  accepted(await on('GONE', 'scrap', { reason: 'Caked' }))
  const { items } = await read(crew.vera.listLots({ location: 'BAY-1' }))
  expect(items.map(({ lotId }) => lotId)).toEqual(['HERE'])
})

describe('the label of a logistic unit', () => {
  const label = (id: string, more = '') => plant().request('ada', 'GET', `/v1/containers/${id}/label${more}`)

  test('has its SSCC as GS1-128 and DataMatrix, with the lot that is in it', async () => {
    const [drum] = [{ sublotId: 'DRUM-1', quantity: kg('90') }]
    accepted(await crew.ada.receiveLot({ lotId: 'DRUMS', materialId: 'ICING', quantity: kg('90'), sublots: [drum] }))
    const pallet = '395212340000000175'
    accepted(await crew.ada.makeContainer({ containerId: pallet, kind: 'pallet' }))
    expect(await (await label(pallet, '?format=zpl')).text()).toContain('Empty pallet')
    const units = [{ lotId: 'DRUMS', sublotId: 'DRUM-1' }]
    accepted(await crew.ada.packContainer({ containerId: pallet }, { units }))
    const zpl = await (await label(pallet, '?format=zpl&print=2')).text()
    for (const text of [`>800${pallet}`, '^BX', 'DRUMS', '90 kg', 'REPRINT']) expect(zpl).toContain(text)
    const pdf = await label(pallet)
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  })

  test('is not made for a number that is no SSCC', async () => {
    accepted(await crew.ada.makeContainer({ containerId: 'BOX-1', kind: 'case' }))
    const refused = await label('BOX-1')
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ code: 'barcode-invalid' })
    expect((await label('BOX-2')).status).toBe(404)
  })
})
