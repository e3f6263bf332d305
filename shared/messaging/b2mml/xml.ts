import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { violation } from '../../domain/refusal.ts'
import { type Element, limits, type Parsed, shortened, UnreadableMessage } from './element.ts'
import { checkedText, checkedValue, elementCounter, localName, parsed } from './text.ts'

type OrderedNode = { readonly [name: string]: readonly OrderedNode[] | string | Readonly<Record<string, string>> }

const textKey = '#text'
const cdataKey = '#cdata'
const attributesKey = ':@'

/** The attributes that say something: what to do with an object, and what `Other` means. */
const readAttributes: readonly string[] = ['actionCode', 'OtherValue']

// The parser leaves entities alone; this file decodes the five of XML and expands no other.
const parser = new XMLParser({
  preserveOrder: true,
  attributeNamePrefix: '',
  ignoreAttributes: (name) => !readAttributes.includes(name),
  processEntities: false,
  parseTagValue: false,
  trimValues: false,
  cdataPropName: cdataKey,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: limits.depth,
  jPath: false,
})

/**
 * The elements of an XML message. Refuses any document type (and with it every entity of the sender), a text that is not well-formed, and a message
 * larger or deeper than `limits`. Runs in time proportional to the text.
 */
export function parseXml(message: string): Parsed {
  return parsed(() => {
    const text = checkedValue(checkedText(message))
    if (/<!(?!--|\[CDATA\[)/.test(text))
      throw new UnreadableMessage(violation('invalid-request/b2mml-document-type', {}))
    if (countOf('<', text) > 2 * limits.elements + 1_000)
      throw new UnreadableMessage(violation('invalid-request/b2mml-too-many-elements', { most: limits.elements }))
    const validity = XMLValidator.validate(text)
    if (validity !== true)
      throw new UnreadableMessage(
        violation('invalid-request/b2mml-not-well-formed', {
          line: validity.err.line,
          reason: validity.err.msg.slice(0, 200),
        }),
      )
    const roots = ordered(text).filter((node) => nameOf(node) !== undefined && !nameOf(node)?.startsWith('#'))
    const [root] = roots
    if (root === undefined || roots.length > 1)
      throw new UnreadableMessage(violation('invalid-request/b2mml-xml-no-root', {}))
    return elementOf(root, undefined, '', elementCounter())
  })
}

function ordered(text: string): readonly OrderedNode[] {
  try {
    return parser.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new UnreadableMessage(
      reason.includes('nested')
        ? violation('invalid-request/b2mml-xml-too-deep', { depth: limits.depth })
        : violation('invalid-request/b2mml-not-xml', { reason: reason.slice(0, 200) }),
    )
  }
}

function elementOf(node: OrderedNode, parent: Element | undefined, position: string, count: () => void): Element {
  count()
  const name = localName(nameOf(node) ?? '')
  const content = node[nameOf(node) ?? '']
  const nodes = Array.isArray(content) ? (content as readonly OrderedNode[]) : []
  const children: Element[] = []
  const attributes = new Map(Object.entries(node[attributesKey] ?? {}))
  const element = { name, parent, text: textIn(nodes).trim(), attributes, children, step: `${name}${position}` }

  const elements = nodes.filter((each) => !(textKey in each) && !(cdataKey in each))
  const many = new Map<string, number>()
  for (const each of elements) {
    const childName = localName(nameOf(each) ?? '')
    many.set(childName, (many.get(childName) ?? 0) + 1)
  }
  const seen = new Map<string, number>()
  for (const each of elements) {
    const childName = localName(nameOf(each) ?? '')
    const place = (seen.get(childName) ?? 0) + 1
    seen.set(childName, place)
    children.push(elementOf(each, element, many.get(childName) === 1 ? '' : `[${place}]`, count))
  }
  return element
}

function nameOf(node: OrderedNode): string | undefined {
  return Object.keys(node).find((key) => key !== attributesKey)
}

function textIn(nodes: readonly OrderedNode[]): string {
  let text = ''
  for (const node of nodes) {
    const plain = node[textKey]
    if (typeof plain === 'string') text += decoded(plain)
    const literal = node[cdataKey]
    if (Array.isArray(literal)) for (const part of literal) text += String(part[textKey] ?? '')
  }
  return text
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[\dA-Fa-f]{1,6}|#\d{1,7}|\w{1,20});|&/g, (reference, name: string | undefined) => {
    const character = name?.startsWith('#') ? numbered(name) : entities.get(name ?? '')
    if (character === undefined)
      throw new UnreadableMessage(
        violation('invalid-request/b2mml-unknown-entity', { reference: shortened(reference) }),
      )
    return character
  })
}

function numbered(name: string): string | undefined {
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  return code <= 0x10ffff ? checkedValue(String.fromCodePoint(code)) : undefined
}

function countOf(character: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count += 1
  return count
}
