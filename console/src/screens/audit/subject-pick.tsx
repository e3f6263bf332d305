import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Answer } from '../../../../shared/client/client.ts'
import { mayCall, type Operation, type Plant } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { useAll, useHere } from '../../api/plant.tsx'
import { everything, type Found } from '../../app/find.ts'
import type { Subject } from '../../app/pages.ts'
import { Button } from '../../look/button.tsx'
import { Choice } from '../../look/field.tsx'
import { Pick } from '../../look/pick.tsx'
import { useSubjectWord } from '../../words/subjects.ts'

/** Something by its own word, or by that of its material. */
type Option = { readonly id: string } & ({ readonly word: string } | { readonly materialId: string })

interface Listed<Item> {
  readonly items: readonly Item[]
  readonly nextCursor?: string | undefined
}

async function optionsOf<Item>(asked: Promise<Answer<Listed<Item>>>, of: (item: Item) => Option) {
  const answer = await asked
  if (!answer.ok) return answer
  const { items, nextCursor } = answer.body
  return { ...answer, body: { items: items.map(of), nextCursor } }
}

type Page = { readonly limit: string; readonly cursor?: string }

interface List {
  readonly needs: Operation
  readonly ask: (plant: Plant, page: Page) => Promise<Answer<Listed<Option>>>
}

/** The lists from which a subject is picked. What is in no list is scanned. */
const lists: Readonly<Record<string, List>> = {
  order: {
    needs: 'listOrders',
    ask: (plant, page) =>
      optionsOf(plant.listOrders(page), ({ orderId, product }) => ({ id: orderId, materialId: product })),
  },
  lot: {
    needs: 'listLots',
    ask: (plant, page) => optionsOf(plant.listLots(page), ({ lotId, materialId }) => ({ id: lotId, materialId })),
  },
  container: {
    needs: 'listContainers',
    ask: (plant, page) => optionsOf(plant.listContainers(page), ({ containerId: id }) => ({ id, word: id })),
  },
  deviation: {
    needs: 'listDeviations',
    ask: (plant, page) =>
      optionsOf(plant.listDeviations(page), ({ deviationId, title }) => ({ id: deviationId, word: title })),
  },
  hold: {
    needs: 'listHolds',
    ask: (plant, page) => optionsOf(plant.listHolds(page), ({ holdId, reason }) => ({ id: holdId, word: reason })),
  },
  equipment: {
    needs: 'listEquipment',
    ask: (plant, page) =>
      optionsOf(plant.listEquipment(page), ({ equipmentId, name }) => ({ id: equipmentId, word: name })),
  },
  material: {
    needs: 'listMaterials',
    ask: (plant, page) =>
      optionsOf(plant.listMaterials(page), ({ materialId, name }) => ({ id: materialId, word: name })),
  },
  person: {
    needs: 'listPersons',
    ask: (plant, page) => optionsOf(plant.listPersons(page), ({ personId, name }) => ({ id: personId, word: name })),
  },
}

/** Says what the trail is about: picked from what the plant knows, or scanned, whatever kind of thing the code names. */
export function SubjectPick({ onPick }: { readonly onPick: (subject: Subject) => void }) {
  const { t } = useLingui()
  const { plant, session } = useHere()
  const wordOf = useSubjectWord()
  const materials = useMaterials()
  const mayList = Object.entries(lists).filter(([, { needs }]) => mayCall(needs, session.roles))
  const [kind, setKind] = useState('order')
  const [found, setFound] = useState<readonly Found[]>([])
  const list = lists[kind]
  const options = useAll<Option>(
    [kind, 'list', 'to pick'],
    (from, page) => (list ? list.ask(from, page) : Promise.reject(new Error(kind))),
    list !== undefined,
  )
  const scanned = async (code: string) => {
    const all = await everything(plant, code)
    const [only, ...more] = all
    if (only && more.length === 0) onPick(only.subject)
    else setFound(all)
    return only ? '' : undefined
  }
  return (
    <section className="audit-pick" aria-label={t`What is the trail about?`}>
      <p>
        <Trans>
          Pick what the trail is about, or scan its code: an order, a lot, a container, a machine, a person. A shipment,
          a unit and a part of a lot have no list; scan or type their number.
        </Trans>
      </p>
      <Choice
        label={t`Kind`}
        value={kind}
        onChange={setKind}
        options={mayList.map(([id]) => ({ id, word: wordOf(id) }))}
      />
      <Pick
        key={kind}
        label={wordOf(kind)}
        value=""
        onChange={(id) => id !== '' && onPick({ type: kind, id })}
        options={(options.data?.items ?? []).map((it) => ({
          id: it.id,
          word: 'word' in it ? it.word : (materials.of(it.materialId)?.name ?? it.materialId),
        }))}
        onScan={scanned}
      />
      {found.length > 1 && (
        <ul className="audit-found" aria-label={t`The code names`}>
          {found.map((it) => (
            <li key={it.to}>
              <Button onPress={() => onPick(it.subject)}>
                {wordOf(it.subject.type)} {it.subject.id}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
