import { beforeAll, describe, expect, test } from 'vitest'
import { type BodyOf, type Said, signIn } from '../../local/demo/client.ts'
import { accepted, type Crew, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const plant = usePlant()
let crew: Crew

type Page = BodyOf<'listRecipes'>
type Draft = Said<'draftRecipe'>

const tolerance = { minusPercent: '1', plusPercent: '1' }
const sugar = { lineId: '0010', materialId: 'SUGAR', quantity: kg('60'), tolerance }
const temperature = {
  parameterId: 'temperature',
  unit: 'Cel',
  target: '40',
  low: '35',
  high: '45',
  source: 'device',
} as const
const dissolve = {
  stepId: 'dissolve',
  name: 'Dissolve',
  within: 'mix',
  equipmentClass: 'kettle',
  materials: [sugar],
  parameters: [temperature],
} satisfies Draft['steps'][number]
const stir = { stepId: 'stir', name: 'Stir', within: 'mix', after: ['dissolve'] }
const fill = { stepId: 'fill', name: 'Fill', within: 'pack' }
const syrup = {
  product: 'SYRUP',
  batchSize: { min: kg('50'), nominal: kg('100'), max: kg('150') },
  procedures: [
    { procedureId: 'make', name: 'Make', level: 'unit-procedure' },
    { procedureId: 'mix', name: 'Mix', level: 'operation', within: 'make' },
    { procedureId: 'pack', name: 'Pack', level: 'unit-procedure', after: ['make'] },
  ],
  steps: [dissolve, stir, fill],
} satisfies Draft
const statuses = async () => {
  const body = await read(crew.vera.listRecipeVersions({ recipeId: 'SYRUP' }))
  return Object.fromEntries(body.items.map(({ version, status }) => [version, status]))
}
const released = async (orderId: string, more: Partial<Said<'createOrder'>> = {}) => {
  const order = { orderId, recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100'), ...more }
  accepted(await crew.paula.createOrder(order))
  return crew.paula.releaseOrder({ orderId })
}
const farAway = '2090-01-01T00:00:00.000Z'

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const materialId of ['SUGAR', 'SYRUP'])
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg' }))
})

describe('the life of a recipe version', () => {
  test('begins as a draft of which every fault is named, and none that is not there', async () => {
    const { unit: _unit, ...unitless } = temperature
    const draft = { ...syrup, steps: [{ ...dissolve, parameters: [unitless] }, ...syrup.steps.slice(1)] }
    const unread = await crew.erik.put('/v1/recipes/SYRUP/versions/1', draft)
    expect(unread.status).toBe(400)
    expect(unread.body.violations).toMatchObject([{ ref: 'body#/steps/0/parameters/0/unit' }])

    const { tolerance: _none, ...untold } = sugar
    const faulty = {
      ...syrup,
      steps: [
        { ...dissolve, materials: [untold], parameters: [{ ...temperature, low: '46' }] },
        { ...stir, after: ['dissolve', 'stir'] },
        { ...fill, after: ['label'] },
      ],
    }
    accepted(await crew.erik.draftRecipe({ recipeId: 'SYRUP', version: '1' }, faulty))
    const { violations } = await read(crew.vera.getRecipeFaults({ recipeId: 'SYRUP', version: '1' }))
    const { problem } = await crew.erik.submitRecipe({ recipeId: 'SYRUP', version: '1' })
    expect(violations).toEqual(problem?.violations)
    expect(problem?.violations.map(({ detail }) => detail)).toEqual([
      'Material line 0010 of step dissolve has no tolerance; say how much more or less is right.',
      'The low limit of temperature, 46, is above its high limit, 45.',
      'Step fill comes after label, which the recipe does not have.',
      'The steps stir wait for each other.',
      'Step fill is never reached: it waits, through others, for stir, which never ends.',
      'Step dissolve needs the equipment class kettle, which is not defined at this site.',
    ])
  })

  test('goes on by its submission once it is right and its equipment class is defined', async () => {
    accepted(
      await crew.erik.defineEquipment(
        { equipmentId: 'KETTLE-1' },
        { name: 'Kettle', level: 'work-unit', equipmentClass: 'kettle' },
      ),
    )
    accepted(await crew.erik.draftRecipe({ recipeId: 'SYRUP', version: '1' }, syrup, { ifMatch: '*' }))
    accepted(await crew.erik.submitRecipe({ recipeId: 'SYRUP', version: '1' }))
    expect(await statuses()).toEqual({ 1: 'in-review' })
    expect(codesOf(await crew.erik.draftRecipe({ recipeId: 'SYRUP', version: '1' }, syrup))).toEqual([
      'recipe-wrong-status',
    ])
    expect(codesOf(await released('O-EARLY'))).toEqual(['recipe-not-approved'])
  })

  test('is in force at once when somebody else of quality approves it', async () => {
    accepted(await crew.quinn.approveRecipe({ recipeId: 'SYRUP', version: '1' }, await crew.sign('quinn', 'approved')))
    expect(await statuses()).toEqual({ 1: 'effective' })
    accepted(await released('O-1'))
    const { items } = await read(crew.ada.listSteps({ orderId: 'O-1' }))
    expect(items.map(({ stepId, within }) => [stepId, within])).toEqual([
      ['dissolve', ['make', 'mix']],
      ['stir', ['make', 'mix']],
      ['fill', ['pack']],
    ])
    accepted(await crew.ada.startOrder({ orderId: 'O-1' }))
    const { problem } = await crew.ada.startStep({ orderId: 'O-1', stepId: 'fill' })
    expect(problem?.violations).toMatchObject([{ code: 'predecessor-incomplete', ref: 'step:stir' }])
  })

  test('tells the next version what it changes, in fields and in sentences', async () => {
    const hotter = { ...dissolve, parameters: [{ ...temperature, high: '50' }] }
    accepted(
      await crew.erik.draftRecipe(
        { recipeId: 'SYRUP', version: '2' },
        {
          ...syrup,
          signaturesNeeded: 2,
          steps: [hotter, { ...stir, name: 'Stir well' }, fill],
        },
      ),
    )
    const body = await read(crew.vera.diffRecipe({ recipeId: 'SYRUP', version: '2' }))
    expect(body).toMatchObject({ recipeId: 'SYRUP', version: '2', against: '1' })
    expect(body.differences).toEqual([
      {
        change: 'changed',
        path: 'steps/dissolve/parameters/temperature/high',
        before: '45',
        after: '50',
        says: 'Parameter temperature of step dissolve: high was 45 and is 50.',
      },
      {
        change: 'changed',
        path: 'steps/stir/name',
        before: 'Stir',
        after: 'Stir well',
        says: 'Step stir: name was Stir and is Stir well.',
      },
      {
        change: 'changed',
        path: 'signaturesNeeded',
        before: 1,
        after: 2,
        says: 'The recipe: signatures needed was 1 and is 2.',
      },
    ])
    expect(
      (await read(crew.vera.diffRecipe({ recipeId: 'SYRUP', version: '2' }, { against: '2' }))).differences,
    ).toEqual([])
    expect((await crew.vera.diffRecipe({ recipeId: 'SYRUP', version: '1' })).status).toBe(404)
    expect((await crew.vera.diffRecipe({ recipeId: 'SYRUP', version: '2' }, { against: '9' })).status).toBe(404)
  })

  test('takes two signatures of different people where it needs two, and a date to come', async () => {
    accepted(await crew.erik.submitRecipe({ recipeId: 'SYRUP', version: '2' }))
    const approval = async () => ({ effectiveFrom: farAway, ...(await crew.sign('quinn', 'approved')) })
    expect(codesOf(await crew.quinn.approveRecipe({ recipeId: 'SYRUP', version: '2' }, await approval()))).toEqual([
      'signature-missing',
    ])
    expect(
      codesOf(await crew.erik.reviewRecipe({ recipeId: 'SYRUP', version: '2' }, await crew.sign('erik', 'reviewed'))),
    ).toEqual(['signature-same-person'])
    accepted(
      await crew.olga.reviewRecipe(
        { recipeId: 'SYRUP', version: '2' },
        {
          comment: 'Tried on the pilot kettle',
          ...(await crew.sign('olga', 'reviewed')),
        },
      ),
    )
    accepted(await crew.quinn.approveRecipe({ recipeId: 'SYRUP', version: '2' }, await approval()))
    const body = await read(crew.vera.getRecipe({ recipeId: 'SYRUP', version: '2' }))
    expect(body).toMatchObject({
      status: 'approved',
      effectiveFrom: farAway,
      signatures: [
        { name: 'Olga Petrova', meaning: 'reviewed' },
        { name: 'Quinn Delaney', meaning: 'approved' },
      ],
    })
    expect(await statuses()).toEqual({ 1: 'effective', 2: 'approved' })
    expect(codesOf(await released('O-2', { version: '2' }))).toEqual(['recipe-not-approved'])
    accepted(await released('O-3'))
    expect((await read(crew.vera.getOrder({ orderId: 'O-3' }))).version).toBe('1')
  })

  test('ends superseded by the next one, or retired', async () => {
    const hasFewer = await crew.erik.draftRecipe({ recipeId: 'SYRUP', version: '3' }, syrup)
    accepted(hasFewer)
    expect((await crew.erik.submitRecipe({ recipeId: 'SYRUP', version: '3' })).problem?.violations).toMatchObject([
      { ref: 'signaturesNeeded' },
    ])
    accepted(await crew.erik.draftRecipe({ recipeId: 'SYRUP', version: '3' }, { ...syrup, signaturesNeeded: 2 }))
    accepted(await crew.erik.submitRecipe({ recipeId: 'SYRUP', version: '3' }, await crew.sign('erik', 'authored')))
    accepted(await crew.quinn.approveRecipe({ recipeId: 'SYRUP', version: '3' }, await crew.sign('quinn', 'approved')))
    expect(await statuses()).toEqual({ 1: 'superseded', 2: 'approved', 3: 'effective' })
    accepted(await released('O-4', { version: '1' }))
    accepted(await crew.quinn.retireRecipe({ recipeId: 'SYRUP', version: '3' }))
    expect(await statuses()).toEqual({ 1: 'superseded', 2: 'approved', 3: 'retired' })
    expect(codesOf(await released('O-5'))).toEqual(['recipe-not-approved'])
    expect(codesOf(await released('O-6', { version: '3' }))).toEqual(['recipe-not-approved'])
  })

  test('is intact on the record from its first word to its last', async () => {
    for (const version of ['1', '2', '3'])
      expect(await read(crew.vera.verifyAudit({ subject: `recipe:SYRUP@${version}` }))).toMatchObject({
        intact: true,
      })
  })
})

describe('a recipe that travels', () => {
  test('is exported and imported without a difference, as a draft with the faults that it has here', async () => {
    const document = await read(crew.vera.exportRecipe({ recipeId: 'SYRUP', version: '1' }))
    expect(document).toMatchObject({ format: 'andon-recipe', site: 'lyon', refersTo: { equipmentClasses: ['kettle'] } })
    const receipt = accepted(await crew.erik.importRecipe({ ...document, recipeId: 'SYRUP-B' }))
    expect(receipt.body).toMatchObject({ type: 'andon.recipe.imported.v1', data: { faults: [] } })
    const again = await read(crew.vera.exportRecipe({ recipeId: 'SYRUP-B', version: '1' }))
    expect(again).toEqual({ ...document, recipeId: 'SYRUP-B' })
    expect(codesOf(await crew.erik.importRecipe(document))).toEqual(['already-exists'])

    const steps = document.recipe.steps.map((step, index) =>
      index === 0 ? { ...step, equipmentClass: 'reactor' } : step,
    )
    const elsewhere = { ...document, version: '9', recipe: { ...document.recipe, steps } }
    expect((await read(crew.erik.importRecipe(elsewhere))).data.faults).toMatchObject([
      { code: 'recipe-invalid', ref: 'steps/dissolve/equipmentClass' },
    ])
  })

  test('is found in the list of all, page by page', async () => {
    const found: string[] = []
    for (let cursor: string | undefined, more = true; more; ) {
      const body: Page = await read(crew.vera.listRecipes({ limit: '2', cursor }))
      found.push(...body.items.map((it) => `${it.recipeId}@${it.version}`))
      cursor = body.nextCursor
      more = body.nextCursor !== undefined
    }
    expect(found.sort()).toEqual(['SYRUP-B@1', 'SYRUP@1', 'SYRUP@2', 'SYRUP@3', 'SYRUP@9'])
  })

  test('is read only where it can be kept', async () => {
    const large = { ...dissolve, instruction: 'x'.repeat(10_000) }
    const steps = Array.from({ length: 24 }, (_, number) => ({ ...large, stepId: `s${number}`, checks: checksOf(100) }))
    const answer = await crew.erik.draftRecipe(
      { recipeId: 'SYRUP', version: 'large' },
      { ...syrup, procedures: [], steps },
    )
    expect([answer.status, answer.problem?.code]).toEqual([413, 'payload-too-large'])
    const small = Array.from({ length: 48 }, (_, number) => ({
      stepId: `s${number}`,
      name: 's',
      checks: checksOf(100),
    }))
    const tooLarge = await crew.erik.draftRecipe(
      { recipeId: 'SYRUP', version: 'large' },
      { ...syrup, procedures: [], steps: small },
    )
    expect([tooLarge.status, tooLarge.problem?.violations]).toMatchObject([
      400,
      [{ detail: expect.stringContaining('290000') }],
    ])
  })
})

const checksOf = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ checkId: `check-${number}`, question: 'Is it so?' }))

describe('two people who sign at once', () => {
  test('approve together what needs two signatures: one approves, the other verifies', async () => {
    accepted(await crew.erik.draftRecipe({ recipeId: 'SIRUP', version: '1' }, { ...syrup, signaturesNeeded: 2 }))
    accepted(await crew.erik.submitRecipe({ recipeId: 'SIRUP', version: '1' }))
    const both = async (verifier: string) => {
      const { signature } = await crew.sign('quinn', 'approved')
      return { signature: { ...signature, verifier: await signIn(plant().url, verifier) } }
    }
    expect(codesOf(await crew.quinn.approveRecipe({ recipeId: 'SIRUP', version: '1' }, await both('quinn')))).toContain(
      'signature-same-person',
    )
    const { body } = accepted(
      await crew.quinn.approveRecipe({ recipeId: 'SIRUP', version: '1' }, await both('quentin')),
    )
    expect(body.signatures).toMatchObject([{ name: 'Quinn Delaney', meaning: 'approved' }, { meaning: 'verified' }])
  })
})

describe('the equipment of a plant', () => {
  test('stands in a hierarchy that rises, whichever part is defined first', async () => {
    const unit = { name: 'Tank', level: 'work-unit', parentId: 'LINE-1', equipmentClass: 'tank' } as const
    accepted(await crew.erik.defineEquipment({ equipmentId: 'TANK-1' }, unit))
    expect(
      codesOf(await crew.erik.defineEquipment({ equipmentId: 'LINE-1' }, { name: 'Line', level: 'work-unit' })),
    ).toEqual(['hierarchy-broken'])
    accepted(await crew.erik.defineEquipment({ equipmentId: 'LINE-1' }, { name: 'Line', level: 'work-center' }))
    const { items } = await read(crew.vera.listEquipment({ limit: '200' }))
    expect(items).toContainEqual({ equipmentId: 'TANK-1', ...unit })
    expect(items.map((it) => it.equipmentId)).toContain('LINE-1')
  })

  test('has classes that come with the first of their kind and may be told more of', async () => {
    accepted(
      await crew.erik.defineEquipment(
        { equipmentId: 'MILL-1' },
        { name: 'Mill', level: 'work-unit', equipmentClass: 'mill' },
      ),
    )
    expect(await read(crew.vera.getEquipmentClass({ equipmentClassId: 'mill' }))).toEqual({
      equipmentClassId: 'mill',
      name: 'mill',
      capabilities: [],
    })
    const mills = { name: 'Mills', capabilities: ['milling'] }
    accepted(await crew.erik.defineEquipmentClass({ equipmentClassId: 'mill' }, mills))
    const { items } = await read(crew.vera.listEquipmentClasses())
    expect(items).toContainEqual({ equipmentClassId: 'mill', ...mills })
  })

  test('shows whether it is calibrated and clean', async () => {
    const dated = {
      name: 'Scale',
      level: 'work-unit',
      calibrationDueAt: '2020-01-01T00:00:00Z',
      cleanUntil: farAway,
    } as const
    accepted(await crew.erik.defineEquipment({ equipmentId: 'SCALE-1' }, dated))
    expect(await read(crew.vera.getEquipment({ equipmentId: 'SCALE-1' }))).toMatchObject({
      calibration: 'due',
      cleaning: 'clean',
    })
  })
})

describe('people and materials', () => {
  test('are kept as they are told: levels, ends and retraining of qualifications; a list of materials', async () => {
    const qualification = { qualificationId: 'mixing', level: 2, validUntil: farAway, retrainingDueAt: farAway }
    accepted(
      await crew.olga.definePerson(
        { personId: 'ben' },
        { name: 'Ben Okafor', qualifications: [qualification] },
        { ifMatch: '*' },
      ),
    )
    expect((await read(crew.olga.getPerson({ personId: 'ben' }))).qualifications).toEqual([qualification])
    expect((await read(crew.vera.listMaterials())).items).toEqual([
      { materialId: 'SUGAR', name: 'SUGAR', unit: 'kg', type: 'raw' },
      { materialId: 'SYRUP', name: 'SYRUP', unit: 'kg', type: 'raw' },
    ])
  })
})
