import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Plant } from '../../local/plant.ts'
import { accepted, type Crew, codesOf, crewOf, kg, read, releasedLot } from '../support/crew.ts'
import { openTestPlant } from '../support/plant.ts'

// The plant starts three times.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const dataDir = mkdtempSync(join(tmpdir(), 'andon-restore-'))
const backup = join(dataDir, 'backup')
let plant: Plant | undefined
let crew: Crew

async function start(): Promise<void> {
  plant = await openTestPlant({ dataDir })
  crew = await crewOf(plant.url)
}

/** The table and its stream, as a restore in AWS has them; queues and executions stay as they are. */
function copyTable(from: string, to: string): void {
  const isTable = (name: string) => /^(dynamodb\.sqlite|stream-\d+\.json)/.test(name)
  for (const name of readdirSync(to).filter(isTable)) rmSync(join(to, name))
  for (const name of readdirSync(from).filter(isTable)) copyFileSync(join(from, name), join(to, name))
}

const folder = join(dataDir, 'lyon')
const lot = { lotId: 'SALT-1' }
const ship = (key: string, value: string) =>
  crew.ada.shipLot(lot, { shipmentId: key, quantity: kg(value), to: { type: 'customer', id: 'C-1' } }, { key })
const audit = async (subject: string) => (await read(crew.vera.getAudit({ subject }))).items.map(({ type }) => type)
const verifying = (subject: string) => read(crew.vera.verifyAudit({ subject }))

beforeAll(async () => {
  mkdirSync(backup)
  await start()
  await releasedLot(crew, lot.lotId, 'SALT', kg('10'))
  accepted(await ship('ship-before', '1'))
  await plant?.stop()
  copyTable(folder, backup)
  await start()
  accepted(await ship('ship-after', '2'))
  accepted(await crew.ada.receiveLot({ lotId: 'SALT-2', materialId: 'SALT', quantity: kg('5') }))
  await plant?.stop()
  copyTable(backup, folder)
  await start()
})
afterAll(async () => {
  await plant?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a table of an earlier moment is whole: each chain verifies, and nothing later is there', async () => {
  for (const subject of ['lot:SALT-1', 'material:SALT'])
    expect(await verifying(subject), subject).toMatchObject({ intact: true })
  const told = await audit('lot:SALT-1')
  expect([told.at(0), told.at(-1)]).toEqual(['andon.lot.received.v1', 'andon.lot.shipped.v1'])
  expect(told).toHaveLength(3)
  expect((await crew.vera.getLot({ lotId: 'SALT-2' })).status).toBe(404)
})

test('a key from before the moment is answered as it was, and one from after it is done again', async () => {
  const again = await ship('ship-before', '1')
  expect(again.status).toBe(200)
  expect(accepted(await crew.vera.getLot(lot)).body).toMatchObject({ remaining: { value: '9', unit: 'kg' } })
  accepted(await ship('ship-after', '2'))
  expect(accepted(await crew.vera.getLot(lot)).body).toMatchObject({ remaining: { value: '7', unit: 'kg' } })
})

test('commands go on, in the chain of what is there', async () => {
  accepted(await crew.ada.receiveLot({ lotId: 'SALT-2', materialId: 'SALT', quantity: kg('5') }))
  accepted(await ship('ship-next', '3'))
  expect(codesOf(await ship('ship-too-much', '5'))).not.toEqual([])
  expect(await verifying('lot:SALT-1')).toMatchObject({ intact: true })
  expect(await verifying('lot:SALT-2')).toMatchObject({ intact: true })
})
