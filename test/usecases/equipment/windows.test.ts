import { beforeEach, describe, expect, test } from 'vitest'
import type { EquipmentId, ParameterId, RecipeId } from '../../../events/identifiers.ts'
import { recipeDraft } from '../../../events/recipe.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import { processDeviceMessage } from '../../../shared/usecases/equipment/devices.ts'
import * as steps from '../../../shared/usecases/execution/steps.ts'
import * as recipes from '../../../shared/usecases/recipes/recipes.ts'
import { command, furnish, mixingOrder, taken } from '../../support/commands.ts'
import { ada, dec, draftOf, erik, later, olga, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

/** The dissolving of Lyon's syrup: 30 min within 62 to 66 Cel, not more than 2 min outside in one piece. */
const dissolve = {
  parameters: [{ parameterId: 'TEMP', unit: 'Cel', low: '62', high: '66', source: 'device' }],
  timers: [
    {
      timerId: 'dissolved',
      rule: 'at-least',
      duration: { value: '30', unit: 'min' },
      while: { parameterId: 'TEMP' },
      silence: { value: '30', unit: 's' },
    },
    { timerId: 'brief', rule: 'at-most', duration: { value: '2', unit: 'min' }, outside: { parameterId: 'TEMP' } },
  ],
}
const version = { recipeId: 'SYRUP' as RecipeId, version: '2' }
let store: MemoryStore
let sequence = 0
let now = 0

async function openPlant(more: object): Promise<void> {
  store = memoryStore()
  sequence = 0
  now = 0
  await furnish(store)
  const [weigh, mix] = draftOf().steps
  const draft = recipeDraft.parse({
    ...draftOf(),
    steps: [weigh, { ...mix, parameters: [], checks: [], timers: [], ...more }],
  })
  taken(await recipes.draftRecipe(store, command(erik, draft), version))
  taken(await recipes.submitRecipe(store, command(erik, {}), version))
  const signature = signedBy(quinn, 'approved', later(0))
  taken(await recipes.approveRecipe(store, command(quinn, {}, { signature }), version))
  await mixingOrder(store, 'O-1')
}
beforeEach(() => openPlant(dissolve))

/** A value each ten seconds, from one second to another, in messages of one minute; they arrive at once, or late. */
async function measures(from: number, to: number, value: string, arrival?: number): Promise<void> {
  for (let start = from; start <= to; start += 60) {
    const end = Math.min(start + 50, to)
    const samples = Array.from({ length: Math.floor((end - start) / 10) + 1 }, (_, index) => ({
      parameterId: 'TEMP' as ParameterId,
      value: dec(value),
      occurredAt: later(start + index * 10),
    }))
    sequence += 1
    now = arrival ?? end + 0.2
    const message = { name: 'sample', sequence, samples } as const
    const heard = { site: 'lyon', equipmentId: 'MIXER-1' as EquipmentId, message, clock: () => later(now) }
    expect(await processDeviceMessage(store, heard)).toEqual({ taken: true })
  }
}
const completes = () =>
  steps.completeStep(store, command(ada, {}, { clock: () => later(now) }), { orderId: 'O-1', stepId: 'mix' })
const reasons = async () => {
  const outcome = await completes()
  return outcome.outcome === 'refused'
    ? outcome.violations.map(({ code, variant, params }) => ({ code, variant, ...params }))
    : []
}
const order = async () => (await store.load({ order: ref.order('O-1') })).order?.value
const facts = () => store.factsOf({ type: 'order', id: 'O-1' })
const opened = () => facts().flatMap(({ type, data }) => (type === 'andon.deviation.opened.v1' ? [data] : []))

describe('the dissolving of a syrup', () => {
  test('takes thirty minutes inside the window, and its completion says how many are missing', async () => {
    await measures(10, 11 * 60, '64')
    expect(await reasons()).toMatchObject([
      { code: 'timer-running', variant: 'inside', inside: { value: '650' }, missing: { value: '1150' } },
    ])
    await measures(11 * 60 + 10, 1810, '65.5')
    expect(await reasons()).toEqual([])
    expect(facts().at(-1)).toMatchObject({
      type: 'andon.step.completed.v1',
      data: { values: [{ parameterId: 'TEMP', count: 181, secondsInside: '1800', excursions: 0 }] },
    })
  })

  test('goes on after an excursion of less than two minutes, which is on the record', async () => {
    await measures(10, 660, '64')
    await measures(670, 780, '68.4')
    await measures(790, 1940, '64')
    expect(opened()).toEqual([])
    expect(await reasons()).toEqual([])
    expect(facts().at(-1)?.data).toMatchObject({
      values: [
        {
          secondsInside: '1800',
          secondsOutside: '120',
          firstExcursion: { from: later(670), to: later(790), peak: '68.4' },
        },
      ],
    })
    const recorded = facts().flatMap(({ type, data }) => (type === 'andon.result.recorded.v1' ? [data] : []))
    expect(recorded.map((it) => 'inSpec' in it && it.inSpec)).toEqual([true, false, true])
  })

  test('is held by 68.4 Cel for 140 s at minute 11, by one deviation with its curve, and goes on where it stood', async () => {
    await measures(10, 660, '64')
    await measures(670, 780, '68.4')
    expect(opened()).toEqual([])
    await measures(790, 810, '68.4')
    expect(opened()).toHaveLength(1)
    const [deviation] = opened()
    expect(deviation).toMatchObject({
      breach: { timerId: 'brief', since: later(670), value: '68.4', low: '62', high: '66', equipmentId: 'MIXER-1' },
    })
    const points = deviation?.breach?.curve?.points ?? []
    expect(points.filter(({ value }) => value === '68.4').length).toBeGreaterThanOrEqual(10)
    expect(points.some(({ value }) => value === '64')).toBe(true)
    expect((await order())?.holds).toHaveLength(1)
    await measures(820, 1200, '64')
    expect(opened()).toHaveLength(1)
    expect((await reasons()).map(({ code }) => code)).toContain('order-on-hold')
  })

  test('does not count a silence of the probe, however good the values around it are', async () => {
    await measures(10, 900, '64')
    await measures(960, 1870, '64')
    expect(await reasons()).toEqual([])
    await openPlant(dissolve)
    await measures(10, 900, '64')
    await measures(960, 1850, '64')
    expect(await reasons()).toMatchObject([{ code: 'timer-running', missing: { value: '20' } }])
  })

  test('is held when a value tells that the probe was silent for longer than two minutes', async () => {
    await measures(10, 60, '64')
    await measures(190, 190, '64')
    expect(opened()).toMatchObject([{ breach: { timerId: 'brief', since: later(60) } }])
  })

  test.each([
    [
      'the first of it',
      [
        [130, 240, '68.4'],
        [250, 300, '64'],
        [70, 120, '68.4'],
      ],
      later(60),
    ],
    [
      'the last of it',
      [
        [70, 180, '68.4'],
        [250, 300, '64'],
        [190, 240, '68.4'],
      ],
      later(70),
    ],
    [
      'all of it',
      [
        [250, 300, '64'],
        [70, 240, '68.4'],
      ],
      later(60),
    ],
  ] as const)(
    'is held once for one excursion, also when a message is overtaken that has %s',
    async (_, messages, since) => {
      await measures(10, 60, '64')
      for (const [from, to, value] of messages) await measures(from, to, value, 310)
      expect(opened()).toMatchObject([{ breach: { timerId: 'brief', since } }])
      expect((await order())?.holds).toHaveLength(1)
    },
  )

  test('is held for each of two excursions, also when a silence between them made them one at first', async () => {
    await measures(10, 60, '64')
    await measures(70, 200, '68.4')
    await measures(360, 500, '70')
    expect(opened()).toMatchObject([{ breach: { since: later(70) } }])
    await measures(210, 350, '64', 510)
    await measures(510, 520, '70')
    // The first late message ends the first one, and leaves a silence before the second one.
    expect(opened().map((it) => it.breach?.since)).toEqual([later(70), later(260)])
  })

  test('shows in a deviation that comes late the value of the excursion, not the good one of now', async () => {
    const [inside, brief] = dissolve.timers
    await openPlant({ ...dissolve, timers: [inside, { ...brief, silence: { value: '5', unit: 'min' } }] })
    await measures(10, 60, '64')
    await measures(250, 300, '64')
    expect(opened()).toEqual([])
    await measures(70, 240, '68.4', 310)
    expect(opened()).toMatchObject([{ breach: { since: later(70), value: '68.4' } }])
  })

  test('asks for the signature of another person if the probe has been silent until its completion', async () => {
    await measures(10, 1810, '64')
    now = 1810 + 121
    expect(await reasons()).toMatchObject([{ code: 'timer-exceeded', variant: 'outside' }])
    const override = { ref: 'timer:brief', reason: 'The display of the mixer showed 64 Cel' }
    const signature = signedBy(olga, 'approved', later(now))
    taken(
      await steps.overrideStep(store, command(olga, override, { signature, clock: () => later(now) }), {
        orderId: 'O-1',
        stepId: 'mix',
      }),
    )
    expect(await reasons()).toEqual([])
  })
})

describe('cooling to a value', () => {
  const cool = {
    parameters: [{ parameterId: 'TEMP', unit: 'Cel', source: 'device' }],
    timers: [
      {
        timerId: 'cooled',
        rule: 'at-most',
        duration: { value: '90', unit: 'min' },
        from: 'weigh',
        until: { parameterId: 'TEMP', high: '30' },
      },
    ],
  }
  beforeEach(() => openPlant(cool))

  test('is complete only when the value is reached', async () => {
    await measures(10, 3600, '45')
    expect(await reasons()).toMatchObject([{ code: 'timer-running', variant: 'until' }])
    await measures(3610, 3620, '29.8')
    expect(await reasons()).toEqual([])
  })

  test('is held as soon as a value tells that the time is over', async () => {
    await measures(10, 5400, '45')
    expect(opened()).toEqual([])
    await measures(5410, 5410, '44')
    expect(opened()).toMatchObject([{ breach: { timerId: 'cooled', value: '44', high: '30' } }])
  })
})
