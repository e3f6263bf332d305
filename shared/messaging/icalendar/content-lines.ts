/** A content line of RFC 5545, 3.1: `DTSTART;VALUE=DATE:20270501`. Names are in upper case. */
export interface ContentLine {
  /** Of its first line in the file, from 1. */
  readonly line: number
  readonly name: string
  readonly params: Readonly<Record<string, string>>
  readonly value: string
}

/** The content lines of a file, with folded lines joined. A line that is none is given as its number only. */
export function contentLines(text: string): (ContentLine | { readonly line: number; readonly name?: undefined })[] {
  const unfolded: { line: number; text: string }[] = []
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = unfolded.at(-1)
    if (last && /^[ \t]/.test(raw)) last.text += raw.slice(1)
    else if (raw !== '') unfolded.push({ line: index + 1, text: raw })
  }
  return unfolded.map(({ line, text: content }) => {
    const [, name, params, value] =
      /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s.exec(content) ?? []
    if (name === undefined || value === undefined) return { line }
    return { line, name: name.toUpperCase(), params: paramsOf(params ?? ''), value }
  })
}

const paramsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^;]*)/g)].map(([, name = '', value = '']) => [
      name.toUpperCase(),
      value.replace(/^"|"$/g, ''),
    ]),
  )

/** A line folded after 75 bytes at most (RFC 5545, 3.1), and never within a character. */
export function folded(line: string): string {
  const parts: string[] = []
  let [part, bytes] = ['', 0]
  for (const character of line) {
    const size = new TextEncoder().encode(character).length
    // The blank that begins a further line counts.
    if (bytes + size > (parts.length === 0 ? 75 : 74)) {
      parts.push(part)
      part = ''
      bytes = 0
    }
    part += character
    bytes += size
  }
  return [...parts, part].join('\r\n ')
}

export const escapedText = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\n/g, '\\n')

export const unescapedText = (text: string): string =>
  text.replace(/\\([\\;,nN])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character))
