import { useLingui } from '@lingui/react/macro'
import { createContext, type ReactNode, use, useState } from 'react'
import type { Plant } from '../../api/client.ts'
import type { Done } from '../../look/acts.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { TextField } from '../../look/field.tsx'
import { useBench } from './bench.ts'
import { DialogActs, useFloorAct } from './floor-act.tsx'

/** What is taken back: a consumption or a production, by the id of its fact. */
type Taken = Pick<Parameters<Plant['reverse']>[1], 'consumptionId' | 'productionId'>

const Ask = createContext<(taken: Taken) => void>(() => undefined)

/** How an act at the terminal is taken back; both facts stay. */
export function useTakeBack(): (taken: Taken) => Done['takeBack'] {
  const { t } = useLingui()
  const ask = use(Ask)
  return (taken) => ({ word: t`Take back`, act: () => ask(taken) })
}

/** Asks why something is taken back. The usual reasons need one touch. */
export function TakingBack({ children }: { readonly children: ReactNode }) {
  const { t } = useLingui()
  const { orderId } = useBench()
  const [taken, setTaken] = useState<Taken>()
  const [reason, setReason] = useState('')
  const close = () => {
    setTaken(undefined)
    setReason('')
    reverse.forget()
  }
  const reverse = useFloorAct('reverse', () => [{ orderId }, { ...taken, reason }], {
    what: () => t`Taken back: ${reason}`,
    after: close,
  })
  return (
    <Ask value={setTaken}>
      {children}
      <Dialog title={t`Take back`} isOpen={taken !== undefined} onClose={close}>
        <fieldset className="choices small" aria-label={t`Usual reasons`}>
          {[t`Wrong lot`, t`Wrong quantity`, t`Wrong line`].map((word) => (
            <button key={word} type="button" aria-pressed={reason === word} onClick={() => setReason(word)}>
              <b>{word}</b>
            </button>
          ))}
        </fieldset>
        <TextField label={t`Reason`} isLong value={reason} onChange={setReason} />
        <DialogActs
          word={t`Take back`}
          why={reason.trim().length < 3 ? t`The reason is missing` : undefined}
          act={reverse}
          said={{}}
          leave={close}
        />
      </Dialog>
    </Ask>
  )
}
