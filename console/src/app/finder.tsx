import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useNavigate } from '@tanstack/react-router'
import { Zap } from 'lucide-react'
import { type KeyboardEvent as Pressed, useEffect, useRef, useState } from 'react'
import { mayCall } from '../api/client.ts'
import { useHere } from '../api/plant.tsx'
import { commandsLike } from '../look/command.ts'
import { Said } from '../look/marks.tsx'
import { useSubjectWord } from '../words/subjects.ts'
import { everything, type Found } from './find.ts'
import './finder.css'
import { useNamed } from './names.ts'
import { places } from './places.tsx'

/**
 * The one search box: a place and an act of the screen by their words, equipment, materials and people by their names; an id, a serial or a scanned code by
 * what it names. Ctrl-K or `/` come here, Escape leaves.
 */
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
  const wanted = text.trim().length < 2 ? undefined : text.trim().toLowerCase()
  const named = useNamed(wanted)
  const acts = wanted === undefined ? [] : commandsLike(wanted)
  const rooms =
    wanted === undefined
      ? []
      : places.filter(({ word, needs }) => i18n._(word).toLowerCase().includes(wanted) && mayCall(needs, session.roles))
  const isKnown = rooms.length + acts.length + named.length > 0
  const find = async () => {
    const code = text.trim()
    if (code === '') return
    setFound('asking')
    const byCode = await everything(plant, code)
    const all = byCode.length > 0 ? byCode : named
    const [only] = all
    // A scan means one thing and wants to be there; where it may mean several, a person chooses.
    if (only && all.length === 1) {
      leave()
      box.current?.blur()
      return void navigate({ to: only.to })
    }
    setFound(byCode.length === 0 ? 'nothing' : byCode)
  }
  const walk = (event: Pressed) => {
    if (event.key === 'Escape') return leave()
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops = [...(form.current?.querySelectorAll<HTMLElement>('input, a, button') ?? [])]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    stops[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
    event.preventDefault()
  }
  const isOpen = isKnown || found !== undefined
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
            {acts.map(({ word, why, run }) => (
              <button
                key={word}
                type="button"
                disabled={why !== undefined}
                onClick={() => {
                  leave()
                  run()
                }}
              >
                <Zap size={18} aria-hidden="true" /> {word}
                {why !== undefined && (
                  <small>
                    <Said of={why} />
                  </small>
                )}
              </button>
            ))}
            {!Array.isArray(found) && named.map((it) => <Way key={it.to} to={it} onTaken={leave} />)}
            {found === 'asking' && <Trans>Looking…</Trans>}
            {found === 'nothing' && !isKnown && <Trans>Nothing of this plant has that code.</Trans>}
            {Array.isArray(found) &&
              found.map((it: Found) => <Way key={`${it.kind} ${it.to}`} to={it} onTaken={leave} />)}
          </div>
        )}
      </form>
    </search>
  )
}

function Way({ to: { to, kind, id, name }, onTaken }: { readonly to: Found; readonly onTaken: () => void }) {
  const wordOf = useSubjectWord()
  return (
    <Link to={to} onClick={onTaken}>
      <span className="label">{wordOf(kind)}</span> <span className="id">{id}</span> {name}
    </Link>
  )
}
