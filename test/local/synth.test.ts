import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { assemblyOf, sourcesOfSynthesis } from '../../local/synth.ts'

const root = resolve(import.meta.dirname, '../..')
const place = mkdtempSync(join(tmpdir(), 'andon-assemblies-'))
const children: ChildProcess[] = []

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(place, { recursive: true, force: true })
})

/** A process that asks for the assembly of a site, and the folder that it says. */
function asks(): { child: ChildProcess; found: Promise<string> } {
  const text = `
    import { assemblyOf } from './local/synth.ts'
    console.log(await assemblyOf('lyon', undefined, ${JSON.stringify(place)}))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let said = ''
  child.stdout?.on('data', (part: Buffer) => {
    said += part.toString()
  })
  return { child, found: new Promise((done) => child.once('close', () => done(said.trim()))) }
}

const drafts = () => readdirSync(place).filter((name) => name.startsWith('draft-'))

test('a synthesis that is killed half-way is begun anew, and two plants that ask at once share one', async () => {
  const { child } = asks()
  const isHalf = () => drafts().some((draft) => readdirSync(join(place, draft)).length > 0)
  for (let count = 0; !isHalf(); count += 1) {
    if (count > 6000) throw new Error('The synthesis wrote nothing.')
    await pause(20)
  }
  child.kill('SIGKILL')
  const [one, other] = await Promise.all([asks().found, asks().found])
  expect(one).toBe(other)
  expect(readdirSync(one)).toEqual(expect.arrayContaining(['manifest.json', 'assembly-Andon-lyon', 'seal']))
  expect(readdirSync(place).filter((name) => /^[0-9a-f]+$/.test(name))).toHaveLength(1)
  // Found, it takes no time: nothing is said of a synthesis.
  const said: string[] = []
  expect(await assemblyOf('lyon', (what) => said.push(what), place)).toBe(one)
  expect(said).toEqual([])
}, 120_000)

test('says in one sentence that there is no such site, and keeps nothing', async () => {
  await expect(assemblyOf('paris', undefined, place)).rejects.toThrow(
    'The site paris cannot be synthesized: there is no such site in infra/sites, only lyon, cork and nantes.',
  )
  // What the killed one still wrote while it ended is gone, too.
  expect(drafts()).toEqual([])
})

test('all that the templates and the functions import is among what is hashed', () => {
  // The lock file has the versions of what npm has installed.
  const isHashed = (path: string) =>
    path.startsWith('node_modules/') || sourcesOfSynthesis.some((it) => path === it || path.startsWith(`${it}/`))
  const files = sourcesOfSynthesis
    .filter((it) => !it.includes('.'))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name)),
    )
    // It builds the console, which no assembly of a local plant has in it, and hashes what it reads by itself.
    .filter((file) => file !== 'infra/screens.ts')
  expect(files.length).toBeGreaterThan(300)
  const outside = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import|URL\()\s*\(?'(\.[^']+)'/g)]
      .map(([, path]) => relative(root, resolve(root, file, '..', String(path))))
      .filter((path) => !isHashed(path))
      .map((path) => `${file} reads ${path}`),
  )
  expect(outside).toEqual([])
})
