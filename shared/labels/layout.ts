/** A line of text by its upper left corner; `size` is the font size in millimetres. */
export interface Text {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly text: string
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const spacing = 1.2
const cutMark = '…'

/** The text in a box, in the largest of the sizes at which all of it fits. If none fits, it is cut visibly at the smallest. */
export function blockIn(box: Box, text: string, sizes: readonly number[]): Text[] {
  const { size, lines } = fitted([text], sizes, box, () => box.width)
  return lines
    .flat()
    .filter((line) => line !== '')
    .map((line, at) => ({ x: box.x, y: box.y + at * size * spacing, size, text: line }))
}

const rowSizes = [3.4, 3, 2.6, 2.2, 1.9, 1.7, 1.5]

/** Rows of name and value, in the largest size at which all of them fit. If none fits, values are cut visibly at the smallest. */
export function rowsIn(box: Box, rows: readonly (readonly [name: string, value: string])[]): Text[] {
  const values = rows.map(([, value]) => value)
  const beside = (size: number): number => (Math.max(...rows.map(([name]) => widthOf(name))) + 0.8) * size
  const { size, lines } = fitted(values, rowSizes, box, (it) => box.width - beside(it))
  const texts: Text[] = []
  let y = box.y
  for (const [row, [name]] of rows.entries()) {
    texts.push({ x: box.x, y, size, text: name })
    for (const text of lines[row] ?? []) {
      texts.push({ x: box.x + beside(size), y, size, text })
      y += size * spacing
    }
  }
  return texts
}

function fitted(
  texts: readonly string[],
  sizes: readonly number[],
  { height }: Box,
  widthAt: (size: number) => number,
): { size: number; lines: string[][] } {
  const smallest = Math.min(...sizes)
  for (const size of sizes) {
    const lines = texts.map((text) => wrapped(text, widthAt(size) / size))
    if (lines.flat().length * size * spacing <= height) return { size, lines }
  }
  const room = widthAt(smallest) / smallest
  const whole = texts.map((text) => wrapped(text, room))
  const each = fairShare(whole, Math.floor(height / (smallest * spacing)))
  return { size: smallest, lines: whole.map((lines) => cut(lines, each, room)) }
}

/** The most lines that each text may have, so that all texts fit: only the longest are cut. */
function fairShare(texts: readonly (readonly string[])[], room: number): number {
  const needed = (most: number) => texts.reduce((sum, lines) => sum + Math.min(lines.length, most), 0)
  const longest = Math.max(...texts.map(({ length }) => length))
  let each = 1
  while (each < longest && needed(each + 1) <= room) each++
  return each
}

/** Lines of at most `room` ems, broken at spaces where there are any. */
function wrapped(text: string, room: number): string[] {
  const characters = [...printable(text)]
  const lines: string[] = []
  let start = 0
  do {
    let end = start
    for (let width = 0; end < characters.length; end++) {
      width += widthOf(characters[end] ?? '')
      if (width > room && end > start) break
    }
    const space = end < characters.length ? characters.lastIndexOf(' ', end) : -1
    if (space > start) end = space
    lines.push(characters.slice(start, end).join('').trim())
    start = characters[end] === ' ' ? end + 1 : end
  } while (start < characters.length)
  return lines
}

function cut(lines: readonly string[], most: number, room: number): string[] {
  if (lines.length <= most) return [...lines]
  const last = [...(lines[most - 1] ?? '')]
  while (last.length > 0 && widthOf(last.join('') + cutMark) > room) last.pop()
  return [...lines.slice(0, most - 1), `${last.join('')}${cutMark}`]
}

/** Unicode-composed (NFC), on one line, and without lone surrogates, which no font and no UTF-8 can represent. */
const printable = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()

/**
 * The width in ems, never less than in the fonts that print labels. The metrics of a printer's own font are unknown here, and a line that ends early
 * hides nothing.
 */
export const widthOf = (text: string): number => [...text].reduce((sum, it) => sum + emsOf(it), 0)

function emsOf(character: string): number {
  if (/[ijlIJtfr.,:;'|!()[\] /-]/.test(character)) return 0.45
  if (/[a-ln-vx-z0-9_]/.test(character)) return 0.6
  if (/[A-LN-VX-Z?"*+<>=$#&]/.test(character)) return 0.8
  return /[‰‱℃]/.test(character) ? 1.7 : 1
}
