import { brotliDecompressSync } from 'node:zlib'

/** In the place of the font library's own decoder for compressed fonts, whose dictionary is 465 KB of a bundle: Node has one. */
export default (compressed: Uint8Array): Uint8Array => brotliDecompressSync(compressed)
