import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** Colours of a picture with a palette. */
const mostColours = 256

/** How each PNG begins. */
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

interface Pixels {
  readonly width: number
  readonly height: number
  /** A colour as a number of three bytes, for each pixel. */
  readonly colours: readonly number[]
}

/** The same PNG with a palette: a screen has few colours, and most of the others are edges of letters, which look the same in the nearest one. */
export function smallPicture(png: Buffer): Buffer {
  const { width, height, colours } = pixelsOf(png)
  const palette = paletteOf(colours)
  const nearest = new Map<number, number>()
  const rows = Buffer.alloc((width + 1) * height)
  for (const [at, colour] of colours.entries()) {
    let place = nearest.get(colour)
    if (place === undefined) {
      place = nearestOf(colour, palette)
      nearest.set(colour, place)
    }
    // Each row begins with its filter: 0 is none.
    rows[at + Math.floor(at / width) + 1] = place
  }
  return Buffer.concat([
    signature,
    // Eight bits a pixel, of a palette (3).
    chunk('IHDR', Buffer.from([...word(width), ...word(height), 8, 3, 0, 0, 0])),
    chunk('PLTE', Buffer.from(palette.flatMap(parts))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Reads what Chromium writes: eight bits of red, green and blue, with transparency (6) or without (2), not interlaced. */
function pixelsOf(png: Buffer): Pixels {
  const data: Buffer[] = []
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const header = signature.length + 8
  const [width, height] = [png.readUInt32BE(header), png.readUInt32BE(header + 4)]
  const size = png[header + 9] === 6 ? 4 : 3
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), width * size, size)
  const colours = Array.from({ length: width * height }, (_, at) => bytes.readUIntBE(at * size, 3))
  return { width, height, colours }
}

/** Undoes the filters of the rows (ISO/IEC 15948, clause 9): each byte was written as its difference to what its neighbours let one expect. */
function unfiltered(rows: Buffer, length: number, size: number): Buffer {
  const height = rows.length / (length + 1)
  const bytes = Buffer.alloc(length * height)
  for (let row = 0; row < height; row += 1) {
    const filter = rows[row * (length + 1)]
    for (let column = 0; column < length; column += 1) {
      const at = row * length + column
      const left = column < size ? 0 : (bytes[at - size] ?? 0)
      const above = row === 0 ? 0 : (bytes[at - length] ?? 0)
      const corner = row === 0 || column < size ? 0 : (bytes[at - length - size] ?? 0)
      const expected = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0] ?? 0
      bytes[at] = (rows[at + row + 1] ?? 0) + expected
    }
  }
  return bytes
}

/** Whichever of the three is nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove, toCorner] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs) as [
    number,
    number,
    number,
  ]
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

/** The colours that most pixels have, each apart from those before it: first far, then nearer until the palette is full. */
function paletteOf(colours: readonly number[]): readonly number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour)
  if (byCount.length <= mostColours) return byCount
  const palette: number[] = []
  for (const apart of [48, 24, 12]) {
    for (const colour of byCount) {
      if (palette.length === mostColours) return palette
      if (palette.every((it) => distance(it, colour) >= apart)) palette.push(colour)
    }
  }
  return palette
}

const parts = (colour: number): readonly [number, number, number] => [colour >> 16, (colour >> 8) & 255, colour & 255]

function distance(one: number, other: number): number {
  const [red, green, blue] = parts(one)
  const [otherRed, otherGreen, otherBlue] = parts(other)
  return Math.abs(red - otherRed) + Math.abs(green - otherGreen) + Math.abs(blue - otherBlue)
}

const nearestOf = (colour: number, palette: readonly number[]): number =>
  palette.reduce((best, it, at) => (distance(it, colour) < distance(palette[best] ?? 0, colour) ? at : best), 0)

const word = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  return Buffer.concat([Buffer.from(word(data.length)), named, Buffer.from(word(crc32(named)))])
}
