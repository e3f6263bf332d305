import { describe, expect, test } from 'vitest'
import type { ParamsOf } from '../../../events/sentences/english.ts'
import type { Finding } from '../../../shared/domain/orders/gate.ts'
import { lostUnits, madeUnits, unitPermissions } from '../../../shared/domain/production/unit-turnout.ts'
import type { Component } from '../../../shared/domain/stock/component.ts'
import {
  aLine,
  announced,
  aStep,
  because,
  each,
  g,
  kg,
  noon,
  order,
  snapshot,
  sublot,
  told,
  whyNot,
} from '../../support/given.ts'

type Made = Parameters<typeof madeUnits>[0]
type Lost = Parameters<typeof lostUnits>[0]
type LineTold = Parameters<typeof aLine>[0]

/** Each pump has 250 g of oil, or a little less, from the step that builds it. */
const oil = (more: LineTold = {}) =>
  aLine({
    materialId: 'OIL',
    perUnit: {
      quantity: kg('0.25'),
      tolerance: { minusPercent: '4', plusPercent: '0' },
      policy: 'block-unless-signed',
    },
    ...more,
  })
const label = aLine({ lineId: '0020', materialId: 'LABEL', perUnit: { quantity: each('1'), policy: 'warn' } })
const plain = aLine({ lineId: '0030' })
/** Three steps: one builds, the next packs, and a third runs beside them. */
const frozen = (...lines: ReturnType<typeof oil>[]) =>
  snapshot({
    product: 'PUMP',
    productUnit: '{each}',
    steps: [
      { ...aStep('build'), materials: lines },
      { ...aStep('pack', { after: ['build'] }), materials: [] },
      aStep('polish'),
    ],
  })
const filled = (grams: string): readonly Component[] => [
  told<Component>({
    consumptionId: 'C-1',
    stepId: 'build',
    lineId: '0010',
    materialId: 'OIL',
    lotId: 'OIL-1',
    quantity: g(grams),
    counted: g(grams),
    at: noon,
    by: { id: 'ada', name: 'Ada Moreau' },
  }),
]
const pumps = order({ product: 'PUMP', quantity: each('10') })
const turning = (more: object = {}) =>
  told<Made>({
    order: pumps,
    snapshot: frozen(plain),
    stepId: 'build',
    lotId: 'PUMP-7',
    quantity: each('1'),
    serials: ['S-1'],
    known: { serials: [undefined], sublots: [undefined] },
    ...more,
  })
const making = (more: object = {}) => madeUnits(turning(more))
const against = (more: object = {}) => whyNot(making(more).violations)
const said = (findings: readonly (Finding | undefined)[]) => whyNot(findings.flatMap((it) => it?.violation ?? []))
const found = (...serials: (ReturnType<typeof announced> | undefined)[]) => ({
  serials,
  sublots: serials.map(() => undefined),
})

describe('the units that are made', () => {
  test('are each a sublot of one piece and a number that is given, under a new number', () => {
    expect(making({ quantity: each('2'), serials: ['S-1', 'S-2'], known: found(undefined, undefined) })).toEqual({
      violations: [],
      findings: [],
      changes: ['S-1', 'S-2'].flatMap((serial) => [
        {
          change: 'create-sublot',
          sublot: { lotId: 'PUMP-7', sublotId: serial, serial, unit: '{each}', quantity: '1', remaining: '1' },
        },
        {
          change: 'save',
          kind: 'serial',
          id: `PUMP@${serial}`,
          value: { materialId: 'PUMP', serial, sublotId: serial, lotId: 'PUMP-7', orderId: 'O-1' },
        },
      ]),
    })
  })

  test('keep the components of an announced unit, which is then made', () => {
    const { changes } = making({ snapshot: frozen(oil()), known: found(announced({ components: filled('250') })) })
    expect(changes).toMatchObject([{}, { value: { components: [{ quantity: g('250') }] } }])
    expect(changes).not.toHaveProperty('1.value.status')
    expect(changes).not.toHaveProperty('0.sublot.lacks')
  })

  test('need not be named, unless they have parts of their own', () => {
    expect(making({ serials: undefined })).toEqual({ violations: [], findings: [], changes: [] })
    expect(against({ serials: undefined, snapshot: frozen(oil()) })).toEqual([
      because('unit-missing/made', { product: 'PUMP' }, 'serials'),
    ])
  })

  test('are one piece for each number', () => {
    const many = (quantity: object) => against({ quantity })
    expect(many(each('1.0'))).toEqual([])
    for (const quantity of [each('2'), each('1.5'), kg('1')])
      expect(many(quantity)).toEqual([because('unit-mismatch/serials', { serials: 1, quantity }, 'quantity')])
  })

  test('have numbers that nobody has, or that the order itself has announced', () => {
    const taken = (more: Parameters<typeof announced>[0]) => against({ known: found(announced(more)) })
    expect(taken({})).toEqual([])
    const given = (where: ParamsOf<'serial-duplicated/given'>['where']) =>
      because('serial-duplicated/given', { serial: 'S-1', materialId: 'PUMP', lotId: 'PUMP-7', where }, 'serials/0')
    expect(taken({ orderId: 'O-2' })).toEqual([given({ at: 'announced', lotId: 'PUMP-7', orderId: 'O-2' })])
    const { status: _announced, ...made } = announced()
    expect(against({ known: found(made) })).toEqual([given({ at: 'stock', lotId: 'PUMP-7' })])
    expect(taken({ status: 'scrapped' })).toEqual([
      because('serial-duplicated/unit-scrapped', { serial: 'S-1', product: 'PUMP' }, 'serials/0'),
    ])
  })

  test('are named once', () => {
    const twice = { quantity: each('2'), serials: ['S-1', 'S-1'], known: found(undefined, undefined) }
    expect(against(twice)).toEqual([because('serial-duplicated/twice', { serial: 'S-1' }, 'serials/1')])
  })

  test('are of the lot that they were announced for, and not on hold', () => {
    expect(against({ known: found(announced({ lotId: 'PUMP-6' })) })).toEqual([
      because('unit-unfit/announced-elsewhere', { serial: 'S-1', lotId: 'PUMP-6' }, 'serials/0'),
    ])
    expect(against({ known: found(announced({ holds: ['H-1'] })) })).toEqual([
      because('sublot-on-hold/unit', { serial: 'S-1', materialId: 'PUMP', holds: ['H-1'] }, 'unit:PUMP/S-1'),
    ])
  })

  test('have numbers that no other sublot of the lot has', () => {
    const drum = sublot({ lotId: 'PUMP-7', sublotId: 'S-1' })
    const there = because('already-exists/sublot-to-make', { serial: 'S-1', lotId: 'PUMP-7' }, 'serials/0')
    expect(against({ known: { serials: [undefined], sublots: [drum] } })).toEqual([there])
    expect(against({ known: { serials: [announced()], sublots: [drum] } })).toEqual([there])
    // One that was given already is that sublot.
    expect(against({ known: { serials: [announced({ orderId: 'O-2' })], sublots: [drum] } })).toMatchObject([
      ['serial-duplicated/given', {}, 'serials/0'],
    ])
  })
})

describe('the parts that a made unit lacks', () => {
  const lacking = (lines: ReturnType<typeof oil>[], more: object = {}) =>
    making({ snapshot: frozen(...lines), known: found(announced({ components: filled('200') })), ...more })

  test('are a finding for each line, with how much of it each unit lacks to its lower tolerance', () => {
    const units = { quantity: each('3'), serials: ['S-1', 'S-2', 'S-3'] }
    const known = found(
      announced({ components: filled('200') }),
      announced({ serial: 'S-2', sublotId: 'S-2', components: filled('240') }),
      undefined,
    )
    const { findings } = lacking([oil(), label, plain], { ...units, known })
    expect(findings.map((it) => it?.policy)).toEqual([
      ...Array(2).fill('block-unless-signed'),
      ...Array(3).fill('warn'),
    ])
    const pieces = (serial: string) => ({ serial, missing: each('1') })
    expect(said(findings)).toEqual([
      ...(
        [
          ['S-1', '0.04'],
          ['S-3', '0.24'],
        ] as const
      ).map(([serial, missing]) =>
        because(
          'unit-incomplete/made',
          { materialId: 'OIL', lineId: '0010', lacking: [{ serial, missing: kg(missing) }] },
          `unit:0010@${serial}`,
        ),
      ),
      ...['S-1', 'S-2', 'S-3'].map((serial) =>
        because(
          'unit-incomplete/made',
          { materialId: 'LABEL', lineId: '0020', lacking: [pieces(serial)] },
          `unit:0020@${serial}`,
        ),
      ),
    ])
  })

  test('are missing for good after an override, and its stock is complete', () => {
    const { changes } = lacking([oil()])
    expect(changes).toMatchObject([{ change: 'create-sublot' }, { value: { without: { '0010': '0.04' } } }])
    expect(changes).not.toHaveProperty('0.sublot.lacks')
  })

  test('of a later step are not asked for now, and bar the stock until they are there', () => {
    const inPack = snapshot({
      ...frozen(),
      steps: [aStep('build'), { ...aStep('pack', { after: ['build'] }), materials: [oil(), label] }, aStep('polish')],
    })
    const { findings, changes } = lacking([], { snapshot: inPack })
    expect(said(findings)).toEqual([])
    // A line that only warns bars nothing.
    expect(changes).toHaveProperty('0.sublot.lacks', ['0010'])
    expect(changes).not.toHaveProperty('1.value.without')
    expect(said(lacking([], { snapshot: inPack, stepId: 'pack' }).findings)).toHaveLength(2)
    expect(said(lacking([], { snapshot: inPack, stepId: 'polish' }).findings)).toHaveLength(2)
  })

  test('can be overridden in advance, line by line and unit by unit, if the recipe enforces them', () => {
    const off = oil({ lineId: '0040', perUnit: { quantity: kg('1'), policy: 'off' } })
    const permissions = unitPermissions(frozen(oil(), label, plain, off), 'S-1')
    const ofUnits = permissions.filter((it) => it?.violation.ref?.startsWith('unit:'))
    expect(ofUnits).toMatchObject([{ policy: 'block-unless-signed' }, { policy: 'warn' }])
    expect(said(ofUnits)).toEqual([
      because('unit-incomplete/permission', { lineId: '0010' }, 'unit:0010@S-1'),
      because('unit-incomplete/permission', { lineId: '0020' }, 'unit:0020@S-1'),
    ])
    const ofPieces = permissions.filter((it) => !ofUnits.includes(it))
    expect(said(ofPieces)).toEqual(
      ['0010', '0020'].map((lineId) => because('line-over-tolerance/piece-ahead', { lineId }, `piece:${lineId}@S-1`)),
    )
  })
})

describe('units scrapped before they are made', () => {
  const losing = (more: object = {}) =>
    lostUnits(told<Lost>({ ...turning({ known: found(announced()) }), materialId: 'PUMP', ...more }), noon)
  const why = (more: object = {}) => whyNot(losing(more).violations)

  test('are scrapped with their components', () => {
    const unit = announced({ components: filled('200') })
    expect(losing({ known: found(unit) })).toEqual({
      violations: [],
      changes: [{ change: 'save', kind: 'serial', id: 'PUMP@S-1', value: { ...unit, status: 'scrapped' } }],
      lost: { inStock: false, leftBefore: '0' },
    })
  })

  test('need not be named, unless they have parts of their own and are what is lost', () => {
    const unnamed = { serials: undefined, known: { serials: [], sublots: [] } }
    expect(losing(unnamed)).toEqual({ violations: [], changes: [], lost: {} })
    expect(why({ ...unnamed, snapshot: frozen(oil()) })).toEqual([
      because('unit-missing/lost', { product: 'PUMP' }, 'serials'),
    ])
    expect(why({ ...unnamed, snapshot: frozen(oil()), materialId: 'OIL' })).toEqual([])
  })

  test('are of the product, one piece for each number, each once', () => {
    expect(why({ materialId: 'OIL' })).toEqual([
      because('lot-wrong-material/lost-units', { product: 'PUMP', materialId: 'OIL' }, 'lot:PUMP-7'),
    ])
    expect(why({ quantity: each('2') })).toEqual([
      because('unit-mismatch/serials', { serials: 1, quantity: each('2') }, 'quantity'),
    ])
    const twice = { quantity: each('2'), serials: ['S-1', 'S-1'], known: found(announced(), announced()) }
    expect(why(twice)).toEqual([because('serial-duplicated/twice', { serial: 'S-1' }, 'serials/1')])
  })

  test('leave the stock of their lot once they are made, all of them or none', () => {
    const { status: _announced, ...made } = announced()
    const there = sublot({ lotId: 'PUMP-7', sublotId: 'S-1', serial: 'S-1', unit: '{each}' })
    const inStock = { serials: [made], sublots: [there] }
    expect(losing({ known: inStock })).toMatchObject({
      violations: [],
      changes: [
        { change: 'issue-units', lotId: 'PUMP-7', sublotIds: ['S-1'], into: 'scrapped', unless: ['held'] },
        { change: 'save', kind: 'serial', value: made },
      ],
      lost: { inStock: true },
    })
    const mixed = { serials: [made, announced({ serial: 'S-2' })], sublots: [there, undefined] }
    expect(why({ quantity: each('2'), serials: ['S-1', 'S-2'], known: mixed })).toEqual([
      because('unit-unfit/not-made', { serial: 'S-2' }, 'serials/1'),
    ])
  })

  test('are of the order and the lot, and not scrapped before', () => {
    expect(why({ known: found(undefined) })).toEqual([
      because('unit-unknown', { orderId: 'O-1', product: 'PUMP', serial: 'S-1' }, 'unit:PUMP/S-1'),
    ])
    expect(why({ known: found(announced({ lotId: 'PUMP-6' })) })).toEqual([
      because('unit-unfit/lost-elsewhere', { serial: 'S-1', lotId: 'PUMP-6' }, 'serials/0'),
    ])
    expect(why({ known: found(announced({ status: 'scrapped' })) })).toEqual([
      because('unit-unfit/scrapped', { serial: 'S-1' }, 'unit:PUMP/S-1'),
    ])
    const { status: _announced, ...made } = announced({ lotId: 'PUMP-6' })
    const inStock = { serials: [made], sublots: [sublot({ lotId: 'PUMP-7', sublotId: 'S-1', serial: 'S-1' })] }
    expect(why({ known: inStock })).toEqual([
      because('unit-unfit/other-lot', { serial: 'S-1', lotId: 'PUMP-6' }, 'serials/0'),
    ])
  })
})
