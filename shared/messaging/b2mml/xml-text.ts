export interface XmlElement {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly content: string | readonly (XmlElement | undefined)[]
}

export function xml(name: string, content: XmlElement['content'], attributes?: XmlElement['attributes']): XmlElement {
  return attributes === undefined ? { name, content } : { name, attributes, content }
}

export function xmlIf(name: string, value: string | undefined): XmlElement | undefined {
  return value === undefined ? undefined : xml(name, value)
}

export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${written(root, '')}\n`
}

function written({ name, attributes, content }: XmlElement, indent: string): string {
  const opening = Object.entries(attributes ?? {}).reduce(
    (tag, [key, value]) => `${tag} ${key}="${escaped(value)}"`,
    name,
  )
  if (typeof content === 'string')
    return content === '' ? `${indent}<${opening}/>` : `${indent}<${opening}>${escaped(content)}</${name}>`
  const elements = content.filter((each) => each !== undefined)
  if (elements.length === 0) return `${indent}<${opening}/>`
  const inner = elements.map((each) => written(each, `${indent}  `)).join('\n')
  return `${indent}<${opening}>\n${inner}\n${indent}</${name}>`
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** A text escaped for an element or attribute; a character that XML 1.0 does not allow becomes U+FFFD. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters to be replaced.
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll(/[&<>"'\t\n\r]/g, (character) => references[character] ?? character)
  )
}
