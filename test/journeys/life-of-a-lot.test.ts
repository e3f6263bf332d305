import { beforeAll, describe, expect, test } from 'vitest'
import type { Said } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

const lot = (lotId: string) => read(crew.vera.getLot({ lotId }))
const release = async (lotId: string) => crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released'))

const define = async (materialId: string, more: Partial<Said<'defineMaterial'>>) =>
  accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg', ...more }))
const receive = async (lotId: string, materialId: string, more: Partial<Said<'receiveLot'>> = {}) =>
  accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: kg('20'), ...more }))
async function released(lotId: string, materialId: string, more: Partial<Said<'receiveLot'>> = {}): Promise<void> {
  await receive(lotId, materialId, more)
  accepted(await release(lotId))
}
const draw = (orderId: string, lineId: string, lotId: string, value: string) =>
  crew.ada.consume({ orderId }, { stepId: 'cook', lineId, lotId, quantity: kg(value) })

const past = '2020-01-01T00:00:00.000Z'
/** When the lots are due that are released first of all: nobody may release them afterwards, and the other tests run meanwhile. */
let soon: string
const due = (at: string) => new Promise((resolve) => setTimeout(resolve, Date.parse(at) - Date.now() + 50))
const preIssued = '2099-01-01T00:00:00.000Z'

beforeAll(async () => {
  crew = await crewOf(plant().url)
  await define('PECTIN', { merging: 'allowed' })
  await define('COLOUR', {})
  await define('FRUIT', { issueRule: 'fifo' })
  await define('JUICE', { expiryPolicy: 'block-unless-signed' })
  await approvedRecipe(crew, 'JAM', [
    {
      stepId: 'cook',
      materials: [
        { lineId: 'fruit', materialId: 'FRUIT', quantity: kg('5'), picking: 'block' },
        { lineId: 'juice', materialId: 'JUICE', quantity: kg('5') },
        { lineId: 'pectin', materialId: 'PECTIN', quantity: kg('1') },
      ],
    },
  ])
  soon = new Date(Date.now() + 6000).toISOString()
  await Promise.all([
    released('PECTIN-OLD', 'PECTIN', { retestAt: soon }),
    released('JUICE-OLD', 'JUICE', { expiresAt: soon }),
  ])
  await runningOrder(crew, 'JAM-1', 'JAM', [{ stepId: 'cook' }])
})

describe('the life of a lot', () => {
  test('may go on in another with its like, where its material allows that, and only there', async () => {
    for (const [materialId, expiresAt] of [
      ['PECTIN', '2098-01-01T00:00:00.000Z'],
      ['COLOUR', preIssued],
    ] as const)
      for (const number of [1, 2])
        await released(`${materialId}-${number}`, materialId, { expiresAt: number === 1 ? expiresAt : preIssued })
    const from = (materialId: string) => ({ from: [1, 2].map((number) => ({ lotId: `${materialId}-${number}` })) })
    expect(codesOf(await crew.ada.mergeLots({ lotId: 'COLOUR-ALL' }, from('COLOUR')))).toEqual(['merging-forbidden'])
    expect(await lot('COLOUR-1')).toMatchObject({ remaining: kg('20') })
    expect(
      codesOf(await crew.ada.mergeLots({ lotId: 'MIX' }, { from: [{ lotId: 'PECTIN-1' }, { lotId: 'COLOUR-1' }] })),
    ).toContain('lots-not-alike')

    accepted(await crew.ada.mergeLots({ lotId: 'PECTIN-ALL' }, from('PECTIN')))
    // The first of them to expire says when the whole does.
    expect(await lot('PECTIN-ALL')).toMatchObject({ remaining: kg('40'), expiresAt: '2098-01-01T00:00:00.000Z' })
    expect(await lot('PECTIN-2')).toMatchObject({ remaining: kg('0'), left: { parted: kg('20') } })
    const { nodes } = await read(crew.vera.traceLot({ lotId: 'PECTIN-2' }, { direction: 'forward' }))
    expect(nodes.map(({ id }) => id)).toContain('PECTIN-ALL')
  })

  test('goes on after its retest date when quality has tested it again', async () => {
    await due(soon)
    expect(codesOf(await draw('JAM-1', 'pectin', 'PECTIN-OLD', '1'))).toEqual(['lot-retest-due'])
    const approved = await crew.sign('quinn', 'approved')
    expect(codesOf(await crew.quinn.retestLot({ lotId: 'PECTIN-OLD' }, { retestAt: past, ...approved }))).toEqual([
      'interval-invalid',
    ])
    accepted(
      await crew.quinn.retestLot(
        { lotId: 'PECTIN-OLD' },
        { retestAt: preIssued, ...(await crew.sign('quinn', 'approved')) },
      ),
    )
    expect(await lot('PECTIN-OLD')).toMatchObject({ retestAt: preIssued })
    accepted(await draw('JAM-1', 'pectin', 'PECTIN-OLD', '1'))
  })

  test('is sampled before it is released, and goes back to its supplier when it is rejected', async () => {
    await receive('PECTIN-BAD', 'PECTIN', { supplierId: 'SUPPLIER-1' })
    const sample = { quantity: { value: '50', unit: 'g' }, sampleId: 'SAMPLE-1' } as const
    const { body } = accepted(await crew.ada.sampleLot({ lotId: 'PECTIN-BAD' }, sample))
    expect(body).toMatchObject({ type: 'andon.lot.sampled.v1', data: { sampleId: 'SAMPLE-1' } })
    expect(codesOf(await crew.ada.sampleLot({ lotId: 'PECTIN-BAD' }, { quantity: kg('20') }))).toEqual([
      'lot-insufficient',
    ])
    const rejected = { reason: 'It does not set', ...(await crew.sign('quinn', 'rejected')) }
    accepted(await crew.quinn.rejectLot({ lotId: 'PECTIN-BAD' }, rejected))
    const back = { shipmentId: 'BACK-1', reason: 'It does not set' }
    accepted(await crew.ada.returnLot({ lotId: 'PECTIN-BAD' }, { ...back, supplierId: 'SUPPLIER-1' }))
    expect(await lot('PECTIN-BAD')).toMatchObject({
      remaining: kg('0'),
      left: { sampled: kg('0.05'), shipped: kg('19.95') },
    })
    expect(await read(crew.vera.getShipment({ shipmentId: 'BACK-1' }))).toMatchObject({
      to: { type: 'supplier', id: 'SUPPLIER-1' },
    })
    expect(await read(crew.vera.getLotBalance({ lotId: 'PECTIN-BAD' }))).toMatchObject({ balanced: true })
  })

  test('is used in the order in which it came, where its material says so, whatever expires first', async () => {
    await released('FRUIT-FIRST', 'FRUIT', { expiresAt: preIssued })
    await released('FRUIT-SECOND', 'FRUIT', { expiresAt: '2090-01-01T00:00:00.000Z' })
    const { items } = await read(crew.vera.listPicks({ orderId: 'JAM-1' }))
    expect(items.find(({ lineId }) => lineId === 'fruit')?.lots).toMatchObject([{ lotId: 'FRUIT-FIRST' }])
    expect(codesOf(await draw('JAM-1', 'fruit', 'FRUIT-SECOND', '5'))).toEqual(['lot-not-next'])
    accepted(await draw('JAM-1', 'fruit', 'FRUIT-FIRST', '5'))
  })

  test('may be used after its expiry once somebody has signed for that, where its material leaves it to them', async () => {
    await due(soon)
    expect(codesOf(await draw('JAM-1', 'juice', 'JUICE-OLD', '5'))).toEqual(['lot-expired'])
    const ref = { ref: 'expiry:JUICE-OLD', reason: 'Its taste is right' }
    accepted(
      await crew.ada.overrideStep(
        { orderId: 'JAM-1', stepId: 'cook' },
        { ...ref, ...(await crew.sign('quinn', 'approved')) },
      ),
    )
    accepted(await draw('JAM-1', 'juice', 'JUICE-OLD', '5'))
    expect(await lot('JUICE-OLD')).toMatchObject({ remaining: kg('15') })
  })
})
