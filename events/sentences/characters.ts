/** Characters as people can read them, each once: in quotation marks, or by their number, `U+200B`, where nothing is to be seen. */
export const shown = (characters: readonly string[], quoted: (character: string) => string): string =>
  [...new Set(characters)]
    .map((it) =>
      /[\p{L}\p{N}\p{P}\p{S}]/u.test(it)
        ? quoted(it)
        : `U+${it.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`,
    )
    .join(', ')
