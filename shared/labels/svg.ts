import type { Label, LabelSymbol } from './label.ts'
import type { Text } from './layout.ts'
import { outlineOf } from './symbol.ts'

/** How far the foot of a letter lies below the top of its line, in sizes of the font: as in the font of the PDF. */
const ascent = 0.93

/** The label as a picture in millimetres, for a screen: text in a narrow font of the device, symbols as filled outlines, as a printer draws them. */
export const svgOf = ({ width, height, title, texts, symbols }: Label): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    '<g font-family="DejaVu Sans Condensed,Arial Narrow,Liberation Sans Narrow,sans-serif">',
    ...texts.map(line),
    '</g>',
    ...symbols.map(filled),
    '</svg>',
  ].join('')

const line = ({ x, y, size, text }: Text): string =>
  `<text x="${x}" y="${inMicrons(y + size * ascent)}" font-size="${size}">${escaped(text)}</text>`

function filled(symbol: LabelSymbol): string {
  const { polygons, rows } = outlineOf(symbol)
  const across = symbol.module
  const down = symbol.kind === 'gs1-128' ? symbol.height / rows : symbol.module
  const outlines = polygons.map(
    (points) =>
      `M${points.map(([x, y]) => `${inMicrons(symbol.x + x * across)} ${inMicrons(symbol.y + y * down)}`).join('L')}Z`,
  )
  return `<path fill-rule="evenodd" d="${outlines.join('')}"/>`
}

const inMicrons = (millimetres: number): number => Math.round(millimetres * 1000) / 1000

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd')
