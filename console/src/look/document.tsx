import { useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Refused as NotGiven } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
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
  const { t, i18n } = useLingui()
  const { session } = useHere()
  const { mutate, isPending, error, reset } = useMutation({
    async mutationFn() {
      const headers = {
        accept: mediaType,
        'accept-language': i18n.locale,
        authorization: `Bearer ${await session.token()}`,
      }
      const answer = await fetch(path, { headers })
      if (!answer.ok) {
        const isProblem = answer.headers.get('content-type')?.includes('problem+json')
        throw new NotGiven(answer.status, isProblem ? await answer.json() : undefined)
      }
      const url = URL.createObjectURL(await answer.blob())
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
