import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { each } from '../support/units.ts'

const plant = useSharedPlant()
const [orderId, product, lotId] = ['PARTS-1', 'PARTS-PUMP', 'PARTS-LOT']
const order = { orderId }
const build = { orderId, stepId: 'build' }
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  accepted(await crew.erik.defineMaterial({ materialId: product }, { name: 'Pump', unit: '{each}' }))
  accepted(await crew.erik.defineMaterial({ materialId: 'PARTS-SEAL' }, { name: 'Seal', unit: '{each}' }))
  const seal = { lotId: 'PARTS-SEALS', materialId: 'PARTS-SEAL', quantity: each('10') }
  accepted(await crew.ada.receiveLot(seal))
  accepted(await crew.quinn.releaseLot({ lotId: seal.lotId }, await crew.sign('quinn', 'released')))
  const line = {
    lineId: '10',
    materialId: 'PARTS-SEAL',
    quantity: each('3'),
    tolerance: { minusPercent: '100', plusPercent: '0' },
    perUnit: { quantity: each('1'), policy: 'block-unless-signed' },
  } as const
  const tight = [{ checkId: 'tight', question: 'Is it tight?' }]
  const steps = [
    { stepId: 'build', flow: 'units', checks: tight, materials: [line] },
    { stepId: 'test', flow: 'units', after: ['build'] },
  ] as const
  const batchSize = { min: each('1'), nominal: each('3'), max: each('10') }
  await approvedVersion(crew, product, '1', steps, { batchSize })
  accepted(await crew.paula.createOrder({ orderId, recipeId: product, product, quantity: each('4') }))
  accepted(await crew.paula.releaseOrder(order))
  accepted(await crew.ada.startOrder(order))
  accepted(await crew.ada.announceUnits(order, { lotId, serials: [{ from: 'W1', to: 'W4' }] }))
  accepted(await crew.ada.startStep(build))
  for (const serial of ['W1', 'W2', 'W3'])
    accepted(await crew.ada.recordResult(order, { stepId: 'build', checkId: 'tight', value: 'pass', serial }))
})

const install = (into: string) =>
  crew.ada.consume(order, { stepId: 'build', lineId: '10', lotId: 'PARTS-SEALS', quantity: each('1'), into })
const leave = (serial: string) => crew.ada.completeStep(build, { serials: [serial] })
const lacks = async (serial: string) =>
  (await read(crew.vera.listUnits(order))).items
    .find((it) => it.serial === serial)
    ?.steps.flatMap(({ missing }) => missing)

describe('a unit that lacks a part of a step', () => {
  test('does not leave it, and is listed with the line of the part', async () => {
    expect(await lacks('W1')).toEqual(['10'])
    const early = await leave('W1')
    expect(codesOf(early)).toEqual(['unit-incomplete'])
    expect(early.text).toContain('build it in before the unit leaves step build')
    accepted(await install('W1'))
    expect(await lacks('W1')).toEqual([])
    accepted(await leave('W1'))
  })

  test('leaves it with the signature of another person, and is then made without that part', async () => {
    const passed = { ref: 'unit:10@W2', reason: 'A dummy for the show' }
    accepted(await crew.ada.overrideStep(build, { ...passed, ...(await crew.sign('olga', 'approved')) }))
    expect(accepted(await leave('W2')).body).toMatchObject({ data: { warnings: [{ code: 'unit-incomplete' }] } })
    expect(await lacks('W2')).toEqual([])
    accepted(await crew.ada.startStep({ orderId, stepId: 'test' }))
    accepted(await crew.ada.produce(order, { stepId: 'test', lotId, quantity: each('1'), serials: ['W2'] }))
  })
})

describe('a unit that has left a step', () => {
  test('takes no part there any more, and cannot be made while one of them is out of it', async () => {
    const { body } = accepted(await install('W3'))
    accepted(await leave('W3'))
    expect(codesOf(await install('W3'))).toContain('unit-unfit')
    accepted(await crew.ada.reverse(order, { consumptionId: String(body.factId), stepId: 'test', reason: 'It leaks' }))
    expect(await lacks('W3')).toEqual(['10'])
    expect(codesOf(await install('W3'))).toEqual(['unit-unfit'])
    const make = { stepId: 'test', lotId, quantity: each('1'), serials: ['W3'] }
    expect(codesOf(await crew.ada.produce(order, make))).toEqual(['unit-incomplete'])
  })
})

describe('an order with a unit on the benches that has parts in it', () => {
  test('is closed short only when that unit is finished or lost', async () => {
    const closeShort = () => crew.olga.closeShort(order, { reason: 'The customer needs no more' })
    const early = await closeShort()
    expect(codesOf(early)).toEqual(['units-unfinished'])
    expect(early.text).toContain('neither made nor lost: W1 (step test, lot PARTS-LOT).')
    expect(await read(crew.vera.getOrder(order))).toMatchObject({ begunUnits: 1, begun: ['W1'] })
    accepted(await crew.ada.completeStep({ orderId, stepId: 'test' }, { serials: ['W2'], scrappedSerials: ['W1'] }))
    accepted(await closeShort())
  })
})
