import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useFile } from '../api/file.ts'
import { Asked } from './asked.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Document } from './document.tsx'
import { Choice } from './field.tsx'
import './label.css'

interface Props {
  /** The path of the label in the API. */
  readonly path: string
  /** Of what it is the label. */
  readonly of: string
  readonly kind?: 'plain' | 'quiet'
}

/** A label: looked at as it will be printed, and then printed. One that was printed before says so, so that two labels are never taken for two things. */
export function LabelButton({ path, of, kind = 'plain' }: Props) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button kind={kind} onPress={() => setOpen(true)}>{t`Label…`}</Button>
      <Dialog title={t`Label of ${of}`} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Preview path={path} of={of} />
      </Dialog>
    </>
  )
}

function Preview({ path, of }: { readonly path: string; readonly of: string }) {
  const { t } = useLingui()
  const fileOf = useFile()
  const [print, setPrint] = useState('1')
  // A container changes with its work, and its label with it: a picture of before is worth nothing.
  const label = useQuery({
    queryKey: ['label', path, print],
    queryFn: () => fileOf(`${path}?format=svg&print=${print}`, 'image/svg+xml'),
    gcTime: 0,
  })
  return (
    <>
      <Asked of={label}>{(picture) => <Picture of={picture} name={t`Label of ${of}`} />}</Asked>
      <Choice
        label={t`Which print`}
        value={print}
        onChange={setPrint}
        options={[
          { id: '1', word: t`The first` },
          { id: '2', word: t`Once more: the label says that it is a reprint` },
        ]}
      />
      <div className="acts">
        <Document
          kind="quiet"
          word={t`As a file`}
          path={`${path}?print=${print}`}
          mediaType="application/pdf"
          name={`${of}.pdf`}
        />
        <Button kind="primary" onPress={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
      </div>
    </>
  )
}

function Picture({ of, name }: { readonly of: Blob; readonly name: string }) {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(of)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [of])
  return url !== undefined && <img className="label-picture" src={url} alt={name} />
}
