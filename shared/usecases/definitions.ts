import type { EquipmentId, MaterialId, PersonId, RecipeId } from '../../events/identifiers.ts'
import type { EquipmentDefinition, MaterialDefinition, PersonDefinition, RecipeDraft } from '../../events/recipe.ts'
import { emptyTimecard } from '../domain/labour.ts'
import { unheardOf } from '../domain/machine.ts'
import * as domain from '../domain/master-data.ts'
import { judgeSignature } from '../domain/signature.ts'
import { type Command, type Outcome, run } from './command.ts'
import { ref, type Store } from './store.ts'

/** The chain of an equipment's facts hangs on its machine, which devices and steps write too, so that there is one chain. */
export const defineEquipment = (
  store: Store,
  command: Command<EquipmentDefinition>,
  { equipmentId }: { equipmentId: EquipmentId },
): Promise<Outcome> => {
  const value = { ...command.body, equipmentId }
  return run(store, command, {
    subject: { type: 'equipment', id: equipmentId },
    of: 'machine',
    versioned: 'equipment',
    load: { equipment: ref.equipment(equipmentId), machine: ref.machine(equipmentId) },
    decide: ({ machine }) => ({
      outcome: 'accepted',
      fact: { type: 'andon.equipment.defined.v1', data: value },
      changes: [
        { change: 'save', kind: 'equipment', id: equipmentId, value },
        ...(machine
          ? []
          : [{ change: 'save', kind: 'machine', id: equipmentId, value: unheardOf(equipmentId) } as const]),
      ],
    }),
  })
}

export const defineMaterial = (
  store: Store,
  command: Command<MaterialDefinition>,
  { materialId }: { materialId: MaterialId },
): Promise<Outcome> => {
  const value = { ...command.body, materialId }
  return run(store, command, {
    subject: { type: 'material', id: materialId },
    of: 'material',
    load: { material: ref.material(materialId) },
    decide: () => ({
      outcome: 'accepted',
      fact: { type: 'andon.material.defined.v1', data: value },
      changes: [{ change: 'save', kind: 'material', id: materialId, value }],
    }),
  })
}

/** The chain of a person's facts hangs on their timecard, which the clock writes too, so that there is one chain. */
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
    load: { person: ref.person(personId), timecard: ref.timecard(personId) },
    decide: ({ timecard }) => ({
      outcome: 'accepted',
      fact: { type: 'andon.person.defined.v1', data: value },
      changes: [
        { change: 'save', kind: 'person', id: personId, value },
        ...(timecard
          ? []
          : [{ change: 'save', kind: 'timecard', id: personId, value: emptyTimecard(personId) } as const]),
      ],
    }),
  })
}

type RecipePath = { recipeId: RecipeId; version: string }

/** What every command on a version reads: the version itself, and the copy that new orders take. */
const version = ({ recipeId, version }: RecipePath) =>
  ({
    subject: domain.recipeSubject({ recipeId, version }),
    of: 'recipe',
    load: { recipe: ref.recipe(recipeId, version), effective: ref.effective(recipeId) },
  }) as const

export const draftRecipe = (store: Store, command: Command<RecipeDraft>, path: RecipePath): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    decide: ({ recipe }, circumstances) => domain.draftRecipe(recipe?.value, path, command.body, circumstances),
  })

export const submitRecipe = (store: Store, command: Command, path: RecipePath): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    decide: ({ recipe }, circumstances) => (recipe ? domain.submitRecipe(recipe.value, circumstances) : 'unknown'),
  })

export const approveRecipe = (store: Store, command: Command, path: RecipePath): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    decide: ({ recipe }, circumstances) =>
      recipe
        ? domain.approveRecipe(
            recipe.value,
            judgeSignature(command.signature, { meanings: ['approved'], roles: ['quality'] }, circumstances),
          )
        : 'unknown',
  })

export const retireRecipe = (store: Store, command: Command, path: RecipePath): Promise<Outcome> =>
  run(store, command, {
    ...version(path),
    decide: ({ recipe, effective }) => (recipe ? domain.retireRecipe(recipe.value, effective?.value) : 'unknown'),
  })
