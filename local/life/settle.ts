import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cork } from './cork.ts'
import { seed } from './kept.ts'
import type { Script } from './life.ts'
import { lyon } from './lyon.ts'
import { nantes } from './nantes.ts'

/** The sites that have people and machines of their own. */
const scripts: readonly Script[] = [lyon, cork, nantes]

export interface Settled {
  readonly dataDir: string | undefined
  /** What goes on at which site. */
  readonly scripts: readonly Script[]
}

/**
 * Gives new plants the days that are behind them. A folder with data of its own stays as it is; life goes on in it if it began with such days.
 * @param dataDir where data is kept; without it, a folder that is forgotten with this process
 */
export async function settle(
  sites: readonly string[],
  dataDir: string | undefined,
  doing: (what: string) => void,
): Promise<Settled> {
  const wanted = scripts.filter(({ site }) => sites.includes(site))
  // A database of somebody else begins with what is in it.
  if (wanted.length === 0 || process.env.ANDON_DYNAMODB_ENDPOINT !== undefined) return { dataDir, scripts: [] }
  const place = dataDir ?? forgotten()
  const settleOne = async (script: Script) => {
    const folder = join(place, script.site)
    if (existsSync(folder)) return
    // Before these days are lived through, it is known whether they can be kept.
    mkdirSync(folder, { recursive: true })
    rmdirSync(folder)
    await seed(script, place, doing)
    writeFileSync(join(folder, mark), 'People and machines of the demo work at this plant.\n')
  }
  await Promise.all(wanted.map(settleOne))
  return { dataDir: place, scripts: wanted.filter(({ site }) => existsSync(join(place, site, mark))) }
}

const mark = 'life'

function forgotten(): string {
  const folder = mkdtempSync(join(tmpdir(), 'andon-plant-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
