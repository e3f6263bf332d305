import { useLingui } from '@lingui/react/macro'
import { usePlaces } from '../../api/places.ts'
import { useHere } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct } from '../../look/ask-act.tsx'
import { LabelButton } from '../../look/label.tsx'
import type { Container } from './container.tsx'
import { Pack } from './pack.tsx'
import { shipmentNow } from './parts.ts'

/** What may be done with a container that is in the house. */
export function ContainerActs({ container }: { readonly container: Container }) {
  const { t } = useLingui()
  const { zone } = useHere()
  const { containerId, status, location, units, containers } = container
  const id = { containerId }
  const { options, nameOf } = usePlaces()
  const gone = status === 'shipped' ? t`It has left` : undefined
  const empty = units.length + containers.length === 0 ? t`It is empty` : undefined

  const back = useAct((plant, { to = '' }: Answers, key) => plant.moveContainer(id, { to }, { key }), {
    done: (_, { to = '' }) => ({ what: t`${containerId} is at ${nameOf(to)} again` }),
  })
  const move = useAct((plant, { to = '' }: Answers, key) => plant.moveContainer(id, { to }, { key }), {
    done: (_, { to = '' }) => ({
      what: t`${containerId} is at ${nameOf(to)} now`,
      ...(location !== undefined && { takeBack: { word: t`Take back`, act: () => back.run({ to: location }) } }),
    }),
  })
  const content = {
    units: units.map(({ lotId, sublotId }) => ({ lotId, sublotId })),
    containers: containers.map((it) => it.containerId),
  }
  const packAgain = useAct((plant, said: typeof content, key) => plant.packContainer(id, said, { key }), {
    done: () => ({ what: t`${containerId} is packed again` }),
  })
  const unpack = useAct<object, unknown>((plant, _, key) => plant.unpackContainer(id, {}, { key }), {
    done: () => ({
      what: t`${containerId} is unpacked`,
      takeBack: { word: t`Pack again`, act: () => packAgain.run(content) },
    }),
  })
  const ship = useAct(
    (plant, { customer = '', shipmentId = '' }: Answers, key) =>
      plant.shipContainer(id, { shipmentId, to: { type: 'customer', id: customer } }, { key }),
    { done: (_, { customer = '' }) => ({ what: t`${containerId} left for ${customer}` }) },
  )
  return (
    <>
      <Pack containerId={containerId} why={gone} />
      <AskAct
        word={t`Move`}
        operation="moveContainer"
        questions={[{ name: 'to', label: t`To`, options: options.filter((it) => it.id !== location) }]}
        why={gone}
        act={move}
      />
      <AskAct
        word={t`Unpack`}
        operation="unpackContainer"
        about={<p>{t`All that is in it is taken out.`}</p>}
        why={gone ?? empty}
        act={unpack}
      />
      <AskAct
        word={t`Ship`}
        operation="shipContainer"
        questions={[
          { name: 'customer', label: t`Customer` },
          {
            name: 'shipmentId',
            label: t`Shipment`,
            start: shipmentNow(zone),
            hint: t`The number on the delivery note.`,
          },
        ]}
        why={gone ?? empty}
        act={ship}
      />
      <LabelButton path={`/v1/containers/${encodeURIComponent(containerId)}/label`} of={containerId} />
    </>
  )
}
