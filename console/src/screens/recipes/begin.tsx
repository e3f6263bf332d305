import { Trans, useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMaterials } from '../../api/named.ts'
import { useAll, useHere, useMay } from '../../api/plant.tsx'
import { type Act, Refused, useAct } from '../../look/acts.tsx'
import { type Answers, AskAct } from '../../look/ask-act.tsx'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { TextField } from '../../look/field.tsx'
import { draftOf, emptyDraft } from './editor/draft.ts'
import { keep } from './editor/kept.ts'
import type { Recipe } from './version.tsx'

/** An act that only opens the editor: the plant is not asked yet. */
const opening = (run: (answers: Answers) => void): Act<Answers> => ({
  run,
  isBusy: false,
  isDone: false,
  refusal: null,
  forget: () => undefined,
})

/** A recipe that the plant does not have yet: its product and its id, and then the editor. */
export function NewRecipe() {
  const { t } = useLingui()
  const { site } = useHere()
  const navigate = useNavigate()
  const materials = useMaterials()
  const begin = ({ product = '', recipeId = '', version = '' }: Answers) => {
    const unit = materials.of(product)?.unit ?? 'kg'
    keep(site, recipeId, version, { draft: emptyDraft(product, unit), at: new Date().toISOString() })
    void navigate({ to: '/recipes/$recipeId/versions/$version/edit', params: { recipeId, version } })
  }
  return (
    <AskAct
      word={t`New recipe`}
      operation="draftRecipe"
      questions={[
        { name: 'product', label: t`Makes`, options: materials.options },
        { name: 'recipeId', label: t`Recipe`, hint: t`Its id, often that of the product.` },
        { name: 'version', label: t`Version`, start: '1' },
      ]}
      act={opening(begin)}
    />
  )
}

/** A version that begins as a copy of this one. */
export function NewVersion({ recipe }: { readonly recipe: Recipe }) {
  const { t } = useLingui()
  const { site } = useHere()
  const navigate = useNavigate()
  const { recipeId } = recipe
  const versions = useAll(['recipe', recipeId, 'list'], (plant, page) => plant.listRecipeVersions({ recipeId }, page))
  const numbers = (versions.data?.items ?? []).map(({ version }) => Number(version)).filter(Number.isInteger)
  const begin = ({ version = '' }: Answers) => {
    keep(site, recipeId, version, { draft: draftOf(recipe), at: new Date().toISOString() })
    void navigate({ to: '/recipes/$recipeId/versions/$version/edit', params: { recipeId, version } })
  }
  return (
    <AskAct
      word={t`New version`}
      operation="draftRecipe"
      questions={[{ name: 'version', label: t`Version`, start: String(Math.max(0, ...numbers) + 1) }]}
      act={opening(begin)}
    />
  )
}

/** A document of this or another plant as a new draft. Its faults at this plant are named afterwards, in the editor. */
export function ImportRecipe() {
  const { t } = useLingui()
  const may = useMay('importRecipe')
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const [document, setDocument] = useState<Document>()
  const [version, setVersion] = useState('')
  const [isUnreadable, setUnreadable] = useState(false)
  const act = useAct(
    // The file is anybody's: the plant reads it, and names all that it cannot read.
    (plant, said: Document, key) => plant.importRecipe(said, { key }),
    {
      done: (_, { recipeId, version: taken }) => ({ what: t`${recipeId} ${taken} is taken in as a draft` }),
      onDone: (_, { recipeId, version: taken }) =>
        void navigate({ to: '/recipes/$recipeId/versions/$version', params: { recipeId, version: taken } }),
    },
  )
  if (!may) return null
  const read = async (file: File | undefined) => {
    const found = documentIn((await file?.text()) ?? '')
    act.forget()
    setUnreadable(file !== undefined && found === undefined)
    setDocument(found)
    setVersion(found?.version ?? '')
  }
  const close = () => {
    setOpen(false)
    setDocument(undefined)
    setUnreadable(false)
    act.forget()
  }
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Trans>Take in a file…</Trans>
      </Button>
      <Dialog title={t`Take in a recipe`} isOpen={isOpen && !act.isDone} onClose={close}>
        <label className="field">
          <span className="label">{t`File of an exported recipe (JSON)`}</span>
          <input type="file" accept="application/json,.json" onChange={({ target }) => void read(target.files?.[0])} />
        </label>
        {isUnreadable && (
          <p className="unreadable" role="alert">
            <Trans>This file is no exported recipe.</Trans>
          </p>
        )}
        {document !== undefined && (
          <>
            <p>
              <Trans>
                Recipe <b className="id">{document.recipeId}</b>
              </Trans>
            </p>
            <TextField label={t`As version`} value={version} onChange={setVersion} />
          </>
        )}
        <Refused of={act} />
        <div className="acts">
          <Button kind="quiet" onPress={close}>
            <Trans>Leave it</Trans>
          </Button>
          <Button
            kind="primary"
            isBusy={act.isBusy}
            why={document === undefined ? t`Missing: the file` : undefined}
            onPress={() => {
              if (document !== undefined) act.run({ ...document, version })
            }}
          >
            <Trans>Take in</Trans>
          </Button>
        </div>
      </Dialog>
    </>
  )
}

type Document = Parameters<ReturnType<typeof useHere>['plant']['importRecipe']>[0]

/** Enough to ask the plant, which judges all of it. */
const isDocument = (value: object): value is Document =>
  'format' in value && 'recipeId' in value && 'version' in value && 'recipe' in value

function documentIn(text: string): Document | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && isDocument(value) ? value : undefined
  } catch {
    return undefined
  }
}
