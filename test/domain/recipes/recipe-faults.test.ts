import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { fault } from '../../../events/fault.ts'
import { draftRecipe, isTooLarge, type recipeDraft } from '../../../events/recipe.ts'
import type { Material } from '../../../shared/domain/master-data.ts'
import { faultsAt, faultsOf, referencesOf } from '../../../shared/domain/recipes/recipe-faults.ts'
import { dec, draftOf, syrup, whyNot } from '../../support/given.ts'
import { nested, waitsForItself } from '../../support/procedures.ts'
import { inWords } from '../../support/words.ts'

type Draft = z.input<typeof recipeDraft>
const step = (stepId: string, more: object = {}) => ({ stepId, name: stepId, ...more })
const procedure = (procedureId: string, level: 'unit-procedure' | 'operation', more: object = {}) => ({
  procedureId,
  name: procedureId,
  level,
  ...more,
})
const withSteps = (...steps: Draft['steps']): Draft => ({ ...syrup, steps })
const withProcedures = (procedures: Draft['procedures'], ...steps: Draft['steps']): Draft => ({
  ...syrup,
  procedures,
  steps,
})
const faults = (draft: Draft) => faultsOf(draftOf(draft)).map(inWords)
const kg = (value: string) => ({ value, unit: 'kg' as const })
const pieces = (value: string) => ({ value, unit: '{each}' as const })
const minutes = (value: string) => ({ value, unit: 'min' as const })
const exact = { minusPercent: '0', plusPercent: '0' }
const line = (more: object = {}) => ({ lineId: '1', materialId: 'X', quantity: kg('1'), tolerance: exact, ...more })
const parameter = (more: object = {}) => ({ parameterId: 'x', unit: 'Cel', source: 'operator', ...more })

describe('a recipe can be executed', () => {
  test('if it has no faults', () => {
    expect(faults(syrup)).toEqual([])
    const held = [
      procedure('make', 'unit-procedure'),
      procedure('mix', 'operation', { within: 'make' }),
      procedure('clean', 'operation', { after: ['make'] }),
    ]
    const [a, b, c] = [step('a', { within: 'mix' }), step('b', { within: 'make' }), step('c', { within: 'clean' })]
    expect(faults(withProcedures(held, a, b, c))).toEqual([])
  })

  test.each<[why: string, draft: Draft, ...faults: RegExp[]]>([
    [
      'its batch size mixes dimensions',
      { ...syrup, batchSize: { min: kg('1'), nominal: kg('2'), max: { value: '3', unit: 'L' } } },
      /mixes units/,
    ],
    [
      'a line compensates one that is not there',
      withSteps(step('a', { materials: [line({ potency: { role: 'compensator', of: '9' } })] })),
      /compensates 9, which is no active of the same step/,
    ],
    [
      'every unit is to have a part of what cannot be told apart',
      {
        ...withSteps(
          step('a', {
            materials: [
              line({ perUnit: { quantity: kg('1') }, backflush: 'standard' }),
              line({ lineId: '2', perUnit: { quantity: kg('1') }, weighing: {} }),
              line({ lineId: '3', perUnit: { quantity: { value: '1', unit: 'L' } } }),
              line({ lineId: '4', perUnit: { quantity: kg('1') }, use: 'by-product' }),
            ],
          }),
        ),
        batchSize: { min: pieces('1'), nominal: pieces('2'), max: pieces('3') },
      },
      /line 1 of step a is part of each unit, so that it is neither booked nor weighed/,
      /line 2 of step a is part of each unit, so that it is neither booked nor weighed/,
      /line 3 of step a is in kg, but the part of each unit in L/,
      /line 4 of step a is part of each unit, but is not consumed/,
    ],
    [
      'units are to have a part of a step that may be left out',
      {
        ...withSteps(step('a', { skip: {}, materials: [line({ perUnit: { quantity: kg('1') } })] })),
        batchSize: { min: pieces('1'), nominal: pieces('2'), max: pieces('3') },
      },
      /the step may be left out/,
    ],
    [
      'a bulk product has no units',
      withSteps(step('a', { materials: [line({ perUnit: { quantity: kg('1') } })] })),
      /the product is made in kg, not in pieces/,
    ],
    [
      'rework would give units a further part',
      {
        ...withSteps(step('a', { materials: [line({ perUnit: { quantity: kg('1') } })] })),
        batchSize: { min: pieces('1'), nominal: pieces('2'), max: pieces('3') },
        purpose: 'rework',
      },
      /rework builds into those that there are/,
    ],
    [
      'a line compensates an active of another step',
      withSteps(
        step('a', { materials: [line({ potency: { role: 'active' } })] }),
        step('b', { materials: [line({ lineId: '2', potency: { role: 'compensator', of: '1' } })] }),
      ),
      /Material line 2 of step b compensates 1, which is no active of the same step/,
    ],
    [
      'compensators compensate each other',
      withSteps(
        step('a', {
          materials: [
            line({ potency: { role: 'compensator', of: '2' } }),
            line({ lineId: '2', potency: { role: 'compensator', of: '1' } }),
          ],
        }),
      ),
      /Material line 1 of step a compensates 2, which is no active/,
      /Material line 2 of step a compensates 1, which is no active/,
    ],
    [
      'two lines compensate one active',
      withSteps(
        step('a', {
          materials: [
            line({ potency: { role: 'active' } }),
            line({ lineId: '2', potency: { role: 'compensator', of: '1' } }),
            line({ lineId: '3', potency: { role: 'compensator', of: '1' } }),
          ],
        }),
      ),
      /line 2 of step a compensates 1, as 3 does/,
      /line 3 of step a compensates 1, as 2 does/,
    ],
    [
      'a compensator is measured in something else than its active',
      withSteps(
        step('a', {
          materials: [
            line({ potency: { role: 'active' } }),
            line({ lineId: '2', quantity: { value: '1', unit: 'L' }, potency: { role: 'compensator', of: '1' } }),
          ],
        }),
      ),
      /is in L and compensates 1, which is in kg/,
    ],
    [
      'a weighed line is booked, drawn ahead for, or has an alternate',
      withSteps(
        step('a', {
          materials: [
            line({ weighing: {}, backflush: 'standard' }),
            line({ lineId: '2', weighing: {}, early: 'warn' }),
            line({ lineId: '3', potency: { role: 'active' }, alternates: [{ materialId: 'Y' }] }),
            line({ lineId: '4', potency: { role: 'compensator', of: '3' }, backflush: 'actual' }),
          ],
        }),
      ),
      /line 1 of step a is weighed, which cannot be with backflush/,
      /line 2 of step a is weighed, which cannot be with early/,
      /line 3 of step a is weighed, which cannot be with alternates/,
      /line 4 of step a is weighed, which cannot be with backflush/,
    ],
    [
      'a by-product is to be weighed in',
      withSteps(step('a', { materials: [line({ use: 'by-product', weighing: {} })] })),
      /is weighed, but is not consumed/,
    ],
    [
      'its batch size mixes units',
      { ...syrup, batchSize: { min: kg('1'), nominal: kg('2'), max: { value: '3', unit: 't' } } },
      /in one unit/,
    ],
    [
      'its smallest batch is larger than its usual one',
      { ...syrup, batchSize: { min: kg('3'), nominal: kg('2'), max: kg('4') } },
      /must rise/,
    ],
    [
      'its usual batch is larger than its largest one',
      { ...syrup, batchSize: { min: kg('3'), nominal: kg('5'), max: kg('4') } },
      /must rise/,
    ],
    ['two steps have one id', withSteps(step('a'), step('a')), /same stepId a/],
    ['a step comes after one that is not there', withSteps(step('a', { after: ['b'] })), /comes after b, which/],
    [
      'a step comes, through others, after one that is not there',
      withSteps(step('a', { after: ['x'] }), step('b', { after: ['a'] }), step('c', { after: ['b'] })),
      /a comes after x, which/,
      /b is never reached: .* x,/,
      /c is never reached: .* x,/,
    ],
    ['a step waits for itself', withSteps(step('a', { after: ['a'] })), /steps a wait for each other/],
    [
      'its steps wait for each other in a ring; those before and after it are not of the ring',
      withSteps(
        step('a'),
        step('b', { after: ['a', 'd'] }),
        step('c', { after: ['b'] }),
        step('d', { after: ['c'] }),
        step('e', { after: ['d'] }),
      ),
      /steps b, c, d wait for each other/,
      /e is never reached/,
    ],
    [
      'it has two rings, with a step between them',
      withSteps(
        step('a', { after: ['b'] }),
        step('b', { after: ['a'] }),
        step('c', { after: ['b'] }),
        step('d', { after: ['c', 'e'] }),
        step('e', { after: ['d'] }),
      ),
      /steps a, b wait/,
      /steps d, e wait/,
      /c is never reached/,
    ],
    [
      'two lines have one id, in whichever steps',
      withSteps(step('a', { materials: [line()] }), step('b', { materials: [line()] })),
      /same lineId 1/,
    ],
    [
      'a parameter and a check have one id',
      withSteps(step('a', { parameters: [parameter()], checks: [{ checkId: 'x', question: 'Well?' }] })),
      /same id x/,
    ],
    [
      'a low limit is above the high one',
      withSteps(step('a', { parameters: [parameter({ low: '5', high: '-5', target: '0' })] })),
      /low limit of x, 5, is above its high limit, -5/,
    ],
    [
      'a target is outside its limits',
      withSteps(step('a', { parameters: [parameter({ low: '5', target: '4.9' })] })),
      /target of x, 4.9, is outside/,
    ],
    [
      'a device measures where no equipment is named',
      withSteps(step('a', { parameters: [parameter({ source: 'device' })] })),
      /comes from a device/,
    ],
    [
      'a consumed line has no tolerance, which a by-product needs not have',
      withSteps(
        step('a', {
          materials: [line({ tolerance: undefined }), line({ lineId: '2', tolerance: undefined, use: 'by-product' })],
        }),
      ),
      /line 1 of step a has no tolerance/,
    ],
    [
      'a line names its own material as an alternate, or another one twice, or is made',
      withSteps(
        step('a', {
          materials: [
            line({ alternates: [{ materialId: 'X' }] }),
            line({ lineId: '2', alternates: [{ materialId: 'Y' }, { materialId: 'Y', factor: '2' }] }),
            line({ lineId: '3', use: 'by-product', alternates: [{ materialId: 'Y' }] }),
          ],
        }),
      ),
      /line 1 names its own material X/,
      /line 2 names the alternate Y twice/,
      /line 3 is made, not consumed/,
    ],
    [
      'a line that is booked by actual quantity has no tolerance, which one by standard needs not have',
      withSteps(
        step('a', {
          materials: [
            line({ tolerance: undefined, backflush: 'actual' }),
            line({ lineId: '2', tolerance: undefined, backflush: 'standard' }),
          ],
        }),
      ),
      /line 1 of step a has no tolerance/,
    ],
    [
      'a yield ends below its beginning, of a step or of the whole',
      {
        ...withSteps(step('a', { yield: { lowPercent: '101', highPercent: '99' } })),
        yield: { lowPercent: '100', highPercent: '99.9' },
      },
      /yield of the order has to be 100 % at least and 99.9 % at most/,
      /yield of step a has to be 101 % at least/,
    ],
    [
      'a step that makes nothing has a yield, or a balance',
      withSteps(
        step('a', { kind: 'set-up', workCenter: 'M-1', yield: { lowPercent: '90', highPercent: '100' } }),
        step('b', { kind: 'cleaning', workCenter: 'M-1', cleanFor: minutes('60'), balance: { tolerancePercent: '1' } }),
      ),
      /Step a is a set-up; it makes nothing/,
      /Step b is a cleaning; it makes nothing/,
    ],
    [
      'what is beside the product is the product',
      withSteps(step('a', { materials: [line({ materialId: syrup.product, use: 'co-product' })] })),
      /Line 1 of step a makes .* which is the product itself/,
    ],
    [
      'what is made is booked as consumed',
      withSteps(step('a', { materials: [line({ use: 'by-product', backflush: 'standard' })] })),
      /Line 1 of step a is a by-product; only what is consumed is booked/,
    ],
    [
      'a step books more lines than one commit holds',
      withSteps(
        step('a', {
          materials: Array.from({ length: 41 }, (_, index) => line({ lineId: `${index}`, backflush: 'standard' })),
        }),
      ),
      /Step a books 41 lines when it is completed; 40 are possible/,
    ],
    [
      'a step lists a reason twice',
      withSteps(step('a', { scrapCodes: ['SPILLED', 'BURNT', 'SPILLED'] })),
      /Step a knows the reason SPILLED twice/,
    ],
    [
      'a rework has a yield of its own',
      { ...withSteps(step('a')), purpose: 'rework', yield: { lowPercent: '90', highPercent: '100' } },
      /Only the steps of a rework come into an order/,
    ],
    [
      'a procedure has the id of a step, or of another procedure',
      withProcedures(
        [procedure('a', 'operation'), procedure('b', 'operation'), procedure('b', 'operation')],
        step('a', { within: 'a' }),
        step('c', { within: 'b' }),
      ),
      /a is the id of two/,
      /b is the id of two/,
    ],
    [
      'its levels are turned round',
      withProcedures(
        [
          procedure('high', 'unit-procedure', { within: 'low' }),
          procedure('low', 'operation', { within: 'lower' }),
          procedure('lower', 'operation'),
        ],
        step('a', { within: 'high' }),
      ),
      /high is within the operation low, which does not stand above it/,
      /low is within the operation lower, which does not/,
    ],
    [
      'procedures hold each other',
      withProcedures(
        [procedure('p', 'operation', { within: 'q' }), procedure('q', 'operation', { within: 'p' })],
        step('a', { within: 'p' }),
      ),
      /p is within the operation q/,
      /q is within the operation p/,
    ],
    [
      'something is within nothing, or nothing is within something',
      withProcedures(
        [procedure('p', 'operation'), procedure('q', 'operation', { within: 'x' })],
        step('a', { within: 'y' }),
        step('b', { within: 'q' }),
      ),
      /operation p holds no step/,
      /operation q is within x, which is no procedure/,
      /Step a is within y, which is no procedure/,
    ],
    [
      'a procedure comes after one that is not there, and its steps with it',
      withProcedures([procedure('p', 'operation', { after: ['x'] })], step('a', { within: 'p' })),
      /operation p comes after x/,
      /a is never reached: .* x,/,
    ],
    [
      'procedures wait for each other, or a step for what holds it',
      withProcedures(
        [
          procedure('p', 'operation', { after: ['q'] }),
          procedure('q', 'operation', { after: ['p'] }),
          procedure('r', 'operation'),
        ],
        step('a', { within: 'p' }),
        step('b', { within: 'q' }),
        step('c', { within: 'r', after: ['r'] }),
      ),
      /steps a, b wait for each other/,
      /steps c wait for each other/,
    ],
    [
      'a timer runs from a step that does not come before',
      withSteps(
        step('a', { timers: [{ timerId: 't', rule: 'at-most', duration: minutes('5'), from: 'b', policy: 'warn' }] }),
        step('b'),
      ),
      /Timer t of step a runs from b, which does not come before it/,
    ],
    [
      'a time limit would block for good',
      withSteps(step('a', { timers: [{ timerId: 't', rule: 'at-most', duration: minutes('5') }] })),
      /Timer t of step a would block for good once its time is over/,
    ],
    [
      'a timer runs from units to units',
      withSteps(
        step('a', { flow: 'units' }),
        step('b', {
          flow: 'units',
          after: ['a'],
          timers: [{ timerId: 't', rule: 'at-least', duration: minutes('5'), from: 'a' }],
        }),
      ),
      /both count units, and no unit has a clock of its own/,
    ],
    [
      'a timer leaves less time than another one asks for',
      withSteps(
        step('a', {
          timers: [
            { timerId: 't', rule: 'at-least', duration: minutes('61') },
            { timerId: 'u', rule: 'at-most', duration: { value: '1', unit: 'h' }, policy: 'warn' },
          ],
        }),
      ),
      /Timer t of step a asks for more time/,
    ],
    [
      'a step is not for those who do a later one',
      withSteps(step('a', { notBySamePersonAs: ['b'] }), step('b', { after: ['a'] })),
      /not for those who did b, but b does not come before it/,
    ],
    [
      'a step asks for two signatures with one meaning',
      withSteps(
        step('a', {
          signatures: [
            { meaning: 'verified', role: 'operator' },
            { meaning: 'verified', role: 'quality' },
          ],
        }),
      ),
      /two signatures as verified/,
    ],
    [
      'a step is repeated until something that nobody records',
      withSteps(step('a', { repeat: { until: 'x', atMost: 2 } })),
      /repeated until x/,
    ],
    [
      'a step asks something of an equipment that it does not name',
      withSteps(step('a', { kind: 'set-up', capabilities: ['vacuum'], needsSetUp: true, leavesDirty: true })),
      /is a set-up/,
      /asks for capabilities/,
      /needs a set-up/,
      /leaves its equipment dirty/,
    ],
    [
      'a cleaning does not say for how long, or another step does',
      withSteps(
        step('a', { kind: 'cleaning', equipmentClass: 'mixer' }),
        step('b', { cleanFor: minutes('5'), equipmentClass: 'mixer' }),
      ),
      /say with cleanFor/,
      /but is no cleaning/,
    ],
  ])('but not when %s', (_why, draft, ...expected) => {
    const found = faults(draft)
    expect(found, JSON.stringify(found)).toHaveLength(expected.length)
    for (const fault of expected) expect(found).toContainEqual(expect.stringMatching(fault))
  })

  test('and gives every fault at once, with its place', () => {
    const bad: Draft = {
      ...withSteps(
        step('a', { after: ['x', 'b'] }),
        step('b', { after: ['a'] }),
        step('c', { parameters: [parameter({ low: '2', high: '1' })], materials: [line({ tolerance: undefined })] }),
        step('c'),
      ),
      batchSize: { min: kg('9'), nominal: kg('2'), max: kg('4') },
    }
    expect(faultsOf(draftOf(bad)).map(({ ref }) => ref)).toEqual([
      'batchSize',
      'steps/c',
      'steps/a',
      'steps/c/materials/1',
      'steps/c/parameters/x',
      'steps',
    ])
  })

  test('and names 150 of thousands of faults, with the number of others', () => {
    const many = Array.from({ length: 50 }, (_, number) => `x${number}`)
    const found = faults(withSteps(...Array.from({ length: 50 }, (_, number) => step(`s${number}`, { after: many }))))
    expect(found).toHaveLength(151)
    expect(found.at(-1)).toMatch(/There are 2350 more faults/)
  })
})

describe('a recipe that is too large for an item of the table', () => {
  const long = 'x'.repeat(9_000)

  test('is refused as a draft', () => {
    const draft = withSteps(...Array.from({ length: 40 }, (_, number) => step(`s${number}`, { instruction: long })))
    expect(draftRecipe.safeParse(draft).error?.issues).toMatchObject([
      { message: fault('recipe-too-large', { bytes: 290_000 }) },
    ])
  })

  test('is refused if only the flattened order of its steps is too large', () => {
    const name = (letter: string, number: number) => `${letter}${number}`.padEnd(64, letter)
    const of = (letter: string, within: string) =>
      Array.from({ length: 80 }, (_, number) => step(name(letter, number), { within }))
    const [first, second] = [procedure('p', 'operation'), procedure('q', 'operation', { after: ['p'] })]
    const draft = withProcedures([first, second], ...of('a', 'p'), ...of('b', 'q'))
    expect(isTooLarge(draftOf(draft))).toBe(false)
    expect(faults(draft)).toEqual([expect.stringMatching(/more than 290000 bytes/)])
  })
})

describe('the faults of a recipe', () => {
  test('fit into the fact of an import with the largest recipe, the longest ids and a cycle of all steps', () => {
    const long = (letter: string, number: number) => `${letter}${number}`.padEnd(64, letter)
    const materialId = long('m', 0)
    const steps = Array.from({ length: 500 }, (_, number) =>
      step(long('s', number), {
        after: [long('s', (number + 1) % 500)],
        ...(number < 200 && { materials: [line({ lineId: long('l', number), materialId })] }),
      }),
    )
    const draft = draftOf(withSteps(...steps))
    expect(isTooLarge(draft)).toBe(false)
    const water = { materialId, name: 'Water', unit: '[gal_us]' } as unknown as Material
    const found = faultsAt({ equipmentClasses: new Set(), materials: new Map([[materialId, water]]) }, draft)
    const told = found.map((it) => ({ ...it, detail: inWords(it) }))
    expect(found[0]).toMatchObject({ variant: 'ring', params: { steps: { length: 500 } } })
    expect(told[0]?.detail.length).toBeGreaterThan(32_000)
    expect(found.at(-1)).toMatchObject({ variant: 'more-faults', params: { more: 201 - (found.length - 1) } })
    expect(found.length).toBeGreaterThan(40)
    expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(110_000)
  })
})

describe('a recipe of any shape', () => {
  test('has a cycle if and only if a step waits for itself, and only such steps are named', () => {
    fc.assert(
      fc.property(nested, (recipe) => {
        const inRing = recipe.steps.map(({ stepId }) => stepId).filter((id) => waitsForItself(recipe, id))
        const said = faultsOf({ ...draftOf(), ...recipe })
          .flatMap((it) => /^The steps (.*) wait for each other/.exec(inWords(it))?.[1] ?? [])
          .flatMap((ids) => ids.split(', '))
        expect(said.sort()).toEqual([...inRing].sort())
      }),
    )
  })
})

describe('a recipe at a plant', () => {
  const water = { materialId: 'WATER', name: 'Water', unit: 'L' } as unknown as Material
  const plant = { equipmentClasses: new Set(['mixer']), materials: new Map([['WATER', water]]) }
  const knowing = (material: Material) => ({
    ...plant,
    materials: new Map([[material.materialId as string, material]]),
  })
  const density = (value: string) => ({ value: dec(value), unit: 'kg/L' }) as const
  const found = (draft: Draft, at: Parameters<typeof faultsAt>[0] = plant) => faultsAt(at, draftOf(draft)).map(inWords)

  test('may name things that are defined later, but no undefined equipment class', () => {
    expect(found(syrup)).toEqual([])
    const steps = [step('a', { equipmentClass: 'oven', workCenter: 'LINE-9' }), step('b', { equipmentClass: 'mixer' })]
    expect(found(withSteps(...steps))).toEqual([
      'Step a needs the equipment class oven, which is not defined at this site.',
    ])
  })

  test('uses a unit of the material’s dimension for each material', () => {
    const drawn = (unit: string) =>
      withSteps(step('a', { materials: [line({ materialId: 'WATER', quantity: { value: '1', unit } })] }))
    expect(found(drawn('mL'))).toEqual([])
    expect(found(drawn('{each}'))).toEqual(['Line 1 of step a is in {each}; WATER is measured in L.'])
  })

  test('has a line or a batch size between mass and volume if the material has a density', () => {
    const drawn = line({ materialId: 'WATER', quantity: kg('1') })
    const alternate = line({ alternates: [{ materialId: 'WATER' }] })
    const told =
      'Line 1 of step a is in kg; WATER is measured in L and has no density. Give it one with PUT /v1/materials/WATER, or write the line in L.'
    const drafts: [Draft, string][] = [
      [withSteps(step('a', { materials: [drawn] })), told],
      [withSteps(step('a', { materials: [alternate] })), told],
      [
        { ...syrup, product: 'WATER' },
        'The batch size is in kg; the product WATER is measured in L and has no density. Give it one with PUT /v1/materials/WATER, or write the batch size in L.',
      ],
    ]
    const dense = knowing({ ...water, density: density('0.998') })
    for (const [draft, refusal] of drafts) {
      expect(found(draft)).toEqual([refusal])
      expect(found(draft, dense)).toEqual([])
    }
  })

  describe('with a balance over kilograms and litres', () => {
    const balance = { tolerancePercent: '1.5' }
    const lines = [
      line({ lineId: '1' }),
      line({ lineId: '2', materialId: 'WATER', quantity: { value: '40', unit: 'L' } }),
    ]
    const mixed = (more: object = {}) => withSteps(step('a', { materials: lines, ...more }))
    const ofOrder =
      'The balance of the order compares kilograms with litres of WATER, which has no density; give it with PUT /v1/materials/{materialId}.'

    test('needs the density of each material in litres', () => {
      expect(found({ ...mixed(), balance })).toEqual([ofOrder])
      expect(found({ ...mixed({ balance }) })).toEqual([ofOrder.replace('the order', 'step a')])
      const dense = knowing({ ...water, density: density('0.998') })
      expect(found({ ...mixed({ balance }), balance }, dense)).toEqual([])
    })

    test('needs none of a material that the plant does not know yet, and none without a balance that is enforced', () => {
      expect(found({ ...mixed(), balance }, { ...plant, materials: new Map() })).toEqual([])
      expect(found(mixed())).toEqual([])
      expect(found({ ...mixed(), balance: { ...balance, policy: 'off' } })).toEqual([])
    })

    test('needs none of what only a cleaning uses, and none where all is in litres', () => {
      const cleaning = step('a', { kind: 'cleaning', cleanFor: { value: '1', unit: 'h' }, materials: lines })
      const [, litresOnly] = lines
      const made = step('b', { materials: [line({ lineId: '3' })] })
      expect(found({ ...withSteps({ ...cleaning, equipmentClass: 'mixer' }, made), balance })).toEqual([])
      const batch = { value: '100', unit: 'L' }
      const inLitres = { ...withSteps(step('a', { materials: [litresOnly ?? {}] })), product: 'WATER' }
      const batchSize = { min: batch, nominal: batch, max: batch }
      expect(found({ ...inLitres, batchSize, balance })).toEqual([])
    })
  })

  test('has each reference once', () => {
    expect(referencesOf(draftOf())).toEqual({
      materials: ['ACTIVE', 'SUCROSE', 'SYRUP'],
      equipmentClasses: ['mixer'],
      workCenters: [],
      qualifications: ['weighing'],
    })
  })
})

describe('a rework recipe', () => {
  test('has only batch steps, with ids that leave room for the id of the branch', () => {
    const long = 'x'.repeat(54)
    const of = (purpose: Draft['purpose']) => ({ ...withSteps(step('sort', { flow: 'units' }), step(long)), purpose })
    expect(faults(of('production'))).toEqual([])
    expect(faults(of('rework'))).toEqual([
      'Step sort counts units; a rework works on the whole batch.',
      `The id ${long} is longer than the 53 characters that a step of a rework may have.`,
    ])
    expect(whyNot(faultsOf(draftOf(of('rework'))))).toEqual([
      ['recipe-invalid/rework-units', { stepId: 'sort' }, 'steps/sort'],
      ['recipe-invalid/rework-long-id', { stepId: long, atMost: 53 }, `steps/${long}`],
    ])
  })
})
