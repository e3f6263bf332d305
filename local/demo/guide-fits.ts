/** Whether a value has what is wanted at least: fields of objects, items of lists in any place (an empty list is empty), parts of a text. */
export function fits(wanted: unknown, found: unknown, kept: Map<string, string> = new Map()): boolean {
  if (typeof wanted === 'string') {
    const [, name] = /^\{\{=([\w-]+)\}\}$/.exec(wanted) ?? []
    if (name !== undefined && typeof found === 'string') kept.set(name, found)
    return name !== undefined
      ? typeof found === 'string'
      : wanted === found || (wanted.startsWith('…') && String(found).includes(wanted.slice(1)))
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found)) return false
    return wanted.length === 0 ? found.length === 0 : wanted.every((it) => found.some((one) => fits(it, one, kept)))
  }
  if (typeof wanted === 'object' && wanted !== null)
    return (
      typeof found === 'object' &&
      found !== null &&
      Object.entries(wanted).every(([name, value]) => fits(value, Reflect.get(found, name), kept))
    )
  return wanted === found
}
