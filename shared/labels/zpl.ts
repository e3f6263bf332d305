import { separator } from '../domain/codes/element-string.ts'
import type { Label, LabelSymbol } from './label.ts'
import type { Text } from './layout.ts'

/**
 * The label in ZPL II for a printer of 8 (203 dpi), 12 (300 dpi) or 24 (600 dpi) dots a millimetre. It is ASCII throughout: a character that is not a
 * letter, a digit or a space becomes the hexadecimal bytes of its UTF-8, so that no text can be a command. The printer draws the symbols itself, each
 * module in whole dots.
 */
export function zplOf(label: Label, dotsPerMillimetre: 8 | 12 | 24 = 8): string {
  const dots = (millimetres: number): number => Math.round(millimetres * dotsPerMillimetre)
  const at = ({ x, y }: { x: number; y: number }): string => `^FO${dots(x)},${dots(y)}`
  const textField = (text: Text): string => `${at(text)}^A0N,${dots(text.size)}^FH^FD${escaped(text.text)}^FS`
  const symbolField = (symbol: LabelSymbol): string =>
    symbol.kind === 'gs1-128'
      ? `${at(symbol)}^BY${dots(symbol.module)}^BCN,${dots(symbol.height)},N,N,N,N^FD>;>8${symbol.content}^FS`
      : `${at(symbol)}^BXN,${dots(symbol.module)},200,,,,${functionMark}^FD${functionMark}1${withFunctions(symbol.content)}^FS`
  return [
    '^XA',
    '^CI28',
    `^PW${dots(label.width)}^LL${dots(label.height)}^LH0,0`,
    ...label.texts.map(textField),
    ...label.symbols.map(symbolField),
    '^XZ',
    '',
  ].join('\n')
}

const utf8 = new TextEncoder()

const escaped = (text: string): string =>
  text.replace(/[^A-Za-z0-9 ]/gu, (character) =>
    [...utf8.encode(character)].map((byte) => `_${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )

/** The escape character in ^BX, 1 being FNC1: no element string can hold it, so data needs no escape. */
const functionMark = '#'
const withFunctions = (content: string): string => content.replaceAll(separator, `${functionMark}1`)
