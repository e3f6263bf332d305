import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useHere } from '../../api/plant.tsx'
import { useConnection } from '../../live/facts.ts'
import { usePutAway } from '../../look/acts.tsx'
import { Button } from '../../look/button.tsx'
import { Dialog } from '../../look/dialog.tsx'
import { Said, When } from '../../look/marks.tsx'
import { type KeptAct, putAway, recall, sendKept, useKeptActs } from './kept-acts.ts'

/** How often the plant is tried while acts wait. */
const tryAgainMs = 3000

/** The acts that wait for the connection, and those that the plant has refused since: nothing vanishes. */
export function KeptActs() {
  const { t } = useLingui()
  const { plant, session } = useHere()
  const queries = useQueryClient()
  const acts = useKeptActs()
  const connection = useConnection()
  const [isOpen, setOpen] = useState(false)
  const isMine = ({ personId }: KeptAct) => !session.isTerminal && personId === session.personId
  const waiting = acts.filter((it) => isMine(it) && !it.refusal).length
  const refused = acts.filter(({ refusal }) => refusal).length
  // Whoever has left for good does not come to see it.
  const mayPutAway = session.roles.includes('supervisor')
  const forget = usePutAway()
  const before = useRef<readonly KeptAct[]>([])
  useEffect(() => {
    for (const { key } of before.current) if (!acts.some((it) => it.key === key && !it.refusal)) forget(key)
    before.current = acts
  }, [acts, forget])
  useEffect(() => void recall(), [])
  useEffect(() => {
    if (waiting === 0) return
    const go = () =>
      // Two tabs of a browser have one queue: one of them sends it.
      navigator.locks.request('andon.terminal', { ifAvailable: true }, async (lock) => {
        if (lock && (await sendKept(plant, session.personId, t`The terminal had no connection`)))
          await queries.invalidateQueries()
      })
    if (connection.state === 'live') void go()
    const timer = setInterval(() => void go(), tryAgainMs)
    addEventListener('online', go)
    return () => {
      clearInterval(timer)
      removeEventListener('online', go)
    }
  }, [waiting, connection.state, plant, session.personId, queries, t])
  const all = acts.length
  if (all === 0) return null
  return (
    <>
      <span role="status">
        <Button kind={refused > 0 ? 'grave' : 'plain'} onPress={() => setOpen(true)}>
          {refused > 0 ? (
            <Plural value={refused} one="# refused" other="# refused" />
          ) : (
            <Plural value={all} one="# not sent" other="# not sent" />
          )}
        </Button>
      </span>
      <Dialog title={t`Acts that the plant has not taken`} isOpen={isOpen} onClose={() => setOpen(false)} isWide>
        <ul className="kept">
          {acts.map((it) => (
            <li key={it.place} className={it.refusal ? 'refused' : ''}>
              <p>
                <b>{it.what}</b>{' '}
                <span className="label">
                  {it.personName}, <When at={it.at} withSeconds />
                </span>
              </p>
              {it.refusal ? (
                <>
                  <p>{t`The plant refuses it: ${it.refusal.title}`}</p>
                  <ul>
                    {it.refusal.reasons.map((reason) => (
                      <li key={reason}>
                        <Said of={reason} />
                      </li>
                    ))}
                  </ul>
                  <Typed of={it.asked} />
                  {isMine(it) || mayPutAway ? (
                    <Button onPress={() => void putAway(it)}>
                      <Trans>I have seen it: put it away</Trans>
                    </Button>
                  ) : (
                    <p className="label">{t`${it.personName} has to see it, or a supervisor.`}</p>
                  )}
                </>
              ) : (
                <p className="label">
                  {isMine(it)
                    ? t`It is sent as soon as the plant can be reached.`
                    : t`It is sent when ${it.personName} signs in here again.`}
                </p>
              )}
            </li>
          ))}
        </ul>
        <div className="acts">
          <Button onPress={() => setOpen(false)}>
            <Trans>Close</Trans>
          </Button>
        </div>
      </Dialog>
    </>
  )
}

/** What was typed, so that it can be typed again where it belongs. */
const Typed = ({ of }: { readonly of: readonly unknown[] }) => (
  <dl className="facts-of">
    {of.flatMap((part) =>
      Object.entries(part as object).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="id">{typeof value === 'object' ? Object.values(value as object).join(' ') : String(value)}</dd>
        </div>
      )),
    )}
  </dl>
)
