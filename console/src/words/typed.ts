import { i18n } from '@lingui/core'

/** A number as the plant writes it, or why nobody can say which number was typed. */
export type Typed = { readonly value: string } | { readonly fault: 'none' | 'ambiguous' }

const signOf = (language: string): string => (language === 'fr' ? ',' : '.')
const spaces = /(?<=\d)[\s\u00a0\u202f\u2009'’](?=\d{3}(?!\d))/g
/** A sign between one to three digits and three more, where nobody knows whether thousands or thousandths are meant. */
const either = /^[1-9]\d{0,2}([.,])\d{3}$/

/**
 * Reads a number as people type it: with a decimal comma or point, and with spaces, or the other sign, between thousands. A text such as `1,000`, which is one
 * number in this language and another one in the next, is not read at all.
 */
export function numberIn(text: string, language: string = i18n.locale): Typed {
  const [, minus = '', typed = ''] = /^([-\u2212]?)(.*)$/s.exec(text.trim()) ?? []
  const digits = typed.replace(spaces, '')
  const sign = either.exec(digits)?.[1]
  if (sign !== undefined && sign !== signOf(language) && digits === typed) return { fault: 'ambiguous' }
  const [, whole = '', part = ''] = /^(\d*)(?:[.,](\d*))?$/.exec(withoutThousands(digits)) ?? []
  if (whole === '' && part === '') return { fault: 'none' }
  const plain = `${whole.replace(/^0+(?=\d)/, '') || '0'}${part === '' ? '' : `.${part}`}`
  return { value: minus !== '' && /[1-9]/.test(plain) ? `-${plain}` : plain }
}

/** Without the signs between thousands, where a second sign says that they are none of a decimal. */
function withoutThousands(digits: string): string {
  const [, sign] = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)[.,]\d*$/.exec(digits) ??
    /^\d{1,3}([.,])\d{3}(?:\1\d{3})+$/.exec(digits) ?? [undefined, undefined]
  return sign === undefined ? digits : digits.replaceAll(sign, '')
}

/** The number as the plant writes it; undefined if none can be read. */
export function numberOf(text: string): string | undefined {
  const read = numberIn(text)
  return 'value' in read ? read.value : undefined
}

/** A number of the plant as a person would type it in this language. */
export const typedAs = (value: string, language: string = i18n.locale): string =>
  /^-?\d+\.\d+$/.test(value) ? value.replace('.', signOf(language)) : value
