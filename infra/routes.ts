import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Route } from '../shared/http/route.ts'
import { functionsDirectory } from './bundle.ts'

const routes: ReadonlyMap<string, readonly Route[]> = new Map(
  await Promise.all(
    readdirSync(functionsDirectory)
      .sort()
      .map((capability) => ({ capability, file: join(functionsDirectory, capability, 'routes.ts') }))
      .filter(({ file }) => existsSync(file))
      .map(async ({ capability, file }) => [capability, await routesIn(file)] as const),
  ),
)

/**
 * The operations of a capability.
 * @throws when it answers over HTTP and has none
 */
export function routesOf(capability: string): readonly Route[] {
  const found = routes.get(capability)
  if (found === undefined)
    throw new Error(`functions/${capability}/http.ts has no routes.ts beside it: nothing would reach it.`)
  return found
}

async function routesIn(file: string): Promise<readonly Route[]> {
  const module: { routes?: readonly Route[] } = await import(pathToFileURL(file).href)
  if (!Array.isArray(module.routes)) throw new Error(`${file} exports no list called routes. Name it so, or move it.`)
  return module.routes
}
