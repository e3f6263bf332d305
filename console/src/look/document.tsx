import { useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useFile } from '../api/file.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Refusal } from './refusal.tsx'

interface Props {
  readonly word: string
  /** The path of the document with its query. */
  readonly path: string
  readonly mediaType: string
  /** The name of the file. */
  readonly name: string
  readonly kind?: 'plain' | 'quiet'
}

/** A document of the plant as a file: a label, a table, a record. A refusal says why there is none. */
export function Document({ word, path, mediaType, name, kind = 'plain' }: Props) {
  const { t } = useLingui()
  const fileOf = useFile()
  const { mutate, isPending, error, reset } = useMutation({
    async mutationFn() {
      const url = URL.createObjectURL(await fileOf(path, mediaType))
      Object.assign(document.createElement('a'), { href: url, download: name }).click()
      URL.revokeObjectURL(url)
    },
  })
  return (
    <>
      <Button kind={kind} isBusy={isPending} onPress={() => mutate()}>
        {word}
      </Button>
      <Dialog title={t`There is no file`} isOpen={error !== null} onClose={reset}>
        {error && <Refusal of={error} />}
        <div className="acts">
          <Button onPress={reset}>{t`Close`}</Button>
        </div>
      </Dialog>
    </>
  )
}
