import { beforeAll, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, crewOf } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const each = (value: number) => ({ value: `${value}`, unit: '{each}' }) as const
const serials = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `TMO${String(from + index).padStart(4, '0')}`)
const orderId = 'TMO-1'
const lotId = 'TMO-L'

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const product = 'TMO-PUMP'
  accepted(await crew.erik.defineMaterial({ materialId: product }, { name: 'Pump', unit: '{each}' }))
  await approvedVersion(
    crew,
    product,
    '1',
    [
      { stepId: 'tighten', flow: 'units' },
      { stepId: 'pack', flow: 'units', after: ['tighten'] },
    ],
    { batchSize: { min: each(1), nominal: each(100), max: each(200) } },
  )
  accepted(await crew.paula.createOrder({ orderId, recipeId: product, product, quantity: each(100) }))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
  for (const from of [1, 51]) accepted(await crew.ada.announceUnits({ orderId }, { lotId, serials: serials(from, 50) }))
  accepted(await crew.ada.startStep({ orderId, stepId: 'tighten' }, {}))
  for (const from of [1, 41])
    accepted(await crew.ada.completeStep({ orderId, stepId: 'tighten' }, { serials: serials(from, 40) }))
  accepted(await crew.ada.startStep({ orderId, stepId: 'pack' }, {}))
  for (const from of [1, 41])
    accepted(
      await crew.ada.produce({ orderId }, { stepId: 'pack', lotId, quantity: each(40), serials: serials(from, 40) }),
    )
}, 120_000)

const pack = (finished: number, scrapped: number) =>
  crew.ada.completeStep(
    { orderId, stepId: 'pack' },
    {
      serials: serials(1, finished),
      ...(scrapped > 0 && { scrappedSerials: serials(41, scrapped) }),
      reason: 'Some fell from the pallet',
    },
  )

test('a completion that names too many units says how many fewer fit, and so many are taken', async () => {
  const refused = await pack(40, 20)
  expect(refused).toMatchObject({ status: 422, problem: { violations: [{ code: 'too-much-at-once' }] } })
  const [{ detail = '' } = {}] = refused.ok ? [] : (refused.problem?.violations ?? [])
  const fewer = Number(/name (\d+) fewer/.exec(detail)?.[1])
  expect(fewer, detail).toBeGreaterThan(0)
  const fitting = 60 - fewer
  accepted(await pack(Math.min(40, fitting), Math.max(0, fitting - 40)))
})
