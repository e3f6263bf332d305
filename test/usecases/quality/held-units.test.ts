import { beforeEach, describe, expect, test } from 'vitest'
import type { DeviationId, HoldId, LotId, ShipmentId, SublotId } from '../../../events/identifiers.ts'
import type { Holdable } from '../../../events/quality.ts'
import type { Sublot } from '../../../shared/domain/stock/lot.ts'
import * as reversal from '../../../shared/usecases/production/reversal.ts'
import * as workflow from '../../../shared/usecases/quality/deviation-hold.ts'
import * as deviations from '../../../shared/usecases/quality/deviations.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as shipping from '../../../shared/usecases/stock/shipping.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { command, refusal, stock, taken } from '../../support/commands.ts'
import { ada, noon, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { announce, building, install, make, motors, pumpPlant, remove, unitIn } from '../../support/units.ts'

let store: MemoryStore
beforeEach(async () => {
  store = memoryStore()
  await pumpPlant(store)
  await motors(store, 'MOT-1', ['M-1', 'M-2'])
  await stock(store, 'SEAL-1', 'SEAL', '10', noon, '{each}')
  await building(store, 'O-1')
  taken(await announce(store, 'O-1', 'PUMP-7', ['P-1', 'P-2']))
})

const motor = (sublotId: string, into: string) => ({ lineId: '0010', lotId: 'MOT-1', sublotId, into })
/** A pump with its parts. @returns the id of the draw of its motor */
async function whole(serial: string, motorId: string): Promise<string> {
  const { fact } = taken(await install(store, 'O-1', motor(motorId, serial)))
  taken(await install(store, 'O-1', { lineId: '0020', lotId: 'SEAL-1', value: '2', into: serial }))
  return fact.factId
}
/** A skid with a pump in it, both of which are made. */
async function skid(): Promise<void> {
  taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
  const body = command(quinn, { orderId: 'O-1' })
  taken(await usageDecision.followBatch(store, body, { lotId: 'PUMP-7' }, 'released'))
  await building(store, 'O-9', 'SKID')
  taken(await announce(store, 'O-9', 'SKID-1', ['S-1']))
  taken(await install(store, 'O-9', { lineId: '0010', lotId: 'PUMP-7', sublotId: 'P-1', into: 'S-1' }))
}
const hold = (type: Holdable['type'], id: string, holdId = 'H-1', at = store) =>
  holding.placeHold(at, command(quinn, { holdId: holdId as HoldId, subject: { type, id }, reason: 'A crack' }))
const release = (holdId: string) =>
  holding.releaseHold(store, command(quinn, { reason: 'It is sound' }, { signature: signedBy(quinn, 'released') }), {
    holdId,
  })
const holdsOf = (lotId: string, id: string) => (store.state()[`sublot ${lotId}/${id}`] as Sublot).holds
const announced = (serial: string) => unitIn(store.state(), 'PUMP', serial)
const ship = (sublotId: string) =>
  shipping.shipLot(
    store,
    command(ada, {
      shipmentId: 'SH-1' as ShipmentId,
      to: { type: 'customer', id: 'ACME' },
      sublotId: sublotId as SublotId,
    }),
    { lotId: 'PUMP-7' },
  )

describe('a hold on a component', () => {
  test('holds the unit that it is built into, and ends with itself', async () => {
    await whole('P-1', 'M-1')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    taken(await hold('sublot', 'MOT-1@M-1'))
    expect([holdsOf('MOT-1', 'M-1'), holdsOf('PUMP-7', 'P-1')]).toEqual([['H-1'], ['H-1']])
    expect(refusal(await ship('P-1'))).toContain('sublot-on-hold')
    taken(await release('H-1'))
    expect([holdsOf('MOT-1', 'M-1'), holdsOf('PUMP-7', 'P-1')]).toEqual([undefined, undefined])
  })

  test('holds what that is built into as well', async () => {
    await whole('P-1', 'M-1')
    await skid()
    taken(await hold('sublot', 'MOT-1@M-1'))
    expect(holdsOf('PUMP-7', 'P-1')).toEqual(['H-1'])
    expect(unitIn(store.state(), 'SKID', 'S-1')).toMatchObject({ holds: ['H-1'], status: 'announced' })
    taken(await release('H-1'))
    expect(unitIn(store.state(), 'SKID', 'S-1')).not.toHaveProperty('holds')
  })

  test('keeps a unit that is not made from being made, opened or scrapped', async () => {
    const id = await whole('P-1', 'M-1')
    taken(await hold('sublot', 'MOT-1@M-1'))
    expect(refusal(await make(store, 'O-1', 'PUMP-7', ['P-1']))).toEqual(['sublot-on-hold'])
    expect(refusal(await remove(store, 'O-1', id))).toEqual(['sublot-on-hold'])
    expect(refusal(await make(store, 'O-1', 'PUMP-7', ['P-1'], { use: 'scrap' }))).toEqual(['sublot-on-hold'])
    taken(await release('H-1'))
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    expect(announced('P-1')).not.toHaveProperty('holds')
  })

  test('two of them end one by one', async () => {
    await whole('P-1', 'M-1')
    taken(await hold('sublot', 'MOT-1@M-1'))
    taken(await hold('unit', 'PUMP@P-1', 'H-2'))
    taken(await release('H-1'))
    expect(announced('P-1')?.holds).toEqual(['H-2'])
    taken(await release('H-2'))
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
  })

  test('that comes while it is being built in finds it where it is', async () => {
    let isFirst = true
    const racing: MemoryStore = {
      ...store,
      commit: async (commit) => {
        if (isFirst) {
          isFirst = false
          taken(await install(store, 'O-1', motor('M-1', 'P-1')))
        }
        return store.commit(commit)
      },
    }
    taken(await hold('sublot', 'MOT-1@M-1', 'H-1', racing))
    expect(announced('P-1')?.holds).toEqual(['H-1'])
  })
})

describe('a unit that is named as such', () => {
  test('is held before it is made', async () => {
    await whole('P-1', 'M-1')
    taken(await hold('unit', 'PUMP@P-1'))
    expect(refusal(await install(store, 'O-1', motor('M-2', 'P-1')))).toContain('sublot-on-hold')
    expect(refusal(await make(store, 'O-1', 'PUMP-7', ['P-1']))).toEqual(['sublot-on-hold'])
    taken(await release('H-1'))
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
  })

  test('is held in its stock when it is made', async () => {
    await whole('P-1', 'M-1')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    taken(await hold('unit', 'PUMP@P-1'))
    expect(holdsOf('PUMP-7', 'P-1')).toEqual(['H-1'])
    expect(holdsOf('MOT-1', 'M-1')).toBeUndefined()
  })

  test('that nobody knows is held by nobody', async () => {
    expect(refusal(await hold('unit', 'PUMP@NONE'))).toEqual(['not-found'])
  })
})

describe('a deviation on a component that is scrapped', () => {
  const deviationId = 'DEV-1' as DeviationId
  const deps = () => ({
    store,
    genealogy: store.genealogy,
    heirs: store.heirs,
    site: 'lyon',
    now: () => noon,
    pause: async () => undefined,
  })
  async function scrap(subject: Holdable): Promise<void> {
    const told = { deviationId, subject, title: 'A crack', description: 'A crack', severity: 'major' } as const
    taken(await deviations.openDeviation(store, command(ada, told)))
    const classified = command(quinn, { severity: 'major', reason: 'It is' } as const)
    taken(await deviations.classifyDeviation(store, classified, { deviationId }))
    const decision = { disposition: 'scrap', reason: 'It is cracked', capaRequired: false } as const
    const signed = command(quinn, decision, { signature: signedBy(quinn, 'dispositioned') })
    taken(await deviations.dispositionDeviation(store, signed, { deviationId }))
    await workflow.applyDisposition(deps(), deviationId)
    await workflow.applyDisposition(deps(), deviationId)
    await workflow.close(deps(), deviationId)
  }

  test('leaves the unit around it held, and what comes out of it rejected', async () => {
    const id = await whole('P-1', 'M-1')
    await scrap({ type: 'sublot', id: 'MOT-1@M-1' })
    const [kept, ...others] = announced('P-1')?.holds ?? []
    expect(others).toEqual([])
    expect(holdsOf('MOT-1', 'M-1')).toBeUndefined()
    taken(await release(kept ?? ''))
    taken(await remove(store, 'O-1', id))
    expect(refusal(await install(store, 'O-1', motor('M-1', 'P-2')))).toEqual(['sublot-not-released'])
    taken(await install(store, 'O-1', motor('M-2', 'P-1')))
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
  })

  test('rejects an announced unit, which can then only be scrapped, with what is in it', async () => {
    const id = await whole('P-1', 'M-1')
    await scrap({ type: 'unit', id: 'PUMP@P-1' })
    expect(announced('P-1')).toMatchObject({ status: 'announced', rejectedIn: deviationId })
    expect(announced('P-1')).not.toHaveProperty('holds')
    const facts = await store.factsOf({ type: 'order', id: 'O-1' })
    expect(facts.filter(({ type }) => type === 'andon.unit.rejected.v1').map(({ data }) => data)).toEqual([
      {
        orderId: 'O-1',
        materialId: 'PUMP',
        lotId: 'PUMP-7',
        serial: 'P-1',
        deviationId,
        reason: expect.any(String),
        rejectedBy: quinn.id,
      },
    ])

    expect(refusal(await make(store, 'O-1', 'PUMP-7', ['P-1']))).toEqual(['unit-unfit'])
    expect(refusal(await remove(store, 'O-1', id))).toEqual(['unit-unfit'])
    expect(refusal(await install(store, 'O-1', motor('M-2', 'P-1')))).toContain('unit-unfit')
    const { fact } = taken(await make(store, 'O-1', 'PUMP-7', ['P-1'], { use: 'scrap' }))
    expect(announced('P-1')).toMatchObject({ status: 'scrapped' })
    // Another one was meant; the unit is as it was, and rejected still.
    const body = { productionId: fact.factId, reason: 'P-2 was meant' }
    taken(await reversal.reverse(store, command(ada, body), { orderId: 'O-1' }))
    expect(refusal(await make(store, 'O-1', 'PUMP-7', ['P-1']))).toEqual(['unit-unfit'])
  })

  test('does not reject a unit that is scrapped already', async () => {
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1'], { use: 'scrap' }))
    await scrap({ type: 'unit', id: 'PUMP@P-1' })
    expect(announced('P-1')).not.toHaveProperty('rejectedIn')
  })

  test('rejects a unit that is made', async () => {
    await whole('P-1', 'M-1')
    taken(await make(store, 'O-1', 'PUMP-7', ['P-1']))
    await scrap({ type: 'unit', id: 'PUMP@P-1' })
    expect(store.state()['sublot PUMP-7/P-1']).toMatchObject({ status: 'rejected' })
    expect(holdsOf('PUMP-7', 'P-1')).toBeUndefined()
  })
})

test('quality rejects a component that is built in when what is around it is held', async () => {
  await whole('P-1', 'M-1')
  const reject = () =>
    usageDecision.rejectLot(
      store,
      command(
        quinn,
        { reason: 'It is cracked', sublotId: 'M-1' as SublotId },
        { signature: signedBy(quinn, 'rejected') },
      ),
      { lotId: 'MOT-1' as LotId },
    )
  expect(refusal(await reject())).toEqual(['sublot-built-in'])
  taken(await hold('sublot', 'MOT-1@M-1'))
  taken(await reject())
  expect(store.state()['sublot MOT-1/M-1']).toMatchObject({ status: 'rejected', builtInto: 'PUMP@P-1' })
})
