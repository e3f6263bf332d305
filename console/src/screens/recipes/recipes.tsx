import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useMaterials, usePeople } from '../../api/named.ts'
import { useAll } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { When } from '../../look/marks.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { ImportRecipe, NewRecipe } from './begin.tsx'
import { purposes, versionStates } from './recipe-words.ts'
import './recipes.css'
import { VersionLink, VersionSign } from './version-sign.tsx'

type Listed = Told<'listRecipes'>['items'][number]

/** All versions of all recipes. */
export function Recipes() {
  const { t } = useLingui()
  const versions = useAll(['recipe', 'list'], (plant, page) => plant.listRecipes(page))
  return (
    <>
      <div className="recipes-head">
        <h1>
          <Trans>Recipes</Trans>
        </h1>
        <ImportRecipe />
        <NewRecipe />
      </div>
      <Asked
        of={versions}
        empty={{
          when: ({ items }) => items.length === 0,
          say: <Trans>No recipe yet. An engineer writes one, or takes one in from a file.</Trans>,
        }}
      >
        {({ items }) => <Versions label={t`Recipes`} items={items} />}
      </Asked>
    </>
  )
}

/** The versions of one recipe. */
export function RecipePage() {
  const { t } = useLingui()
  const { recipeId } = useParams({ from: '/recipes/$recipeId' })
  const versions = useAll(['recipe', recipeId, 'list'], (plant, page) => plant.listRecipeVersions({ recipeId }, page))
  return (
    <>
      <h1>
        <Trans>
          Recipe <span className="id">{recipeId}</span>
        </Trans>
      </h1>
      <Asked
        of={versions}
        empty={{
          when: ({ items }) => items.length === 0,
          say: (
            <>
              <Trans>The plant has no version of this recipe.</Trans>
              <Link to="/recipes">
                <Trans>To the recipes</Trans>
              </Link>
            </>
          ),
        }}
      >
        {({ items }) => <Versions label={t`Versions`} items={items} />}
      </Asked>
    </>
  )
}

function Versions({ label, items }: { readonly label: string; readonly items: readonly Listed[] }) {
  const { t, i18n } = useLingui()
  const { status = '' } = useView()
  const materials = useMaterials()
  const nameOf = usePeople()
  const columns: readonly Column<Listed>[] = [
    { id: 'recipe', head: t`Recipe`, value: ({ recipeId }) => recipeId, show: RecipeLink },
    {
      id: 'version',
      head: t`Version`,
      value: ({ version }) => version,
      show: ({ recipeId, version }) => <VersionLink recipeId={recipeId} version={version} />,
    },
    {
      id: 'product',
      head: t`Makes`,
      value: ({ product }) => materials.of(product)?.name ?? product,
    },
    {
      id: 'status',
      head: t`State`,
      value: (it) => i18n._(versionStates[it.status]),
      show: (it) => <VersionSign status={it.status} />,
    },
    {
      id: 'from',
      head: t`In effect from`,
      value: ({ effectiveFrom }) => effectiveFrom,
      show: ({ effectiveFrom }) => effectiveFrom && <When at={effectiveFrom} />,
      isMinor: true,
    },
    { id: 'author', head: t`Written by`, value: ({ authorId }) => nameOf(authorId), isMinor: true },
    { id: 'purpose', head: t`For`, value: ({ purpose }) => i18n._(purposes[purpose]), isMinor: true },
  ]
  const shown = status === '' ? items : items.filter((it) => it.status === status)
  return (
    <Table
      label={label}
      rows={shown}
      columns={columns}
      keyOf={({ recipeId, version }) => `${recipeId}@${version}`}
      tools={
        <Filter
          name="status"
          label={t`State`}
          all={t`All`}
          options={Object.entries(versionStates).map(([id, word]) => ({ id, word: i18n._(word) }))}
        />
      }
    />
  )
}

const RecipeLink = ({ recipeId }: Listed) => (
  <Link to="/recipes/$recipeId" params={{ recipeId }} className="id">
    {recipeId}
  </Link>
)
