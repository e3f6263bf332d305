const made = new Map<string, RegExp>()

/** A text with wildcards: `*` matches any characters, `?` matches one. */
export function wildcard(text: string): RegExp {
  const found = made.get(text) ?? new RegExp(`^${source(text)}$`, 's')
  made.set(text, found)
  return found
}

export const source = (text: string): string => literally(text).replaceAll('\\*', '.*').replaceAll('\\?', '.')

export const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
