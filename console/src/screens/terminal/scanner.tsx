import { useLingui } from '@lingui/react/macro'
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react'
import type { Answer } from '../../../../shared/client/client.ts'
import { type Plant, Refused, read, type Told } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { Button } from '../../look/button.tsx'

/*
 * A scanner is a keyboard that types fast and ends with Enter. A scan anywhere on a terminal is taken, also while a field has the focus, whose text is
 * then as it was before.
 */

/** People type no code of three characters at 20 characters a second, scanners do at 50 and more; one key may come late on a busy terminal. */
const meanGapMs = 50
const longestGapMs = 250
const shortestCode = 3
/** What was taken is read by then; what was not taken stays until it is put away. */
const shownMs = 6000

/** FNC1 between the parts of a GS1 symbol: a keyboard types it as Ctrl and the closing bracket. */
const separator = '\u001d'

export type Match =
  | Told<'scan'>['matches'][number]
  | { readonly type: 'order'; readonly orderId: string }
  | { readonly type: 'equipment'; readonly equipmentId: string }

/**
 * What a scan means to a part of the screen. First it is asked by the code alone, so that what is on the screen answers at once; then with all that the
 * plant knows of the code.
 * @returns what became of it, in words; undefined if the part takes no such thing
 */
export type Taker = (code: string, matches: readonly Match[] | undefined) => string | undefined

interface Scanned {
  readonly code: string
  readonly said?: string | undefined
  readonly state: 'asking' | 'taken' | 'unknown'
}

const Takers = createContext<{ readonly list: Set<{ current: Taker }> }>({ list: new Set() })

/** The part of the screen takes scans as long as it is there; the newest part is asked first. */
export function useTaker(taker: Taker): void {
  const { list } = use(Takers)
  const kept = useRef(taker)
  kept.current = taker
  useEffect(() => {
    list.add(kept)
    return () => void list.delete(kept)
  }, [list])
}

export function Scanner({ children }: { readonly children: ReactNode }) {
  const { t } = useLingui()
  const { plant } = useHere()
  const nameOf = useNameOfMatch()
  const [takers] = useState(() => ({ list: new Set<{ current: Taker }>() }))
  const [scanned, setScanned] = useState<Scanned>()
  const take = async (code: string) => {
    const ask = (matches: readonly Match[] | undefined) =>
      [...takers.list].reverse().reduce<string | undefined>((said, it) => said ?? it.current(code, matches), undefined)
    const atOnce = ask(undefined)
    if (atOnce !== undefined) return setScanned({ code, said: atOnce, state: 'taken' })
    setScanned({ code, state: 'asking' })
    const matches = await everything(plant, code)
    const said = matches && ask(matches)
    if (said !== undefined) return setScanned({ code, said, state: 'taken' })
    const [first] = matches ?? []
    const told = first
      ? t`${nameOf(first)}: nothing here takes it now.`
      : matches
        ? t`The plant knows no such code.`
        : t`The plant cannot be reached, and nothing on this screen has that code.`
    setScanned({ code, said: told, state: 'unknown' })
  }
  useScans((code) => void take(code))
  useEffect(() => {
    if (scanned?.state !== 'taken') return
    const timer = setTimeout(() => setScanned(undefined), shownMs)
    return () => clearTimeout(timer)
  }, [scanned])
  const { code = '', said, state } = scanned ?? {}
  return (
    <Takers value={takers}>
      <div className={`scanned ${state ?? ''}`} role="status">
        {scanned && (
          <>
            <span className="id">{code.replaceAll(separator, ' ')}</span>
            <span>{state === 'asking' ? t`Looking…` : said}</span>
            <Button kind="quiet" label={t`Put away`} onPress={() => setScanned(undefined)}>
              ×
            </Button>
          </>
        )}
      </div>
      {children}
    </Takers>
  )
}

/** What was scanned, for whoever finds that nothing takes it. */
function useNameOfMatch(): (match: Match) => string {
  const { t } = useLingui()
  return (it) => {
    switch (it.type) {
      case 'material':
      case 'person':
        return it.name
      case 'lot':
        return t`Lot ${it.lotId} of ${it.materialId}`
      case 'sublot':
      case 'unit':
        return 'sublotId' in it ? t`${it.sublotId} of lot ${it.lotId}` : t`Unit ${it.serial} of ${it.materialId}`
      case 'container':
        return t`Container ${it.containerId}`
      case 'dispensed':
        return t`Container ${it.containerId} of order ${it.orderId}`
      case 'order':
        return t`Order ${it.orderId}`
      case 'equipment':
        return it.equipmentId
    }
  }
}

/** Calls back with each code that a scanner has typed. */
function useScans(onScan: (code: string) => void): void {
  const heard = useRef(onScan)
  heard.current = onScan
  useEffect(() => {
    let text = ''
    let from = 0
    let last = 0
    let field: { readonly of: HTMLInputElement | HTMLTextAreaElement; readonly text: string } | undefined
    const hear = (event: KeyboardEvent) => {
      const at = event.timeStamp
      if (event.key === 'Enter') {
        const isScan = text.length >= shortestCode && (at - from) / text.length < meanGapMs && at - last < longestGapMs
        const code = text
        text = ''
        if (!isScan) return
        event.preventDefault()
        event.stopPropagation()
        if (field) restore(field.of, field.text)
        return heard.current(code)
      }
      const isSeparator = event.ctrlKey && event.key === ']'
      if (event.key.length !== 1 && !isSeparator) return
      if ((event.ctrlKey || event.metaKey || event.altKey) && !isSeparator) return
      if (at - last > longestGapMs || text === '') {
        text = ''
        from = at
        const { target } = event
        field =
          target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
            ? { of: target, text: target.value }
            : undefined
      }
      text += isSeparator ? separator : event.key
      last = at
      // A scan is no press of the button that has the focus.
      if (event.key === ' ' && text.length > 1 && !field) event.preventDefault()
    }
    addEventListener('keydown', hear, true)
    return () => removeEventListener('keydown', hear, true)
  }, [])
}

/** Puts back what a field had before the scan, so that React hears it, too. */
function restore(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/**
 * All that a code may name. What is not there, or not to be read by this person, is no match.
 * @returns undefined where the plant cannot be asked
 */
async function everything(plant: Plant, code: string): Promise<readonly Match[] | undefined> {
  let isAnswered = false
  const ask = async <Body,>(asked: Promise<Answer<Body>>, of: (body: Body) => readonly Match[]) =>
    read(asked).then(
      (body) => {
        isAnswered = true
        return of(body)
      },
      (error: unknown) => {
        isAnswered ||= error instanceof Refused
        return []
      },
    )
  const isId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(code)
  const found = await Promise.all([
    ask(plant.scan({ code }), ({ matches }) => matches),
    ...(isId
      ? [
          ask(plant.getOrder({ orderId: code }), ({ orderId }) => [{ type: 'order' as const, orderId }]),
          ask(plant.getEquipment({ equipmentId: code }), ({ equipmentId }) => [
            { type: 'equipment' as const, equipmentId },
          ]),
        ]
      : []),
  ])
  return isAnswered ? found.flat() : undefined
}

/** The lot, and the sublot if it is one, that a code has named. */
export function lotOf(
  matches: readonly Match[],
): { readonly lotId: string; readonly sublotId?: string; readonly materialId: string } | undefined {
  for (const it of matches) {
    if (it.type === 'lot') return { lotId: it.lotId, materialId: it.materialId }
    if (it.type === 'sublot' || (it.type === 'unit' && 'sublotId' in it))
      return { lotId: it.lotId, sublotId: it.sublotId, materialId: it.materialId }
    if (it.type === 'unit' && 'where' in it) return { lotId: it.lotId, sublotId: it.serial, materialId: it.materialId }
  }
  return undefined
}
