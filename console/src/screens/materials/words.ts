import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Told } from '../../api/client.ts'

export type Material = Told<'getMaterial'>

/** What a material is for. */
export const types: Readonly<Record<Material['type'], MessageDescriptor>> = {
  raw: msg`Raw material`,
  intermediate: msg`Intermediate`,
  finished: msg`Finished product`,
  packaging: msg`Packaging`,
  consumable: msg`Consumable`,
}

/** What the plant does with stock past its expiry. */
export const policies: Readonly<Record<Material['expiryPolicy'], MessageDescriptor>> = {
  block: msg`not used`,
  'block-unless-signed': msg`used only with a signature`,
  warn: msg`used with a reason`,
}

type RecipeStatus = Told<'listRecipes'>['items'][number]['status']

export const recipeStates: Readonly<Record<RecipeStatus, MessageDescriptor>> = {
  draft: msg`Draft`,
  'in-review': msg`In review`,
  approved: msg`Approved`,
  effective: msg`In effect`,
  superseded: msg`Superseded`,
  retired: msg`Retired`,
}
