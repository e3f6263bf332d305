import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { ToldViolation } from '../../../../../events/refusals.ts'
import { Refused, type Told } from '../../../api/client.ts'
import { useAsk, useHere } from '../../../api/plant.tsx'
import { plantNow } from '../../../live/clock.ts'
import { Refused as RefusalOf, useAct } from '../../../look/acts.tsx'
import { Asked } from '../../../look/asked.tsx'
import { Button } from '../../../look/button.tsx'
import { When } from '../../../look/marks.tsx'
import { Page, Part } from '../../../look/page.tsx'
import { Conflict } from './conflict.tsx'
import { type Draft, draftOf, emptyDraft, placeOf } from './draft.ts'
import '../recipes.css'
import './edit.css'
import { FaultsProvider, type Placed } from './faults.tsx'
import { DraftForm } from './form.tsx'
import { AsJson } from './json.tsx'
import { forget, type Kept, keep, keptDraft } from './kept.ts'

type Recipe = Told<'getRecipe'>

/** The version as the plant has it now, with the tag of its state; the plant may not have it yet. */
export interface AtPlant {
  readonly recipe?: Recipe
  readonly etag?: string
}

/** A draft is written here, and saved where the person says so. What is typed stays in the browser until then. */
export function EditPage() {
  const { recipeId, version } = useParams({ from: '/recipes/$recipeId/versions/$version/edit' })
  const { plant } = useHere()
  const there = useQuery({
    queryKey: ['recipe', recipeId, version, 'edit'],
    queryFn: async (): Promise<AtPlant> => {
      const { ok, status, body, headers, problem } = await plant.getRecipe({ recipeId, version })
      if (ok) return { recipe: body, etag: headers.get('etag') ?? '' }
      if (status === 404) return {}
      throw new Refused(status, problem)
    },
  })
  return (
    <Asked of={there}>
      {(it) => (
        <Editor
          key={`${recipeId}@${version}`}
          recipeId={recipeId}
          version={version}
          there={it}
          onLookAgain={() => void there.refetch()}
        />
      )}
    </Asked>
  )
}

interface EditorProps {
  readonly recipeId: string
  readonly version: string
  readonly there: AtPlant
  readonly onLookAgain: () => void
}

function Editor({ recipeId, version, there, onLookAgain }: EditorProps) {
  const { t, i18n } = useLingui()
  const { site } = useHere()
  const navigate = useNavigate()
  const id = { recipeId, version }
  const [typed, setTyped] = useState<Kept | undefined>(() => keptDraft(site, recipeId, version))
  const [isJson, setJson] = useState(false)
  const saved = there.recipe && draftOf(there.recipe)
  const draft = typed?.draft ?? saved ?? emptyDraft('', 'kg')
  const change = (next: Draft, etag = typed ? typed.etag : there.etag) => {
    const kept: Kept = { draft: next, ...(etag !== undefined && { etag }), at: new Date(plantNow()).toISOString() }
    keep(site, recipeId, version, kept)
    setTyped(kept)
  }
  const discard = () => {
    forget(site, recipeId, version)
    setTyped(undefined)
    save.forget()
  }
  const save = useAct(
    (plant, said: Draft, key) =>
      plant.draftRecipe(id, said, { key, ...(there.etag !== undefined && { ifMatch: there.etag }) }),
    {
      done: () => ({ what: t`${recipeId} ${version} is saved` }),
      onDone: () => {
        forget(site, recipeId, version)
        setTyped(undefined)
      },
    },
  )
  const faults = useAsk(['recipe', recipeId, version, 'faults', i18n.locale], (plant) => plant.getRecipeFaults(id), {
    when: there.recipe !== undefined,
  })
  const refused = save.refusal instanceof Refused ? save.refusal : undefined
  const isStale = typed !== undefined && typed.etag !== there.etag
  const wasLate = refused?.status === 412 || refused?.status === 428
  const unread = refused && !wasLate ? (refused.problem?.violations ?? []) : undefined
  const placed = ((unread ?? faults.data?.violations ?? []) as readonly ToldViolation[]).map(
    (violation): Placed => ({ violation, path: placeOf(draft, violation.ref) }),
  )
  const isOver = there.recipe !== undefined && there.recipe.status !== 'draft'
  const why = isStale
    ? t`Somebody else has saved it: choose first`
    : isOver
      ? t`It is not a draft any more`
      : typed === undefined && saved !== undefined
        ? t`Nothing has been typed since it was saved`
        : undefined
  return (
    <Page
      kind={t`Recipe`}
      id={recipeId}
      title={<Trans>version {version}</Trans>}
      sign={
        <span className="label" role="status">
          {typed === undefined ? (
            saved === undefined ? (
              <Trans>not saved yet</Trans>
            ) : (
              <Trans>saved</Trans>
            )
          ) : (
            <Trans>
              not saved; this browser keeps it since <When at={typed.at} />
            </Trans>
          )}
        </span>
      }
      acts={
        <>
          {saved !== undefined && (
            <Link className="away" to="/recipes/$recipeId/versions/$version" params={id}>
              <Trans>Read and submit</Trans>
            </Link>
          )}
          <Button kind="quiet" onPress={() => setJson(!isJson)}>
            {isJson ? t`As a form` : t`As JSON`}
          </Button>
          {typed !== undefined && saved !== undefined && (
            <Button onPress={discard}>
              <Trans>Discard what is typed</Trans>
            </Button>
          )}
          <Button kind="primary" isBusy={save.isBusy} why={why} onPress={() => save.run(draft)}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      {(isStale || wasLate || (isOver && typed !== undefined)) && (
        <Conflict
          there={there}
          isOver={isOver}
          isSeen={isStale || isOver}
          onLookAgain={onLookAgain}
          onTakeTheirs={discard}
          onKeepMine={() => {
            save.forget()
            change(draft, there.etag)
          }}
          onOtherVersion={(other) => {
            keep(site, recipeId, other, { draft, at: new Date(plantNow()).toISOString() })
            discard()
            void navigate({
              to: '/recipes/$recipeId/versions/$version/edit',
              params: { recipeId, version: other },
            })
          }}
        />
      )}
      {refused === undefined && <RefusalOf of={save} />}
      <FaultsProvider value={placed}>
        {/* What is typed while the plant saves would be neither saved nor kept. */}
        <fieldset className="whole-form" disabled={save.isBusy}>
          {isJson ? (
            <Part title={t`As JSON`}>
              <AsJson draft={draft} onTake={(next) => change(next)} />
            </Part>
          ) : (
            <DraftForm
              draft={{ value: draft, path: '', set: (next) => change(next) }}
              faults={placed}
              isRefused={unread !== undefined}
              onReordered={save.forget}
            />
          )}
        </fieldset>
      </FaultsProvider>
    </Page>
  )
}
