import type { EquipmentClassId, EquipmentId, MaterialId, PersonId } from '../../../events/identifiers.ts'
import type {
  EquipmentClassDefinition,
  EquipmentDefinition,
  MaterialDefinition,
  PersonDefinition,
} from '../../../events/recipe.ts'
import { gtinOf } from '../../domain/codes/trade-item.ts'
import { edgeNodeKey } from '../../domain/equipment/edge-node.ts'
import * as domain from '../../domain/equipment/equipment.ts'
import { emptyTimecard } from '../../domain/labour/timecard.ts'
import { ownQualifications, personAfter } from '../../domain/people/qualification.ts'
import { refuse } from '../../domain/refusal.ts'
import { defineMaterial as defineTradeItem } from '../../domain/stock/material.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { lotsToCount } from '../stock/unit-change.ts'

/** All of these definitions is what people wrote. */
const written = (definition: object): object => definition
/** That somebody defined the person, and what held before, is no part of what they wrote. */
const writtenOf = (kept: object): object => {
  const { isDefined: _is, past: _past, ...definition } = kept as Kept
  return definition
}
type Kept = { readonly isDefined?: unknown; readonly past?: unknown }

/**
 * The chain of an equipment's facts is on its machine, which devices and steps also change, so that there is one chain. A definition may exceed the
 * time budget of a command, because it also writes the places and the class that later definitions depend on.
 */
export const defineEquipment = (
  store: Store,
  command: Command<EquipmentDefinition>,
  { equipmentId }: { equipmentId: EquipmentId },
): Promise<Outcome> => {
  const { equipmentClass, parentId, sparkplug } = command.body
  return run(store, command, {
    subject: { type: 'equipment', id: equipmentId },
    of: 'machine',
    versioned: 'equipment',
    replaces: writtenOf,
    load: {
      equipment: ref.equipment(equipmentId),
      machine: ref.machine(equipmentId),
      equipmentClass: equipmentClass === undefined ? undefined : ref.class(equipmentClass),
      own: ref.place(equipmentId),
      parent: parentId === undefined ? undefined : ref.place(parentId),
      node: sparkplug && ref.edgeNode(sparkplug),
    },
    loadMore: ({ equipment }) => {
      const before = equipment?.value
      const left = before?.parentId === parentId ? undefined : before?.parentId
      const name = before?.sparkplug
      const isKept = name && sparkplug && edgeNodeKey(name) === edgeNodeKey(sparkplug)
      return {
        left: left === undefined ? undefined : ref.place(left),
        nodeLeft: name && !isKept ? ref.edgeNode(name) : undefined,
      }
    },
    decide: ({ equipment, machine, equipmentClass, own, parent, node }, { at }, { left, nodeLeft }) =>
      domain.defineEquipment(
        { ...command.body, equipmentId },
        {
          at,
          equipment: equipment?.value,
          machine: machine?.value,
          equipmentClass: equipmentClass?.value,
          own: own?.value,
          parent: parent?.value,
          left: left?.value,
          node: node?.value,
          nodeLeft: nodeLeft?.value,
        },
      ),
  })
}

export const importDays = (
  store: Store,
  command: Command<domain.DaysRead>,
  { equipmentId }: { equipmentId: EquipmentId },
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'equipment', id: equipmentId },
    of: 'machine',
    versioned: 'equipment',
    load: { equipment: ref.equipment(equipmentId), machine: ref.machine(equipmentId) },
    decide: ({ equipment }) => (equipment ? domain.importDays(equipment.value, command.body) : 'unknown'),
  })

export const defineEquipmentClass = (
  store: Store,
  command: Command<EquipmentClassDefinition>,
  { equipmentClassId }: { equipmentClassId: EquipmentClassId },
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'class', id: equipmentClassId },
    of: 'class',
    replaces: written,
    load: { class: ref.class(equipmentClassId) },
    decide: () => domain.defineEquipmentClass({ ...command.body, equipmentClassId }),
  })

export const defineMaterial = (
  store: Store,
  command: Command<MaterialDefinition>,
  { materialId }: { materialId: MaterialId },
): Promise<Outcome> => {
  const gtin = gtinOf(command.body.gtin)
  return run(store, command, {
    subject: { type: 'material', id: materialId },
    of: 'material',
    replaces: written,
    load: { material: ref.material(materialId), known: gtin === undefined ? undefined : ref.gtin(gtin) },
    // The previous bearer of the number may have another one by now; only its own definition shows that.
    loadMore: ({ known }) =>
      known && known.value.materialId !== materialId ? { bearer: ref.material(known.value.materialId) } : undefined,
    find: ({ material }) => lotsToCount(store, material?.value, command.body),
    decide: ({ known }, _, { bearer }, stocked) =>
      defineTradeItem({ ...command.body, materialId }, known?.value, bearer?.value, stocked),
  })
}

/** The chain of a person's facts is on their timecard, which clock-ons also change, so that there is one chain. */
export const definePerson = (
  store: Store,
  command: Command<PersonDefinition>,
  { personId }: { personId: PersonId },
): Promise<Outcome> => {
  const value = { ...command.body, personId }
  return run(store, command, {
    subject: { type: 'person', id: personId },
    of: 'timecard',
    versioned: 'person',
    replaces: writtenOf,
    load: { person: ref.person(personId), timecard: ref.timecard(personId) },
    decide: ({ person, timecard }, { at, caller }) => {
      const own = ownQualifications(person?.value, value, caller)
      if (own) return refuse([own])
      return {
        outcome: 'accepted',
        fact: { type: 'andon.person.defined.v1', data: value },
        changes: [
          { change: 'save', kind: 'person', id: personId, value: personAfter(person?.value, value, at) },
          ...(timecard
            ? []
            : [{ change: 'save', kind: 'timecard', id: personId, value: emptyTimecard(personId) } as const]),
        ],
      }
    },
  })
}
