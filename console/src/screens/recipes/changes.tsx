import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAll, useAsk } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { Page, Part } from '../../look/page.tsx'
import './changes.css'
import './recipes.css'
import { byStep } from './by-step.ts'
import { versionStates } from './recipe-words.ts'
import { VersionSign } from './version-sign.tsx'

type Difference = Told<'diffRecipe'>['differences'][number]

/** What one version changes against another, which a person chooses. */
export function ChangesPage() {
  const { t, i18n } = useLingui()
  const { recipeId, version } = useParams({ from: '/recipes/$recipeId/versions/$version/changes' })
  const recipe = useAsk(['recipe', recipeId, version], (plant) => plant.getRecipe({ recipeId, version }))
  const versions = useAll(['recipe', recipeId, 'list'], (plant, page) => plant.listRecipeVersions({ recipeId }, page))
  const { against } = useView()
  const others = (versions.data?.items ?? []).filter((it) => it.version !== version)
  return (
    <Asked of={recipe}>
      {({ before, status }) => {
        const other = against ?? before ?? others.at(-1)?.version
        return (
          <Page
            kind={t`Recipe`}
            id={recipeId}
            title={<Trans>version {version}</Trans>}
            sign={<VersionSign status={status} />}
            acts={
              <Link className="away" to="/recipes/$recipeId/versions/$version" params={{ recipeId, version }}>
                <Trans>The whole version</Trans>
              </Link>
            }
          >
            {other === undefined ? (
              <p className="nothing">
                <Trans>There is no other version to compare it with.</Trans>
              </p>
            ) : (
              <>
                <Filter
                  name="against"
                  label={t`Against version`}
                  {...(against === undefined && { all: other })}
                  options={others
                    .filter((it) => against !== undefined || it.version !== other)
                    .map((it) => ({ id: it.version, word: `${it.version} · ${i18n._(versionStates[it.status])}` }))}
                />
                <Part title={t`What changes against version ${other}`}>
                  <Changes recipeId={recipeId} version={version} against={other} />
                </Part>
              </>
            )}
          </Page>
        )
      }}
    </Asked>
  )
}

interface ChangesProps {
  readonly recipeId: string
  readonly version: string
  readonly against: string
}

/** The differences in the words of the plant, those of the recipe first, and then step by step. */
export function Changes({ recipeId, version, against }: ChangesProps) {
  const { t, i18n } = useLingui()
  const diff = useAsk(['recipe', recipeId, version, 'diff', against, i18n.locale], (plant) =>
    plant.diffRecipe({ recipeId, version }, { against }),
  )
  return (
    <Asked
      of={diff}
      empty={{
        when: ({ differences }) => differences.length === 0,
        say: <Trans>Both versions say the same.</Trans>,
      }}
    >
      {({ differences }) => (
        <div className="changes">
          {byStep(differences).map(({ stepId, differences: own }) => (
            <section key={stepId ?? ''}>
              <h3>
                {stepId === undefined ? (
                  t`The recipe`
                ) : (
                  <Trans>
                    Step <span className="id">{stepId}</span>
                  </Trans>
                )}
              </h3>
              <ul>
                {own.map((it) => (
                  <ChangeRow key={it.path} of={it} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Asked>
  )
}

const signs = { added: '+', removed: '−', changed: '~', reordered: '↕' } as const

function ChangeRow({ of: { change, says } }: { readonly of: Difference }) {
  const { t } = useLingui()
  const words = { added: t`New`, removed: t`Gone`, changed: t`Changed`, reordered: t`In another order` }
  return (
    <li className={change}>
      <span className="kind">
        <span aria-hidden="true">{signs[change]}</span> {words[change]}
      </span>
      {says}
    </li>
  )
}
