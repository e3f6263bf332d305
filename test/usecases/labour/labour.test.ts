import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { OrderId, PersonId, StepId } from '../../../events/identifiers.ts'
import { correctEntry as correction } from '../../../events/labour.ts'
import { personDefinition } from '../../../events/recipe.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import { sameWork } from '../../../shared/domain/labour/labour.ts'
import { reckon } from '../../../shared/domain/labour/labour-hours.ts'
import type { Entry } from '../../../shared/domain/labour/timecard.ts'
import { verify } from '../../../shared/usecases/commit/chain.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import { definePerson } from '../../../shared/usecases/equipment/definitions.ts'
import * as labour from '../../../shared/usecases/labour/labour.ts'
import { flagMissingClockOffs, warnOfExpiringQualifications } from '../../../shared/usecases/labour/labour-watch.ts'
import { command, furnish, refusal, startedOrder, taken } from '../../support/commands.ts'
import { ada, later, noon, olga, paula } from '../../support/given.ts'
import { coveredSeconds, replayed } from '../../support/labour.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { histories } from '../../support/seeded.ts'

const person = { type: 'person', id: 'ada' } as const
const always = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }
const weigh = { activity: 'production', orderId: 'O-1' as OrderId, stepId: 'weigh' as StepId } as const
const early = [{ shiftId: 'early', from: '06:00', to: '14:00' }]
let store: MemoryStore

async function openPlant(): Promise<void> {
  store = memoryStore()
  await furnish(store)
  await startedOrder(store, 'O-1')
}
beforeEach(openPlant)

const at = (seconds: number) => ({ at: later(seconds) })
const clockOn = (work: object, seconds = 0, more: object = {}) =>
  labour.clockOn(store.timesheet)(store, command(ada, work as typeof weigh, { ...at(seconds), ...more }))
const clockOff = (asked: object, seconds: number, who: Caller = ada) =>
  labour.clockOff(store, command(who, asked, at(seconds)))
const correct = (entryId: string, body: object, seconds: number) =>
  labour.correctEntry(store.timesheet)(
    store,
    command(olga, correction.parse({ personId: 'ada', reason: 'By the gate log', ...body }), at(seconds)),
    { entryId },
  )
const timecard = async () => {
  const { timecard: found } = await store.load({ timecard: ref.timecard('ada') })
  if (!found) throw new Error('Ada has no timecard.')
  return found
}
/** What the store says of Ada's time. */
const entries = async (): Promise<Entry[]> =>
  [...(await timecard()).value.open, ...(await store.timesheet.endedEntries('ada', always))].sort((one, other) =>
    one.entryId < other.entryId ? -1 : 1,
  )

describe('the clock', () => {
  test('knows whoever has signed in, and nobody else who is not defined', async () => {
    const somebody = { activity: 'meeting', personId: 'nobody' as PersonId } as const
    expect((await labour.clockOn(store.timesheet)(store, command(olga, somebody))).outcome).toBe('unknown')
    expect((await labour.clockOn(store.timesheet)(store, command(paula, { activity: 'meeting' }))).outcome).toBe('done')
    expect((await labour.clockOff(store, command(paula, {}))).outcome).toBe('done')
    const ability = personDefinition.parse({ name: 'Paula Conti' })
    taken(await definePerson(store, command(olga, ability), { personId: 'paula' as PersonId }))
    expect(verify(store.factsOf({ type: 'person', id: 'paula' }))).toMatchObject({ intact: true, entries: 3 })
  })

  test('takes the same command once, and the entry that it began stays the only one', async () => {
    const id = crypto.randomUUID()
    const first = taken(await clockOn(weigh, 0, { id }))
    const again = taken(await clockOn(weigh, 5, { id }))
    expect([again.replayed, again.fact]).toEqual([true, first.fact])
    expect(await entries()).toHaveLength(1)
  })

  test('takes a key for one person, whomever a supervisor names with it', async () => {
    const id = crypto.randomUUID()
    const ability = personDefinition.parse({ name: 'Ben Okafor' })
    taken(await definePerson(store, command(olga, ability), { personId: 'ben' as PersonId }))
    const on = (personId: string) =>
      labour.clockOn(store.timesheet)(
        store,
        command(olga, { activity: 'meeting', personId: personId as PersonId }, { id }),
      )
    taken(await on('ada'))
    expect((await on('ben')).outcome).toBe('key-reused')
  })

  test('of one person takes all of many hands, each once, in one chain', async () => {
    const steps = ['weigh', undefined] as const
    const works = ['production', 'cleaning', 'set-up', 'training', 'meeting'].flatMap((activity) =>
      steps.map((stepId) => ({ activity, orderId: 'O-1', ...(stepId && { stepId }) })),
    )
    const outcomes = await Promise.all([...works, ...works].map((work) => clockOn(work)))
    expect(outcomes.filter(({ outcome }) => outcome === 'done')).toHaveLength(works.length)
    expect(outcomes.flatMap((it) => (it.outcome === 'refused' ? refusal(it) : []))).toEqual(
      works.map(() => 'already-clocked-on'),
    )
    expect((await timecard()).value.open).toHaveLength(works.length)
    expect(verify(store.factsOf(person), (await timecard()).chain)).toMatchObject({ intact: true })
  })

  test('goes on in the chain in which the person was defined', async () => {
    taken(await clockOn(weigh))
    const ability = personDefinition.parse({ name: 'Ada Moreau' })
    const replacing = { ...command(olga, ability), replacesAny: true } as const
    taken(await definePerson(store, replacing, { personId: 'ada' as PersonId }))
    taken(await clockOff({}, 60))
    expect(store.factsOf(person).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['andon.person.defined.v1', 1],
      ['andon.labour.clocked-on.v1', 2],
      ['andon.person.defined.v1', 3],
      ['andon.labour.clocked-off.v1', 4],
    ])
    expect(verify(store.factsOf(person), (await timecard()).chain)).toEqual({ intact: true, entries: 4 })
  })
})

describe('a correction', () => {
  test('of an entry that there is not is refused', async () => {
    expect(refusal(await correct('20260302T120000000Z-none', { to: noon }, 60))).toEqual(['not-found'])
  })

  test('finds what it would overlap among the ended entries of the person', async () => {
    taken(await clockOn(weigh, 0))
    taken(await clockOff({}, 600))
    taken(await clockOn(weigh, 1200))
    taken(await clockOff({}, 1800))
    const [first, second] = await entries()
    expect(refusal(await correct(String(first?.entryId), { to: later(1201) }, 3600))).toEqual(['interval-overlaps'])
    taken(await correct(String(first?.entryId), { to: later(1200) }, 3600))
    expect(refusal(await correct(String(second?.entryId), { from: later(1199) }, 3600))).toEqual(['interval-overlaps'])
  })

  test('of two supervisors at once is decided one after the other', async () => {
    taken(await clockOn(weigh, 0))
    taken(await clockOff({}, 600))
    taken(await clockOn(weigh, 1200))
    taken(await clockOff({}, 1800))
    const [first, second] = await entries()
    const outcomes = await Promise.all([
      correct(String(first?.entryId), { to: later(1000) }, 3600),
      correct(String(second?.entryId), { from: later(900) }, 3600),
    ])
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused'])
  })
})

describe('the watch', () => {
  const deps = (seconds: number) => ({ store, site: 'lyon', now: () => later(seconds), asOf: later(seconds) })
  const flag = async (seconds: number) =>
    flagMissingClockOffs(deps(seconds), [(await timecard()).value], early, 'Europe/Paris')

  test('stops what is open past the end of its shift at that end, once, and flags it', async () => {
    // Noon is 13:00 in Lyon, and the early shift ends at 14:00.
    taken(await clockOn(weigh, 0))
    taken(await clockOn({ activity: 'meeting' }, 60))
    taken(await clockOff({ activity: 'meeting' }, 120))
    expect(await flag(5399)).toEqual({ flagged: 0 })
    expect(await flag(5400)).toEqual({ flagged: 1 })
    expect(await flag(9000)).toEqual({ flagged: 0 })
    expect((await timecard()).value.open).toEqual([])
    const [forgotten] = await entries()
    const missing = { shiftId: 'early', shiftEndedAt: later(3600) }
    expect(forgotten).toMatchObject({ ...weigh, to: later(3600), missing, stoppedBy: 'shift-end' })
    // An hour of weighing, of which a minute is shared with the meeting.
    expect(reckon(await entries(), 'equal-share').map(({ seconds }) => seconds)).toEqual([3570, 30])
  })

  test('stops a clock after a day where the site has no shifts', async () => {
    taken(await clockOn(weigh, 0))
    const day = 86_400
    const watch = async (seconds: number) =>
      flagMissingClockOffs(deps(seconds), [(await timecard()).value], [], 'Europe/Paris')
    expect(await watch(day)).toEqual({ flagged: 0 })
    expect(await watch(day + 1800)).toEqual({ flagged: 1 })
    expect((await entries())[0]).toMatchObject({ to: later(day), stoppedBy: 'longest-entry' })
  })

  test('leaves the end to the person or a supervisor, who say why; the record keeps the stop', async () => {
    taken(await clockOn(weigh, 0))
    await flag(5400)
    const { entryId } = (await entries())[0] ?? { entryId: '' }
    const own = (to: string, more: object = {}) =>
      labour.correctEntry(store.timesheet)(
        store,
        command(ada, correction.parse({ personId: 'ada', to, reason: 'The pump was late', ...more }), {
          at: later(7200),
        }),
        { entryId },
      )
    expect(refusal(await own(later(6000), { from: later(60) }))).toEqual(['forbidden'])
    taken(await own(later(6000)))
    expect((await entries())[0]).toMatchObject({ to: later(6000), corrections: [{ was: { to: later(3600) } }] })
    expect((await entries())[0]).not.toHaveProperty('stoppedBy')
    expect(refusal(await own(later(6060)))).toEqual(['forbidden'])
    taken(await correct(entryId, { to: later(6120) }, 7200))
  })

  test('that works from an old picture flags nothing that was ended meanwhile', async () => {
    taken(await clockOn(weigh, 0))
    const old = (await timecard()).value
    taken(await clockOff({}, 3600))
    expect(await flagMissingClockOffs(deps(5400), [old], early, 'Europe/Paris')).toEqual({ flagged: 0 })
  })

  test('warns of a qualification that ends in thirty days, once until it is renewed', async () => {
    const personId = 'ada' as PersonId
    const define = async (validUntil: string) => {
      const body = personDefinition.parse({
        name: 'Ada Moreau',
        qualifications: [{ qualificationId: 'weighing', validUntil }, { qualificationId: 'forklift' }],
      })
      taken(await definePerson(store, command(olga, body), { personId }))
      return { ...body, personId }
    }
    const day = 86_400
    const ends = await define(later(30 * day))
    expect(await warnOfExpiringQualifications(deps(-1), [ends])).toEqual({ expiring: 0 })
    for (const days of [0, 1, 29]) await warnOfExpiringQualifications(deps(days * day), [ends])
    await warnOfExpiringQualifications(deps(0), [await define(later(20 * day))])
    const warnings = store.factsOf(person).filter((fact) => fact.type === 'andon.person.qualification-expiring.v1')
    expect(warnings.map(({ data }) => data.validUntil)).toEqual([later(30 * day), later(20 * day)])
  })
})

describe('whatever people do by the clock', () => {
  const works = [weigh, { activity: 'cleaning', orderId: 'O-1' }, { activity: 'meeting' }]
  /** Each as often as it comes at a plant, so that most of what is tried is taken. */
  const often = ['on', 'on', 'on', 'off', 'off', 'break', 'back', 'back', 'correct', 'correct', 'shift-end'] as const
  const act = fc.record({
    wait: fc.nat(240),
    does: fc.constantFrom(...often),
    which: fc.nat(999),
    from: fc.integer({ min: -1200, max: 600 }),
    length: fc.integer({ min: -60, max: 1200 }),
  })

  test('its record tells it, in whatever order it is read; the chain holds; no second counts twice', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 10, maxLength: 60, size: 'max' }),
        fc.infiniteStream(fc.nat()),
        async (acts, dice) => {
          await openPlant()
          let now = 0
          for (const { wait, does, which, from, length } of acts) {
            now += wait
            const known = await entries()
            const one = known[which % Math.max(known.length, 1)]
            if (does === 'on') await clockOn(works[which % works.length] ?? weigh, now)
            if (does === 'off') await clockOff({ activity: works[which % works.length]?.activity }, now)
            if (does === 'break') await labour.startBreak(store, command(ada, {}, at(now)))
            if (does === 'back') await labour.endBreak(store, command(ada, {}, at(now)))
            if (does === 'correct' && one) {
              const begun = later(from, one.from)
              await correct(one.entryId, { from: begun, to: later(length, begun) }, now)
            }
            if (does === 'shift-end') {
              const deps = { store, site: 'lyon', now: () => later(now), asOf: later(now) }
              await flagMissingClockOffs(deps, [(await timecard()).value], early, 'Europe/Paris')
            }
          }
          const facts = store.factsOf(person)
          const shuffled = facts
            .map((fact) => ({ fact, place: Number(dice.next().value) }))
            .sort((a, b) => a.place - b.place)
            .map(({ fact }) => fact)
          const stored = await entries()
          expect(replayed(shuffled)).toEqual(stored)
          expect(verify(facts, (await timecard()).chain)).toMatchObject({ intact: true })

          const ended = stored.filter(({ to }) => to !== undefined)
          const shares = reckon(ended, 'equal-share').reduce((sum, { seconds }) => sum + (seconds ?? 0), 0)
          expect(shares).toBe(coveredSeconds(ended).size)
          const twice = [...coveredSeconds(ended).values()].filter((running) =>
            running.some((one) => running.some((other) => one !== other && sameWork(one, other))),
          )
          expect(twice).toEqual([])
        },
      ),
      { numRuns: histories(60) },
    ))
})
