import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HoldCrossing } from '../../../events/enterprise-to-site.ts'
import type { Receipt } from '../../../events/envelope.ts'
import type { DeviationId, HoldId, LotId, OrderId, SiteId } from '../../../events/identifiers.ts'
import { receiveLot } from '../../../events/material.ts'
import { consume, produce } from '../../../events/order.ts'
import { readCrossing, saysOfHolds } from '../../../shared/messaging/crossing.ts'
import type { Command } from '../../../shared/usecases/commit/command.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import { crossedHold, takeCrossing } from '../../../shared/usecases/enterprise/crossings.ts'
import { recordHolds } from '../../../shared/usecases/enterprise/holds-across-sites.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as deviationHold from '../../../shared/usecases/quality/deviation-hold.ts'
import * as deviations from '../../../shared/usecases/quality/deviations.ts'
import { atStart, carryOn } from '../../../shared/usecases/quality/hold-spread.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { busyPlant, sugar, things } from '../../support/busy-plant.ts'
import { command, kg, taken } from '../../support/commands.ts'
import { crossing, eventOf } from '../../support/crossing.ts'
import { dataOf } from '../../support/facts.ts'
import { ada, later, quinn, signedBy } from '../../support/given.ts'
import { memoryHoldings } from '../../support/memory-holdings.ts'
import type { MemoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'

const names = ['lyon', 'cork', 'graz'] as SiteId[]
const orderIds = ['O-0', 'O-1'] as OrderId[]

const any = fc.nat({ max: 40 })
const does = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('consume' as const, 'produce' as const) },
  { weight: 3, arbitrary: fc.constant('receive' as const) },
  { weight: 2, arbitrary: fc.constantFrom('hold' as const, 'hold-order' as const, 'end' as const) },
  { weight: 2, arbitrary: fc.constantFrom('judge' as const, 'disposition' as const) },
  { weight: 2, arbitrary: fc.constant('walk' as const) },
  { weight: 4, arbitrary: fc.constantFrom('hear' as const, 'take' as const) },
)
const act = fc.record({ does, at: any, one: any, other: any })
type Act = typeof act extends fc.Arbitrary<infer It> ? It : never

/** Three plants. What they tell waits until somebody takes it on. */
async function company() {
  const stores = new Map<SiteId, MemoryStore>()
  for (const site of names) stores.set(site, await busyPlant(site, orderIds))
  const seen = new Map(names.map((site) => [site, 0]))
  let seconds = 0
  /** Every command has a moment of its own, at whatever site. */
  const next = () => {
    seconds += 1
    return later(seconds)
  }
  const storeOf = (site: SiteId): MemoryStore => stores.get(site) as MemoryStore
  const sent = <Body>(site: SiteId, who: Command['caller'], body: Body, more: Partial<Command<Body>> = {}) =>
    command(who, body, { site, at: next(), ...more })
  const take = (message: HoldCrossing) => {
    const { to: site } = message
    return takeCrossing({ store: storeOf(site), site, now: next }, message)
  }
  const walk = async (site: SiteId, holdId: string) => {
    const store = storeOf(site)
    const deps = { store, genealogy: store.genealogy, heirs: store.heirs, site, now: next }
    for (let it = await carryOn(deps, holdId, atStart); it.next !== 'done'; it = await carryOn(deps, holdId, it));
  }
  const walks = () =>
    names.flatMap((site) => [...things(storeOf(site)).holds.values()].map(({ holdId }) => [site, holdId] as const))
  return {
    storeOf,
    next,
    sent,
    take,
    walk,
    walks,
    /** The facts that cross and have not been handed out yet. */
    news(): Receipt[] {
      return names.flatMap((site) => {
        const facts = stores.get(site)?.allFacts() ?? []
        const fresh = facts.slice(seen.get(site))
        seen.set(site, facts.length)
        return crossing(fresh)
      })
    },
  }
}

test(
  'when all is delivered, every lot is under a hold for each that its origin carried when it was received or later, once',
  async () => {
    const reached = {
      crossed: 0,
      inherited: 0,
      'released there': 0,
      'not held': 0,
      'held at a third site': 0,
      rejected: 0,
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 40, maxLength: 120 }),
        fc.array(fc.nat({ max: 9 }), { minLength: 20, maxLength: 40 }),
        async (acts, chances) => {
          const { storeOf, next, sent, take, walk, walks, news } = await company()
          const pending: Receipt[] = []
          const messages: HoldCrossing[] = []
          /** Of which hold each lot was told when the enterprise had not heard of its release. */
          const toldInTime = new Set<string>()
          const waiting = [...acts]
          let asked = 0
          let number = 0
          const chance = () => chances[asked++ % chances.length] ?? 0
          /** Something else happens between two round trips of the enterprise. */
          const between = async () => {
            const other = chance() < 4 ? waiting.shift() : undefined
            if (other) await carryOut(other)
          }
          const holdings = memoryHoldings(between)

          const hear = async (receipt: Receipt) => {
            const fact = readCrossing(eventOf(receipt))
            const words = saysOfHolds(fact) ? await recordHolds(holdings, fact) : []
            messages.push(...words)
            for (const { releasedAt, to, lotId, origin } of words)
              if (releasedAt === undefined) toldInTime.add(`${to}/${lotId} ${origin.holdId}`)
          }
          const pick = <Value>(all: readonly Value[], index: number): Value | undefined => all[index % all.length]
          /** One of the newest, so that ways over several sites and back come about. */
          const lotAt = (site: SiteId, index: number) =>
            pick([...things(storeOf(site)).lots.keys()].reverse().slice(0, 4), index) as LotId
          const siteAt = (index: number) => pick(names, index) as SiteId

          const carryOut = async ({ does, at, one, other }: Act): Promise<void> => {
            const site = siteAt(at)
            const store = storeOf(site)
            const { orders, holds } = things(store)
            const lotId = lotAt(site, one)
            const orderId = pick(orderIds, other) as OrderId
            switch (does) {
              case 'consume': {
                const body = consume.parse({ stepId: 'make', lineId: '1', lotId, quantity: kg('1') })
                await consumption.consume(store, sent(site, ada, body), { orderId })
                break
              }
              case 'produce': {
                const known = Object.keys(orders.get(orderId)?.produced ?? {})
                const made = pick(known, one) ?? `P-${orderId}`
                const body = produce.parse({ stepId: 'make', lotId: made, quantity: kg('5') })
                await output.produce(store, sent(site, ada, body), { orderId })
                break
              }
              case 'receive': {
                const from = siteAt(at + 1 + (other % 2))
                const origin = { site: from, lotId: lotAt(from, one) }
                const name = `R-${number++}` as LotId
                const body = receiveLot.parse({ lotId: name, materialId: sugar, quantity: kg('9'), origin })
                taken(await receiving.receiveLot(store, sent(site, ada, body)))
                const signature = signedBy(quinn, 'released', next())
                await usageDecision.releaseLot(store, sent(site, quinn, {}, { signature }), { lotId: name })
                break
              }
              case 'hold':
              case 'hold-order': {
                const subject =
                  does === 'hold' ? { type: 'lot' as const, id: lotId } : { type: 'order' as const, id: orderId }
                const body = { holdId: `H-${number++}` as HoldId, subject, reason: 'In doubt' }
                taken(await holding.placeHold(store, sent(site, quinn, body)))
                break
              }
              case 'end': {
                const hold = pick(
                  [...holds.values()].filter(
                    ({ status, origin, originReleasedAt }) =>
                      status === 'active' && (!origin || originReleasedAt !== undefined),
                  ),
                  one,
                )
                const signature = signedBy(quinn, 'released', next())
                if (hold)
                  taken(
                    await holding.releaseHold(store, sent(site, quinn, { reason: 'All is well' }, { signature }), hold),
                  )
                break
              }
              case 'judge': {
                const isRejected = things(store).lots.get(lotId)?.status === 'rejected'
                const meaning = isRejected ? 'released' : 'rejected'
                const signature = signedBy(quinn, meaning, next())
                const by = sent(site, quinn, { reason: 'Tested' }, { signature })
                await (isRejected ? usageDecision.releaseLot : usageDecision.rejectLot)(store, by, { lotId })
                break
              }
              case 'disposition': {
                const deviationId = `DEV-${number++}` as DeviationId
                const subject = { type: 'lot' as const, id: lotId }
                const about = { deviationId, subject, title: 'Glass', description: 'Glass in a bag' }
                const deps = { store, genealogy: store.genealogy, heirs: store.heirs, site }
                taken(await deviations.openDeviation(store, sent(site, quinn, about)))
                const severity = { severity: 'minor' as const, reason: 'One bag' }
                taken(await deviations.classifyDeviation(store, sent(site, quinn, severity), { deviationId }))
                const signature = signedBy(quinn, 'dispositioned', next())
                const decision = { disposition: 'reject' as const, reason: 'Unfit', capaRequired: false }
                taken(
                  await deviations.dispositionDeviation(store, sent(site, quinn, decision, { signature }), {
                    deviationId,
                  }),
                )
                await deviationHold.applyDisposition({ ...deps, now: next }, deviationId)
                break
              }
              case 'walk': {
                const [where, holdId] = pick(walks(), one) ?? []
                if (where && holdId) await walk(where, holdId)
                break
              }
              case 'hear': {
                const fact = pick(pending, one)
                // It stays on its way half of the time, so that it comes again.
                if (fact && other % 2 === 0) pending.splice(pending.indexOf(fact), 1)
                if (fact) await hear(fact)
                break
              }
              case 'take': {
                const message = pick(messages, one)
                if (message && other % 2 === 0) messages.splice(messages.indexOf(message), 1)
                if (message) await take(message)
              }
            }
            pending.push(...news())
          }

          for (let it = waiting.shift(); it; it = waiting.shift()) await carryOut(it)
          // A ring over three sites of six orders is walked within as many rounds; one that never ends fails here.
          for (let rounds = 0, settled = false; !settled; rounds += 1) {
            expect(rounds, 'rounds until nothing happens any more').toBeLessThan(30)
            for (const [site, holdId] of walks()) await walk(site, holdId)
            pending.push(...news())
            settled = pending.length === 0 && messages.length === 0
            while (pending.length > 0) await hear(pending.splice(chance() % pending.length, 1)[0] as Receipt)
            while (messages.length > 0) await take(messages.splice(chance() % messages.length, 1)[0] as HoldCrossing)
          }

          for (const site of names) {
            const store = storeOf(site)
            const { lots: here, holds } = things(store)
            for (const lot of here.values()) {
              const [received] = store.factsOf({ type: 'lot', id: lot.lotId })
              if (!lot.origin || !received) continue
              const there = stretchesOn(storeOf(lot.origin.site), lot.origin.lotId)
              const due = there.filter(
                ({ holdId, until }) =>
                  until === undefined ||
                  received.recordedAt <= until ||
                  toldInTime.has(`${site}/${lot.lotId} ${holdId}`),
              )
              const expected = due.map(({ holdId }) => crossedHold(lot.lotId, { ...lot.origin, holdId } as never))
              const placedHere = [...holds.values()].filter((it) => it.origin && it.subject.id === lot.lotId)
              expect(new Set(placedHere.map(({ holdId }) => holdId)), `the holds on ${lot.lotId}`).toEqual(
                new Set(expected),
              )
              reached['not held'] += there.length - due.length
              for (const { holdId, status, origin, originReleasedAt } of placedHere) {
                expect(lot.holds.includes(holdId)).toBe(status === 'active')
                const of = due.find((it) => it.holdId === origin?.holdId)
                expect(originReleasedAt, `when ${origin?.holdId} was released`).toBe(of?.until)
                const told = store.factsOf({ type: 'hold', id: holdId })
                expect(told.filter(({ type }) => type === 'andon.hold.placed.v1')).toHaveLength(1)
                reached.crossed += 1
                reached.rejected += origin?.holdId.startsWith('rejected.') ? 1 : 0
                reached.inherited += of?.isInherited ? 1 : 0
                reached['released there'] += originReleasedAt === undefined ? 0 : 1
                reached['held at a third site'] += origin?.holdId.startsWith('crossed.') ? 1 : 0
              }
            }
            const { alerts } = await store.load({ alerts: ref.alerts() })
            expect(alerts?.value.spreading ?? {}).toEqual({})
          }
        },
      ),
      seeded('holds that cross sites', 300),
    )
    // The model is worth something if all of it happens.
    for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(portion(5))
  },
  patience,
)

/** From when to when each hold has rested on a lot, by the facts of its own site. */
function stretchesOn(store: MemoryStore, lotId: string) {
  const facts = store.allFacts()
  const of = (type: string) =>
    facts.filter((fact) => {
      const { subject, lotId: of = (subject as { id?: string } | undefined)?.id } = dataOf(fact)
      const isLot = subject === undefined || (subject as { type: string }).type === 'lot'
      return fact.type === type && isLot && of === lotId
    })
  const end = (holdId: unknown, type: string) => of(type).find((fact) => dataOf(fact).holdId === holdId)?.recordedAt
  const stretch = (begin: string, over: string) =>
    of(begin).map((fact) => ({
      holdId: dataOf(fact).holdId as HoldId,
      until: end(dataOf(fact).holdId, over),
      isInherited: begin === 'andon.lot.hold-inherited.v1',
    }))
  // A lot that is rejected is released before it is rejected again.
  const judgements = of('andon.lot.status-changed.v1')
    .filter((fact) => fact.type === 'andon.lot.status-changed.v1')
    .filter(({ data }, index, all) => data.status === 'rejected' || all[index - 1]?.data.status === 'rejected')
  return [
    ...stretch('andon.hold.placed.v1', 'andon.hold.released.v1'),
    ...stretch('andon.deviation.opened.v1', 'andon.hold.released.v1'),
    ...stretch('andon.lot.hold-inherited.v1', 'andon.lot.hold-ended.v1'),
    ...judgements.flatMap(({ data, sequence }, index) =>
      data.status === 'rejected'
        ? [{ holdId: `rejected.${sequence}` as HoldId, until: judgements[index + 1]?.recordedAt, isInherited: false }]
        : [],
    ),
  ]
}

test('a hold that comes round to its own lot over another site rests on each lot once, and comes to an end', async () => {
  const { storeOf, sent, take, walk, walks, news } = await company()
  const [lyon, cork] = ['lyon', 'cork'] as [SiteId, SiteId]
  const [product, there, back] = ['P', 'R-C', 'R-L'] as [LotId, LotId, LotId]
  const [orderId] = orderIds as [OrderId]
  const make = produce.parse({ stepId: 'make', lotId: product, quantity: kg('5') })
  taken(await output.produce(storeOf(lyon), sent(lyon, ada, make), { orderId }))
  const receive = async (site: SiteId, lotId: LotId, origin: { site: SiteId; lotId: LotId }) => {
    const body = receiveLot.parse({ lotId, materialId: sugar, quantity: kg('5'), origin })
    taken(await receiving.receiveLot(storeOf(site), sent(site, ada, body)))
  }
  await receive(cork, there, { site: lyon, lotId: product })
  await receive(lyon, back, { site: cork, lotId: there })
  const signature = signedBy(quinn, 'released')
  taken(await usageDecision.releaseLot(storeOf(lyon), sent(lyon, quinn, {}, { signature }), { lotId: back }))
  const draw = consume.parse({ stepId: 'make', lineId: '1', lotId: back, quantity: kg('1') })
  taken(await consumption.consume(storeOf(lyon), sent(lyon, ada, draw), { orderId }))
  const hold = { holdId: 'H-1' as HoldId, subject: { type: 'lot' as const, id: product }, reason: 'In doubt' }
  taken(await holding.placeHold(storeOf(lyon), sent(lyon, quinn, hold)))

  const holdings = memoryHoldings()
  let rounds = 0
  for (let told = news(); told.length > 0; told = news()) {
    rounds += 1
    expect(rounds).toBeLessThan(10)
    for (const receipt of told) {
      const fact = readCrossing(eventOf(receipt))
      if (saysOfHolds(fact)) for (const message of await recordHolds(holdings, fact)) await take(message)
    }
    for (const [site, holdId] of walks()) await walk(site, holdId)
  }
  const atCork = crossedHold(there, { site: lyon, lotId: product, holdId: hold.holdId })
  const atLyon = crossedHold(back, { site: cork, lotId: there, holdId: atCork })
  expect(things(storeOf(cork)).lots.get(there)?.holds).toEqual([atCork])
  expect(things(storeOf(lyon)).lots.get(back)?.holds).toEqual([atLyon])
  expect(things(storeOf(lyon)).lots.get(product)?.holds.toSorted()).toEqual([hold.holdId, atLyon].toSorted())
})
