import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { bundleFunctions, functionsDirectory } from '../../infra/bundle.ts'
import { importCost } from './functions.ts'

it('imports every function of the plant with the variables of the bench', { timeout: 240_000 }, async () => {
  const to = mkdtempSync(join(tmpdir(), 'andon-bench-'))
  onTestFinished(() => rmSync(to, { recursive: true, force: true }))
  const bundles = bundleFunctions(functionsDirectory, to)
  expect(bundles.size).toBeGreaterThan(10)
  for (const [name, folder] of bundles)
    expect((await importCost(join(folder, 'index.mjs'))).processorMs, name).toBeGreaterThan(0)
})
