import { beforeAll, describe, expect, test } from 'vitest'
import { signIn } from '../../local/demo/client.ts'
import { accepted, type Crew, codesOf, crewOf, kg } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const plant = usePlant()
let crew: Crew

const tolerance = { minusPercent: '1', plusPercent: '1' }
const dissolve = {
  stepId: 'dissolve',
  name: 'Dissolve',
  within: 'mix',
  equipmentClass: 'kettle',
  materials: [{ lineId: '0010', materialId: 'SUGAR', quantity: kg('60'), tolerance }],
  parameters: [{ parameterId: 'temperature', unit: 'Cel', target: '40', low: '35', high: '45', source: 'device' }],
}
const syrup = {
  product: 'SYRUP',
  batchSize: { min: kg('50'), nominal: kg('100'), max: kg('150') },
  procedures: [
    { procedureId: 'make', name: 'Make', level: 'unit-procedure' },
    { procedureId: 'mix', name: 'Mix', level: 'operation', within: 'make' },
    { procedureId: 'pack', name: 'Pack', level: 'unit-procedure', after: ['make'] },
  ],
  steps: [
    dissolve,
    { stepId: 'stir', name: 'Stir', within: 'mix', after: ['dissolve'] },
    { stepId: 'fill', name: 'Fill', within: 'pack' },
  ],
}
const at = (version: string, recipeId = 'SYRUP') => `/v1/recipes/${recipeId}/versions/${version}`
const statuses = async () => {
  const { body } = await crew.vera.get('/v1/recipes/SYRUP/versions')
  return Object.fromEntries(
    body.items.map(({ version, status }: { version: string; status: string }) => [version, status]),
  )
}
const released = async (orderId: string, more: object = {}) => {
  const order = { orderId, recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100'), ...more }
  accepted(await crew.paula.post('/v1/orders', order))
  return crew.paula.post(`/v1/orders/${orderId}/release`)
}
const farAway = '2090-01-01T00:00:00.000Z'

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const materialId of ['SUGAR', 'SYRUP'])
    accepted(await crew.erik.put(`/v1/materials/${materialId}`, { name: materialId, unit: 'kg' }))
})

describe('the life of a recipe version', () => {
  test('begins as a draft of which every fault is named, and none that is not there', async () => {
    const { unit: _unit, ...unitless } = dissolve.parameters[0] ?? { unit: '' }
    const draft = { ...syrup, steps: [{ ...dissolve, parameters: [unitless] }, ...syrup.steps.slice(1)] }
    const unread = await crew.erik.put(at('1'), draft)
    expect(unread.status).toBe(400)
    expect(unread.body.violations).toMatchObject([{ ref: 'body#/steps/0/parameters/0/unit' }])

    const { tolerance: _none, ...untold } = dissolve.materials[0] ?? {}
    const faulty = {
      ...syrup,
      steps: [
        { ...dissolve, materials: [untold], parameters: [{ ...dissolve.parameters[0], low: '46' }] },
        { ...syrup.steps[1], after: ['dissolve', 'stir'] },
        { ...syrup.steps[2], after: ['label'] },
      ],
    }
    accepted(await crew.erik.put(at('1'), faulty))
    const { body } = await crew.erik.post(`${at('1')}/submit`)
    expect(body.violations.map(({ detail }: { detail: string }) => detail)).toEqual([
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
      await crew.erik.put('/v1/equipment/KETTLE-1', { name: 'Kettle', level: 'work-unit', equipmentClass: 'kettle' }),
    )
    accepted(await crew.erik.put(at('1'), syrup))
    accepted(await crew.erik.post(`${at('1')}/submit`))
    expect(await statuses()).toEqual({ 1: 'in-review' })
    expect(codesOf(await crew.erik.put(at('1'), syrup))).toEqual(['recipe-wrong-status'])
    expect(codesOf(await released('O-EARLY'))).toEqual(['recipe-not-approved'])
  })

  test('is in force at once when somebody else of quality approves it', async () => {
    accepted(await crew.quinn.post(`${at('1')}/approve`, await crew.sign('quinn', 'approved')))
    expect(await statuses()).toEqual({ 1: 'effective' })
    accepted(await released('O-1'))
    const { items } = (await crew.ada.get('/v1/orders/O-1/steps')).body
    expect(items.map(({ stepId, within }: { stepId: string; within: string[] }) => [stepId, within])).toEqual([
      ['dissolve', ['make', 'mix']],
      ['stir', ['make', 'mix']],
      ['fill', ['pack']],
    ])
    accepted(await crew.ada.post('/v1/orders/O-1/start'))
    const { violations } = (await crew.ada.post('/v1/orders/O-1/steps/fill/start')).body
    expect(violations).toMatchObject([{ code: 'predecessor-incomplete', ref: 'step:stir' }])
  })

  test('tells the next version what it changes, in fields and in sentences', async () => {
    const [, stir, fill] = syrup.steps
    const hotter = { ...dissolve, parameters: [{ ...dissolve.parameters[0], high: '50' }] }
    accepted(
      await crew.erik.put(at('2'), {
        ...syrup,
        signaturesNeeded: 2,
        steps: [hotter, { ...stir, name: 'Stir well' }, fill],
      }),
    )
    const { body } = await crew.vera.get(`${at('2')}/diff`)
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
    expect((await crew.vera.get(`${at('2')}/diff?against=2`)).body.differences).toEqual([])
    expect((await crew.vera.get(`${at('1')}/diff`)).status).toBe(404)
    expect((await crew.vera.get(`${at('2')}/diff?against=9`)).status).toBe(404)
  })

  test('takes two signatures of different people where it needs two, and a date to come', async () => {
    accepted(await crew.erik.post(`${at('2')}/submit`))
    const approval = async () => ({ effectiveFrom: farAway, ...(await crew.sign('quinn', 'approved')) })
    expect(codesOf(await crew.quinn.post(`${at('2')}/approve`, await approval()))).toEqual(['signature-missing'])
    expect(codesOf(await crew.erik.post(`${at('2')}/review`, await crew.sign('erik', 'reviewed')))).toEqual([
      'signature-same-person',
    ])
    accepted(
      await crew.olga.post(`${at('2')}/review`, {
        comment: 'Tried on the pilot kettle',
        ...(await crew.sign('olga', 'reviewed')),
      }),
    )
    accepted(await crew.quinn.post(`${at('2')}/approve`, await approval()))
    const { body } = await crew.vera.get(at('2'))
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
    expect((await crew.vera.get('/v1/orders/O-3')).body.version).toBe('1')
  })

  test('ends superseded by the next one, or retired', async () => {
    const hasFewer = await crew.erik.put(at('3'), syrup)
    accepted(hasFewer)
    expect((await crew.erik.post(`${at('3')}/submit`)).body.violations).toMatchObject([{ ref: 'signaturesNeeded' }])
    accepted(await crew.erik.put(at('3'), { ...syrup, signaturesNeeded: 2 }))
    accepted(await crew.erik.post(`${at('3')}/submit`, await crew.sign('erik', 'authored')))
    accepted(await crew.quinn.post(`${at('3')}/approve`, await crew.sign('quinn', 'approved')))
    expect(await statuses()).toEqual({ 1: 'superseded', 2: 'approved', 3: 'effective' })
    accepted(await released('O-4', { version: '1' }))
    accepted(await crew.quinn.post(`${at('3')}/retire`))
    expect(await statuses()).toEqual({ 1: 'superseded', 2: 'approved', 3: 'retired' })
    expect(codesOf(await released('O-5'))).toEqual(['recipe-not-approved'])
    expect(codesOf(await released('O-6', { version: '3' }))).toEqual(['recipe-not-approved'])
  })

  test('is intact on the record from its first word to its last', async () => {
    for (const version of ['1', '2', '3'])
      expect((await crew.vera.get(`/v1/audit/verify?subject=recipe:SYRUP@${version}`)).body).toMatchObject({
        intact: true,
      })
  })
})

describe('a recipe that travels', () => {
  test('is exported and imported without a difference, as a draft with the faults that it has here', async () => {
    const { body: document } = await crew.vera.get(`${at('1')}/export`)
    expect(document).toMatchObject({ format: 'andon-recipe', site: 'lyon', refersTo: { equipmentClasses: ['kettle'] } })
    const receipt = accepted(await crew.erik.post('/v1/recipes/import', { ...document, recipeId: 'SYRUP-B' }))
    expect(receipt.body).toMatchObject({ type: 'andon.recipe.imported.v1', data: { faults: [] } })
    const { body: again } = await crew.vera.get(`${at('1', 'SYRUP-B')}/export`)
    expect(again).toEqual({ ...document, recipeId: 'SYRUP-B' })
    expect(codesOf(await crew.erik.post('/v1/recipes/import', document))).toEqual(['already-exists'])

    const [, ...rest] = document.recipe.steps
    const steps = [{ ...document.recipe.steps[0], equipmentClass: 'reactor' }, ...rest]
    const elsewhere = { ...document, version: '9', recipe: { ...document.recipe, steps } }
    expect(accepted(await crew.erik.post('/v1/recipes/import', elsewhere)).body.data.faults).toMatchObject([
      { code: 'recipe-invalid', ref: 'steps/dissolve/equipmentClass' },
    ])
  })

  test('is found in the list of all, page by page', async () => {
    const found: string[] = []
    for (let cursor = '', more = true; more; ) {
      const { body } = await crew.vera.get(`/v1/recipes?limit=2${cursor}`)
      found.push(...body.items.map((it: { recipeId: string; version: string }) => `${it.recipeId}@${it.version}`))
      cursor = `&cursor=${body.nextCursor}`
      more = body.nextCursor !== undefined
    }
    expect(found.sort()).toEqual(['SYRUP-B@1', 'SYRUP@1', 'SYRUP@2', 'SYRUP@3', 'SYRUP@9'])
  })

  test('is read only where it can be kept', async () => {
    const large = { ...dissolve, instruction: 'x'.repeat(10_000) }
    const steps = Array.from({ length: 24 }, (_, number) => ({ ...large, stepId: `s${number}`, checks: checksOf(100) }))
    const answer = await crew.erik.put(at('large'), { ...syrup, procedures: [], steps })
    expect([answer.status, answer.body.code]).toEqual([413, 'payload-too-large'])
    const small = Array.from({ length: 48 }, (_, number) => ({
      stepId: `s${number}`,
      name: 's',
      checks: checksOf(100),
    }))
    const tooLarge = await crew.erik.put(at('large'), { ...syrup, procedures: [], steps: small })
    expect([tooLarge.status, tooLarge.body.violations]).toMatchObject([
      400,
      [{ detail: expect.stringContaining('290000') }],
    ])
  })
})

const checksOf = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ checkId: `check-${number}`, question: 'Is it so?' }))

describe('two people who sign at once', () => {
  test('approve together what needs two signatures: one approves, the other verifies', async () => {
    const path = at('1', 'SIRUP')
    accepted(await crew.erik.put(path, { ...syrup, signaturesNeeded: 2 }))
    accepted(await crew.erik.post(`${path}/submit`))
    const both = async (verifier: string) => {
      const { signature } = await crew.sign('quinn', 'approved')
      return { signature: { ...signature, verifier: await signIn(plant().url, verifier) } }
    }
    expect(codesOf(await crew.quinn.post(`${path}/approve`, await both('quinn')))).toContain('signature-same-person')
    const { body } = accepted(await crew.quinn.post(`${path}/approve`, await both('quentin')))
    expect(body.signatures).toMatchObject([{ name: 'Quinn Delaney', meaning: 'approved' }, { meaning: 'verified' }])
  })
})

describe('the equipment of a plant', () => {
  test('stands in a hierarchy that rises, whichever part is defined first', async () => {
    const unit = { name: 'Tank', level: 'work-unit', parentId: 'LINE-1', equipmentClass: 'tank' }
    accepted(await crew.erik.put('/v1/equipment/TANK-1', unit))
    expect(codesOf(await crew.erik.put('/v1/equipment/LINE-1', { name: 'Line', level: 'work-unit' }))).toEqual([
      'hierarchy-broken',
    ])
    accepted(await crew.erik.put('/v1/equipment/LINE-1', { name: 'Line', level: 'work-center' }))
    const { items } = (await crew.vera.get('/v1/equipment?limit=200')).body
    expect(items).toContainEqual({ equipmentId: 'TANK-1', ...unit })
    expect(items.map((it: { equipmentId: string }) => it.equipmentId)).toContain('LINE-1')
  })

  test('has classes that come with the first of their kind and may be told more of', async () => {
    accepted(await crew.erik.put('/v1/equipment/MILL-1', { name: 'Mill', level: 'work-unit', equipmentClass: 'mill' }))
    expect((await crew.vera.get('/v1/equipment-classes/mill')).body).toEqual({
      equipmentClassId: 'mill',
      name: 'mill',
      capabilities: [],
    })
    const mills = { name: 'Mills', capabilities: ['milling'] }
    accepted(await crew.erik.put('/v1/equipment-classes/mill', mills))
    const { items } = (await crew.vera.get('/v1/equipment-classes')).body
    expect(items).toContainEqual({ equipmentClassId: 'mill', ...mills })
  })

  test('shows whether it is calibrated and clean', async () => {
    const dated = { name: 'Scale', level: 'work-unit', calibrationDueAt: '2020-01-01T00:00:00Z', cleanUntil: farAway }
    accepted(await crew.erik.put('/v1/equipment/SCALE-1', dated))
    expect((await crew.vera.get('/v1/equipment/SCALE-1')).body).toMatchObject({ calibration: 'due', cleaning: 'clean' })
  })
})

describe('people and materials', () => {
  test('are kept as they are told: levels, ends and retraining of qualifications; a list of materials', async () => {
    const qualification = { qualificationId: 'mixing', level: 2, validUntil: farAway, retrainingDueAt: farAway }
    accepted(await crew.olga.put('/v1/persons/ben', { name: 'Ben Okafor', qualifications: [qualification] }))
    expect((await crew.vera.get('/v1/persons/ben')).body.qualifications).toEqual([qualification])
    expect((await crew.vera.get('/v1/materials')).body.items).toEqual([
      { materialId: 'SUGAR', name: 'SUGAR', unit: 'kg', type: 'raw' },
      { materialId: 'SYRUP', name: 'SYRUP', unit: 'kg', type: 'raw' },
    ])
  })
})
