import { useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { RecipeStatus } from '../../../../events/recipe.ts'
import { type Look, StateSign } from '../../look/state.tsx'
import { versionStates } from './recipe-words.ts'

const looks: Readonly<Record<RecipeStatus, Look>> = {
  draft: 'rest',
  'in-review': 'waiting',
  approved: 'planned',
  effective: 'running',
  superseded: 'rest',
  retired: 'rest',
}

export function VersionSign({ status }: { readonly status: RecipeStatus }) {
  const { i18n } = useLingui()
  return <StateSign look={looks[status]} word={i18n._(versionStates[status])} />
}

interface VersionProps {
  readonly recipeId: string
  readonly version: string
  /** What is shown besides the version: its recipe, or nothing. */
  readonly withRecipe?: boolean
}

export const VersionLink = ({ recipeId, version, withRecipe = false }: VersionProps) => (
  <Link to="/recipes/$recipeId/versions/$version" params={{ recipeId, version }} className="id">
    {withRecipe ? `${recipeId} ${version}` : version}
  </Link>
)
