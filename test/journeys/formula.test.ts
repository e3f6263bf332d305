import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, kg, type RecipeStep } from '../support/crew.ts'
import { each, litres } from '../support/given.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

type Amount =
  | ReturnType<typeof kg>
  | ReturnType<typeof each>
  | ReturnType<typeof litres>
  | { value: string; unit: 'm3' }

async function releasedOrder(orderId: string, product: string, quantity: Amount, more: object = {}) {
  accepted(await crew.paula.createOrder({ orderId, recipeId: product, product, quantity, ...more }))
  return accepted(await crew.paula.releaseOrder({ orderId })).body
}

async function startedOrder(orderId: string, product: string, quantity: Amount, stepId: string) {
  await releasedOrder(orderId, product, quantity)
  accepted(await crew.ada.startOrder({ orderId }))
  accepted(await crew.ada.startStep({ orderId, stepId }))
}

async function stock(lotId: string, materialId: string, quantity: Amount) {
  accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: quantity.unit }))
  accepted(await crew.ada.receiveLot({ lotId, materialId, quantity }))
  accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
}

const linesOf = async (orderId: string) =>
  Object.fromEntries(
    accepted(await crew.ada.listSteps({ orderId }))
      .body.items.flatMap(({ materials }) => materials)
      .map(({ lineId, quantity, exact }) => [
        lineId,
        `${quantity.value} ${quantity.unit}${exact === undefined ? '' : ` of ${exact}`}`,
      ]),
  )

const onePercent = { minusPercent: '1', plusPercent: '1' }

describe('an order of twice the nominal quantity', () => {
  const steps = [{ stepId: 'weigh', materials: [{ lineId: '10', materialId: 'F-SUGAR', quantity: kg('25') }] }]

  test('takes twice the line, and neither less nor more', async () => {
    await stock('F-SUGAR-1', 'F-SUGAR', kg('200'))
    await approvedVersion(crew, 'F-CANDY', '1', steps)
    await startedOrder('F-1', 'F-CANDY', kg('200'), 'weigh')
    const consume = (value: string) =>
      crew.ada.consume({ orderId: 'F-1' }, { stepId: 'weigh', lineId: '10', lotId: 'F-SUGAR-1', quantity: kg(value) })
    expect(codesOf(await consume('50.1'))).toEqual(['line-over-tolerance'])
    accepted(await consume('25'))
    expect(codesOf(await crew.ada.completeStep({ orderId: 'F-1', stepId: 'weigh' }))).toEqual(['line-incomplete'])
    accepted(await consume('25'))
    accepted(await crew.ada.completeStep({ orderId: 'F-1', stepId: 'weigh' }))
  })

  test('keeps the lines that the ERP sends', async () => {
    await releasedOrder('F-2', 'F-CANDY', kg('200'), {
      materials: [{ lineId: '10', materialId: 'F-SUGAR', quantity: kg('48.5') }],
    })
    expect(await linesOf('F-2')).toEqual({ '10': '48.5 kg' })
  })
})

describe('the syrup of Lyon', () => {
  const batchSize = { min: litres('500'), nominal: litres('1000'), max: litres('2000') }
  const steps: RecipeStep[] = [
    {
      stepId: 'dispense',
      materials: [
        { lineId: 'act', materialId: 'F-ACT', quantity: kg('20'), potency: { role: 'active' }, tolerance: onePercent },
        { lineId: 'suc', materialId: 'F-SUCROSE', quantity: kg('600'), tolerance: onePercent },
        {
          lineId: 'sor',
          materialId: 'F-SORBITOL',
          quantity: kg('180'),
          tolerance: onePercent,
          potency: { role: 'compensator', of: 'act' },
        },
        { lineId: 'fla', materialId: 'F-FLAVOUR', quantity: litres('1.2'), tolerance: onePercent },
      ],
    },
    {
      stepId: 'filter',
      after: ['dispense'],
      materials: [
        { lineId: 'car', materialId: 'F-CARTRIDGE', quantity: each('1'), fixed: true, backflush: 'standard' },
        { lineId: 'aid', materialId: 'F-FILTER-AID', quantity: kg('0.5'), fixed: true },
      ],
    },
    {
      stepId: 'fill',
      after: ['filter'],
      parameters: [
        { parameterId: 'filled', unit: 'L', low: '970', high: '1010', scaled: true, source: 'operator' },
        { parameterId: 'brix', unit: '%', low: '65', high: '67', source: 'operator' },
      ],
      timers: [
        {
          timerId: 'hurry',
          rule: 'at-most',
          duration: { value: '4', unit: 'h' },
          from: 'filter',
          scaled: true,
          policy: 'warn',
        },
      ],
    },
  ]

  test('has its formula for the quantity of the order, in whatever unit, and what is fixed once for each batch', async () => {
    await approvedVersion(crew, 'F-SYR', '1', steps, { batchSize })
    const released = await releasedOrder('F-SYR-1', 'F-SYR', litres('1500'))
    const expected = {
      act: '30 kg',
      suc: '900 kg',
      sor: '270 kg',
      fla: '1.8 L',
      car: '1 {each}',
      aid: '0.5 kg',
    }
    expect(await linesOf('F-SYR-1')).toEqual(expected)
    expect(released).toMatchObject({
      data: { lines: expect.arrayContaining([expect.objectContaining({ lineId: 'suc', quantity: kg('900') })]) },
    })
    await releasedOrder('F-SYR-2', 'F-SYR', { value: '1.5', unit: 'm3' })
    expect(await linesOf('F-SYR-2')).toEqual(expected)
    const { items } = accepted(await crew.ada.listPicks({ orderId: 'F-SYR-1' })).body
    expect(items.map(({ lineId, needed }) => `${lineId} ${needed.value}`)).toEqual([
      'act 30',
      'suc 900',
      'sor 270',
      'fla 1.8',
      'car 1',
      'aid 0.5',
    ])
    const bench = accepted(await crew.ada.getDispensing({ orderId: 'F-SYR-1', stepId: 'dispense' })).body.items
    expect(bench.map(({ lineId, required, least, most }) => [lineId, required.value, least.value, most.value])).toEqual(
      [
        ['act', '30', '29.7', '30.3'],
        ['sor', '270', '267.3', '272.7'],
      ],
    )
  })

  test('has limits and times that follow the quantity, and others that do not', async () => {
    const { items } = accepted(await crew.ada.listSteps({ orderId: 'F-SYR-1' })).body
    expect(items.find(({ stepId }) => stepId === 'fill')).toMatchObject({
      parameters: [
        { parameterId: 'filled', low: '1455', high: '1515' },
        { parameterId: 'brix', low: '65', high: '67' },
      ],
      timers: [{ duration: { value: '6', unit: 'h' } }],
    })
  })

  test('says what was rounded, in the answer of the release and on the step', async () => {
    const whole = [{ stepId: 'close', materials: [{ lineId: 'seal', materialId: 'F-SEAL', quantity: each('3') }] }]
    await approvedVersion(crew, 'F-DRUM', '1', whole, { batchSize })
    expect(await releasedOrder('F-DRUM-1', 'F-DRUM', litres('1500'))).toMatchObject({
      data: { lines: [{ lineId: 'seal', quantity: each('5'), exact: '4.5' }] },
    })
    expect(await linesOf('F-DRUM-1')).toEqual({ seal: '5 {each} of 4.5' })
  })

  test('comes back to the digit after its quantity was changed to one without an end and back', async () => {
    const scaled = [
      {
        stepId: 'mix',
        materials: [{ lineId: 'suc', materialId: 'F-SUCROSE', quantity: kg('700'), tolerance: onePercent }],
        parameters: [{ parameterId: 'level', unit: 'L', low: '970', high: '1010', scaled: true, source: 'operator' }],
      },
    ] satisfies RecipeStep[]
    await approvedVersion(crew, 'F-BACK', '1', scaled, { batchSize })
    await releasedOrder('F-BACK-1', 'F-BACK', litres('1000'))
    accepted(await crew.ada.startOrder({ orderId: 'F-BACK-1' }))
    const change = (quantity: { value: string; unit: string }) =>
      crew.paula.changeQuantity({ orderId: 'F-BACK-1' }, { quantity, reason: 'The customer asks for it' })
    for (const value of ['233.3333', '150.0007']) accepted(await change({ value, unit: '[gal_us]' }))
    expect(await linesOf('F-BACK-1')).not.toEqual({ suc: '700 kg' })
    accepted(await change(litres('1000')))
    expect(await linesOf('F-BACK-1')).toEqual({ suc: '700 kg' })
    const { items } = accepted(await crew.ada.listSteps({ orderId: 'F-BACK-1' })).body
    expect(items[0]?.parameters).toMatchObject([{ low: '970', high: '1010' }])
  })
})

describe('the pumps of Cork', () => {
  test('need four bolts each, which are booked as they are made', async () => {
    const batchSize = { min: each('1'), nominal: each('50'), max: each('200') }
    const steps: RecipeStep[] = [
      {
        stepId: 'build',
        flow: 'units',
        materials: [
          { lineId: 'bolt', materialId: 'F-BOLT', quantity: each('200'), backflush: 'standard' },
          { lineId: 'tray', materialId: 'F-TRAY', quantity: each('1'), backflush: 'standard', fixed: true },
        ],
      },
    ]
    await stock('F-BOLT-1', 'F-BOLT', each('1000'))
    await stock('F-TRAY-1', 'F-TRAY', each('5'))
    await approvedVersion(crew, 'F-PMP', '1', steps, { batchSize })
    await releasedOrder('F-PMP-50', 'F-PMP', each('50'))
    expect(await linesOf('F-PMP-50')).toEqual({ bolt: '200 {each}', tray: '1 {each}' })
    await startedOrder('F-PMP-10', 'F-PMP', each('10'), 'build')
    expect(await linesOf('F-PMP-10')).toEqual({ bolt: '40 {each}', tray: '1 {each}' })
    const left = async () =>
      Promise.all(
        ['F-BOLT-1', 'F-TRAY-1'].map(async (lotId) => accepted(await crew.ada.getLot({ lotId })).body.remaining.value),
      )
    const backflush = [
      { lineId: 'bolt', lotId: 'F-BOLT-1' },
      { lineId: 'tray', lotId: 'F-TRAY-1' },
    ]
    const complete = (body: object) =>
      crew.ada.completeStep({ orderId: 'F-PMP-10', stepId: 'build' }, { backflush, ...body })
    accepted(await complete({ quantity: each('4') }))
    expect(await left()).toEqual(['984', '4'])
    const made = { stepId: 'build', lotId: 'F-PMP-10', quantity: each('10') }
    accepted(await crew.ada.produce({ orderId: 'F-PMP-10' }, made))
    accepted(await complete({}))
    expect(await left()).toEqual(['960', '4'])
  })
})

describe('the bread of Nantes', () => {
  test('takes flour by weight for the loaves of its order, and the sheet of the oven as it is', async () => {
    const batchSize = { min: each('1000'), nominal: each('10000'), max: each('60000') }
    const steps: RecipeStep[] = [
      {
        stepId: 'dough',
        materials: [
          { lineId: 'flour', materialId: 'F-FLOUR', quantity: kg('4500'), tolerance: onePercent },
          { lineId: 'salt', materialId: 'F-SALT', quantity: kg('81'), tolerance: onePercent },
          { lineId: 'crumbs', materialId: 'F-CRUMBS', quantity: kg('30'), use: 'by-product' },
          { lineId: 'paper', materialId: 'F-PAPER', quantity: each('12'), fixed: true },
        ],
      },
    ]
    await approvedVersion(crew, 'F-LOAF', '1', steps, { batchSize })
    await releasedOrder('F-LOAF-1', 'F-LOAF', each('25000'))
    expect(await linesOf('F-LOAF-1')).toEqual({
      flour: '11250 kg',
      salt: '202.5 kg',
      crumbs: '75 kg',
      paper: '12 {each}',
    })
  })
})
