import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { bodyOf } from '../../local/definitions/plant-state.ts'
import { clientAs, until } from '../../local/demo/client.ts'
import { cork } from '../../local/life/cork.ts'
import { lyon } from '../../local/life/lyon.ts'
import { nantes } from '../../local/life/nantes.ts'
import { livingPlant } from './fixtures/living-plant.ts'

/** What the stage of the console has words for. */
const told = [...readFileSync('console/src/screens/stage/mishaps.ts', 'utf8').matchAll(/^ {2}'([a-z-]+)': \{$/gm)].map(
  ([, name]) => name,
)

const refusedTo = (person: string) =>
  expect.objectContaining({
    type: expect.stringContaining('refused'),
    actor: expect.objectContaining({ id: person }),
  })

describe('Lyon', () => {
  const lives = livingPlant(lyon, 3)

  test('has a past that ends now, with two lines at work, a deviation open, and a batch that waits for its release', async () => {
    const { plant, vera, ordersThat } = lives()
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
    const { plant, vera, ordersThat } = lives()
    const closed = bodyOf(await vera.listDeviations({ status: 'closed' }), 'deviations').items
    expect(closed.map(({ subject }) => subject.type)).toContain('order')
    const quinn = await clientAs(plant.url, 'quinn')
    for (const { orderId } of await ordersThat('completed'))
      expect(bodyOf(await quinn.verifyAudit({ subject: `order:${orderId}` }), 'chain')).toMatchObject({ intact: true })
  })

  test('goes on where the past ended, and through hours that somebody lets pass', async () => {
    const { plant, comeToLife, stage, ordersThat } = lives()
    await comeToLife()
    expect(told).toEqual(expect.arrayContaining([...((await stage()).told.breaks ?? [])]))
    const before = (await ordersThat('completed')).length
    expect((await stage({ pass: { hours: 2 } })).status).toBe(200)
    expect((await ordersThat('completed')).length).toBeGreaterThan(before)
    expect(plant.logs().filter(({ from }) => from === 'life').length).toBeLessThan(5)
  }, 120_000)

  test('refuses the wrong lot, and keeps that it was tried', async () => {
    const { stage, facts } = lives()
    await until(
      async () => {
        await stage({ pass: { hours: 0.1 } })
        return stage({ break: 'wrong-lot' })
      },
      ({ status }) => status === 200,
      'A line that lacks something',
      90,
    )
    expect(await facts()).toContainEqual(refusedTo('lea'))
  }, 120_000)

  test('holds an order whose mixer gets too hot, and tells quality', async () => {
    const { vera, stage, ordersThat } = lives()
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
    const { stage } = lives()
    expect((await stage()).told.breaks).toContain('hot-mixer')
    expect(await stage({ break: 'earthquake' })).toMatchObject({ status: 400 })
    expect(await stage({})).toMatchObject({ status: 400 })
  })

  test('lets a training run out, and renews it', async () => {
    const { plant, stage } = lives()
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

  test('says at its orders that a training has ended, and the supervisor renews it', async () => {
    const { plant, vera, stage, ordersThat } = lives()
    const stepsOf = async () => {
      await stage({ pass: { hours: 0.1 } })
      const steps = await Promise.all((await ordersThat('running')).map((order) => vera.listSteps(order)))
      return steps.flatMap((it) => bodyOf(it, 'steps').items)
    }
    await until(
      stepsOf,
      (steps) => steps.some(({ status, qualifications }) => status === 'waiting' && qualifications.includes('mixing')),
      'A batch that is to be mixed',
      60,
    )
    const running = await ordersThat('running')
    expect((await stage({ break: 'expired-training' })).status).toBe(200)
    await stage({ pass: { hours: 0.1 } })
    const comments = running.map(({ orderId }) =>
      vera.getAudit({ subject: `order:${orderId}`, type: 'andon.order.commented.v1', limit: '200' }),
    )
    expect((await Promise.all(comments)).flatMap((it) => bodyOf(it, 'comments').items)).toContainEqual(
      expect.objectContaining({
        actor: expect.objectContaining({ id: 'olga' }),
        data: expect.objectContaining({
          text: expect.stringContaining('The training mixing of Léa Fontaine has ended'),
        }),
      }),
    )
    await stage({ pass: { hours: 0.3 } })
    const olga = await clientAs(plant.url, 'olga')
    const { qualifications = [] } = bodyOf(await olga.getPerson({ personId: 'lea' }), 'Léa')
    for (const { validUntil } of qualifications)
      expect(Date.parse(validUntil ?? '')).toBeGreaterThan(plant.now().getTime())
  }, 120_000)

  test('is cut off from the network for a while', async () => {
    const { plant, stage } = lives()
    await stage({ break: 'network-cut' }).catch(() => undefined)
    await expect(fetch(`${plant.url}/v1/health`)).rejects.toThrow()
  })
})

describe('Cork', () => {
  const lives = livingPlant(cork, 2)

  test('has pumps in every state behind it: some wait for their release, one was dropped, and one is on hold while its order goes on', async () => {
    const { vera, ordersThat } = lives()
    const [made] = await ordersThat('completed')
    if (made === undefined) throw new Error('No order is complete.')
    expect(bodyOf(await vera.getOrder(made), 'order')).toMatchObject({
      produced: { [`${made.orderId}-A`]: { value: '19' } },
      scrapped: { PMP: { value: '1' } },
    })
    expect(bodyOf(await vera.listBatches({ status: 'awaiting-review' }), 'batches').items).toMatchObject([made])
    const holds = bodyOf(await vera.listHolds({}), 'holds').items
    expect(holds.map(({ subject }) => subject.type).toSorted()).toEqual(['lot', 'unit'])
    expect(await ordersThat('held')).toEqual([])
    expect((await ordersThat('running')).length).toBeGreaterThan(0)
  })

  test('has put a pump right that was tightened too far, with a fact for everything that happened', async () => {
    const { plant, vera, ordersThat } = lives()
    const closed = bodyOf(await vera.listDeviations({ status: 'closed' }), 'deviations').items
    expect(closed).toMatchObject([{ subject: { type: 'unit' } }])
    const [deviation] = await Promise.all(closed.map((it) => vera.getDeviation(it)))
    expect(deviation?.body).toMatchObject({ disposition: 'rework' })
    const quinn = await clientAs(plant.url, 'quinn')
    for (const { orderId } of await ordersThat('completed'))
      expect(bodyOf(await quinn.verifyAudit({ subject: `order:${orderId}` }), 'chain')).toMatchObject({ intact: true })
  })

  test('goes on with each pump where it stands', async () => {
    const { plant, comeToLife, stage, ordersThat } = lives()
    await comeToLife()
    expect(told).toEqual(expect.arrayContaining([...((await stage()).told.breaks ?? [])]))
    const before = (await ordersThat('completed')).length
    expect((await stage({ pass: { hours: 3 } })).status).toBe(200)
    expect((await ordersThat('completed')).length).toBeGreaterThan(before)
    expect(plant.logs().filter(({ from }) => from === 'life').length).toBeLessThan(5)
  }, 120_000)

  test('refuses the wrong part, and keeps that it was tried', async () => {
    const { stage, facts } = lives()
    await until(
      async () => {
        await stage({ pass: { hours: 0.1 } })
        return stage({ break: 'wrong-part' })
      },
      ({ status }) => status === 200,
      'A pump that lacks a part',
      90,
    )
    expect(await facts()).toContainEqual(refusedTo('lea'))
  }, 120_000)

  test('holds the pump that is tightened too far, and no other', async () => {
    const { vera, stage } = lives()
    const heldUnits = async () => {
      const { items } = bodyOf(await vera.listHolds({}), 'holds')
      return items.filter(({ subject }) => subject.type === 'unit').length
    }
    const before = await heldUnits()
    await until(
      async () => {
        const { status } = await stage({ break: 'wrong-torque' })
        await stage({ pass: { hours: 0.2 } })
        return status === 200 ? heldUnits() : before
      },
      (held) => held > before,
      'A pump on hold',
      90,
    )
  }, 120_000)

  test('loses the power of its database for some seconds, and nothing else', async () => {
    const { plant, vera, stage, ordersThat } = lives()
    const [order] = await ordersThat('completed')
    if (order === undefined) throw new Error('No order is complete.')
    const before = bodyOf(await vera.getOrder(order), 'order')
    expect((await stage({ break: 'database-cut' })).status).toBe(200)
    const refused = await fetch(`${plant.url}/v1/orders`)
    expect(refused.status).toBe(503)
    expect(await refused.json()).toEqual({
      message: 'The database has no power for some seconds. Nothing that was acknowledged is lost.',
    })
    const after = await until(
      () => vera.getOrder(order),
      ({ ok }) => ok,
      'The database is back',
      30,
    )
    expect(bodyOf(after, 'order')).toEqual(before)
    expect((await stage({ pass: { hours: 1 } })).status).toBe(200)
    expect(plant.deadLetters()).toEqual([])
  }, 120_000)
})

describe('Nantes', () => {
  // Whatever day it is today, the line has not stood for a holiday.
  const folder = mkdtempSync(join(tmpdir(), 'nantes-'))
  cpSync(nantes.folder, folder, { recursive: true })
  rmSync(join(folder, 'equipment.days.csv'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const lives = livingPlant({ ...nantes, folder }, 1)

  test('has counted its loaves onto their orders, with the reasons of the rejects, a metal check every half hour, and flour of known lots', async () => {
    const { vera, ordersThat } = lives()
    const [order] = await ordersThat('completed')
    if (order === undefined) throw new Error('No order is complete.')
    const { outputs } = bodyOf(await vera.getOrderBalance(order), 'balance')
    const sum = outputs.reduce((total, { quantity }) => total + Number(quantity.value), 0)
    expect(sum).toBe(Number(bodyOf(await vera.getOrder(order), 'order').quantity.value))
    expect(outputs.flatMap(({ reasonCode = [] }) => reasonCode)).toContain('weight')
    const facts = bodyOf(await vera.getAudit({ subject: `order:${order.orderId}`, limit: '200' }), 'facts').items
    const times = facts.flatMap(({ type, occurredAt }) =>
      type === 'andon.result.recorded.v1' ? Date.parse(occurredAt) : [],
    )
    expect(times.length).toBeGreaterThan(5)
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? at))
    expect(Math.max(...pauses)).toBeLessThan(40 * 60_000)
    const { nodes } = bodyOf(
      await vera.traceLot({ lotId: `${order.orderId}-A` }, { direction: 'backward' }),
      'its origin',
    )
    expect(nodes.map(({ id }) => id)).toContain('26/117')
  })

  test('has booked what its bagger counted, up to its end', async () => {
    const { vera, ordersThat } = lives()
    const orders = [...(await ordersThat('completed')), ...(await ordersThat('running'))]
    const booked = orders.map(({ orderId }) =>
      vera.getAudit({ subject: `order:${orderId}`, type: 'andon.material.produced.v1', limit: '200' }),
    )
    const times = (await Promise.all(booked)).flatMap((it) =>
      bodyOf(it, 'bookings').items.map(({ occurredAt }) => occurredAt),
    )
    const { counts } = bodyOf(await vera.getMachine({ equipmentId: 'BAGGER-1' }), 'its counts')
    expect(Date.parse(times.toSorted().at(-1) ?? '')).toBeGreaterThanOrEqual(Date.parse(counts?.occurredAt ?? ''))
  })

  test('has a damp truck on hold, a check that failed and was decided, and bread that waits or has left', async () => {
    const { vera } = lives()
    expect(bodyOf(await vera.listDeviations({ status: 'open' }), 'deviations').items).toMatchObject([
      { subject: { type: 'lot', id: '26/DAMP' } },
    ])
    const closed = bodyOf(await vera.listDeviations({ status: 'closed' }), 'deviations').items
    expect(closed.map(({ subject }) => subject.type)).toEqual(['order'])
    const { items } = bodyOf(await vera.listLots({ materialId: 'LOAF-PLAIN', limit: '200' }), 'bread')
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['quarantine', 'shipped']))
  })

  test('has called for help, and somebody came', async () => {
    const { items } = bodyOf(await lives().vera.listCalls({ status: 'ended' }), 'calls')
    expect(items.length).toBeGreaterThan(2)
    expect(
      items.filter(({ secondsToAnswer, result }) => secondsToAnswer === undefined || result === undefined),
    ).toEqual([])
  })

  test('goes on around the clock', async () => {
    const { plant, comeToLife, stage, ordersThat } = lives()
    await comeToLife()
    expect(told).toEqual(expect.arrayContaining([...((await stage()).told.breaks ?? [])]))
    const before = (await ordersThat('completed')).length
    // An order takes five hours.
    await until(
      async () => {
        await stage({ pass: { hours: 5 } })
        return (await ordersThat('completed')).length
      },
      (completed) => completed > before,
      'The next order',
      120,
    )
    expect(plant.logs().filter(({ from }) => from === 'life').length).toBeLessThan(5)
  }, 180_000)

  test('books on where it was when the counter starts at zero', async () => {
    const { vera, stage, ordersThat } = lives()
    await until(
      async () => {
        await stage({ pass: { hours: 0.5 } })
        return stage({ break: 'counter-zero' })
      },
      ({ status }) => status === 200,
      'A line that runs',
      90,
    )
    await stage({ pass: { hours: 1 } })
    for (const order of [...(await ordersThat('running')), ...(await ordersThat('completed'))]) {
      const { outputs } = bodyOf(await vera.getOrderBalance(order), 'balance')
      const made = outputs.reduce((total, { quantity }) => total + Number(quantity.value), 0)
      expect(made).toBeLessThanOrEqual(Number(bodyOf(await vera.getOrder(order), 'order').quantity.value))
    }
  }, 120_000)

  test('holds the order when the metal detector misses a test piece', async () => {
    const { stage, ordersThat } = lives()
    await stage({ break: 'missed-metal' })
    await until(
      async () => {
        await stage({ pass: { hours: 0.5 } })
        return ordersThat('held')
      },
      (held) => held.length === 1,
      'The hold',
      60,
    )
  }, 120_000)

  test('stands on a day on which the plant is closed', async () => {
    const { plant, vera, stage, ordersThat } = lives()
    const erik = await clientAs(plant.url, 'erik')
    const today = plant.now().getTime()
    const dayAt = (at: number) => new Date(at).toISOString().slice(0, 10).replaceAll('-', '')
    const closed = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Nantes//Inventory//EN',
      'BEGIN:VEVENT',
      'UID:inventory@nantes',
      `DTSTAMP:${dayAt(today)}T000000Z`,
      `DTSTART;VALUE=DATE:${dayAt(today - 86_400_000)}`,
      `DTEND;VALUE=DATE:${dayAt(today + 3 * 86_400_000)}`,
      'SUMMARY:Inventory',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n')
    expect((await erik.importDays({ equipmentId: 'NANTES' }, closed)).status).toBe(200)
    // People look at the calendar every four hours.
    await stage({ pass: { hours: 5 } })
    const made = async () => {
      const orders = [...(await ordersThat('running')), ...(await ordersThat('completed'))]
      const balances = await Promise.all(orders.map((order) => vera.getOrderBalance(order)))
      return balances.map((it) => bodyOf(it, 'balance').outputs)
    }
    const before = await made()
    await stage({ pass: { hours: 3 } })
    expect(await made()).toEqual(before)
    // Quality works, and has decided on the order that was held.
    expect(await ordersThat('held')).toEqual([])
    expect(await ordersThat('running')).not.toEqual([])
  }, 120_000)
})
