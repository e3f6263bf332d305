import { beforeAll, expect, test } from 'vitest'
import { accepted, approvedRecipe, crewOf, kg, read, releasedLot } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'
import { completed, type Desk, deskOf, killing, making, retries, statesOf } from './desk.ts'

const plant = usePlant({ timeScale: 0.1 })
let desk: Desk
beforeAll(async () => {
  const crew = await crewOf(plant().url)
  desk = deskOf(plant(), crew)
  const materials = [{ lineId: '0010', materialId: 'SUGAR', quantity: kg('10') }]
  await approvedRecipe(crew, 'BULK', [{ stepId: 'make', materials }])
})

const onward = ['Carry the hold on', 'Is the hold everywhere?']
const subject = (id: string) => ({ type: 'lot', id }) as const
const end = 'The hold is where it belongs'

async function placed(holdId: string, lotId: string): Promise<void> {
  accepted(await desk.crew.quinn.placeHold({ holdId, subject: subject(lotId), reason: 'In doubt' }))
}
async function released(holdId: string): Promise<void> {
  const body = { reason: 'All is well', ...(await desk.crew.sign('quinn', 'released')) }
  accepted(await desk.crew.quinn.releaseHold({ holdId }, body))
}

test('a hold is carried level by level to its end, and taken back after its release by an execution of its own', async () => {
  await releasedLot(desk.crew, 'SUGAR-1', 'SUGAR', kg('100'))
  const lotId = await completed(desk, 'ONE', 'BULK', 'SUGAR-1')
  await placed('H-1', 'SUGAR-1')
  const there = await desk.ended('H-1.placed')
  expect(there.status).toBe('SUCCEEDED')
  expect(statesOf(there)).toEqual([...onward, ...onward, ...onward, end])
  expect(await desk.lot(lotId)).toMatchObject({ holds: ['H-1'] })
  await released('H-1')
  const back = await desk.ended('H-1.released')
  expect([back.status, statesOf(back)]).toEqual(['SUCCEEDED', [...onward, end]])
  expect(await desk.lot(lotId)).toMatchObject({ holds: [] })
})

test('a task that dies in the middle is tried again, and nothing is held twice', async () => {
  await releasedLot(desk.crew, 'SUGAR-2', 'SUGAR', kg('100'))
  const lotId = await making(desk, 'TWO', 'BULK', 'SUGAR-2')
  const execution = () =>
    plant()
      .executions()
      .find(({ name }) => name === 'H-2.placed')
  const killed = killing(plant(), 'quality-task', () => {
    const found = execution()
    return found !== undefined && (retries(found) > 0 || found.status !== 'RUNNING')
  })
  await placed('H-2', 'SUGAR-2')
  await killed
  expect((await desk.ended('H-2.placed')).status).toBe('SUCCEEDED')
  expect(await desk.lot(lotId)).toMatchObject({ holds: ['H-2'] })
  expect(await desk.order('TWO')).toMatchObject({ status: 'held', holds: ['H-2'] })
  expect(await desk.factsOf(`lot:${lotId}`, 'andon.lot.hold-inherited.v1')).toHaveLength(1)
  expect((await read(desk.crew.vera.verifyAudit({ subject: `lot:${lotId}` }))).intact).toBe(true)
})

test('a hold that is released before it has gone anywhere leaves nothing behind', async () => {
  await releasedLot(desk.crew, 'SUGAR-3', 'SUGAR', kg('100'))
  const lotId = await making(desk, 'THREE', 'BULK', 'SUGAR-3')
  await placed('H-3', 'SUGAR-3')
  await released('H-3')
  for (const name of ['H-3.placed', 'H-3.released']) expect((await desk.ended(name)).status).toBe('SUCCEEDED')
  expect(await desk.lot(lotId)).toMatchObject({ holds: [] })
  expect(await desk.order('THREE')).toMatchObject({ status: 'running', holds: [] })
})
