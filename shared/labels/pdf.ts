import PDFDocument from 'pdfkit'
import { drawn, font } from './font.ts'
import type { Label, LabelSymbol } from './label.ts'
import { outlineOf } from './symbol.ts'

const pointsPerMillimetre = 72 / 25.4

/**
 * The label as a page of its own size: text in an embedded font, symbols as filled outlines. The same label is the same bytes. A character that the
 * font does not have becomes an empty square, so that people see that it is missing.
 */
export function pdfOf(label: Label): Promise<Uint8Array> {
  const at = new Date(label.at)
  const page = new PDFDocument({
    size: [label.width * pointsPerMillimetre, label.height * pointsPerMillimetre],
    margin: 0,
    // The default, Helvetica, is read from a file beside the library, which is not in a bundle.
    font: '',
    info: { Title: label.title, Creator: 'Andon', Producer: 'PDFKit', CreationDate: at, ModDate: at },
  })
  const written = bytesOf(page)
  page.font(font).scale(pointsPerMillimetre)
  for (const { x, y, size, text } of label.texts)
    page.fontSize(size).text(
      text.replace(/./gsu, (it) => (drawn.test(it) ? it : '□')),
      x,
      y,
      { lineBreak: false },
    )
  for (const symbol of label.symbols) draw(symbol, page)
  page.end()
  return written
}

function draw(symbol: LabelSymbol, page: PDFKit.PDFDocument): void {
  const { polygons, rows } = outlineOf(symbol)
  const across = symbol.module
  const down = symbol.kind === 'gs1-128' ? symbol.height / rows : symbol.module
  for (const polygon of polygons)
    page.polygon(...polygon.map(([x, y]): [number, number] => [symbol.x + x * across, symbol.y + y * down]))
  page.fill('black', 'even-odd')
}

async function bytesOf(page: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of page) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
