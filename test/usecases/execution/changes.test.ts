import { beforeEach, describe, expect, test } from 'vitest'
import type { ChangeEffect } from '../../../events/change.ts'
import type { ChangeId, MaterialId, OrderId } from '../../../events/identifiers.ts'
import { createOrder as orderBodyOf } from '../../../events/order.ts'
import type { BoundOrder, Snapshot } from '../../../shared/domain/orders/order.ts'
import { verify } from '../../../shared/usecases/commit/chain.ts'
import { type Basis, type Commit, type Refs, ref, type Store } from '../../../shared/usecases/commit/store.ts'
import * as changes from '../../../shared/usecases/execution/changes.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import { applyDisposition } from '../../../shared/usecases/quality/deviation-hold.ts'
import * as deviations from '../../../shared/usecases/quality/deviations.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import {
  approvedVersion,
  command,
  completedOrder,
  furnish,
  orderBody,
  refusal,
  startedOrder,
  startStep,
  taken,
} from '../../support/commands.ts'
import { dataOf } from '../../support/facts.ts'
import { ada, aStep, dec, draftOf, erik, noon, olga, paula, quinn, type recipe, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

let store: MemoryStore
const path = { orderId: 'O-1', changeId: 'CH-1' }
const pieces = (value: number) => ({ value: dec(String(value)), unit: '{each}' }) as const

beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
  const [weigh, mix] = draftOf().steps
  if (!weigh || !mix) throw new Error('The recipe has two steps.')
  await startedOrder(store, 'O-1')
  await approvedVersion(store, '2', { ...draftOf(), steps: [{ ...weigh, name: 'Weigh twice' }, mix] })
})

const proposed = (effect: ChangeEffect = 'immediately', more: object = {}, on: Store = store, version = '2') => {
  const body = { changeId: 'CH-1' as ChangeId, version, effect, reason: 'Less foam' }
  return changes.proposeChange(on, command(erik, body, more), path)
}
const reviewed = () => changes.reviewChange(store, command(olga, {}, { signature: signedBy(olga, 'reviewed') }), path)
const approved = (on: Store = store, more: object = {}) =>
  changes.approveChange(on, command(quinn, {}, { signature: signedBy(quinn, 'approved'), ...more }), path)
const orderNow = async (orderId = 'O-1') => {
  const { order, snapshot } = await store.load({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) })
  return { order: order?.value as BoundOrder, snapshot: snapshot?.value as Snapshot }
}

describe('a change of an order', () => {
  test('is proposed, reviewed and approved on the record of the order, in one unbroken chain', async () => {
    taken(await proposed())
    taken(await reviewed())
    taken(await approved())
    const facts = store.factsOf({ type: 'order', id: 'O-1' })
    expect(facts.map(({ type }) => type).slice(-3)).toEqual([
      'andon.change.proposed.v1',
      'andon.change.reviewed.v1',
      'andon.change.approved.v1',
    ])
    expect(verify(facts, store.chainOf(ref.order('O-1')))).toMatchObject({ intact: true })
    const { order, snapshot } = await orderNow()
    expect(order).toMatchObject({ version: '2', revision: 1 })
    expect(snapshot.steps[0]?.name).toBe('Weigh twice')
    const { before } = await store.load({ before: ref.superseded('O-1', 0) })
    expect(before?.value).toMatchObject({ version: '1', because: { type: 'change', id: 'CH-1' } })
  })

  test('is judged again when a step is started between the reading and the signature', async () => {
    taken(await proposed())
    taken(await reviewed())
    let started = false
    const overtaken: Store = {
      ...store,
      async commit(commit: Commit) {
        if (!started) taken(await startStep(store, 'O-1', 'weigh'))
        started = true
        return store.commit(commit)
      },
    }
    const state = await orderNow()
    expect(refusal(await approved(overtaken))).toEqual(['change-incompatible'])
    const now = await orderNow()
    expect(now.snapshot).toEqual(state.snapshot)
    expect(now.order.version).toBe('1')
    expect(now.order.steps).toMatchObject({ weigh: { status: 'running' } })
  })

  test('is seen whole by who reads while it takes its effect: a step is started by the snapshot that its order has', async () => {
    const [weigh, mix] = draftOf().steps
    if (!weigh || !mix) throw new Error('The recipe has two steps.')
    await approvedVersion(store, '3', {
      ...draftOf(),
      steps: [mix, { ...weigh, after: [mix.stepId] }].map((step) => (step === mix ? { ...mix, after: [] } : step)),
    })
    taken(await proposed('immediately', {}, store, '3'))
    taken(await reviewed())
    const { snapshot: old } = await store.load({ snapshot: ref.snapshot('O-1') })
    taken(await approved())
    let reads = 0
    const torn: Store = {
      ...store,
      async load<Wanted extends Refs>(wanted: Wanted) {
        reads += 1
        const basis = await store.load(wanted)
        return (reads === 1 && 'snapshot' in basis ? { ...basis, snapshot: old } : basis) as Basis<Wanted>
      },
    }
    const start = execution.startStep(torn, command(ada, {}), { orderId: 'O-1', stepId: 'weigh' })
    expect(refusal(await start)).toEqual(['predecessor-incomplete'])
    expect(reads).toBe(2)
  })

  test('that is sent twice is answered the same, and changes nothing twice', async () => {
    const twice = { id: 'the-same-command' }
    taken(await proposed('immediately', twice))
    expect(await proposed('immediately', twice)).toMatchObject({ outcome: 'done', replayed: true })
    taken(await reviewed())
    const sent = { id: 'the-same-approval', signature: signedBy(quinn, 'approved', noon, 'one sign-in') }
    taken(await approved(store, sent))
    const state = store.state()
    expect(await approved(store, sent)).toMatchObject({ outcome: 'done', replayed: true })
    expect(store.state()).toEqual(state)
    expect(refusal(await approved())).toEqual(['change-wrong-status', 'change-outdated', 'change-without-effect'])
  })

  test('has an id of its own when nobody gives it one, the same for every replay', async () => {
    const body = { version: '2', effect: 'immediately', reason: 'Less foam' } as const
    const sent = command(erik, body)
    const first = taken(await changes.proposeChange(store, sent, path))
    const again = taken(await changes.proposeChange(store, sent, path))
    expect(dataOf(first.fact).changeId).toMatch(/^change\.[\w-]{16}$/)
    expect(again.fact).toEqual(first.fact)
  })

  test('of nothing is unknown', async () => {
    expect(
      await changes.proposeChange(store, command(erik, { version: '2', effect: 'immediately', reason: 'None' }), {
        orderId: 'NONE',
      }),
    ).toMatchObject({ outcome: 'unknown' })
    expect(await approved()).toMatchObject({ outcome: 'unknown' })
    expect(await changes.readChange(store, path, noon)).toBeUndefined()
  })

  test('is refused on the record, and leaves everything as it was', async () => {
    await completedOrder(store, 'O-2', 'SYR-2')
    const before = store.state()
    const body = { changeId: 'CH-2' as ChangeId, version: '2', effect: 'immediately', reason: 'Too late' } as const
    expect(refusal(await changes.proposeChange(store, command(erik, body), { orderId: 'O-2' }))).toContain(
      'order-wrong-status',
    )
    expect(store.state()).toEqual(before)
    expect(store.factsOf({ type: 'order', id: 'O-2' }).at(-1)?.type).toBe('andon.order.command-refused.v1')
  })

  test('shows what is different, and what stands against it now, before anyone signs', async () => {
    taken(await proposed())
    const shown = await changes.readChange(store, path, noon)
    expect(shown).toMatchObject({
      change: { status: 'proposed' },
      difference: {
        added: [],
        removed: [],
        changed: [{ stepId: 'weigh', fields: [{ field: 'name', after: 'Weigh twice' }] }],
      },
      violations: [],
    })
    taken(await startStep(store, 'O-1', 'weigh'))
    expect(await changes.readChange(store, path, noon)).toMatchObject({ violations: [{ code: 'change-incompatible' }] })
    expect(refusal(await reviewed())).toEqual(['change-incompatible'])
  })

  test('shows the same difference when it is long in effect', async () => {
    taken(await proposed())
    const before = await changes.readChange(store, path, noon)
    taken(await reviewed())
    taken(await approved())
    const after = await changes.readChange(store, path, noon)
    expect(after?.difference).toEqual(before?.difference)
    expect(after).toMatchObject({ change: { status: 'approved' }, violations: [] })

    await approvedVersion(store, '3')
    const body = { changeId: 'CH-2' as ChangeId, version: '3', effect: 'immediately', reason: 'As it was' } as const
    const again = { orderId: 'O-1', changeId: 'CH-2' }
    taken(await changes.proposeChange(store, command(erik, body), again))
    const signing = (who: typeof olga, meaning: 'reviewed' | 'approved') =>
      command(who, {}, { signature: signedBy(who, meaning) })
    taken(await changes.reviewChange(store, signing(olga, 'reviewed'), again))
    taken(await changes.approveChange(store, signing(quinn, 'approved'), again))
    expect((await changes.readChange(store, path, noon))?.difference).toEqual(before?.difference)
  })

  test('for the next batch is what the next order takes, and this one does not', async () => {
    await approvedVersion(store, '3')
    taken(await proposed('next-batch'))
    taken(await reviewed())
    taken(await approved())
    expect((await orderNow()).order).toMatchObject({ version: '1' })
    taken(await orders.createOrder(store, command(paula, orderBody('O-3'))))
    const released = taken(await orders.releaseOrder(store, command(paula, {}), { orderId: 'O-3' }))
    expect(dataOf(released.fact).version).toBe('2')
  })
})

describe('a change at the remaining quantity', () => {
  const batchSize = { min: pieces(1), nominal: pieces(10), max: pieces(10) }
  const drafted = (name: string) => ({
    ...draftOf(),
    product: 'LID' as MaterialId,
    batchSize,
    steps: [{ ...aStep('mill', { flow: 'units' }), name }],
  })

  beforeEach(async () => {
    await approvedVersion(store, '4', drafted('Mill'))
    const wanted = orderBodyOf.parse({
      ...orderBody('O-4'),
      product: 'LID',
      version: '4',
      quantity: pieces(10),
      priority: 7,
    })
    taken(await orders.createOrder(store, command(paula, wanted)))
    taken(await orders.releaseOrder(store, command(paula, {}), { orderId: 'O-4' }))
    taken(await orders.startOrder(store, command(ada, {}), { orderId: 'O-4' }))
    await approvedVersion(store, '5', drafted('Print'))
    const start = command(ada, { quantity: pieces(6) })
    taken(await execution.startStep(store, start, { orderId: 'O-4', stepId: 'mill' }))
  })

  const change = async (body: object = {}) => {
    const asked = {
      changeId: 'CH-4' as ChangeId,
      version: '5',
      effect: 'remaining-quantity',
      reason: 'A new tool',
    } as const
    const of = { orderId: 'O-4', changeId: 'CH-4' }
    taken(await changes.proposeChange(store, command(erik, { ...asked, ...body }), of))
    taken(await changes.reviewChange(store, command(olga, {}, { signature: signedBy(olga, 'reviewed') }), of))
    return changes.approveChange(store, command(quinn, {}, { signature: signedBy(quinn, 'approved') }), of)
  }

  test('makes an order of what has not begun, bound to the other version, and each knows of the other', async () => {
    const { fact } = taken(await change())
    expect(fact).toMatchObject({
      about: { type: 'order', id: 'O-4.1' },
      data: { quantity: pieces(6), remainder: { orderId: 'O-4.1', quantity: pieces(4) } },
    })
    const [kept, rest] = [await orderNow('O-4'), await orderNow('O-4.1')]
    expect(kept.order).toMatchObject({ quantity: pieces(6), version: '4', remainders: ['O-4.1'] })
    expect(rest.order).toMatchObject({
      quantity: pieces(4),
      version: '5',
      remainderOf: 'O-4',
      status: 'released',
      priority: 7,
    })
    expect(rest.snapshot.steps[0]?.name).toBe('Print')
    taken(await orders.startOrder(store, command(ada, {}), { orderId: 'O-4.1' }))
    taken(await startStep(store, 'O-4.1', 'mill'))
    expect(verify(store.factsOf({ type: 'order', id: 'O-4.1' }), store.chainOf(ref.order('O-4.1')))).toEqual({
      intact: true,
      entries: 2,
    })
  })

  test('takes the id that it is told, if that is free', async () => {
    taken(await change({ remainderOrderId: 'O-77' as OrderId }))
    expect((await orderNow('O-77')).order).toMatchObject({ quantity: pieces(4), remainderOf: 'O-4' })
  })

  test('is refused when somebody takes that id before it is signed', async () => {
    const late = async () => taken(await orders.createOrder(store, command(paula, orderBody('O-4.1'))))
    const asked = {
      changeId: 'CH-4' as ChangeId,
      version: '5',
      effect: 'remaining-quantity',
      reason: 'A new tool',
    } as const
    const of = { orderId: 'O-4', changeId: 'CH-4' }
    taken(await changes.proposeChange(store, command(erik, asked), of))
    taken(await changes.reviewChange(store, command(olga, {}, { signature: signedBy(olga, 'reviewed') }), of))
    await late()
    const sign = command(quinn, {}, { signature: signedBy(quinn, 'approved') })
    expect(refusal(await changes.approveChange(store, sign, of))).toEqual(['already-exists'])
    expect((await orderNow('O-4')).order.quantity).toEqual(pieces(10))
  })

  test('is refused of a held order, whose rest would be free', async () => {
    const hold = { subject: { type: 'order', id: 'O-4' }, reason: 'A doubt' } as const
    taken(await holding.placeHold(store, command(quinn, hold)))
    const asked = { version: '5', effect: 'remaining-quantity', reason: 'A new tool' } as const
    expect(refusal(await changes.proposeChange(store, command(erik, asked), { orderId: 'O-4' }))).toEqual([
      'order-on-hold',
    ])
  })
})

test('a rework is added by the version that is in force, or by the one that is named', async () => {
  const remedy = { ...draftOf(), purpose: 'rework' as const, steps: [aStep('dilute')] }
  const recipeId = 'THIN' as ReturnType<typeof recipe>['recipeId']
  await approvedVersion(store, '1', remedy, noon, recipeId)
  await approvedVersion(store, '2', remedy, noon, recipeId)
  for (const [deviationId, version] of [
    ['dev-1', undefined],
    ['dev-2', '1'],
  ] as const) {
    const seen = {
      deviationId: deviationId as never,
      subject: { type: 'order', id: 'O-1' },
      title: 'Lumps',
      description: 'In the tank',
    } as const
    taken(await deviations.openDeviation(store, command(ada, seen)))
    taken(
      await deviations.classifyDeviation(store, command(quinn, { severity: 'minor', reason: 'Lumps' }), {
        deviationId,
      }),
    )
    const decision = {
      disposition: 'rework',
      reason: 'Dilute it',
      capaRequired: false,
      rework: { recipeId, ...(version && { version }) },
    } as const
    const sign = { signature: signedBy(quinn, 'dispositioned') }
    taken(await deviations.dispositionDeviation(store, command(quinn, decision, sign), { deviationId }))
    expect(refusal(await startStep(store, 'O-1', 'rework-1.dilute'))).toEqual(['order-on-hold'])
    await applyDisposition({ store, genealogy: store.genealogy, site: 'lyon', now: () => noon }, deviationId)
  }
  const { order, snapshot } = await orderNow()
  expect(order.revision).toBe(2)
  expect(snapshot.branches).toMatchObject([
    { branchId: 'rework-1', deviationId: 'dev-1', version: '2' },
    { branchId: 'rework-2', deviationId: 'dev-2', version: '1' },
  ])
  taken(await startStep(store, 'O-1', 'rework-1.dilute'))
})
