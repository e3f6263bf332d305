import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type * as z from 'zod'
import { type RecipeDocument, recipeDocument } from '../../events/recipe.ts'
import { faultsOf } from '../../shared/usecases/schema-faults.ts'
import { told, tongueOf } from '../../shared/usecases/telling.ts'
import { fieldOf, fieldsOf, readCsv, readTable } from './csv-file.ts'
import { readJson } from './json-file.ts'
import { type Kind, kinds } from './kinds.ts'
import { readText } from './text-file.ts'
import { type Content, type Entry, type Fault, placeOf, type Spot } from './written.ts'

/** A definition of the folder that its schema accepts, with its defaults filled in. */
export interface Definition {
  readonly kind: Kind
  readonly id: string
  readonly value: Readonly<Record<string, unknown>>
  readonly spotOf: Entry['spotOf']
}

export interface WrittenRecipe {
  readonly value: RecipeDocument
  readonly spotOf: Entry['spotOf']
}

export interface Folder {
  readonly definitions: readonly Definition[]
  readonly recipes: readonly WrittenRecipe[]
  readonly faults: readonly Fault[]
}

/** Where recipes stand: a file each, as `GET …/export` gives it. */
const recipeFolder = 'recipes'

/**
 * Reads a folder of definitions: `materials.csv` or `materials.json`, or both, and so on for each kind; `people.qualifications.csv` has the items of a
 * list of each person; `recipes/*.json` are documents of recipe versions. Every fault of every file is named.
 */
export async function readFolder(folder: string): Promise<Folder> {
  const names = await namesIn(folder)
  const known = new Set([recipeFolder, ...names.filter((name) => kindOf(name) !== undefined || isDocument(name))])
  const strangers = names
    .filter((name) => !known.has(name))
    .map((name): Fault => ({ file: name, line: 1, detail: `No definitions have this file name. ${expected}` }))
  const read = await Promise.all(kinds.map((kind) => readKind(folder, kind, names)))
  const recipes = names.includes(recipeFolder) ? await readRecipes(folder) : { recipes: [], faults: [] }
  const definitions = read.flatMap((it) => it.definitions)
  const faults = [...strangers, ...read.flatMap((it) => it.faults), ...recipes.faults]
  if (names.length - strangers.length === 0)
    faults.push({ file: folder, line: 1, detail: `The folder has no definitions. ${expected}` })
  return { definitions, recipes: recipes.recipes, faults }
}

const expected = `Those are ${kinds.map(({ file }) => `${file}.csv`).join(', ')}, the same as .json, lists such as people.qualifications.csv, and the folder ${recipeFolder}.`

/** Notes for people, and what a file manager leaves behind. */
const isDocument = (name: string): boolean => /^(\.|~\$)|\.(md|txt)$/i.test(name)

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort()
}

/** The kind of a file, and the list in it that the file adds to: `people.qualifications.csv`. */
function kindOf(name: string): { readonly kind: Kind; readonly list?: string } | undefined {
  const [, file = '', list, format] = /^([a-z-]+)(?:\.(\w+))?\.(csv|json)$/.exec(name) ?? []
  const kind = kinds.find((it) => it.file === file)
  if (!kind) return undefined
  if (list === undefined) return { kind }
  const field = fieldOf(kind.schema, [list])
  return format === 'csv' && field && 'element' in field ? { kind, list } : undefined
}

async function readKind(folder: string, kind: Kind, names: readonly string[]) {
  const faults: Fault[] = []
  const entries: Entry[] = []
  const lists: { readonly name: string; readonly list: string }[] = []
  for (const name of names) {
    const found = kindOf(name)
    if (found?.kind !== kind) continue
    if (found.list !== undefined) {
      lists.push({ name, list: found.list })
      continue
    }
    const read = await readText(folder, name)
    const content: Content =
      'fault' in read
        ? { entries: [], faults: [read.fault] }
        : name.endsWith('.csv')
          ? readCsv(name, read.text, kind.schema)
          : readJson(name, read.text)
    entries.push(...content.entries)
    faults.push(...content.faults)
  }
  const byId = new Map<string, Entry>()
  for (const entry of entries) {
    const id = idOf(entry, kind)
    const before = byId.get(id)
    if (id !== '' && before)
      faults.push({ ...entry.spotOf([]), detail: `${kind.name} ${id} stands in ${placeOf(before.spotOf([]))} too.` })
    else byId.set(id === '' ? `#${byId.size}` : id, entry)
  }
  for (const { name, list } of lists) {
    const read = await readText(folder, name)
    faults.push(...('fault' in read ? [read.fault] : withList(byId, kind, list, name, read.text)))
  }
  const parsed = await Promise.all([...byId.values()].map((entry) => checked(entry, kind.schema)))
  return {
    definitions: parsed.flatMap(({ value, spotOf }): Definition[] =>
      value === undefined ? [] : [{ kind, id: String(value[kind.id]), value, spotOf }],
    ),
    faults: [...faults, ...parsed.flatMap((it) => it.faults)],
  }
}

const idOf = ({ value }: Entry, { id }: Kind): string =>
  typeof value === 'object' && value !== null ? String(Reflect.get(value, id) ?? '') : ''

/** Adds the rows of a list's file to the definitions that they name. */
function withList(byId: Map<string, Entry>, kind: Kind, list: string, file: string, text: string): Fault[] {
  const { rows, faults } = readTable(file, text)
  const element = fieldOf(kind.schema, [list])
  const schema = element && 'element' in element ? (element.element as z.ZodType) : undefined
  const found = [...faults]
  for (const { line, cells } of rows) {
    const { [kind.id]: id = '', ...rest } = cells
    const entry = byId.get(id)
    if (!entry || typeof entry.value !== 'object' || entry.value === null) {
      const detail =
        id === ''
          ? `The column ${kind.id} is empty.`
          : `${kind.name} ${id} is not in ${kind.file}.csv or ${kind.file}.json.`
      found.push({ file, line, detail })
      continue
    }
    const before = Reflect.get(entry.value, list)
    const items: readonly unknown[] = Array.isArray(before) ? before : []
    const index = items.length
    byId.set(id, {
      value: { ...entry.value, [list]: [...items, schema ? fieldsOf(rest, schema) : rest] },
      spotOf: (path): Spot => (path[0] === list && Number(path[1]) === index ? { file, line } : entry.spotOf(path)),
    })
  }
  return found
}

async function checked<Schema extends z.ZodType>({ value, spotOf }: Entry, schema: Schema) {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value: parsed.data, spotOf, faults: [] }
  const tongue = await tongueOf('en')
  const faults = parsed.error.issues.flatMap((issue) =>
    told(faultsOf(issue, 'body', value), tongue).map(
      ({ detail, ref = '' }): Fault => ({ ...spotOf(pathOf(ref)), detail }),
    ),
  )
  return { value: undefined, spotOf, faults }
}

/** The path of a JSON pointer such as `body#/steps/0/name`. */
export const pathOf = (ref: string): string[] =>
  (ref.split('#')[1] ?? '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

async function readRecipes(folder: string): Promise<Pick<Folder, 'recipes' | 'faults'>> {
  const recipes: WrittenRecipe[] = []
  const faults: Fault[] = []
  for (const name of await namesIn(join(folder, recipeFolder))) {
    if (isDocument(name)) continue
    const file = `${recipeFolder}/${name}`
    if (!name.endsWith('.json')) {
      faults.push({
        file,
        line: 1,
        detail: 'A recipe version is a .json file, as GET /v1/recipes/{recipeId}/versions/{version}/export gives it.',
      })
      continue
    }
    const read = await readText(folder, file)
    const content: Content = 'fault' in read ? { entries: [], faults: [read.fault] } : readJson(file, read.text)
    faults.push(...content.faults)
    for (const entry of content.entries) {
      const { value, spotOf, faults: found } = await checked(entry, recipeDocument)
      faults.push(...found)
      if (value === undefined) continue
      const same = recipes.find((it) => it.value.recipeId === value.recipeId && it.value.version === value.version)
      if (same)
        faults.push({
          ...spotOf([]),
          detail: `Version ${value.version} of recipe ${value.recipeId} stands in ${placeOf(same.spotOf([]))} too.`,
        })
      else recipes.push({ value, spotOf })
    }
  }
  return { recipes, faults }
}
