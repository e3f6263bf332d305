import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundleFunctions } from '../../infra/bundle.ts'
import { dispensingLabel } from '../../shared/labels/label.ts'
import { pdfOf } from '../../shared/labels/pdf.ts'
import { dispensed } from '../labels/labels.ts'
import { smallFunctions } from './synthesized.ts'

const root = join(import.meta.dirname, '../..')

describe('The bundle of a function', () => {
  it('is one ES module named after its capability and file, with nothing beside it', async () => {
    const functions = smallFunctions(['orders/http', 'outbox/stream'])
    const bundles = bundleFunctions(functions)
    expect([...bundles.keys()]).toEqual(['orders-http', 'outbox-stream'])
    const folder = String(bundles.get('orders-http'))
    expect(readdirSync(folder)).toEqual(['index.mjs'])
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href)
    expect(await handler()).toBe('orders/http')
  })

  it('keeps its source map outside of what is deployed', () => {
    const functions = smallFunctions(['orders/http'])
    bundleFunctions(functions)
    expect(readdirSync(join(dirname(functions), 'dist', 'source-maps'))).toEqual(['orders-http.mjs.map'])
  })

  it('can hold a CommonJS library that requires at run time', async () => {
    const functions = smallFunctions(['orders/http'])
    writeFileSync(join(functions, 'orders', 'old.cjs'), "module.exports = { end: require('node:os').EOL }")
    writeFileSync(
      join(functions, 'orders', 'http.ts'),
      "import old from './old.cjs'\nexport const handler = async () => old.end\n",
    )
    const folder = String(bundleFunctions(functions).get('orders-http'))
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href)
    expect(await handler()).toBe('\n')
  })

  it('is not written again when nothing has changed, so that a plant that reads it is not disturbed', () => {
    const functions = smallFunctions(['orders/http'])
    const file = join(String(bundleFunctions(functions).get('orders-http')), 'index.mjs')
    const { ino } = statSync(file)
    bundleFunctions(functions)
    expect(statSync(file).ino).toBe(ino)
    writeFileSync(join(functions, 'orders', 'http.ts'), "export const handler = async () => 'changed'\n")
    bundleFunctions(functions)
    expect(readFileSync(file, 'utf8')).toContain('changed')
  })

  it('can make a label as PDF, with all that it needs inside, in less than 750 KB', async () => {
    const functions = smallFunctions(['labels/http'])
    const [pdf, label] = ['pdf', 'label'].map((file) => join(root, 'shared/labels', `${file}.ts`))
    writeFileSync(
      join(functions, 'labels', 'http.ts'),
      `export { pdfOf } from '${pdf}'\nexport { dispensingLabel } from '${label}'\n`,
    )
    const file = join(String(bundleFunctions(functions).get('labels-http')), 'index.mjs')
    const bundled = await import(pathToFileURL(file).href)
    const made = await bundled.pdfOf(bundled.dispensingLabel(dispensed))
    expect(Buffer.compare(made, await pdfOf(dispensingLabel(dispensed)))).toBe(0)
    expect(statSync(file).size).toBeLessThan(750_000)
  })
})
