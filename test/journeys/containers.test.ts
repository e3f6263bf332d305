import { beforeAll, describe, expect, test } from 'vitest'
import type { Said } from '../../local/demo/client.ts'
import { accepted, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { epcisFaultsOf } from '../support/epcis.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const each = (value: string) => ({ value, unit: '{each}' }) as const
const gtin = '09521234543220'
const customer = { type: 'customer', id: 'ACME' } as const

beforeAll(async () => {
  crew = await crewOf(plant().url)
  accepted(
    await crew.erik.defineMaterial(
      { materialId: 'FAN' },
      {
        name: 'Fan',
        unit: '{each}',
        gtin: '9521234543220',
        storage: ['dry'],
      },
    ),
  )
  for (const [id, capabilities] of [
    ['DRY-1', ['dry']],
    ['YARD-1', []],
  ] as const)
    accepted(await crew.erik.defineEquipment({ equipmentId: id }, { name: id, level: 'storage-zone', capabilities }))
})

/** A lot of fans, released by quality, with these units. */
async function fansOf(lotId: string, pieces: string, serials: readonly string[]): Promise<void> {
  accepted(await crew.ada.receiveLot({ lotId, materialId: 'FAN', quantity: each(pieces) }))
  accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
  if (serials.length > 0) accepted(await crew.ada.makeUnits({ lotId }, { serials }))
}
const caseOf = async (containerId: string) =>
  (await read(crew.ada.makeContainer({ containerId, kind: 'case' }))).subject.id
const units = (lotId: string, ...serials: string[]) => ({ units: serials.map((sublotId) => ({ lotId, sublotId })) })
const pack = (id: string, body: Said<'packContainer'>) => crew.ada.packContainer({ containerId: id }, body)
const scan = (code: string) => crew.vera.scan({ code })

describe('sublots', () => {
  test('come in with the lot or are made of it; lot and sublots never disagree', async () => {
    const sublots = ['A', 'B'].map((sublotId) => ({ sublotId, quantity: each('10') }))
    accepted(await crew.ada.receiveLot({ lotId: 'SUB-1', materialId: 'FAN', quantity: each('30'), sublots }))
    const more = { sublots: [{ sublotId: 'C', quantity: each('4') }] }
    accepted(await crew.ada.divideLot({ lotId: 'SUB-1' }, more))
    expect(await read(crew.vera.getLot({ lotId: 'SUB-1' }))).toMatchObject({
      remaining: each('30'),
      inSublots: each('24'),
      loose: each('6'),
    })
    const page = await read(crew.vera.listSublots({ lotId: 'SUB-1' }, { limit: '2' }))
    const rest = await read(crew.vera.listSublots({ lotId: 'SUB-1' }, { limit: '2', cursor: page.nextCursor }))
    const found = [...page.items, ...rest.items]
    expect(found.map((it) => [it.sublotId, it.remaining.value, it.status])).toEqual([
      ['A', '10', 'quarantine'],
      ['B', '10', 'quarantine'],
      ['C', '4', 'quarantine'],
    ])
    accepted(await crew.quinn.releaseLot({ lotId: 'SUB-1' }, await crew.sign('quinn', 'released')))
    const dented = { sublotId: 'B', reason: 'It is dented', ...(await crew.sign('quinn', 'rejected')) }
    accepted(await crew.quinn.rejectLot({ lotId: 'SUB-1' }, dented))
    const statuses = (await read(crew.vera.listSublots({ lotId: 'SUB-1' }))).items.map((it) => it.status)
    expect(statuses).toEqual(['released', 'rejected', 'released'])
    const refused = await crew.ada.shipLot(
      { lotId: 'SUB-1' },
      {
        shipmentId: 'SH-0',
        to: customer,
        quantity: each('7'),
      },
    )
    expect([refused.status, codesOf(refused)]).toEqual([409, ['sublot-missing']])
  })

  test('and what lies loose beside them are counted each for itself', async () => {
    const sublots = [{ sublotId: 'DRUM', quantity: each('10') }]
    accepted(await crew.ada.receiveLot({ lotId: 'LOOSE-1', materialId: 'FAN', quantity: each('16'), sublots }))
    const count = (body: Omit<Said<'adjustLot'>, 'reason'>) =>
      crew.olga.adjustLot({ lotId: 'LOOSE-1' }, { reason: 'Inventory', ...body })
    expect(codesOf(await count({ counted: each('4') }))).toEqual(['sublot-missing'])
    const both = await count({ counted: each('4'), loose: true, sublotId: 'DRUM' })
    expect([both.status, codesOf(both)]).toEqual([400, ['invalid-request']])
    accepted(await count({ counted: each('4'), loose: true }))
    accepted(await count({ counted: each('9'), sublotId: 'DRUM' }))
    expect(await read(crew.vera.getLot({ lotId: 'LOOSE-1' }))).toMatchObject({
      remaining: each('13'),
      inSublots: each('9'),
      loose: each('4'),
      left: { adjusted: each('3') },
    })
    expect(await read(crew.vera.getLotBalance({ lotId: 'LOOSE-1' }))).toMatchObject({ balanced: true })
    accepted(await count({ counted: each('0'), loose: true }))
    expect(await read(crew.vera.getLot({ lotId: 'LOOSE-1' }))).toMatchObject({ remaining: each('9'), loose: each('0') })
  })

  test('are refused when they are more than lies loose, badly counted or not there', async () => {
    const wanted = { sublots: [{ sublotId: 'Z', quantity: each('7') }] }
    const over = await crew.ada.divideLot({ lotId: 'SUB-1' }, wanted)
    expect([over.status, codesOf(over)]).toEqual([409, ['lot-insufficient']])
    const long = { sublots: [{ sublotId: 'Z', quantity: each('123456789012345678901234567890') }] }
    expect((await crew.ada.divideLot({ lotId: 'SUB-1' }, long)).status).toBe(400)
    expect((await crew.vera.getSublot({ lotId: 'SUB-1', sublotId: 'Z' })).status).toBe(404)
    expect((await crew.vera.listSublots({ lotId: 'NONE' })).status).toBe(404)
  })
})

describe('units', () => {
  test('bear a serial number that no other unit of the material has, and are found by it', async () => {
    await fansOf('UNI-1', '5', ['U-1', 'U-2'])
    await fansOf('UNI-2', '5', [])
    const again = await crew.ada.makeUnits({ lotId: 'UNI-2' }, { serials: ['U-1', 'U-3', 'U-3'] })
    expect([again.status, codesOf(again), again.problem?.violations]).toMatchObject([
      409,
      ['serial-duplicated'],
      { length: 2 },
    ])
    const whole = { type: 'unit', lotId: 'UNI-1', sublotId: 'U-1', serial: 'U-1', status: 'released' }
    for (const code of [
      `(01)${gtin}(21)U-1`,
      `01${gtin}10UNI-1\u001d21U-1`,
      `https://id.gs1.org/01/9521234543220/21/U-1`,
      'UNI-1@U-1',
    ])
      expect((await read(scan(code))).matches).toMatchObject([whole])
  })

  test('and codes that say something else are refused with every reason', async () => {
    expect((await read(scan('UNI-1'))).matches).toMatchObject([{ type: 'lot', lotId: 'UNI-1', status: 'released' }])
    expect((await read(scan(`(01)${gtin}(10)UNI-1`))).matches).toMatchObject([{ type: 'lot' }])
    expect((await read(scan(`(01)${gtin}`))).matches).toEqual([
      { type: 'material', materialId: 'FAN', name: 'Fan', unit: '{each}', gtin },
    ])
    const wrong = await scan('(01)09521234543221(17)261331')
    expect([wrong.status, wrong.problem?.code, wrong.problem?.violations.length]).toEqual([400, 'barcode-invalid', 2])
    const unknown = await scan('(01)00012345678905(10)NONE')
    expect([unknown.status, codesOf(unknown), unknown.problem?.violations.length]).toEqual([404, ['not-found'], 2])
    expect((await scan('NOTHING-LIKE-IT')).status).toBe(404)
    expect((await read(scan('ben'))).matches).toEqual([{ type: 'person', personId: 'ben', name: 'Ben Okafor' }])
    expect((await scan(`(01)${gtin}(21)U-99`)).status).toBe(404)
  })
})

describe('containers', () => {
  test('are packed, nested, moved and unpacked, and what is in them is where they are', async () => {
    await fansOf('BOX-LOT', '10', ['F-1', 'F-2', 'F-3'])
    await caseOf('CASE-1')
    const pallet = (await read(crew.ada.makeSsccContainer({ kind: 'pallet', location: 'DRY-1' }))).subject.id
    expect(pallet).toMatch(/^\d9521234\d{10}$/)
    accepted(await pack('CASE-1', units('BOX-LOT', 'F-1', 'F-2')))
    const early = await crew.ada.scrapLot({ lotId: 'BOX-LOT' }, { sublotId: 'F-1', reason: 'It is dented' })
    expect([early.status, codesOf(early)]).toEqual([403, ['forbidden']])
    const packed = await crew.olga.scrapLot({ lotId: 'BOX-LOT' }, { sublotId: 'F-1', reason: 'It is dented' })
    expect([packed.status, codesOf(packed)]).toEqual([409, ['sublot-packed']])
    accepted(await pack(pallet, { ...units('BOX-LOT', 'F-3'), containers: ['CASE-1'] }))
    const whole = await read(crew.vera.getContainer({ containerId: pallet }))
    expect(whole).toMatchObject({
      kind: 'pallet',
      status: 'open',
      location: 'DRY-1',
      units: [{ sublotId: 'F-3', status: 'released', location: 'DRY-1' }],
      containers: [
        {
          containerId: 'CASE-1',
          parentId: pallet,
          location: 'DRY-1',
          units: [{ sublotId: 'F-1' }, { sublotId: 'F-2' }],
        },
      ],
    })
    expect(await read(crew.vera.getSublot({ lotId: 'BOX-LOT', sublotId: 'F-1' }))).toMatchObject({
      containerId: 'CASE-1',
      location: 'DRY-1',
    })
    expect((await read(scan(`(00)${pallet}`))).matches).toMatchObject([{ type: 'container', containerId: pallet }])

    const outside = await crew.ada.moveContainer({ containerId: pallet }, { to: 'YARD-1' })
    expect([outside.status, codesOf(outside)]).toEqual([409, ['storage-unfit']])
    const within = await pack('CASE-1', { containers: [pallet, 'CASE-1', 'CASE-9'] })
    expect(codesOf(within)).toEqual(['container-in-itself', 'container-packed', 'container-unknown'])
    accepted(await crew.ada.unpackContainer({ containerId: pallet }, { containers: ['CASE-1'] }))
    accepted(await crew.ada.unpackContainer({ containerId: 'CASE-1' }))
    expect(await read(crew.vera.getSublot({ lotId: 'BOX-LOT', sublotId: 'F-1' }))).toMatchObject({ location: 'DRY-1' })
    expect((await read(crew.vera.getContainer({ containerId: 'CASE-1' }))).units).toEqual([])
  })

  test('are refused numbers with a wrong check digit, numbers that are too long, and numbers that are taken', async () => {
    const make = (containerId: string) => crew.ada.makeContainer({ containerId, kind: 'drum' })
    expect((await make('395212340000000014')).status).toBe(201)
    for (const number of ['395212340000000019', '3952123400000000', '1'.repeat(30)]) {
      const refused = await make(number)
      expect([refused.status, codesOf(refused)]).toEqual([400, ['barcode-invalid']])
    }
    expect(codesOf(await make('395212340000000014'))).toEqual(['already-exists'])
    const twice = await pack('395212340000000014', units('BOX-LOT', 'F-1', 'F-1'))
    expect([twice.status, twice.problem?.violations[0]?.ref]).toEqual([400, 'body#/units'])
    expect((await pack('395212340000000014', {})).status).toBe(400)
    expect((await pack('NONE', units('BOX-LOT', 'F-1'))).status).toBe(404)
  })

  test('leave with all that is in them or not at all, under the number of their shipment', async () => {
    await fansOf('OUT-1', '3', ['O-1', 'O-2'])
    await fansOf('OUT-2', '3', ['O-3'])
    await caseOf('OUT-CASE')
    await caseOf('OUT-PALLET')
    accepted(await pack('OUT-CASE', units('OUT-1', 'O-1', 'O-2')))
    accepted(await pack('OUT-PALLET', { ...units('OUT-2', 'O-3'), containers: ['OUT-CASE'] }))
    const ship = (shipmentId: string, to: Said<'shipContainer'>['to'] = customer) =>
      crew.ada.shipContainer({ containerId: 'OUT-PALLET' }, { shipmentId, to })

    accepted(await crew.quinn.placeHold({ holdId: 'OUT-H', subject: { type: 'lot', id: 'OUT-1' }, reason: 'A noise' }))
    const held = await ship('SH-1')
    expect([held.status, codesOf(held), held.problem?.violations.length]).toEqual([409, ['lot-on-hold'], 1])
    expect(await read(crew.vera.getLot({ lotId: 'OUT-2' }))).toMatchObject({ left: { shipped: each('0') } })
    const ended = { reason: 'A loose screw', ...(await crew.sign('quinn', 'released')) }
    accepted(await crew.quinn.releaseHold({ holdId: 'OUT-H' }, ended))

    accepted(await ship('SH-1'))
    expect(await read(crew.vera.getShipment({ shipmentId: 'SH-1' }))).toMatchObject({
      to: customer,
      lines: [
        { lotId: 'OUT-2', sublotId: 'O-3', quantity: each('1'), containerId: 'OUT-PALLET' },
        { lotId: 'OUT-1', sublotId: 'O-1', quantity: each('1') },
        { lotId: 'OUT-1', sublotId: 'O-2', quantity: each('1') },
      ],
    })
    expect(await read(crew.vera.getLot({ lotId: 'OUT-1' }))).toMatchObject({
      remaining: each('1'),
      left: { shipped: each('2') },
    })
    expect(await read(crew.vera.getLotBalance({ lotId: 'OUT-1' }))).toMatchObject({
      balanced: true,
      left: { shipped: each('2') },
    })
    expect(await read(crew.vera.getSublot({ lotId: 'OUT-1', sublotId: 'O-1' }))).toMatchObject({
      status: 'shipped',
      remaining: each('0'),
    })
    expect(await read(crew.vera.getContainer({ containerId: 'OUT-CASE' }))).toMatchObject({
      status: 'shipped',
      shipmentId: 'SH-1',
    })
    const recall = await read(crew.vera.mockRecall({ lotId: 'OUT-1' }))
    expect(recall).toMatchObject({ counts: { containers: 2, shipments: 1 }, complete: true })
    expect(recall.containers.map(({ id, status }) => [id, status]).sort()).toEqual([
      ['OUT-CASE', 'shipped'],
      ['OUT-PALLET', 'shipped'],
    ])
    const { edges } = await read(crew.vera.traceLot({ lotId: 'OUT-1' }, { direction: 'forward' }))
    const ways = edges.map(({ from, to }) => `${from} ${to}`)
    expect(ways).toEqual(
      expect.arrayContaining(['lot:OUT-1 container:OUT-CASE', 'container:OUT-CASE container:OUT-PALLET']),
    )
    expect(ways).toEqual(expect.arrayContaining(['lot:OUT-1 shipment:SH-1', 'shipment:SH-1 customer:ACME']))
    const events = await plant().request('vera', 'GET', '/v1/lots/OUT-1/recall?format=epcis')
    const document = (await events.json()) as { epcisBody: { eventList: { type: string }[] } }
    expect(epcisFaultsOf(document)).toEqual([])
    expect(document.epcisBody.eventList.map(({ type }) => type)).toContain('AggregationEvent')
    for (const done of [await ship('SH-1'), await pack('OUT-PALLET', units('OUT-2', 'O-3'))])
      expect(codesOf(done)).toContain('container-closed')
    const record = await read(crew.vera.getAudit({ subject: 'container:OUT-PALLET' }))
    expect(record.items.map((it) => it.type)).toEqual([
      'andon.container.made.v1',
      'andon.container.packed.v1',
      'andon.container.command-refused.v1',
      'andon.container.shipped.v1',
      'andon.container.command-refused.v1',
      'andon.container.command-refused.v1',
    ])
  })

  test('are listed where they stand, until they are packed or leave', async () => {
    const lines = async (query: Said<'listContainers'>) =>
      (await read(crew.vera.listContainers({ limit: '200', ...query }))).items.map((it) => it.containerId)
    accepted(await crew.ada.makeContainer({ containerId: 'LIST-1', kind: 'case', location: 'YARD-1' }))
    accepted(await crew.ada.makeContainer({ containerId: 'LIST-2', kind: 'pallet', location: 'YARD-1' }))
    await expect.poll(() => lines({ location: 'YARD-1' })).toEqual(['LIST-1', 'LIST-2'])
    accepted(await pack('LIST-2', { containers: ['LIST-1'] }))
    await expect.poll(() => lines({ location: 'YARD-1' })).toEqual(['LIST-2'])
    expect(await lines({ parent: 'none', status: 'open' })).not.toContain('LIST-1')
    expect(await lines({ status: 'open' })).toContain('LIST-1')
    const first = await read(crew.vera.listContainers({ limit: '1' }))
    expect(first.items).toHaveLength(1)
    const next = await read(crew.vera.listContainers({ limit: '1', cursor: first.nextCursor }))
    expect(next.items).not.toEqual(first.items)
    for (const query of ['status=lost', 'parent=LIST-2', 'location=a%20b', 'limit=0'])
      expect((await crew.vera.get(`/v1/containers?${query}`)).status).toBe(400)
  })

  test('that hold more than leaves at once leave one by one, under one shipment', async () => {
    const serials = Array.from({ length: 120 }, (_, index) => `B-${index}`)
    await fansOf('BIG-1', '120', [])
    for (const from of [0, 40, 80])
      accepted(await crew.ada.makeUnits({ lotId: 'BIG-1' }, { serials: serials.slice(from, from + 40) }))
    await caseOf('BIG-PALLET')
    for (const [index, from] of [0, 40, 80].entries()) {
      await caseOf(`BIG-${index}`)
      accepted(await pack(`BIG-${index}`, units('BIG-1', ...serials.slice(from, from + 40))))
    }
    accepted(await pack('BIG-PALLET', { containers: ['BIG-0', 'BIG-1', 'BIG-2'] }))
    const ship = (id: string, shipmentId = 'SH-BIG') =>
      crew.ada.shipContainer({ containerId: id }, { shipmentId, to: customer })
    const whole = await ship('BIG-PALLET')
    expect([whole.status, codesOf(whole)]).toEqual([409, ['container-full']])
    accepted(await ship('BIG-0'))
    const apart = await ship('BIG-PALLET', 'SH-OTHER')
    expect(codesOf(apart)).toEqual(['shipment-misdirected'])
    accepted(await ship('BIG-1'))
    accepted(await ship('BIG-PALLET'))
    expect((await read(crew.vera.getShipment({ shipmentId: 'SH-BIG' }))).lines).toHaveLength(120)
    expect(await read(crew.vera.getLot({ lotId: 'BIG-1' }))).toMatchObject({ remaining: each('0'), status: 'shipped' })
  })
})

describe('a fact about several lots', () => {
  test('is the same event in the export of each of them', async () => {
    await fansOf('EXP-1', '5', ['X-1'])
    await fansOf('EXP-2', '5', ['X-2'])
    const caseId = await caseOf('CASE-EXP')
    const both = { units: [...units('EXP-1', 'X-1').units, ...units('EXP-2', 'X-2').units] }
    accepted(await pack(caseId, both))
    const toldOf = async (lotId: string) => {
      const answer = await plant().request('vera', 'GET', `/v1/lots/${lotId}/trace?direction=forward&format=epcis`)
      const document = (await answer.json()) as { epcisBody: { eventList: Record<string, unknown>[] } }
      expect(epcisFaultsOf(document)).toEqual([])
      return document.epcisBody.eventList.filter((event) => event['andon:subject'] === `container:${caseId}`)
    }
    const [told] = await toldOf('EXP-1')
    expect(told).toMatchObject({ childEPCs: ['X-1', 'X-2'].map((it) => `https://id.gs1.org/01/${gtin}/21/${it}`) })
    const [first, second] = [await toldOf('EXP-1'), await toldOf('EXP-2')]
    expect(JSON.stringify(second)).toBe(JSON.stringify(first))
  })
})
