import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from './written.ts'

/** A file of the folder as text, or why it is none. */
export type TextFile = { readonly text: string } | { readonly fault: Fault }

/**
 * Reads UTF-8. What a spreadsheet saves as Latin-1 or UTF-16 has bytes that are no UTF-8; read as UTF-8 all the same, a name would lose its letters without
 * a word.
 */
export async function readText(folder: string, file: string): Promise<TextFile> {
  const bytes = await readFile(join(folder, file))
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let line = 1
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from)
    const to = end < 0 ? bytes.length : end + 1
    try {
      strict.decode(bytes.subarray(from, to))
    } catch {
      return { fault: { file, line, detail: 'This line is no UTF-8; save the file as CSV or JSON in UTF-8.' } }
    }
    from = to
  }
  return { text: bytes.toString('utf8') }
}
