import { Link } from '@tanstack/react-router'
import { useMaterials } from '../api/named.ts'
import { usePlaces } from '../api/places.ts'
import { pageOf } from '../app/pages.ts'
import { IdLink } from './id-link.tsx'

/** The way to a material, by the name that people know; its id, as labels have it, stands small beside it. */
export const MaterialLink = ({ id }: { readonly id: string }) => (
  <NamedLink type="material" id={id} name={useMaterials().of(id)?.name} />
)

/** The way to a machine or a place, likewise. */
export const EquipmentLink = ({ id }: { readonly id: string }) => (
  <NamedLink type="equipment" id={id} name={usePlaces().nameOf(id)} />
)

const NamedLink = ({
  type,
  id,
  name = id,
}: {
  readonly type: string
  readonly id: string
  readonly name?: string | undefined
}) =>
  name === id ? (
    <IdLink type={type} id={id} />
  ) : (
    <span>
      <Link to={pageOf({ type, id })}>{name}</Link> <span className="id label">{id}</span>
    </span>
  )
