/** What every picture is written with. */

/** A length, to a tenth: finer nobody sees. */
export const px = (value: number): string => String(Math.round(value * 10) / 10)

/** What people have named stands in a picture as text, and never as a part of it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
