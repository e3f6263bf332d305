import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in.ts'
import { site, store } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import * as definitions from '../../shared/usecases/definitions.ts'
import { routes } from './routes.ts'

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)

export const handler = httpHandler(
  routes,
  {
    defineEquipment: command(definitions.defineEquipment),
    getEquipment: read('equipment', 'equipmentId'),
    defineMaterial: command(definitions.defineMaterial),
    getMaterial: read('material', 'materialId'),
    definePerson: command(definitions.definePerson),
    getPerson: read('person', 'personId'),
    draftRecipe: command(definitions.draftRecipe),
    getRecipe: read('recipe', ({ recipeId, version }) => `${recipeId}@${version}`),
    submitRecipe: command(definitions.submitRecipe),
    approveRecipe: command(definitions.approveRecipe),
    retireRecipe: command(definitions.retireRecipe),
  },
  issuer.rolesClaim,
)
