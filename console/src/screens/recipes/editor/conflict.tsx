import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { usePeople } from '../../../api/named.ts'
import { Button } from '../../../look/button.tsx'
import { Dialog } from '../../../look/dialog.tsx'
import { TextField } from '../../../look/field.tsx'
import type { AtPlant } from './edit.tsx'

interface Props {
  readonly there: AtPlant
  /** The version is in review or beyond: nothing can be saved to it. */
  readonly isOver: boolean
  /** What the plant has now is here; before, it has to be asked for. */
  readonly isSeen: boolean
  readonly onLookAgain: () => void
  readonly onTakeTheirs: () => void
  readonly onKeepMine: () => void
  readonly onOtherVersion: (version: string) => void
}

/** Somebody else has saved or submitted the version in between. Nothing is lost: one of both is chosen, or both are kept. */
export function Conflict({ there, isOver, isSeen, onLookAgain, onTakeTheirs, onKeepMine, onOtherVersion }: Props) {
  const { t } = useLingui()
  const nameOf = usePeople()
  const [isAsking, setAsking] = useState(false)
  const [version, setVersion] = useState('')
  const who = there.recipe ? nameOf(there.recipe.authorId) : ''
  return (
    <section className="conflict" role="alert">
      <b>
        {isOver ? (
          <Trans>The version is not a draft any more. What you have typed is kept in this browser.</Trans>
        ) : (
          <Trans>{who} has saved this version since you began. What you have typed is kept in this browser.</Trans>
        )}
      </b>
      <div className="acts">
        {!isSeen && (
          <Button onPress={onLookAgain}>
            <Trans>Look what the plant has now</Trans>
          </Button>
        )}
        {isSeen && (
          <Button onPress={onTakeTheirs}>
            <Trans>Take what the plant has</Trans>
          </Button>
        )}
        {isSeen && !isOver && (
          <Button onPress={onKeepMine}>
            <Trans>Keep mine, over theirs</Trans>
          </Button>
        )}
        <Button kind="primary" onPress={() => setAsking(true)}>
          <Trans>Keep mine as another version…</Trans>
        </Button>
      </div>
      <Dialog title={t`Another version`} isOpen={isAsking} onClose={() => setAsking(false)}>
        <TextField label={t`Version`} value={version} onChange={setVersion} />
        <div className="acts">
          <Button kind="quiet" onPress={() => setAsking(false)}>
            <Trans>Leave it</Trans>
          </Button>
          <Button
            kind="primary"
            why={version.trim() === '' ? t`Missing: version` : undefined}
            onPress={() => onOtherVersion(version.trim())}
          >
            <Trans>Go on there</Trans>
          </Button>
        </div>
      </Dialog>
    </section>
  )
}
