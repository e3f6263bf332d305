import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { pageOf } from '../app/pages.ts'

/** The way to the page of something, by its id. */
export const IdLink = ({
  type,
  id,
  children = id,
}: {
  readonly type: string
  readonly id: string
  readonly children?: ReactNode
}) => (
  <Link to={pageOf({ type, id })} className="id">
    {children}
  </Link>
)

/** Links one after the other. */
export const IdLinks = ({ type, ids }: { readonly type: string; readonly ids: readonly string[] }) =>
  ids.map((id, index) => (
    <span key={id}>
      {index > 0 && ', '}
      <IdLink type={type} id={id} />
    </span>
  ))
