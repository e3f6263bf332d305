import { Link } from '@tanstack/react-router'
import { useMaterials } from '../api/named.ts'
import { usePlaces } from '../api/places.ts'
import { useAsk, useMay } from '../api/plant.tsx'
import { pageOf } from '../app/pages.ts'
import { IdLink } from './id-link.tsx'
import { Said } from './marks.tsx'

/** The way to a material, by the name that people know; its id, as labels have it, stands small beside it. */
export const MaterialLink = ({ id }: { readonly id: string }) => (
  <NamedLink type="material" id={id} name={useMaterials().of(id)?.name} />
)

/** The way to a machine or a place, likewise. */
export const EquipmentLink = ({ id }: { readonly id: string }) => (
  <NamedLink type="equipment" id={id} name={usePlaces().nameOf(id)} />
)

/** The way to a deviation: its id is made by the plant, so that only its title says anything. */
export function DeviationLink({ id }: { readonly id: string }) {
  const { data } = useAsk(['deviation', id], (plant) => plant.getDeviation({ deviationId: id }), {
    when: useMay('getDeviation'),
  })
  return <TitledLink type="deviation" id={id} title={data?.title} />
}

/** The way to a hold, by its reason. */
export function HoldLink({ id }: { readonly id: string }) {
  const { data } = useAsk(['hold', id], (plant) => plant.getHold({ holdId: id }), { when: useMay('getHold') })
  return <TitledLink type="hold" id={id} title={data?.reason} />
}

/** One below the other; nothing where there are none. */
export const HoldLinks = ({ ids }: { readonly ids: readonly string[] }) =>
  ids.map((id) => (
    <div key={id}>
      <HoldLink id={id} />
    </div>
  ))

const TitledLink = ({
  type,
  id,
  title,
}: {
  readonly type: string
  readonly id: string
  readonly title: string | undefined
}) =>
  title === undefined ? (
    <IdLink type={type} id={id} />
  ) : (
    <Link to={pageOf({ type, id })}>
      <Said of={title} />
    </Link>
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
