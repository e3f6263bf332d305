type Part = Readonly<Record<string, unknown>>

/** Whether two JSON values are equal. The order of fields does not matter; the order of list items does. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const fields = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...fields].every((field) => isSame(fieldOf(one as Part, field), fieldOf(other as Part, field)))
}

/** A field may have the name of an inherited property, such as `__proto__`. */
const fieldOf = (of: Part, field: string): unknown => (Object.hasOwn(of, field) ? of[field] : undefined)
