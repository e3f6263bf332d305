import { beforeEach, describe, expect, test } from 'vitest'
import { packContainer as packBody } from '../../../events/container.ts'
import type { ContainerId, EquipmentId, LotId, PersonId, SublotId } from '../../../events/identifiers.ts'
import { equipmentDefinition, personDefinition } from '../../../events/recipe.ts'
import type { Change } from '../../../shared/domain/change.ts'
import { verify } from '../../../shared/usecases/commit/chain.ts'
import { type Outcome, run } from '../../../shared/usecases/commit/command.ts'
import { type Commit, ref, type Store } from '../../../shared/usecases/commit/store.ts'
import { defineEquipment, definePerson } from '../../../shared/usecases/equipment/definitions.ts'
import { releaseBatch } from '../../../shared/usecases/execution/batches.ts'
import { synchronizeOrder } from '../../../shared/usecases/orders/erp-orders.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumptionCases from '../../../shared/usecases/production/consumption.ts'
import { openDeviation } from '../../../shared/usecases/quality/deviations.ts'
import { placeHold } from '../../../shared/usecases/quality/holding.ts'
import * as containersOf from '../../../shared/usecases/stock/containers.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as sublotsCases from '../../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import {
  command,
  completedOrder,
  consumption,
  furnish,
  kg,
  orderBody,
  refusal,
  startedOrder,
  startStep,
  stock,
  taken,
} from '../../support/commands.ts'
import { ada, caller, erik, later, lot, paula, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

let store: MemoryStore
const orderId = 'O-1'
const subject = { type: 'order', id: orderId } as const

beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
  await startedOrder(store, orderId)
  const body = personDefinition.parse({ name: quentin.name })
  taken(await definePerson(store, command(paula, body), { personId: quentin.id as PersonId }))
})

/** A store whose next commits are answered by somebody else first. */
const beatenTo = (act: () => Promise<unknown>, times = 1): Store => {
  let left = times
  return {
    ...store,
    async commit(commit: Commit) {
      if (left-- > 0) await act()
      return store.commit(commit)
    },
  }
}
const comment = (text: string, more: object = {}) => command(ada, { text }, more)
const noPause = () => Promise.resolve()

const quentin = caller('quentin', 'Quentin Roy', 'quality')

describe('two writers at once', () => {
  test('one wins, the other reads again and decides again', async () => {
    const [one, other] = await Promise.all([
      orders.pauseOrder(store, command(ada, {}), { orderId }),
      orders.pauseOrder(store, command(paula, {}), { orderId }),
    ])
    expect([one.outcome, other.outcome].sort()).toEqual(['done', 'refused'])
    const late = one.outcome === 'refused' ? one : other
    expect(refusal(late)).toEqual(['order-wrong-status'])
    expect(verify(store.factsOf(subject))).toMatchObject({ intact: true, entries: 5 })
  })

  test('thirty-two writers on one order all succeed, and the chain has no gap', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 32 }, (_, number) => orders.commentOrder(store, comment(`Comment ${number}`), { orderId })),
    )
    expect(outcomes.every(({ outcome }) => outcome === 'done')).toBe(true)
    const facts = store.factsOf(subject)
    expect(verify(facts)).toEqual({ intact: true, entries: 35 })
    expect(facts.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 35 }, (_, index) => index + 1))
  })

  test('a hold that comes between reading and committing stops the consumption', async () => {
    taken(await startStep(store, orderId, 'weigh'))
    const hold = () =>
      placeHold(store, command(quinn, { subject: { type: 'lot', id: 'SUC-1' }, reason: 'A bag was open' }))
    const outcome = await consumptionCases.consume(beatenTo(hold), command(ada, consumption('0010', 'SUC-1', '25')), {
      orderId,
    })
    expect(refusal(outcome)).toEqual(['lot-on-hold'])
    const { lot } = await store.load({ lot: ref.lot('SUC-1') })
    expect(lot?.value.remaining).toBe('100')
  })

  test('a hold that comes between reading and committing stops the release of a lot', async () => {
    taken(
      await receiving.receiveLot(
        store,
        command(ada, { lotId: 'L-2', materialId: 'SUCROSE', quantity: kg('1') } as never),
      ),
    )
    const hold = () =>
      placeHold(store, command(quinn, { subject: { type: 'lot', id: 'L-2' }, reason: 'A bag was open' }))
    const release = command(quinn, {}, { signature: signedBy(quinn, 'released') })
    expect(refusal(await usageDecision.releaseLot(beatenTo(hold), release, { lotId: 'L-2' }))).toEqual(['lot-on-hold'])
    expect((await store.load({ lot: ref.lot('L-2') })).lot?.value.status).toBe('quarantine')
  })

  test('a hold or deviation on a lot that comes between reading and committing stops the release of its batch', async () => {
    const subject = { type: 'lot', id: 'MADE-1' } as const
    const about = { subject, title: 'Cloudy', description: 'The retained sample is cloudy' }
    const acts = [
      { act: () => placeHold(store, command(quinn, { subject, reason: 'It is cloudy' })), found: ['hold-open'] },
      {
        act: () => openDeviation(store, command(ada, about)),
        found: ['deviation-open', 'exception-not-reviewed', 'hold-open'],
      },
    ]
    for (const [index, { act, found }] of acts.entries()) {
      store = memoryStore()
      await furnish(store)
      const path = { orderId: await completedOrder(store, `O-${index}`, 'MADE-1') }
      const release = command(quinn, {}, { signature: signedBy(quinn, 'released') })
      expect(refusal(await releaseBatch(beatenTo(act), release, path)).toSorted()).toEqual(found)
    }
  })

  describe('a hold that comes between reading and committing', () => {
    const lotId = 'SUC-1' as LotId
    const unit = { lotId, sublotId: 'BAG-1' as SublotId }
    const [path, inner] = [{ containerId: 'CASE-1' as ContainerId }, { containerId: 'CASE-2' as ContainerId }]
    const onLot = { type: 'lot', id: lotId } as const
    const onBag = { type: 'sublot', id: `${lotId}@BAG-1` } as const
    const put = (units: readonly (typeof unit)[], containers: readonly ContainerId[], within = path) =>
      containersOf.packContainer(store, command(ada, packBody.parse({ units, containers })), within)

    beforeEach(async () => {
      const sublots = [{ sublotId: unit.sublotId, quantity: kg('25') }]
      taken(await sublotsCases.divideLot(store, command(ada, { sublots }), { lotId }))
      for (const { containerId } of [path, inner])
        taken(await containersOf.makeContainer(store, command(ada, { containerId, kind: 'case' })))
      const shelf = equipmentDefinition.parse({ name: 'Shelf', level: 'storage-unit' })
      taken(await defineEquipment(store, command(erik, shelf), { equipmentId: 'SHELF-1' as EquipmentId }))
    })

    const to = 'SHELF-1' as EquipmentId
    const pack = (on: Store) => containersOf.packContainer(on, command(ada, { units: [unit], containers: [] }), path)
    const nest = async (on: Store) => {
      taken(await put([unit], [], inner))
      return containersOf.packContainer(on, command(ada, { units: [], containers: [inner.containerId] }), path)
    }
    const carry = async (on: Store) => {
      taken(await put([unit], []))
      return containersOf.moveContainer(on, command(ada, { to }), path)
    }
    const move = (on: Store) => lots.moveLot(on, command(ada, { to, sublotId: unit.sublotId }), { lotId })
    const release = async (on: Store) => {
      const { sublotId } = unit
      const rejecting = command(quinn, { sublotId }, { signature: signedBy(quinn, 'rejected') })
      taken(await usageDecision.rejectLot(store, rejecting, { lotId }))
      const reason = 'The sample was of another lot'
      const releasing = command(quentin, { sublotId, reason }, { signature: signedBy(quentin, 'released') })
      return usageDecision.releaseLot(on, releasing, { lotId })
    }
    test.each([
      ['packing', 'sublot', pack, onBag],
      ['packing', 'lot', pack, onLot],
      ['packing of the case that it is in', 'lot', nest, onLot],
      ['move of the case that it is in', 'lot', carry, onLot],
      ['move', 'sublot', move, onBag],
      ['move', 'lot', move, onLot],
      ['release', 'sublot', release, onBag],
      ['release', 'lot', release, onLot],
    ])('stops the %s of a sublot, by a hold on the %s', async (_what, type, act, subject) => {
      const hold = () => placeHold(store, command(quinn, { subject, reason: 'A bag was open' }))
      const outcome = await act(beatenTo(hold))
      expect(refusal(outcome)).toEqual([`${type}-on-hold`])
    })
  })

  test('the lot that both want is drawn from by both, if it has enough for both', async () => {
    await startedOrder(store, 'O-2')
    for (const id of [orderId, 'O-2']) taken(await startStep(store, id, 'weigh'))
    const take = (id: string) =>
      consumptionCases.consume(store, command(ada, consumption('0010', 'SUC-1', '25')), { orderId: id })
    const outcomes = await Promise.all([take(orderId), take('O-2')])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
    expect((await store.load({ lot: ref.lot('SUC-1') })).lot?.value.remaining).toBe('50')
  })

  test('has the time of the attempt that was committed, not of the first', async () => {
    let seconds = 0
    const clock = () => later(seconds++)
    const other = () => orders.commentOrder(store, comment('Before it', { clock }), { orderId })
    const late = await orders.commentOrder(beatenTo(other, 2), comment('Late', { clock }), { orderId })
    const facts = store.factsOf(subject).slice(-3)
    expect(facts.map(({ recordedAt }) => recordedAt)).toEqual([later(1), later(3), later(4)])
    expect(late).toMatchObject({ outcome: 'done', fact: { recordedAt: later(4), occurredAt: later(4) } })
  })

  test('is never older than the fact before it, whatever the clock says', async () => {
    taken(await orders.commentOrder(store, comment('By a clock that is fast', { at: later(900) }), { orderId }))
    const slow = comment('By a clock that is slow', { at: later(60) })
    expect(taken(await orders.commentOrder(store, slow, { orderId })).fact.recordedAt).toBe(later(900))
    const refused = await orders.startOrder(store, command(ada, {}, { at: later(30) }), { orderId })
    expect(refused.outcome).toBe('refused')
    expect(store.factsOf(subject).at(-1)?.recordedAt).toBe(later(900))
  })

  test('gives up as busy after forty turns and has changed nothing', async () => {
    let tries = 0
    const crowded: Store = {
      ...store,
      commit: async () => {
        tries += 1
        return { result: 'stale' }
      },
    }
    const before = store.state()
    const outcome = await run(
      crowded,
      comment('Never'),
      {
        subject,
        of: 'order',
        load: { order: ref.order(orderId) },
        decide: () => ({
          outcome: 'accepted',
          fact: { type: 'andon.order.commented.v1', data: { orderId: orderBody(orderId).orderId, text: 'Never' } },
          changes: [],
        }),
      },
      noPause,
    )
    expect(outcome).toEqual({ outcome: 'busy' })
    expect(tries).toBe(40)
    expect(store.state()).toEqual(before)
  })
})

describe('a refusal', () => {
  test('leaves a fact that says who asked for what and every reason, and no other change', async () => {
    const before = store.state()
    const asked = command(ada, { text: 'secret', signature: { signer: 'a token' } })
    const outcome = await orders.startOrder(store, { ...asked, operation: 'startOrder' } as never, { orderId })
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'order-wrong-status', replayed: false })
    expect(store.state()).toEqual(before)
    const last = store.factsOf(subject).at(-1)
    expect(last).toMatchObject({
      type: 'andon.order.command-refused.v1',
      actor: { id: 'ada' },
      sequence: 4,
      data: { command: 'startOrder', violations: [{ code: 'order-wrong-status' }] },
    })
    expect(JSON.stringify(last)).not.toContain('a token')
    expect(verify(store.factsOf(subject)).intact).toBe(true)
  })

  test('answers a command that changes more than one commit holds, and says by how many', async () => {
    const changes = Array.from(
      { length: 111 },
      (_, index): Change => ({
        change: 'create-lot',
        lot: lot({ lotId: `L-${index}` }),
      }),
    )
    const asked = comment('Too much')
    const act = (decided: readonly Change[]) =>
      run(store, asked, {
        subject,
        of: 'order',
        load: { order: ref.order(orderId) },
        decide: () => ({
          outcome: 'accepted',
          fact: { type: 'andon.order.commented.v1', data: { orderId: orderBody(orderId).orderId, text: 'Too much' } },
          changes: decided,
        }),
      })
    const before = store.state()
    const refused = {
      outcome: 'refused',
      code: 'too-much-at-once',
      violations: [{ params: { items: 113, fewer: 13 } }],
    }
    expect(await act(changes)).toMatchObject({ ...refused, replayed: false })
    expect(store.state()).toEqual(before)
    expect(await act(changes.slice(0, 98))).toMatchObject({ ...refused, replayed: true })
  })

  test('is given again on a replay, also when the command would be right by now', async () => {
    const asked = command(ada, {})
    const first = await orders.resumeOrder(store, asked, { orderId })
    taken(await orders.pauseOrder(store, command(ada, {}), { orderId }))
    const again = await orders.resumeOrder(store, { ...asked, clock: () => later(60) }, { orderId })
    expect(first).toMatchObject({ outcome: 'refused', replayed: false })
    expect(again).toEqual({ ...first, replayed: true })
    expect((await store.load({ order: ref.order(orderId) })).order?.value.status).toBe('paused')
  })

  test('of what was never there leaves a fact outside the chain', async () => {
    const nothing = { ...orderBody('O-9'), quantity: kg('1') }
    const lot = { lotId: 'L-9', materialId: 'GOLD', quantity: kg('1') } as never
    expect(refusal(await receiving.receiveLot(store, command(ada, lot)))).toEqual(['not-found'])
    expect(store.factsOf({ type: 'lot', id: 'L-9' })).toMatchObject([{ sequence: 0, previousHash: '' }])
    expect(await orders.commentOrder(store, comment('Hello'), { orderId: nothing.orderId })).toMatchObject({
      outcome: 'unknown',
      violations: [{ code: 'not-found' }],
    })
    await stock(store, 'L-9', 'SUCROSE', '1')
    const facts = store.factsOf({ type: 'lot', id: 'L-9' })
    expect(facts.map(({ sequence }) => sequence)).toEqual([0, 1, 2])
    expect(verify(facts)).toEqual({ intact: true, entries: 3 })
  })

  test('for a sign-in that was used before changes nothing', async () => {
    await receiving.receiveLot(store, command(ada, { lotId: 'L-2', materialId: 'SUCROSE', quantity: kg('1') } as never))
    const signature = signedBy(quinn, 'released', undefined, 'the-one-token')
    await receiving.receiveLot(store, command(ada, { lotId: 'L-3', materialId: 'SUCROSE', quantity: kg('1') } as never))
    taken(await usageDecision.releaseLot(store, command(quinn, {}, { signature }), { lotId: 'L-2' }))
    const before = store.state()
    const outcome = await usageDecision.releaseLot(store, command(quinn, {}, { signature }), { lotId: 'L-3' })
    expect(refusal(outcome)).toEqual(['signature-used'])
    expect(store.state()).toEqual(before)
  })
})

describe('a replay', () => {
  const replayed = (outcome: Outcome) => outcome.outcome === 'done' && outcome.replayed

  test('answers the first fact and does nothing twice', async () => {
    taken(await startStep(store, orderId, 'weigh'))
    const asked = command(ada, consumption('0010', 'SUC-1', '25'))
    const first = taken(await consumptionCases.consume(store, asked, { orderId }))
    const again = await consumptionCases.consume(store, { ...asked, clock: () => later(3600) }, { orderId })
    expect(again).toEqual({ ...first, replayed: true })
    expect((await store.load({ lot: ref.lot('SUC-1') })).lot?.value.remaining).toBe('75')
  })

  test('of a creation is answered as such, though the thing exists by now', async () => {
    const asked = command(paula, orderBody('O-7'))
    taken(await orders.createOrder(store, asked))
    expect(replayed(await orders.createOrder(store, asked))).toBe(true)
  })

  test('with a signature is a replay, though the sign-in is spent', async () => {
    await receiving.receiveLot(store, command(ada, { lotId: 'L-2', materialId: 'SUCROSE', quantity: kg('1') } as never))
    const asked = command(quinn, {}, { signature: signedBy(quinn, 'released') })
    taken(await usageDecision.releaseLot(store, asked, { lotId: 'L-2' }))
    expect(replayed(await usageDecision.releaseLot(store, asked, { lotId: 'L-2' }))).toBe(true)
  })

  test('with another body is a key that was used before', async () => {
    const asked = comment('First')
    taken(await orders.commentOrder(store, asked, { orderId }))
    const other = { ...comment('Second'), id: asked.id }
    expect(await orders.commentOrder(store, other, { orderId })).toEqual({ outcome: 'key-reused' })
  })

  test('of a creation under another id is a key that was used before', async () => {
    const asked = command(paula, orderBody('O-7'))
    taken(await orders.createOrder(store, asked))
    const other = { ...command(paula, orderBody('O-8')), id: asked.id }
    expect(await orders.createOrder(store, other)).toEqual({ outcome: 'key-reused' })
    expect((await store.load({ order: ref.order('O-8') })).order).toBeUndefined()
  })

  test('sent twice at the same instant is done once', async () => {
    const asked = command(ada, {})
    const outcomes = await Promise.all([1, 2, 3].map(() => orders.pauseOrder(store, asked, { orderId })))
    expect(outcomes.filter(replayed)).toHaveLength(2)
    expect(new Set(outcomes.map((it) => it.outcome === 'done' && it.fact.hash)).size).toBe(1)
  })
})

describe('a command', () => {
  test('with the version that it read is not done on another', async () => {
    const { order } = await store.load({ order: ref.order(orderId) })
    const expectedVersion = order?.version ?? 0
    taken(await orders.pauseOrder(store, command(ada, {}, { expectedVersion }), { orderId }))
    const late = await orders.resumeOrder(store, command(ada, {}, { expectedVersion }), { orderId })
    expect(late).toMatchObject({ outcome: 'refused', code: 'stale-version' })
  })

  test('keeps when it happened at its source beside when we recorded it', async () => {
    const asked = comment('Seen before', { occurredAt: later(-300) })
    const { fact } = taken(await orders.commentOrder(store, asked, { orderId }))
    expect(fact).toMatchObject({ occurredAt: later(-300), recordedAt: later(0) })
  })

  test('that has nothing to record leaves no fact', async () => {
    const asked = orderBody('O-7')
    taken(await synchronizeOrder(store, command(paula, asked)))
    expect(await synchronizeOrder(store, command(paula, asked))).toEqual({ outcome: 'nothing' })
    expect(store.factsOf({ type: 'order', id: 'O-7' })).toHaveLength(1)
    taken(await synchronizeOrder(store, command(paula, { ...asked, priority: 3 })))
    expect(store.factsOf({ type: 'order', id: 'O-7' })).toHaveLength(2)
  })

  test('never touches an item twice in one transaction', async () => {
    const twice: Change = { change: 'hold-lot', lotId: 'SUC-1', holdId: 'H-1' }
    const act = run(store, comment('x'), {
      subject,
      of: 'order',
      load: { order: ref.order(orderId) },
      decide: () => ({
        outcome: 'accepted',
        fact: { type: 'andon.order.commented.v1', data: { orderId: orderBody(orderId).orderId, text: 'x' } },
        changes: [twice, twice],
      }),
    })
    await expect(act).rejects.toThrow('A transaction may touch an item once')
  })
})
