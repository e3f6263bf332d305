import { expect, test } from 'vitest'
import * as z from 'zod'
import { apply } from '../../../local/definitions/apply.ts'

type Material = { readonly materialId: string; readonly name: string }

/** A plant with materials in memory, whose connection breaks at some calls. */
function plantWith(
  names: Readonly<Record<string, string>>,
  breaksAt: (call: number) => 'before' | 'after' | undefined,
) {
  const kept = new Map(Object.entries(names))
  let calls = 0
  const broken = () => new TypeError('fetch failed', { cause: new Error('read ECONNRESET') })
  const answer = (body: object) => ({ ok: true, status: 200, body, headers: new Headers({ etag: '"1"' }), text: '' })
  const kind = (file: string) => ({
    name: 'material',
    file,
    id: 'materialId',
    schema: z.strictObject({ materialId: z.string(), name: z.string() }),
    async read(_client: unknown, id: string) {
      return answer({ materialId: id, name: kept.get(id) })
    },
    async write(_client: unknown, id: string, { name }: Material) {
      calls += 1
      const breaks = breaksAt(calls)
      if (breaks === 'before') throw broken()
      kept.set(id, name)
      if (breaks === 'after') throw broken()
      return answer({})
    },
  })
  const difference = (file: string) => (materialId: string) => ({
    definition: {
      kind: kind(file),
      id: materialId,
      value: { materialId, name: `${materialId} new` },
      spotOf: () => ({ file: `${file}.csv`, line: 2 }),
    },
    before: { value: { materialId, name: `${materialId} old` }, etag: '"1"' },
    fields: [],
  })
  return { kept, difference }
}

const applied = (client: object, definitions: readonly object[], recipes: readonly object[] = []) =>
  apply(client as Parameters<typeof apply>[0], { definitions, recipes } as Parameters<typeof apply>[1])

const old = { A: 'A old', B: 'B old', C: 'C old' }

test.each(['before', 'after'] as const)(
  'a connection that breaks %s the plant has written puts back what was written',
  async (breaks) => {
    const { kept, difference } = plantWith(old, (call) => (call === 2 ? breaks : undefined))
    const definitions = [difference('classes')('A'), difference('materials')('B'), difference('materials')('C')]
    const { written, faults } = await applied({}, definitions)
    expect(Object.fromEntries(kept)).toEqual(old)
    expect(written).toBe(0)
    expect(faults.map(({ detail }) => detail)).toEqual([expect.stringContaining('read ECONNRESET')])
  },
)

test('a connection that stays broken names what could not be put back', async () => {
  const { kept, difference } = plantWith(old, (call) => (call >= 2 ? 'before' : undefined))
  const { faults } = await applied({}, [difference('classes')('A'), difference('materials')('B')])
  expect(kept.get('A')).toBe('A new')
  expect(faults.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('did not answer'),
    expect.stringContaining('material A could not be put back'),
  ])
})

test('a recipe that is refused puts the definitions back, and the drafts that stay are named', async () => {
  const { kept, difference } = plantWith(old, () => undefined)
  const client = {
    importRecipe: async ({ version }: { version: string }) =>
      version === '1'
        ? { ok: true, status: 200 }
        : { ok: false, status: 409, problem: { detail: 'No', violations: [{ detail: 'Step a waits for itself.' }] } },
  }
  const recipe = (version: string) => ({
    recipe: { value: { recipeId: 'R', version, recipe: {} }, spotOf: () => ({ file: 'r.json', line: 1 }) },
  })
  const { written, drafts, faults } = await applied(client, [difference('materials')('A')], [recipe('1'), recipe('2')])
  expect(Object.fromEntries(kept)).toEqual(old)
  expect([written, drafts]).toEqual([0, []])
  expect(faults.map(({ detail }) => detail)).toEqual([
    'recipe R version 2: Step a waits for itself.',
    'recipe R version 1 is drafted and stays.',
  ])
})
