import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createOrder as orderBody } from '../../../events/order.ts'
import type { Densities } from '../../../shared/domain/density.ts'
import * as releasing from '../../../shared/domain/execution/order-release.ts'
import { snapshotFor as shareFor, snapshotOf } from '../../../shared/domain/execution/snapshot.ts'
import { convert } from '../../../shared/domain/quantity.ts'
import { densitiesOf } from '../../../shared/domain/recipes/line-densities.ts'
import * as given from '../../support/given.ts'
import { createdOrder, kg, later, noon, order, recipe, saved, whyNot } from '../../support/given.ts'

const { changeOrder, createOrder, executable, outsideBatchSize, placesIn, releaseOrder } = releasing
const at = given.by(given.paula, later(60))
const body = orderBody.parse({
  orderId: 'O-1',
  recipeId: 'SYRUP',
  product: 'SYRUP',
  quantity: kg('100'),
  materials: [{ lineId: '0010', materialId: 'SUCROSE', quantity: kg('24.5') }],
  allocations: [{ materialId: 'SUCROSE', lotId: 'SUC-1', quantity: kg('24.5') }],
})
const started = { version: '1', from: noon }

describe('creating an order', () => {
  test('stores its request until its release', () => {
    const decision = createOrder(undefined, body, at)
    expect(decision).toMatchObject({
      fact: { type: 'andon.order.created.v1', data: body, about: { type: 'material', id: 'SYRUP' } },
    })
    expect(saved(decision, 'order')).toEqual({ ...body, status: 'created', createdAt: later(60), holds: [] })
  })

  test('is refused for an existing id, with the status of that order', () => {
    const taken = (status: string) => [['already-exists/order', { orderId: 'O-1', status }, 'orderId']]
    expect(whyNot(createOrder(createdOrder(), body, at))).toEqual(taken('created'))
    expect(whyNot(createOrder(order({ status: 'paused' }), body, at))).toEqual(taken('held'))
  })

  test('notes the version in force, unless it names one', () => {
    const known = given.inForce('1', { schedule: [started, { version: '2', from: later(60) }] })
    const foreseen = (asked: object, when: number, effective = known) =>
      saved(createOrder(undefined, { ...body, ...asked }, { at: later(when) }, effective), 'order')
    expect(foreseen({}, 59)).toMatchObject({ foreseenVersion: '1' })
    expect(foreseen({}, 60)).toMatchObject({ foreseenVersion: '2' })
    expect(foreseen({ version: '1' }, 60)).not.toHaveProperty('foreseenVersion')
    expect(foreseen({}, -1)).not.toHaveProperty('foreseenVersion')
  })
})

describe('changing an order', () => {
  test('takes the new data of the ERP, and keeps holds, reservations and the time of creation', () => {
    const before = createdOrder({ holds: ['H-1'], reserved: { 'SUC-1': kg('5') }, priority: 2, dueAt: later(9) })
    const decision = changeOrder(before, { ...body, priority: 7 }, at)
    expect(decision).toMatchObject({ fact: { type: 'andon.order.changed.v1', data: { priority: 7 } } })
    expect(saved(decision, 'order')).toEqual({
      ...body,
      priority: 7,
      status: 'created',
      createdAt: noon,
      holds: ['H-1'],
      reserved: { 'SUC-1': kg('5') },
    })
  })

  test('notes the version again', () => {
    const known = given.inForce('4', { schedule: [{ version: '4', from: noon }] })
    expect(saved(changeOrder(createdOrder({ foreseenVersion: '3' }), body, at, known), 'order')).toMatchObject({
      foreseenVersion: '4',
    })
    expect(saved(changeOrder(createdOrder({ foreseenVersion: '3' }), body, at), 'order')).not.toHaveProperty(
      'foreseenVersion',
    )
  })

  test.each(['released', 'running', 'completed', 'closed', 'aborted'] as const)(
    'is refused for one that is %s',
    (status) => {
      expect(whyNot(changeOrder(order({ status }), body, at))).toEqual([
        ['order-wrong-status/change-before-release', { orderId: 'O-1', status, needed: ['created'] }, 'order:O-1'],
      ])
    },
  )
})

describe('releasing an order', () => {
  const tolerance = { minusPercent: '1', plusPercent: '1' }
  const twenty = { value: given.dec('20'), unit: 'Cel' } as const
  const created = createdOrder({ materials: body.materials, allocations: body.allocations, foreseenVersion: '2' })

  test('freezes the approved version with the quantities of the order', () => {
    const product = given.material({ materialId: 'SYRUP', shelfLifeDays: 365 })
    const decision = releaseOrder(created, recipe({ version: '3' }), product, at)
    const frozen = saved(decision, 'snapshot')
    expect(frozen).toMatchObject({ orderId: 'O-1', version: '3', productUnit: 'kg', shelfLifeDays: 365 })
    expect(frozen).toMatchObject({ asked: body.materials })
    expect(frozen.steps[0]?.materials.map(({ quantity }) => quantity.value)).toEqual(['24.5', '1500'])
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.order.released.v1',
        data: {
          orderId: 'O-1',
          recipeId: 'SYRUP',
          version: '3',
          allocations: body.allocations,
          lines: [
            { stepId: 'weigh', lineId: '0010', materialId: 'SUCROSE', quantity: kg('24.5') },
            { stepId: 'weigh', lineId: '0020', materialId: 'ACTIVE', quantity: { value: '1500', unit: 'g' } },
          ],
        },
      },
    })
  })

  test('freezes the densities of the product, of its lines and of their alternates', () => {
    const materials = [
      given.aLine({ lineId: '10', materialId: 'SUCROSE', alternates: [{ materialId: 'GLUCOSE' }], tolerance }),
      given.aLine({ lineId: '20', materialId: 'WATER', quantity: given.litres('40'), tolerance }),
    ]
    const by = (value: string) => ({ value: given.dec(value), unit: 'kg/L' }) as const
    const densities = { SYRUP: by('1.21'), GLUCOSE: by('1.4'), WATER: { ...by('0.9982'), at: twenty } }
    const steps = [given.aStep('mix', { materials })]
    const frozen = saved(releaseOrder(createdOrder(), recipe({ steps }), undefined, at, densities), 'snapshot')
    expect(frozen.density).toEqual(by('1.21'))
    const [sugar, water] = frozen.steps[0]?.materials ?? []
    expect(sugar).not.toHaveProperty('density')
    expect(sugar?.alternates).toEqual([{ materialId: 'GLUCOSE', density: by('1.4') }])
    expect(water?.density).toEqual({ ...by('0.9982'), at: twenty })
    expect(densitiesOf(frozen)).toEqual(densities)
  })

  describe('that was ordered in kilograms of what the recipe makes in litres', () => {
    const by = (value: string) => ({ value: given.dec(value), unit: 'kg/L' }) as const
    const batchSize = { min: given.litres('500'), nominal: given.litres('1000'), max: given.litres('2000') }
    const water = given.aLine({ lineId: '40', materialId: 'WATER', quantity: given.litres('410'), tolerance })
    const sugar = given.aLine({ lineId: '10', quantity: kg('600'), tolerance })
    const version = recipe({ batchSize, steps: [given.aStep('mix', { materials: [sugar, water] })] })
    const ordering = (materials: object[] = []) =>
      createdOrder({
        quantity: kg('1815'),
        materials: orderBody.shape.materials.parse(materials),
      })
    const densities = { SYRUP: by('1.21'), WATER: by('0.8') }

    test('is one in litres, with lines for them, and remembers what was ordered', () => {
      const decision = releaseOrder(ordering(), version, undefined, at, densities)
      const both = { quantity: given.litres('1500'), ordered: kg('1815') }
      expect(decision).toMatchObject({ fact: { data: both } })
      expect(saved(decision, 'order')).toMatchObject(both)
      const [mix] = saved(decision, 'snapshot').steps
      expect(mix?.materials.map(({ quantity }) => quantity)).toEqual([kg('900'), given.litres('615')])
    })

    test('has lines for the kilograms, which are not rounded to litres before', () => {
      const ordered = createdOrder({ quantity: kg('1000') })
      const decision = releaseOrder(ordered, version, undefined, at, { SYRUP: by('1.3'), WATER: by('0.8') })
      expect(saved(decision, 'order')).toMatchObject({ quantity: given.litres('769.230769230769') })
      const [mix] = saved(decision, 'snapshot').steps
      // 600 kg and 410 L for 1,000 L, of which 1,000 kg are 10,000/13.
      expect(mix?.materials.map(({ exact }) => exact)).toEqual(['6000/13', '4100/13'])
    })

    test('is refused without a density, and outside the batch size in litres', () => {
      expect(whyNot(releaseOrder(ordering(), version, undefined, at, {}))).toEqual([
        ['unit-mismatch/batch-size', { unit: 'L', given: 'kg' }, 'quantity/unit'],
      ])
      expect(whyNot(releaseOrder(ordering(), version, undefined, at, { SYRUP: by('0.9') }))).toMatchObject([
        ['quantity-outside-batch-size', { quantity: given.litres('2016.666666666667') }, 'quantity'],
      ])
    })

    test('keeps a line that was sent in kilograms in the litres of the recipe, exactly', () => {
      const sent = { lineId: '40', materialId: 'WATER', quantity: kg('480') }
      const decision = releaseOrder(ordering([sent]), version, undefined, at, densities)
      expect(saved(decision, 'snapshot').steps[0]?.materials[1]).toMatchObject({ quantity: given.litres('600') })
      const thirds = releaseOrder(ordering([sent]), version, undefined, at, { ...densities, WATER: by('0.9') })
      expect(saved(thirds, 'snapshot').steps[0]?.materials[1]).toMatchObject({
        quantity: given.litres('533.333333333334'),
        exact: '1600/3',
      })
      const bare = releaseOrder(ordering([sent]), version, undefined, at, { SYRUP: by('1.21') })
      expect(whyNot(bare)).toEqual([['unit-mismatch/line', { lineId: '40', lineUnit: 'L', unit: 'kg' }, 'line:40']])
    })
  })

  test('is refused if its balance could not be formed at its end', () => {
    const balance = { tolerancePercent: given.dec('1'), policy: 'block' } as const
    const water = given.aLine({ lineId: '20', materialId: 'WATER', quantity: given.litres('40'), tolerance })
    const steps = [given.aStep('mix', { materials: [given.aLine({ lineId: '10', tolerance }), water] })]
    const releasing = (densities: Densities) =>
      releaseOrder(createdOrder(), recipe({ steps, balance }), undefined, at, densities)
    expect(whyNot(releasing({}))).toEqual([['recipe-invalid/balance-of-order', { materials: ['WATER'] }, 'balance']])
    expect(releasing({ WATER: { value: given.dec('0.998'), unit: 'kg/L' } }).outcome).toBe('accepted')
  })

  test('leaves a small order that is cheap to write: its request is in the snapshot and the fact', () => {
    const issued = saved(releaseOrder(created, recipe({ version: '3' }), undefined, at), 'order')
    expect(issued).toMatchObject({ status: 'released', version: '3', steps: {}, produced: {}, createdAt: noon })
    for (const gone of ['materials', 'allocations', 'foreseenVersion']) expect(issued).not.toHaveProperty(gone)
  })

  test('stores where its steps run, and the family of its product', () => {
    const steps = [
      given.aStep('weigh', { workCenter: 'BOOTH-1' }),
      given.aStep('rinse', { workCenter: 'BOOTH-1', after: ['weigh'] }),
      given.aStep('mix', { equipmentClass: 'mixer', after: ['rinse'] }),
    ]
    const product = given.material({ family: 'SYRUPS' })
    expect(saved(releaseOrder(createdOrder(), recipe({ steps }), product, at), 'order')).toMatchObject({
      workCenters: ['BOOTH-1'],
      equipmentClasses: ['mixer'],
      family: 'SYRUPS',
    })
  })

  test('is refused the second time', () => {
    expect(whyNot(releaseOrder(order({ status: 'released' }), recipe(), undefined, at))).toEqual([
      ['order-wrong-status/released-before', { orderId: 'O-1', status: 'released', needed: ['created'] }, 'order:O-1'],
    ])
  })

  test('is refused with everything that is wrong with the order, the recipe and both together', () => {
    const salt = { lineId: '0010', materialId: 'SALT', quantity: kg('1') }
    const unknown = { ...salt, lineId: '0099' }
    const stray = createdOrder({ holds: ['H-1'], quantity: kg('49'), materials: [salt, unknown] })
    const wrong = recipe({ status: 'draft', holds: ['H-2'], product: 'WATER' })
    expect(whyNot(releaseOrder(stray, wrong, undefined, at))).toEqual([
      ['order-on-hold', { orderId: 'O-1', holds: ['H-1'] }, 'order:O-1'],
      ['recipe-not-approved/status', { recipeId: 'SYRUP', version: '1', status: 'draft' }, 'version'],
      ['recipe-on-hold', { recipeId: 'SYRUP', version: '1', holds: ['H-2'] }, 'version'],
      ['recipe-wrong-product', { recipeId: 'SYRUP', version: '1', makes: 'WATER', product: 'SYRUP' }, 'product'],
      ['quantity-outside-batch-size', { quantity: kg('49'), min: kg('50'), max: kg('150') }, 'quantity'],
      ['line-not-in-recipe', { lineId: '0010', materialId: 'SALT' }, 'line:0010'],
      ['line-not-in-recipe', { lineId: '0099', materialId: 'SALT' }, 'line:0099'],
    ])
  })

  test('is refused with a snapshot that no item can hold, for a quantity that makes its lines longer', () => {
    const nominal = kg('99999.999999999999')
    const materials = Array.from({ length: 100 }, (_, line) => ({
      lineId: String(line),
      materialId: 'M',
      quantity: { value: '1', unit: 'g' } as const,
      use: 'by-product' as const,
    }))
    const steps = Array.from({ length: 25 }, (_, step) =>
      given.aStep(String(step), { materials: materials.map((it) => ({ ...it, lineId: `${step}.${it.lineId}` })) }),
    )
    const many = recipe({ steps, batchSize: { min: kg('1'), nominal, max: nominal } })
    const releasing = (quantity: ReturnType<typeof kg>) =>
      whyNot(releaseOrder(createdOrder({ quantity }), many, undefined, at))
    expect(releasing(nominal)).toEqual([])
    const quantity = kg('98765.432109876543')
    expect(releasing(quantity)).toEqual([
      ['recipe-invalid/too-large-for-order', { quantity, atMost: 400_000 }, 'quantity'],
    ])
  })

  test('is refused without a recipe, and then without reasons about the recipe', () => {
    expect(whyNot(releaseOrder(created, undefined, undefined, at))).toEqual([
      ['recipe-not-approved/none', { recipeId: 'SYRUP' }, 'recipeId'],
    ])
    const held = createdOrder({ version: '7', holds: ['H-1'] })
    expect(whyNot(releaseOrder(held, undefined, undefined, at))).toEqual([
      ['order-on-hold', { orderId: 'O-1', holds: ['H-1'] }, 'order:O-1'],
      ['recipe-not-approved/none', { recipeId: 'SYRUP', version: '7' }, 'recipeId'],
    ])
  })
})

describe('whether a version can be executed', () => {
  const asked = { recipeId: 'SYRUP' }
  const { product } = recipe()
  const against = (it: ReturnType<typeof recipe>, purpose: 'production' | 'rework' = 'production') =>
    whyNot(executable(it, asked, product, purpose, later(60)))
  const named = { recipeId: 'SYRUP', version: '1' }

  test('it can be from the exact instant at which it takes effect', () => {
    expect(against(recipe({ effectiveFrom: later(60) }))).toEqual([])
    expect(against(recipe({ effectiveFrom: later(61) }))).toEqual([
      ['recipe-not-approved/not-yet', { ...named, from: later(61) }, 'version'],
    ])
  })

  test('it is for production or for rework, and not the other', () => {
    expect(against(recipe({ purpose: 'rework' }))).toEqual([['recipe-for-rework', named, 'recipeId']])
    expect(against(recipe(), 'rework')).toEqual([['recipe-not-for-rework', named, 'recipeId']])
    expect(against(recipe({ purpose: 'rework' }), 'rework')).toEqual([])
  })

  test.each(['draft', 'in-review', 'retired'] as const)('it cannot be while it is %s', (status) => {
    expect(against(recipe({ status }))).toEqual([['recipe-not-approved/status', { ...named, status }, 'version']])
  })

  test('it cannot be with a fault, even if approved', () => {
    const steps = [given.aStep('mix', { after: ['nothing'] })]
    expect(against(recipe({ steps }))).toEqual([
      ['recipe-invalid/after-unknown', { stepId: 'mix', after: 'nothing' }, 'steps/mix'],
    ])
  })
})

describe('the batch size of a recipe', () => {
  const outside = (value: string, unit: 'kg' | 'g' | 't' | '[lb_av]' | 'L') =>
    outsideBatchSize({ value: given.dec(value), unit }, recipe())

  test('includes the smallest and the largest batch, in any unit of mass', () => {
    expect(outside('50', 'kg')).toBeUndefined()
    expect(outside('150', 'kg')).toBeUndefined()
    expect(outside('50000', 'g')).toBeUndefined()
    expect(outside('0.15', 't')).toBeUndefined()
    for (const [value, unit] of [
      ['49.999999999999', 'kg'],
      ['150.000000000001', 'kg'],
      ['150001', 'g'],
    ] as const)
      expect(outside(value, unit)).toMatchObject({
        code: 'quantity-outside-batch-size',
        params: { quantity: { value, unit }, min: kg('50'), max: kg('150') },
        ref: 'quantity',
      })
  })

  test('cannot be compared with a volume', () => {
    expect(outside('100', 'L')).toMatchObject({
      code: 'unit-mismatch',
      variant: 'batch-size',
      params: { unit: 'kg', given: 'L' },
      ref: 'quantity/unit',
    })
  })

  test('is the same in whatever unit the quantity is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300_000 }), fc.constantFrom('kg', 't', 'mg'), (grams, unit) => {
        const value = convert(given.dec(String(grams)), 'g', unit) ?? given.dec('0')
        expect(outsideBatchSize({ value, unit }, recipe()) === undefined).toBe(grams >= 50_000 && grams <= 150_000)
      }),
    )
  })
})

const sizes = { min: kg('50'), nominal: kg('100'), max: kg('150') }

describe('the snapshot of an order', () => {
  const snapshotFor = (more: Partial<Parameters<typeof snapshotOf>[0]> = {}, it = recipe()) =>
    snapshotOf({ orderId: createdOrder().orderId, quantity: kg('100'), ...more }, it, undefined)
  const quantities = ({ steps }: ReturnType<typeof snapshotOf>) =>
    steps.flatMap(({ materials }) => materials.map(({ quantity }) => quantity))

  test('has the recipe’s lines, unless the order changes them, and its rules about output', () => {
    const rules = {
      yield: { lowPercent: '95', highPercent: '101', policy: 'block' },
      balance: { tolerancePercent: '2', policy: 'warn' },
    } as const
    const frozen = snapshotFor({}, recipe(rules))
    expect(quantities(frozen)).toEqual([kg('25'), { value: '1500', unit: 'g' }])
    expect(frozen).toMatchObject(rules)
    expect(snapshotFor()).not.toHaveProperty('yield')
    expect(snapshotFor()).not.toHaveProperty('shelfLifeDays')
  })

  test('takes a line of the order only for the same material, because another version may reuse its number', () => {
    const asked = orderBody.shape.materials.parse([
      { lineId: '0010', materialId: 'SALT', quantity: kg('1') },
      { lineId: '0020', materialId: 'ACTIVE', quantity: kg('2') },
    ])
    expect(quantities(snapshotFor({ asked: asked ?? [] }))).toEqual([kg('25'), kg('2')])
  })

  test('contains the order of the steps, with that of procedures', () => {
    const it = recipe({
      procedures: [{ procedureId: 'first', name: 'First', level: 'operation', after: [] }],
      steps: [given.aStep('weigh', { within: 'first' }), given.aStep('mix', { after: ['first'] })],
    })
    expect(snapshotFor({}, it).steps.map(({ stepId, after }) => [stepId, after])).toEqual([
      ['weigh', []],
      ['mix', ['weigh']],
    ])
  })

  const line = { lineId: '0010', materialId: 'SUCROSE', quantity: kg('10') }
  const sent = (value: string) => orderBody.shape.materials.parse([{ ...line, quantity: kg(value) }]) ?? []
  const ofKinds = (['production', 'set-up', 'cleaning'] as const).map((kind) =>
    given.aStep(kind, { kind, materials: [line] }),
  )

  test('has the lines of production steps for its quantity, and set-up and cleaning unchanged', () => {
    const third = snapshotFor(
      { quantity: kg('50') },
      recipe({ steps: ofKinds, batchSize: { ...sizes, nominal: kg('150') } }),
    )
    expect(quantities(third)).toEqual([kg('3.333333333334'), kg('10'), kg('10')])
    expect(third.steps[0]?.materials[0]).toMatchObject({ exact: '10/3' })
  })

  test('of a portion has that portion of each line that the ERP sent, and of no fixed line', () => {
    const portion = { part: given.dec('50'), whole: given.dec('150') }
    const asked = [...sent('10'), { ...line, lineId: '0020', quantity: kg('2') }] as ReturnType<typeof sent>
    const steps = [
      ...ofKinds,
      given.aStep('filter', { materials: [{ ...line, lineId: '0020', quantity: kg('1'), fixed: true }] }),
    ]
    const partial = snapshotFor({ quantity: kg('50'), portion, asked }, recipe({ steps }))
    expect(quantities(partial)).toEqual([kg('3.333333333334'), kg('10'), kg('10'), kg('2')])
    expect(partial).toMatchObject({ portion })
    const half = shareFor(partial, { part: kg('25'), whole: kg('50') })
    expect(quantities(half)).toEqual([kg('1.666666666667'), kg('10'), kg('10'), kg('2')])
  })

  test('of two portions together needs no less than the whole, and hardly more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 10_000 }), (part, grams) => {
        const quantity = { value: given.dec(String(grams)), unit: 'g' } as const
        const steps = [given.aStep('mix', { materials: [{ ...line, quantity }] })]
        const whole = snapshotFor({ quantity: kg('100') }, recipe({ steps, batchSize: sizes }))
        const share = (of: number) =>
          Number(quantities(shareFor(whole, { part: kg(String(of)), whole: kg('1000') }))[0]?.value)
        const sum = share(part) + share(1000 - part)
        expect(sum).toBeGreaterThanOrEqual(grams - 1e-9)
        expect(sum).toBeCloseTo(grams, 9)
      }),
    )
  })

  test('lists where its steps run, each place once', () => {
    expect(
      placesIn(
        given.snapshot({
          steps: [
            given.aStep('a', { workCenter: 'W-1' }),
            given.aStep('b', { equipmentClass: 'mixer' }),
            given.aStep('c', { equipmentClass: 'mixer', workCenter: 'W-2' }),
            given.aStep('d'),
          ],
        }),
      ),
    ).toEqual({ workCenters: ['W-1', 'W-2'], equipmentClasses: ['mixer'] })
  })
})
