import { describe, expect, test } from 'vitest'
import { bodyOf } from '../../local/definitions/plant-state.ts'
import { clientAs, type SiteClient, until } from '../../local/demo/client.ts'
import { cork } from '../../local/life/cork.ts'
import type { Script } from '../../local/life/life.ts'
import { lyon } from '../../local/life/lyon.ts'
import { inParts } from '../../local/life/making.ts'
import { nantes } from '../../local/life/nantes.ts'
import { staffOf } from '../../local/life/staff.ts'
import type { Trade } from '../../local/life/trade.ts'
import { workOn } from '../../local/life/work.ts'
import { type LivingPlant, livingPlant } from './fixtures/living-plant.ts'

/** A site whose own people have nothing to do. */
const idle = (script: Script): Script => ({
  ...script,
  async open(world) {
    const floor = await script.open(world)
    const waits = () => world.agenda.add({ name: 'nothing', turn: async () => 600 })
    return { ...floor, remember: waits, goOn: waits }
  },
})

const orderId = 'VISIT-1'

/** Seconds after which an act says that the plant needs time now. */
const time = 1800

/** What a visitor does at a screen: the acts of the plant's people, with no hand on a machine. */
const atScreen = (more: Partial<Trade>): Trade => ({
  hurry: () => 1,
  makes: {},
  worksAt: () => undefined,
  leaves: () => undefined,
  watches: () => time,
  ...more,
})

async function ordered(
  { plant }: LivingPlant,
  recipeId: string,
  value: string,
  unit: string,
  reserved: readonly string[] = [],
): Promise<void> {
  const paula = await clientAs(plant.url, 'paula')
  const dueAt = new Date(plant.now().getTime() + 86_400_000).toISOString()
  const wanted = { orderId, recipeId, product: recipeId, quantity: { value, unit }, dueAt }
  expect(await paula.createOrder(wanted)).toMatchObject({ ok: true })
  expect(await paula.releaseOrder({ orderId }, {})).toMatchObject({ ok: true })
  const olga = await clientAs(plant.url, 'olga')
  const setAside = bodyOf(await olga.listPicks({ orderId }), 'picks').items.filter(({ materialId }) =>
    reserved.includes(materialId),
  )
  for (const { lots } of setAside)
    for (const { lotId, quantity } of lots)
      expect(await olga.reserveLot({ orderId }, { lotId, quantity })).toMatchObject({ ok: true })
  const ada = await clientAs(plant.url, 'ada')
  expect(await ada.startOrder({ orderId }, {})).toMatchObject({ ok: true })
}

/** Does what there is to do until the order is complete; where the plant needs time, it gets it. */
async function finished({ plant, vera, stage }: LivingPlant, trade: Trade): Promise<void> {
  const staff = staffOf(plant.url, plant.now)
  const at = { staff, trade, crew: { first: 'ada', second: 'ben' }, orderId, upToDate: async () => false }
  for (let act = 0; act < 80; act += 1) {
    const seconds = await workOn(at)
    const { status } = bodyOf(await vera.getOrder({ orderId }), orderId)
    if (status === 'completed') return
    expect(status).toBe('running')
    if (seconds === time || seconds === undefined) await stage({ pass: { hours: 0.6 } })
  }
  const { items } = bodyOf(await vera.listSteps({ orderId }), 'steps')
  const open = items.filter(({ status }) => status === 'running' || status === 'waiting')
  throw new Error(`${orderId} does not come to its end: ${JSON.stringify(open.map((it) => [it.stepId, it.lacking]))}`)
}

const valueAt = async (vera: SiteClient, equipmentId: string, parameterId: string) =>
  bodyOf(await vera.getMachine({ equipmentId }), equipmentId).values[parameterId]?.value

describe('An order of a visitor at Lyon, while its people rest', () => {
  const lives = livingPlant(idle(lyon), 0.05)

  test('comes to its end: the scale shows what is weighed, and the mixer heats and cools with the steps', async () => {
    const living = lives()
    const { vera, stage, comeToLife } = living
    await comeToLife()
    await stage({ rest: true })
    await ordered(living, 'SYR', '1000', 'L')
    const scale = {
      equipmentId: 'SCALE-1',
      weighs: async (value: string) => {
        await until(
          () => valueAt(vera, 'SCALE-1', 'weight'),
          (shown) => Number(shown) === Number(value),
          `The scale shows ${value}`,
          60,
        )
      },
    }
    const lotOf = () => `${orderId}-A`
    await finished(
      living,
      atScreen({
        makes: {
          SYR: inParts({ stepId: 'fill', lotOf, percent: '99', decimals: 0, parts: () => ({ count: 1, seconds: 1 }) }),
        },
        scaleOf: () => scale,
        typedFor: (_, lineId) => (lineId === '10' ? undefined : 'The visitor is in a hurry'),
        reads: (_step, parameterId, { made }) => (parameterId === 'volume' ? made : undefined),
      }),
    )
    await until(
      () => vera.getMachine({ equipmentId: 'MIX-1' }),
      ({ ok, body }) => ok && body.state === 'idle' && Number(body.values.temperature?.value) < 40,
      'The mixer is cool, and stands',
    )
  }, 300_000)
})

describe('An order of a visitor at Cork, while its people rest', () => {
  const lives = livingPlant(idle(cork), 0.05)

  test('comes to its end: wrench and rig measure the piece in hand', async () => {
    const living = lives()
    const { vera, stage, comeToLife } = living
    await comeToLife()
    await stage({ rest: true })
    await ordered(living, 'PMP', '2', '{each}', ['HOUSING', 'BOLT', 'GREASE'])
    const lotOf = () => `${orderId}-A`
    const gaugeAt = (equipmentId = '') => ({
      equipmentId,
      measures: async (serials: readonly string[]) => {
        const lacks = async () => {
          const { items } = bodyOf(await vera.listUnits({ orderId }, { limit: '200' }), 'units')
          const mine = items.filter(({ serial }) => serials.includes(serial))
          return mine.flatMap(({ steps }) => steps.flatMap(({ missing = [] }) => missing))
        }
        const isOf = equipmentId.startsWith('ASM') ? /^torque/ : /^pressure/
        await until(lacks, (missing) => !missing.some((id) => isOf.test(id)), `A value of ${equipmentId}`, 60)
        return true
      },
    })
    await finished(
      living,
      atScreen({
        makes: {
          PMP: inParts({ stepId: 'pack', lotOf, percent: '100', decimals: 0, parts: () => ({ count: 1, seconds: 1 }) }),
        },
        pieces: {
          serialsOf: () => ({ from: 'V01', to: 'V02' }),
          atOnce: () => 1,
          gaugeAt,
          lostAs: () => undefined,
        },
      }),
    )
    expect(bodyOf(await vera.getOrder({ orderId }), orderId)).toMatchObject({
      produced: { [`${orderId}-A`]: { value: '2' } },
    })
  }, 300_000)
})

describe('An order of a visitor at Nantes, while its people rest', () => {
  const lives = livingPlant(idle(nantes), 0.05)

  test('has its loaves counted as long as it bakes', async () => {
    const living = lives()
    const { plant, vera, stage, comeToLife } = living
    await comeToLife()
    await stage({ rest: true })
    await ordered(living, 'LOAF-PLAIN', '1000', '{each}')
    const counted = async () =>
      Number(bodyOf(await vera.getMachine({ equipmentId: 'BAGGER-1' }), 'counts').counts?.good ?? 0)
    const before = await counted()
    const staff = staffOf(plant.url, plant.now)
    const at = {
      staff,
      trade: atScreen({}),
      crew: { first: 'ada', second: 'ben' },
      orderId,
      upToDate: async () => false,
    }
    const isBaking = async () => {
      await workOn(at)
      const { items } = bodyOf(await vera.listSteps({ orderId }), 'steps')
      return items.find(({ stepId }) => stepId === 'bake')?.status === 'running'
    }
    await until(isBaking, (baking) => baking, 'The oven bakes', 30)
    await stage({ pass: { hours: 0.1 } })
    await until(counted, (now) => now - before > 150, 'Loaves that are counted')
  }, 120_000)
})
