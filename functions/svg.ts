/** What all pictures share. */

/** A length, rounded to a tenth: smaller differences are invisible. */
export const px = (value: number): string => String(Math.round(value * 10) / 10)

/** Escapes names from people, so that a picture shows them as text and never as markup. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
