import { builtScreens } from '../infra/screens.ts'
import { CannotStart } from './cannot-start.ts'

/**
 * The folder of the console's files, as a deployment takes them.
 * @throws CannotStart with what the build says when the sources have a fault.
 */
export async function builtConsole(doing?: (what: string) => void): Promise<string> {
  try {
    return await builtScreens(doing)
  } catch (error) {
    throw new CannotStart(error instanceof Error ? error.message : String(error))
  }
}
