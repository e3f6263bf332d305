import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, test } from 'vitest'
import { drawn } from '../../shared/labels/font.ts'
import { dispensingLabel, type Label, logisticLabel } from '../../shared/labels/label.ts'
import { pdfOf } from '../../shared/labels/pdf.ts'
import { histories } from '../support/seeded.ts'
import { decoded, painted } from './decoder.ts'
import { anyLabel, at, dispensed, pallet } from './labels.ts'

async function textOf(label: Label): Promise<string> {
  const document = await getDocumentProxy(await pdfOf(label).then((bytes) => new Uint8Array(bytes)))
  return (await extractText(document, { mergePages: true })).text
}

/** The outlines that the page fills, in its own millimetres, from the drawing operators of its content. */
function outlinesIn(pdf: Uint8Array): [number, number][][] {
  const bytes = Buffer.from(pdf)
  const contents = [...bytes.toString('latin1').matchAll(/(?<!end)stream\n/g)]
    .map(({ index }) => bytes.subarray(index + 'stream\n'.length))
    .map((rest) => inflateSync(rest).toString('latin1'))
  const page = contents.find((it) => it.includes('BT')) ?? ''
  // Outlines within outlines are holes by this rule only.
  expect(new Set(page.match(/^(f|F|B|b)\*?$/gm))).toEqual(new Set(['f*']))
  const outlines: [number, number][][] = []
  for (const [, x, y, operator] of page.matchAll(/(-?[\d.]+) (-?[\d.]+) ([ml])\b/g)) {
    if (operator === 'm') outlines.push([])
    outlines.at(-1)?.push([Number(x), Number(y)])
  }
  return outlines
}

describe('a label as PDF', () => {
  test('is one page of its own size', async () => {
    const document = await getDocumentProxy(new Uint8Array(await pdfOf(logisticLabel(pallet))))
    expect(document.numPages).toBe(1)
    const [, , width = 0, height = 0] = (await document.getPage(1)).view
    expect([width, height].map((points) => Math.round((points * 25.4) / 72))).toEqual([105, 148])
  })

  test('is the same bytes whenever it is made, and is dated as its label is', async () => {
    const label = dispensingLabel(dispensed)
    const pdf = await pdfOf(label)
    expect(Buffer.compare(pdf, await pdfOf(label))).toBe(0)
    const { info } = await (await getDocumentProxy(new Uint8Array(pdf))).getMetadata()
    expect(info).toMatchObject({ Title: label.title, CreationDate: `D:${at.replace(/\D/g, '').slice(0, 14)}Z` })
  })

  test('says every text of its label, in letters of many languages', async () => {
    const name = 'Paracétamol Żółć Ωμέγα Тальк Đường'
    const label = dispensingLabel({ ...dispensed, material: { ...dispensed.material, name } })
    const said = await textOf(label)
    for (const { text } of label.texts) expect(said).toContain(text)
  })

  test('draws an empty square for a character that its font does not have', async () => {
    const said = await textOf(
      dispensingLabel({ ...dispensed, material: { ...dispensed.material, name: '糖 Sugar 🧪' } }),
    )
    expect(said).toContain('□ Sugar □')
  })

  test('has a glyph for every character that it says it has', async () => {
    const characters = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter((it) =>
      drawn.test(it),
    )
    expect(characters.length).toBeGreaterThan(700)
    const rows = Array.from({ length: Math.ceil(characters.length / 40) }, (_, row) =>
      characters.slice(row * 40, row * 40 + 40),
    )
    const texts = rows.map((row, at) => ({ x: 1, y: 1 + at * 2, size: 1.5, text: `|${row.join('|')}|` }))
    const said = await textOf({ ...dispensingLabel(dispensed), texts, symbols: [] })
    const missing = characters.filter((it) => !said.includes(`|${it}|`) && !said.includes(`|${it.normalize('NFKC')}|`))
    expect(missing).toEqual([])
  })

  test('can be made of whatever a label says', async () => {
    await fc.assert(
      fc.asyncProperty(anyLabel, async (label) => {
        const pdf = Buffer.from(await pdfOf(label))
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      }),
      { numRuns: histories(30, 8) },
    )
  })

  test('draws symbols that a reader reads, with whatever ids in them', async () => {
    await fc.assert(
      fc.asyncProperty(anyLabel, async (label) => {
        const picture = painted(outlinesIn(await pdfOf(label)), label.width, label.height, 8)
        const expected = label.symbols.map(({ kind, content }) => `${kind === 'gs1-128' ? ']C1' : ']d2'}${content}`)
        expect(await decoded(picture)).toEqual(expected.sort())
      }),
      { numRuns: histories(25, 8) },
    )
  })
})
