import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const files = ['events', 'shared', 'functions', 'infra', 'local'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`),
)
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

/** The text without its comments. */
const codeOf = (file: string): string => textOf(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

/** Every module that a file imports: a path from the root for one of ours, the package's name for another's. */
function importsOf(file: string): string[] {
  const specifiers = [...textOf(file).matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].map(
    ([, specifier]) => specifier ?? '',
  )
  return specifiers.map((it) => (it.startsWith('.') ? relative(root, resolve(root, file, '..', it)) : it))
}

const layerOf = (path: string): string | undefined =>
  /^(events|functions|infra|local|people|console|test|docs)\//.exec(path)?.[1] ?? /^shared\/(\w+)\//.exec(path)?.[1]

/** Who may import whom. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  events: ['events'],
  domain: ['events', 'domain'],
  usecases: ['events', 'domain', 'usecases'],
  storage: ['events', 'domain', 'usecases', 'storage'],
  messaging: ['events', 'domain', 'usecases', 'messaging'],
  labels: ['events', 'domain', 'usecases', 'labels'],
  http: ['events', 'domain', 'usecases', 'messaging', 'http', 'runtime'],
  client: ['events', 'http', 'client'],
  runtime: ['events', 'domain', 'usecases', 'storage', 'runtime'],
  functions: ['events', 'domain', 'usecases', 'storage', 'messaging', 'labels', 'http', 'runtime', 'functions', 'docs'],
}

/** The rooms of the domain, from the ground up: a room knows those before it. */
const rooms = [
  'codes',
  'stock',
  'people',
  'orders',
  'equipment',
  'recipes',
  'production',
  'weighing',
  'quality',
  'maintenance',
  'execution',
  'genealogy',
  'labour',
  'schedule',
  'performance',
]

/** Groups of files of which each imports, over others or by itself, every other one (Tarjan's strongly connected components). */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = []
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const low = (file: string) => lowest.get(file) ?? 0
  const visit = (file: string) => {
    order.set(file, order.size)
    lowest.set(file, order.size - 1)
    open.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue
      if (!order.has(next)) {
        visit(next)
        lowest.set(file, Math.min(low(file), low(next)))
      } else if (open.includes(next)) lowest.set(file, Math.min(low(file), order.get(next) ?? 0))
    }
    if (low(file) !== order.get(file)) return
    const circle = open.splice(open.indexOf(file))
    if (circle.length > 1 || graph.get(file)?.includes(file)) circles.push(circle.sort())
  }
  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return circles
}

describe('The house', () => {
  it.each(files.filter((file) => allowed[layerOf(file) ?? ''] !== undefined))(
    '%s imports only what its layer may',
    (file) => {
      const may = allowed[layerOf(file) ?? ''] ?? []
      const strangers = importsOf(file).filter((path) => {
        const layer = layerOf(path)
        return layer !== undefined && !may.includes(layer)
      })
      expect(strangers).toEqual([])
    },
  )

  it('has no circle of imports, those of types included', () => {
    expect(circlesIn(new Map(files.map((file) => [file, importsOf(file)])))).toEqual([])
  })

  it('lets the rooms of the domain import only from rooms below their own', () => {
    const roomOf = (path: string) => /^shared\/domain\/(\w+)\//.exec(path)?.[1]
    const floorOf = (room: string) => rooms.indexOf(room)
    const upward = files.flatMap((file) => {
      const room = roomOf(file)
      if (room === undefined) return []
      return importsOf(file)
        .map(roomOf)
        .filter((other) => other !== undefined && other !== room && floorOf(other) >= floorOf(room))
        .map((other) => `${file} -> ${other}`)
    })
    expect(upward).toEqual([])
    expect([...new Set(files.flatMap((file) => roomOf(file) ?? []))].sort()).toEqual([...rooms].sort())
  })

  it('finds a circle where there is one', () => {
    const graph = {
      'a.ts': ['b.ts'],
      'b.ts': ['c.ts', 'd.ts'],
      'c.ts': ['a.ts'],
      'd.ts': ['d.ts'],
      'e.ts': ['a.ts', 'zod'],
    }
    expect(circlesIn(new Map(Object.entries(graph)))).toEqual([['d.ts'], ['a.ts', 'b.ts', 'c.ts']])
  })

  it('lets infra know the catalog, the table, the names of the environment, the routes and how the console is served, and nothing else of the plant', () => {
    const known =
      /^(events\/|shared\/storage\/table\.ts$|shared\/runtime\/environment\.ts$|shared\/http\/route\.ts$|shared\/client\/(pages|settings)\.ts$|functions\/\w+\/routes\.ts$|infra\/)/
    const strangers = files
      .filter((file) => file.startsWith('infra/'))
      .flatMap((file) =>
        importsOf(file)
          .filter((path) => layerOf(path) !== undefined && !known.test(path))
          .map((path) => `${file} -> ${path}`),
      )
    expect(strangers).toEqual([])
  })

  it('lets nothing but tests import the local plant', () => {
    const importers = files.filter(
      (file) => !file.startsWith('local/') && importsOf(file).some((path) => path.startsWith('local/')),
    )
    expect(importers).toEqual([])
  })

  it('keeps clock, chance and I/O out of the domain', () => {
    const domain = files.filter((file) => layerOf(file) === 'domain')
    const impure = domain.filter((file) =>
      /Date\.now|Math\.random|new Date\(\)|randomUUID|process\.|fetch\(/.test(textOf(file)),
    )
    const outside = domain.flatMap((file) =>
      importsOf(file).filter(
        (path) => !path.startsWith('events/') && !path.startsWith('shared/domain/') && path !== 'big.js',
      ),
    )
    expect({ impure, outside }).toEqual({ impure: [], outside: [] })
  })

  it('makes a decimal of a text in two places only: where it is computed, and where storage reads what it wrote', () => {
    const makers = files.filter((file) => /as Decimal\b/.test(codeOf(file)))
    expect(makers).toEqual(['shared/domain/quantity.ts', 'shared/storage/items.ts'])
    for (const file of makers) expect(codeOf(file).match(/as Decimal\b/g), file).toHaveLength(1)
  })

  it('says nothing to people in the domain: sentences stand in events/sentences', () => {
    const prose = files
      .filter((file) => layerOf(file) === 'domain')
      .flatMap((file) =>
        // What is thrown is for those who mend the plant.
        [
          ...codeOf(file)
            .replace(/throw new \w+\([^)]*\)/g, '')
            .matchAll(/'[^'\n]*'|`[^`]*`/g),
        ]
          .map(([text]) => text.replace(/\$\{[^}]*\}/g, 'X'))
          .filter((text) => /[A-Za-z]+,? [a-zX]+ [a-zX]+ [a-zX]+/.test(text))
          .map((text) => `${file}: ${text}`),
      )
    expect(prose).toEqual([])
  })

  it('lets only storage, runtime and functions speak to AWS', () => {
    const speaking = files.filter(
      (file) => /^(events|shared)\//.test(file) && importsOf(file).some((path) => path.startsWith('@aws-sdk/')),
    )
    expect(speaking.filter((file) => !/^shared\/(storage|runtime)\//.test(file))).toEqual([])
  })

  it('takes zod as a namespace, which leaves three quarters of it out of a bundle', () => {
    const named = files.filter((file) => /import\s*\{[^}]*\bz\b[^}]*\}\s*from 'zod'/.test(textOf(file)))
    expect(named).toEqual([])
  })

  it('asks zod only for what the bundles have of it, also where the bundler does not look', () => {
    // It follows `z.bigint`, but neither `z.iso.time` nor `z` where it is taken apart or handed on.
    const unseen = /(?<![-\w])z(?!\s*\.|[-\w])|\bz\s*\.iso\s*\.(?!date(?:time)?\b)\w+/g
    const asking = files
      .filter((file) => importsOf(file).includes('zod'))
      .flatMap((file) =>
        [
          ...textOf(file)
            .replace(/\* as z from 'zod'/, '')
            .matchAll(unseen),
        ].map(([found]) => `${file}: ${found}`),
      )
    expect(asking).toEqual([])
  })

  it('lets no function load what is told of its answers, which it makes and never parses', () => {
    const loading = /^import (?!type\b)[^']*'[^']*\/(answers|events\/receipt|receipt)\.ts'/m
    const importers = files.filter((file) => !file.endsWith('/answers.ts') && loading.test(textOf(file)))
    // The document of the messages is made when it is written.
    expect(importers).toEqual(['shared/messaging/asyncapi.ts'])
  })

  it('has no folder that is named after a kind of file', () => {
    const folders = new Set(files.flatMap((file) => file.split('/').slice(0, -1)))
    expect([...folders].filter((name) => /^(utils?|helpers?|types?|dtos?|common|misc)$/.test(name))).toEqual([])
  })
})
