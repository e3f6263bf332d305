import { useLingui } from '@lingui/react'
import type { ReactNode } from 'react'
import { useId } from 'react'
import './field.css'
import { atLeast, faultIn, type Taken } from './given.ts'

interface Common {
  readonly label: string
  /** What is wrong with what was given, in the words of the plant. */
  readonly fault?: string | undefined
  readonly hint?: string
}

interface TextProps extends Common, Taken {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly isLong?: boolean
  readonly type?: 'text' | 'date' | 'datetime-local'
  readonly unit?: string | undefined
  readonly proposals?: readonly string[]
}

/** A text or a number that a person gives. What cannot be meant is said at the field, before anything is sent. */
export function TextField({
  label,
  fault: told,
  hint: more,
  value,
  onChange,
  isLong = false,
  keys = 'text',
  least = 0,
  type = 'text',
  unit,
  proposals,
}: TextProps) {
  // The sentences of the field are told anew in another language.
  useLingui()
  const id = useId()
  const fault = faultIn(value, { keys, least }) ?? told
  const hint = more ?? (least > 1 ? atLeast(least) : undefined)
  const common = {
    id,
    value,
    'aria-invalid': fault !== undefined,
    'aria-describedby': `${id}-said`,
    onChange: (event: { readonly target: { readonly value: string } }) => onChange(event.target.value),
  }
  return (
    <Labelled id={id} label={label} fault={fault} hint={hint}>
      {isLong ? (
        <textarea rows={3} {...common} />
      ) : (
        <span className="with-unit">
          <input
            type={type}
            inputMode={keys}
            autoComplete="off"
            {...(proposals && { list: `${id}-list` })}
            {...common}
          />
          {unit !== undefined && unit !== '' && <span className="unit">{unit}</span>}
        </span>
      )}
      {proposals && (
        <datalist id={`${id}-list`}>
          {proposals.map((it) => (
            <option key={it} value={it} />
          ))}
        </datalist>
      )}
    </Labelled>
  )
}

interface ChoiceProps extends Common {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly ChoiceOption[]
}

interface ChoiceOption {
  readonly id: string
  readonly word: string
  /** The word over it and its neighbours of the same group. */
  readonly group?: string
}

/** One of a few: the browser's own list, which every touch screen and every reader knows. */
export function Choice({ label, fault, hint, value, onChange, options }: ChoiceProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} fault={fault} hint={hint}>
      <select id={id} value={value} aria-describedby={`${id}-said`} onChange={(event) => onChange(event.target.value)}>
        {grouped(options).map(([group, inGroup]) =>
          group === undefined ? (
            inGroup.map(OneOption)
          ) : (
            <optgroup key={group} label={group}>
              {inGroup.map(OneOption)}
            </optgroup>
          ),
        )}
      </select>
    </Labelled>
  )
}

const OneOption = ({ id, word }: ChoiceOption) => (
  <option key={id} value={id}>
    {word}
  </option>
)

const grouped = (options: readonly ChoiceOption[]) => [...Map.groupBy(options, ({ group }) => group)]

function Labelled({
  id,
  label,
  fault,
  hint,
  children,
}: {
  readonly id: string
  readonly label: string
  readonly fault: string | undefined
  readonly hint: string | undefined
  readonly children: ReactNode
}) {
  return (
    <div className={fault === undefined ? 'field' : 'field wrong'}>
      <label htmlFor={id}>{label}</label>
      {children}
      <span id={`${id}-said`} className="said">
        {fault ?? hint}
      </span>
    </div>
  )
}
