import { Link } from '@tanstack/react-router'
import { usePlaces } from '../../api/places.ts'
import { pageOf } from '../../app/pages.ts'

/** A place by its name, with the way to it. */
export function PlaceName({ of }: { readonly of: string | undefined }) {
  const { nameOf } = usePlaces()
  return of === undefined ? null : <Link to={pageOf({ type: 'equipment', id: of })}>{nameOf(of)}</Link>
}
