import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf } from '../../local/definitions/plant-state.ts'
import { clientAs, clientWith, type SiteClient, signIn, until } from '../../local/demo/client.ts'
import { liveThrough } from '../../local/life/history.ts'
import type { Life } from '../../local/life/life.ts'
import { lyon } from '../../local/life/lyon.ts'
import { bringToLife } from '../../local/life/stage.ts'
import { type Plant, startPlant } from '../../local/plant.ts'

const folder = mkdtempSync(join(tmpdir(), 'life-'))
let plant: Plant
let life: Pick<Life, 'stop'>
let vera: SiteClient

beforeAll(async () => {
  await liveThrough(lyon, folder, { days: 3 })
  plant = await startPlant({ site: 'lyon', port: 0, mqttPort: 0, dataDir: folder })
  // It lasts longer than the hours that are let pass.
  vera = clientWith(plant.url, await signIn(plant.url, 'vera', 80_000))
}, 300_000)

afterAll(async () => {
  await life?.stop()
  await plant?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const stage = async (wish?: object) => {
  const answer = await fetch(`${plant.url}/local/life`, wish && { method: 'POST', body: JSON.stringify(wish) })
  return { status: answer.status, told: (await answer.json()) as { readonly breaks?: readonly string[] } }
}
const ordersThat = async (status: 'running' | 'held' | 'completed') =>
  bodyOf(await vera.listOrders({ status, limit: '200' }), 'orders').items

describe('the past of Lyon', () => {
  test('ends now, with two lines at work, a deviation open, and a batch that waits for its release', async () => {
    expect(Math.abs(Date.now() - plant.now().getTime())).toBeLessThan(5000)
    const running = await ordersThat('running')
    expect(new Set(running.map(({ product }) => product))).toEqual(new Set(['SYR', 'SYR-200']))
    expect(bodyOf(await vera.listDeviations({ status: 'open' }), 'deviations').items).toMatchObject([
      { subject: { type: 'lot', id: 'SUC-TORN' } },
    ])
    for (const status of ['released', 'awaiting-review'] as const)
      expect(bodyOf(await vera.listBatches({ status }), 'batches').items).not.toEqual([])
  })

  test('has its excursion, decided with two signatures, and every fact in its chain', async () => {
    const closed = bodyOf(await vera.listDeviations({ status: 'closed' }), 'deviations').items
    expect(closed.map(({ subject }) => subject.type)).toContain('order')
    const quinn = await clientAs(plant.url, 'quinn')
    for (const { orderId } of await ordersThat('completed'))
      expect(bodyOf(await quinn.verifyAudit({ subject: `order:${orderId}` }), 'chain')).toMatchObject({ intact: true })
  })
})

describe('the life of Lyon', () => {
  beforeAll(async () => {
    life = await bringToLife(lyon, plant)
  })

  test('goes on where the week ended, and through hours that somebody lets pass', async () => {
    const before = (await ordersThat('completed')).length
    expect((await stage({ pass: { hours: 2 } })).status).toBe(200)
    expect((await ordersThat('completed')).length).toBeGreaterThan(before)
    expect(plant.logs().filter(({ from }) => from === 'life').length).toBeLessThan(5)
  }, 120_000)

  test('refuses the wrong lot, and keeps that it was tried', async () => {
    await until(
      async () => {
        await stage({ pass: { hours: 0.1 } })
        return stage({ break: 'wrong-lot' })
      },
      ({ status }) => status === 200,
      'A line that lacks something',
      90,
    )
    const about = (await ordersThat('running')).map(({ orderId }) => vera.getAudit({ subject: `order:${orderId}` }))
    const facts = (await Promise.all(about)).flatMap((it) => bodyOf(it, 'facts').items)
    expect(facts).toContainEqual(
      expect.objectContaining({
        type: expect.stringContaining('refused'),
        actor: expect.objectContaining({ id: 'lea' }),
      }),
    )
  }, 120_000)

  test('holds an order whose mixer gets too hot, and tells quality', async () => {
    await until(
      async () => {
        await stage({ pass: { hours: 0.25 } })
        const steps = await Promise.all((await ordersThat('running')).map(({ orderId }) => vera.listSteps({ orderId })))
        return steps.flatMap((it) => bodyOf(it, 'steps').items)
      },
      (steps) => steps.some(({ stepId, status, lacking }) => stepId === 'dissolve' && status === 'running' && lacking),
      'A batch that dissolves',
      90,
    )
    await until(
      async () => {
        const { status } = await stage({ break: 'hot-mixer' })
        if (status === 400) await stage({ pass: { hours: 0.05 } })
        return status
      },
      (status) => status === 200,
      'A mixer that is hot',
      30,
    )
    await stage({ pass: { hours: 0.1 } })
    await until(
      () => ordersThat('held'),
      (held) => held.length === 1,
      'The hold',
    )
    expect(bodyOf(await vera.listDeviations({ status: 'open' }), 'deviations').items).toContainEqual(
      expect.objectContaining({ subject: expect.objectContaining({ type: 'order' }) }),
    )
  }, 120_000)

  test('says what can break here, and refuses what it does not know', async () => {
    expect((await stage()).told.breaks).toContain('hot-mixer')
    expect(await stage({ break: 'earthquake' })).toMatchObject({ status: 400 })
    expect(await stage({})).toMatchObject({ status: 400 })
  })

  test('lets a training run out, and renews it', async () => {
    const olga = await clientAs(plant.url, 'olga')
    const isValid = async () => {
      const { qualifications = [] } = bodyOf(await olga.getPerson({ personId: 'lea' }), 'Léa')
      const mixing = qualifications.find(({ qualificationId }) => qualificationId === 'mixing')
      return Date.parse(mixing?.validUntil ?? '') > plant.now().getTime()
    }
    for (const valid of [false, true]) {
      expect((await stage({ break: 'expired-training' })).status).toBe(200)
      expect(await isValid()).toBe(valid)
    }
  })

  test('is cut off from the network for a while', async () => {
    await stage({ break: 'network-cut' }).catch(() => undefined)
    await expect(fetch(`${plant.url}/v1/health`)).rejects.toThrow()
  })
})
