import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, type Crew, crewOf, read } from '../../support/crew.ts'
import { usePlant } from '../../support/plant.ts'

const plant = usePlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plant-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

/** The command as a person runs it. */
const run = (
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly said: string; readonly faults: string }> =>
  new Promise((resolve) => {
    const all = ['--import', './local/prepare-node.ts', 'local/definitions/main.ts', ...args]
    const options = { env: { ...process.env, ANDON_TOKEN: undefined } }
    execFile(process.execPath, all, options, (error, said, told) =>
      // A slow machine also gets lines about the progress.
      resolve({ code: Number(error?.code ?? 0), said, faults: told.replace(/^….*\n/gm, '') }),
    )
  })
const plantFolder = (verb: string, folder: string) => run(verb, folder, '--url', plant().url)

const recipe = (name: string) =>
  JSON.stringify(
    {
      format: 'andon-recipe',
      formatVersion: 1,
      recipeId: 'JAM',
      version: '1',
      recipe: {
        product: 'JAM',
        batchSize: {
          min: { value: '10', unit: 'kg' },
          nominal: { value: '100', unit: 'kg' },
          max: { value: '100', unit: 'kg' },
        },
        steps: [
          {
            stepId: 'cook',
            name,
            equipmentClass: 'kettle',
            materials: [
              {
                lineId: '10',
                materialId: 'FRUIT',
                quantity: { value: '60', unit: 'kg' },
                tolerance: { minusPercent: '1', plusPercent: '1' },
              },
            ],
          },
        ],
      },
    },
    null,
    2,
  )

const jam = {
  'equipment-classes.csv': 'equipmentClassId,name,capabilities\nkettle,Kettles,heats|stirs\n',
  'equipment.csv':
    'equipmentId,name,level,parentId,equipmentClass\nK-1,Kettle 1,work-unit,KITCHEN,kettle\nKITCHEN,Kitchen,work-center,,\n',
  'materials.csv': 'materialId,name,unit,shelfLifeDays\nFRUIT,Fruit,kg,30\nJAM,Jam,kg,730\n',
  'people.csv': 'personId,name\ncooky,Cora Kay\n',
  'people.qualifications.csv': 'personId,qualificationId,validUntil\ncooky,kettle,2030-01-01\n',
  'recipes/JAM@1.json': recipe('Cook'),
}

describe('the definitions of a plant as a folder', () => {
  test('are shown before they are applied, applied, and then the same', async () => {
    const folder = await folderOf(jam)
    const before = await plantFolder('diff', folder)
    expect(before).toMatchObject({ code: 0, faults: '' })
    expect(before.said).toContain('+ material FRUIT (materials.csv:2)')
    expect(before.said).toContain('+ recipe JAM version 1 (recipes/JAM@1.json:1)')
    expect((await plant().request('erik', 'GET', '/v1/materials/FRUIT')).status).toBe(404)

    const applied = await plantFolder('apply', folder)
    expect(applied).toMatchObject({ code: 0, faults: '' })
    expect(applied.said).toContain('7 applied.')
    expect(applied.said).toContain('waits to be submitted and approved: recipe JAM version 1')
    expect(await read(crew.erik.getEquipment({ equipmentId: 'K-1' }))).toMatchObject({
      parentId: 'KITCHEN',
      capabilities: ['heats', 'stirs'],
    })
    expect((await read(crew.olga.getPerson({ personId: 'cooky' }))).qualifications).toMatchObject([
      { validUntil: '2030-01-01T23:00:00.000Z' },
    ])
    accepted(await crew.erik.submitRecipe({ recipeId: 'JAM', version: '1' }))
  })

  test('are the same afterwards, so that applying them twice is applying them once', async () => {
    const folder = await folderOf(jam)
    expect((await plantFolder('diff', folder)).said).toContain('= 7 the same')
    expect((await plantFolder('apply', folder)).said).toContain('Nothing to do.')
  })

  test('change only what differs, and leave alone what the folder does not have', async () => {
    const folder = await folderOf({
      'materials.csv': 'materialId,name,unit,shelfLifeDays\nFRUIT,Fruit,kg,20\nJAM,Jam,kg,730\n',
    })
    const { said } = await plantFolder('apply', folder)
    expect(said).toContain('~ material FRUIT: shelfLifeDays (materials.csv:2)')
    expect(said).toContain('= 1 the same')
    expect(said).toContain('left alone: equipment class kettle')
    expect(said).toContain('1 applied.')
    expect(await read(crew.erik.getMaterial({ materialId: 'FRUIT' }))).toMatchObject({ shelfLifeDays: 20 })
  })

  test('are refused as a whole for one fault, each with its file and line', async () => {
    const folder = await folderOf({
      ...jam,
      'materials.csv': 'materialId,name,unit\nSALT,Salt,kg\nJAM,Jam,barrels\n',
      'equipment.csv': 'equipmentId,name,level,parentId\nK-2,Kettle 2,work-unit,KITCHEM\n',
      'recipes/JAM@1.json': recipe('Cook longer'),
    })
    const { code, faults } = await plantFolder('apply', folder)
    expect(code).toBe(1)
    expect(faults).toMatch(/^equipment\.csv:2: The parent KITCHEM is neither in the folder nor at the plant\./m)
    expect(faults).toMatch(/^materials\.csv:3: unit /m)
    expect(faults).toMatch(/^recipes\/JAM@1\.json:1: Version 1 of recipe JAM is in-review at the plant and differs/m)
    expect(faults).toContain('Nothing is applied.')
    expect((await plant().request('erik', 'GET', '/v1/materials/SALT')).status).toBe(404)
  })

  test('have no parent that is no parent: itself, in a circle, or of a wrong level; nothing is changed then', async () => {
    const folder = await folderOf({
      'materials.csv': 'materialId,name,unit\nCORE,Cores,kg\n',
      'equipment.csv':
        'equipmentId,name,level,parentId\nK-3,Kettle 3,site,KITCHEN\nK-4,Kettle 4,work-unit,K-4\nA,A,area,B\nB,B,area,A\n',
    })
    const { code, faults } = await plantFolder('apply', folder)
    expect(code).toBe(1)
    expect(faults).toMatch(/^equipment\.csv:2: K-3 \(site\) cannot stand below KITCHEN \(work-center\)/m)
    expect(faults).toMatch(/^equipment\.csv:3: K-4 cannot stand below itself/m)
    expect(faults).toMatch(/^equipment\.csv:[45]: . \(area\) cannot stand below . \(area\)/m)
    expect((await plant().request('erik', 'GET', '/v1/materials/CORE')).status).toBe(404)
  })

  test('are put back if the plant refuses one of them that only the plant could judge', async () => {
    const gtin = '04012345123456'
    accepted(await crew.erik.defineMaterial({ materialId: 'SYRUP' }, { name: 'Syrup', unit: 'kg', gtin }))
    const folder = await folderOf({
      'materials.csv': `materialId,name,unit,gtin\nFRUIT,Soft fruit,kg,\nSTONE,Stones,kg,\nPEEL,Peel,kg,${gtin}\n`,
    })
    const { code, faults } = await plantFolder('apply', folder)
    expect(code).toBe(1)
    expect(faults).toMatch(/^materials\.csv:4: material PEEL: /m)
    expect(faults).toMatch(/^materials\.csv:3: material STONE is new at the plant and stays\./m)
    expect(await read(crew.erik.getMaterial({ materialId: 'FRUIT' }))).toMatchObject({ name: 'Fruit' })
  })

  test('leave out a draft with faults, which no other plant would take, and say so', async () => {
    const { recipe: draft } = JSON.parse(recipe('Cook'))
    const [step] = draft.steps
    const version = { recipeId: 'JELLY', version: '1' }
    accepted(await crew.erik.draftRecipe(version, { ...draft, steps: [{ ...step, after: ['nowhere'] }] }))
    const folder = join(await mkdtemp(join(tmpdir(), 'plant-')), 'faulty')
    const { said } = await plantFolder('export', folder)
    expect(said).toMatch(/a draft with faults, which is left out: recipe JELLY version 1: .*nowhere/)
    expect(await readdir(join(folder, 'recipes'))).not.toContain('JELLY@1.json')
    expect((await plantFolder('apply', folder)).code).toBe(0)
  })

  test('are written into a new folder, which then is the same as the plant', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'plant-')), 'copy')
    const exported = await plantFolder('export', folder)
    expect(exported).toMatchObject({ code: 0, faults: '' })
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['equipment-classes.json', 'equipment.json', 'materials.json', 'people.json', 'recipes']),
    )
    const { said, code } = await plantFolder('diff', folder)
    expect(code).toBe(0)
    expect(said).not.toMatch(/^[+~]/m)
    expect((await plantFolder('export', folder)).faults).toContain('is not empty')
  })

  test('need a plant that answers, and a folder that is there', async () => {
    expect(await run('diff', await folderOf(jam), '--url', 'http://127.0.0.1:1')).toMatchObject({
      code: 1,
      faults: expect.stringContaining('cannot be reached'),
    })
    expect(await plantFolder('diff', '/no/such/folder')).toMatchObject({
      code: 1,
      faults: expect.stringContaining('no such file or directory'),
    })
    expect(await run('difff', 'x')).toMatchObject({ code: 2, said: expect.stringContaining('npm run plant') })
  })
})
