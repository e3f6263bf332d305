import { keepPreviousData, type QueryKey, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { createContext, use } from 'react'
import type { Shift } from '../../../events/labour.ts'
import type { Answer } from '../../../shared/client/client.ts'
import type { Session } from '../session/session.ts'
import { mayCall, type Operation, type Plant, read } from './client.ts'

/** The plant, the person, and what both need to know of each other. */
export interface Here {
  readonly plant: Plant
  readonly session: Session
  readonly site: string
  /** The IANA zone of the plant. */
  readonly zone: string
  /** Of a day, in local time of the plant. */
  readonly shifts: readonly Shift[]
  /** A plant on this machine, with its stage. */
  readonly isLocal: boolean
}

const HereContext = createContext<Here | undefined>(undefined)
export const HereProvider = HereContext.Provider

export function useHere(): Here {
  const here = use(HereContext)
  if (!here) throw new Error('There is no plant around this screen.')
  return here
}

/** Whether the person's roles allow the operation. */
export const useMay = (operation: Operation): boolean => mayCall(operation, useHere().session.roles)

/** Tells an answer of the plant from what a screen makes of its own, such as words: a terminal keeps answers (offline/kept-answers.ts). */
const isOfPlant = { isOfPlant: true }

/**
 * What the plant answers, kept up to date: a fact about a subject of the first part of the key lets it be asked again (see live/).
 * @param key begins with the kind of thing that it is about, as `order` or `board`.
 * @param options `keepsLast`: the answer of the key before stays in sight until that of the new one is there.
 */
export function useAsk<Body>(
  key: QueryKey,
  ask: (plant: Plant) => Promise<Answer<Body>>,
  options: { readonly every?: number; readonly when?: boolean; readonly keepsLast?: boolean } = {},
): UseQueryResult<Body> {
  const { plant } = useHere()
  return useQuery({
    queryKey: key,
    queryFn: () => read(ask(plant)),
    meta: isOfPlant,
    ...(options.every !== undefined && { refetchInterval: options.every }),
    ...(options.keepsLast && { placeholderData: keepPreviousData }),
    enabled: options.when ?? true,
  })
}

/** A page of a list, and where the next one begins. */
interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor?: string | undefined
}

/** As many as a person can look through; a list says when it has more. */
const mostItems = 10_000
export const pageLimit = '200'

/** A whole list, page after page. */
export const useAll = <Item,>(
  key: QueryKey,
  ask: (plant: Plant, page: { readonly limit: string; readonly cursor?: string }) => Promise<Answer<Page<Item>>>,
  when = true,
  every?: number,
): UseQueryResult<{ readonly items: readonly Item[]; readonly hasMore: boolean }> => {
  const { plant } = useHere()
  return useQuery({
    queryKey: key,
    async queryFn() {
      const items: Item[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await read(ask(plant, { limit: pageLimit, ...(cursor !== undefined && { cursor }) }))
        items.push(...page.items)
        cursor = page.nextCursor
        if (cursor === undefined || items.length >= mostItems) return { items, hasMore: cursor !== undefined }
      }
    },
    meta: isOfPlant,
    ...(every !== undefined && { refetchInterval: every }),
    enabled: when,
  })
}
