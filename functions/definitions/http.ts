import { endingWithin } from '../../shared/domain/qualification.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler, type Operation } from '../../shared/http/handler.ts'
import { reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { personIds, type Window } from '../../shared/storage/list-store.ts'
import * as definitions from '../../shared/usecases/definitions.ts'
import { ref } from '../../shared/usecases/store.ts'
import { routes } from './routes.ts'

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)

/** A page may show fewer than its limit where the rest of it has nothing that ends; a batch read takes a hundred keys. */
const listPersons: Operation = async ({ query, at }) => {
  const { expiringWithin, ...window } = query as unknown as Window & { expiringWithin?: number }
  const { ids, nextCursor } = await personIds(table, { ...window, limit: Math.min(window.limit, 100) })
  const found = await store.load(Object.fromEntries(ids.map((id) => [id, ref.person(id)])))
  const items = ids
    .flatMap((id) => (found[id] ? [found[id].value] : []))
    .filter((it) => expiringWithin === undefined || endingWithin(it.qualifications, expiringWithin, at).length > 0)
  return { json: { items, ...(nextCursor && { nextCursor }) } }
}

export const handler = httpHandler(
  routes,
  {
    defineEquipment: command(definitions.defineEquipment),
    getEquipment: read('equipment', 'equipmentId'),
    defineMaterial: command(definitions.defineMaterial),
    getMaterial: read('material', 'materialId'),
    definePerson: command(definitions.definePerson),
    getPerson: read('person', 'personId'),
    listPersons,
    draftRecipe: command(definitions.draftRecipe),
    getRecipe: read('recipe', ({ recipeId, version }) => `${recipeId}@${version}`),
    submitRecipe: command(definitions.submitRecipe),
    approveRecipe: command(definitions.approveRecipe),
    retireRecipe: command(definitions.retireRecipe),
  },
  issuer.rolesClaim,
)
