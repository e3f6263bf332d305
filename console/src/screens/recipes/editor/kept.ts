import type { Draft } from './draft.ts'

/** What a person has typed and not saved, as this browser keeps it. */
export interface Kept {
  readonly draft: Draft
  /** The state of the version that it was written on; absent for a version that the plant did not have. */
  readonly etag?: string
  /** When it was typed, by the clock of the plant. */
  readonly at: string
}

const nameOf = (site: string, recipeId: string, version: string) => `andon.recipe.${site}.${recipeId}@${version}`

export function keptDraft(site: string, recipeId: string, version: string): Kept | undefined {
  const text = localStorage.getItem(nameOf(site, recipeId, version))
  return text === null ? undefined : (JSON.parse(text) as Kept)
}

export function keep(site: string, recipeId: string, version: string, kept: Kept): void {
  try {
    localStorage.setItem(nameOf(site, recipeId, version), JSON.stringify(kept))
  } catch {
    // The browser has no room, or keeps nothing: what is typed is on the page still.
  }
}

export const forget = (site: string, recipeId: string, version: string): void =>
  localStorage.removeItem(nameOf(site, recipeId, version))
