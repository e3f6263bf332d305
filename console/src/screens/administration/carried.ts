/** The one thing of a message that tells people most: its topic, its machine or what it is about. */
export function carriedBy(carries: unknown): string {
  if (typeof carries === 'string') return carries.slice(0, 120)
  if (typeof carries !== 'object' || carries === null) return ''
  const told = carries as Readonly<Record<string, unknown>>
  const inner = typeof told.detail === 'object' && told.detail !== null ? (told.detail as typeof told) : {}
  const names = [told.topic, told.equipmentId, told['detail-type'], told.message, inner.holdId, inner.lotId]
  return names.filter((it) => typeof it === 'string').join(' · ')
}

/** A message as what it says, if it is JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
