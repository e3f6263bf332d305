type Part = Readonly<Record<string, unknown>>

/** Whether two values of JSON say the same: what stands in an object in any order, what stands in a list in this. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const fields = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...fields].every((field) => isSame((one as Part)[field], (other as Part)[field]))
}
