import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { Told } from '../../api/client.ts'
import { usePeople } from '../../api/named.ts'
import { useAll, useAsk, useMay } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { TimeLine } from '../../facts/time-line.tsx'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { Document } from '../../look/document.tsx'
import { Amount, When } from '../../look/marks.tsx'
import { More } from '../../look/more.tsx'
import { MaterialLink } from '../../look/named-link.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { preferredTheme, wear } from '../../look/theme.ts'
import { meanings } from '../../words/states.ts'
import { decimal } from '../../words/told.ts'
import { VersionActs } from './acts.tsx'
import { NewVersion } from './begin.tsx'
import { Changes } from './changes.tsx'
import { levels, purposes } from './recipe-words.ts'
import './recipes.css'
import { StepShown } from './step.tsx'
import { PercentRange } from './step-lines.tsx'
import { Otherwise } from './step-parts.tsx'
import { VersionLink, VersionSign } from './version-sign.tsx'

export type Recipe = Told<'getRecipe'>
export type Step = Recipe['steps'][number]

const StepGraph = lazy(async () => ({ default: (await import('./graph.tsx')).StepGraph }))

/** One version of a recipe, as it is read, reviewed and printed. */
export function VersionPage() {
  const { recipeId, version } = useParams({ from: '/recipes/$recipeId/versions/$version' })
  const recipe = useAsk(['recipe', recipeId, version], (plant) => plant.getRecipe({ recipeId, version }))
  return <Asked of={recipe}>{(it) => <VersionShown recipe={it} />}</Asked>
}

/** What the address keeps of the page: the step that is shown, or all of them. */
interface View {
  readonly step?: string
  readonly show?: string
}

function VersionShown({ recipe }: { readonly recipe: Recipe }) {
  const { t } = useLingui()
  const { recipeId, version, status, steps, procedures, before } = recipe
  const view: View = useSearch({ strict: false })
  const navigate = useNavigate()
  const mayWrite = useMay('draftRecipe')
  const change = (next: View) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...next }), replace: true, resetScroll: false })
  const isWhole = view.show === 'all'
  const chosen = steps.find(({ stepId }) => stepId === view.step) ?? steps[0]
  return (
    <Page
      kind={t`Recipe`}
      id={recipeId}
      title={<Trans>version {version}</Trans>}
      sign={<VersionSign status={status} />}
      acts={
        <>
          <More>
            <Print />
            <Document
              word={t`Export`}
              path={`/v1/recipes/${recipeId}/versions/${version}/export`}
              mediaType="application/json"
              name={`${recipeId}@${version}.json`}
              kind="quiet"
            />
          </More>
          <NewVersion recipe={recipe} />
          {status === 'draft' && mayWrite && (
            <Link className="button-link" to="/recipes/$recipeId/versions/$version/edit" params={{ recipeId, version }}>
              <Trans>Edit</Trans>
            </Link>
          )}
          <VersionActs recipe={recipe} />
        </>
      }
    >
      <About recipe={recipe} />
      {status === 'in-review' && before !== undefined && (
        <Part title={t`What changes against version ${before}`}>
          <Changes recipeId={recipeId} version={version} against={before} />
        </Part>
      )}
      <Part
        title={t`Steps`}
        tools={
          <span className="show">
            <Button kind="quiet" onPress={() => change({ show: isWhole ? 'one' : 'all' })}>
              {isWhole ? t`Show one` : t`Show all`}
            </Button>
          </span>
        }
      >
        <div className="on-screen">
          <Suspense fallback={<div className="skeleton" />}>
            <StepGraph
              recipe={recipe}
              chosen={isWhole ? undefined : chosen?.stepId}
              onChoose={(step) => change({ step, show: 'one' })}
            />
          </Suspense>
        </div>
        {procedures.length > 0 && <Procedures of={procedures} />}
        {steps.map((step) => (
          <div key={step.stepId} className={isWhole || step === chosen ? '' : 'in-print'}>
            <StepShown recipe={recipe} step={step} />
          </div>
        ))}
      </Part>
      <Signed of={recipe.signatures} />
      <div className="on-screen">
        <TimeLine subject={{ type: 'recipe', id: `${recipeId}@${version}` }} isOpen={false} />
      </div>
    </Page>
  )
}

function About({ recipe }: { readonly recipe: Recipe }) {
  const { t, i18n } = useLingui()
  const nameOf = usePeople()
  const { recipeId, version, product, purpose, batchSize, authors, before, submittedAt, effectiveFrom, holds } = recipe
  const { yield: made, balance, signaturesNeeded } = recipe
  const versions = useAll(['recipe', recipeId, 'list'], (plant, page) => plant.listRecipeVersions({ recipeId }, page))
  const others = (versions.data?.items ?? []).filter((it) => it.version !== version)
  const sameSize = batchSize.min.value === batchSize.max.value
  return (
    <Known
      of={[
        [t`Makes`, <MaterialLink key="product" id={product} />],
        [t`Nominal batch`, <Amount key="nominal" of={batchSize.nominal} />],
        [
          t({ message: 'Batches', context: 'sizes' }),
          !sameSize && (
            <Trans key="sizes">
              <Amount of={batchSize.min} /> to <Amount of={batchSize.max} />
            </Trans>
          ),
        ],
        [t`For`, purpose !== 'production' && i18n._(purposes[purpose])],
        [
          t`Yield of the order`,
          made && (
            <>
              <PercentRange low={made.lowPercent} high={made.highPercent} /> <Otherwise of={made} />
            </>
          ),
        ],
        [
          t`Balance of the order`,
          balance && (
            <>
              ± {decimal(balance.tolerancePercent)} % <Otherwise of={balance} />
            </>
          ),
        ],
        [t`Written by`, authors.map(nameOf).join(', ')],
        [t`Signatures needed`, signaturesNeeded],
        [t`Submitted`, submittedAt && <When at={submittedAt} />],
        [t`In effect from`, effectiveFrom && <When at={effectiveFrom} />],
        [t`Written after version`, before !== undefined && <VersionLink recipeId={recipeId} version={before} />],
        [
          t`Holds`,
          holds.length > 0 &&
            holds.map((id) => (
              <Link key={id} to={pageOf({ type: 'hold', id })} className="id">
                {id}
              </Link>
            )),
        ],
        [
          t`Other versions`,
          others.length > 0 && (
            <ul className="others">
              {others.map((it) => (
                <li key={it.version}>
                  <VersionLink recipeId={recipeId} version={it.version} /> <VersionSign status={it.status} />{' '}
                  <Link
                    to="/recipes/$recipeId/versions/$version/changes"
                    params={{ recipeId, version }}
                    search={{ against: it.version }}
                  >
                    <Trans>Compare</Trans>
                  </Link>
                </li>
              ))}
            </ul>
          ),
        ],
      ]}
    />
  )
}

/** The parts above the steps, by ISA-88. */
function Procedures({ of }: { readonly of: Recipe['procedures'] }) {
  const { i18n } = useLingui()
  return (
    <ul className="procedures">
      {of.map(({ procedureId, name, level }) => (
        <li key={procedureId}>
          <b>{name}</b> <span className="id label">{procedureId}</span>{' '}
          <span className="label">{i18n._(levels[level])}</span>
        </li>
      ))}
    </ul>
  )
}

/** Who has signed the version since it was submitted. */
function Signed({ of }: { readonly of: Recipe['signatures'] }) {
  const { t, i18n } = useLingui()
  return (
    <Part title={t`Signatures`}>
      {of.length === 0 ? (
        <p className="nothing">
          <Trans>Nobody has signed this version.</Trans>
        </p>
      ) : (
        <ul className="signatures">
          {of.map(({ personId, name, meaning, signedAt }) => (
            <li key={`${personId} ${meaning} ${signedAt}`}>
              <b>{name}</b> {i18n._(meanings[meaning])} <When at={signedAt} withSeconds />
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

/** A page on paper has all steps, and is light. */
function Print() {
  const toPaper = () => {
    wear('light')
    print()
    wear(preferredTheme())
  }
  return (
    <Button kind="quiet" onPress={toPaper}>
      <Trans>Print</Trans>
    </Button>
  )
}
