import { brotliDecompressSync } from 'node:zlib'

/** Replaces the font library's decoder for compressed fonts, because its dictionary adds 465 KB to a bundle and Node has a decoder. */
export default (compressed: Uint8Array): Uint8Array => brotliDecompressSync(compressed)
