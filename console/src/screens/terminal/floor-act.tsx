import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { mayCall, type Operation, type Plant, Refused as PlantRefused, read, type Told } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { plantNow } from '../../live/clock.ts'
import { type Act, type Done, freshWithin, Refused, useSay } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { isPossible } from '../../look/curable.ts'
import { Dialog } from '../../look/dialog.tsx'
import { TextField } from '../../look/field.tsx'
import { Said } from '../../look/marks.tsx'
import {
  isNoAnswer,
  type KeepableOperation,
  type KeptAct,
  keep,
  letWait,
  putAway,
  send,
  useKeptActs,
  waitingTwin,
} from './kept-acts.ts'

/** What an act has besides its own content: why, where the plant asks for it. */
export interface Why {
  readonly reason?: string
}

interface Options<Content, Name extends Operation> {
  readonly what: (said: Content) => string
  /** After the act; without a body where it waits for the connection. */
  readonly after?: (said: Content, body?: Told<Name>) => void
  readonly takeBack?: (body: Told<Name>) => Done['takeBack']
}

/** An act that several buttons may offer, each with a content of its own. */
interface FloorAct<Content> extends Act<Content> {
  /** @param by the button that was pressed */
  readonly run: (said: Content, by?: string) => void
  /** The button that tried it last; undefined if it was tried by a scan. */
  readonly by: string | undefined
}

/**
 * An act at a terminal, with a key of its own. This browser keeps it before it is sent, until the plant has answered; without an answer, or behind others
 * that wait for one, it is sent when its turn comes (kept-acts.ts).
 */
export function useFloorAct<Content, Name extends KeepableOperation>(
  operation: Name,
  make: (said: Content) => Parameters<Plant[Name]>,
  { what, after, takeBack }: Options<Content, Name>,
): FloorAct<Content> {
  const { t } = useLingui()
  const { plant, session } = useHere()
  const queries = useQueryClient()
  const say = useSay()
  const isQueued = useKeptActs().some(({ personId, refusal }) => personId === session.personId && !refusal)
  const [state, setState] = useState<{ isBusy: boolean; isDone: boolean; refusal: Error | null }>(quiet)
  const [by, setBy] = useState<string>()
  const run = async (said: Content) => {
    const act = { operation, asked: make(said), key: crypto.randomUUID(), what: what(said) }
    const twin = waitingTwin(act)
    if (twin) return say({ what: t`It is done already, and waits to be sent: ${twin.what}` })
    setState({ isBusy: true, isDone: false, refusal: null })
    const at = new Date(plantNow()).toISOString()
    const whose = { personId: session.personId, personName: session.name, at }
    const kept = await keep({ ...act, ...whose }).catch(() => undefined)
    const wait = async (it: KeptAct) => {
      await letWait(it)
      say({ what: t`Kept: ${act.what}. It is sent as soon as the plant can be reached.`, until: it.key })
      after?.(said)
      setState({ isBusy: false, isDone: true, refusal: null })
    }
    if (isQueued && kept) return wait(kept)
    try {
      const body = (await read(send(act, plant, act.key))) as Told<Name>
      if (kept) await putAway(kept)
      // It is told when the screen shows it, so that nobody acts on what was before.
      await Promise.race([queries.invalidateQueries(), freshWithin()])
      const undo = takeBack?.(body)
      say({ what: act.what, ...(undo && { takeBack: undo }) })
      after?.(said, body)
      setState({ isBusy: false, isDone: true, refusal: null })
    } catch (error) {
      if (kept && isNoAnswer(error)) return wait(kept)
      if (kept) await putAway(kept)
      setState({ isBusy: false, isDone: false, refusal: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  return {
    ...state,
    by,
    run: (said, presser) => {
      setBy(presser)
      void run(said)
    },
    forget: () => setState(quiet),
  }
}

const quiet = { isBusy: false, isDone: false, refusal: null }

interface Props<Content extends Why> {
  readonly word: string
  readonly operation: Operation
  readonly act: FloorAct<Content>
  readonly said: Content
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'grave'
  readonly why?: string | undefined
  /** Why the plant will ask for a reason: it is asked for before the act is sent, or kept. */
  readonly asks?: string | undefined
}

/**
 * An act by one touch; where the plant is known to want a reason, by that reason. What the plant refuses is told over the screen, and where a reason
 * cures all of it, the reason is asked for there.
 */
export function FloorButton<Content extends Why>({
  word,
  operation,
  act,
  said,
  kind = 'plain',
  why,
  asks,
}: Props<Content>) {
  const { t } = useLingui()
  const { session } = useHere()
  const [reason, setReason] = useState('')
  const [isAsking, setAsking] = useState(false)
  const id = useId()
  if (!mayCall(operation, session.roles)) return null
  const close = () => {
    setReason('')
    setAsking(false)
    act.forget()
  }
  const press = () => {
    if (asks === undefined) return act.run(said, id)
    act.forget()
    setAsking(true)
  }
  if (isAsking && act.isDone) {
    setReason('')
    setAsking(false)
  }
  const isRefused = act.refusal !== null && (act.by ?? id) === id
  const violations = act.refusal instanceof PlantRefused ? (act.refusal.problem?.violations ?? []) : []
  const isCured = isRefused ? violations.length > 0 && isPossible(violations) : isAsking
  return (
    <>
      <Button kind={kind} why={why} isBusy={act.isBusy} onPress={press}>
        {word}
      </Button>
      <Dialog title={word} isOpen={isAsking || isRefused} onClose={close}>
        {isRefused ? (
          <Refused of={act} />
        ) : (
          asks !== undefined && (
            <p>
              <Said of={asks} />
            </p>
          )
        )}
        {isCured && <TextField label={t`Reason`} isLong value={reason} onChange={setReason} />}
        <div className="acts">
          <Button kind="quiet" onPress={close}>
            {t`Leave it`}
          </Button>
          {isCured && (
            <Button
              kind="primary"
              isBusy={act.isBusy}
              why={reason.trim().length < 3 ? t`The reason is missing` : undefined}
              onPress={() => act.run({ ...said, reason }, id)}
            >
              {word}
            </Button>
          )}
        </div>
      </Dialog>
    </>
  )
}

interface InDialog<Content> extends Omit<Props<never>, 'act' | 'said' | 'asks' | 'operation'> {
  readonly act: FloorAct<Content>
  readonly said: Content
  readonly leave: () => void
}

/** The foot of a dialog that asks before an act: what the plant refuses stands in it, above the way out and the act. */
export function DialogActs<Content>({ word, act, said, kind = 'primary', why, leave }: InDialog<Content>) {
  const { t } = useLingui()
  return (
    <>
      <Refused of={act} />
      <div className="acts">
        <Button kind="quiet" onPress={leave}>
          {t`Leave it`}
        </Button>
        <Button kind={kind} why={why} isBusy={act.isBusy} onPress={() => act.run(said)}>
          {word}
        </Button>
      </div>
    </>
  )
}
