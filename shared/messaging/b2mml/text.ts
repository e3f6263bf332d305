import { type Element, limits, type Parsed, quoted, UnreadableMessage } from './element.ts'

// The characters that XML 1.0 does not allow; a message in JSON is held to the same, since its values go out as XML too.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters to be refused.
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/

/**
 * The checks that a message has to pass, as text, before any parser sees it, and the message without its byte order mark.
 * @throws UnreadableMessage with the sentence for the sender.
 */
export function checkedText(text: string): string {
  if (text.length > limits.characters)
    throw new UnreadableMessage(
      `The message has ${text.length} characters; at most ${limits.characters} are read at once. Send it in parts.`,
    )
  if (!text.isWellFormed() || text.includes('\uFFFD'))
    throw new UnreadableMessage('The message is not proper UTF-8. Send it encoded as UTF-8.')
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** @throws UnreadableMessage for a character that no XML document may hold. */
export function checkedValue(value: string): string {
  if (illegal.test(value) || !value.isWellFormed())
    throw new UnreadableMessage('The message holds a control character or half a character. Remove it and send again.')
  return value
}

/** @throws UnreadableMessage for an element name that no B2MML schema has and that would swell every answer. */
export function localName(name: string): string {
  if (name.length > limits.nameLength)
    throw new UnreadableMessage(
      `The name ${quoted(name)} is longer than ${limits.nameLength} characters. Send B2MML names only.`,
    )
  return name.slice(name.lastIndexOf(':') + 1)
}

/** Counts what a message grows to, and stops when it is more than a plant's message can be. */
export function elementCounter(): () => void {
  let count = 0
  return () => {
    count += 1
    if (count > limits.elements)
      throw new UnreadableMessage(`The message has more than ${limits.elements} elements. Send it in parts.`)
  }
}

/** Runs a parser, and makes of its refusal a sentence for the sender. */
export function parsed(parse: () => Element): Parsed {
  try {
    return { ok: true, root: parse() }
  } catch (error) {
    if (error instanceof UnreadableMessage) return { ok: false, detail: error.message, pointer: '/' }
    throw error
  }
}
