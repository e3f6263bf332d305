import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))))
      .buffer,
  },
})

export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/** Every symbol that a reader finds in a picture (a PNG, or pixels in RGBA), as scanners send it. */
export async function decoded(picture: Uint8Array | Pixels): Promise<string[]> {
  const found = await readBarcodes(picture instanceof Uint8Array ? picture : { colorSpace: 'srgb', ...picture }, {
    formats: ['DataMatrix', 'Code128', 'QRCode'],
    textMode: 'Plain',
    tryHarder: true,
  })
  return found.map(({ symbologyIdentifier, text }) => `${symbologyIdentifier}${text}`).sort()
}

type Point = readonly [x: number, y: number]

/** Outlines filled by the even-odd rule, black on white, with so many pixels a unit. */
export function painted(
  outlines: readonly (readonly Point[])[],
  width: number,
  height: number,
  pixels: number,
): Pixels {
  const [columns, rows] = [Math.ceil(width * pixels), Math.ceil(height * pixels)]
  const data = new Uint8ClampedArray(columns * rows * 4).fill(255)
  for (let row = 0; row < rows; row++) {
    const y = (row + 0.5) / pixels
    const crossings = outlines.flatMap((points) => crossingsAt(y, points)).sort((one, other) => one - other)
    for (let column = 0, passed = 0; column < columns; column++) {
      while (passed < crossings.length && (crossings[passed] ?? 0) * pixels <= column + 0.5) passed++
      if (passed % 2 === 1) data.fill(0, (row * columns + column) * 4, (row * columns + column) * 4 + 3)
    }
  }
  return { data, width: columns, height: rows }
}

const crossingsAt = (y: number, points: readonly Point[]): number[] =>
  points.flatMap(([x0, y0], at) => {
    const [x1, y1] = points[(at + 1) % points.length] ?? [x0, y0]
    return y0 <= y !== y1 <= y ? [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)] : []
  })
