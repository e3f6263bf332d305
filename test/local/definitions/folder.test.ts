import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTable } from '../../../local/definitions/csv-file.ts'
import { readFolder } from '../../../local/definitions/folder.ts'
import { placeOf } from '../../../local/definitions/written.ts'

async function folderOf(files: Readonly<Record<string, string | Buffer>>) {
  const folder = await mkdtemp(join(tmpdir(), 'definitions-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return readFolder(folder)
}

const definitionsIn = async (files: Readonly<Record<string, string>>) => {
  const { definitions, faults } = await folderOf(files)
  expect(faults).toEqual([])
  return definitions.map(({ value }) => value)
}

const faultsIn = async (files: Readonly<Record<string, string | Buffer>>) =>
  (await folderOf(files)).faults.map((fault) => `${placeOf(fault)}: ${fault.detail}`)

describe('a folder of definitions', () => {
  test('gives cells the kind that their field takes: text, number, truth, list', async () => {
    const [material] = await definitionsIn({
      'materials.csv':
        'materialId,name,unit,shelfLifeDays,storage,gtin\nSUC,"Sugar, white",kg,730,dry | cold,04012345123456\n',
    })
    expect(material).toMatchObject({
      materialId: 'SUC',
      name: 'Sugar, white',
      shelfLifeDays: 730,
      storage: ['dry', 'cold'],
      gtin: '04012345123456',
    })
  })

  test('reads the semicolons, the quotes and the mark at the beginning that spreadsheets write', async () => {
    const [material] = await definitionsIn({
      'materials.csv': '\uFEFFmaterialId;name;unit\r\nSUC;"Zucker ""extra""";kg\r\n',
    })
    expect(material).toMatchObject({ materialId: 'SUC', name: 'Zucker "extra"', unit: 'kg' })
  })

  test('adds the rows of a list to the definitions that they name', async () => {
    const people = await definitionsIn({
      'people.csv': 'personId,name\nada,Ada Moreau\nben,Ben Okafor\n',
      'people.qualifications.csv':
        'personId,qualificationId,level,validUntil\nada,weighing,2,2030-01-01T00:00:00.000Z\nada,forklift,,\n',
    })
    expect(people).toEqual([
      {
        personId: 'ada',
        name: 'Ada Moreau',
        qualifications: [
          { qualificationId: 'weighing', level: 2, validUntil: '2030-01-01T00:00:00.000Z' },
          { qualificationId: 'forklift' },
        ],
      },
      { personId: 'ben', name: 'Ben Okafor', qualifications: [] },
    ])
  })

  test('reads CSV and JSON of one kind together', async () => {
    const materials = await definitionsIn({
      'materials.csv': 'materialId,name,unit\nSUC,Sugar,kg\n',
      'materials.json': JSON.stringify([{ materialId: 'WAT', name: 'Water', unit: 'L' }]),
    })
    expect(materials.map(({ materialId }) => materialId)).toEqual(['SUC', 'WAT'])
  })

  test('names every fault by file and line', async () => {
    const faults = await faultsIn({
      'materials.csv': 'materialId,name,unit,colour\nSUC,Sugar,stone,\nWAT,,L,blue\n',
      'materials.json': '[\n  {\n    "materialId": "SUC",\n    "name": "Sugar again",\n    "unit": "kg"\n  }\n]\n',
      'people.qualifications.csv': 'personId,qualificationId\nzoe,weighing\n',
      'equipment.json': '[\n  { "equipmentId": "MIX-1", "name": "Mixer",\n    "level": "machine" }\n]\n',
      'steps.csv': 'a\n',
      'recipes/x.json': '{\n  "format": "andon-recipe",\n}\n',
      'recipes/y.txt': 'a note',
    })
    expect(faults).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^materials\.csv:2: unit /),
        expect.stringMatching(/^materials\.csv:3: name is missing/),
        expect.stringMatching(/^materials\.csv:3: .*colour/),
        expect.stringMatching(/^materials\.json:2: material SUC stands in materials\.csv:2 too/),
        expect.stringMatching(/^people\.qualifications\.csv:2: person zoe is not in people\.csv/),
        expect.stringMatching(/^equipment\.json:3: level /),
        expect.stringMatching(/^steps\.csv:1: No definitions have this file name/),
        expect.stringMatching(/^recipes\/x\.json:3: This is no JSON/),
      ]),
    )
    expect(faults).toHaveLength(8)
  })

  test('refuses a name that stands twice in one JSON object, of which JSON would take the last', async () => {
    const faults = await faultsIn({
      'materials.json': '[{ "materialId": "SUC", "name": "Sugar",\n "unit": "kg",\n "unit": "g" }]',
    })
    expect(faults).toEqual(['materials.json:3: "unit" stands here a second time.'])
  })

  test('says of an empty folder what may stand in one', async () => {
    const [fault] = await faultsIn({})
    expect(fault).toContain('materials.csv')
  })

  test('refuses columns that would reach the insides of an object', async () => {
    const faults = await faultsIn({
      'materials.csv': 'materialId,name,unit,__proto__.x,constructor.y\nSUC,Sugar,kg,1,2\n',
    })
    expect(faults.join('\n')).toMatch(/__proto__/)
    expect(Reflect.get({}, 'x')).toBeUndefined()
    expect(Reflect.get(Object, 'y')).toBeUndefined()
  })
})

const cell = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text && text !== '')
test('a column that is a field and has fields is a fault, whichever stands first', async () => {
  for (const columns of ['density.value,density,density.unit', 'density,density.value,density.unit'])
    expect(
      await faultsIn({ 'materials.csv': `materialId,name,unit,${columns}\nSUC,Sugar,kg,1,2,kg/L\n` }),
    ).toContainEqual(
      expect.stringMatching(/^materials\.csv:1: The column density stands beside density\.value, density\.unit/),
    )
})

test('a file that is no UTF-8 is a fault with its line, whatever it is', async () => {
  const latin = Buffer.from('materialId,name,unit\nSUC,Sucre,kg\nBEU,Crème,kg\n', 'latin1')
  const utf16 = Buffer.from('\uFEFFmaterialId,name,unit\n', 'utf16le')
  expect(
    await faultsIn({
      'materials.csv': latin,
      'people.csv': utf16,
      'recipes/x.json': Buffer.from('{"é": 1}', 'latin1'),
    }),
  ).toEqual([
    expect.stringMatching(/^materials\.csv:3: This line is no UTF-8/),
    expect.stringMatching(/^people\.csv:1: This line is no UTF-8/),
    expect.stringMatching(/^recipes\/x\.json:1: This line is no UTF-8/),
  ])
})

test('an open quote is a fault where it opens, and hides no other fault', async () => {
  const text = 'materialId,name,unit\nA,"A, the ""first""",kg\nB,"B,kg\nC,C,stone\nD,"two\nlines",kg,5\n'
  expect(await faultsIn({ 'materials.csv': text })).toEqual([
    expect.stringMatching(/^materials\.csv:3: A cell opens with a quote/),
    expect.stringMatching(/^materials\.csv:6: This row has 4 cells/),
    expect.stringMatching(/^materials\.csv:4: unit /),
  ])
})

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

test('any table of quoted cells is read as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = ['a,b', ...rows.map((row) => row.map(quoted).join(','))].join('\r\n')
      const table = readTable('x.csv', text)
      expect(table.faults).toEqual([])
      expect(table.rows.map(({ cells }) => [cells.a, cells.b])).toEqual(rows)
    }),
  )
})
