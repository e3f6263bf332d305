import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { mayCall, read, type Told } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { Refused, useAct } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { TextField } from '../../look/field.tsx'
import { Refusal } from '../../look/refusal.tsx'

type Match = Told<'scan'>['matches'][number]

interface Content {
  readonly units: readonly { readonly lotId: string; readonly sublotId: string }[]
  readonly containers: readonly string[]
}

const nothing: Content = { units: [], containers: [] }

/** What a scanned thing adds to the content of a container; a whole lot and a material are no piece. */
function contentOf(matches: readonly Match[]): Content {
  for (const it of matches) {
    if (it.type === 'container') return { ...nothing, containers: [it.containerId] }
    if (it.type === 'sublot') return { ...nothing, units: [{ lotId: it.lotId, sublotId: it.sublotId }] }
    if (it.type === 'unit' && 'sublotId' in it)
      return { ...nothing, units: [{ lotId: it.lotId, sublotId: it.sublotId }] }
  }
  return nothing
}

/** Packing by scans: each scan packs one thing, at once, with a way to take it out again. */
export function Pack({ containerId, why }: { readonly containerId: string; readonly why: string | undefined }) {
  const { t } = useLingui()
  const { plant, session } = useHere()
  const [isOpen, setOpen] = useState(false)
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<Error | 'no-piece'>()
  const id = { containerId }
  const said = (content: Content) => ({
    units: content.units.map((it) => ({ ...it })),
    containers: [...content.containers],
  })
  const namesOf = ({ units, containers }: Content) => [...units.map((it) => it.sublotId), ...containers].join(', ')
  const takeOut = useAct((plant, content: Content, key) => plant.unpackContainer(id, said(content), { key }), {
    done: (_, content) => ({ what: t`${namesOf(content)} is out of ${containerId} again` }),
  })
  const pack = useAct((plant, content: Content, key) => plant.packContainer(id, said(content), { key }), {
    done: (_, content) => ({
      what: t`${namesOf(content)} is in ${containerId}`,
      takeBack: { word: t`Take back`, act: () => takeOut.run(content) },
    }),
  })
  if (!mayCall('packContainer', session.roles)) return null
  const scan = async () => {
    setFault(undefined)
    try {
      const content = contentOf((await read(plant.scan({ code: code.trim() }))).matches)
      if (namesOf(content) === '') return setFault('no-piece')
      setCode('')
      pack.run(content)
    } catch (error) {
      setFault(error instanceof Error ? error : new Error(String(error)))
    }
  }
  const close = () => {
    setOpen(false)
    setFault(undefined)
    pack.forget()
  }
  return (
    <>
      <Button kind="primary" why={why} onPress={() => setOpen(true)}>
        <Trans>Pack…</Trans>
      </Button>
      <Dialog title={t`Pack into ${containerId}`} isOpen={isOpen} onClose={close}>
        <form
          className="pack"
          onSubmit={(event) => {
            event.preventDefault()
            if (code.trim() !== '') void scan()
          }}
        >
          <TextField
            label={t`Scan a unit, a sublot or a container`}
            value={code}
            onChange={setCode}
            {...(fault === 'no-piece' && {
              fault: t`That is no piece that can be packed: scan the label of the piece itself.`,
            })}
          />
          {fault instanceof Error && <Refusal of={fault} />}
          <Refused of={pack} />
          {pack.isDone && <p role="status">{t`It is packed. Scan the next one.`}</p>}
          <div className="acts">
            <Button onPress={close}>
              <Trans>Done</Trans>
            </Button>
            <Button kind="primary" type="submit" isBusy={pack.isBusy}>
              <Trans>Pack</Trans>
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}
