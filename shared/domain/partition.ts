/** The same part for the same id, and about as many ids in each: a number from 0 to `parts` - 1. */
export function partOf(id: string, parts: number): number {
  let sum = 0
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return sum % parts
}
