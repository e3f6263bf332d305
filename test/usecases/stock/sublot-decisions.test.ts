import { expect, test } from 'vitest'
import { makeContainer, packContainer } from '../../../events/container.ts'
import type { ContainerId, EquipmentId, SublotId } from '../../../events/identifiers.ts'
import { moveLot } from '../../../events/material.ts'
import { equipmentDefinition } from '../../../events/recipe.ts'
import { buildUnits } from '../../../events/unit.ts'
import type { Sublot } from '../../../shared/domain/stock/lot.ts'
import type { SublotNews } from '../../../shared/domain/stock/stock-news.ts'
import type { Store } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as building from '../../../shared/usecases/production/unit-building.ts'
import * as containers from '../../../shared/usecases/stock/containers.ts'
import { synchronizeSublot } from '../../../shared/usecases/stock/erp-stock.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { command, refusal, taken } from '../../support/commands.ts'
import { ada, erik, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { announce, install, motors, pumpPlant, building as started } from '../../support/units.ts'

const [lotId, sublotId] = ['MOT-1', 'M-1' as SublotId]

async function withMotor(): Promise<MemoryStore> {
  const store = memoryStore()
  await pumpPlant(store)
  await motors(store, lotId, [sublotId])
  await started(store, 'O-1')
  taken(await announce(store, 'O-1', 'PUMP-7', ['P-1']))
  return store
}

const motorIn = (store: MemoryStore) => store.state()[`sublot ${lotId}/${sublotId}`] as Sublot

/** Another command that is done after the first has decided and before it commits. */
function overtakenBy(store: Store, act: () => Promise<unknown>): Store {
  let isDone = false
  return {
    ...store,
    async commit(commit) {
      if (!isDone) {
        isDone = true
        await act()
      }
      return store.commit(commit)
    },
  }
}

const reject = (store: Store) =>
  usageDecision.rejectLot(
    store,
    command(quinn, { reason: 'It is cracked', sublotId }, { signature: signedBy(quinn, 'rejected') }),
    { lotId },
  )

const intoPump = { lineId: '0010', lotId, sublotId }

const build = {
  'a bulk build': (store: Store) =>
    building.buildUnits(
      store,
      command(ada, buildUnits.parse({ stepId: 'build', units: [{ serial: 'P-1', components: [intoPump] }] })),
      { orderId: 'O-1' },
    ),
  'a consumption': (store: Store) => install(store, 'O-1', { ...intoPump, into: 'P-1' }),
}

test.each(Object.entries(build))(
  'a component that %s takes meanwhile is not rejected in its unit',
  async (_by, act) => {
    const store = await withMotor()
    const outcome = await reject(overtakenBy(store, () => act(store)))
    expect(refusal(outcome)).toEqual(['sublot-built-in'])
    expect(motorIn(store)).toMatchObject({ builtInto: 'PUMP@P-1' })
    expect(motorIn(store)).not.toHaveProperty('status')
  },
)

test.each(Object.entries(build))('a component that is rejected while %s is decided stays out', async (_by, act) => {
  const store = await withMotor()
  await act(overtakenBy(store, () => reject(store)))
  expect(motorIn(store)).toMatchObject({ status: 'rejected', remaining: '1' })
  expect(motorIn(store)).not.toHaveProperty('builtInto')
})

test('a message of the ERP does not reject a component that is built in meanwhile', async () => {
  const store = await withMotor()
  const message = { lotId, sublotId, materialId: 'MOTOR', status: 'rejected' } as SublotNews
  const outcome = await synchronizeSublot(
    overtakenBy(store, () => build['a consumption'](store)),
    command(erik, message),
  )
  expect(refusal(outcome)).toEqual(['sublot-built-in'])
})

test('a sublot that is packed meanwhile is not moved by itself', async () => {
  const store = await withMotor()
  const [rack, box] = ['RACK-1' as EquipmentId, 'BOX-1' as ContainerId]
  taken(
    await definitions.defineEquipment(
      store,
      command(erik, equipmentDefinition.parse({ name: 'Rack', level: 'storage-unit' })),
      {
        equipmentId: rack,
      },
    ),
  )
  taken(await containers.makeContainer(store, command(ada, makeContainer.parse({ containerId: box, kind: 'case' }))))
  const pack = () =>
    containers.packContainer(store, command(ada, packContainer.parse({ units: [{ lotId, sublotId }] })), {
      containerId: box,
    })
  const outcome = await lots.moveLot(
    overtakenBy(store, pack),
    command(ada, moveLot.parse({ to: rack, sublotId, reason: 'It is in the way' })),
    { lotId },
  )
  expect(refusal(outcome)).toEqual(['sublot-packed'])
  expect(motorIn(store)).toMatchObject({ containerId: box })
  expect(motorIn(store)).not.toHaveProperty('location')
})
