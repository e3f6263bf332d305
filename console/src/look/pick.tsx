import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { Button } from './button.tsx'
import { Id } from './marks.tsx'
import './pick.css'

export interface Option {
  readonly id: string
  readonly word: string
}

export interface PickProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onChange: (id: string) => void
  readonly options: readonly Option[]
  /** The list opens when somebody comes to it: for what need not be picked. */
  readonly isFolded?: boolean
  /** The option that a scanned code means, if it is not the code itself. */
  readonly onScan?: (code: string) => Promise<string | undefined>
}

/** A longer list is narrowed by a few letters. */
const mostShown = 60

/** One of what the plant knows: touched in the list, found by a few letters, or scanned. */
export function Pick({ label, hint, value, onChange, options, isFolded = false, onScan }: PickProps) {
  const { t } = useLingui()
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [isOpen, setOpen] = useState(!isFolded)
  const [isUnknown, setUnknown] = useState(false)
  const chosen = options.find((it) => it.id === value)
  if (chosen)
    return (
      <div className="field">
        <span className="label" id={id}>
          {label}
        </span>
        <div className="picked">
          <OptionText of={chosen} />
          <Button kind="quiet" label={t`Change: ${label}`} onPress={() => onChange('')}>
            <Trans>Change</Trans>
          </Button>
        </div>
      </div>
    )
  const wanted = text.trim().toLowerCase()
  const found = options.filter((it) => `${it.id} ${it.word}`.toLowerCase().includes(wanted))
  const shown = found.slice(0, mostShown)
  const take = (it: string) => {
    setText('')
    setAt(0)
    setUnknown(false)
    onChange(it)
  }
  const enter = async () => {
    const code = text.trim()
    const named = options.find((it) => it.id === code) ?? (wanted !== '' && found.length === 0 ? undefined : shown[at])
    const meant = named?.id ?? (code === '' ? undefined : await onScan?.(code))
    if (meant !== undefined && options.some((it) => it.id === meant)) take(meant)
    else setUnknown(true)
  }
  return (
    <div className={isUnknown ? 'field pick wrong' : 'field pick'}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen && shown[at] ? `${id}-${at}` : undefined}
        aria-describedby={`${id}-said`}
        autoComplete="off"
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(!isFolded)}
        placeholder={t`Scan, or find by a few letters`}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          setAt(0)
          setUnknown(false)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void enter()
          else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1))
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
          else return
          event.preventDefault()
        }}
      />
      <div role="listbox" id={`${id}-list`} aria-label={label} className="options" hidden={!isOpen}>
        {shown.map((it, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the list are those of its text field.
          <div
            key={it.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            // The text field keeps the focus, so that a folded list stays open for the touch.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(it.id)}
          >
            <OptionText of={it} />
          </div>
        ))}
      </div>
      <span id={`${id}-said`} className="said">
        {isUnknown ? (
          <Trans>Nothing in this list has that code.</Trans>
        ) : found.length > mostShown ? (
          <Trans>{found.length - mostShown} more: narrow them by a few letters</Trans>
        ) : (
          hint
        )}
      </span>
    </div>
  )
}

const OptionText = ({ of: { id, word } }: { readonly of: Option }) => (
  <span className="option">
    {word !== id && <span>{word}</span>} <Id of={id} />
  </span>
)
