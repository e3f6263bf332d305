import { Trans } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react'
import type { Answer } from '../../../shared/client/client.ts'
import { type Plant, Refused as PlantRefused, read } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import './acts.css'
import { Button } from './button.tsx'
import { Refusal } from './refusal.tsx'

/** What has just happened, and how to take it back if the plant can. */
export interface Done {
  readonly what: string
  readonly takeBack?: { readonly word: string; readonly act: () => void }
  /** What ends it before its time, as the key of an act that waits. */
  readonly until?: string
}

const DoneContext = createContext<(done: Done | undefined) => void>(() => undefined)
const PutAwayContext = createContext<(until: string) => void>(() => undefined)

/** It has been read by then; what can be taken back is offered for longer. The time line of the thing tells it for good. */
const shownMs = 10_000
const offeredMs = 30_000

/** The last act, at the foot of every screen until it was read, or until the next one. Whoever points at it keeps it. */
export function DoneBar({ children }: { readonly children: ReactNode }) {
  const [done, say] = useState<Done>()
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!done) return
    let timer: ReturnType<typeof setTimeout>
    const leave = () => {
      if (bar.current?.matches(':hover, :focus-within')) timer = setTimeout(leave, 1000)
      else say(undefined)
    }
    timer = setTimeout(leave, done.takeBack ? offeredMs : shownMs)
    return () => clearTimeout(timer)
  }, [done])
  const [putAway] = useState(() => (until: string) => say((it) => (it?.until === until ? undefined : it)))
  return (
    <DoneContext.Provider value={say}>
      <PutAwayContext.Provider value={putAway}>{children}</PutAwayContext.Provider>
      <div className="done" role="status" ref={bar}>
        {done && (
          <div>
            <span>{done.what}</span>
            {done.takeBack && (
              <Button
                onPress={() => {
                  say(undefined)
                  done.takeBack?.act()
                }}
              >
                {done.takeBack.word}
              </Button>
            )}
            <Button kind="quiet" onPress={() => say(undefined)}>
              <Trans>Put away</Trans>
            </Button>
          </div>
        )}
      </div>
    </DoneContext.Provider>
  )
}

export const useSay = () => use(DoneContext)
/** Puts away what was said until then. */
export const usePutAway = () => use(PutAwayContext)

/** How long an act waits for what it has changed to be on the screen: the answers of other questions may hang. */
export const freshWithin = () => new Promise((resolve) => setTimeout(resolve, 3000))

export interface Act<Said> {
  readonly run: (said: Said) => void
  readonly isBusy: boolean
  /** The last try was accepted. */
  readonly isDone: boolean
  /** Why the plant has refused, until the next try. */
  readonly refusal: Error | null
  readonly forget: () => void
}

/**
 * A command: sent once with a key of its own, and told when it is done. Where the plant gave no answer, it is repeated with the same key, by itself and when
 * the person tries again. What is on the screen is asked anew before the act counts as over, so that nobody acts on what was.
 */
export function useAct<Said, Body>(
  command: (plant: Plant, said: Said, key: string) => Promise<Answer<Body>>,
  {
    onDone,
    done,
  }: { readonly onDone?: (body: Body, said: Said) => void; readonly done?: (body: Body, said: Said) => Done } = {},
): Act<Said> {
  const { plant } = useHere()
  const queries = useQueryClient()
  const say = useSay()
  // Two presses within one frame come before the button is busy.
  const isUnderWay = useRef(false)
  const unanswered = useRef<{ readonly key: string; readonly said: string }>(undefined)
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: ({ said, key }: { readonly said: Said; readonly key: string }) => read(command(plant, said, key)),
    retry: (failures, fault) => failures < 3 && fault instanceof TypeError,
    onSuccess: async (body, { said }) => {
      await Promise.race([queries.invalidateQueries(), freshWithin()])
      if (done) say(done(body, said))
      onDone?.(body, said)
    },
    onSettled: (_, fault, { said, key }) => {
      isUnderWay.current = false
      const isAnswered = !fault || (fault instanceof PlantRefused && fault.status < 500)
      unanswered.current = isAnswered ? undefined : { key, said: JSON.stringify(said) }
    },
  })
  return {
    run: (said) => {
      if (isUnderWay.current) return
      isUnderWay.current = true
      const { current: before } = unanswered
      mutate({ said, key: before && before.said === JSON.stringify(said) ? before.key : crypto.randomUUID() })
    },
    isBusy: isPending,
    isDone: isSuccess,
    refusal: error,
    forget: reset,
  }
}

/** The refusal of an act, where the act was tried. */
export const Refused = ({ of }: { readonly of: { readonly refusal: Error | null } }) =>
  of.refusal ? <Refusal of={of.refusal} /> : null
