import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent as Pressed, useEffect, useRef, useState } from 'react'
import { mayCall } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import { everything, type Found } from './find.ts'
import './finder.css'
import { places } from './places.tsx'

/** The one search box: a place by its word; an id, a serial or a scanned code by what it names. Ctrl-K or `/` come here, Escape leaves. */
export function Finder() {
  const { t, i18n } = useLingui()
  const { plant, session } = useHere()
  const navigate = useNavigate()
  const box = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const [text, setText] = useState('')
  const [found, setFound] = useState<readonly Found[] | 'asking' | 'nothing'>()
  useEffect(() => {
    const come = (event: KeyboardEvent) => {
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test((event.target as HTMLElement).tagName)
      if (!((event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !isTyping))) return
      event.preventDefault()
      box.current?.focus()
      box.current?.select()
    }
    addEventListener('keydown', come)
    return () => removeEventListener('keydown', come)
  }, [])
  const leave = () => {
    setText('')
    setFound(undefined)
  }
  const words: Readonly<Record<string, string>> = {
    order: t`order`,
    equipment: t`equipment`,
    deviation: t`deviation`,
    lot: t`lot`,
    sublot: t`sublot`,
    unit: t`unit`,
    container: t`container`,
    dispensed: t`weighed container`,
    material: t`material`,
    person: t`person`,
    recipe: t`recipe`,
    hold: t`hold`,
    shipment: t`shipment`,
  }
  const find = async () => {
    const code = text.trim()
    if (code === '') return
    setFound('asking')
    const all = await everything(plant, code)
    const [only] = all
    // A scan means one thing and wants to be there; where it may mean several, a person chooses.
    if (only && all.length === 1) {
      leave()
      box.current?.blur()
      return void navigate({ to: only.to })
    }
    setFound(all.length === 0 ? 'nothing' : all)
  }
  const wanted = text.trim().toLowerCase()
  const rooms =
    wanted.length < 2
      ? []
      : places.filter(({ word, needs }) => i18n._(word).toLowerCase().includes(wanted) && mayCall(needs, session.roles))
  const walk = (event: Pressed) => {
    if (event.key === 'Escape') return leave()
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops = [...(form.current?.querySelectorAll<HTMLElement>('input, a') ?? [])]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    stops[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
    event.preventDefault()
  }
  const isOpen = rooms.length > 0 || found !== undefined
  return (
    <search>
      <form
        ref={form}
        className="finder"
        onKeyDown={walk}
        onSubmit={(event) => {
          event.preventDefault()
          void find()
        }}
      >
        <input
          ref={box}
          type="search"
          autoComplete="off"
          aria-label={t`Find or scan`}
          placeholder={t`Find or scan (Ctrl K)`}
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            setFound(undefined)
          }}
        />
        {isOpen && (
          <div className="found" role="status">
            {rooms.map(({ to, word, icon: Icon }) => (
              <Link key={to} to={to} onClick={leave}>
                <Icon size={18} aria-hidden="true" /> {i18n._(word)}
              </Link>
            ))}
            {found === 'asking' && <Trans>Looking…</Trans>}
            {found === 'nothing' && <Trans>Nothing of this plant has that code.</Trans>}
            {Array.isArray(found) &&
              found.map(({ to, kind, id, name }: Found) => (
                <Link key={`${kind} ${to}`} to={to} onClick={leave}>
                  <span className="label">{words[kind] ?? kind}</span> <span className="id">{id}</span> {name}
                </Link>
              ))}
          </div>
        )}
      </form>
    </search>
  )
}
