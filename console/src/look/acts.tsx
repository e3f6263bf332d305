import { Trans } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useState } from 'react'
import type { Answer } from '../../../shared/client/client.ts'
import { type Plant, read } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import './acts.css'
import { Button } from './button.tsx'
import { Refusal } from './refusal.tsx'

/** What has just happened, and how to take it back if the plant can. */
export interface Done {
  readonly what: string
  readonly takeBack?: { readonly word: string; readonly act: () => void }
}

const DoneContext = createContext<(done: Done | undefined) => void>(() => undefined)

/** The last act, at the foot of every screen until the next one or until it is put away. */
export function DoneBar({ children }: { readonly children: ReactNode }) {
  const [done, say] = useState<Done>()
  return (
    <DoneContext.Provider value={say}>
      {children}
      <div className="done" role="status">
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
 * A command: sent once with a key of its own, repeated with the same key when the connection breaks, and told when it is done. What is on the screen is
 * asked anew before the act counts as over, so that nobody acts on what was.
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
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: ({ said, key }: { readonly said: Said; readonly key: string }) => read(command(plant, said, key)),
    retry: (failures, fault) => failures < 3 && fault instanceof TypeError,
    onSuccess: async (body, { said }) => {
      await queries.invalidateQueries()
      if (done) say(done(body, said))
      onDone?.(body, said)
    },
  })
  return {
    run: (said) => mutate({ said, key: crypto.randomUUID() }),
    isBusy: isPending,
    isDone: isSuccess,
    refusal: error,
    forget: reset,
  }
}

/** The refusal of an act, where the act was tried. */
export const Refused = ({ of }: { readonly of: { readonly refusal: Error | null } }) =>
  of.refusal ? <Refusal of={of.refusal} /> : null
