import bwip from 'bwip-js/node'

/** Light modules around a symbol, by which a phone finds it (ISO/IEC 18004). */
const quiet = 4

/** A QR code of half blocks, two rows of modules a line. Light is drawn and dark is not, for a terminal with a dark ground; phones read both. */
export function drawQr(text: string): string {
  const [symbol] = bwip.raw({ bcid: 'qrcode', text })
  if (symbol === undefined || !('pixs' in symbol)) throw new Error('The QR code has no modules.')
  const { pixs, pixx, pixy } = symbol
  const dark = (x: number, y: number) => x >= 0 && y >= 0 && x < pixx && y < pixy && pixs[y * pixx + x] === 1
  const lines: string[] = []
  for (let y = -quiet; y < pixy + quiet; y += 2) {
    let line = ''
    for (let x = -quiet; x < pixx + quiet; x++) line += blocks[`${dark(x, y)} ${dark(x, y + 1)}`]
    lines.push(line)
  }
  return lines.join('\n')
}

/** By whether the upper and the lower module are dark. */
const blocks: Readonly<Record<`${boolean} ${boolean}`, string>> = {
  'false false': '█',
  'false true': '▀',
  'true false': '▄',
  'true true': ' ',
}
