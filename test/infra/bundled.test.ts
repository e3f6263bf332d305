import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { facts } from '../../events/catalog.ts'
import { refusals } from '../../events/refusals.ts'
import { routes } from '../../functions/orders/routes.ts'
import { bundleFunctions, functionsDirectory } from '../../infra/bundle.ts'
import type { Route } from '../../shared/http/route.ts'
import { setFunctionEnvironment } from '../support/function-environment.ts'
import { smallFunctions } from './synthesized.ts'

const orders: readonly Route[] = routes
const root = join(import.meta.dirname, '../..')
const to = mkdtempSync(join(tmpdir(), 'andon-bundled-'))
let bundles: ReturnType<typeof bundleFunctions>
const folderOf = (name: string): string => String(bundles.get(name))
const codeOf = (name: string): string => readFileSync(join(folderOf(name), 'index.mjs'), 'utf8')

beforeAll(() => {
  setFunctionEnvironment()
  bundles = bundleFunctions(functionsDirectory, to)
}, 120_000)
afterAll(() => rmSync(to, { recursive: true, force: true }))

describe('A function of the plant, as it is deployed', () => {
  it.each(['outbox-stream', 'quality-task', 'release-task', 'live-authorizer', 'people-trigger'])(
    '%s holds no schema, for it parses nothing',
    (name) => {
      expect(codeOf(name)).not.toContain('ZodString')
      expect(codeOf('orders-http')).toContain('ZodString')
    },
  )

  it.each(['orders-http', 'live-authorizer', 'outbox-stream', 'people-trigger'])(
    '%s starts without undici, HTTP/2 and worker threads',
    (name) => {
      const file = pathToFileURL(join(folderOf(name), 'index.mjs')).href
      const loaded = execFileSync(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `await import('${file}'); console.log(process.moduleLoadList.join()); process.exit()`,
        ],
        { encoding: 'utf8' },
      )
      expect(loaded).toContain('NativeModule url')
      for (const part of ['undici', 'http2', 'worker_threads']) expect(loaded).not.toContain(part)
    },
  )

  const documents = [
    ['live-http', '/v1/openapi.json', 'openapi.json'],
    ['live-http', '/v1/asyncapi.json', 'asyncapi.json'],
    ['enterprise-http', '/v1/openapi.json', 'openapi-enterprise.json'],
  ] as const
  it.each(documents)('%s answers %s from the file beside it', async (name, path, document) => {
    const kept = readFileSync(join(root, 'docs', document), 'utf8')
    expect(readFileSync(join(folderOf(name), document), 'utf8')).toBe(kept)
    expect(codeOf(name)).not.toContain('"openapi":"3.1')
    const { handler } = await import(pathToFileURL(join(folderOf(name), 'index.mjs')).href)
    const requestContext = { http: { method: 'GET', path } }
    const event = {
      version: '2.0',
      rawPath: path,
      rawQueryString: '',
      headers: {},
      requestContext,
      isBase64Encoded: false,
    }
    const answer = await handler(event, {})
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe(JSON.stringify(JSON.parse(kept)))
  })

  it.each(['live-http', 'enterprise-http'])(
    '%s answers the page of a problem from the file beside it',
    async (name) => {
      expect(codeOf(name)).not.toContain('The lot has expired</h1>')
      const { handler } = await import(pathToFileURL(join(folderOf(name), 'index.mjs')).href)
      const path = '/problems/lot-expired'
      const event = {
        version: '2.0',
        rawPath: path,
        rawQueryString: '',
        headers: {},
        pathParameters: { code: 'lot-expired' },
        requestContext: { http: { method: 'GET', path } },
        isBase64Encoded: false,
      }
      const { statusCode, body } = await handler(event, {})
      expect(statusCode).toBe(200)
      expect(body).toContain('<h1>The lot has expired</h1>')
    },
  )

  /** The files of a function without its languages. */
  const silentIn = (name: string) =>
    readdirSync(folderOf(name)).filter((file) => /^(?!english|french).*\.mjs$/.test(file))
  /** The five longest texts of a room between parameters, as a bundle contains them. */
  const wordsOf = (file: string): string[] =>
    [...readFileSync(file, 'utf8').matchAll(/`([^`]*)`|'([^'\n]*)'/g)]
      .flatMap(([, pieces, text]) => (pieces ?? text ?? '').split(/\$\{[^}]*\}/))
      .filter(
        (words) => /^[ -~]{30,}$/.test(words) && !Object.values(refusals).some(({ title }) => title.includes(words)),
      )
      .sort((one, other) => other.length - one.length)
      .slice(0, 5)
  const english = join(root, 'events/sentences/english')
  // The domain loads the room of records; the texts of differences are short.
  const rooms = readdirSync(english).filter((file) => !/^(records|words|differences)\.ts$/.test(file))

  it.each(rooms)('holds no English sentence of %s: it is in the file beside it', (room) => {
    const said = wordsOf(join(english, room))
    expect(said).not.toEqual([])
    const whole = readFileSync(join(folderOf('orders-http'), 'english.mjs'), 'utf8')
    for (const words of said) expect(whole).toContain(words)
    for (const name of bundles.keys())
      for (const file of silentIn(name)) {
        const code = readFileSync(join(folderOf(name), file), 'utf8')
        expect(
          said.filter((words) => code.includes(words)),
          `${name}/${file}`,
        ).toEqual([])
      }
  })

  it('has English and French beside it, unless it refuses nothing', () => {
    const silent = [...bundles.keys()].filter((name) => !readdirSync(folderOf(name)).includes('english.mjs'))
    const without = [
      ...[
        'enterprise-queue',
        'equipment-queue',
        'equipment-schedule',
        'live-authorizer',
        'outbox-stream',
        'people-trigger',
      ],
    ]
    expect(silent.sort()).toEqual(without)
    for (const name of silent) expect(codeOf(name)).not.toContain('outcome:"refused"')
    for (const name of bundles.keys())
      expect(readdirSync(folderOf(name)).includes('french.mjs')).toBe(!silent.includes(name))
  })

  it('loads a language only when somebody asks for it, or is refused', async () => {
    expect(codeOf('orders-http')).not.toContain('pas en cours')
    expect(readFileSync(join(folderOf('orders-http'), 'french.mjs'), 'utf8')).toContain('pas en cours')
    const { handler } = await import(pathToFileURL(join(folderOf('orders-http'), 'index.mjs')).href)
    const asked = async (language: string) => {
      const requestContext = { http: { method: 'GET', path: '/v1/orders/O-1' } }
      const event = { version: '2.0', rawPath: '/v1/orders/O-1', pathParameters: { orderId: 'O-1' }, requestContext }
      const answer = await handler({ ...event, headers: { 'accept-language': language } }, {})
      return { ...JSON.parse(answer.body), language: answer.headers['content-language'] }
    }
    expect(await asked('fr-CA, en;q=0.5')).toMatchObject({ language: 'fr', title: 'Aucun jeton valable de ce site' })
    expect(await asked('de')).toMatchObject({ language: 'en', title: 'No valid token of this site' })
  })

  it('labels-http loads what makes PDF from a file of its own, when somebody wants PDF', () => {
    const files = readdirSync(folderOf('labels-http'))
    const [pdf = '', ...more] = files.filter((file) => file.startsWith('pdf-'))
    expect(more).toEqual([])
    expect(statSync(join(folderOf('labels-http'), pdf)).size).toBeGreaterThan(500_000)
    expect(codeOf('labels-http')).toMatch(new RegExp(`import\\("\\./${pdf}"\\)`))
    expect(codeOf('labels-http')).not.toContain('%%EOF')
    expect(statSync(join(folderOf('labels-http'), 'index.mjs')).size).toBeLessThan(450 * 1024)
  })

  it('equipment-device loads what reads Sparkplug from a file of its own, when an edge node speaks', () => {
    const files = readdirSync(folderOf('equipment-device'))
    const [part = '', ...more] = files.filter((file) => file.startsWith('edge-nodes-'))
    expect(more).toEqual([])
    expect(codeOf('equipment-device')).toMatch(new RegExp(`import\\("\\./${part}"\\)`))
    expect(readFileSync(join(folderOf('equipment-device'), part), 'utf8')).toContain('Node Control/Rebirth')
    for (const file of files.filter((it) => it.endsWith('.mjs') && it !== part))
      expect(readFileSync(join(folderOf('equipment-device'), file), 'utf8')).not.toContain('Node Control/Rebirth')
  })

  it('loses the parts that it had and has no more', () => {
    const functions = smallFunctions(['labels/http'])
    writeFileSync(join(functions, 'labels', 'part.ts'), "export const part = 'first'\n")
    writeFileSync(
      join(functions, 'labels', 'http.ts'),
      "export const handler = async () => (await import('./part.ts')).part\n",
    )
    const folder = String(bundleFunctions(functions).get('labels-http'))
    const before = readdirSync(folder)
    writeFileSync(join(functions, 'labels', 'part.ts'), "export const part = 'second'\n")
    bundleFunctions(functions)
    expect(readdirSync(folder)).toHaveLength(before.length)
    expect(readdirSync(folder)).not.toEqual(before)
    expect(readdirSync(join(dirname(functions), 'dist', 'functions'))).toEqual(['labels-http'])
  })
})

describe('A schema that is made when it is first used', () => {
  const examples = join(root, 'events/examples')
  const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(join(examples, file), 'utf8'))
  interface Late {
    readonly facts: Readonly<Record<string, z.ZodType>>
    readonly routes: readonly Route[]
  }
  let late: Late

  beforeAll(async () => {
    const functions = smallFunctions(['orders/http'])
    const [catalog, routes] = ['events/catalog.ts', 'functions/orders/routes.ts'].map((file) => join(root, file))
    writeFileSync(
      join(functions, 'orders', 'http.ts'),
      `export { facts } from '${catalog}'\nexport { routes } from '${routes}'\n`,
    )
    const folder = String(bundleFunctions(functions).get('orders-http'))
    late = await import(pathToFileURL(join(folder, 'index.mjs')).href)
  })

  /** The same answer, and of what is refused every fault with its place and its words. */
  function expectSame(schema: z.ZodType, lateSchema: z.ZodType | undefined, given: unknown) {
    const { success, data, error } = schema.safeParse(given)
    const other = lateSchema?.safeParse(given)
    expect({ success: other?.success, data: other?.data, issues: other?.error?.issues }).toEqual({
      success,
      data,
      issues: error?.issues,
    })
  }

  it.each(Object.entries(facts))('reads a fact %s as zod does, and refuses what zod refuses', (type, schema) => {
    const file = `${type}.json`
    const data = readdirSync(examples).includes(file) ? (read(file).data as Record<string, unknown>) : {}
    expectSame(schema, late.facts[type], data)
    expectSame(schema, late.facts[type], { ...data, unknownHere: 1 })
    for (const name of Object.keys(data)) expectSame(schema, late.facts[type], { ...data, [name]: { odd: true } })
    expectSame(schema, late.facts[type], undefined)
  })

  const bodies = orders
    .filter(({ body }) => body !== undefined)
    .map(({ operationId, body }) => [operationId, body] as const)
  it.each(bodies)('reads the body of %s as zod does', (operationId, body) => {
    const other = late.routes.find((route) => route.operationId === operationId)?.body
    const file = `${operationId}.json`
    const example = readdirSync(examples).includes(file) ? read(file) : {}
    expectSame(body as z.ZodType, other, example)
    expectSame(body as z.ZodType, other, { ...example, unknownHere: 1 })
    for (const name of Object.keys(example)) expectSame(body as z.ZodType, other, { ...example, [name]: null })
  })

  it('reads what holds itself as deep as it goes', async () => {
    const functions = smallFunctions(['orders/http'])
    writeFileSync(
      join(functions, 'orders', 'http.ts'),
      `import * as z from 'zod'
      export const phase = z.strictObject({ name: z.string(), get phases() { return z.array(phase).optional() } })`,
    )
    const folder = String(bundleFunctions(functions).get('orders-http'))
    const { phase } = await import(pathToFileURL(join(folder, 'index.mjs')).href)
    const around = (inner: unknown) => ({ name: 'mix', phases: [{ name: 'heat', phases: [inner] }] })
    expect(phase.parse(around({ name: 'stir' }))).toEqual(around({ name: 'stir' }))
    expect(phase.safeParse(around({ name: 1 })).error.issues).toMatchObject([
      { path: ['phases', 0, 'phases', 0, 'name'] },
    ])
  })

  it('is not made of a part of zod that the bundles do not have: they are not built', () => {
    const functions = smallFunctions(['orders/http'])
    writeFileSync(
      join(functions, 'orders', 'http.ts'),
      "import * as z from 'zod'\nexport const handler = () => z.bigint()\n",
    )
    expect(() => bundleFunctions(functions)).toThrow('bigint')
  })
})
