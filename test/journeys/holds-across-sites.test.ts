import { beforeAll, describe, expect, test } from 'vitest'
import { type Said, until } from '../../local/demo/client.ts'
import type { Plant } from '../../local/plant.ts'
import { useCompany } from '../support/company.ts'
import {
  accepted,
  approvedRecipe,
  type Crew,
  codesOf,
  companyViewer,
  crewOf,
  kg,
  read,
  runningOrder,
} from '../support/crew.ts'

const company = useCompany('lyon', 'cork')
const plantOf = (name: string): Plant => {
  const plant = company().plants[name]
  if (!plant) throw new Error(`${name} does not run.`)
  return plant
}
let lyon: Crew
let cork: Crew
beforeAll(async () => {
  lyon = await crewOf(plantOf('lyon').url)
  cork = await crewOf(plantOf('cork').url)
  for (const crew of [lyon, cork])
    for (const materialId of ['BULK', 'FILL'])
      accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg' }))
  const materials = [{ lineId: '0010', materialId: 'BULK', quantity: kg('10') }]
  await approvedRecipe(cork, 'FILL', [{ stepId: 'make', materials }])
}, 120_000)

const arrived = async (crew: Crew, lotId: string, more: Partial<Said<'receiveLot'>> = {}) =>
  accepted(await crew.ada.receiveLot({ lotId, materialId: 'BULK', quantity: kg('50'), ...more }))
/** A released lot. What is held elsewhere may be held here before anybody can release it. */
const received = async (crew: Crew, lotId: string, more: Partial<Said<'receiveLot'>> = {}) => {
  await arrived(crew, lotId, more)
  accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
}
const sent = async (lotId: string, shipmentId: string) => {
  const body = { shipmentId, to: { type: 'site', id: 'cork' }, quantity: kg('40') } as const
  accepted(await lyon.ada.shipLot({ lotId }, body))
}
const held = async (crew: Crew, holdId: string, lotId: string) =>
  accepted(await crew.quinn.placeHold({ holdId, subject: { type: 'lot', id: lotId }, reason: 'Glass' }))
const released = async (crew: Crew, holdId: string) => {
  const body = { reason: 'It was ice', ...(await crew.sign('quinn', 'released')) }
  accepted(await crew.quinn.releaseHold({ holdId }, body))
}
const holdsOn = async (crew: Crew, lotId: string) =>
  (await read(crew.vera.listHolds({ subject: `lot:${lotId}` }))).items
const drawn = (orderId: string, lotId: string) =>
  cork.ada.consume({ orderId }, { stepId: 'make', lineId: '0010', lotId, quantity: kg('10') })
const heldAtCork = async (lotId: string) => {
  const [hold] = await until(
    () => holdsOn(cork, lotId),
    (holds) => holds.length > 0,
    `A hold on ${lotId}`,
  )
  if (hold === undefined) throw new Error(`There is no hold on ${lotId}.`)
  return hold
}

describe('a lot that is held at lyon', () => {
  test('is held at cork, too, which had received of it and used it: so is what cork made of it', async () => {
    await received(lyon, 'A-1')
    await sent('A-1', 'SH-A')
    await received(cork, 'A-C', { origin: { site: 'lyon', lotId: 'A-1', shipmentId: 'SH-A' } })
    await runningOrder(cork, 'O-A', 'FILL', [{ stepId: 'make' }])
    accepted(await drawn('O-A', 'A-C'))
    accepted(await cork.ada.produce({ orderId: 'O-A' }, { stepId: 'make', lotId: 'FILL-A', quantity: kg('90') }))
    await held(lyon, 'H-A', 'A-1')
    const hold = await heldAtCork('A-C')
    expect(hold).toMatchObject({
      status: 'active',
      origin: { site: 'lyon', lotId: 'A-1', holdId: 'H-A' },
      reason: expect.stringMatching(/received from lot A-1 of site lyon, which is held there \(H-A\): Glass/),
    })
    expect(codesOf(await drawn('O-A', 'A-C'))).toContain('lot-on-hold')
    const [inherited] = await until(
      () => holdsOn(cork, 'FILL-A'),
      (holds) => holds.length > 0,
      'The hold on what was made',
    )
    expect(inherited).toMatchObject({ holdId: hold.holdId, inherited: true })

    const isHeldAt = ({ lots }: { lots: { site: string; lotId: string; held: boolean }[] }) =>
      Object.fromEntries(lots.map(({ site, lotId, held: isHeld }) => [`${site}/${lotId}`, isHeld]))
    const viewer = await companyViewer(plantOf('enterprise').url)
    const recall = await until(
      () => read(viewer.mockRecallAcrossSites({ site: 'lyon', lotId: 'A-1' })),
      (found) => isHeldAt(found)['cork/FILL-A'] === true,
      'The recall that shows what is held',
    )
    expect(isHeldAt(recall)).toEqual({ 'lyon/A-1': true, 'cork/A-C': true, 'cork/FILL-A': true })
  })

  test('is held at cork when it arrives there after the hold, and once, whatever is told again', async () => {
    await received(lyon, 'B-1')
    await sent('B-1', 'SH-B')
    await held(lyon, 'H-B', 'B-1')
    await arrived(cork, 'B-C', { origin: { site: 'lyon', lotId: 'B-1' } })
    const hold = await heldAtCork('B-C')
    await runningOrder(cork, 'O-B', 'FILL', [{ stepId: 'make' }])
    expect(codesOf(await drawn('O-B', 'B-C'))).toContain('lot-on-hold')

    const { buses } = company()
    const [arn = ''] = [...buses.keys()].filter((name) => name.endsWith('/andon-cork'))
    const { holdId, origin } = hold
    const told = (more: object, account = '123456789012') =>
      buses.get(arn)?.receive(arn, {
        source: 'andon.enterprise',
        account,
        'detail-type': 'andon.hold.crossed.v1',
        detail: { to: 'cork', lotId: 'B-C', origin, ...more },
      })
    told({})
    // Nobody but the enterprise is heard.
    told({ origin: { ...origin, holdId: 'FORGED' } }, '999999999999')
    const heard = { origin: { ...origin, holdId: 'H-B2' } }
    told(heard)
    const holds = await until(
      () => holdsOn(cork, 'B-C'),
      (found) => found.length > 1,
      'What was told last',
    )
    expect(holds.map((it) => it.origin?.holdId).sort()).toEqual(['H-B', 'H-B2'])
    const facts = accepted(await cork.vera.getAudit({ subject: `hold:${holdId}` })).body.items
    expect(facts.filter(({ type }) => type === 'andon.hold.placed.v1')).toHaveLength(1)
  })

  test('is let go at cork by a release that quality signs there, when it shows that lyon has released it', async () => {
    await received(lyon, 'C-1')
    await sent('C-1', 'SH-C')
    await received(cork, 'C-C', { origin: { site: 'lyon', lotId: 'C-1' } })
    await held(lyon, 'H-C', 'C-1')
    const { holdId } = await heldAtCork('C-C')
    await released(lyon, 'H-C')
    const shown = await until(
      async () => accepted(await cork.vera.getHold({ holdId })).body,
      ({ originReleasedAt }) => originReleasedAt !== undefined,
      'The release at lyon',
    )
    expect(shown).toMatchObject({ status: 'active' })
    await runningOrder(cork, 'O-C', 'FILL', [{ stepId: 'make' }])
    expect(codesOf(await drawn('O-C', 'C-C'))).toContain('lot-on-hold')
    await released(cork, holdId)
    accepted(await drawn('O-C', 'C-C'))
  })

  test('is not held at cork when it arrives there after its release', async () => {
    await received(lyon, 'D-1')
    await held(lyon, 'H-D', 'D-1')
    await arrived(cork, 'D-E', { origin: { site: 'lyon', lotId: 'D-1' } })
    await heldAtCork('D-E')
    await released(lyon, 'H-D')
    await until(
      async () => (await holdsOn(cork, 'D-E'))[0],
      (hold) => hold?.originReleasedAt !== undefined,
      'The release at lyon',
    )
    await sent('D-1', 'SH-D')
    await received(cork, 'D-C', { origin: { site: 'lyon', lotId: 'D-1', shipmentId: 'SH-D' } })
    // What is received after it, of a lot that is held, shows that the enterprise has heard of it.
    await received(lyon, 'E-1')
    await held(lyon, 'H-E', 'E-1')
    await arrived(cork, 'E-C', { origin: { site: 'lyon', lotId: 'E-1' } })
    await heldAtCork('E-C')
    expect(await holdsOn(cork, 'D-C')).toEqual([])
    for (const name of ['lyon', 'cork', 'enterprise']) expect(plantOf(name).deadLetters()).toEqual([])
  })
})
