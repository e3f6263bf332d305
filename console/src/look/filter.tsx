import { useNavigate, useSearch } from '@tanstack/react-router'
import { useId } from 'react'
import type { Option } from './pick.tsx'
import './filter.css'

/** A filter of a list, kept in its address: all, or one of a few. */
export function Filter({
  name,
  label,
  all,
  options,
}: {
  readonly name: string
  readonly label: string
  readonly all?: string
  readonly options: readonly Option[]
}) {
  const id = useId()
  const change = useChangeView()
  const value = useView()[name] ?? ''
  return (
    <label className="filter" htmlFor={id}>
      <span className="label">{label}</span>
      <select id={id} value={value} onChange={({ target }) => change({ [name]: target.value })}>
        {all !== undefined && <option value="">{all}</option>}
        {options.map((it) => (
          <option key={it.id} value={it.id}>
            {it.word}
          </option>
        ))}
      </select>
    </label>
  )
}

export type View = Readonly<Partial<Record<string, string>>>

/** What the address of the list says besides its path. */
export const useView = (): View => useSearch({ strict: false })

export function useChangeView(): (next: View) => void {
  const navigate = useNavigate()
  return (next) =>
    void navigate({
      to: '.',
      search: (before: object) =>
        Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, it]) => it !== '')),
      replace: true,
    })
}
